import type { CardPlace } from './card-print.ts';
import type { ContinuedPrint } from './continuation.ts';
import type { FileDigest, JobId, PrintId } from './ids.ts';
import type { FilamentSlot } from './slots.ts';

/**
 * How a print ended (JO1). Written once, by the machine's journal; `unknown` only for lost prints, by the run.
 * `never-started`: nothing moved, the bed is as it was.
 */
export type PrintOutcome = 'finished' | 'cancelled' | 'failed' | 'never-started' | 'unknown';

/**
 * Where a print stands in the farm's database (JO1). Each step has exactly one writer: the queue (planned, assigned), the machine's
 * journal (printing, awaiting-retrieval, failed, cancelled, done), a person (retrieved, recovering, closed), the run (lost).
 */
export type PrintStatus =
  | 'planned'
  | 'assigned'
  | 'printing'
  | 'awaiting-retrieval'
  | 'retrieved'
  | 'done'
  | 'failed'
  | 'recovering'
  | 'closed'
  | 'cancelled'
  | 'lost';

/** Statuses that never change again (JO1, I3). */
export const isTerminal = (status: PrintStatus): boolean =>
  status === 'done' || status === 'closed' || status === 'cancelled';

/** Statuses in which a print holds its printer: at most one such print per printer (CK7, S4). */
export const holdsPrinter = (status: PrintStatus): boolean =>
  status === 'assigned' ||
  status === 'printing' ||
  status === 'awaiting-retrieval' ||
  status === 'retrieved' ||
  status === 'failed' ||
  status === 'recovering';

/** The file that a print needs, addressed by its content (MA12). */
export interface PrintFile {
  readonly digest: FileDigest;
  readonly name: string;
  readonly sizeBytes: number;
  /** Where this print takes its filaments from; left out where that was not decided. */
  readonly slots?: readonly FilamentSlot[];
  /** What the slicer calls the objects of a plate, whose G-code has their ids alone; left out where nobody can say. */
  readonly objects?: readonly NamedObject[];
}

/** An object under the id of the printer's own skip command. */
export interface NamedObject {
  readonly id: string;
  readonly name: string;
}

/** What the machine knows of the print that it is busy with. */
export interface OpenPrint {
  readonly id: PrintId;
  /** `foreign`: started at the printer's own panel (MA11); its file is unknown. */
  readonly origin: 'ours' | 'foreign';
  readonly jobId: JobId | null;
  readonly file: PrintFile | null;
  /** Of one that the printer reads from its own card at our word: `file` is null then, and the origin ours. */
  readonly card?: CardPlace;
  /** Of a foreign one, the plate of its file where the printer says it. */
  readonly plate?: number;
  readonly name: string;
  /** Of one that goes on where another failed. */
  readonly continues?: ContinuedPrint;
  /** When the machine accepted it, or when a foreign print was seen, ms since the epoch. */
  readonly since: number;
}
