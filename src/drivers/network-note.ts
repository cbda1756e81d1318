import type { ForeignPrint, SpoolRecord } from './driver.ts';
import { fileDigest, type PrintId, printId } from '#model/ids';

/** What the process of a driver over a network tells the one after it, in the record that serial drivers prove a print with. */
export interface NetworkNote {
  /** The newest job of the printer's history when it was last in sight; `none` for an empty history, null when it keeps none. */
  readonly lastJob: string | null;
  readonly foreign: ForeignPrint | null;
  /** The print that was taken up last; null for none. */
  readonly start: NotedStart | null;
}

/** Written down when a file is brought, and again before its start may leave: a print whose start never left is known for sure (MA10). */
export interface NotedStart {
  readonly printId: PrintId;
  readonly mayHaveLeft: boolean;
}

export const NO_JOB = 'none';

/** A record that holds nothing but a driver's note. */
export const noteRecord = (note: object): SpoolRecord => ({
  printId: printId('none'),
  digest: fileDigest('0'.repeat(64)),
  portSession: 'network',
  base: 0,
  firstLine: 0,
  reservedTo: 0,
  exceptions: [],
  note: JSON.stringify(note),
});

/** What such a record holds, to be looked at field by field; null for a record of another driver, or none. */
export function readNote(record: SpoolRecord | null): Readonly<Record<string, unknown>> | null {
  if (record === null || record.portSession !== 'network' || record.note === null) return null;
  try {
    const note: unknown = JSON.parse(record.note);
    return typeof note === 'object' && note !== null ? (note as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Null for what is no foreign print. */
export function foreignIn(value: unknown): ForeignPrint | null {
  const { key, name, since, plate } = (value ?? {}) as Partial<ForeignPrint>;
  if (typeof key !== 'string' || typeof name !== 'string' || typeof since !== 'number') return null;
  return { key, name, since, ...(typeof plate === 'number' ? { plate } : {}) };
}

export const recordOf = (note: NetworkNote): SpoolRecord => noteRecord(note);

/** Null for a record of another driver, or none. */
export function noteOf(record: SpoolRecord | null): NetworkNote | null {
  const note = readNote(record);
  if (note === null) return null;
  const { lastJob, foreign = null } = note;
  if (lastJob !== null && typeof lastJob !== 'string') return null;
  const known = foreignIn(foreign);
  return foreign !== null && known === null ? null : { lastJob, foreign: known, start: startIn(note.start) };
}

function startIn(value: unknown): NotedStart | null {
  const { printId: id, mayHaveLeft } = (value ?? {}) as Partial<NotedStart>;
  return typeof id === 'string' && typeof mayHaveLeft === 'boolean' ? { printId: printId(id), mayHaveLeft } : null;
}
