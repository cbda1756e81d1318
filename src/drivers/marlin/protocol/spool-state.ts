import { type Motion, type MovingMotion, type Pace, AT_REST } from './motion.ts';
import type { Compaction } from './compact.ts';
import { MAX_NUMBER } from './frame.ts';
import { type PlannerWatch, newPlannerWatch } from './planner-watch.ts';
import { type Numbering, newNumbering } from './numbering.ts';
import { type Dialect, UNKNOWN_DIALECT } from './dialects/dialect.ts';
import type { Place, Reply } from './reply.ts';
import type { ErrorClass } from './error-class.ts';
import type { Settling } from './spool-settle.ts';

/** What the spooler must know of a board; the driver learns it from options and from M115. */
export interface SpoolSettings {
  readonly dialect: Dialect;
  /** What guards a line of an `ordered` dialect; one that counts lines has the XOR alone. */
  readonly checksum: 'xor' | 'crc16';
  /** Bits per second on the wire; ten bits carry a byte. */
  readonly baud: number;
  /** Most lines on their way or unexecuted, whatever the printer can hold. */
  readonly windowLimit: number;
  /** Lines on their way as long as the printer has not told the size of its ring: 2 for a known Marlin 2.x, else 1. */
  readonly windowUnlearned: number;
  /** The printer's receive buffer. */
  readonly receiveBytes: number;
  /** The base is renewed before this number: 32,000 for firmwares that compare 16 bits. */
  readonly numberLimit: number;
  /** The printer may ask for lines from long ago (Prusa's crash detection and power panic). */
  readonly rewinds: boolean;
  /** How moves of the file are shortened. */
  readonly compaction: Compaction;
  /** The printer says `busy` while a command lasts (`Cap:BUSY_PROTOCOL`). */
  readonly busy: boolean;
}

export const PLAIN_SETTINGS: SpoolSettings = {
  dialect: UNKNOWN_DIALECT,
  checksum: 'xor',
  baud: 115_200,
  windowLimit: 8,
  windowUnlearned: 1,
  receiveBytes: 128,
  numberLimit: MAX_NUMBER - 10_000,
  rewinds: false,
  compaction: 'none',
  busy: false,
};

/** The command lines of the open print's file; index 0 is the first. Must answer alike for ever. */
export interface LineSource {
  /** `undefined`: not read yet (`load` was or will be told); `null`: behind the last line. */
  line(index: number): string | null | undefined;
  /** Whether anything is left out now; otherwise `leaveOut` is not asked. */
  readonly leavesOut?: boolean;
  /**
   * What stands for the lines from `index` on that are left out, null when none is; asked in the order of the lines, once for each. Without
   * commands nothing is sent for them, and what comes next carries them. `undefined`: not read yet.
   */
  leaveOut?(index: number): LeftOut | null | undefined;
}

export interface LeftOut {
  /** Lines of the file; 0 for commands that only stand before the next. */
  readonly lines: number;
  readonly commands: readonly string[];
}

export const NO_SOURCE: LineSource = { line: () => null };

export type SpoolEvent =
  /** What came in one piece, in its order; what is sent next is decided once, behind all of it. */
  | { readonly kind: 'replies'; readonly replies: readonly Reply[] }
  /** Time has come (`wakeAt`). */
  | { readonly kind: 'tick' }
  /** Begin to number lines, without a print: the first thing said to a printer. */
  | { readonly kind: 'synchronise' }
  /** A command that is no line of the file. `id` comes back with `done`. */
  | { readonly kind: 'ask'; readonly id: number; readonly text: string }
  /** Several, which get their numbers in one record: either all of them are on disk or none is. */
  | { readonly kind: 'asks'; readonly asks: readonly Ask[] }
  /** A print begins at the file's first line, or at `line`, there with `feed` once the head is led back; `base` must fit (`baseFits`). */
  | { readonly kind: 'begin'; readonly base: number; readonly line?: number }
  /** A print goes on in a new process, with proof (`resume`). */
  | {
      readonly kind: 'adopt';
      readonly numbering: Numbering;
      readonly next: number;
      readonly line: number;
      readonly feed: boolean;
      /** For how long the printer works off what the process before this one has sent; null when nobody knows. */
      readonly plannedMs: number | null;
    }
  /** The base that `need-base` asked for. */
  | { readonly kind: 'base'; readonly base: number }
  /** Prove that everything sent so far is done and nothing moves any more; ends with `settled`. */
  | { readonly kind: 'settle' }
  | { readonly kind: 'hold' }
  | { readonly kind: 'feed' }
  /** No print is open any more; whatever is on its way stays so. */
  | { readonly kind: 'end' }
  | { readonly kind: 'persisted'; readonly ticket: number }
  /** The source has more lines. */
  | { readonly kind: 'loaded' }
  | { readonly kind: 'settings'; readonly settings: SpoolSettings }
  /** From now on the printer executes nothing of what it gets, but writes it to its card. */
  | { readonly kind: 'record'; readonly on: boolean };

