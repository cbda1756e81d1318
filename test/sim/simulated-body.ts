import type { SimulatorRecord } from '../../src/drivers/marlin/simulator/recorder.ts';
import type { HeldPrint } from '../judge/evidence.ts';

/** A printer of the simulation as people, faults and the judge meet it, whatever it speaks to its driver. */
export interface SimulatedBody {
  /** What one move takes. */
  readonly lineMs: number;
  readonly records: readonly SimulatorRecord[];
  /** Of a printer that holds its files: what it printed of ours. */
  readonly held?: readonly HeldPrint[];
  readonly isPlugged: boolean;
  readonly isPowered: boolean;
  readonly hasObject: boolean;
  /** Whether it moves over its bed: nobody reaches in. */
  readonly isMoving: boolean;
  readonly isHalted: boolean;
  /** Whether what is sent to it reaches its firmware. */
  readonly isListening: boolean;
  readonly panelPrint: string | null;
  /** Told when the cable is back. */
  onPlugged: (() => void) | null;
  /** M112, past every queue. */
  halt(): void;
  /** The port was opened anew. */
  opened(): void;
  /** Its machine died: nobody listens any more. */
  unheard(): void;
  // What happens to it.
  reset(cause: string): void;
  power(on: boolean): void;
  plug(on: boolean): void;
  /** It takes nothing in until it is told otherwise: busy, or noise on the line. */
  silence(on: boolean): void;
  /** It accepts orders and does not move: a door is open, a heater is cold. */
  refuseToMove(on: boolean): void;
  beginAtPanel(key: string, lastsMs: number): boolean;
  /** Somebody at its panel lets go on what stands paused there. */
  goOnAtPanel(): void;
  runOut(): void;
  failPrint(): void;
  removeObject(): void;
}
