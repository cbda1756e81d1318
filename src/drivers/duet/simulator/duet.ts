import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { crc32 } from 'node:zlib';
import { readBody } from '#drivers/simulator/read-body';
import { SimulatedHost } from '#drivers/simulator/simulated-host';
import { DuetBoard } from './board.ts';
import { DsfPushes } from './dsf-pushes.ts';
import { noFaults, type Switches } from './switches.ts';

export interface SimulatorOptions {
  /** Alone, or with a computer beside it. */
  readonly mode?: 'standalone' | 'sbc';
  /** How long each print lasts, s of the printer's time. */
  readonly printSeconds?: number;
  /** How many times faster than the world. */
  readonly speed?: number;
  readonly port?: number;
}

const TICK_MS = 10;
const SESSIONS = 8;
/** A session that asks nothing for so long is forgotten. */
const SESSION_MS = 8_000;
const PAGE = 3;
/** Characters of a thumbnail at a time. */
const PIECE = 20;

class Answer extends Error {
  readonly status: number;

  constructor(status: number, message = '') {
    super(message);
    this.status = status;
  }
}

/** A board over real sockets, in both of its ways. Knows nothing of the driver that it tests. */
export class SimulatedDuet extends SimulatedHost {
  readonly switches: Switches = noFaults();
  readonly board: DuetBoard;
  /** What was really asked, in order, without what follows the question mark. */
  readonly asked: string[] = [];
  readonly #mode: 'standalone' | 'sbc';
  readonly #pushes: DsfPushes;
  /** When each asked last. */
  readonly #sessions = new Map<string, number>();
  /** As no other number here begins, so that a test sees one that gets about. */
  #nextSession = 3_141_592_000;

  private constructor({ mode = 'standalone', printSeconds = 60, speed = 1 }: SimulatorOptions) {
    super();
    this.#mode = mode;
    this.board = new DuetBoard(
      printSeconds,
      this.switches,
      (ms, what) => this.later(ms, what),
      () => this.#pushes?.tell(),
    );
    this.#pushes = new DsfPushes(this.board, this.switches);
    this.every(TICK_MS, () => {
      this.board.step((TICK_MS / 1_000) * speed);
      this.#pushes.tell();
    });
  }

