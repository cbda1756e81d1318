import type { CardPlace } from './card-print.ts';
import type { BedId, PrintId } from './ids.ts';
import type { PrinterError, PrinterErrorCode } from './phase.ts';

/**
 * The rest of a print whose printer lost its power, printed onto what it left on the bed. It is a new print of the same job (JO1), and
 * the one exception to BE1: a person names the print and the stay of the bed on which its object stands.
 */

/** Where a lost print stood, as far as its machine knows. Lines are counted among the commands of its file, from 0. */
export interface LastStand {
  /** The printer had taken every line before this one, and may still have owed its last moves. */
  readonly taken: number;
  /** No line from this one on was ever sent; null when the process that knew has died. */
  readonly sent: number | null;
  /** Objects had been left out, which a continuation does not know. */
  readonly leftOut: boolean;
  /** The head had been led away from the object, for a pause or on its way back: only a person can say at which height it stands. */
  readonly led: boolean;
}

/** What a person has confirmed: which print goes on, on which bed, from which line, and at which height the nozzle stands. */
export interface Continuation {
  readonly of: PrintId;
  readonly bedId: BedId;
  /** The first line that is printed. */
  readonly line: number;
  /** As people count them, from 1. */
  readonly layer: number;
  /** Where the nozzle stands now, above the bed, mm; null where the printer finds its height itself. */
  readonly zMm: number | null;
}

/** How a print begins. Whoever left it out meant `whole`. */
export type StartHow =
  /** From its first line, on a clear bed. */
  | { readonly kind: 'whole' }
  | ({ readonly kind: 'continuation' } & Continuation)
  /** By the printer itself, from its card: whole, on a clear bed, and no file of ours (decision 21). */
  | ({ readonly kind: 'card' } & CardPlace);

/** What a print that goes on keeps of the one before it: enough to stand there again should nothing of it ever move. */
export interface ContinuedPrint {
  readonly of: PrintId;
  readonly line: number;
  readonly layer: number;
  readonly zMm: number | null;
  /** When the one before was accepted, ms since the epoch. */
  readonly since: number;
  readonly stood: LastStand;
  readonly error: PrinterError;
}

/** What a driver must know to print the rest of a file. */
export type RestOfFile = Pick<Continuation, 'line' | 'zMm'>;

/** Faults after which nothing but the feeding has ended: heaters, motors and the object are as they were. */
const CONTINUABLE: readonly PrinterErrorCode[] = [
  'printer-reset',
  'port-lost',
  'resume-unproven',
  'no-answer',
  'protocol-trouble',
  'noisy-line',
];

/** Whether a print that failed so may ever be continued. */
export const isContinuable = (code: PrinterErrorCode): boolean => CONTINUABLE.includes(code);

/** Nobody builds higher; a height beyond it is a slip of the finger. */
const HIGHEST_MM = 3000;

/** Whether a nozzle may stand so high above a bed with an object on it, mm. */
export const isNozzleHeight = (mm: number): boolean => mm > 0 && mm < HIGHEST_MM;