export type SpoolEffect =
  /** `text`, and a newline behind it. `line`, `command`: the file line that goes out for the first time in this process; null for everything else. */
  | {
      readonly kind: 'write';
      readonly text: string;
      readonly number: number | null;
      readonly line: number | null;
      readonly command: string | null;
    }
  /** Bring this on disk, then tell `persisted`: nothing that depends on it is written before (MA7, MA10). */
  | { readonly kind: 'persist'; readonly ticket: number; readonly numbering: Numbering }
  | { readonly kind: 'load'; readonly line: number }
  | { readonly kind: 'need-base' }
  | { readonly kind: 'synchronised' }
  /** The printer has proven that it counts from the print's base. */
  | { readonly kind: 'begun' }
  /** Acknowledged, or proven to be accepted. */
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'ask-refused'; readonly id: number }
  /** The file has no more lines and each seems acknowledged; `settle` proves it. */
  | { readonly kind: 'exhausted' }
  /** Everything is done. `position` is null for a firmware whose answer to M114 nobody can read. */
  | { readonly kind: 'settled'; readonly position: Position | null }
  | { readonly kind: 'warning'; readonly class: ErrorClass; readonly text: string }
  /** The end of this conversation; nothing is sent any more. */
  | { readonly kind: 'fault'; readonly fault: SpoolFault; readonly text: string };

/**
 * `reset`: the board has started anew. `halted`: it has given up, with its own words. `silent`: nothing comes. `stuck`: it speaks, and
 * accepts nothing. `undeliverable`: one line is asked for again and again. `counter-moved`: somebody else counts. `unnumbered`: it
 * does not check line numbers, so that nothing could be proven.
 */
export type SpoolFault =
  | 'reset'
  | 'halted'
  | 'silent'
  | 'stuck'
  | 'undeliverable'
  | 'counter-moved'
  | 'unnumbered'
  | 'no-answer';

export type Position = Place;

type Stage =
  | { readonly kind: 'idle' }
  /** The base is on its way to the disk. */
  | { readonly kind: 'saving-base' }
  /** M110 is on its way to the printer. */
  | { readonly kind: 'basing'; readonly tries: number; readonly until: number }
  /** The printer is asked what it counts from. */
  | { readonly kind: 'proving'; readonly tries: number }
  | { readonly kind: 'open' }
  /** A fatal error came; more of its text may follow. */
  | { readonly kind: 'dying'; readonly text: string; readonly lines: number; readonly until: number }
  | { readonly kind: 'ended' };

interface InFlight {
  readonly number: number;
  readonly bytes: number;
  readonly sentAt: number;
  readonly pace: Pace;
  readonly ms: number;
  /** M105: its `ok` comes with temperatures and never with a number. */
  readonly readsTemperatures: boolean;
}

interface SpoolStats {
  readonly linesSent: number;
  readonly resends: number;
  readonly probes: number;
}

export interface SpoolState {
  readonly settings: SpoolSettings;
  readonly stage: Stage;
  /** The one that is on disk, for a print; the session's otherwise. */
  readonly numbering: Numbering;
  readonly print: { readonly feeding: boolean; readonly exhausted: boolean; readonly told: boolean } | null;
  /** A numbering that begins as soon as nothing is on its way. `base` null: still to be drawn. */
  readonly rebase: {
    readonly base: number | null;
    readonly print: boolean;
    readonly feed: boolean;
    /** Where a print begins; of one that is under way its own line counts. */
    readonly line?: number;
  } | null;
  readonly saving: { readonly ticket: number; readonly numbering: Numbering } | null;
  readonly tickets: number;
  /** The next number to send. */
  readonly next: number;
  /** The highest number whose content is fixed: written, or on disk as an exception. `next` is below after a resend. */
  readonly fixedTo: number;
  /** The highest number that was written. */
  readonly written: number;
  /** The file line that `next` carries, if it carries one. */
  readonly line: number;
  /** File lines before this one are acknowledged. */
  readonly lineDone: number;
  /** File lines from `line` on that are left out and not yet numbered. */
  readonly leftOut: number;
  readonly queue: readonly Ask[];
  /** Ids of asks by their number, until they are done. */
  readonly asked: readonly { readonly number: number; readonly id: number }[];
  readonly settling: Settling | null;
  /** Nothing that is sent moves or heats: it goes into a file. */
  readonly recording: boolean;
  readonly inFlight: readonly InFlight[];
  /** `ordered` dialects: the model of motion before each line on its way. */
  readonly motions: readonly Motion[];
  /** `ok`s to come that acknowledge nothing. */
  readonly strayOks: number;
  /** Frames of the hello that were refused by a mere number. */
  readonly refusedFrames: number;
  /** Nothing is sent meanwhile. `endsWithOk`: the next `ok` is all that is waited for. */
  readonly quiet: {
    readonly line: number | null;
    readonly since: number;
    readonly until: number;
    readonly endsWithOk: boolean;
  } | null;
  readonly probe: {
    readonly tries: number;
    readonly since: number;
    readonly sentAt: number;
    readonly until: number;
    readonly measured: number;
  } | null;
  /** When the printer was probed last, and when an `ok` acknowledged a line last. */
  readonly askedAt: number;
  readonly acknowledgedAt: number;
  /** The complaint that we are quiet for came while a probe was out: the Resend behind it is the answer. */
  readonly answersProbe: boolean;
  readonly suspect: { readonly line: number; readonly times: number } | null;
  readonly trouble: { readonly line: number; readonly tries: number } | null;
  readonly attention: string | null;
  // What has been learnt of this printer.
  readonly ring: number | null;
  readonly ringHint: { readonly ring: number; readonly times: number } | null;
  readonly numbersOks: boolean;
  readonly busySeen: boolean;
  readonly shortestTripMs: number;
  // Clocks, in the caller's monotonic milliseconds.
  readonly heardAt: number;
  readonly busyAt: number;
  readonly oldestSince: number;
  readonly wireFreeAt: number;
  readonly marginMs: number;
  /** Of the last acknowledgements, since `marginMs` was looked at. */
  readonly slowestTripMs: number;
  readonly acksSinceTrouble: number;
  /** Lines still to be sent one by one after trouble. */
  readonly cautious: number;
  /** How many they were after the last trouble. */
  readonly caution: number;
  // The model of motion: what has been sent, and the slowest and the sum of the last 64 to 128 moves.
  readonly motion: Motion;
  /** False until the first move with a place of its own: what a process before this one has sent is in no model. */
  readonly placed: boolean;
  readonly slowNowMs: number;
  readonly slowBeforeMs: number;
  readonly sumNowMs: number;
  readonly sumBeforeMs: number;
  readonly moves: number;
  /** How long each of the last lines takes by that model, by its number modulo their count: what is sent again is not modelled again. */
  readonly lastMs: readonly number[];
  readonly planner: Readonly<PlannerWatch>;
  readonly stats: SpoolStats;
  /** What the counts were when the print began, and whether a person was told that the wire is noisy. */
  readonly calm: { readonly linesSent: number; readonly resends: number; readonly warned: boolean };
}

