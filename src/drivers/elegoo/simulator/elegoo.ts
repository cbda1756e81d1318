import { createHash } from 'node:crypto';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { readBody } from '#drivers/simulator/read-body';
import { readForm } from '#drivers/simulator/read-form';
import { SimulatedHost } from '#drivers/simulator/simulated-host';
import { CODES, ElegooPrinter } from './printer.ts';
import { noFaults, type Switches } from './switches.ts';
import { ElegooVideo } from './video.ts';

export interface SimulatorOptions {
  readonly kind?: 'fdm' | 'resin';
  /** How long each print lasts, s of the printer's time. */
  readonly printSeconds?: number;
  /** How many times faster than the world. */
  readonly speed?: number;
  /** State is told this often, ms. */
  readonly updateMs?: number;
  readonly port?: number;
}

type Fields = Readonly<Record<string, unknown>>;

interface Transfer {
  readonly parts: Buffer[];
  size: number;
}

const BOARD = '000000000001d354';
/** It has no more; video takes one of them. */
const CONNECTIONS = 4;
const START_FIELDS = ['Filename', 'StartLayer', 'Calibration_switch', 'PrintPlatformType', 'Tlp_Switch', 'slot_map'];

/** A printer with SDCP 3 over real sockets: UDP, WebSocket and HTTP. Knows nothing of the driver that it tests. */
export class SimulatedElegoo extends SimulatedHost {
  readonly switches: Switches = noFaults();
  readonly printer: ElegooPrinter;
  readonly video = new ElegooVideo();
  /** Numbers of the commands that came, in order, without the questions of state. */
  readonly commands: number[] = [];
  /** What was asked by UDP. */
  readonly questions: string[] = [];
  readonly #udp: UdpSocket;
  readonly #pushes = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #clients = new Set<WebSocket>();
  readonly #transfers = new Map<string, Transfer>();

  private constructor({ kind = 'fdm', printSeconds = 60, speed = 1, updateMs = 20 }: SimulatorOptions) {
    super(CONNECTIONS);
    this.printer = new ElegooPrinter(kind, printSeconds);
    this.#udp = createSocket('udp4');
    this.#udp.on('message', (bytes, from) => this.#asked(bytes.toString('utf8'), from));
    this.every(updateMs, () => {
      const wasRunning = this.printer.task !== null;
      this.printer.step((updateMs / 1_000) * speed);
      if (wasRunning && this.printer.task === null && this.switches.forgetsEnd) this.printer.forget();
      this.#tellAll();
    });
  }

  static async start(options: SimulatorOptions = {}): Promise<SimulatedElegoo> {
    const simulated = new SimulatedElegoo(options);
    await simulated.listen(options.port);
    simulated.#udp.bind(0, '127.0.0.1');
    await once(simulated.#udp, 'listening');
    return simulated;
  }

  /** Where it is asked who it is. */
  get identityPort(): number {
    return this.#udp.address().port;
  }

  /** Tells everybody this, whatever it is. */
  say(text: string): void {
    for (const client of this.#clients) client.send(text);
  }

  /** Every WebSocket breaks; what goes over HTTP goes on. */
  hangUp(): void {
    for (const client of this.#clients) client.terminate();
  }

  #asked(question: string, from: { readonly port: number; readonly address: string }): void {
    this.questions.push(question);
    if (question !== 'M99999' || this.switches.isMute || this.isCut) return;
    const found = { ...this.#names(), MainboardIP: '127.0.0.1' };
    this.#udp.send(JSON.stringify({ Id: 'f25273b12b094c5a8b9513a30ca60049', Data: found }), from.port, from.address);
  }

  #names(): Fields {
    const name = this.printer.kind === 'fdm' ? 'Centauri Carbon' : 'Saturn 4 Ultra';
    return {
      Name: name,
      MachineName: name,
      BrandName: 'ELEGOO',
      MainboardID: BOARD,
      ProtocolVersion: 'V3.0.0',
      FirmwareVersion: 'V1.1.29',
    };
  }

  // ---- The socket

  protected override upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (request.url !== '/websocket') return super.upgrade(request, socket, head);
    this.#pushes.handleUpgrade(request, socket, head, (client) => this.#welcome(client));
  }

  #welcome(client: WebSocket): void {
    this.#clients.add(client);
    client.on('close', () => this.#clients.delete(client));
    client.on('error', () => {});
    client.on('message', (data) => {
      if (this.switches.isSilent) return;
      const text = String(data);
      if (text === 'ping') return client.send('pong');
      const { Data } = JSON.parse(text) as { Data: { Cmd: number; Data: Fields; RequestID: string } };
      const answer = this.#obey(Data.Cmd, Data.Data);
      if (answer === null) return client.terminate();
      const more = { RequestID: Data.RequestID, MainboardID: BOARD, TimeStamp: 1_700_000_000 };
      const response = { Cmd: Data.Cmd, Data: answer, ...more };
      client.send(JSON.stringify({ Id: 'x', Data: response, Topic: `sdcp/response/${BOARD}` }));
      if (Data.Cmd === 0) this.#tell(client);
      if (Data.Cmd === 1)
        client.send(
          JSON.stringify({ Attributes: this.#names(), MainboardID: BOARD, Topic: `sdcp/attributes/${BOARD}` }),
        );
    });
  }

  #tellAll(): void {
    for (const client of this.#clients) this.#tell(client);
  }

  #tell(client: WebSocket): void {
    if (this.switches.isSilent) return;
    const message = { Status: this.#status(), MainboardID: BOARD, TimeStamp: 1_700_000_000 };
    client.send(JSON.stringify({ ...message, Topic: `sdcp/status/${BOARD}` }));
  }

  #status(): Fields {
    const status = this.printer.status();
    if (this.switches.hasNoLight || this.printer.kind === 'resin') return status;
    return { ...status, LightStatus: { SecondLight: this.printer.light, RgbLight: [0, 0, 0] } };
  }

  /** Null when the connection breaks before the answer. */
  #obey(command: number, data: Fields): Fields | null {
    if (command > 1) this.commands.push(command);
    const { printer, switches } = this;
    switch (command) {
      case 0:
      case 1:
        return { Ack: 0 };
      case 128:
        return this.#start(data);
      case 129:
        if (switches.refusePause || !printer.isMoving) return { Ack: 1 };
        return this.#turn(CODES.pausing, () => (printer.code = CODES.paused));
      case 130:
        if (printer.task === null || switches.refusesStops) return { Ack: 1 };
        return this.#turn(CODES.stopping, () => printer.end('stopped'));
      case 131:
        if (printer.code !== CODES.paused) return { Ack: 1 };
        return this.#turn(CODES.resuming, () => (printer.code = CODES.printing));
      case 259: {
        for (const each of data.FileList as readonly string[]) printer.files.delete(each.replace('/local/', ''));
        return { Ack: 0 };
      }
      case 320:
        return { Ack: 0, HistoryData: this.#history().map(({ TaskId }) => TaskId) };
      case 321: {
        const ids = data.Id as readonly unknown[];
        return { Ack: 0, HistoryDetailList: this.#history().filter(({ TaskId }) => ids.includes(TaskId)) };
      }
      case 403:
        if (typeof data.PrintSpeedPct === 'number') printer.speed = data.PrintSpeedPct;
        if ('LightStatus' in data) this.#light(data.LightStatus as Fields);
        return { Ack: 0 };
      case 386:
        return this.video.turn(data.Enable === 1, this.url.replace('http://', ''));
      default:
        return { Ack: 1 };
    }
  }

  #light({ SecondLight }: Fields): void {
    const { switches, printer } = this;
    if (switches.ignoresLight) return;
    printer.light = switches.togglesLight ? 1 - printer.light : Number(SecondLight);
  }

  #history(): readonly Fields[] {
    if (this.switches.hasNoHistory) return [];
    const status = { running: 0, finished: 1, broken: 2, stopped: 3 };
    return this.printer.printed.map(({ id, name, outcome, reason, beganAt }) => ({
      TaskId: id,
      TaskName: name,
      TaskStatus: status[outcome],
      ErrorStatusReason: reason,
      BeginTime: beganAt,
    }));
  }

  #turn(code: number, effect: () => void): Fields {
    if (this.switches.slowMs === 0) effect();
    else {
      this.printer.code = code;
      this.later(this.switches.slowMs, effect);
    }
    return { Ack: 0 };
  }

