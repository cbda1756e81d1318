import { createHash } from 'node:crypto';
import type { DriverContext } from '#drivers/driver';
import { isNetworkTrouble } from '#drivers/network-trouble';
import { backoffDelayMs } from '#lib/backoff';
import { rest } from '#lib/rest';
import { CameraStills } from './camera-stills.ts';
import type { FileOffers } from './file-offers.ts';
import type { PrusaConnectOptions } from './manifest.ts';
import type { Handed } from './order-desk.ts';
import { type Caller, isSameToken, PrinterLine, WAIT } from './printer-line.ts';
import { Registrations } from './registrations.ts';
import type { SessionNote } from './session-note.ts';
import { CALL_MS, LISTEN_RETRY, LOOK_MS, SILENCE_MS } from './timing.ts';

export interface CallParts {
  readonly context: Pick<DriverContext, 'clock' | 'chance'>;
  readonly options: PrusaConnectOptions;
  readonly files: FileOffers;
  /** Nobody listens any more. */
  readonly ended: AbortSignal;
  readonly note: () => SessionNote;
  readonly remember: (change: Partial<SessionNote>) => void;
  /** Before anything is made of what it says. */
  readonly hears: () => unknown;
  /** The printer said something; null for a sign of life. */
  readonly heard: (told: unknown) => void;
  readonly fetch: () => Handed | null;
  /** It is not there, for this reason, and is not to be taken for there. */
  readonly missing: (reason: string) => void;
  /** It was heard, and is no more. */
  readonly gone: (reason: string) => void;
  /** Somebody called who is not this printer, or does not show it. */
  readonly turnedAway: (reason: string) => void;
}

const NOT_CALLED =
  'The printer has not called yet. Save its settings file on its USB drive, load it at its screen (Settings, Network, Prusa Connect), and switch Prusa Connect on there.';

/** Waits for one printer's calls, at its port: who may call, and since when nobody has. */
export class PrinterCalls {
  readonly #parts: CallParts;
  readonly #registrations: Registrations;
  readonly #stills: CameraStills;
  #line: PrinterLine | null = null;
  /** By the clock that never goes back; null while the printer is out of sight. */
  #heardAt: number | null = null;
  #hasCalled = false;

  constructor(parts: CallParts) {
    this.#parts = parts;
    this.#registrations = new Registrations({ ...parts, chance: parts.context.chance });
    const { token } = parts.options;
    this.#stills = new CameraStills(parts.context.clock, token, (given) => isSameToken(given, token));
  }

  get isInTouch(): boolean {
    return this.#heardAt !== null;
  }

  /** Until its end. A port that somebody else holds may come free. */
  async run(): Promise<void> {
    const { context, options, files, ended, missing } = this.#parts;
    for (let attempt = 0; !ended.aborted; attempt++) {
      const line = new PrinterLine(
        {
          admits: (caller) => this.#admits(caller),
          heard: (told) => this.#heard(told),
          fetch: () => (ended.aborted ? null : this.#parts.fetch()),
          registers: (told) => this.#registers(told),
          tokenFor: (code) => this.#tokenFor(code),
        },
        files,
        this.#stills,
      );
      try {
        await line.listen(options.port, options.address);
      } catch (error) {
        if (!isNetworkTrouble(error)) throw error;
        if (!ended.aborted) missing(error.message);
        await rest(context.clock, backoffDelayMs(attempt, LISTEN_RETRY, context.chance), ended);
        continue;
      }
      this.#line = line;
      return this.#watchSilence();
    }
  }

  /** Something may be fetched. */
  ring(): void {
    this.#line?.ring();
  }

  /** What was handed to it and may not have arrived never does. */
  drop(): void {
    this.#line?.drop();
  }

  /** It is taken for gone until it calls again. */
  forget(): void {
    this.#heardAt = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#line?.[Symbol.asyncDispose]();
    this.#line = null;
  }

  async #watchSilence(): Promise<void> {
    const { context, ended, missing, gone } = this.#parts;
    const { clock } = context;
    const began = clock.monotonic();
    let isTold = false;
    while (!ended.aborted) {
      const now = clock.monotonic();
      if (!this.#hasCalled && !isTold && now - began >= CALL_MS) {
        isTold = true;
        missing(NOT_CALLED);
      }
      const silentMs = this.#heardAt === null ? 0 : now - this.#heardAt;
      if (silentMs >= SILENCE_MS) gone(`The printer has not called for ${Math.round(silentMs / 1_000)} s.`);
      // Whatever it says meanwhile puts off what is waited for, and ends it no sooner.
      const isAwaited = !this.#hasCalled && !isTold;
      const waitMs = isAwaited ? CALL_MS - (now - began) : SILENCE_MS - silentMs;
      await rest(clock, Math.max(LOOK_MS, waitMs), ended);
    }
  }

  #heard(told: unknown): void {
    if (this.#parts.ended.aborted) return;
    this.#parts.hears();
    this.#hasCalled = true;
    this.#heardAt = this.#parts.context.clock.monotonic();
    this.#parts.heard(told);
  }

  #admits({ fingerprint, token }: Caller): boolean {
    const { options, note, remember } = this.#parts;
    if (fingerprint === '') return false;
    if (!isSameToken(token, options.token)) {
      this.#turnAway('A printer calls with another token than this one’s. Save its settings file anew, and load it.');
      return false;
    }
    const { caller, callerToken } = note();
    const digest = digestOf(options.token);
    if (caller === fingerprint && callerToken === digest) {
      this.#registrations.over(fingerprint);
      return true;
    }
    if (caller !== null && callerToken === digest) {
      this.#turnAway('Another printer calls with this one’s token. Give each its own, or this one a new token.');
      return false;
    }
    remember({ caller: fingerprint, callerToken: digest });
    return true;
  }

  #registers(told: unknown): string | null {
    if (this.#parts.ended.aborted) return null;
    const offer = this.#registrations.ask(told);
    if (offer === null) return null;
    const { code, serial } = offer;
    const which = serial === '' ? 'A printer' : `A printer (serial number ${serial})`;
    if (this.#registrations.confirmed(code) === 'wait')
      this.#turnAway(
        `${which} asks to be registered. If the screen of this one shows the code ${code}, enter it as the registration code in its settings here. If it shows another code or none, that is another printer.`,
      );
    return code;
  }

  #tokenFor(code: string): string | null {
    const { options, remember, ended } = this.#parts;
    const offer = ended.aborted ? null : this.#registrations.confirmed(code);
    if (offer === null || offer === 'wait') return offer === null ? null : WAIT;
    // A person has said that it is this one: nobody else may call with the token from now on.
    remember({ caller: offer.fingerprint, callerToken: digestOf(options.token) });
    return options.token;
  }

  #turnAway(reason: string): void {
    if (!this.#parts.ended.aborted) this.#parts.turnedAway(reason);
  }
}

const digestOf = (token: string): string =>
  createHash('sha256').update(`prusa-connect ${token}`).digest('hex').slice(0, 8);
