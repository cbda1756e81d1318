import type { CommandWords } from './command-words.ts';
import type { Heater } from './heater.ts';
import type { Motion } from './motion.ts';
import type { SimulatorOptions } from './options.ts';
import type { PhysicalBed } from './physical-bed.ts';
import type { Planner } from './planner.ts';

/** What `busy:` says meanwhile; null = nothing is said. */
export type Busy = 'processing' | 'paused for user' | null;

/** What a command waits for before it goes on. */
export type Wait =
  | { readonly kind: 'until'; readonly atMs: number; readonly busy: Busy }
  | { readonly kind: 'room' }
  | { readonly kind: 'still'; readonly busy: Busy }
  | { readonly kind: 'heat'; readonly heater: Heater; readonly readyMs: number; readonly busy: Busy }
  | { readonly kind: 'user'; readonly atMs: number; readonly busy: Busy };

/** A command that takes time yields what it waits for. `acked` = it said its own `ok`. */
export type Handler = (board: Board, words: CommandWords) => Generator<Wait, void> | 'acked' | void;

/** A fact about the printer, for the judge. */
export type Fact =
  | { readonly kind: 'numbering'; readonly lastN: number }
  | { readonly kind: 'resend-asked'; readonly n: number; readonly reason: string }
  | { readonly kind: 'duplicate'; readonly n: number }
  | { readonly kind: 'rx-overflow'; readonly bytes: number }
  | { readonly kind: 'reset'; readonly cause: string }
  | { readonly kind: 'greeting' }
  | { readonly kind: 'emergency'; readonly code: string; readonly via: 'receive interrupt' | 'queue' }
  | { readonly kind: 'killed'; readonly reason: string }
  | { readonly kind: 'stopped'; readonly reason: string }
  | { readonly kind: 'heater'; readonly heater: 'hotend' | 'bed'; readonly target: number }
  | { readonly kind: 'motion-dropped'; readonly blocks: number }
  | { readonly kind: 'underrun'; readonly gapMs: number }
  | { readonly kind: 'panel-print'; readonly event: 'started' | 'finished' | 'aborted'; readonly lines: number };

/** A file on the card. */
export interface CardFile {
  readonly size: number;
  /** What was written to it; missing in those that it had before. */
  readonly text?: string;
  readonly time: string;
  readonly name: string;
}

/** A file that M28 has opened: whatever comes goes into it, until M29. */
export interface CardWriting {
  readonly path: string;
  text: string;
}

/** A print from the printer's own card, started at its panel or by M24. */
export interface PanelPrint {
  readonly lines: readonly string[];
  next: number;
  paused: boolean;
  /** How long the file is; of one that was never on the card as many as it has lines. */
  readonly bytes?: number;
}

/** The printer as its commands see it. */
export interface Board {
  readonly options: SimulatorOptions;
  /** The printer's time, ms: when the command is executed, not when the process came to it. */
  now(): number;
  readonly hotend: Heater;
  readonly heatedBed: Heater;
  readonly motion: Motion;
  readonly planner: Planner;
  readonly bed: PhysicalBed;
  /** Print lines of output; each argument is a line. */
  say(...lines: string[]): void;
  /** An answer that is its own `ok`. */
  acknowledge(text: string): void;
  fact(fact: Fact): void;
  /** Intervals in ms, 0 = off. */
  /** Sets a heater. */
  heat(which: 'hotend' | 'bed', target: number): void;
  every(what: 'busy' | 'temperature' | 'position' | 'card' | 'inactivity', intervalMs: number): void;
  readonly busyMs: number;
  lastN: number;
  fanPercent: number;
  /** 0–100, from `M73`. */
  progressPercent: number;
  panel: PanelPrint | null;
  /** What M23 has opened, by its path. */
  selected: string | null;
  /** By path. */
  readonly card: Map<string, CardFile>;
  hasCard: boolean;
  writing: CardWriting | null;
  /** The button of the last `M876 S<n>`; null after `M108` or a press of the knob. */
  answer(): number | null;
  emergency(code: string, via: 'receive interrupt' | 'queue'): void;
  kill(reason: string, line?: string): void;
  /** Leaves the "stopped" state (`M999`). */
  resume(): void;
  readonly stopped: boolean;
}

/** Sets a heater and records the change. */
export function heat(board: Board, which: 'hotend' | 'bed', target: number): void {
  const heater = which === 'hotend' ? board.hotend : board.heatedBed;
  if (heater.setTarget(target, board.now())) board.fact({ kind: 'heater', heater: which, target: heater.target });
}

/** `T:19.38 /0.00 B:19.38 /0.00 @:0 B@:0`, as `M105`, auto-report and heat-up share it. */
export function temperatureReport(board: Board): string {
  const now = board.now();
  const { hotend, heatedBed } = board;
  return (
    `T:${hotend.temperature(now).toFixed(2)} /${hotend.target.toFixed(2)}` +
    ` B:${heatedBed.temperature(now).toFixed(2)} /${heatedBed.target.toFixed(2)}` +
    ` @:${hotend.power(now)} B@:${heatedBed.power(now)}`
  );
}

/** `X:1.00 Y:1.00 Z:0.00 E:0.00 Count X:80 Y:80 Z:0`: the planned position, or the real one, and the motors' steps. */
export function positionReport(board: Board, real = false): string {
  const { position } = board.motion;
  const left = board.planner.remaining(board.now());
  const x = position.x - left.dx;
  const y = position.y - left.dy;
  const z = position.z - left.dz;
  const shown = real ? { x, y, z, e: position.e - left.de } : position;
  return (
    `X:${shown.x.toFixed(2)} Y:${shown.y.toFixed(2)} Z:${shown.z.toFixed(2)} E:${shown.e.toFixed(2)}` +
    ` Count X:${Math.round(x * 80)} Y:${Math.round(y * 80)} Z:${Math.round(z * 400)}`
  );
}
