import { writeSync } from 'node:fs';
import { Socket, type SocketConstructorOpts } from 'node:net';
import { ReadStream } from 'node:tty';
import type { HeldPort } from '#drivers/driver';
import type { Clock } from '#lib/clock';

/** What the owner of a line is told, never from within a call to the line. */
interface LineListener {
  /** The chunk is the line's own again when this returns: what is to be kept is copied. */
  bytes(chunk: Uint8Array): void;
  /** Unplugged, closed by the other side, or unable to take a byte for long. Told once; nothing comes after it. */
  gone(reason: string): void;
}

/** A port that is open, whatever it is made of. */
export interface SerialLine {
  /** In order, behind what still waits; whole frames, ASCII. */
  write(text: string): void;
  /** Past everything that waits, and instead of it: of a frame that was half written the rest is never sent (MA5). */
  writeNow(bytes: Uint8Array): void;
  /** Reads no further: what the printer says from now on waits for whoever reads the port next. Writing goes on. */
  pauseReading(): void;
  /** Stops listening. The descriptor stays open. */
  [Symbol.dispose](): void;
}

export type OpenLine = (port: HeldPort, clock: Clock, listener: LineListener) => SerialLine;

/** A kernel buffer that is full is tried again this soon; at 115,200 baud it drains about 60 bytes meanwhile. */
const FULL_RETRY_MS = 5;
/** What a read or a write of a port answers whose device is gone, or of a connection whose other end is. */
const UNPLUGGED: ReadonlySet<string> = new Set(['EIO', 'ENXIO', 'ENODEV', 'EPIPE', 'ECONNRESET']);
const GONE = 'the printer was unplugged, or closed the connection';
/** A port that takes no byte for this long is as good as unplugged: a printer that holds its line back is never so slow. */
const STALLED_MS = 15_000;
/** Read at once, always into the same memory: a printer says far less in a turn. */
const READ_BYTES = 4_096;
/** Far more than a window of lines: whoever writes more does not listen to the printer. */
const MAX_WAITING_BYTES = 64 * 1024;

const whyGone = ({ code, message }: NodeJS.ErrnoException): string =>
  UNPLUGGED.has(code ?? '') ? GONE : (code ?? message);

/**
 * The streams of this process, by descriptor. A stream closes its descriptor when it is destroyed, and that descriptor may be all that
 * this process has of the port: so it stays open while drivers come and go (MA13).
 */
const streams = new Map<number, PortStream>();

interface PortStream {
  readonly session: string;
  readonly stream: ReadStream | Socket;
  listener: LineListener | null;
}

/** Opens the descriptor that the guardian handed over: a tty or a TCP socket, both non-blocking. */
export const openLine: OpenLine = (port, clock, listener) => {
  const shared = streamOf(port);
  shared.listener = listener;
  shared.stream.resume();
  return new DescriptorLine(port.fd, clock, shared, listener);
};

/** Closes the descriptor for good: for whoever opened it in this process, such as a test. */
export function releaseLine(fd: number): void {
  streams.get(fd)?.stream.destroy();
  streams.delete(fd);
}

function streamOf(port: HeldPort): PortStream {
  const known = streams.get(port.fd);
  if (known !== undefined && known.session === port.session && !known.stream.destroyed) return known;
  const onread = {
    buffer: Buffer.allocUnsafe(READ_BYTES),
    callback: (count: number, bytes: Uint8Array): boolean => {
      shared.listener?.bytes(bytes.subarray(0, count));
      return true;
    },
  };
  const stream = port.kind === 'tty' ? ttyStream(port.fd, onread) : tcpStream(port.fd, onread);
  const shared: PortStream = { session: port.session, stream, listener: null };
  const gone = (reason: string): void => {
    const { listener } = shared;
    shared.listener = null;
    listener?.gone(reason);
  };
  stream.on('error', (error: NodeJS.ErrnoException) => gone(whyGone(error)));
  stream.on('end', () => gone(GONE));
  stream.on('close', () => gone(GONE));
  if (stream instanceof Socket) stream.setNoDelay(true);
  streams.set(port.fd, shared);
  return shared;
}

