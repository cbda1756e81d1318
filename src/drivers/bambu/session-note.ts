import type { ForeignPrint, SpoolRecord } from '#drivers/driver';
import { fileDigest, printId } from '#model/ids';
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
  readonly pin: CertificatePin | null;
  /** Whose it is: another address or serial number means another printer, which is seen for the first time. */
  readonly pinOf: string | null;
}

export const EMPTY_NOTE: SessionNote = {
  standing: null,
  foreign: null,
  sent: null,
  before: null,
  gone: null,
  seen: false,
  pin: null,
  pinOf: null,
};

export const recordOf = (note: SessionNote): SpoolRecord => ({
  printId: printId('none'),
  digest: fileDigest('0'.repeat(64)),
  portSession: 'network',
  base: 0,
  firstLine: 0,
  reservedTo: 0,
  exceptions: [],
  note: JSON.stringify(note),
});

/** Empty for a record of another driver, or none. */
export function noteOf(record: SpoolRecord | null): SessionNote {
  if (record === null || record.portSession !== 'network' || record.note === null) return EMPTY_NOTE;
  try {
    const { standing, foreign, sent, before, gone, seen, pin, pinOf } = JSON.parse(record.note) as Partial<SessionNote>;
    const isText = (value: unknown): value is string => typeof value === 'string';
    return {
      standing: isText(standing) ? standing : null,
      foreign:
        isText(foreign?.key) && isText(foreign.name) && typeof foreign.since === 'number'
          ? { key: foreign.key, name: foreign.name, since: foreign.since }
          : null,
      sent: isText(sent) ? sent : null,
      before: isText(before) ? before : null,
      gone: isText(gone) ? gone : null,
      seen: seen === true,
      pin: isText(pin?.der) && isText(pin.fingerprint) ? { der: pin.der, fingerprint: pin.fingerprint } : null,
      pinOf: isText(pinOf) ? pinOf : null,
    };
  } catch {
    return EMPTY_NOTE;
  }
}
