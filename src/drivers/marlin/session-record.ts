import type { SpoolRecord } from '#drivers/driver';
import { fileDigest, printId } from '#model/ids';

/** Stands in a record that belongs to no print: it only says which session of the port was spoken with (BE3). */
const NO_PRINT = printId('none');
const NO_FILE = fileDigest('0'.repeat(64));

/** What an idle printer's machine keeps, so that the process after it can tell that the port was held all the time. */
export const idleRecord = (portSession: string): SpoolRecord => ({
  printId: NO_PRINT,
  digest: NO_FILE,
  portSession,
  base: 0,
  firstLine: 0,
  reservedTo: 0,
  exceptions: [],
  note: null,
});
