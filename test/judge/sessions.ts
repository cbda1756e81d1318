import type { SimulatorRecord } from '../../src/drivers/marlin/simulator/recorder.ts';

/** What a printer executed of one numbering of lines, from its `M110` to the next one or to a reset. */
export interface Session {
  readonly base: number;
  readonly at: number;
  /** Executed lines in their order; those that a host adds by itself are among them. */
  readonly lines: readonly { readonly text: string; readonly at: number; readonly n: number | null }[];
}

/** Numberings of prints begin here; below are those of a host that only talks. */
const LOWEST_PRINT_BASE = 1_000;

/**
 * What a host may add by itself: it reads, it counts anew, it switches off. Everything else must stand in the file of a print.
 * `M400`, `M114`: where the head stands when all is done.
 */
const OWN = /^(M27|M105|M110 N\d+|M112|M114|M115|M400|M108|M410|M154 S\d+|M155 S\d+|M113 S\d+|M8300|M999)$/;
const SAFE_STOP = /^(M104( T\d)? S0|M140 S0|M141 S0|M107|M84)$/;

export const isOwn = (text: string): boolean => OWN.test(text) || SAFE_STOP.test(text);
export const isSafeStop = (text: string): boolean => SAFE_STOP.test(text);

/** The numberings of prints, and every other line that came over the wire. */
export function sessionsOf(records: readonly SimulatorRecord[]): {
  readonly sessions: readonly Session[];
  readonly outside: readonly { readonly text: string; readonly at: number }[];
} {
  const sessions: { base: number; at: number; lines: { text: string; at: number; n: number | null }[] }[] = [];
  const outside: { text: string; at: number }[] = [];
  let open: (typeof sessions)[number] | null = null;
  for (const record of records) {
    if (record.kind === 'reset') open = null;
    else if (record.kind === 'numbering') {
      open = record.lastN >= LOWEST_PRINT_BASE ? { base: record.lastN, at: record.at, lines: [] } : null;
      if (open !== null) sessions.push(open);
    } else if (record.kind === 'line' && record.source === 'serial') {
      const line = { text: record.text, at: record.at, n: record.n };
      if (open === null) outside.push(line);
      else open.lines.push(line);
    }
  }
  return { sessions, outside };
}

/** How far a session's lines lead through a file. */
export interface Walk {
  /** Index of the first file line of this session, null when it holds none. */
  readonly first: number | null;
  /** Index of the file line that must come next. */
  readonly next: number;
  readonly firstAt: number;
  /** The first line that fits nowhere. */
  readonly wrong: { readonly text: string; readonly expected: string | null } | null;
  /** A file line after the safe-stop script had begun. */
  readonly afterStop: string | null;
}

/** Follows the lines through the file from `from` on; what the host adds by itself is left out. */
export function walk(session: Session, file: readonly string[], from: number): Walk {
  let next = from;
  let first: number | null = null;
  let firstAt = session.at;
  let stopping = false;
  let afterStop: string | null = null;
  for (const { text, at } of session.lines) {
    if (text === file[next]) {
      if (stopping && !isSafeStop(text)) afterStop ??= text;
      if (first === null) {
        first = next;
        firstAt = at;
      }
      next++;
    } else if (isSafeStop(text)) stopping = true;
    else if (!isOwn(text)) {
      return { first, next, firstAt, wrong: { text, expected: file[next] ?? null }, afterStop };
    }
  }
  return { first, next, firstAt, wrong: null, afterStop };
}
