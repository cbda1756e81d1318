import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { Gate } from '#drivers/simulator/gate';
import { readBody } from '#drivers/simulator/read-body';
import { readForm } from '#drivers/simulator/read-form';
import { SimulatedHost } from '#drivers/simulator/simulated-host';
import { AppKeys } from './app-keys.ts';
import { fileEntry, listing, sendBytes } from './file-answers.ts';
import { OctoPrinter, type PrintedJob } from './printer.ts';
import { neededFor, PERMISSIONS } from './permissions.ts';
import { noFaults, type Switches } from './switches.ts';

export interface SimulatorOptions {
  /** How long each print lasts, s of the printer's time. */
  readonly printSeconds?: number;
  /** How many times faster than the world. */
  readonly speed?: number;
  /** State is told this often, ms; the real one's 500. */
  readonly updateMs?: number;
  /** OctoPrint behind a proxy lives below a path. */
  readonly prefix?: string;
  readonly port?: number;
}

interface Client {
  readonly socket: WebSocket;
  isKnown: boolean;
  /** Null until it has subscribed: then everything would come. */
  events: ReadonlySet<string> | null;
}

class Answer extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const DOWNLOADS = '/downloads/files/local/';
const SESSION = 'session-1';

/** An OctoPrint over real sockets: REST, and the push socket in its raw form. Knows nothing of the driver that it tests. */
export class SimulatedOctoPrint extends SimulatedHost {
  readonly switches: Switches = noFaults();
  readonly keys = new AppKeys(
    () => this.url,
    () => this.switches.isOld,
  );
  readonly printer: OctoPrinter;
  /** Shut while a plug-in holds OctoPrint’s one thread. */
  readonly thread = new Gate();
  /** What was really asked, in order. */
  readonly asked: string[] = [];
  readonly #options: Required<Omit<SimulatorOptions, 'port'>>;
  readonly #pushes = new WebSocketServer({ noServer: true, perMessageDeflate: false, autoPong: false });
  readonly #clients = new Set<Client>();

