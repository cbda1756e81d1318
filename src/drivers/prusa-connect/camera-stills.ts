import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '#lib/clock';
import { CAMERAS_PATH } from './protocol/cameras.ts';
import { isRecord, text } from './protocol/json-fields.ts';
import { parsed, readWithin, refuse, wordIn } from './requests.ts';

/** One that sends pictures to its Prusa Connect, by the mark that it names itself with. */
interface Sender {
  name: string | null;
  jpeg: Buffer | null;
  /** By the clock that never goes back. */
  sentAt: number;
}

/** Beside one printer; the one that was heard least lately makes room for another. */
const CAMERAS = 4;
const PICTURE_LIMIT_BYTES = 4 * 1024 * 1024;
const WORDS_LIMIT_BYTES = 16 * 1024;
/** They come every ten seconds, or every minute, or with each layer; an older one is not what is to be seen. */
const STALE_MS = 10 * 60_000;
const NAME_LIMIT = 60;

/**
 * The newest picture of each camera that sends its pictures to Prusa Connect and was pointed here (prusa3d/Prusa-Connect-SDK-Printer,
 * prusa/connect/printer/camera.py and models.py): it registers at `/p/camera` or simply sends, by `PUT /c/snapshot`, with the printer's token.
 * Croft's own reader asks for them with that token as its key. Nothing of them is kept on a disk.
 */
export class CameraStills {
  readonly #clock: Clock;
  readonly #isToken: (given: string) => boolean;
  readonly #token: string;
  readonly #senders = new Map<string, Sender>();

  constructor(clock: Clock, token: string, isToken: (given: string) => boolean) {
    this.#clock = clock;
    this.#token = token;
    this.#isToken = isToken;
  }

  /** False for what is no address of cameras. */
  serve(path: string, request: IncomingMessage, response: ServerResponse): boolean {
    if (path !== '/p/camera' && !path.startsWith('/c/')) return false;
    const isOwn = request.method === 'GET';
    if (!this.#isToken(wordIn(request, isOwn ? 'x-api-key' : 'token'))) refuse(response, 401);
    else if (isOwn) this.#show(path, response);
    else if (request.method === 'PUT' && path === '/c/snapshot') void this.#take(request, response);
    else if (path === '/p/camera' || path === '/c/info') void this.#meet(request, response);
    else refuse(response, 404);
    return true;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mark = wordIn(request, 'fingerprint');
    const jpeg = mark === '' ? null : await readWithin(request, PICTURE_LIMIT_BYTES);
    if (mark === '') return refuse(response, 400);
    if (jpeg === null) return refuse(response, 413);
    if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return refuse(response, 415);
    const sender = this.#sender(mark);
    sender.jpeg = jpeg;
    sender.sentAt = this.#clock.monotonic();
    response.writeHead(204).end();
  }

  /** It tells its name, and wants a token of its own, which is the printer's. */
  async #meet(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readWithin(request, WORDS_LIMIT_BYTES);
    if (body === null) return refuse(response, 413);
    const told = parsed(body.toString('utf8'));
    const { config, fingerprint } = isRecord(told) ? told : {};
    const mark = text(fingerprint)?.slice(0, 64) ?? wordIn(request, 'fingerprint');
    if (mark === '') return refuse(response, 400);
    const name = isRecord(config) ? text(config.name)?.trim().slice(0, NAME_LIMIT) : undefined;
    if (name !== undefined && name !== '') this.#sender(mark).name = name;
    const answer = '{}';
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': answer.length,
      Token: this.#token,
    });
    response.end(answer);
  }

  #sender(mark: string): Sender {
    const id = createHash('sha256').update(mark).digest('hex').slice(0, 12);
    const known = this.#senders.get(id) ?? { name: null, jpeg: null, sentAt: this.#clock.monotonic() };
    // The newest stands last.
    this.#senders.delete(id);
    this.#senders.set(id, known);
    const [oldest] = this.#senders.keys();
    if (this.#senders.size > CAMERAS && oldest !== undefined) this.#senders.delete(oldest);
    return known;
  }

  #show(path: string, response: ServerResponse): void {
    if (path === CAMERAS_PATH) {
      const cameras = [...this.#senders].map(([id, { name }]) => ({ id, name }));
      const body = JSON.stringify({ cameras });
      const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
      return void response.writeHead(200, headers).end(body);
    }
    const [id, what] = path.startsWith(`${CAMERAS_PATH}/`) ? path.slice(CAMERAS_PATH.length + 1).split('/') : [];
    if (what !== 'snap') return refuse(response, 404);
    const { jpeg = null, sentAt = 0 } = this.#senders.get(id ?? '') ?? {};
    if (jpeg === null || this.#clock.monotonic() - sentAt > STALE_MS) return void response.writeHead(204).end();
    response.writeHead(200, {
      'Content-Type': 'image/jpeg',
      'Content-Length': jpeg.length,
      'Cache-Control': 'no-store',
    });
    response.end(jpeg);
  }
}
