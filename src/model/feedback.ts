import type { Overrides } from './adjustment.ts';
import type { PrintId } from './ids.ts';
import type { ReportedSlot } from './slots.ts';
import type { Stutter } from './stutter.ts';

/** One heater. Degrees Celsius; `target` is null when unknown or off. */
export interface Temperature {
  readonly name: string;
  readonly actual: number;
  readonly target: number | null;
}

/**
 * Measurements: the newest value wins, and losing all of them changes no outcome (MA14, I12). Fields that the printer does not
 * tell are null. Times in seconds, lengths in mm.
 */
export interface Feedback {
  readonly at: number;
  readonly temperatures: readonly Temperature[];
  readonly position: { readonly x: number; readonly y: number; readonly z: number } | null;
  readonly progress: PrintProgress | null;
  /** Health of the connection, for the printer's page and /metrics. */
  readonly line: LineHealth | null;
  /** What the printer shows or asks ("paused for user"), null when nothing. */
  readonly notice: string | null;
  /** Of an open print; machines of before it tell none. */
  readonly overrides?: Overrides;
  /** Of an open print that is fed line by line. */
  readonly stutter?: Stutter;
  /** Of a printer that knows what its slots hold. */
  readonly slots?: readonly ReportedSlot[];
  /** How often the printer has said that its files changed, since its machine began; left out before the first time. */
  readonly filesChanged?: number;
}

export interface PrintProgress {
  readonly printId: PrintId;
  /** 0–1. */
  readonly fraction: number;
  readonly elapsedSeconds: number;
  readonly remainingSeconds: number | null;
  readonly layer: number | null;
  readonly z: number | null;
}

export interface LineHealth {
  readonly linesSent: number;
  readonly resends: number;
  readonly window: number;
  readonly probes: number;
}
