import type { SimulatorRecord } from '../../src/drivers/marlin/simulator/recorder.ts';
import { spelled } from '../../src/drivers/marlin/simulator/spelling.ts';
import { type DetourState, follow, ON_THE_FILE, placeAfter } from './detour.ts';

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
const OWN = /^(M27|M105|M110 N\d+|M112|M114|M115|M400|M108|M410|M154 S\d+|M155 S\d+|M113 S\d+|M876 P1|M8300|M999)$/;
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
      const line = { text: spelled(record.text), at: record.at, n: record.n };
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
  readonly wrong: {
    readonly text: string;
    readonly expected: string | null;
    readonly behind: readonly string[];
  } | null;
  /** A file line after the safe-stop script had begun. */
  readonly afterStop: string | null;
}

/** One way to read the lines so far: a word of the file and the first word of a detour may be the same. */
interface Reading {
  readonly next: number;
  readonly detour: DetourState;
  readonly stopping: boolean;
  readonly first: number | null;
  readonly firstAt: number;
  readonly afterStop: string | null;
}

/**
 * Follows the lines through the file from `from` on; what the host adds by itself is left out. In a print that was paused
 * (`wasPaused`) the ways to the parking place and back may stand between two lines of the file.
 */
export function walk(session: Session, file: readonly string[], from: number, wasPaused = false): Walk {
  let readings: readonly Reading[] = [
    { next: from, detour: ON_THE_FILE, stopping: false, first: null, firstAt: session.at, afterStop: null },
  ];
  for (const [i, { text, at }] of session.lines.entries()) {
    const further = readings.flatMap((each) => read(each, text, at, file, wasPaused));
    if (further.length === 0) {
      const { first, next, firstAt, afterStop } = furthest(readings);
      return {
        first,
        next,
        firstAt,
        wrong: {
          text,
          expected: file[next] ?? null,
          behind: session.lines.slice(Math.max(0, i - 12), i).map((each) => each.text),
        },
        afterStop,
      };
    }
    readings = further;
  }
  const { first, next, firstAt, afterStop } = furthest(readings);
  return { first, next, firstAt, wrong: null, afterStop };
}

/** The readings that a line allows, after one reading of those before it. */
function read(
  reading: Reading,
  text: string,
  at: number,
  file: readonly string[],
  wasPaused: boolean,
): readonly Reading[] {
  const found: Reading[] = [];
  const { next, detour, stopping } = reading;
  if (text === file[next] && detour.kind === 'none') {
    const late = stopping && !isSafeStop(text) ? text : null;
    const begun = reading.first === null ? { first: next, firstAt: at } : {};
    found.push({ ...reading, ...begun, next: next + 1, afterStop: reading.afterStop ?? late });
  } else if (isSafeStop(text)) return [{ ...reading, stopping: true }];
  else if (isOwn(text)) return [reading];
  if (!wasPaused || stopping) return found;
  return [...found, ...follow(detour, text, placeAfter(file, next)).map((way) => ({ ...reading, detour: way }))];
}

function furthest(readings: readonly Reading[]): Reading {
  return readings.reduce((best, each) => (each.next > best.next ? each : best));
}
