import type { ForeignPrint, SpoolRecord } from '#drivers/driver';
import { isCardName } from '#model/card-name';
import { fileDigest, printId } from '#model/ids';

/** Stands in a record that belongs to no print: it only says which session of the port was spoken with (BE3). */
const NO_PRINT = printId('none');
const NO_FILE = fileDigest('0'.repeat(64));

/** What an idle printer's machine keeps, so that the process after it can tell that the port was held all the time. */
export const idleRecord = (
  portSession: string,
  foreign: ForeignPrint | null = null,
  unfinished: string | null = null,
): SpoolRecord => ({
  printId: NO_PRINT,
  digest: NO_FILE,
  portSession,
  base: 0,
  firstLine: 0,
  reservedTo: 0,
  exceptions: [],
  note:
    foreign === null && unfinished === null
      ? null
      : JSON.stringify({ ...(foreign === null ? {} : { foreign }), ...(unfinished === null ? {} : { unfinished }) }),
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

/** The file that the process before this one was writing to the card, if the record tells of one. */
export function unfinishedOf(record: SpoolRecord | null): string | null {
  if (record === null || record.printId !== NO_PRINT || record.note === null) return null;
  try {
    const { unfinished } = JSON.parse(record.note) as { readonly unfinished?: unknown };
    return typeof unfinished === 'string' && isCardName(unfinished) ? unfinished : null;
  } catch {
    return null;
  }
}
