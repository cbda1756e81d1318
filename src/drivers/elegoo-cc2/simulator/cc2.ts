import { createHash } from 'node:crypto';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Aedes, type Client } from 'aedes';
import { readBody } from '#drivers/simulator/read-body';
import { SimulatedHost } from '#drivers/simulator/simulated-host';
import { Cc2Printer, MACHINE, SUB } from './printer.ts';
import { noFaults, type Switches } from './switches.ts';

export interface SimulatorOptions {
  /** How long each print lasts, s of the printer's time. */
  readonly printSeconds?: number;
  /** How many times faster than the world. */
  readonly speed?: number;
  /** State is told this often, ms. */
  readonly updateMs?: number;
  readonly serial?: string;
}

type Fields = Readonly<Record<string, unknown>>;

interface Transfer {
  readonly socket: Socket;
  readonly parts: Buffer[];
  size: number;
}

/** It has places for no more. */
const CLIENTS = 4;
const PART_BYTES = 1024 * 1024;
/** An end is shown for so long, ms of the printer's time, before it is idle. */
const END_SHOWN_MS = 2_000;

/** A Centauri Carbon 2 over real sockets: UDP, an MQTT broker and HTTP. Knows nothing of the driver that it tests. */
export class SimulatedCc2 extends SimulatedHost {
  readonly switches: Switches = noFaults();
  readonly printer: Cc2Printer;
  readonly serial: string;
  /** Numbers of the methods that came, in order, without the questions of state. */
  readonly methods: number[] = [];
  /** What the starts said. */
  readonly starts: Fields[] = [];
  /** What was asked by UDP. */
  readonly questions: string[] = [];
  /** Names of clients as they logged in. */
  readonly clients: string[] = [];
  pings = 0;
  readonly #speed: number;
  readonly #udp: UdpSocket;
  readonly #mqtt: Server;
  readonly #sockets = new Set<Socket>();
  /** By their names, as they registered themselves: a client that is gone is registered no more. */
  readonly #registered = new Set<string>();
  readonly #transfers = new Map<string, Transfer>();
  #broker!: Aedes;
  #told: Fields = {};
  #changeId = 0;

