import { closeSync, openSync, writeSync } from 'node:fs';
import type { Clock } from '#lib/clock';
import type { Fact } from './board.ts';
import type { ExecutedLine } from './surroundings.ts';
import type { BedHappening } from './physical-bed.ts';

/** What the recorder writes down besides the firmware's own facts. */
export type Happening =
  | Fact
  | ({ readonly kind: 'line'; readonly session: number } & ExecutedLine)
  | ({ readonly kind: 'bed' } & BedHappening)
  | { readonly kind: 'started'; readonly name: string; readonly seed: number }
  | { readonly kind: 'connection'; readonly event: 'open' | 'close'; readonly via: string }
  | { readonly kind: 'fault'; readonly fault: string; readonly detail: unknown }
  | { readonly kind: 'output-lost'; readonly bytes: number }
  | { readonly kind: 'rx' | 'tx'; readonly bytes: string }
  | { readonly kind: 'anomaly'; readonly what: 'skipped' | 'repeated'; readonly n: number; readonly after: number };

/** One fact: `at` in ms since the Unix epoch, `t` in ms of the printer's monotonic time. A line of JSON in the file. */
export type SimulatorRecord = { readonly at: number; readonly t: number } & Happening;

/** Totals since the simulator started; unlike records they are never forgotten. */
export interface RecorderTotals {
  lines: number;
  numberedLines: number;
  resends: number;
  resets: number;
  kills: number;
  collisions: number;
  anomalies: number;
}

/** What the judge reads: the truth about the printer, in the order in which it was noted. */
export interface Recorder {
  note(happening: Happening, atMs: number): void;
  /** A line took effect; kept apart because it is the hot path. */
  line(line: ExecutedLine, atMs: number): void;
  /** The records still in memory, oldest first. */
  records(): readonly SimulatorRecord[];
  readonly totals: Readonly<RecorderTotals>;
  /** Writes what is waiting for the file; the clock does so by itself within 20 ms. */
  flush(): void;
  [Symbol.dispose](): void;
}

/** Text waiting for the file is written when it is longer than this, chars: memory stays bounded under any load. */
const LONGEST_WAITING_TEXT = 256 * 1024;
const FLUSH_MS = 20;

/**
 * Keeps its own model of line numbers: within a session (begun by a reset or an `M110`) the numbers of executed lines
 * must rise by one; anything else is an `anomaly`: the firmware is wrong, or the host numbered anew while lines were under
 * way, which makes a real Marlin execute a line twice as well.
 *
 * @param file appended to, made when missing; null = memory only
 * @param memoryRecords beyond this many the oldest are forgotten in memory
 */
export function createRecorder(clock: Clock, file: string | null, memoryRecords: number): Recorder {
  const descriptor = file === null ? null : openSync(file, 'a', 0o600);
  let kept: SimulatorRecord[] = [];
  let waiting = '';
  let timer: Disposable | null = null;
  let session = 0;
  let lastN: number | null = null;
  const totals: RecorderTotals = {
    lines: 0,
    numberedLines: 0,
    resends: 0,
    resets: 0,
    kills: 0,
    collisions: 0,
    anomalies: 0,
  };

  function keep(record: SimulatorRecord): void {
    kept.push(record);
    // Twice the bound before cutting: one copy for every `memoryRecords` records instead of one for each.
    if (kept.length >= 2 * memoryRecords) kept = kept.slice(-memoryRecords);
    if (descriptor === null) return;
    waiting += `${JSON.stringify(record)}\n`;
    if (waiting.length > LONGEST_WAITING_TEXT) flush();
    else timer ??= clock.schedule(FLUSH_MS, flush);
  }

  function flush(): void {
    timer?.[Symbol.dispose]();
    timer = null;
    if (descriptor === null || waiting === '') return;
    const bytes = Buffer.from(waiting);
    waiting = '';
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
  }

  /** The wall time that belongs to the printer's time. */
  function wall(atMs: number): number {
    return Math.round((clock.now() + atMs - clock.monotonic()) * 1000) / 1000;
  }

  function note(happening: Happening, atMs: number): void {
    count(happening);
    keep({ at: wall(atMs), t: atMs, ...happening });
  }

  function count(happening: Happening): void {
    if (happening.kind === 'reset' || happening.kind === 'numbering') {
      session++;
      lastN = happening.kind === 'numbering' ? happening.lastN : null;
    }
    if (happening.kind === 'reset') totals.resets++;
    else if (happening.kind === 'resend-asked') totals.resends++;
    else if (happening.kind === 'killed') totals.kills++;
    else if (happening.kind === 'anomaly') totals.anomalies++;
    else if (happening.kind === 'bed' && happening.event === 'collision') totals.collisions++;
  }

  return {
    note,
    line({ n, text, source }, atMs) {
      totals.lines++;
      keep({ at: wall(atMs), t: atMs, kind: 'line', session, n, text, source });
      if (n === null) return;
      totals.numberedLines++;
      if (lastN !== null && n !== lastN + 1 && !text.startsWith('M110')) {
        note({ kind: 'anomaly', what: n <= lastN ? 'repeated' : 'skipped', n, after: lastN }, atMs);
      }
      lastN = n;
    },
    records: () => (kept.length > memoryRecords ? kept.slice(-memoryRecords) : kept.slice()),
    totals,
    flush,
    [Symbol.dispose]() {
      flush();
      if (descriptor !== null) closeSync(descriptor);
    },
  };
}
