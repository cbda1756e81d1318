import type { Position, SpoolState, Turn } from './spool-state.ts';

/**
 * The proof that all is done: M400 waits for the last move, and the report of M114 behind it exists only if the printer has accepted
 * every number before it and executed M400. An `ok` alone proves nothing: it is anonymous, and one `ok` heard twice would
 * acknowledge a last line that was lost. So M114 is asked again until a report comes.
 */

/** The id of the M114 that proves. */
export const SETTLES = Number.MIN_SAFE_INTEGER;
/** The id of what nobody waits for. */
export const UNHEARD = SETTLES + 1;
/** The report comes before its `ok`: none by now is none. */
const REPORT_WAIT_MS = 200;
const REPORT_WAIT_LONGEST_MS = 5_000;
/** A firmware whose report nobody can read is believed this long after its last move should have ended. */
const UNREADABLE_MS = 120_000;

export interface Settling {
  readonly since: number;
  readonly tries: number;
  /** When to ask again; infinite while M114 is not acknowledged. */
  readonly until: number;
}

export function beginSettling(t: Turn): void {
  const { s, at } = t;
  if (s.settling !== null) return;
  s.settling = { since: at, tries: 1, until: Number.POSITIVE_INFINITY };
  s.queue = [
    ...s.queue,
    { id: UNHEARD, text: s.settings.dialect.questions.settle[0] },
    { id: SETTLES, text: s.settings.dialect.questions.settle[1] },
  ];
}

/** A position was told: the proof, if an M114 of ours is out. */
export function settledAt(t: Turn, position: Position): void {
  const { s } = t;
  if (s.settling === null) return;
  if (s.settling.tries === 1) {
    if (s.queue.some((ask) => ask.id === SETTLES)) return;
    const number = s.asked.find((each) => each.id === SETTLES)?.number;
    if (number !== undefined && number > s.written) return;
  }
  const { x, y, z, e } = position;
  settled(t, { x, y, z, e });
}

function settled(t: Turn, position: Position | null): void {
  const { s } = t;
  s.settling = null;
  s.queue = s.queue.filter((ask) => ask.id !== SETTLES);
  t.effects.push({ kind: 'settled', position });
}

/** M114 is acknowledged, and no report came before its `ok`. */
export function reportMissing(t: Turn): void {
  const { s, at } = t;
  if (s.settling === null) return;
  const wait = Math.min(REPORT_WAIT_LONGEST_MS, REPORT_WAIT_MS * s.settling.tries);
  s.settling = { ...s.settling, until: at + wait };
}

export function settleAgain(t: Turn): void {
  const { s, at } = t;
  const { settling } = s;
  if (settling === null || at < settling.until || s.stage.kind !== 'open') return;
  if (at - settling.since > s.sumBeforeMs + s.sumNowMs + UNREADABLE_MS) return settled(t, null);
  s.settling = { ...settling, tries: settling.tries + 1, until: Number.POSITIVE_INFINITY };
  s.queue = [...s.queue, { id: SETTLES, text: s.settings.dialect.questions.settle[1] }];
}

export const settleAgainAt = (s: SpoolState): number => s.settling?.until ?? Number.POSITIVE_INFINITY;
