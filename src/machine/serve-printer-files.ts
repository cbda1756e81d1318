import type { Hash } from 'node:crypto';
import { FileRefused, type OpenedFile, type PrinterFiles } from '#drivers/printer-files';
import type { Clock } from '#lib/clock';
import { unreachable } from '#lib/unreachable';
import { fileDigest } from '#model/ids';
import type { FileAtPrinter, PrinterFileAnswer, PrinterFileAsk } from '#model/printer-file';
import { LISTED_FILES_LIMIT } from '#wire/limits';
import type { CardUploads } from './card-uploads.ts';

/**
 * Answers what a combinator asks of the files that the printer holds (DL). One thing after the other: printers have one connection for
 * files, and a slow one. No more than a piece of a file is ever held here.
 */
export interface PrinterFileServer extends AsyncDisposable {
  /** `answer` is called once, with a piece or in words; this never throws. */
  ask(ask: PrinterFileAsk, answer: (answer: PrinterFileAnswer | Uint8Array) => void): void;
}

/** A driver that forgets to end would hold up everything that is asked after it. */
const ANSWER_LIMIT_MS = 90_000;
/** A combinator that died in the middle must not keep the printer’s connection busy. */
const IDLE_LIMIT_MS = 60_000;
/** A listing is one message of the wire, which holds 1 MB; escaped, a character may take six bytes. */
const LISTING_CHARACTERS = 120_000;

export function createPrinterFileServer(parts: {
  /** Of the driver of this moment. */
  readonly files: () => PrinterFiles | null;
  readonly uploads: CardUploads;
  readonly clock: Clock;
}): PrinterFileServer {
  const { clock, uploads } = parts;
  const ended = new AbortController();
  let reading: Reading | null = null;
  let idle: Disposable | null = null;
  let last: Promise<void> = Promise.resolve();

  async function carryOut(ask: PrinterFileAsk): Promise<PrinterFileAnswer | Uint8Array> {
    if (ask.kind === 'card-upload') return uploads.begin(ask);
    if (ask.kind === 'card-upload-state') return uploads.state(ask.id);
    if (ask.kind === 'card-upload-cancel') return uploads.cancel(ask.id);
    const files = parts.files();
    if (files === null || ended.signal.aborted) throw new FileRefused('no-files', 'This printer shows no files.');
    switch (ask.kind) {
      case 'list':
        return listing(await inTime((signal) => files.list(signal)));
      case 'open':
        return open(files, ask);
      case 'read':
        return read(ask);
      case 'close':
        await close();
        return { kind: 'done' };
      case 'delete':
        await inTime((signal) => files.delete(ask.path, signal));
        return { kind: 'done' };
      default:
        return unreachable(ask);
    }
  }

  async function open(
    files: PrinterFiles,
    { path, offset }: Extract<PrinterFileAsk, { kind: 'open' }>,
  ): Promise<PrinterFileAnswer> {
    if (reading?.path !== path || !reading.goesOnAt(offset)) {
      await close();
      const abort = new AbortController();
      const opened = await inTime((signal) =>
        files.open(path, offset, AbortSignal.any([signal, abort.signal, ended.signal])),
      );
      const hash = offset === 0 ? (await import('node:crypto')).createHash('sha256') : null;
      reading = new Reading(path, opened, offset, hash, abort);
    }
    const { sizeBytes, modifiedAt } = reading.opened;
    return { kind: 'opened', sizeBytes, modifiedAt };
  }

  async function read({ path, offset, length }: Extract<PrinterFileAsk, { kind: 'read' }>) {
    const open = reading;
    if (open?.path !== path || !open.goesOnAt(offset))
      throw new FileRefused('broken-off', 'The printer’s file is not being read any more.');
    try {
      return await inTime(() => open.next(offset, length, () => clock.monotonic()));
    } catch (error) {
      await close();
      throw error;
    }
  }

  async function close(): Promise<void> {
    const old = reading;
    reading = null;
    await old?.end();
  }

  /** The driver's answer, or its end after all this time. */
  async function inTime<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const limit = new AbortController();
    const { promise: late, reject } = Promise.withResolvers<never>();
    late.catch(() => {});
    const end = (): void => reject(new FileRefused('unreachable', 'The machine ends.'));
    ended.signal.addEventListener('abort', end, { once: true });
    const timer = clock.schedule(ANSWER_LIMIT_MS, () => {
      limit.abort();
      reject(new FileRefused('unreachable', 'The printer gave no answer.'));
    });
    try {
      return await Promise.race([act(AbortSignal.any([limit.signal, ended.signal])), late]);
    } finally {
      timer[Symbol.dispose]();
      ended.signal.removeEventListener('abort', end);
    }
  }

  async function serve(ask: PrinterFileAsk, answer: (answer: PrinterFileAnswer | Uint8Array) => void): Promise<void> {
    idle?.[Symbol.dispose]();
    try {
      answer(await carryOut(ask));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      answer({ kind: 'refused', reason: error instanceof FileRefused ? error.reason : 'unreachable', message });
    }
    if (!ended.signal.aborted && reading !== null) idle = clock.schedule(IDLE_LIMIT_MS, () => void close());
  }

  return {
    ask(ask, answer) {
      last = last.then(() => serve(ask, answer));
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      idle?.[Symbol.dispose]();
      uploads.end();
      await close();
    },
  };
}