/** As for every other socket; only its type does not tell. */
const ttyStream = (fd: number, onread: SocketConstructorOpts['onread']): ReadStream =>
  new (ReadStream as new (fd: number, options: SocketConstructorOpts) => ReadStream)(fd, { onread });

const tcpStream = (fd: number, onread: SocketConstructorOpts['onread']): Socket =>
  new Socket({ fd, readable: true, writable: true, onread });

class DescriptorLine implements SerialLine {
  readonly #fd: number;
  readonly #clock: Clock;
  readonly #shared: PortStream;
  readonly #listener: LineListener;
  readonly #encoded = Buffer.allocUnsafe(READ_BYTES);
  #waiting: Uint8Array = new Uint8Array();
  #waitingSince = 0;
  #timer: Disposable | null = null;
  #ended = false;

  constructor(fd: number, clock: Clock, shared: PortStream, listener: LineListener) {
    this.#fd = fd;
    this.#clock = clock;
    this.#shared = shared;
    this.#listener = listener;
  }

  write(text: string): void {
    if (this.#ended || text === '') return;
    if (this.#waiting.length === 0 && text.length <= this.#encoded.length) return this.#writeAtOnce(text);
    const bytes = Buffer.from(text, 'latin1');
    if (this.#waiting.length === 0) return this.#keep(bytes.subarray(this.#put(bytes, bytes.length)));
    if (this.#waiting.length + bytes.length > MAX_WAITING_BYTES) return this.#end('the port takes nothing any more');
    this.#keep(Buffer.concat([this.#waiting, bytes]));
  }

  /** Nearly every turn: no memory is taken for it. */
  #writeAtOnce(text: string): void {
    const length = this.#encoded.write(text, 'latin1');
    const done = this.#put(this.#encoded, length);
    if (done < length) this.#keep(Buffer.from(this.#encoded.subarray(done, length)));
  }

  writeNow(bytes: Uint8Array): void {
    if (this.#ended) return;
    this.#waiting = new Uint8Array();
    this.#keep(bytes.subarray(this.#put(bytes, bytes.length)));
  }

  pauseReading(): void {
    if (this.#shared.listener === this.#listener) this.#shared.stream.pause();
  }

  /** How many of the first `length` bytes the kernel took. */
  #put(bytes: Uint8Array, length: number): number {
    let done = 0;
    while (done < length) {
      try {
        done += writeSync(this.#fd, bytes, done, length - done);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EAGAIN') return done;
        if (code === 'EINTR') continue;
        this.#end(whyGone(error as NodeJS.ErrnoException));
        return length;
      }
    }
    return done;
  }

  #keep(rest: Uint8Array): void {
    if (this.#ended) return;
    if (rest.length > 0 && this.#waiting.length === 0) this.#waitingSince = this.#clock.monotonic();
    this.#waiting = rest;
    if (rest.length > 0) this.#timer ??= this.#clock.schedule(FULL_RETRY_MS, () => this.#retry());
  }

  #retry(): void {
    this.#timer = null;
    const done = this.#put(this.#waiting, this.#waiting.length);
    if (done > 0) this.#waitingSince = this.#clock.monotonic();
    else if (this.#clock.monotonic() - this.#waitingSince > STALLED_MS)
      return this.#end('the port takes nothing any more');
    this.#keep(this.#waiting.subarray(done));
  }

  /** Tells of the end in a turn of its own. */
  #end(reason: string): void {
    if (this.#ended) return;
    this[Symbol.dispose]();
    this.#clock.schedule(0, () => this.#listener.gone(reason));
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    this.#timer?.[Symbol.dispose]();
    this.#timer = null;
    this.#waiting = new Uint8Array();
    if (this.#shared.listener !== this.#listener) return;
    this.#shared.listener = null;
    this.#shared.stream.pause();
  }
}
