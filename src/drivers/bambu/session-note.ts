import type { ForeignPrint, SpoolRecord } from '#drivers/driver';
import { foreignIn, noteRecord, readNote } from '#drivers/network-note';
import type { SlotSwitch } from '#model/slot-use';
import type { CertificatePin } from './certificate-pin.ts';

/** What this process tells the one after it, in the record that serial drivers prove a print with. */
export interface SessionNote {
  /** What the printer stood at when it last stood, if that names it beyond doubt (BE3). */
  readonly standing: string | null;
  readonly foreign: ForeignPrint | null;
  /** The print whose start was about to be sent: of any other the printer knows nothing. */
  readonly sent: string | null;
  /** What the printer stood at just before. */
  readonly before: string | null;
  /** The task whose file the printer has taken away at our wish, so that nobody repeats it at the panel. */
  readonly gone: string | null;
  /** It has shown that it works on that print. */
  readonly seen: boolean;
  /** Slots that it went on with, as they were told. */
  readonly switches: readonly SlotSwitch[];
  readonly pin: CertificatePin | null;
  /** It sends and takes files without securing their connections. */
  readonly clearData: boolean;
  /** Whose the two are: another address or serial number means another printer, which is seen for the first time. */
  readonly pinOf: string | null;
}

export const EMPTY_NOTE: SessionNote = {
  standing: null,
  foreign: null,
  sent: null,
  before: null,
  gone: null,
  seen: false,
  switches: [],
  pin: null,
  clearData: false,
  pinOf: null,
};

export const recordOf = (note: SessionNote): SpoolRecord => noteRecord(note);

/** Empty for a record of another driver, or none. */
export function noteOf(record: SpoolRecord | null): SessionNote {
  const note = readNote(record);
  if (note === null) return EMPTY_NOTE;
  return {
    standing: textOf(note.standing),
    foreign: foreignIn(note.foreign),
    sent: textOf(note.sent),
    before: textOf(note.before),
    gone: textOf(note.gone),
    seen: note.seen === true,
    switches: switchesIn(note.switches),
    pin: pinIn(note.pin),
    clearData: note.clearData === true,
    pinOf: textOf(note.pinOf),
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function pinIn(value: unknown): CertificatePin | null {
  const { der, fingerprint } = (value ?? {}) as Partial<CertificatePin>;
  return typeof der === 'string' && typeof fingerprint === 'string' ? { der, fingerprint } : null;
}

function switchesIn(value: unknown): readonly SlotSwitch[] {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [];
  return listed.flatMap((each) => {
    const { filament, slot, fraction, seen } = (each ?? {}) as Partial<SlotSwitch>;
    const isWhole = (filament === null || typeof filament === 'number') && typeof slot === 'number';
    return isWhole && typeof fraction === 'number' ? [{ filament, slot, fraction, seen: seen === true }] : [];
  });
}
