import { connect, type Socket } from 'node:net';
import { MqttClient } from 'mqtt';
import { Refused, Unreachable, unreachableBy, WrongCredentials } from '#drivers/network-trouble';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import {
  type Fields,
  type MethodName,
  PING,
  readAnswer,
  readChange,
  readPayload,
  refusalIn,
  registerRefusal,
  registerText,
  requestText,
  topicsOf,
} from './protocol/message.ts';
import { ANSWER_MS, PING_MS, REGISTER_MS } from './timing.ts';

export interface SessionParts {
  readonly host: string;
  readonly port: number;
  readonly serial: string;
  readonly accessCode: string;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly signal: AbortSignal;
  /** Something of its state has changed; in the order in which the printer tells it. */
  readonly changed: (id: number | null, change: Fields) => void;
}

interface Waiting {
  readonly resolve: (result: Fields) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: Disposable;
}

const WRONG_CODE =
  'The printer refuses the access code: type the one that its screen shows under Settings, Network; none where it shows none.';
/** Of MQTT: bad user name or password, and not authorized. */
const REFUSED_LOGINS: readonly unknown[] = [4, 5];

/**
 * One session with a printer, which is an MQTT broker: logged in, registered and listening. Every request has an end: its answer, its
 * deadline, or the end of the session. One that has missed a deadline is closed, because nobody knows what else it swallows. Another one is
 * begun anew under another name, so that nothing that was asked in this one is ever sent again.
 */
export class Cc2Session {
  /** Resolves with the reason when the session is over. */
  readonly closed: Promise<string>;
  readonly #parts: SessionParts;
  readonly #socket: Socket;
  readonly #client: MqttClient;
  readonly #topics: ReturnType<typeof topicsOf>;
  readonly #name: string;
  readonly #waiting = new Map<number, Waiting>();
  #registered: ((refusal: string | null) => void) | null = null;
  #nextId = 1;
  #isHeard = true;
  #beat: Disposable | null = null;
  #reason: string | null = null;
  #end: (reason: string) => void = () => {};

  private constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#name = clientName(parts.chance);
    this.#topics = topicsOf(parts.serial, this.#name);
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#socket = connect({ host: parts.host, port: parts.port, noDelay: true });
    this.#socket.on('error', (error) => this.close(unreachableBy(error).message));
    this.#client = new MqttClient(() => this.#socket, {
      protocolVersion: 4,
      clientId: this.#name,
      clean: true,
      keepalive: 60,
      reconnectPeriod: 0,
      // Our own deadline comes first.
      connectTimeout: 2 * ANSWER_MS,
      queueQoSZero: false,
      resubscribe: false,
      username: 'elegoo',
      password: parts.accessCode,
    });
    this.#client.on('message', (topic, payload) => this.#hear(topic, payload));
    this.#client.on('error', (error) => this.close(error.message));
    this.#client.on('close', () => this.close('The printer closed the connection.'));
  }

  /** Throws `WrongCredentials`, `Unreachable`. */
  static async open(parts: SessionParts): Promise<Cc2Session> {
    const session = new Cc2Session(parts);
    const abort = (): void => session.close('ended');
    parts.signal.addEventListener('abort', abort, { once: true });
    using _deadline = parts.clock.schedule(ANSWER_MS, () => session.close('The printer does not answer.'));
    try {
      if (parts.signal.aborted) abort();
      await session.#login();
      await session.#subscribe(session.#topics.registered);
      await session.#register();
      await session.#subscribe(session.#topics.answers, session.#topics.status);
      session.#keepAlive();
      return session;
    } catch (error) {
      session.close('ended');
      throw error;
    } finally {
      parts.signal.removeEventListener('abort', abort);
    }
  }

  get isOpen(): boolean {
    return this.#reason === null;
  }

  close(reason: string): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#beat?.[Symbol.dispose]();
    this.#client.end(true);
    this.#socket.destroy();
    for (const { reject, deadline } of this.#waiting.values()) {
      deadline[Symbol.dispose]();
      reject(new Unreachable(reason));
    }
    this.#waiting.clear();
    this.#end(reason);
  }

  /** Resolves with the answer's result. Throws `Refused` with its number, or `Unreachable`. `answerMs`: of what must not wait, less. */
  request(name: MethodName, params: Fields = {}, answerMs = ANSWER_MS): Promise<Fields> {
    if (this.#reason !== null) return Promise.reject(new Unreachable(this.#reason));
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<Fields>();
    const deadline = this.#parts.clock.schedule(answerMs, () => this.close('The printer does not answer.'));
    this.#waiting.set(id, { resolve, reject, deadline });
    this.#publish(this.#topics.requests, requestText(id, name, params));
    return promise.then((result) => {
      const refusal = refusalIn(result);
      if (refusal !== null) throw new Refused(refusal.code, refusal.text);
      return result;
    });
  }

  async #login(): Promise<void> {
    const client = this.#client;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    client.once('connect', () => resolve());
    client.once('error', (error) => {
      const code: unknown = 'code' in error ? error.code : null;
      if (REFUSED_LOGINS.includes(code)) reject(new WrongCredentials(WRONG_CODE, { cause: error }));
    });
    await this.#unlessClosed(promise);
  }

  async #subscribe(...topics: readonly string[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#client.subscribe([...topics], { qos: 0 }, (error) =>
      error ? reject(new Unreachable(error.message, { cause: error })) : resolve(),
    );
    await this.#unlessClosed(promise);
  }

  /** The printer obeys nobody whom it does not know, and forgets everybody with his connection. */
  async #register(): Promise<void> {
    const { serial, clock } = this.#parts;
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const nobody = `Nobody answers there by the serial number ${serial}: correct it, or leave it out.`;
    using _late = clock.schedule(REGISTER_MS, () => resolve(nobody));
    this.#registered = resolve;
    this.#publish(this.#topics.register, registerText(this.#name));
    const refusal = await this.#unlessClosed(promise);
    if (refusal !== null) throw new Unreachable(refusal);
  }

  async #unlessClosed<T>(waited: Promise<T>): Promise<T> {
    const over = this.closed.then((reason): never => {
      throw new Unreachable(reason);
    });
    return await Promise.race([waited, over]);
  }

  #keepAlive(): void {
    this.#beat = this.#parts.clock.schedule(PING_MS, () => {
      if (!this.#isHeard) return this.close('The printer has been silent; a new connection is begun.');
      this.#isHeard = false;
      this.#publish(this.#topics.requests, PING);
      this.#keepAlive();
    });
  }

  #publish(topic: string, text: string): void {
    if (this.#reason === null) this.#client.publish(topic, text, { qos: 0 });
  }

  #hear(topic: string, payload: Uint8Array): void {
    if (this.#reason !== null) return;
    const message = readPayload(payload);
    if (message === null) return;
    this.#isHeard = true;
    if (topic === this.#topics.registered) return this.#registered?.(registerRefusal(message));
    if (topic === this.#topics.status) {
      const told = readChange(message);
      if (told !== null) this.#parts.changed(told.id, told.change);
      return;
    }
    const answer = readAnswer(message);
    const waiting = answer === null ? undefined : this.#waiting.get(answer.id);
    if (answer === null || waiting === undefined) return;
    this.#waiting.delete(answer.id);
    waiting.deadline[Symbol.dispose]();
    waiting.resolve(answer.result);
  }
}

/** Of ten characters, as the printer's own page calls itself. */
const clientName = (chance: Chance): string =>
  `0cli${Math.floor(chance.fraction() * 16 ** 6)
    .toString(16)
    .padStart(6, '0')}`;