  static async start(options: SimulatorOptions = {}): Promise<SimulatedDuet> {
    const simulated = new SimulatedDuet(options);
    await simulated.listen(options.port);
    return simulated;
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  /** As when all of them had asked nothing for eight seconds. */
  forgetSessions(): void {
    this.#sessions.clear();
  }

  /** Its state is not to be had for a moment; a file on its way comes through. */
  loseSight(): void {
    if (this.#mode === 'standalone') this.switches.nonsense = ['', ''];
    else this.#pushes.hangUp();
  }

  protected override upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://duet.test');
    const isKnown = this.#sessions.has(url.searchParams.get('sessionKey') ?? '');
    if (this.#mode === 'sbc' && url.pathname === '/machine' && isKnown)
      return this.#pushes.welcome(request, socket, head);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  }

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://duet.test');
    this.asked.push(`${request.method} ${decodeURIComponent(url.pathname)}`);
    if (this.switches.isSilent) return;
    try {
      const isAlone = this.#mode === 'standalone';
      const said = await (isAlone ? this.#alone(request, response, url) : this.#machine(request, response, url));
      if (said === null) return;
      response.statusCode = said === undefined ? 204 : 200;
      response.end(said === undefined ? '' : typeof said === 'string' ? said : JSON.stringify(said));
    } catch (error) {
      if (!(error instanceof Answer)) throw error;
      request.resume();
      response.statusCode = error.status;
      response.end(error.message);
    }
  }

  #open(password: string | null): string | null {
    if (password !== this.switches.password) return null;
    this.#nextSession += 1;
    this.#sessions.set(String(this.#nextSession), performance.now());
    return String(this.#nextSession);
  }

  #isKnown(request: IncomingMessage): boolean {
    const key = String(request.headers['x-session-key']);
    if (!this.#sessions.has(key)) return false;
    this.#sessions.set(key, performance.now());
    return true;
  }

  #forgetIdle(): void {
    for (const [key, at] of this.#sessions) if (performance.now() - at > SESSION_MS) this.#sessions.delete(key);
  }

  // ---- Alone

  /** Null was answered elsewhere, or never. */
  async #alone(request: IncomingMessage, response: ServerResponse, url: URL): Promise<unknown> {
    const what = url.pathname.slice(1);
    const word = (name: string): string => url.searchParams.get(name) ?? '';
    if (!what.startsWith('rr_')) throw new Answer(404, 'page not found');
    this.#forgetIdle();
    if (what === 'rr_connect') {
      if (this.switches.isFull || this.#sessions.size >= SESSIONS) return { err: 2 };
      const key = this.#open(word('password'));
      return key === null
        ? { err: 1 }
        : { err: 0, sessionTimeout: 8_000, boardType: 'duet3mini', apiLevel: 2, sessionKey: Number(key) };
    }
    if (this.switches.outOfMemory > 0) {
      this.switches.outOfMemory -= 1;
      throw new Answer(503);
    }
    if (!this.#isKnown(request)) throw new Answer(401);
    switch (what) {
      case 'rr_disconnect':
        this.#sessions.delete(String(request.headers['x-session-key']));
        return { err: 0 };
      case 'rr_model':
        return this.#model(word('key'), word('flags'));
      case 'rr_reply':
        return this.board.takeReply();
      case 'rr_gcode':
        return this.#code(response, word('gcode')) === null ? null : { bufferSpace: 240 };
      case 'rr_upload':
        return this.#store(request, word('name'), word('crc32'));
      case 'rr_mkdir':
        return { err: 0 };
      case 'rr_filelist':
        return this.#page(word('dir'), Number(word('first')));
      case 'rr_fileinfo': {
        const file = this.board.files.get(word('name'));
        if (file === undefined) return { err: 1 };
        const thumbnails = this.#thumbnails(word('name'), false);
        return { err: 0, size: file.content.length, lastModified: file.at, thumbnails };
      }
      case 'rr_thumbnail':
        return this.#piece(word('name'), Number(word('offset')));
      case 'rr_download':
        return this.#send(response, word('name'));
      case 'rr_delete':
        return { err: this.board.files.delete(word('name')) ? 0 : 1 };
      default:
        throw new Answer(404);
    }
  }

  #model(key: string, flags: string): unknown {
    const nonsense = this.switches.nonsense.shift();
    if (nonsense !== undefined) return nonsense;
    const isLive = flags.includes('f');
    return { key, flags, result: isLive ? this.board.live() : this.board.whole(key) };
  }

  /** Null when the connection broke before the answer. */
  #code(response: ServerResponse, text: string): string | null {
    if (text === 'M112' && this.switches.refusesStops) throw new Answer(this.#mode === 'sbc' ? 403 : 401);
    const reply = this.board.code(text);
    if (text === 'M999') this.forgetSessions();
    if (!text.startsWith('M32') || !this.switches.dropAtStart) return reply;
    this.switches.dropAtStart = false;
    response.destroy();
    return null;
  }

  #listed(dir: string): readonly Readonly<Record<string, unknown>>[] {
    const seen = new Map<string, Readonly<Record<string, unknown>>>();
    for (const [path, { content, at }] of this.board.files) {
      if (!path.startsWith(`${dir}/`)) continue;
      const [name = '', ...rest] = path.slice(dir.length + 1).split('/');
      const isFolder = rest.length > 0;
      seen.set(
        name,
        isFolder ? { type: 'd', name, size: 0, date: at } : { type: 'f', name, size: content.length, date: at },
      );
    }
    return [...seen.values()];
  }

  #page(dir: string, first: number): unknown {
    const all = this.#listed(dir);
    if (all.length === 0 && dir !== '0:/gcodes') return { dir, first, files: [], next: 0, err: 2 };
    const next = first + PAGE < all.length ? first + PAGE : 0;
    return { dir, first, files: all.slice(first, first + PAGE), next };
  }

  /** Where each begins in its file stands for which one it is. */
  #thumbnails(path: string, isWhole: boolean): readonly Readonly<Record<string, unknown>>[] {
    return (this.board.thumbnails.get(path) ?? []).map(({ format, width, base64 }, k) => ({
      format,
      width,
      height: width,
      offset: (k + 1) * 1_000_000,
      size: base64.length,
      ...(isWhole ? { data: base64 } : {}),
    }));
  }

