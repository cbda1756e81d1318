import type { DriverContext } from '#drivers/driver';
import type { PrusaConnectOptions } from './manifest.ts';
import { isRecord } from './protocol/json-fields.ts';
import type { Offer, SessionNote } from './session-note.ts';

export interface RegistrationParts {
  readonly chance: DriverContext['chance'];
  readonly options: PrusaConnectOptions;
  readonly note: () => SessionNote;
  readonly remember: (change: Partial<SessionNote>) => void;
}

/** Whoever reaches the port may ask: the newest count. */
const OFFERS = 4;
/** Of a header of every request. */
const FINGERPRINT_CHARACTERS = 16;
const SERIAL_LIMIT = 32;

/**
 * How a printer comes to its token without a settings file that holds it: it is given a code, a person reads that off its screen and types
 * it into the printer's settings, and whoever asks with that code is given the token. The offers outlive this process, whose end is the new setting.
 */
export class Registrations {
  readonly #parts: RegistrationParts;

  constructor(parts: RegistrationParts) {
    this.#parts = parts;
  }

  /** The offer to a printer that names itself so; the same one as long as it asks. Null for what is no such question. */
  ask(told: unknown): Offer | null {
    const { sn, fingerprint } = isRecord(told) ? told : {};
    if (typeof fingerprint !== 'string' || fingerprint === '') return null;
    const mark = fingerprint.slice(0, FINGERPRINT_CHARACTERS);
    const { offers } = this.#parts.note();
    const before = offers.find((each) => each.fingerprint === mark);
    if (before !== undefined) return before;
    const id = this.#parts.chance.id().toUpperCase();
    const serial = typeof sn === 'string' ? sn.replaceAll(/[^\w.-]/g, '').slice(0, SERIAL_LIMIT) : '';
    const offer = { code: `${id.slice(-8, -4)}-${id.slice(-4)}`, fingerprint: mark, serial };
    this.#parts.remember({ offers: [...offers, offer].slice(-OFFERS) });
    return offer;
  }

  /** Whose code this is, once a person has confirmed it; `wait` until then, null for a code that nobody was given. */
  confirmed(code: string): Offer | 'wait' | null {
    const offer = this.#parts.note().offers.find((each) => each.code === code);
    if (offer === undefined) return null;
    return this.#parts.options.registrationCode === code ? offer : 'wait';
  }

  /** It has called with its token. */
  over(fingerprint: string): void {
    const { offers } = this.#parts.note();
    const left = offers.filter((each) => each.fingerprint !== fingerprint);
    if (left.length < offers.length) this.#parts.remember({ offers: left });
  }
}
