import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { defineErrors, errorEntry } from '#lib/user-error';

/** The printer's end (master) of a pseudo terminal; hosts open `path` as they would a serial port. */
export interface Pty {
  readonly path: string;
  /** A host has the port open, or wrote something before it closed it. */
  attended(): boolean;
  /** Reads until the host closes the port; `ended` is called once, also after `close`. */
  read(bytes: (chunk: Uint8Array) => void, ended: () => void): PtyReader;
  /** Writes without waiting; answers how many bytes were taken, 0 when the host does not read. */
  write(bytes: Uint8Array): number;
  /** Throws away what no host has read, so that the next one does not get it. */
  flush(): void;
  /** Hangs up: an open host sees the end, and the path is gone. */
  close(): void;
}

export interface PtyReader {
  pause(): void;
  resume(): void;
  close(): void;
}

const errors = defineErrors({
  noKoffi: errorEntry<void>({
    code: 'simulator-needs-koffi',
    cause: () =>
      'a simulated printer on a pseudo terminal needs the development dependency koffi, which is not installed',
    remedy: 'Install with development dependencies, or simulate over TCP (--tcp 0).',
  }),
});

const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;
/** `O_CLOEXEC`, which Node does not name: a child must not inherit the master, or hanging up would not hang up. */
const O_CLOEXEC = process.platform === 'linux' ? 0o2000000 : 0;
const POLLIN = 0x1;
const POLLHUP = 0x10;
const TCIFLUSH = process.platform === 'linux' ? 0 : 1;
const TCOFLUSH = process.platform === 'linux' ? 1 : 2;
/** More than any libc's `struct termios`. */
const TERMIOS_BYTES = 256;

type Libc = Awaited<ReturnType<typeof loadLibc>>;
let libc: Libc | null = null;

async function loadLibc() {
  const koffi = await import('koffi').catch(() => {
    throw errors.noKoffi();
  });
  const library = koffi.load(null);
  return {
    posixOpenpt: library.func('int posix_openpt(int flags)') as (flags: number) => number,
    grantpt: library.func('int grantpt(int fd)') as (fd: number) => number,
    unlockpt: library.func('int unlockpt(int fd)') as (fd: number) => number,
    ptsname: library.func('char *ptsname(int fd)') as (fd: number) => string | null,
    tcgetattr: library.func('int tcgetattr(int fd, _Out_ uint8_t *termios)') as (fd: number, to: Buffer) => number,
    tcsetattr: library.func('int tcsetattr(int fd, int when, uint8_t *termios)') as (
      fd: number,
      when: number,
      from: Buffer,
    ) => number,
    cfmakeraw: library.func('void cfmakeraw(_Inout_ uint8_t *termios)') as (termios: Buffer) => void,
    poll: library.func('int poll(_Inout_ uint8_t *fds, unsigned long count, int timeout)') as (
      fds: Buffer,
      count: number,
      timeout: number,
    ) => number,
    dup: library.func('int dup(int fd)') as (fd: number) => number,
    tcflush: library.func('int tcflush(int fd, int queue)') as (fd: number, queue: number) => number,
  };
}

/**
 * A new pseudo terminal in raw mode, through libc (no compiler needed). The master knows whether a host has the port
 * open: `poll` shows a hang-up while nobody has, once it was open for the first time, which we see to here.
 */
export async function openPty(): Promise<Pty> {
  libc ??= await loadLibc();
  const c = libc;
  const master = c.posixOpenpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (master < 0) throw new Error('posix_openpt failed: no pseudo terminal is free');
  if (c.grantpt(master) !== 0 || c.unlockpt(master) !== 0) throw new Error('the pseudo terminal cannot be unlocked');
  const path = c.ptsname(master);
  if (path === null) throw new Error('the pseudo terminal has no name');
  const termios = Buffer.alloc(TERMIOS_BYTES);
  c.tcgetattr(master, termios);
  c.cfmakeraw(termios);
  c.tcsetattr(master, 0, termios);
  closeSync(openSync(path, O_RDWR | O_NOCTTY | O_NONBLOCK));

  let open = true;
  const readers = new Set<PtyReader>();

  /** Reads from a duplicate, because a stream closes its descriptor when it meets the hang-up, and the port must live on. */
  function read(bytes: (chunk: Uint8Array) => void, ended: () => void): PtyReader {
    const stream = new ReadStream(c.dup(master));
    let over = false;
    const reader: PtyReader = {
      pause: () => {
        if (!over) stream.pause();
      },
      resume: () => {
        if (!over) stream.resume();
      },
      close() {
        if (over) return;
        over = true;
        readers.delete(reader);
        stream.destroy();
        ended();
      },
    };
    readers.add(reader);
    stream.on('data', (chunk: Buffer) => bytes(chunk));
    // EIO is how the master learns that the last host closed the port.
    stream.on('error', () => reader.close());
    stream.on('end', () => reader.close());
    stream.on('close', () => reader.close());
    return reader;
  }

  return {
    path,
    attended() {
      const fds = Buffer.alloc(8);
      fds.writeInt32LE(master, 0);
      fds.writeInt16LE(POLLIN, 4);
      c.poll(fds, 1, 0);
      const seen = fds.readInt16LE(6);
      return (seen & POLLHUP) === 0 || (seen & POLLIN) !== 0;
    },
    read,
    write(bytes) {
      try {
        return writeSync(master, bytes);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EAGAIN' || code === 'EIO') return 0;
        throw error;
      }
    },
    flush() {
      if (!open) return;
      // Linux empties what is between the two ends from our end, but the host's input queue only from the host's end.
      // The other direction is left alone: the next host may have opened the port and written already.
      c.tcflush(master, TCOFLUSH);
      try {
        const slave = openSync(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
        c.tcflush(slave, TCIFLUSH);
        closeSync(slave);
      } catch {
        // The next host is there already and has the port for itself (TIOCEXCL): what is left is its own.
      }
    },
    close() {
      if (!open) return;
      open = false;
      for (const reader of readers) reader.close();
      closeSync(master);
    },
  };
}
