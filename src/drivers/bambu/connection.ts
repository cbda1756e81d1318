import type { DriverContext } from '#drivers/driver';
import { backoffDelayMs } from '#lib/backoff';
import type { Bell } from '#lib/bell';
import { rest } from '#lib/rest';
import { Stopwatch } from '#lib/stopwatch';
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
import { askEverything, askVersion, type Command, wakeReports } from './protocol/commands.ts';
import { type Fields, isRecord, mergeReport } from './protocol/report.ts';
import { StateQuestions } from './state-questions.ts';
import type { BambuTiming } from './timing.ts';
import { Unreachable, WrongCredentials } from './trouble.ts';

/** Who hears of the printer; reports come in between. */
export interface ConnectionOwner {
  /** A session stands, of which nothing is known yet; what must not wait may be sent. */
  opened(): void;
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
  /** Since then, by both clocks. */
  readonly unheard: Stopwatch;
  readonly #context: DriverContext;
  readonly #options: BambuOptions;
  readonly #timing: BambuTiming;
  readonly #owner: ConnectionOwner;
  /** Ends every wait before the next session. */
  readonly #hurry: Bell;
  readonly #questions = new StateQuestions();
  readonly #ended = new AbortController();
  /** The session that stands, whether or not it has told anything. */
  #current: MqttSession | null = null;
  /** The printer has acknowledged what must not wait. */
  #ackedAt = Number.NEGATIVE_INFINITY;
  /** When it was urged first without a sign of life since. */
  #urgedAt: number | null = null;
  #isWhole = false;
  #firmware: string | null = null;
  /** Of whichever session told it last. */
  #lastFirmware: string | null = null;
  #wake: () => void = () => {};

  constructor(
    parts: {
      readonly context: DriverContext;
      readonly options: BambuOptions;
      readonly timing: BambuTiming;
      readonly hurry: Bell;
    },
    pin: CertificatePin | null,
    owner: ConnectionOwner,
  ) {
    this.#context = parts.context;
    this.unheard = new Stopwatch(parts.context.clock);
    this.#options = parts.options;
    this.#timing = parts.timing;
    this.#hurry = parts.hurry;
    this.pin = pin;
    this.#owner = owner;
  }

  end(): void {
    this.#ended.abort();
    this.#current?.close('ended');
  }

  /**
   * What must not wait, on whichever session stands; resolves as `ask` does. A session on which nothing is heard behind that is given up:
   * another one is the only other way to the printer.
   */
  async urge(command: Command): Promise<void> {
    const session = this.#current;
    if (session === null) return;
    const now = this.#context.clock.monotonic();
    const isHeard = this.#urgedAt === null || Math.max(this.heardAt, this.#ackedAt) >= this.#urgedAt;
    if (isHeard) this.#urgedAt = now;
    else if (now - (this.#urgedAt ?? now) >= this.#timing.unheardMs)
      return session.close('The printer did not answer an order that must not wait; a new connection is begun.');
    const answer = session.ask(command);
    // One that stands already has nothing to tell.
    session.send(wakeReports);
    await answer;
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
      const waitMs = end.wasSilent ? Math.max(backoff, this.#timing.afterSilenceMs) : backoff;
      await rest(this.#context.clock, waitMs, AbortSignal.any([signal, this.#hurry.signal]));
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
    [this.#isWhole, this.#firmware, this.fields, this.#urgedAt] = [false, null, {}, null];
    try {
      const socket = await this.#open();
      const hear = (kind: string, body: Fields): void => this.#hear(kind, body);
      const acknowledged = (): void => {
        this.#ackedAt = clock.monotonic();
      };
      const parts = { socket, serial, accessCode, answerMs, clock, chance, signal, hear, acknowledged };
      session = await MqttSession.open(parts);
      this.#current = session;
      this.#owner.opened();
      session.send(askVersion);
      await this.#mayAsk(session);
      if (!this.#isWhole) {
        this.#questions.asked();
        session.send(askEverything);
      }
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
      this.#current = null;
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
    this.unheard.restart();
    if (kind === 'info' && body.command === 'get_version') {
      this.#firmware = firmwareOf(body) ?? this.#firmware;
      this.#lastFirmware = this.#firmware;
      this.#wake();
    }
    if (kind !== 'print' || (body.command !== undefined && body.command !== 'push_status')) return;
    this.fields = mergeReport(this.fields, body);
    // A part alone says nothing: what it leaves out would be taken for what it is not.
    if (body.msg !== 1 && typeof body.gcode_state === 'string') this.#isWhole = true;
    this.#wake();
    if (this.session !== null) this.#owner.reported();
  }

  /** Some tell everything by themselves; the others are asked, and not too often, unless somebody cannot wait. */
  async #mayAsk(session: MqttSession): Promise<void> {
    const waitMs = this.#questions.waitMs(this.#context.clock.monotonic(), this.#lastFirmware);
    if (waitMs === 0) return;
    const text = `The connection comes and goes: the printer is asked for its state again in ${Math.ceil(waitMs / 1_000)} s at most, for it lags when it is asked too often.`;
    this.#owner.outOfSight(text, false);
    await this.#until(session, waitMs, () => this.#isWhole, this.#hurry.signal);
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
  #until(session: MqttSession, atMostMs: number, turn: () => boolean, hurry?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (turn()) return resolve();
      const hurried = (): void => done(null);
      const timer = this.#context.clock.schedule(atMostMs, hurried);
      hurry?.addEventListener('abort', hurried, { once: true });
      const done = (error: Error | null): void => {
        timer[Symbol.dispose]();
        hurry?.removeEventListener('abort', hurried);
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
