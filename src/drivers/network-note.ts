import type { ForeignPrint, SpoolRecord } from './driver.ts';
import { fileDigest, printId } from '#model/ids';

/** What the process of a driver over a network tells the one after it, in the record that serial drivers prove a print with. */
export interface NetworkNote {
  /** The newest job of the printer's history when it was last in sight; `none` for an empty history, null when it keeps none. */
  readonly lastJob: string | null;
  readonly foreign: ForeignPrint | null;
}

export const NO_JOB = 'none';

export const recordOf = (note: NetworkNote): SpoolRecord => ({
  printId: printId('none'),
  digest: fileDigest('0'.repeat(64)),
  portSession: 'network',
  base: 0,
  firstLine: 0,
  reservedTo: 0,
  exceptions: [],
  note: JSON.stringify(note),
});

/** Null for a record of another driver, or none. */
export function noteOf(record: SpoolRecord | null): NetworkNote | null {
  if (record === null || record.portSession !== 'network' || record.note === null) return null;
  try {
    const { lastJob, foreign } = JSON.parse(record.note) as Partial<NetworkNote>;
    if (lastJob !== null && typeof lastJob !== 'string') return null;
    if (foreign === null || foreign === undefined) return { lastJob, foreign: null };
    const { key, name, since } = foreign;
    if (typeof key !== 'string' || typeof name !== 'string' || typeof since !== 'number') return null;
    return { lastJob, foreign: { key, name, since } };
  } catch {
    return null;
  }
}
