import type { IncomingHttpHeaders } from 'node:http';

/** As much as Node takes of the head of an answer; and a line before a chunk is a number. */
const HEAD_LIMIT_BYTES = 16 * 1024;
const LINE_LIMIT_BYTES = 1024;

const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');

/** What answers is no web server, or breaks the rules by which the end of its answer is known. */
export class NoHttp extends Error {}

type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; left: number }
  | { readonly kind: 'chunked'; trails: boolean }
  /** Until the connection is closed. */
  | { readonly kind: 'rest' };

/** One answer of HTTP/1.1 to a request that was no HEAD, read as its bytes come. */
export class HttpAnswerReader {
  status = 0;
  headers: IncomingHttpHeaders = {};
  /** There is nothing more to come of it. */
  isWhole = false;
  /** The connection may carry another one behind it. */
  isKept = false;
  sizeBytes = 0;
  readonly #chunks: Buffer[] = [];
  #body: Body | null = null;
  #unread: Buffer = Buffer.alloc(0);

  get isBegun(): boolean {
    return this.#body !== null;
  }

  get text(): string {
    const [first] = this.#chunks;
    const all = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    return all.toString('utf8');
  }

  /** Throws `NoHttp`. */
  push(bytes: Buffer): void {
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes]);
    while (this.#body === null && this.#readHead());
    if (this.#body === null) return;
    this.#readBody(this.#body);
    // What nobody has asked for: nobody knows what it belongs to.
    if (this.isWhole && this.#unread.length > 0) this.isKept = false;
  }

  /** The other side has closed; whether that was the end of the answer. */
  ended(): boolean {
    if (this.#body?.kind === 'rest') this.isWhole = true;
    return this.isWhole;
  }

  /** False: more must come first. */
  #readHead(): boolean {
    const end = this.#unread.indexOf(HEAD_END);
    if ((end < 0 ? this.#unread.length : end) > HEAD_LIMIT_BYTES) throw new NoHttp('its head has no end');
    if (end < 0) return false;
    const [first = '', ...lines] = this.#unread.toString('latin1', 0, end).split('\r\n');
    this.#unread = this.#unread.subarray(end + HEAD_END.length);
    const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(first) ?? [];
    if (status === undefined) throw new NoHttp('it does not begin as an answer does');
    this.status = Number(status);
    this.headers = headersOf(lines);
    // That it goes on, and more of the kind; but not that it speaks something else from now on.
    if (this.status === 101) throw new NoHttp('it changes to another protocol');
    if (this.status < 200) return true;
    const { connection = '' } = this.headers;
    this.isKept = minor === '1' ? !/\bclose\b/i.test(connection) : /\bkeep-alive\b/i.test(connection);
    this.#body = bodyOf(this.status, this.headers);
    if (this.#body.kind === 'rest') this.isKept = false;
    return true;
  }

  #readBody(body: Body): void {
    switch (body.kind) {
      case 'none':
        this.isWhole = true;
        return;
      case 'rest':
        return this.#take(this.#unread.length);
      case 'length': {
        const bytes = Math.min(body.left, this.#unread.length);
        body.left -= bytes;
        this.#take(bytes);
        this.isWhole = body.left === 0;
        return;
      }
      case 'chunked':
        while (!this.isWhole && this.#readChunk(body));
    }
  }

  /** False: more must come first. */
  #readChunk(body: Extract<Body, { kind: 'chunked' }>): boolean {
    const end = this.#unread.indexOf(LINE_END);
    if ((end < 0 ? this.#unread.length : end) > LINE_LIMIT_BYTES) throw new NoHttp('a line before a chunk has no end');
    if (end < 0) return false;
    if (body.trails) {
      // What is told behind the last chunk ends with an empty line.
      this.#unread = this.#unread.subarray(end + LINE_END.length);
      this.isWhole = end === 0;
      return true;
    }
    const [, digits] = /^([\da-f]{1,8})[ \t]*(?:;|$)/i.exec(this.#unread.toString('latin1', 0, end)) ?? [];
    if (digits === undefined) throw new NoHttp('a chunk does not say how long it is');
    const size = Number.parseInt(digits, 16);
    const from = end + LINE_END.length;
    if (size === 0) {
      this.#unread = this.#unread.subarray(from);
      body.trails = true;
      return true;
    }
    // Whole, so that whoever counts bytes sees those that wait for the end of their chunk as well.
    if (this.#unread.length < from + size + LINE_END.length) {
      this.sizeBytes = this.#takenBytes + this.#unread.length - from;
      return false;
    }
    if (!this.#unread.subarray(from + size, from + size + LINE_END.length).equals(LINE_END))
      throw new NoHttp('a chunk is not as long as it says');
    this.#unread = this.#unread.subarray(from);
    this.#take(size);
    this.#unread = this.#unread.subarray(LINE_END.length);
    return true;
  }

  #takenBytes = 0;

  #take(bytes: number): void {
    if (bytes > 0) this.#chunks.push(this.#unread.subarray(0, bytes));
    this.#unread = this.#unread.subarray(bytes);
    this.#takenBytes += bytes;
    this.sizeBytes = this.#takenBytes;
  }
}

function headersOf(lines: readonly string[]): IncomingHttpHeaders {
  const headers: Record<string, string | string[]> = Object.create(null);
  for (const line of lines) {
    const [, name, value = ''] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined) throw new NoHttp('a line of its head is none');
    const key = name.toLowerCase();
    const before = headers[key];
    if (key === 'set-cookie') headers[key] = [...(Array.isArray(before) ? before : []), value];
    else if (before === undefined) headers[key] = value;
    else if (key === 'content-length' && before !== value) throw new NoHttp('it has two lengths');
    else if (key !== 'content-length') headers[key] = `${String(before)}, ${value}`;
  }
  return headers;
}

function bodyOf(status: number, headers: IncomingHttpHeaders): Body {
  if (status === 204 || status === 304) return { kind: 'none' };
  const { 'transfer-encoding': coding, 'content-length': length } = headers;
  if (coding !== undefined) {
    if (length !== undefined) throw new NoHttp('it has a length and chunks');
    if (/^(.*,)?[ \t]*chunked$/i.test(coding)) return { kind: 'chunked', trails: false };
    return { kind: 'rest' };
  }
  if (length === undefined) return { kind: 'rest' };
  if (!/^\d{1,15}$/.test(length)) throw new NoHttp('its length is no number');
  return { kind: 'length', left: Number(length) };
}
