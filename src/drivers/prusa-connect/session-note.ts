import type { ForeignPrint, SpoolRecord } from '#drivers/driver';
import { foreignIn, noteRecord, readNote } from '#drivers/network-note';
import type { SlotSwitch } from '#model/slot-use';

/** A printer that asks to be registered, until it calls with its token. */
export interface Offer {
  /** Which its screen shows. */
  readonly code: string;
  /** As far as every request of it carries it. */
  readonly fingerprint: string;
  readonly serial: string;
}

/** What this process tells the one after it, in the record that serial drivers prove a print with. */
export interface SessionNote {
  /** The newest job that the printer has shown, as `<number> <file>`. */
  readonly lastJob: string | null;
  readonly foreign: ForeignPrint | null;
  /** The print whose start was about to be sent: the printer cannot have begun any other of ours. */
  readonly sent: string | null;
  /** Tools that it went on with, as they were told; null until it has printed with one of its own. */
  readonly switches: readonly SlotSwitch[] | null;
  /** The printer that the token is given to, by its fingerprint. */
  readonly caller: string | null;
  /** A digest of that token: another one may go to another printer. */
  readonly callerToken: string | null;
  /** Printers that ask to be registered. */
  readonly offers: readonly Offer[];
}

export const EMPTY_NOTE: SessionNote = {
  lastJob: null,
  foreign: null,
  sent: null,
  switches: null,
  caller: null,
  callerToken: null,
  offers: [],
};

export const recordOf = (note: SessionNote): SpoolRecord => noteRecord(note);

/** Empty for a record of another driver, or none. */
export function noteOf(record: SpoolRecord | null): SessionNote {
  const note = readNote(record);
  if (note === null) return EMPTY_NOTE;
  return {
    lastJob: textOf(note.lastJob),
    foreign: foreignIn(note.foreign),
    sent: textOf(note.sent),
    switches: Array.isArray(note.switches) ? note.switches.flatMap(switchOf) : null,
    caller: textOf(note.caller),
    callerToken: textOf(note.callerToken),
    offers: Array.isArray(note.offers) ? note.offers.flatMap(offerOf) : [],
  };
}

function offerOf(value: unknown): readonly Offer[] {
  const { code, fingerprint, serial } = (value ?? {}) as Partial<Offer>;
  const isOffer = typeof code === 'string' && typeof fingerprint === 'string' && typeof serial === 'string';
  return isOffer ? [{ code, fingerprint, serial }] : [];
}

function switchOf(value: unknown): readonly SlotSwitch[] {
  const { filament, slot, fraction, seen } = (value ?? {}) as Partial<SlotSwitch>;
  const isWhole = (filament === null || typeof filament === 'number') && typeof slot === 'number';
  return isWhole && typeof fraction === 'number' ? [{ filament, slot, fraction, seen: seen === true }] : [];
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