  private constructor(options: SimulatorOptions) {
    super();
    this.#options = { printSeconds: 60, speed: 1, updateMs: 500, prefix: '', ...options };
    const { printSeconds, updateMs } = this.#options;
    this.printer = new OctoPrinter(printSeconds, (type, payload) => this.#event(type, payload));
    this.every(updateMs, () => this.#tick());
  }

  static async start(options: SimulatorOptions = {}): Promise<SimulatedOctoPrint> {
    const simulated = new SimulatedOctoPrint(options);
    await simulated.listen(options.port);
    return simulated;
  }

  override get url(): string {
    return `${super.url}${this.#options.prefix}`;
  }

  get printed(): readonly PrintedJob[] {
    return this.printer.printed;
  }

  /** Tells everybody this, whatever it is. */
  say(text: string): void {
    for (const { socket } of this.#clients) socket.send(text);
  }

  /** A login of before this one is worth nothing any more. */
  forgetLogins(): void {
    this.say(JSON.stringify({ reauthRequired: { reason: 'stale' } }));
  }

  /** A file came or went: OctoPrint does not say which in the event that is about the list. */
  tellOfFiles(): void {
    this.#event('UpdatedFiles', { type: 'printables' });
  }

  #tick(): void {
    // One thread: what holds it up holds up everything, but for the printer, which goes on with what it has.
    if (this.thread.isShut) return this.printer.step((this.#options.updateMs / 1_000) * this.#options.speed);
    this.printer.step((this.#options.updateMs / 1_000) * this.#options.speed);
    for (const client of this.#clients) if (client.isKnown) this.#tell(client, { current: this.#current() });
  }

  #event(type: string, payload: unknown): void {
    if (this.switches.isEventless) return;
    for (const client of this.#clients)
      if (client.isKnown && (client.events === null || client.events.has(type)))
        this.#tell(client, { event: { type, payload } });
  }

  #tell({ socket }: Client, message: unknown): void {
    if (this.switches.isSilent) return;
    const text = JSON.stringify(message);
    const { latencyMs } = this.switches;
    if (latencyMs === 0) socket.send(text);
    else this.later(latencyMs, () => socket.send(text));
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.keys[Symbol.dispose]();
    await super[Symbol.asyncDispose]();
  }

  protected override upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (request.url !== `${this.#options.prefix}/sockjs/websocket`) return super.upgrade(request, socket, head);
    this.#pushes.handleUpgrade(request, socket, head, (client) => this.#welcome(client));
  }

  #welcome(socket: WebSocket): void {
    const client: Client = { socket, isKnown: false, events: null };
    this.#clients.add(client);
    socket.on('close', () => this.#clients.delete(client));
    socket.on('error', () => {});
    socket.on('ping', (data) => {
      if (!this.switches.isSilent) void this.thread.pass().then(() => socket.pong(data, undefined, () => {}));
    });
    this.#tell(client, { connected: { version: '1.10.2', config_hash: 'x' } });
    socket.on('message', (data) => {
      const told = JSON.parse(String(data)) as { auth?: string; subscribe?: { events?: string[] } };
      if (told.subscribe?.events !== undefined) client.events = new Set(told.subscribe.events);
      if (told.auth !== `croft:${SESSION}`) return;
      client.isKnown = true;
      this.#tell(client, { history: this.#current() });
      if (this.switches.dropsPushes === 0) return;
      this.switches.dropsPushes -= 1;
      socket.close();
    });
  }

  #current(): Readonly<Record<string, unknown>> {
    const { phase, path, heat, percent, total, printing, errorText, isBusy } = this.printer;
    const { printSeconds } = this.#options;
    const text = phase === 'error' ? 'Offline after error' : TEXTS[phase];
    const newer = this.switches.isOld ? {} : { resuming: phase === 'resuming', finishing: false };
    return {
      state: {
        text,
        error: phase === 'error' ? errorText : '',
        flags: {
          operational: phase !== 'offline' && phase !== 'error',
          printing: ['printing', 'transferring', 'resuming', 'pausing', 'cancelling'].includes(phase),
          pausing: phase === 'pausing',
          paused: phase === 'paused',
          cancelling: phase === 'cancelling',
          ready: phase === 'operational',
          error: phase === 'error',
          closedOrError: phase === 'offline' || phase === 'error',
          sdReady: false,
          ...newer,
        },
      },
      job: { file: { name: path?.split('/').at(-1) ?? null, path, origin: path === null ? null : 'local', size: 1 } },
      progress: {
        completion: path === null ? null : percent,
        filepos: Math.floor(percent),
        printTime: path === null ? null : Math.floor(total),
        printTimeLeft: isBusy && printing > 0 ? Math.ceil(printSeconds - printing) : null,
      },
      temps: [{ time: 1, tool0: { actual: heat, target: isBusy ? 215 : 0 }, bed: { actual: 21, target: 0 } }],
      currentZ: 0.2 + printing / 10,
      offsets: {},
    };
  }

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://octopi.test');
    const path = decodeURIComponent(pathname.slice(this.#options.prefix.length));
    this.asked.push(`${request.method} ${path}`);
    const say = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    };
    try {
      const body = await readBody(request, path === '/api/files/local' ? this.switches.cutUploadAt : null);
      if (path === '/api/files/local' && request.method === 'POST') await this.uploads.pass();
      await this.thread.pass();
      if (this.switches.latencyMs > 0)
        await new Promise<void>((resolve) => this.later(this.switches.latencyMs, resolve));
      if (body === null || this.switches.isSilent) return;
      const ofKeys = this.keys.answer(request.method ?? '', path, body);
      if (ofKeys !== null) {
        if (ofKeys.location !== undefined) response.setHeader('location', ofKeys.location);
        return say(ofKeys.status, ofKeys.body);
      }
      // A key that is wrong is anonymous, and anonymous people may do nothing.
      if (request.headers['x-api-key'] !== this.switches.apiKey) throw new Answer(403, 'You don’t have the permission');
      const order = path.startsWith('/api/files/local/') && request.method === 'POST' ? String(body) : '';
      const needed = neededFor(request.method ?? '', path, order);
      if (needed.some((each) => this.switches.lacks.includes(each)))
        throw new Answer(403, 'You don’t have the permission');
      const said = this.#answer(request.method ?? '', path, body, request, response);
      if (said !== null)
        say(said === undefined ? 204 : request.method === 'POST' && path === '/api/files/local' ? 201 : 200, said);
    } catch (error) {
      if (!(error instanceof Answer)) throw error;
      say(error.status, { error: error.message });
    }
  }

  /** Undefined is “no content”; null was never answered. */
  #answer(method: string, path: string, body: Buffer, request: IncomingMessage, response: ServerResponse): unknown {
    const { printer } = this;
    const order = (): Readonly<Record<string, unknown>> =>
      JSON.parse(String(body)) as Readonly<Record<string, unknown>>;
    switch (`${method} ${path}`) {
      case 'GET /api/version':
        return { api: '0.1', server: '1.10.2', text: 'OctoPrint 1.10.2' };
      case 'GET /api/currentuser':
        if (this.switches.isOld) throw new Answer(404, 'Not found');
        return {
          name: 'max',
          permissions: PERMISSIONS.filter((each) => !this.switches.lacks.includes(each)),
          groups: [],
        };
      case 'POST /api/login':
        return { name: 'croft', session: SESSION };
      case 'GET /api/job':
        return this.#current();
      case 'GET /api/printer':
        if (printer.phase === 'offline' || printer.phase === 'error')
          throw new Answer(409, 'Printer is not operational');
        return { state: this.#current().state };
      case 'POST /api/job':
        return this.#order(order());
      case 'POST /api/connection':
        printer.connect();
        return undefined;
      case 'POST /api/printer/command':
        return this.#command(order());
      case 'GET /api/files/local':
        return listing(printer.files);
      case 'POST /api/files/local':
        return this.#store(request, body);
      default:
        if (method === 'GET' && path.startsWith(DOWNLOADS))
          return this.#download(path.slice(DOWNLOADS.length), request, response);
        return this.#file(method, path, response);
    }
  }

  #order({ command, action }: Readonly<Record<string, unknown>>): undefined {
    const { printer } = this;
    if (!printer.isBusy) throw new Answer(409, 'Printer is not printing');
    if (command === 'cancel') printer.cancel();
    else if (action === 'pause') {
      if (this.switches.refusePause) throw new Answer(409, 'Cannot pause now');
      printer.pause();
    } else if (action === 'resume') printer.resume();
    else throw new Answer(400, 'That would toggle');
    return undefined;
  }

  #command({ command, commands }: Readonly<Record<string, unknown>>): undefined {
    const { printer } = this;
    const all = Array.isArray(commands) ? commands.map(String) : [String(command)];
    if (printer.phase === 'offline' || printer.phase === 'error') throw new Answer(409, 'Printer is not operational');
    if (all.includes('M112')) {
      if (this.switches.deafToStops > 0) this.switches.deafToStops -= 1;
      else printer.fail('Emergency stop');
      return undefined;
    }
    printer.commands.push(...all);
    return undefined;
  }

  #file(method: string, path: string, response: ServerResponse): unknown {
    const { printer } = this;
    const name = /^\/api\/files\/local\/(.+)$/.exec(path)?.[1];
    const file = printer.files.get(name ?? '');
    if (name === undefined || file === undefined) throw new Answer(404, 'File not found');
    if (method === 'GET') {
      return fileEntry(name, file, !this.switches.hashless);
    }
    if (method === 'DELETE') {
      if (printer.isBusy && printer.path === name) throw new Answer(409, 'File is being printed');
      printer.files.delete(name);
      this.tellOfFiles();
      return undefined;
    }
    const { refuseStarts, ignoreStart, dropAtStart, failsAfterStart } = this.switches;
    const refusal = refuseStarts.shift();
    if (refusal !== undefined) throw new Answer(refusal.code, refusal.message);
    if (printer.phase !== 'operational') throw new Answer(409, 'Printer is already printing or not operational');
    if (!ignoreStart) printer.start(name);
    if (failsAfterStart !== null) throw new Answer(failsAfterStart, 'Internal server error');
    if (!dropAtStart) return undefined;
    response.destroy();
    return null;
  }

  #download(name: string, request: IncomingMessage, response: ServerResponse): null {
    const file = this.printer.files.get(name);
    if (file === undefined) throw new Answer(404, 'File not found');
    const content = Buffer.from(file.content, 'latin1');
    if (this.switches.spoilsDownload) content[0] = (content[0] ?? 0) ^ 1;
    void sendBytes(response, content, { range: request.headers.range, cutAt: this.switches.cutDownloadAt });
    return null;
  }

