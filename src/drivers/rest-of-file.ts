import type { LastStand } from '#model/continuation';

/**
 * What a driver can say of printing the rest of a file (decision 12): from which of its layers, and what it would send to bring the
 * printer back to where the file stood. For the offer that a person sees, and for the driver itself, which asks the same of its own copy.
 */
export interface RestOfFileReader {
  push(bytes: Uint8Array): void;
  /** The file has ended. */
  end(): RestOfFilePlan;
}

export interface RestOfFilePlan {
  readonly layers: readonly RestLayer[];
  /** The layer in which the print stopped, as an index; -1 when none had begun. */
  readonly stoppedIn: number;
  /** Heights at which the nozzle may stand, mm: between these, lowest first; null when it had not begun to print. */
  readonly stands: readonly [lowestMm: number, highestMm: number] | null;
  /** The way back to the start of a layer. `zMm`: where the nozzle stands; null where the printer finds that by itself. */
  wayBack(layer: number, zMm: number | null): WayBack;
}

export interface RestLayer {
  /** From 1. */
  readonly number: number;
  /** The first of its commands, counted among those of the file from 0. */
  readonly line: number;
  readonly zMm: number;
  /** How much of the file lies before it, 0–1. */
  readonly shareBefore: number;
  /** Why the print cannot go on from here; null when it can. */
  readonly no: { readonly why: NoRest; readonly command: string | null } | null;
}

export interface WayBack {
  readonly commands: readonly string[];
  /** °C; 0: it stays cold. */
  readonly bed: number;
  readonly nozzle: number;
  readonly chamber: number;
  readonly liftMm: number;
  readonly primeMm: number;
  /** Where the head goes last, mm. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Why there is no rest to print; each has a cause and a remedy in one table. */
export type NoRest =
  | 'unknown-command'
  | 'start-script'
  | 'firmware-retraction'
  | 'bed-mesh'
  | 'offsets'
  | 'several-tools'
  | 'homes-later'
  | 'one-at-a-time'
  | 'no-heat'
  | 'unknown-place';

/** Whether a printer can go on after it has lost its power, by its settings, and how its driver reads a file for that. */
export interface ContinuesPrints {
  /** How the height is found again: `stays`, where the head stands; `top`, homed away from the object; `no`: nobody can say. */
  heightBy(options: Readonly<Record<string, unknown>>): 'stays' | 'top' | 'no';
  reader(options: Readonly<Record<string, unknown>>, stood: LastStand): RestOfFileReader;
}
