import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '#drivers/simulator/read-body';
import { SimulatedHost } from '#drivers/simulator/simulated-host';
import { fileInfo, folderInfo, sendBytes, shortPaths, thumbnailPlace } from './file-answers.ts';
import { type Dialect, Login } from './login.ts';
import { type PrintedJob, PrusaPrinter } from '#drivers/simulator/prusa-printer';
import { noFaults, type Switches } from './switches.ts';

export interface SimulatorOptions {
  readonly dialect?: Dialect;
  /** How long each print lasts, s of the printer's time. */
  readonly printSeconds?: number;
  /** How many times faster than the world. */
  readonly speed?: number;
  readonly port?: number;
}

const TICK_MS = 10;
/** A Buddy has no more. */
const CONNECTIONS = 3;

class Answer extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A Prusa printer behind PrusaLink, over real sockets, in both dialects. Knows nothing of the driver that it tests. */
export class SimulatedPrusaLink extends SimulatedHost {
  readonly switches: Switches = noFaults();
  readonly printer: PrusaPrinter;
  /** By their path below the storage. */
  readonly files = new Map<string, string>();
  /** Pictures of them, PNG. */
  readonly thumbnails = new Map<string, Buffer>();
  /** When each was written, s since the epoch. */
  readonly modified = new Map<string, number>();
  /** Of a Raspberry Pi, by their id; null for one that has taken no picture yet. */
  readonly cameras = new Map<string, { readonly name: string; readonly picture: Buffer | null }>();
  /** What was really asked, in order. */
  readonly asked: string[] = [];
  readonly #dialect: Dialect;
  readonly #login: Login;
  /** The start that waits at the panel. */
  #held: (() => void) | null = null;
  #transfers = 0;

  private constructor({ dialect = 'buddy', printSeconds = 60, speed = 1 }: SimulatorOptions) {
    super(dialect === 'buddy' ? CONNECTIONS : undefined);
    this.#dialect = dialect;
    this.printer = new PrusaPrinter(printSeconds);
    this.#login = new Login(dialect, this.switches);
    this.every(TICK_MS, () => this.printer.step((TICK_MS / 1_000) * speed));
  }

  static async start(options: SimulatorOptions = {}): Promise<SimulatedPrusaLink> {
    const printer = new SimulatedPrusaLink(options);
    await printer.listen(options.port);
    return printer;
  }

  /** What a person says to the question before a print. */
  answerBeforePrint(begin: boolean): void {
    this.printer.dismiss();
    if (begin) this.#held?.();
    this.#held = null;
  }