export interface Ask {
  readonly id: number;
  readonly text: string;
}

export const FIRST_MARGIN_MS = 300;
/** More than are ever on their way. */
export const REMEMBERED_MS = 64;
/** Where the numbers of a session without a print begin: below every print, and above what a board says that has been reset. */
export const SESSION_BASE = 500;

export function newSpool(settings: SpoolSettings, at: number): SpoolState {
  return {
    settings,
    stage: { kind: 'idle' },
    numbering: session(SESSION_BASE),
    print: null,
    rebase: null,
    saving: null,
    tickets: 0,
    next: SESSION_BASE + 1,
    fixedTo: SESSION_BASE,
    written: SESSION_BASE,
    line: 0,
    lineDone: 0,
    leftOut: 0,
    queue: [],
    asked: [],
    settling: null,
    recording: false,
    inFlight: [],
    motions: [],
    strayOks: 0,
    refusedFrames: 0,
    quiet: null,
    probe: null,
    askedAt: at,
    acknowledgedAt: Number.NEGATIVE_INFINITY,
    answersProbe: false,
    suspect: null,
    trouble: null,
    attention: null,
    ring: null,
    ringHint: null,
    numbersOks: false,
    busySeen: false,
    shortestTripMs: 50,
    heardAt: at,
    busyAt: Number.NEGATIVE_INFINITY,
    oldestSince: at,
    wireFreeAt: at,
    marginMs: FIRST_MARGIN_MS,
    slowestTripMs: 0,
    acksSinceTrouble: 0,
    cautious: 0,
    caution: 2,
    motion: AT_REST,
    placed: true,
    slowNowMs: 0,
    slowBeforeMs: 0,
    sumNowMs: 0,
    sumBeforeMs: 0,
    moves: 0,
    lastMs: Array.from({ length: REMEMBERED_MS }, () => 0),
    planner: newPlannerWatch(),
    stats: { linesSent: 0, resends: 0, probes: 0 },
    calm: { linesSent: 0, resends: 0, warned: false },
  };
}

/** A numbering that nobody will resume: nothing of it goes to disk. */
export const session = (base: number): Numbering => ({ ...newNumbering(base, 0), reservedTo: MAX_NUMBER });

/** One turn of the spooler: a copy of the state to change, and what is to be done. */
export interface Turn {
  readonly s: Draft;
  readonly effects: SpoolEffect[];
  readonly at: number;
  readonly source: LineSource;
}

/** What changes with each line is changed where it stands: `draftOf` has copied it. */
export type Draft = { -readonly [Field in keyof Omit<SpoolState, Lively>]: SpoolState[Field] } & {
  readonly inFlight: InFlight[];
  readonly motion: MovingMotion;
  readonly lastMs: number[];
  readonly planner: PlannerWatch;
  readonly stats: { -readonly [Field in keyof SpoolStats]: SpoolStats[Field] };
};

type Lively = 'inFlight' | 'motion' | 'lastMs' | 'planner' | 'stats';

export const draftOf = (state: SpoolState): Draft => ({
  ...state,
  inFlight: [...state.inFlight],
  motion: { ...state.motion },
  lastMs: [...state.lastMs],
  planner: { ...state.planner, blocks: [...state.planner.blocks] },
  stats: { ...state.stats },
});
