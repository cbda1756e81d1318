import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import type { Conversation } from './conversation.ts';
import { type Identity, can } from './identity.ts';
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

const TICK_MS = 1_000;

export interface IdleParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Null when nothing is to be asked: out of sight, or what is said would go into a file. */
  readonly talk: () => Conversation | null;
  readonly dialect: () => Dialect;
  readonly identity: () => Identity;
  /** It has a sensor in its bed. */
  readonly bed: () => boolean;
  /** A print of ours is open. */
  readonly prints: () => boolean;
  readonly isConnected: () => boolean;
  /** Of a print that is open: time has passed. */
  readonly progressed: () => void;
}

/** Asks, for as long as the printer stays connected. */
export async function askWhileConnected(questions: IdleQuestions, parts: IdleParts): Promise<void> {
  const { clock, signal } = parts;
  for (;;) {
    await rest(clock, TICK_MS, signal);
    if (signal.aborted || !parts.isConnected()) return;
    const talk = parts.talk();
    if (talk === null) continue;
    const prints = parts.prints();
    if (prints) parts.progressed();
    const sees = { bed: parts.bed(), reports: can(parts.identity(), 'AUTOREPORT_TEMP'), prints };
    for (const question of questions.due(talk.state, parts.dialect(), sees, clock.monotonic())) void talk.ask(question);
  }
}
