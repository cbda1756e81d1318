import type { DriverContext } from '#drivers/driver';
import { backoffDelayMs } from '#lib/backoff';
import { rest } from '#lib/rest';
import {
  type CertificatePin,
  openTls,
  pinnedTls,
  seeCertificate,
  shownFingerprint,
  UntrustedCertificate,
} from './certificate-pin.ts';
import type { BambuOptions } from './manifest.ts';
import { MqttSession } from './mqtt-session.ts';
import { askEverything, askVersion, wakeReports } from './protocol/commands.ts';
import { type Fields, isRecord, mergeReport } from './protocol/report.ts';
import type { BambuTiming } from './timing.ts';
import { Unreachable, WrongCredentials } from './trouble.ts';

/** Who hears of the printer; reports come in between. */
export interface ConnectionOwner {
  /** The printer has told everything of itself. */
  sighted(firmware: string | null): void;
  /** Something changed, in sight. */
  reported(): void;
  outOfSight(reason: string, wrongCredentials: boolean): void;
  /** The first certificate is believed; every session after it must show the same. */
  pinned(pin: CertificatePin): void;
}

/** The way to a printer: one session after another, for ever, each of which begins with the whole state. */
export class Connection {
  /** The session that stands and has told everything; null between two of them. */
  session: MqttSession | null = null;
  /** As the printer told them last. */
  fields: Fields = {};
  pin: CertificatePin | null;
  /** Monotonic, ms; when anything was last heard. */
  heardAt = Number.NEGATIVE_INFINITY;
  readonly #context: DriverContext;
  readonly #options: BambuOptions;
  readonly #timing: BambuTiming;
  readonly #owner: ConnectionOwner;
  readonly #ended = new AbortController();
  #isWhole = false;
  #firmware: string | null = null;
  #wake: () => void = () => {};

  constructor(
    parts: { readonly context: DriverContext; readonly options: BambuOptions; readonly timing: BambuTiming },
    pin: CertificatePin | null,
    owner: ConnectionOwner,
  ) {
    this.#context = parts.context;
    this.#options = parts.options;
    this.#timing = parts.timing;
    this.pin = pin;
    this.#owner = owner;
  }

  end(): void {
    this.#ended.abort();
    this.session?.close('ended');
  }

  /** Reaches the printer, for ever (PR6), or until its access code proves wrong. */
  async live(): Promise<void> {
    const { signal } = this.#ended;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const end = await this.#oneSession();
      if (signal.aborted) return;
      if (end.reached) attempt = 0;
      this.#owner.outOfSight(end.reason, end.wrongCredentials);
      // Another code comes as another configuration (CO2).
      if (end.wrongCredentials) return;
      const backoff = backoffDelayMs(attempt, this.#timing.retry, this.#context.chance);
      await rest(this.#context.clock, end.wasSilent ? Math.max(backoff, this.#timing.afterSilenceMs) : backoff, signal);
    }
  }

  async #oneSession(): Promise<{
    readonly reason: string;
    readonly wrongCredentials: boolean;
    readonly reached: boolean;
    readonly wasSilent: boolean;
  }> {
    const { clock, chance } = this.#context;
    const { serial, accessCode } = this.#options;
    const { answerMs } = this.#timing;
    const { signal } = this.#ended;
    let [reached, wasSilent] = [false, false];
    let session: MqttSession | null = null;
    [this.#isWhole, this.#firmware, this.fields] = [false, null, {}];
    try {
      const socket = await this.#open();
      const hear = (kind: string, body: Fields): void => this.#hear(kind, body);
      session = await MqttSession.open({ socket, serial, accessCode, answerMs, clock, chance, signal, hear });
      session.send(askVersion);
      session.send(askEverything);
      await this.#untilWhole(session);
      reached = true;
      this.session = session;
      this.#owner.sighted(this.#firmware);
      wasSilent = await this.#whileTalking(session);
      return { reason: await session.closed, wrongCredentials: false, reached, wasSilent };
    } catch (error) {
      if (error instanceof WrongCredentials)
        return { reason: error.message, wrongCredentials: true, reached, wasSilent };
      if (!(error instanceof Unreachable)) throw error;
      return { reason: error.message, wrongCredentials: false, reached, wasSilent };
    } finally {
      this.session = null;
      session?.close('ended');
    }
  }

  /** A connection to the very printer that is known, or becomes known by it. Nothing is told to another one. */
  async #open(): ReturnType<typeof openTls> {
    const { host, mqttPort: port, certificate, serial } = this.#options;
    const limits = { answerMs: this.#timing.answerMs, signal: this.#ended.signal };
    if (this.pin === null || (certificate !== null && certificate !== this.pin.fingerprint)) {
      const { pin, commonName } = await seeCertificate({ host, port }, limits);
      if (certificate !== null && certificate !== pin.fingerprint)
        throw new Unreachable(anotherCertificate(host, pin.fingerprint));
      if (/^[0-9A-Z]{15}$/.test(commonName) && commonName !== serial)
        throw new Unreachable(
          `At ${host} stands the printer ${commonName}, and not ${serial}: correct the address or the serial number.`,
        );
      this.pin = pin;
      this.#owner.pinned(pin);
    }
    try {
      return await openTls({ host, port }, pinnedTls(this.pin), limits);
    } catch (error) {
      if (!(error instanceof UntrustedCertificate)) throw error;
      const { pin } = await seeCertificate({ host, port }, limits);
      throw new Unreachable(anotherCertificate(host, pin.fingerprint), { cause: error });
    }
  }

  #hear(kind: string, body: Fields): void {
    this.heardAt = this.#context.clock.monotonic();
    if (kind === 'info' && body.command === 'get_version') {
      this.#firmware = firmwareOf(body) ?? this.#firmware;
      this.#wake();
    }
    if (kind !== 'print' || (body.command !== undefined && body.command !== 'push_status')) return;
    this.fields = mergeReport(this.fields, body);
    // A part alone says nothing: what it leaves out would be taken for what it is not.
    if (body.msg !== 1 && typeof body.gcode_state === 'string') this.#isWhole = true;
    this.#wake();
    if (this.session !== null) this.#owner.reported();
  }