  private constructor({ printSeconds = 60, speed = 1, updateMs = 20, serial = 'F01CC2X80AKZLB3NW' }: SimulatorOptions) {
    super();
    this.serial = serial;
    this.#speed = speed;
    this.printer = new Cc2Printer(printSeconds);
    this.#udp = createSocket('udp4');
    this.#udp.on('message', (bytes, from) => this.#asked(bytes.toString('utf8'), from));
    this.#mqtt = createServer((socket) => {
      socket.on('error', () => {});
      if (this.isCut) return void socket.destroy();
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      this.#broker.handle(socket);
    });
    this.every(updateMs, () => {
      const wasRunning = this.printer.task !== null;
      this.printer.step((updateMs / 1_000) * speed);
      if (wasRunning && this.printer.task === null) this.#ended();
      this.#tellChanges();
    });
  }

  static async start(options: SimulatorOptions = {}): Promise<SimulatedCc2> {
    const simulated = new SimulatedCc2(options);
    simulated.#broker = await Aedes.createBroker({
      authenticate: (client, user, password, done) => {
        const code = simulated.switches.accessCode ?? '123456';
        if (user === 'elegoo' && password?.toString() === code) {
          simulated.clients.push(client.id);
          return done(null, true);
        }
        done(Object.assign(new Error('bad user name or password'), { returnCode: 5 as const }), false);
      },
      authorizePublish: (client, packet, done) => {
        done(null);
        if (client !== null) simulated.#hear(client, packet.topic, packet.payload.toString());
      },
    });
    simulated.#broker.on('clientDisconnect', ({ id }) => void simulated.#registered.delete(id));
    await simulated.listen();
    simulated.#mqtt.listen(0, '127.0.0.1');
    await once(simulated.#mqtt, 'listening');
    simulated.#udp.bind(0, '127.0.0.1');
    await once(simulated.#udp, 'listening');
    return simulated;
  }

  get mqttPort(): number {
    return (this.#mqtt.address() as AddressInfo).port;
  }

  get filePort(): number {
    return Number(new URL(this.url).port);
  }

  /** Where it is asked who it is. */
  get identityPort(): number {
    return this.#udp.address().port;
  }

  override get connections(): number {
    return super.connections + this.#sockets.size;
  }

  override cut(): void {
    super.cut();
    this.hangUp();
  }

  /** Every session breaks; what goes over HTTP goes on. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Says these bytes to everybody, whatever they are, as its state. */
  say(payload: string): void {
    this.#publish(`elegoo/${this.serial}/api_status`, payload);
  }

  #publish(topic: string, payload: string): void {
    this.#broker.publish({ topic, payload, cmd: 'publish', qos: 0, retain: false, dup: false }, () => {});
  }

  #asked(question: string, from: { readonly port: number; readonly address: string }): void {
    this.questions.push(question);
    if (question !== '{"id":0,"method":7000}' || this.switches.isMute || this.isCut) return;
    const result = {
      host_name: 'Shed',
      machine_model: 'Centauri Carbon 2',
      sn: this.serial,
      token_status: this.switches.accessCode === null ? 0 : 1,
      lan_status: 1,
    };
    this.#udp.send(JSON.stringify({ id: 0, result }), from.port, from.address);
  }

  // ---- Messages

  #tellChanges(): void {
    const now = this.printer.status();
    const change = differenceOf(this.#told, now);
    this.#told = now;
    if (Object.keys(change).length === 0) return;
    const id = ++this.#changeId;
    if (this.switches.losesChange) {
      this.switches.losesChange = false;
      return;
    }
    if (!this.switches.isSilent) this.say(JSON.stringify({ id, method: 6000, result: { error_code: 0, ...change } }));
  }

  #hear(client: Client, topic: string, text: string): void {
    if (this.switches.isSilent) return;
    const message = JSON.parse(text) as Fields;
    if (topic === `elegoo/${this.serial}/api_register`) return this.#register(message);
    if (topic !== `elegoo/${this.serial}/${client.id}/api_request` || !this.#registered.has(client.id)) return;
    const answers = `elegoo/${this.serial}/${client.id}/api_response`;
    if (message.type === 'PING') {
      this.pings += 1;
      return this.#publish(answers, '{"type":"PONG"}');
    }
    const method = Number(message.method);
    const result = this.#obey(method, (message.params ?? {}) as Fields);
    if (result === null) return this.hangUp();
    this.#publish(answers, JSON.stringify({ id: message.id, method, result }));
  }

  #register({ client_id: id, request_id: request }: Fields): void {
    const isFull = this.#registered.size + this.switches.strangers >= CLIENTS;
    const isOne = /^(0cli[0-9a-f]{6}|1_PC_\d{4})$/.test(String(id));
    if (!isFull && isOne) this.#registered.add(String(id));
    const error = isFull ? 'too many clients' : isOne ? 'ok' : 'fail';
    this.#publish(
      `elegoo/${this.serial}/${String(request)}/register_response`,
      JSON.stringify({ client_id: id, error }),
    );
  }

  /** Null when the connection breaks before the answer. */
  #obey(method: number, params: Fields): Fields | null {
    if (![1001, 1002, 2005].includes(method)) this.methods.push(method);
    const { printer, switches } = this;
    const done = { error_code: 0 };
    switch (method) {
      case 1001:
        return {
          ...done,
          hostname: 'Shed',
          machine_model: 'Centauri Carbon 2',
          sn: this.serial,
          software_version: { ota_version: '02.01.00.00' },
        };
      case 1002:
        return { ...done, ...printer.status() };
      case 1020:
        return this.#start(params);
      case 1021:
        if (switches.refusePause) return { error_code: 1009 };
        if (!printer.isMoving) return { error_code: 1010 };
        return this.#turn(SUB.pausing, () => (printer.sub = SUB.paused));
      case 1022:
        if (switches.refusesStops) return { error_code: 1009 };
        if (printer.task === null) return { error_code: 1010 };
        return this.#turn(SUB.stopping, () => {
          printer.end('stopped');
          this.#ended();
        });
      case 1023:
        if (printer.sub !== SUB.paused) return { error_code: 1010 };
        return this.#turn(SUB.resuming, () => (printer.sub = SUB.printing));
      case 1028:
        Object.assign(printer.targets, params);
        return done;
      case 1029:
        if (!switches.ignoresLight) printer.light = Number(params.power);
        return done;
      case 1030:
        printer.fan = Number(params.fan);
        return done;
      case 1031:
        printer.speedMode = Number(params.mode);
        return done;
      case 1036:
        return { ...done, history_task_list: switches.hasNoHistory ? [] : printer.history() };
      case 1046: {
        const content = printer.files.get(String(params.filename));
        return content === undefined
          ? { error_code: 1021 }
          : { ...done, filename: params.filename, size: content.length };
      }
      case 1047:
        return printer.files.delete(String(params.filename)) ? done : { error_code: 1007 };
      case 2005:
        return { ...done, ...printer.canvasInfo() };
      default:
        return { error_code: 1001 };
    }
  }

  /** It shows the end for a moment before it is idle. */
  #ended(): void {
    if (this.switches.forgetsEnd) return this.printer.forget();
    this.later(END_SHOWN_MS / this.#speed, () => this.printer.rest());
  }

  #turn(sub: number, effect: () => void): Fields {
    if (this.switches.slowMs === 0) effect();
    else {
      this.printer.sub = sub;
      this.later(this.switches.slowMs, effect);
    }
    return { error_code: 0 };
  }

  #start(params: Fields): Fields | null {
    const { switches, printer } = this;
    this.starts.push(params);
    if (switches.refuseStart !== null) {
      const code = switches.refuseStart;
      switches.refuseStart = null;
      return { error_code: code };
    }
    const name = String(params.filename);
    const content = printer.files.get(name);
    if (content === undefined || params.storage_media !== 'local') return { error_code: 1021 };
    if (printer.task !== null || printer.machine !== MACHINE.idle) return { error_code: 1009 };
    const { slot_map: map } = (params.config ?? {}) as Fields;
    const begin = (): void => printer.start(name, content, Array.isArray(map) ? map : []);
    if (!switches.ignoreStart) {
      if (switches.slowMs === 0) begin();
      else this.later(switches.slowMs, begin);
    }
    if (switches.errsAtStart) {
      switches.errsAtStart = false;
      return { error_code: 9999 };
    }
    if (!switches.dropAtStart) return { error_code: 0 };
    switches.dropAtStart = false;
    return null;
  }

  // ---- Files

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.switches.isSilent) return;
    if (request.method !== 'PUT' || request.url !== '/upload') return void response.writeHead(404).end();
    const body = await readBody(request);
    await this.uploads.pass();
    if (body === null) return;
    const { cutUploadAt } = this.switches;
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(request.headers['content-range'] ?? '');
    const [offset, end, total] = (range ?? []).slice(1).map(Number);
    if (cutUploadAt !== null && (end ?? 0) > cutUploadAt) return void request.socket.destroy();
    const name = String(request.headers['x-file-name'] ?? '');
    const before = this.#transfers.get(name);
    if (offset !== 0 && before?.socket !== request.socket) return void response.writeHead(408).end();
    const md5 = String(request.headers['x-file-md5']);
    const problem =
      offset === undefined || total === undefined
        ? 1003
        : this.#store({ name, bytes: body, offset, total, md5, socket: request.socket });
    response.end(JSON.stringify({ error_code: problem ?? 0, offset: (offset ?? 0) + body.length - 1 }));
  }

  /** Null when that part is stored. */
  #store(part: {
    readonly name: string;
    readonly bytes: Buffer;
    readonly offset: number;
    readonly total: number;
    readonly md5: string;
    readonly socket: Socket;
  }): number | null {
    const { name, bytes, offset, total, md5, socket } = part;
    const { switches, printer } = this;
    if (offset === 0) this.#transfers.set(name, { socket, parts: [], size: 0 });
    const transfer = this.#transfers.get(name);
    if (switches.isMemoryFull) return 9002;
    if (transfer === undefined || transfer.size !== offset || bytes.length > PART_BYTES) return 9000;
    if (switches.spoilsUpload) bytes[0] = (bytes[0] ?? 0) ^ 1;
    switches.spoilsUpload = false;
    transfer.parts.push(bytes);
    transfer.size += bytes.length;
    if (transfer.size < total) return null;
    this.#transfers.delete(name);
    const whole = Buffer.concat(transfer.parts);
    const isGood = createHash('md5').update(whole).digest('hex') === md5;
    if (!isGood && !switches.ignoresMd5) return 9004;
    printer.files.set(name, whole.toString('latin1').slice(0, switches.losesByte ? -1 : undefined));
    switches.losesByte = false;
    if (switches.takesFileMs > 0 && printer.task === null) {
      printer.machine = MACHINE.takingFile;
      this.later(switches.takesFileMs, () => printer.rest());
    }
    return null;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    const closed = once(this.#mqtt, 'close');
    this.#mqtt.close();
    await closed;
    await new Promise<void>((resolve) => this.#broker.close(() => resolve()));
    await new Promise<void>((resolve) => this.#udp.close(resolve));
  }
}

/** What of it has changed, field by field; lists are told whole. */
function differenceOf(before: Fields, now: Fields): Fields {
  const change: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(now)) {
    const known = before[name];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const inner = differenceOf((known ?? {}) as Fields, value as Fields);
      if (Object.keys(inner).length > 0) change[name] = inner;
    } else if (JSON.stringify(known) !== JSON.stringify(value)) change[name] = value;
  }
  return change;
}
