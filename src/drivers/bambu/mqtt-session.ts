import type { TLSSocket } from 'node:tls';
import { MqttClient } from 'mqtt';
import { dropUnsent } from '#drivers/drop-unsent';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { type Command, wakeReports } from './protocol/commands.ts';
import { refusalWords } from './protocol/printer-errors.ts';
import { type Fields, readMessage } from './protocol/report.ts';
import { Refused, Unreachable, WrongCredentials } from './trouble.ts';

export interface SessionParts {
  readonly socket: TLSSocket;
  readonly serial: string;
  readonly accessCode: string;
  readonly answerMs: number;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly signal: AbortSignal;
  readonly hear: (kind: string, body: Fields) => void;
  /** The printer has taken a command that is confirmed. */
  readonly acknowledged?: () => void;
}

interface Question {
  readonly command: string;
  readonly answered: (body: Fields) => void;
  readonly failed: (error: Error) => void;
}

/** Commands that are worth an acknowledgement of their own; a start is not, for a repeated one would print twice (S3). */
const CONFIRMED: ReadonlySet<string> = new Set(['pause', 'resume', 'stop']);
/** What may move something when it arrives. */
const MOVES: ReadonlySet<string> = new Set(['project_file', 'resume', 'gcode_line']);
const WRONG_CODE =
  'The printer refuses the access code. It changes whenever LAN Only or Developer Mode is switched: type the one that its screen shows now.';

/**
 * One MQTT session, from its opening to its end. Another one is begun anew: with another name and an empty queue, so that nothing that was
 * asked in this one is ever sent again.
 */
export class MqttSession {
  /** Why it ended. */
  readonly closed: Promise<string>;
  readonly #client: MqttClient;
  readonly #parts: SessionParts;
  readonly #questions = new Map<string, Question>();
  #sequence: number;
  #isOver = false;
  /** The newest order, as long as it has no answer; whatever was sent before one that was answered has left. */
  #unanswered: string | null = null;
  #settle: (reason: string) => void = () => {};

  private constructor(parts: SessionParts, client: MqttClient) {
    this.#parts = parts;
    this.#client = client;
    this.#sequence = 20_000 + Math.floor(parts.chance.fraction() * 1_000_000_000);
    this.closed = new Promise((resolve) => {
      this.#settle = resolve;
    });
    client.on('message', (_topic, payload) => this.#hear(payload));
    client.on('error', (error) => this.close(error.message));
    client.on('close', () => this.close('The connection was closed.'));
  }

  /** Logged in and listening. Throws `WrongCredentials`, `Unreachable`. */
  static async open(parts: SessionParts): Promise<MqttSession> {
    const { socket, serial, accessCode, answerMs, chance } = parts;
    const client = new MqttClient(() => socket, {
      protocolVersion: 4,
      clientId: `croft-${chance.id()}`,
      clean: true,
      keepalive: 30,
      reconnectPeriod: 0,
      connectTimeout: answerMs,
      queueQoSZero: false,
      resubscribe: false,
      username: 'bblp',
      password: accessCode,
    });
    const session = new MqttSession(parts, client);
    const abort = (): void => session.close('ended');
    parts.signal.addEventListener('abort', abort, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        client.once('connect', () => resolve());
        client.once('error', (error) => {
          const code: unknown = 'code' in error ? error.code : null;
          reject(
            code === 4 || code === 5
              ? new WrongCredentials(WRONG_CODE, { cause: error })
              : new Unreachable(error.message, { cause: error }),
          );
        });
        void session.closed.then((reason) => reject(new Unreachable(reason)));
      });
      await new Promise<void>((resolve, reject) => {
        client.subscribe(`device/${serial}/report`, { qos: 0 }, (error) => (error ? reject(error) : resolve()));
        void session.closed.then((reason) => reject(new Unreachable(reason)));
      });
      return session;
    } catch (error) {
      session.close('ended');
      if (error instanceof WrongCredentials || error instanceof Unreachable) throw error;
      throw new Unreachable((error as Error).message, { cause: error });
    } finally {
      parts.signal.removeEventListener('abort', abort);
    }
  }

  /** Without a wish for an answer. */
  send(command: Command): void {
    this.#publish(command, String(this.#sequence++));
  }

  /** The answer, which proves nothing but that the printer heard. Throws `Refused` in the printer's words, `Unreachable`. */
  ask(command: Command): Promise<Fields> {
    const { clock, answerMs } = this.#parts;
    const id = String(this.#sequence++);
    return new Promise((resolve, reject) => {
      if (this.#isOver) return reject(new Unreachable('The connection is over.'));
      const timer = clock.schedule(answerMs, () => {
        if (id === this.#unanswered) this.#proveArrived(id);
        failed(new Unreachable('The printer gave no answer.'));
      });
      const settle = (): void => {
        timer[Symbol.dispose]();
        this.#questions.delete(id);
      };
      const failed = (error: Error): void => {
        settle();
        reject(error);
      };
      const answered = (body: Fields): void => {
        settle();
        if (this.#unanswered === id) this.#unanswered = null;
        if (String(body.result).toLowerCase() === 'success') return resolve(body);
        reject(new Refused(refusalWords(typeof body.reason === 'string' ? body.reason.slice(0, 300) : '')));
      };
      this.#questions.set(id, { command: command.body.command, answered, failed });
      if (MOVES.has(command.body.command)) this.#unanswered = id;
      this.#publish(command, id);
    });
  }

  /** What the printer had told before has come, too, when this resolves. Throws `Unreachable`. */
  roundTrip(): Promise<void> {
    const { clock, answerMs } = this.#parts;
    return new Promise((resolve, reject) => {
      const late = clock.schedule(answerMs, () => reject(new Unreachable('The printer acknowledges nothing.')));
      void this.closed.then((reason) => {
        late[Symbol.dispose]();
        reject(new Unreachable(reason));
      });
      this.#publish(wakeReports, String(this.#sequence++), () => {
        late[Symbol.dispose]();
        resolve();
      });
    });
  }

  /** Some take an order and say nothing. What was sent before something that is acknowledged has arrived; else it may lie on its way. */
  #proveArrived(id: string): void {
    this.roundTrip().then(
      () => {
        if (this.#unanswered === id) this.#unanswered = null;
      },
      (error: unknown) => this.close((error as Error).message),
    );
  }

  close(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // BE1: it never leaves later.
    if (this.#unanswered !== null) dropUnsent(this.#parts.socket);
    this.#client.end(true);
    this.#parts.socket.destroy();
    for (const { failed } of this.#questions.values()) failed(new Unreachable(reason));
    this.#settle(reason);
  }

  #publish({ kind, body }: Command, sequence: string, arrived?: () => void): void {
    if (this.#isOver) return;
    const qos = arrived !== undefined || CONFIRMED.has(body.command) ? 1 : 0;
    const payload = JSON.stringify({ [kind]: { sequence_id: sequence, ...body } });
    // What comes of it is told by the answer, or its lack.
    this.#client.publish(`device/${this.#parts.serial}/request`, payload, { qos }, (error) => {
      if (qos !== 1 || error != null || this.#isOver) return;
      this.#parts.acknowledged?.();
      arrived?.();
    });
  }

  #hear(payload: Uint8Array): void {
    if (this.#isOver) return;
    const message = readMessage(payload);
    if (message === null) return;
    for (const [kind, body] of Object.entries(message)) {
      const question = this.#questions.get(String(body.sequence_id));
      if (question?.command === body.command && body.result !== undefined) question?.answered(body);
      this.#parts.hear(kind, body);
    }
  }
}
