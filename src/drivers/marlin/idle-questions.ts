import type { Dialect } from './protocol/dialects/dialect.ts';
import type { SpoolState } from './protocol/spool-state.ts';

/** A printer that reports by itself says something every 2 s; one that does not is asked. */
const QUIET_ASK_MS = 3_500;
const QUIET_ASK_PRINTING_MS = 30_000;
const BED_ASK_MS = 2_000;
const CARD_ASK_MS = 5_000;

/** Questions that nobody asked for: is it still there, what is on the bed, does the card print. */
export class IdleQuestions {
  #askedBedAt = 0;
  #askedCardAt = 0;

  /** @param sees a bed sensor; temperatures told by itself; a print of ours */
  due(
    state: SpoolState,
    { questions: { alive, card } }: Dialect,
    sees: { readonly bed: boolean; readonly reports: boolean; readonly prints: boolean },
    now: number,
  ): readonly string[] {
    if (state.queue.length > 0 || state.asked.length > 0) return [];
    const quietMs = now - state.heardAt;
    if (sees.prints) return quietMs > QUIET_ASK_PRINTING_MS ? [alive] : [];
    const due: string[] = [];
    if (sees.bed && now - this.#askedBedAt >= BED_ASK_MS) {
      this.#askedBedAt = now;
      due.push('M8300');
    }
    if (card !== null && now - this.#askedCardAt >= CARD_ASK_MS) {
      this.#askedCardAt = now;
      due.push(card);
    }
    if (quietMs > QUIET_ASK_MS || !sees.reports) due.push(alive);
    return due;
  }
}