/** One file on its way: where it stands, and the last piece, should it be lost on the link. */
class Reading {
  readonly path: string;
  readonly opened: OpenedFile;
  readonly #hash: Hash | null;
  readonly #abort: AbortController;
  #at: number;
  #piece: Uint8Array | null = null;
  #rest: Uint8Array = NOTHING;
  #over = false;

  constructor(path: string, opened: OpenedFile, offset: number, hash: Hash | null, abort: AbortController) {
    this.path = path;
    this.opened = opened;
    this.#at = offset;
    this.#hash = hash;
    this.#abort = abort;
  }

  goesOnAt(offset: number): boolean {
    return offset === this.#at || (this.#piece !== null && offset === this.#at - this.#piece.length);
  }

  async next(offset: number, length: number, now: () => number): Promise<PrinterFileAnswer | Uint8Array> {
    if (offset !== this.#at && this.#piece !== null) return this.#piece;
    const piece = new Uint8Array(length);
    const since = now();
    let filled = 0;
    while (filled < length) {
      // What a slow printer has sent goes on its way: progress is told each second (DL3).
      if (filled > 0 && now() - since >= HELD_BACK_MS) break;
      if (this.#rest.length === 0 && !(await this.#more())) break;
      const taken = Math.min(length - filled, this.#rest.length);
      piece.set(this.#rest.subarray(0, taken), filled);
      this.#rest = this.#rest.subarray(taken);
      filled += taken;
    }
    this.#at += filled;
    this.#checkLength(filled === 0);
    if (filled === 0) {
      const digest = this.#hash === null ? null : fileDigest(this.#hash.copy().digest('hex'));
      return { kind: 'end', sizeBytes: this.#at, digest };
    }
    const bytes = piece.subarray(0, filled);
    this.#hash?.update(bytes);
    this.#piece = bytes;
    return bytes;
  }

  async end(): Promise<void> {
    this.#abort.abort();
    await this.opened.bytes.return?.(undefined)?.then(
      () => {},
      () => {},
    );
  }

  async #more(): Promise<boolean> {
    if (this.#over) return false;
    const { done, value } = await this.opened.bytes.next();
    this.#over = done === true;
    if (this.#over) return false;
    this.#rest = value as Uint8Array;
    return true;
  }

  /** What comes is as long as was said, or nobody knows what it is. */
  #checkLength(isEnd: boolean): void {
    const { sizeBytes } = this.opened;
    if (sizeBytes === null || (isEnd ? this.#at === sizeBytes : this.#at <= sizeBytes)) return;
    throw new FileRefused('broken-off', `The printer sent ${this.#at} bytes and had said ${sizeBytes}.`);
  }
}

const NOTHING = new Uint8Array(0);
const HELD_BACK_MS = 500;

/** The newest first, as many as one message holds. */
function listing(all: readonly FileAtPrinter[]): PrinterFileAnswer {
  const sorted = [...all].sort((a, b) => (b.modifiedAt ?? 0) - (a.modifiedAt ?? 0));
  const files: FileAtPrinter[] = [];
  let characters = 0;
  for (const { path, sizeBytes, modifiedAt } of sorted) {
    if (!SENDABLE.test(path)) continue;
    characters += path.length;
    if (files.length === LISTED_FILES_LIMIT || characters > LISTING_CHARACTERS) break;
    files.push({ path, sizeBytes: whole(sizeBytes), modifiedAt: whole(modifiedAt) });
  }
  return { kind: 'listing', files, left: all.length - files.length };
}

/** As the wire takes them; a printer may say anything. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const SENDABLE = /^[^\u0000-\u001f]{1,1024}$/u;
const whole = (value: number | null): number | null =>
  value === null || !Number.isFinite(value) || value < 0 ? null : Math.min(Number.MAX_SAFE_INTEGER, Math.round(value));
