import type { ForeignPrint, SpoolRecord } from '#drivers/driver';
import { fileDigest, printId } from '#model/ids';

/** Stands in a record that belongs to no print: it only says which session of the port was spoken with (BE3). */
const NO_PRINT = printId('none');
const NO_FILE = fileDigest('0'.repeat(64));

/** What an idle printer's machine keeps, so that the process after it can tell that the port was held all the time. */
export const idleRecord = (portSession: string, foreign: ForeignPrint | null = null): SpoolRecord => ({
  printId: NO_PRINT,
  digest: NO_FILE,
  portSession,
  base: 0,
  firstLine: 0,
  reservedTo: 0,
  exceptions: [],
  note: foreign === null ? null : JSON.stringify({ foreign }),
});

/** Whether a print of ours was the last that this record was written for. */
export const isOfPrint = (record: SpoolRecord): boolean => record.printId !== NO_PRINT;

/** The print from the card that the process before this one had seen, if the record tells of one. */
export function foreignOf(record: SpoolRecord): ForeignPrint | null {
  if (record.printId !== NO_PRINT || record.note === null) return null;
  try {
    const { foreign } = JSON.parse(record.note) as { readonly foreign?: Partial<ForeignPrint> };
    const { key, name, since } = foreign ?? {};
    if (typeof key !== 'string' || typeof name !== 'string' || typeof since !== 'number') return null;
    return { key, name, since };
  } catch {
    return null;
  }
}
