import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { BetweenQuestions } from '#drivers/between-questions';
import { NotSent, Refused, Unreachable, WrongCredentials } from '#drivers/network-trouble';
import { rest } from '#lib/rest';
import { DuetHttp, type LinkParts, type LoginWays } from './duet-http.ts';
import type { DuetLink, FileToBring, LinkOwner } from './duet-link.ts';
import { type Entry, readFolder, readLogin, readObject } from './protocol/answers.ts';
import { mergeModel, PARTS, seqsOf } from './protocol/model.ts';
import { isRecord, type Model } from './protocol/record.ts';
import { CODE_MS, DOUBT_MS, POLL, REPLY_MS } from './timing.ts';

const MODEL_LIMIT_BYTES = 1024 * 1024;
/** Nobody has so many tools; a board that never comes to its end is not asked for ever. */
const PIECES_LIMIT = 50;
/** A folder of ten thousand files; a board that never comes to its end is not asked for ever. */
const PAGES_LIMIT = 500;

/** A board alone in the network: it is asked, by `rr_` requests, again and again. */
export class StandaloneLink implements DuetLink {
  readonly #parts: LinkParts;
  readonly #http: DuetHttp;
  #model: Model = {};
  /** Of the parts that were read. */
  #seqs: Readonly<Record<string, number>> = {};
  #seenAt = 0;
  readonly #between: BetweenQuestions;
  #asked: Promise<void> = Promise.resolve();
  #replied: ((text: string) => void) | null = null;
  /** One after the other, so that a reply is that of the one that waits. */
  #codes: Promise<void> = Promise.resolve();

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.#between = new BetweenQuestions(parts.clock, parts.signal);
    this.#http = new DuetHttp(parts, [401]);
    this.#http.loginBy((ways) => this.#login(ways));
  }

  async live(owner: LinkOwner): Promise<string> {
    const { signal } = this.#parts;
    await this.#login();
    while (!signal.aborted) {
      this.#between.asking();
      const asked = this.#askOnceMore(owner);
      this.#asked = asked.catch(() => {});
      await asked;
      if (signal.aborted) break;
      owner.modelled(this.#model);
      const pace = this.#replied === null ? owner.paceMs() : POLL.orderedMs;
      await this.#between.rest(pace);
    }
    return 'ended';
  }

  /** A question that is on its way was asked before. */
  caughtUp(): Promise<void> {
    return this.#asked;
  }

  askNow(): void {
    this.#between.askNow();
  }

  /** The driver's own end does. */
  hangUp(): void {}

  end(): Promise<void> {
    return this.#http.end('/rr_disconnect');
  }

  async #login(ways: LoginWays = {}): Promise<void> {
    const { password } = this.#parts.options;
    const time = new Date(this.#parts.clock.now()).toISOString().slice(0, 19);
    this.#http.key = null;
    const { status, text } = await this.#http.exchange(
      `/rr_connect?password=${encodeURIComponent(password)}&time=${time}&sessionKey=yes`,
      ways,
    );
    if (status === 503) throw new Unreachable('The board is out of memory.');
    const login = status === 200 ? readLogin(text) : ({ kind: 'odd' } as const);
    switch (login.kind) {
      case 'in':
        this.#http.key = login.key;
        return;
      case 'wrong-password':
        throw new WrongCredentials('The board refuses the password. It is set by M551.');
      case 'full':
        throw new Unreachable('All sessions of the board are taken: close other pages that show it.');
      case 'odd':
        throw new Unreachable('What answers at this address is no Duet.');
    }
  }

  // ---- What it says of itself

  /** One question lost is no blindness, if the next is answered. */
  async #askOnceMore(owner: LinkOwner): Promise<void> {
    const { clock, signal } = this.#parts;
    try {
      await this.#ask(owner);
    } catch (error) {
      const isShort = clock.monotonic() - this.#seenAt < DOUBT_MS;
      if (!(error instanceof Unreachable) || !owner.isInSight() || !isShort || signal.aborted) throw error;
      owner.doubted();
      await this.#ask(owner);
    }
    this.#seenAt = clock.monotonic();
  }

  async #ask(owner: LinkOwner): Promise<void> {
    const changed = mergeModel(this.#model, await this.#part('', 'd99fn'));
    const model = isRecord(changed) ? changed : {};
    const seqs = seqsOf(model);
    if (Object.keys(seqs).length === 0) throw new Unreachable('The board’s state is not understood.');
    let whole = model;
    const read: Record<string, number> = { ...this.#seqs };
    for (const part of PARTS) {
      const seq = seqs[part];
      if (seq === undefined || seq === this.#seqs[part]) continue;
      whole = { ...whole, [part]: await this.#part(part, 'd99vn') };
      read[part] = seq;
    }
    // As one: a driver that looked in between would see a state without what belongs to it.
    this.#model = whole;
    this.#seqs = read;
    if (seqs.reply !== undefined && seqs.reply !== this.#seqs.reply) await this.#fetchReply(owner, seqs.reply);
  }

  /** A list that is longer than an answer comes in pieces. */
  async #part(key: string, flags: string): Promise<unknown> {
    const all: unknown[] = [];
    for (let piece = 0, first = 0; piece < PIECES_LIMIT; piece++) {
      const path = `/rr_model?key=${key}&flags=${flags}${first === 0 ? '' : `a${first}`}`;
      const told = readObject((await this.#http.ask(path, { limitBytes: MODEL_LIMIT_BYTES })).text);
      if (told === null || !('result' in told)) throw new Unreachable('The board’s state is not understood.');
      const { result, next } = told;
      if (!Array.isArray(result)) return result;
      all.push(...(result as readonly unknown[]));
      if (typeof next !== 'number' || next <= first) break;
      first = next;
    }
    return all;
  }

  async #fetchReply(owner: LinkOwner, seq: number): Promise<void> {
    const isFirst = this.#seqs.reply === undefined;
    const { text } = await this.#http.ask('/rr_reply');
    this.#seqs = { ...this.#seqs, reply: seq };
    // What it said before we came was said to others.
    if (isFirst || text.trim() === '') return;
    owner.replied(text.trim());
    this.#replied?.(text.trim());
  }

  // ---- Orders

  async code(lines: string, unlessLeft?: AbortSignal): Promise<string> {
    const turn = this.#codes;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const withdraw = (): void => reject(new NotSent('It was withdrawn before its turn came.'));
    unlessLeft?.addEventListener('abort', withdraw, { once: true });
    if (unlessLeft?.aborted === true) withdraw();
    void turn.then(resolve);
    const coded = promise.then(() => this.#code(lines, unlessLeft));
    // Behind one that was withdrawn as well it is not the next one's turn before what it waited for.
    this.#codes = Promise.all([turn, coded.catch(() => {})]).then(() => {});
    try {
      return await coded;
    } finally {
      unlessLeft?.removeEventListener('abort', withdraw);
    }
  }

  /** A reply is no answer to a request of ours: it is what the board says next. Most G-code has none. */
  async #code(lines: string, unlessLeft?: AbortSignal): Promise<string> {
    let reply: string | null = null;
    const hears = new AbortController();
    this.#replied = (text) => {
      reply ??= text;
      hears.abort();
    };
    try {
      // One that may be given up waits for no other question, behind which it would leave later.
      const ways = { idleMs: CODE_MS, ...(unlessLeft === undefined ? {} : { unlessLeft, aside: true }) };
      await this.#http.ask(`/rr_gcode?gcode=${encodeURIComponent(lines)}`, ways, { isOrder: true });
      this.askNow();
      await rest(this.#parts.clock, REPLY_MS, AbortSignal.any([hears.signal, this.#parts.signal]));
      return reply ?? '';
    } finally {
      this.#replied = null;
    }
  }

  async emergencyStop(signal: AbortSignal): Promise<void> {
    await this.#http.ask('/rr_gcode?gcode=M112', { signal, aside: true });
    this.askNow();
  }

  // ---- Files

  async upload(path: string, file: FileToBring, signal: AbortSignal): Promise<void> {
    let sum = 0;
    for await (const chunk of createReadStream(file.path, { signal })) sum = crc32(chunk as Buffer, sum);
    const folder = path.slice(0, path.lastIndexOf('/'));
    // That it is there already is no trouble.
    await this.#http.ask(`/rr_mkdir?dir=${encodeURIComponent(folder)}`, { signal });
    const time = new Date(this.#parts.clock.now()).toISOString().slice(0, 19);
    const query = `name=${encodeURIComponent(path)}&time=${time}&crc32=${(sum >>> 0).toString(16)}`;
    const { text } = await this.#http.ask(`/rr_upload?${query}`, {
      method: 'POST',
      aside: true,
      signal,
      headers: { 'Content-Length': file.sizeBytes, 'Content-Type': 'application/octet-stream' },
      write: (request) => pipeline(createReadStream(file.path, { signal }), request),
    });
    if (readObject(text)?.err !== 0)
      throw new Refused(0, 'The board did not store the file: its card is full or missing, or bytes were lost.');
  }

  async sizeOf(path: string): Promise<number | null> {
    const { text } = await this.#http.ask(`/rr_fileinfo?name=${encodeURIComponent(path)}`);
    const { err, size } = readObject(text) ?? {};
    return err === 0 && typeof size === 'number' ? size : null;
  }

  async folder(path: string, signal: AbortSignal): Promise<readonly Entry[]> {
    const all: Entry[] = [];
    for (let first = 0, page = 0; page < PAGES_LIMIT; page++) {
      const query = `dir=${encodeURIComponent(path)}&first=${first}`;
      const { text } = await this.#http.ask(`/rr_filelist?${query}`, { signal, limitBytes: MODEL_LIMIT_BYTES });
      const told = readObject(text);
      if (told === null || (typeof told.err === 'number' && told.err !== 0)) throw new Refused(404, 'No such folder.');
      const { entries, next } = readFolder(told);
      all.push(...entries);
      if (next <= first) break;
      first = next;
    }
    return all;
  }

  open(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    return this.#http.open(`/rr_download?name=${encodeURIComponent(path)}`, signal);
  }

  async delete(path: string, signal: AbortSignal): Promise<void> {
    const { text } = await this.#http.ask(`/rr_delete?name=${encodeURIComponent(path)}`, { signal });
    if (readObject(text)?.err !== 0) throw new Refused(404, 'The board has no such file, or does not let it go.');
  }
}
