import { realpathSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemChance } from './chance.ts';
import { sha256Hex } from './sha256.ts';

/**
 * A lock that the kernel drops at process death (PR3): a listening unix socket in the abstract namespace of Linux,
 * which is no file, so that nothing is left over by `kill -9` and no pid can be mistaken for another's.
 *
 * Who connects is told the holder and then keeps the connection: its end is the holder's end, told by the kernel.
 * The name is seen and can be connected to by every user of the host, so the note must hold no secret. It is one per
 * network namespace: two containers do not see each other's locks.
 */
export interface ProcessLock extends AsyncDisposable {
  readonly name: string;
  /** Replaces the note that later askers are told. */
  setNote(note: unknown): void;
}

/** What the holder says of itself. */
export interface LockHolder {
  readonly pid: number;
  /** New with each taking of the lock. */
  readonly lockId: string;
  /** Whatever the holder wrote there, from JSON. */
  readonly note: unknown;
}

export interface LockWatch extends Disposable {
  /** Undefined when the holder did not answer in time: stopped, or very busy, but alive. */
  readonly holder: LockHolder | undefined;
}

/** A holder that hangs (a debugger, SIGSTOP) still holds; who asks waits no longer than this for its answer. */
const ANSWER_LIMIT_MS = 1_000;
/** An answer longer than this is cut off: another user's program could listen there and never stop talking. */
const ANSWER_LIMIT_BYTES = 16 * 1024;
/** Watchers at once; the next is turned away. Without a bound any user could use up the holder's descriptors. */
const WATCHER_LIMIT = 1_000;
/** Tries to connect while the kernel's queue of the holder is full, or holders end before they answer, `KNOCK_WAIT_MS` apart. */
const KNOCK_TRIES = 50;
const KNOCK_WAIT_MS = 20;

/**
 * Takes the lock `name` of `folder` (which must exist; two paths to one folder are one lock), or says that it is
 * taken. Holding it does not keep the process alive.
 */
export async function takeProcessLock(
  folder: string,
  name: string,
  note: unknown = null,
): Promise<ProcessLock | 'taken'> {
  const lockId = systemChance.id();
  let answer = '';
  const setNote = (next: unknown) => {
    answer = `${JSON.stringify({ pid: process.pid, lockId, note: next })}\n`;
    if (Buffer.byteLength(answer) > ANSWER_LIMIT_BYTES) throw new RangeError(`the note of lock ${name} is too long`);
  };
  setNote(note);
  const watchers = new Set<Socket>();
  const server = createServer((socket) => {
    watchers.add(socket);
    socket.on('close', () => watchers.delete(socket));
    socket.on('error', () => {});
    socket.resume();
    socket.unref();
    socket.write(answer);
  });
  server.maxConnections = WATCHER_LIMIT;
  if (!(await listen(server, address(folder, name)))) return 'taken';
  server.unref();
  return {
    name,
    setNote,
    async [Symbol.asyncDispose]() {
      // Stops listening first: a watcher told of the end asks once more, and must find nobody.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of watchers) socket.destroy();
      await closed;
    },
  };
}

/**
 * Watches a lock that another process holds: `onReleased` is called once, when its holder is gone or let go of it,
 * never after the watch was disposed of. Says `free` when nobody holds it now.
 */
export async function watchProcessLock(
  folder: string,
  name: string,
  onReleased: () => void,
): Promise<LockWatch | 'free'> {
  const path = address(folder, name);
  const first = await visit(path);
  if (first === undefined) return 'free';
  const watch = { holder: first.holder, disposed: false, socket: first.socket };
  const follow = (socket: Socket) => {
    watch.socket = socket;
    const ended = () => {
      if (watch.disposed) return;
      // A holder with too many watchers turns us away though it lives: ask once more before saying that it is gone.
      visit(path).then(
        (again) => {
          if (watch.disposed) again?.socket.destroy();
          else if (again !== undefined && isSame(watch.holder, again.holder)) follow(again.socket);
          else {
            again?.socket.destroy();
            watch.disposed = true;
            onReleased();
          }
        },
        // Not to be had now (queue full, no descriptors) is not gone: a twin would start on a wrong word here.
        () => void sleep(KNOCK_WAIT_MS).then(ended),
      );
    };
    if (socket.destroyed) ended();
    else socket.once('close', ended);
  };
  follow(first.socket);
  return {
    holder: first.holder,
    [Symbol.dispose]() {
      watch.disposed = true;
      watch.socket.destroy();
    },
  };
}

/** Whether a lock is held right now, and by whom. */
export async function lockHolder(folder: string, name: string): Promise<LockHolder | 'free' | 'silent'> {
  const visited = await visit(address(folder, name));
  if (visited === undefined) return 'free';
  visited.socket.destroy();
  return visited.holder ?? 'silent';
}

function isSame(before: LockHolder | undefined, now: LockHolder | undefined): boolean {
  return before !== undefined && now !== undefined && before.lockId === now.lockId;
}

function address(folder: string, name: string): string {
  if (process.platform !== 'linux') throw new Error('process locks need the abstract unix sockets of Linux');
  const digest = sha256Hex(`${realpathSync(folder)}\0${name}`);
  return `\0croft-${digest}`;
}

/** True when the server listens, false when the address is in use. */
function listen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen({ path }, () => {
      // An error of accept (no descriptors left) is no reason to fall: the lock stays held.
      server.on('error', () => {});
      resolve(true);
    });
  });
}

/** Connects and waits for the answer; undefined when nobody listens. The open socket is the caller's. */
async function visit(path: string): Promise<{ socket: Socket; holder: LockHolder | undefined } | undefined> {
  for (let attempt = 1; ; attempt++) {
    const met = await knock(path);
    if (met === 'nobody') return undefined;
    if (met !== 'again') return { socket: met, holder: await readAnswer(met) };
    if (attempt === KNOCK_TRIES) throw new Error('the holder of the lock takes no connections');
    await sleep(KNOCK_WAIT_MS);
  }
}

function knock(path: string): Promise<Socket | 'nobody' | 'again'> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      socket.on('error', () => {});
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve('nobody');
      // The queue of the holder is full, or it ended with us in its queue.
      else if (error.code === 'EAGAIN' || error.code === 'ECONNRESET') resolve('again');
      else reject(error);
    });
  });
}

function readAnswer(socket: Socket): Promise<LockHolder | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const done = (holder: LockHolder | undefined) => {
      clearTimeout(timer);
      socket.off('data', take);
      socket.off('close', closed);
      // Keeps reading and forgetting, or the end of the stream would never be seen.
      socket.resume();
      resolve(holder);
    };
    const closed = () => done(undefined);
    const take = (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0) done(parseHolder(text.slice(0, end)));
      else if (text.length > ANSWER_LIMIT_BYTES) done(undefined);
    };
    const timer = setTimeout(() => done(undefined), ANSWER_LIMIT_MS);
    socket.setEncoding('utf8');
    socket.on('data', take);
    socket.once('close', closed);
  });
}

function parseHolder(line: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('pid' in value) || typeof value.pid !== 'number') return undefined;
    if (!('lockId' in value) || typeof value.lockId !== 'string') return undefined;
    return { pid: value.pid, lockId: value.lockId, note: 'note' in value ? value.note : null };
  } catch {
    return undefined;
  }
}