  #piece(path: string, offset: number): unknown {
    const { base64 } = this.board.thumbnails.get(path)?.[Math.floor(offset / 1_000_000) - 1] ?? {};
    if (base64 === undefined) return { err: 1 };
    const from = offset % 1_000_000;
    const next = from + PIECE < base64.length ? offset + PIECE : 0;
    return { fileName: path, offset, data: base64.slice(from, from + PIECE), next, err: 0 };
  }

  #send(response: ServerResponse, path: string): null {
    const file = this.board.files.get(path);
    if (file === undefined) throw new Answer(404);
    response.setHeader('Content-Length', file.content.length);
    const { cutDownloadAt } = this.switches;
    if (cutDownloadAt === null || cutDownloadAt >= file.content.length) response.end(file.content);
    else response.write(file.content.slice(0, cutDownloadAt), () => response.destroy());
    return null;
  }

  async #received(request: IncomingMessage): Promise<string | null> {
    const { cutUploadAt, spoilsUpload } = this.switches;
    const body = await readBody(request, cutUploadAt);
    await this.uploads.pass();
    if (body === null) return null;
    this.switches.spoilsUpload = false;
    return body.toString('latin1').slice(spoilsUpload ? 1 : 0);
  }

  #keep(path: string, content: string): void {
    const { storeOnly } = this.switches;
    this.board.files.set(path, {
      content: storeOnly === null ? content : content.slice(0, storeOnly),
      at: '2026-05-01T10:00:00',
    });
  }

  async #store(request: IncomingMessage, path: string, sum: string): Promise<unknown> {
    const content = await this.#received(request);
    if (content === null) return null;
    if (crc32(Buffer.from(content, 'latin1')).toString(16) !== sum) return { err: 1 };
    this.#keep(path, content);
    return { err: 0 };
  }

  // ---- With a computer beside it

  /** Undefined is “no content”; null was answered elsewhere, or never. */
  async #machine(request: IncomingMessage, response: ServerResponse, url: URL): Promise<unknown> {
    const path = decodeURIComponent(url.pathname);
    if (!path.startsWith('/machine/')) throw new Answer(404);
    const [, , what = '', ...rest] = path.split('/');
    const name = rest.join('/');
    if (what === 'connect') {
      const key = this.#open(url.searchParams.get('password'));
      if (key === null) throw new Answer(403);
      return { sessionKey: key };
    }
    if (!this.#isKnown(request)) throw new Answer(403);
    if (what === 'disconnect') {
      this.#sessions.delete(String(request.headers['x-session-key']));
      return undefined;
    }
    if (what === 'code') {
      const text = await this.#received(request);
      return text === null ? null : this.#code(response, text);
    }
    if (what === 'directory') return this.#listed(name);
    const file = this.board.files.get(name);
    if (what === 'fileinfo') {
      if (file === undefined) throw new Answer(404);
      const thumbnails = this.#thumbnails(name, url.searchParams.get('readThumbnailContent') === 'true');
      return { fileName: name, size: file.content.length, lastModified: file.at, thumbnails };
    }
    if (what !== 'file') throw new Answer(404);
    if (request.method === 'GET') return this.#send(response, name);
    if (request.method === 'DELETE') {
      if (!this.board.files.delete(name)) throw new Answer(404);
      return undefined;
    }
    const content = await this.#received(request);
    if (content === null) return null;
    this.#keep(name, content);
    response.writeHead(201).end();
    return null;
  }
}
