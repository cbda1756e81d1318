import type { PrintToDrive, SpoolRecord } from '#drivers/driver';
import type { PauseAt } from '#model/adjustment';
import type { Stutter } from '#model/stutter';
import type { Checkpoint } from './file-lines.ts';
import { type Identity, UNKNOWN_FIRMWARE } from './identity.ts';
import { NO_OBJECTS, type ObjectNote } from './object-run.ts';
import type { Numbering } from './protocol/numbering.ts';
import type { Modal } from './protocol/modal.ts';
import type { PausePlace } from './protocol/park.ts';
import { NO_PRINT_SCRIPTS, type PrintScripts } from './print-text.ts';

/** What a print needs beyond its numbers to go on in another process; travels as text in the journal's record. */
export interface RunNote {
  /** A place in the file at or before the next line, so that it is found without reading everything before it. */
  readonly checkpoint: Checkpoint | null;
  /** Ms since the epoch. */
  readonly startedAt: number;
  readonly identity: Identity;
  readonly pause: PausePlace | null;
  /** Fan, factors and so on, as they were before file line `modalLine`; null in records of older versions. */
  readonly modal: Modal | null;
  readonly modalLine: number;
  readonly pauseAt: PauseAt | null;
  readonly objects: ObjectNote;
  /** Of the processes before this one, as far as they came to write it down. */
  readonly stutter: Pick<Stutter, 'underruns' | 'standstillMs'>;
  /** The last number that the printer had accepted when a process handed over to the next; null in the middle of things. */
  readonly handed: number | null;
  /** What stands around the file's lines under the same index: with the file they are the print (MA10 c). */
  readonly scripts: PrintScripts;
  /** The cancel script has its numbers: what the printer has not taken of it goes out by them, and nothing of it twice. */
  readonly cancelScript: 'none' | 'numbered';
  /** Until when the printer works off what it had accepted then, by the model, ms since the epoch. */
  readonly movesUntil: number | null;
  /** The head is being led back to where the rest of a file begins: nothing can be taken up again in the middle of that. */
  readonly leadsBack: boolean;
  /** No line of the file from this one on had been sent when this was written; 0 in records of older versions. */
  readonly sent: number;
}

export const writeNote = (note: RunNote): string => JSON.stringify(note);

/** What goes to disk of a print before the bytes that it speaks of (MA10). */
export const recordOf = (
  { printId, file }: PrintToDrive,
  portSession: string,
  { base, firstLine, reservedTo, exceptions }: Numbering,
  note: RunNote,
): SpoolRecord => ({
  printId,
  digest: file.digest,
  portSession,
  base,
  firstLine,
  reservedTo,
  exceptions,
  note: writeNote(note),
});

/** What a journal holds of a note; whatever is missing or strange is left out, since a print can go on without it. */
export function readNote(text: string | null): RunNote {
  const nothing: RunNote = {
    checkpoint: null,
    startedAt: 0,
    identity: UNKNOWN_FIRMWARE,
    pause: null,
    modal: null,
    modalLine: 0,
    pauseAt: null,
    objects: NO_OBJECTS,
    stutter: { underruns: 0, standstillMs: 0 },
    handed: null,
    scripts: NO_PRINT_SCRIPTS,
    cancelScript: 'none',
    movesUntil: null,
    leadsBack: false,
    sent: 0,
  };
  try {
    const note: unknown = JSON.parse(text ?? '{}');
    return typeof note === 'object' && note !== null ? { ...nothing, ...note } : nothing;
  } catch {
    return nothing;
  }
}
