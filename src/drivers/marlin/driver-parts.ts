import type { SpoolFault } from './protocol/spool-state.ts';
import type { OpenLine } from './serial-line.ts';

export interface MarlinParts {
  readonly openLine: OpenLine;
  /** Ask the bed sensor that only simulated printers have (M8300). */
  readonly sensesBed: boolean;
}

/** Why a hello came to nothing. `fault` null: somebody ended it. */
export interface HelloTrouble {
  readonly fault: SpoolFault | null;
  readonly text: string;
}

/** What a driver knows of its printer. */
export type Sight = 'none' | 'reaching' | 'connected' | 'halted' | 'stopped';
