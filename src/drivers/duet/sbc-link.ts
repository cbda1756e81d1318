import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Unreachable, WrongCredentials } from '#drivers/network-trouble';
import { parsePrinterJson } from '#drivers/printer-json';
import { DuetHttp, type LinkParts, type LoginWays } from './duet-http.ts';
import type { DuetLink, FileToBring, LinkOwner } from './duet-link.ts';
import { ModelSocket } from './model-socket.ts';
import { type Entry, readFolder, readObject } from './protocol/answers.ts';
import { mergeModel } from './protocol/model.ts';
import { isRecord, type Model } from './protocol/record.ts';
import { ANSWER_MS, CODE_MS } from './timing.ts';

const GOODBYE = '/machine/disconnect';
const LISTING_LIMIT_BYTES = 16 * 1024 * 1024;

/** A board with a computer beside it (Duet Software Framework): the model is pushed on a socket, orders are requests that wait. */
export class SbcLink implements DuetLink {
  readonly #parts: LinkParts;
  readonly #http: DuetHttp;
  #socket: ModelSocket | null = null;
  #owner: LinkOwner | null = null;

  constructor(parts: LinkParts, http: DuetHttp) {
    this.#parts = parts;
    this.#http = http;
    http.loginBy(async (ways) => {
      if (!(await login(http, parts, ways))) throw new Unreachable('The board’s computer has changed.');
    });
  }

  async live(owner: LinkOwner): Promise<string> {
    const { clock, signal, options } = this.#parts;
    this.#owner = owner;
    let model: Model = {};
    let isWhole = false;
    const socket = await ModelSocket.open(options.url, this.#http.key ?? '', {
      clock,
      signal,
      message: (text) => {
        const change = readObject(text);
        if (change === null) return;
        // What is new says little before the whole was seen (CO1).
        isWhole ||= isRecord(change.state) && isRecord(change.job);
        const merged = mergeModel(model, change);
        model = isRecord(merged) ? merged : model;
        if (isWhole) owner.modelled(model);
      },
    });
    this.#socket = socket;
    if (signal.aborted) socket.close('ended');
    return socket.closed;
  }

  async caughtUp(): Promise<void> {
    await this.#socket?.roundTrip();
  }

  askNow(): void {}

  hangUp(): void {
    this.#socket?.close('ended');
  }

  end(): Promise<void> {
    this.hangUp();
    return this.#http.end(GOODBYE);
  }

  async code(lines: string, unlessLeft?: AbortSignal): Promise<string> {
    const ask = { ...bodyOf(lines), idleMs: CODE_MS, aside: true, ...(unlessLeft === undefined ? {} : { unlessLeft }) };
    const { text } = await this.#http.ask('/machine/code', ask, { isOrder: true });
    if (text.trim() !== '') this.#owner?.replied(text.trim());
    return text.trim();
  }

  async emergencyStop(signal: AbortSignal): Promise<void> {
    await this.#http.ask('/machine/code', { ...bodyOf('M112'), aside: true, signal });
  }

  async upload(path: string, file: FileToBring, signal: AbortSignal): Promise<void> {
    await this.#http.ask(`/machine/file/${encodeURIComponent(path)}`, {
      method: 'PUT',
      aside: true,
      signal,
      headers: { 'Content-Length': file.sizeBytes, 'Content-Type': 'application/octet-stream' },
      write: (request) => pipeline(createReadStream(file.path, { signal }), request),
    });
  }

  async sizeOf(path: string): Promise<number | null> {
    const { text } = await this.#http.ask(`/machine/fileinfo/${encodeURIComponent(path)}`);
    const { size } = readObject(text) ?? {};
    return typeof size === 'number' ? size : null;
  }

  async folder(path: string, signal: AbortSignal): Promise<readonly Entry[]> {
    const { text } = await this.#http.ask(`/machine/directory/${encodeURIComponent(path)}`, {
      signal,
      limitBytes: LISTING_LIMIT_BYTES,
    });
    try {
      return readFolder(parsePrinterJson(text)).entries;
    } catch (error) {
      throw new Unreachable('The board’s computer does not say what it holds.', { cause: error });
    }
  }

  open(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    return this.#http.open(`/machine/file/${encodeURIComponent(path)}`, signal);
  }

  async delete(path: string, signal: AbortSignal): Promise<void> {
    await this.#http.ask(`/machine/file/${encodeURIComponent(path)}`, { method: 'DELETE', signal });
  }
}

/** False where no such computer is: what answers there has no such page. */
async function login(http: DuetHttp, { options }: LinkParts, ways: LoginWays = {}): Promise<boolean> {
  http.key = null;
  const path = `/machine/connect?password=${encodeURIComponent(options.password)}`;
  const { status, text } = await http.exchange(path, { ...ways, idleMs: ANSWER_MS });
  if (status === 401 || status === 403)
    throw new WrongCredentials('The board refuses the password. It is set by M551.');
  if (status >= 500) throw new Unreachable('The board’s computer does not reach its control server.');
  const key = status === 200 ? readObject(text)?.sessionKey : null;
  if (typeof key !== 'string' && typeof key !== 'number') return false;
  http.key = String(key);
  return true;
}

/** In a session with the computer beside a board; null where there is none. */
export async function openSbc(parts: LinkParts): Promise<SbcLink | null> {
  const http = new DuetHttp(parts, [401, 403]);
  try {
    if (await login(http, parts)) return new SbcLink(parts, http);
  } catch (error) {
    await http.end(GOODBYE);
    throw error;
  }
  await http.end(GOODBYE);
  return null;
}

const bodyOf = (lines: string) => ({
  method: 'POST' as const,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': Buffer.byteLength(lines) },
  write: async (request: { end(text: string): unknown }): Promise<void> => void request.end(lines),
});