  #start(data: Fields): Fields | null {
    const { switches, printer } = this;
    const { refuseStart, dropAtStart, ignoreStart, slowMs } = switches;
    // As a Centauri does.
    if (START_FIELDS.some((name) => !(name in data))) throw new Error('the firmware crashes');
    if (refuseStart !== null) {
      switches.refuseStart = null;
      return { Ack: refuseStart };
    }
    const name = String(data.Filename).replace('/local/', '');
    const content = printer.files.get(name);
    if (content === undefined) return { Ack: 2 };
    if (printer.task !== null) return { Ack: 1 };
    if (!ignoreStart) {
      if (slowMs === 0) printer.start(name, content);
      else this.later(slowMs, () => printer.start(name, content));
    }
    if (!dropAtStart) return { Ack: 0 };
    switches.dropAtStart = false;
    return null;
  }

  // ---- Files

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.switches.isSilent) return;
    if (request.method === 'GET' && request.url === '/video') return this.video.serve(response);
    if (request.method !== 'POST' || request.url !== '/uploadFile/upload') return void response.writeHead(404).end();
    const body = await readBody(request);
    await this.uploads.pass();
    if (body === null) return;
    const { fields, file } = readForm(request.headers['content-type'], body);
    const bytes = Buffer.from(file?.content ?? '', 'latin1');
    const { cutUploadAt } = this.switches;
    const offset = Number(fields.Offset);
    if (cutUploadAt !== null && offset + bytes.length > cutUploadAt) return void request.socket.destroy();
    const problem = this.#store(fields, file?.name ?? '', bytes, offset);
    const answer =
      problem === null
        ? { code: '000000', messages: null, data: {}, success: true }
        : { code: '111111', messages: [{ field: 'common_field', message: problem }], data: null, success: false };
    response.end(JSON.stringify(answer));
  }

  /** Null when that part is stored. */
  #store(fields: Readonly<Record<string, string>>, name: string, bytes: Buffer, offset: number): number | null {
    const id = fields.Uuid ?? '';
    const transfer = this.#transfers.get(id) ?? { parts: [], size: 0 };
    this.#transfers.set(id, transfer);
    if (transfer.size !== offset) return -1;
    if (this.switches.spoilsUpload) bytes[0] = (bytes[0] ?? 0) ^ 1;
    this.switches.spoilsUpload = false;
    transfer.parts.push(bytes);
    transfer.size += bytes.length;
    if (transfer.size < Number(fields.TotalSize)) return null;
    this.#transfers.delete(id);
    const whole = Buffer.concat(transfer.parts);
    if (createHash('md5').update(whole).digest('hex') !== fields['S-File-MD5']) return -2;
    this.printer.files.set(name, whole.toString('latin1'));
    return null;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await new Promise<void>((resolve) => this.#udp.close(resolve));
  }
}