  #store(request: IncomingMessage, body: Buffer): unknown {
    if (request.headers['content-length'] === undefined) throw new Answer(411, 'No length');
    const { fields, file } = readForm(request.headers['content-type'], body);
    const { name, content } = file ?? { name: '', content: '' };
    const { path: folder = '' } = fields;
    const kept = this.switches.renames ? name.replaceAll(/[^\w.]/g, '_').toLowerCase() : name;
    const path = folder === '' ? kept : `${folder}/${kept}`;
    const { storeOnly } = this.switches;
    const { spoilsUploads } = this.switches;
    this.switches.spoilsUploads = Math.max(0, spoilsUploads - 1);
    const whole = spoilsUploads > 0 ? `;${content.slice(1)}` : content;
    const stored = storeOnly === null ? whole : whole.slice(0, storeOnly);
    this.printer.files.set(path, { content: stored, success: 0, failure: 0 });
    this.tellOfFiles();
    return { files: { local: { name: kept, path, origin: 'local' } }, done: true, effectivePrint: false };
  }
}

const TEXTS = {
  offline: 'Offline',
  operational: 'Operational',
  transferring: 'Transferring file to SD',
  printing: 'Printing',
  pausing: 'Pausing',
  paused: 'Paused',
  resuming: 'Resuming',
  cancelling: 'Cancelling',
} as const;