  /** The one that it shows. */
  get #shownJob(): PrintedJob | null {
    return this.printer.job ?? (this.switches.keepsEndedJob ? this.printer.ended : null);
  }

  get #storage(): string {
    return this.#dialect === 'buddy' ? 'usb' : 'local';
  }

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://printer.test').pathname);
    this.asked.push(`${request.method} ${path}`);
    if (this.switches.isSilent) return;
    await this.#wait(this.switches.latencyMs);
    try {
      const said = await this.#answer(request, response, path);
      if (said !== null) this.#say(response, said === undefined ? 204 : 200, said);
    } catch (error) {
      if (!(error instanceof Answer)) throw error;
      request.resume();
      this.#say(response, error.status, error.message);
    }
  }

  /** Undefined is “no content”; null was answered elsewhere, or never. */
  async #answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<unknown> {
    const { method } = request;
    if (this.switches.isStarting) throw new Answer(503, 'PrusaLink is starting');
    const refusal = this.#login.judge(request);
    if (refusal !== null) {
      if (refusal.header !== null) response.setHeader('WWW-Authenticate', refusal.header);
      throw new Answer(refusal.status, refusal.text);
    }
    if (method === 'GET' && this.#download(path, response)) return null;
    if (method === 'GET' && this.#thumbnail(path, response)) return null;
    if (method === 'GET' && this.#dialect === 'pi' && path.startsWith('/api/v1/cameras'))
      return this.#camera(response, path);
    const files = `/api/v1/files/${this.#storage}/`;
    if (method === 'GET' && path === '/api/version') return this.#version();
    if (method === 'GET' && path === '/api/v1/status') return this.#status(response);
    if (method === 'GET' && path === '/api/v1/job') return this.#job();
    if (path.startsWith('/api/v1/job/')) {
      const { failsOrders } = this.switches;
      if (failsOrders !== 'ignored') this.#orderJob(method ?? '', path.slice('/api/v1/job/'.length));
      if (failsOrders !== null) throw new Answer(500, 'Internal error');
      return undefined;
    }
    if (method === 'GET' && `${path}/` === files) return folderInfo(this.#listed, '');
    if (!path.startsWith(files)) throw new Answer(path.startsWith('/api/v1/files/') ? 403 : 404, '');
    const name = path.slice(files.length);
    if (method === 'PUT') return this.#store(request, response, name);
    const folder = method === 'GET' ? folderInfo(this.#listed, name) : undefined;
    if (folder !== undefined) return folder;
    const content = this.files.get(name);
    if (content === undefined) throw new Answer(404, 'File not found');
    if (method === 'GET') return fileInfo(this.#listed, name);
    if (method === 'DELETE') return this.#delete(name);
    if (method === 'POST') return this.#start(response, name, content);
    throw new Answer(405, '');
  }

  get #listed(): Parameters<typeof fileInfo>[0] {
    const isBuddy = this.#dialect === 'buddy';
    const { files, modified } = this;
    return { storage: this.#storage, files, modified, short: shortPaths(files, isBuddy), isBuddy };
  }

  /** Whether that is where the bytes of a file are. */
  #download(path: string, response: ServerResponse): boolean {
    const { short, files, isBuddy } = this.#listed;
    const found = [...short].find(([long, name]) =>
      isBuddy ? path === `/${this.#storage}/${name}` : path === `/api/files/${this.#storage}/${long}/raw`,
    );
    if (found === undefined) return false;
    const content = Buffer.from(files.get(found[0]) ?? '', 'latin1');
    void sendBytes(response, content, this.switches.cutDownloadAt);
    return true;
  }

  /** The same of its picture; a file with none, or with none that is a PNG, has nothing there. */
  #thumbnail(path: string, response: ServerResponse): boolean {
    const { short, storage, isBuddy } = this.#listed;
    const found = [...short].find(([long, name]) => path === thumbnailPlace(storage, isBuddy, long, name));
    const picture = this.thumbnails.get(found?.[0] ?? '');
    if (picture === undefined) return false;
    response.writeHead(200, { 'content-type': 'image/png', connection: 'close' }).end(picture);
    return true;
  }

  #camera(response: ServerResponse, path: string): unknown {
    const [id, what] = path.slice('/api/v1/cameras'.length).split('/').slice(1);
    if (id === undefined) {
      const listed = [...this.cameras].map(([camera_id, { name }]) => ({
        camera_id,
        connected: true,
        config: { name },
      }));
      return { camera_list: listed };
    }
    const camera = this.cameras.get(id);
    if (camera === undefined || what !== 'snap') throw new Answer(404, '');
    if (camera.picture === null) return undefined;
    response.writeHead(200, { 'content-type': 'image/jpeg', connection: 'close' }).end(camera.picture);
    return null;
  }

  #version(): unknown {
    return this.#dialect === 'buddy'
      ? {
          api: '2.0.0',
          server: '2.1.2',
          nozzle_diameter: 0.4,
          text: 'PrusaLink',
          hostname: 'mk4',
          capabilities: { 'upload-by-put': true },
        }
      : {
          api: '2.0.0',
          server: '0.8.1',
          original: 'PrusaLink I3MK3S',
          text: 'PrusaLink 0.8.1',
          firmware: '3.14.1',
          sdk: '0.8.0',
        };
  }

  #status(response: ServerResponse): unknown {
    const nonsense = this.switches.nonsense.shift();
    if (nonsense !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(nonsense);
      return null;
    }
    const { percent, total, heat, printing, printSeconds } = this.printer;
    // A Buddy keeps “ready” for its Connect.
    const state = this.#dialect === 'pi' ? this.printer.shown : this.printer.state;
    const job = this.#shownJob;
    const storage = { path: `/${this.#storage}/`, name: this.#storage, read_only: false };
    const card = { path: '/sdcard/', name: 'sdcard', read_only: true };
    return {
      ...(job === null
        ? {}
        : {
            job: {
              id: job.id,
              progress: percent,
              time_printing: Math.floor(total),
              ...(printing > 0 ? { time_remaining: Math.ceil(printSeconds - printing) } : {}),
              ...(this.switches.changeIn === null ? {} : { filament_change_in: this.switches.changeIn }),
            },
          }),
      ...(this.switches.hasStorage ? { storage: this.#dialect === 'buddy' ? storage : [card, storage] } : {}),
      printer: {
        state,
        temp_nozzle: heat,
        target_nozzle: this.printer.job === null ? 0 : 215,
        temp_bed: 21,
        target_bed: 0,
        axis_z: 0.2 + printing / 10,
        ...(state === 'PRINTING' ? {} : { axis_x: 10, axis_y: 20 }),
        flow: 100,
        speed: 100,
      },
    };
  }

  #job(): unknown {
    const { state, percent, total } = this.printer;
    const job = this.#shownJob;
    if (job === null) return undefined;
    const display = job.name.split('/').at(-1);
    const file = {
      name: shortOf(job.name),
      display_name: display,
      path: `/${this.#storage}/croft`,
      size: job.content.length,
    };
    return {
      id: job.id,
      state: state === 'ATTENTION' ? 'PAUSED' : state,
      progress: percent,
      time_printing: total,
      file,
    };
  }

  #orderJob(method: string, rest: string): undefined {
    const { printer } = this;
    const [id, what = ''] = rest.split('/');
    if (printer.job === null || id !== String(printer.job.id)) throw new Answer(404, '');
    if (method === 'DELETE' && this.switches.refusesStops) throw new Answer(409, 'Can’t stop now');
    if (method === 'DELETE' && what === '') return this.#afterwards(() => printer.stop());
    if (method !== 'PUT') throw new Answer(405, '');
    if (what === 'pause') {
      if (printer.state !== 'PRINTING' || this.switches.refusePause) throw new Answer(409, 'Can’t pause now');
      return this.#afterwards(() => printer.pause());
    }
    if (printer.state !== 'PAUSED') throw new Answer(409, 'Not paused');
    return this.#afterwards(() => printer.resume());
  }

  #start(response: ServerResponse, name: string, content: string): unknown {
    const { refuseStarts, ignoreStart, dropAtStart, previewMs, waitsAtPanel, failsAfterStart } = this.switches;
    const refusal = refuseStarts.shift();
    if (refusal !== undefined) throw new Answer(refusal.code, refusal.message);
    if (!this.printer.mayStart()) throw new Answer(409, 'Can’t print right now');
    if (!ignoreStart) {
      if (waitsAtPanel !== null) {
        this.printer.state = waitsAtPanel;
        this.#held = () => void this.printer.start(name, content);
      } else if (previewMs === 0) this.printer.start(name, content);
      else {
        // The preview hides the last page of the print before.
        this.printer.dismiss();
        this.later(previewMs, () => this.printer.start(name, content));
      }
    }
    if (failsAfterStart !== null) throw new Answer(failsAfterStart, 'Internal error');
    if (dropAtStart) {
      response.destroy();
      return null;
    }
    response.setHeader('Connection', 'close');
    return undefined;
  }

  #delete(name: string): undefined {
    if (this.printer.job?.name === name) throw new Answer(409, 'File is busy');
    this.files.delete(name);
    return undefined;
  }

  async #store(request: IncomingMessage, response: ServerResponse, name: string): Promise<unknown> {
    const { cutUploadAt, storeOnly, hasStorage } = this.switches;
    if (!hasStorage) throw new Answer(507, '');
    if (request.headers['content-length'] === undefined) throw new Answer(411, '');
    if (!/\.(gcode|gco|gc|g|bgcode|bgc)$/i.test(name)) throw new Answer(415, 'Not a GCODE');
    if (this.#dialect === 'pi' && /\.b/i.test(name)) throw new Answer(415, 'Not a GCODE');
    if (this.#dialect === 'pi' && request.headers['content-type'] === 'application/octet-stream')
      throw new Answer(500, '');
    if (this.files.has(name) && request.headers.overwrite !== '?1') throw new Answer(409, 'File already exists');
    if (this.#transfers > 0) throw new Answer(409, 'Another transfer in progress');
    this.#transfers += 1;
    const body = await readBody(request, cutUploadAt);
    await this.uploads.pass();
    this.#transfers -= 1;
    if (body === null) return null;
    const refusal = this.switches.refuseUploads.shift();
    if (refusal !== undefined) throw new Answer(refusal.code, refusal.message);
    const content = body.toString('latin1');
    this.files.set(name, storeOnly === null ? content : content.slice(0, storeOnly));
    this.#say(response, 201, { name: shortOf(name) });
    return null;
  }

  /** 204 before the effect. */
  #afterwards(effect: () => void): undefined {
    if (this.switches.slowMs === 0) effect();
    else this.later(this.switches.slowMs, effect);
    return undefined;
  }

  #wait(ms: number): Promise<void> {
    return ms === 0 ? Promise.resolve() : new Promise((resolve) => this.later(ms, resolve));
  }

  #say(response: ServerResponse, status: number, body: unknown): void {
    // A Raspberry Pi keeps no connection.
    if (this.#dialect === 'pi') response.setHeader('Connection', 'close');
    response.statusCode = status;
    if (body === undefined || body === '') return void response.end();
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }
}

/** As FAT has it; good enough for a name that nobody may take for the long one. */
const shortOf = (name: string): string => `${(name.split('/').at(-1) ?? '').slice(0, 6).toUpperCase()}~1.GCO`;
