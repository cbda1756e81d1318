import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, createServer, type SecureContext, type Server } from 'node:tls';
import { Aedes } from 'aedes';
import { selfSigned } from './certificate.ts';
import { Device, type PrintedJob } from './device.ts';
import { FileServer } from './file-server.ts';
import { NO_FAULTS, type Switches } from './switches.ts';

export interface SimulatorOptions {
  /** How long each print lasts, s of the printer's time. */
  readonly printSeconds?: number;
  /** How many times faster than the world. */
  readonly speed?: number;
  /** Between two reports, ms; the real one's 1,000. */
  readonly updateMs?: number;
  readonly serial?: string;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * A Bambu Lab printer in LAN mode, over real sockets: an MQTT broker and a file server, both inside TLS with a certificate of its own, and
 * the printer behind them. Knows nothing of the driver that it tests.
 */
export class SimulatedBambu implements AsyncDisposable {
  readonly switches: Switches = { ...NO_FAULTS };
  readonly serial: string;
  readonly files = new Map<string, Buffer>();
  readonly device: Device;
  /** Commands as they arrived, in order. */
  readonly asked: string[] = [];
  /** How many connections were ever begun. */
  opened = 0;
  readonly fileServer: FileServer;
  readonly #options: Required<SimulatorOptions>;
  readonly #mqtt: Server;
  readonly #sockets = new Set<Socket>();
  #broker!: Aedes;
  #context: SecureContext;
  #isCut = false;
  #told: Body = {};
  #sequence = 0;
  #timer: NodeJS.Timeout | null = null;

  private constructor(options: SimulatorOptions) {
    this.#options = { printSeconds: 60, speed: 1, updateMs: 1_000, serial: '01S00C123456789', ...options };
    this.serial = this.#options.serial;
    const certificate = selfSigned(this.serial);
    this.#context = createSecureContext({ ...certificate, maxVersion: 'TLSv1.2' });
    this.device = new Device(this.files, this.#options.printSeconds, this.switches);
    this.fileServer = new FileServer(this.files, this.switches, () => this.#context, this.#options.speed);
    this.#mqtt = createServer(certificate, (socket) => {
      socket.on('error', () => {});
      if (this.#isCut || this.#sockets.size > this.switches.connectionLimit) return void socket.destroy();
      this.#broker.handle(socket);
    });
    this.#mqtt.on('connection', (socket: Socket) => {
      this.opened++;
      if (this.#isCut) return void socket.destroy();
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    });
    this.#mqtt.on('tlsClientError', () => {});
  }

  static async start(options: SimulatorOptions = {}): Promise<SimulatedBambu> {
    const printer = new SimulatedBambu(options);
    await printer.#open();
    return printer;
  }

  async #open(): Promise<void> {
    this.#broker = await Aedes.createBroker({
      authenticate: (_client, user, password, done) => {
        const isRight = user === 'bblp' && password?.toString() === this.switches.accessCode;
        if (isRight) return done(null, true);
        done(Object.assign(new Error('bad user name or password'), { returnCode: 5 as const }), false);
      },
      // Another serial's topics are no fault to this broker: it says nothing, for ever.
      authorizePublish: (_client, packet, done) => {
        if (packet.topic === `device/${this.serial}/request`) this.#hear(packet.payload.toString());
        done(null);
      },
    });
    this.#mqtt.listen(0, '127.0.0.1');
    await once(this.#mqtt, 'listening');
    await this.fileServer.listen();
    const { updateMs, speed } = this.#options;
    let last = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      // A busy computer ticks late, and a print takes hardly longer for it; but none passes between two reports.
      this.device.step((Math.min(now - last, 2 * updateMs) / 1_000) * speed);
      last = now;
      this.#tell(this.switches.deltasOnly);
    }, updateMs);
  }

  get mqttPort(): number {
    return (this.#mqtt.address() as AddressInfo).port;
  }

  get filePort(): number {
    return this.fileServer.port;
  }

  get connections(): number {
    return this.#sockets.size + this.fileServer.connections;
  }

  get printed(): readonly PrintedJob[] {
    return this.device.printed;
  }

  /** The cable is pulled, and stays so until `mend`. */
  unplug(): void {
    this.#isCut = true;
    this.cut();
  }

  mend(): void {
    this.#isCut = false;
  }

  /** Every connection breaks; the next ones hold. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.fileServer.cut();
  }

  /** The sessions break; files go on. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** The other end is gone without a word: what is sent is taken, and nothing is ever answered. */
  stall(): void {
    for (const socket of this.#sockets) socket.pause();
    this.switches.isSilent = true;
  }

  /** As after a reset to factory settings; or another computer at its address. */
  swapCertificate(): void {
    const certificate = selfSigned(this.serial);
    this.#context = createSecureContext({ ...certificate, maxVersion: 'TLSv1.2' });
    this.#mqtt.setSecureContext(certificate);
    this.cut();
  }

  /** Sends these bytes as a report, whatever they are. */
  sayRaw(payload: string | Buffer): void {
    this.#broker.publish(
      { topic: `device/${this.serial}/report`, payload, cmd: 'publish', qos: 0, retain: false, dup: false },
      () => {},
    );
  }

  #say(message: unknown): void {
    if (!this.switches.isSilent) this.sayRaw(JSON.stringify(message));
  }

  #tell(onlyChanges: boolean): void {
    const now = this.device.report();
    const changes = Object.fromEntries(
      Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(this.#told[name])),
    );
    this.#told = now;
    if (onlyChanges && this.switches.tellsIdLate && 'gcode_state' in changes && 'subtask_id' in changes)
      for (const name of ['subtask_id', 'task_id']) {
        delete changes[name];
        this.#told = { ...this.#told, [name]: null };
      }
    const body = onlyChanges ? { ...changes, msg: 1 } : { ...now, ...(this.switches.deltasOnly ? { msg: 0 } : {}) };
    this.#say({ print: { ...body, command: 'push_status', sequence_id: String(this.#sequence++) } });
  }

  #hear(text: string): void {
    const message = JSON.parse(text) as Readonly<Record<string, Body>>;
    for (const [kind, body] of Object.entries(message)) this.#answer(kind, body);
  }

  #answer(kind: string, body: Body): void {
    const { switches } = this;
    this.asked.push(String(body.command));
    if (kind === 'pushing') return body.command === 'pushall' ? this.#tell(false) : undefined;
    if (kind === 'info') {
      if (switches.hidesVersion) return;
      const module = [{ name: 'ota', product_name: switches.model, sw_ver: '01.08.02.00', sn: this.serial }];
      return this.#say({ info: { ...body, module, result: 'success' } });
    }
    if (switches.commandsLost > 0) {
      switches.commandsLost--;
      return;
    }
    switch (switches.developerMode) {
      case 'on':
        break;
      case 'off-told':
        return this.#say({ [kind]: { ...body, result: 'failed', reason: 'mqtt message verify failed' } });
      default:
        return;
    }
    if (switches.slowMs > 0 && kind === 'print') {
      setTimeout(() => this.device.obey(kind, body), switches.slowMs).unref();
      return this.#say({ [kind]: { ...body, result: 'success', reason: '' } });
    }
    const answer = this.device.obey(kind, body);
    if (body.command === 'project_file' && switches.dropAtStart) {
      switches.dropAtStart = false;
      return this.cut();
    }
    if (answer !== null) this.#say({ [kind]: { ...body, ...answer } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.cut();
    this.#mqtt.close();
    await once(this.#mqtt, 'close');
    await this.fileServer.close();
    await new Promise<void>((resolve) => this.#broker.close(() => resolve()));
  }
}
