import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { readBody } from '#drivers/simulator/read-body';
import { readForm } from '#drivers/simulator/read-form';
import { SimulatedHost } from '#drivers/simulator/simulated-host';
import { Doors } from './doors.ts';
import { Klipper, type PrintedJob, Refusal } from './klipper.ts';
import { listing, sendFile } from './file-answers.ts';
import { NO_FAULTS, type Switches } from './switches.ts';

export interface SimulatorOptions {
  /** How long each print lasts, s of the printer's time. */
  readonly printSeconds?: number;
  /** How many times faster than the world. */
  readonly speed?: number;
  /** Changes are told at most this often, ms; the real one's 250. */
  readonly updateMs?: number;
  readonly port?: number;
}

type Fields = Record<string, Record<string, unknown>>;

interface Client {
  readonly socket: WebSocket;
  identified: boolean;
  /** As it was last told; null without a subscription. */
  told: Fields | null;
  wanted: ReadonlySet<string>;
}

/**
 * A printer with Klipper and Moonraker, over real sockets: HTTP for files and the emergency stop, JSON-RPC on a WebSocket for
 * everything else. Knows nothing of the driver that it tests.
 */
export class SimulatedMoonraker extends SimulatedHost {
  readonly switches: Switches = { ...NO_FAULTS, refuseStarts: [] };
  readonly klipper: Klipper;
  readonly doors = new Doors(this.switches);
  /** Sockets that are open already are let do nothing any more. */
  shutsOut = false;
  readonly files = new Map<string, string>();
  /** When each was put there, s since the epoch; what is not named is old. */
  readonly modified = new Map<string, number>();
  /** What the metadata of a file name as its pictures; those lie among the files. */
  readonly thumbnails = new Map<string, readonly { width: number; relative_path: string }[]>();
  /** Downloads that were sent to their end. */
  readonly sent = { finished: 0 };
  /** Paths of requests, in order: what was really asked. */
  readonly asked: string[] = [];
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, autoPong: false });
  readonly #clients = new Set<Client>();
  readonly #options: Required<Omit<SimulatorOptions, 'port'>>;

  private constructor(options: SimulatorOptions) {
    super();
    this.#options = { printSeconds: 60, speed: 1, updateMs: 250, ...options };
    this.klipper = new Klipper(this.files, {
      printSeconds: this.#options.printSeconds,
      switches: this.switches,
      notify: (method, params) => this.#notify(method, params),
    });
    this.every(this.#options.updateMs, () => this.#tick());
  }

  static async start(options: SimulatorOptions = {}): Promise<SimulatedMoonraker> {
    const printer = new SimulatedMoonraker(options);
    await printer.listen(options.port);
    return printer;
  }

  get printed(): readonly PrintedJob[] {
    return this.klipper.printed;
  }

  /** Tells everybody this, whatever it is. */
  say(text: string): void {
    for (const { socket } of this.#clients) socket.send(text);
  }

  /** As another subscription over the same socket would have it: this and nothing else is told from now on. */
  replaceSubscriptions(wanted: readonly string[]): void {
    for (const client of this.#clients) client.wanted = new Set(wanted);
  }

  /** Every socket breaks; what goes over HTTP goes on. */
  hangUp(): void {
    for (const { socket } of this.#clients) socket.terminate();
  }

  /** The time of one report, for tests that must not wait for the next. */
  #tick(): void {
    this.klipper.step((this.#options.updateMs / 1_000) * this.#options.speed);
    if (this.switches.isSilent) return;
    const now = this.klipper.objects();
    for (const client of this.#clients) {
      if (client.told === null || this.klipper.klippy === 'disconnected') continue;
      const changes = changesOf(client.told, now, client.wanted);
      if (changes === null) continue;
      client.told = now;
      this.#say(client, { jsonrpc: '2.0', method: 'notify_status_update', params: [changes, 1] });
    }
  }

  tellOfFile(action: string, path: string, root = 'gcodes'): void {
    this.#notify('notify_filelist_changed', [
      { action, item: { path, root, size: 4, modified: 1, permissions: 'rw' } },
    ]);
  }

  #notify(method: string, params: readonly unknown[]): void {
    for (const client of this.#clients) {
      if (method === 'notify_klippy_disconnected') client.told = null;
      if (client.identified) this.#say(client, { jsonrpc: '2.0', method, params });
    }
  }

  #say(client: Client, message: unknown): void {
    if (!this.switches.isSilent) client.socket.send(JSON.stringify(message));
  }

  #mayEnter(request: IncomingMessage): boolean {
    return this.doors.letsIn(request);
  }

  protected override upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.asked.push(`UPGRADE ${request.url}`);
    const { authorization, 'x-api-key': key } = request.headers;
    if (!this.#mayEnter(request) && (key ?? authorization) !== undefined) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    if (this.#clients.size >= this.switches.places) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (client) => this.#welcome(client, request));
  }

  #welcome(socket: WebSocket, request: IncomingMessage): void {
    const client: Client = { socket, identified: this.#mayEnter(request), told: null, wanted: new Set() };
    this.#clients.add(client);
    socket.on('close', () => this.#clients.delete(client));
    socket.on('error', () => {});
    socket.on('ping', () => {
      if (!this.switches.isSilent) socket.pong();
    });
    socket.on('message', (data) => void this.#answer(client, String(data)));
  }

  async #answer(client: Client, text: string): Promise<void> {
    const { id, method, params = {} } = JSON.parse(text) as { id: number; method: string; params?: Fields };
    this.asked.push(method);
    if (method === this.switches.hangs) return;
    try {
      const result = await this.#call(client, method, params as Record<string, unknown>);
      this.#say(client, { jsonrpc: '2.0', id, result });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#say(client, { jsonrpc: '2.0', id, error: { code: error.code, message: error.message } });
    }
  }

  async #call(client: Client, method: string, params: Record<string, unknown>): Promise<unknown> {
    const { klipper, switches } = this;
    if (method === 'server.connection.identify') {
      if (!client.identified && !this.doors.knows(params)) throw new Refusal(401, 'Unauthorized');
      client.identified = true;
      return { connection_id: 1 };
    }
    if (!client.identified || this.shutsOut) throw new Refusal(401, 'Unauthorized');
    switch (method) {
      case 'server.info':
        return {
          klippy_connected: klipper.klippy !== 'disconnected',
          klippy_state: klipper.klippy,
          components: ['file_manager', ...(switches.hasHistory ? ['history'] : [])],
        };
      case 'printer.objects.list':
        this.#mustHaveKlipper();
        return { objects: klipper.listed() };
      case 'printer.objects.query':
        this.#mustHaveKlipper();
        return {
          eventtime: 1,
          status: klipper.told(queryOf(params.objects)),
        };
      case 'printer.objects.subscribe': {
        this.#mustHaveKlipper();
        client.wanted = new Set(Object.keys((params.objects ?? {}) as object));
        client.told = klipper.objects();
        return { eventtime: 1, status: onlyOf(client.told, client.wanted) };
      }
      case 'server.history.list':
        if (!switches.hasHistory) throw new Refusal(-32601, 'Method not found');
        return { count: klipper.jobs.length, jobs: klipper.jobs.slice(0, Number(params.limit ?? 20)) };
      case 'printer.print.start':
        return this.#start(client, String(params.filename));
      case 'printer.print.pause':
        if (switches.refusePause) throw new Refusal(400, 'Error evaluating macro PAUSE');
        await this.#queue();
        klipper.pause();
        return 'ok';
      case 'printer.print.resume':
        await this.#queue();
        klipper.resume();
        return 'ok';
      case 'printer.print.cancel':
        await this.#queue();
        klipper.cancel();
        return 'ok';
      case 'printer.gcode.script':
        await this.#queue();
        klipper.script(String(params.script));
        return 'ok';
      case 'printer.emergency_stop':
        this.#stop();
        return 'ok';
      case 'printer.firmware_restart':
      case 'printer.restart':
        this.#mustHaveKlipper();
        if (switches.refuseRestart) throw new Refusal(400, 'Unable to restart');
        klipper.restart();
        return 'ok';
      case 'machine.device_power.post_device':
        return this.#switch(String(params.device), params.action === 'on');
      default:
        throw new Refusal(-32601, 'Method not found');
    }
  }

  #switch(device: string, isOn: boolean): object {
    const { power } = this.switches;
    if (power === null) throw new Refusal(-32601, 'Method not found');
    if (power.device !== device) throw new Refusal(404, `No valid devices found: ${device}`);
    if (power.isLocked && this.klipper.isBusy) throw new Refusal(400, 'Unable to change power while printing');
    if (power.isJammed) return { [device]: 'error' };
    power.isOn = isOn;
    if (isOn) this.klipper.restart();
    else this.klipper.shutDown('Lost communication with MCU ‘mcu’');
    return { [device]: isOn ? 'on' : 'off' };
  }

  #start(client: Client, filename: string): string {
    const { refuseStarts, failAfterStart, ignoreStart, dropAtStart } = this.switches;
    const refusal = refuseStarts.shift();
    if (refusal !== undefined) throw new Refusal(refusal.code, refusal.message);
    if (ignoreStart) return 'ok';
    this.klipper.start(filename);
    if (failAfterStart !== null) throw new Refusal(failAfterStart.code, failAfterStart.message);
    if (dropAtStart) client.socket.terminate();
    return 'ok';
  }

  #stop(): void {
    if (this.switches.refusesStops) throw new Refusal(403, 'You may not stop this printer');
    if (this.switches.deafToStops > 0) this.switches.deafToStops -= 1;
    else this.klipper.shutDown('Shutdown due to webhooks request');
  }

  #mustHaveKlipper(): void {
    if (this.klipper.klippy === 'disconnected') throw new Refusal(503, 'Klippy Host not connected');
  }

  #queue(): Promise<void> {
    const { queueMs } = this.switches;
    return queueMs === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, queueMs));
  }

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    this.asked.push(`${request.method} ${path}`);
    const say = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const refuse = (code: number, message: string): void => say(code, { error: { code, message, traceback: '' } });
    const isLogin = path === '/access/login';
    if (request.method === 'POST' && (isLogin || path === '/access/refresh_jwt')) {
      const asked = JSON.parse(String((await readBody(request)) ?? '{}')) as Readonly<Record<string, unknown>>;
      try {
        return say(200, { result: isLogin ? this.doors.login(asked) : this.doors.renew(asked) });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return refuse(error.code, error.message);
      }
    }
    if (request.method === 'GET' && path === '/access/info') {
      const login = { default_source: 'moonraker', available_sources: ['moonraker'] };
      return say(200, { result: { ...login, login_required: false, trusted: this.#mayEnter(request) } });
    }
    if (!this.#mayEnter(request)) return refuse(401, 'Unauthorized');
    if (request.method === 'POST' && path === '/server/files/upload') return this.#upload(request, say, refuse);
    if (request.method === 'POST' && path === '/printer/emergency_stop') {
      if (this.switches.refusesStops) return refuse(403, 'You may not stop this printer');
      this.#stop();
      return say(200, { result: 'ok' });
    }
    if (request.method === 'GET' && path === '/printer/objects/list') {
      if (this.klipper.klippy === 'disconnected') return refuse(503, 'Klippy Host not connected');
      return say(200, { result: { objects: this.klipper.listed() } });
    }
    if (request.method === 'GET' && path.startsWith('/printer/objects/query?')) {
      if (this.klipper.klippy === 'disconnected') return refuse(503, 'Klippy Host not connected');
      return say(200, { result: { eventtime: 1, status: this.klipper.told(new URL(path, this.url).searchParams) } });
    }
    if (request.method === 'GET' && path.startsWith('/server/files/list')) {
      return say(200, { result: listing(this.files, this.modified) });
    }
    if (request.method === 'GET' && path.startsWith('/server/files/metadata?filename=')) {
      const name = decodeURIComponent(path.slice('/server/files/metadata?filename='.length));
      if (!this.files.has(name)) return refuse(404, `Metadata not available for <${name}>`);
      return say(200, { result: { filename: name, thumbnails: this.thumbnails.get(name) ?? [] } });
    }
    if (request.method === 'GET' && path.startsWith('/server/files/gcodes/')) {
      const name = decodeURIComponent(path.slice('/server/files/gcodes/'.length));
      const content = this.files.get(name);
      if (content === undefined) return refuse(404, `File does not exist: ${name}`);
      response.once('finish', () => (this.sent.finished += 1));
      return sendFile(request, response, Buffer.from(content, 'latin1'), this.modified.get(name) ?? 1, this.switches);
    }
    if (request.method === 'DELETE' && path.startsWith('/server/files/gcodes/')) {
      const name = decodeURIComponent(path.slice('/server/files/gcodes/'.length));
      if (!this.files.delete(name)) return refuse(404, `File ${name} does not exist`);
      this.tellOfFile('delete_file', name);
      return say(200, { result: { action: 'delete_file' } });
    }
    return refuse(404, 'Not Found');
  }

  async #upload(
    request: IncomingMessage,
    say: (status: number, body: unknown) => void,
    refuse: (code: number, message: string) => void,
  ): Promise<void> {
    if (this.switches.stallsUploads) return;
    const body = await readBody(request, this.switches.cutUploadAt);
    await this.uploads.pass();
    if (body === null) return;
    const form = readForm(request.headers['content-type'], body);
    const { file } = form;
    const { refuseUpload } = this.switches;
    if (refuseUpload !== null) return refuse(refuseUpload.code, refuseUpload.message);
    if (file === null) return refuse(400, 'No file');
    const digest = createHash('sha256').update(file.content, 'latin1').digest('hex');
    if (form.fields.checksum !== undefined && form.fields.checksum !== digest)
      return refuse(422, 'File checksum mismatch');
    const path = [form.fields.path, file.name].filter(Boolean).join('/');
    this.files.set(path, file.content);
    this.tellOfFile('create_file', path);
    const length = file.content.length + (this.switches.lieAboutSize ? 1 : 0);
    say(201, {
      item: { path, root: 'gcodes', size: length, modified: 1 },
      print_started: false,
      action: 'create_file',
    });
  }
}

/** Over the socket as over HTTP. */
function queryOf(objects: unknown): URLSearchParams {
  const wanted = Object.entries((objects ?? {}) as Record<string, readonly string[] | null>);
  return new URLSearchParams(Object.fromEntries(wanted.map(([name, fields]) => [name, (fields ?? []).join(',')])));
}

function onlyOf(all: Fields, wanted: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.has(name)));
}

/** Only what changed, field by field; null when nothing did. */
function changesOf(before: Fields, now: Fields, wanted: ReadonlySet<string>): Fields | null {
  const changed: Fields = {};
  for (const [name, fields] of Object.entries(now)) {
    if (!wanted.has(name)) continue;
    for (const [field, value] of Object.entries(fields)) {
      if (JSON.stringify(before[name]?.[field]) === JSON.stringify(value)) continue;
      changed[name] = { ...changed[name], [field]: value };
    }
  }
  return Object.keys(changed).length === 0 ? null : changed;
}