  /** CO1. A printer connects under any serial number, and only its own is ever answered. */
  async #untilWhole(session: MqttSession): Promise<void> {
    await this.#until(session, this.#timing.firstReportMs, () => this.#isWhole);
    if (!this.#isWhole)
      throw new Unreachable(
        `The printer connects and tells nothing of itself. Compare the serial number ${this.#options.serial} with the one on its screen.`,
      );
    await this.#until(session, this.#timing.versionMs, () => this.#firmware !== null);
  }

  /** Throws when the session ends before. */
  #until(session: MqttSession, atMostMs: number, turn: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      if (turn()) return resolve();
      const timer = this.#context.clock.schedule(atMostMs, () => done(null));
      const done = (error: Error | null): void => {
        timer[Symbol.dispose]();
        this.#wake = () => {};
        if (error === null) resolve();
        else reject(error);
      };
      this.#wake = () => {
        if (turn()) done(null);
      };
      void session.closed.then((reason) => done(new Unreachable(reason)));
    });
  }

  /** Resolves with whether it was silence that ended the session: by the age of what was heard, not by what a library believes. */
  async #whileTalking(session: MqttSession): Promise<boolean> {
    const { clock } = this.#context;
    const { silenceMs } = this.#timing;
    const over = new AbortController();
    void session.closed.then(() => over.abort());
    for (let woken = false; !over.signal.aborted; ) {
      const silentMs = clock.monotonic() - this.heardAt;
      if (silentMs >= silenceMs) {
        session.close(`The printer has been silent for ${Math.round(silenceMs / 1_000)} s; a new connection is begun.`);
        return true;
      }
      if (silentMs >= silenceMs / 2 && !woken) session.send(wakeReports);
      woken = silentMs >= silenceMs / 2;
      await rest(clock, silenceMs / 4, over.signal);
    }
    return false;
  }
}

const anotherCertificate = (host: string, seen: string): string =>
  `At ${host} stands another certificate than the one that this printer is known by, and nothing was told to it. If the printer was reset, ` +
  `replaced or updated, type its new fingerprint into “Certificate” in the printer’s settings: ${shownFingerprint(seen)}.`;

/** Such as `Bambu Lab P1S 01.08.02.00`. */
function firmwareOf({ module }: Fields): string | null {
  const modules: readonly unknown[] = Array.isArray(module) ? module : [];
  const main = modules.find((each) => isRecord(each) && each.name === 'ota');
  if (!isRecord(main)) return null;
  const words = [main.product_name, main.sw_ver].filter((each) => typeof each === 'string' && each !== '');
  return words.length === 0 ? null : words.join(' ').slice(0, 120);
}
