import {
  HISTORY_BATCH_CHARACTERS,
  HISTORY_INTERVAL_MS,
  HISTORY_LINE_CHARACTERS,
  HISTORY_PENDING_CHARACTERS,
} from './limits.ts';
import type { HistoryLine } from './message.ts';

/**
 * G-code history on its way to the one who asked for it: complete and ordered, with an explicit count wherever the reader was
 * too slow and a span was dropped (MA14). Nobody asks: nothing is kept.
 */
export interface HistoryLane {
  readonly watched: boolean;
  readonly pending: readonly HistoryLine[];
  readonly pendingCharacters: number;
  /** Running number of the first pending line. */
  readonly from: number;
  /** Running number that the next line must have if the reader is to miss none; null before the first. */
  readonly sentTo: number | null;
  readonly nextAt: number;
}

export const QUIET_HISTORY: HistoryLane = {
  watched: false,
  pending: [],
  pendingCharacters: 0,
  from: 0,
  sentTo: null,
  nextAt: 0,
};

/** Adds lines, `from` being the number of the first. What is too much goes from the old end. */
export function addHistory(lane: HistoryLane, lines: readonly HistoryLine[], from: number): HistoryLane {
  if (!lane.watched || lines.length === 0) return lane;
  const added = lines.map(cut);
  const pending = [...lane.pending, ...added];
  let pendingCharacters = lane.pendingCharacters + charactersOf(added);
  const first = lane.pending.length > 0 ? lane.from : from;
  const sentTo = lane.sentTo ?? first;
  let dropped = 0;
  if (pendingCharacters > HISTORY_PENDING_CHARACTERS || pending.length > PENDING_LINES) {
    // A quarter at once: to drop line by line would copy everything for each line.
    while (pendingCharacters > HISTORY_PENDING_CHARACTERS * 0.75 || pending.length - dropped > PENDING_LINES * 0.75) {
      pendingCharacters -= pending[dropped]?.text.length ?? 0;
      dropped++;
    }
  }
  return {
    ...lane,
    pending: dropped === 0 ? pending : pending.slice(dropped),
    pendingCharacters,
    from: first + dropped,
    sentTo,
  };
}

const charactersOf = (lines: readonly HistoryLine[]): number => lines.reduce((sum, { text }) => sum + text.length, 0);

/** A line has a price beside its text. */
const PENDING_LINES = 8_192;
const BATCH_LINES = 2_048;

const cut = (line: HistoryLine): HistoryLine =>
  line.text.length <= HISTORY_LINE_CHARACTERS
    ? line
    : { ...line, text: `${line.text.slice(0, HISTORY_LINE_CHARACTERS - 1)}…` };

export interface HistoryBatch {
  readonly lines: readonly HistoryLine[];
  readonly from: number;
  readonly dropped: number;
}

/** The next batch that is due, and the lane without it. */
export function takeHistory(lane: HistoryLane, now: number): { batch: HistoryBatch; lane: HistoryLane } | null {
  if (lane.pending.length === 0 || now < lane.nextAt) return null;
  let count = 0;
  let characters = 0;
  for (const { text } of lane.pending) {
    if (count > 0 && (count >= BATCH_LINES || characters + text.length > HISTORY_BATCH_CHARACTERS)) break;
    count++;
    characters += text.length;
  }
  const lines = lane.pending.slice(0, count);
  const pending = lane.pending.slice(count);
  const from = lane.from + count;
  const batch = { lines, from: lane.from, dropped: lane.from - (lane.sentTo ?? lane.from) };
  const nextAt = pending.length > 0 ? now : now + HISTORY_INTERVAL_MS;
  const pendingCharacters = lane.pendingCharacters - characters;
  return { batch, lane: { ...lane, pending, pendingCharacters, from, sentTo: from, nextAt } };
}
