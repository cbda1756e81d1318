import { chmodSync, linkSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { backoffDelayMs } from '#lib/backoff';
import { type Chance, systemChance } from '#lib/chance';
import { type Clock, systemClock } from '#lib/clock';
import { socketPath } from '#lib/folders';
import { takeProcessLock } from '#lib/lock';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { Channel, Dialer, Listener } from './channel.ts';
import { HIGH_WATER_BYTES } from './channel.ts';
import { pause } from './pause.ts';
import { socketChannel } from './socket-channel.ts';

const errors = defineErrors({
  inUse: errorEntry<{ path: string }>({
    code: 'socket-in-use',
    cause: ({ path: file }) => `Another process listens on ${file}.`,
    remedy: 'Stop the other Croft that uses this data folder, or start this one with a data folder of its own.',
  }),
  folderOpen: errorEntry<{ folder: string; reason: string }>({
    code: 'socket-folder-open',
    cause: ({ folder, reason }) => `The socket folder ${folder} is not private: ${reason}.`,
    remedy: 'Make it a folder of your own with mode 0700.',
  }),
});

/** On a local socket the other side is back within a second, or it is not there (PR4). */
const RETRY = { firstMs: 20, capMs: 1_000 };
/** Channels at once: a process gone wild cannot use up our descriptors. */
const CONNECTIONS_LIMIT = 4_096;
/** Several processes may want to clear the same dead socket away; whoever waits longer than this is not needed. */
const TAKEOVER_TRIES = 50;
const TAKEOVER_WAIT_MS = 20;

export interface UnixOptions {
  readonly clock?: Clock;
  readonly chance?: Chance;
  /** For logs: an attempt to reach the other side failed, or a connection could not be accepted. */
  readonly onTrouble?: (error: Error) => void;
}

/**
 * Reaches the process that listens on this path, trying for ever (PR6): either side may start first (PR4).
 * Errors at once: `socket-path-too-long`. Rejects with the signal's reason. A path that may change is asked for before each try.
 */
export function unixDialer(place: string | (() => string), options: UnixOptions = {}): Dialer {
  const { clock = systemClock, chance = systemChance, onTrouble } = options;
  const where = typeof place === 'string' ? (): string => place : place;
  checkPath(where());
  return async (signal) => {
    for (let attempt = 0; ; attempt++) {
      signal.throwIfAborted();
      const file = where();
      const socket = await tryConnect(file, signal);
      if (!(socket instanceof Error)) return socketChannel(socket, `unix:${file}`, clock);
      signal.throwIfAborted();
      onTrouble?.(socket);
      await pause(backoffDelayMs(attempt, RETRY, chance), clock, signal);
    }
  };
}

/** A connected socket, or why not. Nothing is read from it before somebody listens. */
export function tryConnect(file: string, signal?: AbortSignal): Promise<Socket | Error> {
  return new Promise((resolve) => {
    const socket = connect(file);
    const give = (): void => void socket.destroy(new Error('given up'));
    const settle = (result: Socket | Error): void => {
      signal?.removeEventListener('abort', give);
      socket.off('error', settle);
      resolve(result);
    };
    socket.once('error', settle);
    socket.once('connect', () => settle(socket));
    // Not the option of `connect`: that one would also end the channel later.
    signal?.addEventListener('abort', give, { once: true });
  });
}

/**
 * Listens on this path: socket 0600 in a folder 0700 (WI7), made when missing. A dead process's socket is replaced, a living
 * one's never: that is `socket-in-use`. Further errors: `socket-path-too-long`, `socket-folder-open`.
 *
 * The socket is bound under another name and linked to its path only when it listens and has its mode. So what stands at the path
 * and refuses connections is dead, and linking fails where something stands: two processes never both believe that they have it.
 */
export async function listenUnix(
  file: string,
  onChannel: (channel: Channel) => void,
  options: UnixOptions = {},
): Promise<Listener> {
  const { clock = systemClock, chance = systemChance, onTrouble } = options;
  checkPath(file);
  checkFolder(path.dirname(file));
  const server = createServer({ highWaterMark: HIGH_WATER_BYTES });
  server.maxConnections = CONNECTIONS_LIMIT;
  const ownName = `${file}~${mark(chance)}`;
  await listen(server, ownName);
  try {
    chmodSync(ownName, 0o600);
    await takePath(ownName, file, clock);
  } catch (error) {
    server.close();
    throw error;
  } finally {
    rmSync(ownName, { force: true });
  }
  const own = lstatSync(file);
  server.on('error', (error) => onTrouble?.(error));
  server.on('connection', (socket) => onChannel(socketChannel(socket, `unix:${file}`, clock)));
  return {
    address: file,
    async [Symbol.asyncDispose]() {
      const now = lstatSync(file, { throwIfNoEntry: false });
      if (now?.ino === own.ino && now.dev === own.dev) rmSync(file, { force: true });
      // Its callback would wait for the accepted channels, which are not ours any more.
      server.close();
    },
  };
}

function listen(server: Server, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/**
 * Gives our listening socket its public name. One process at a time clears a dead socket away: between the proof that nobody
 * listens there and the removal, nobody else may have put a living one in its place.
 */
async function takePath(ownName: string, file: string, clock: Clock): Promise<void> {
  for (let i = 0; i < TAKEOVER_TRIES; i++) {
    if (tryLink(ownName, file)) return;
    if (await somebodyListens(file)) throw errors.inUse({ path: file });
    const lock = await takeProcessLock(path.dirname(file), `takeover ${path.basename(file)}`);
    if (lock === 'taken') {
      await pause(TAKEOVER_WAIT_MS, clock);
      continue;
    }
    await using _ = lock;
    if (!(await somebodyListens(file))) rmSync(file, { force: true });
  }
  throw errors.inUse({ path: file });
}

/** Whether anybody accepts connections there. Refused or missing: nobody. Anything else counts as somebody. */
export async function somebodyListens(file: string): Promise<boolean> {
  for (let i = 0; i < TAKEOVER_TRIES; i++) {
    const socket = await tryConnect(file);
    if (!(socket instanceof Error)) {
      socket.destroy();
      return true;
    }
    // It ended while we stood in its queue; somebody else may be there by now.
    if (hasCode(socket, 'ECONNRESET')) continue;
    return !(hasCode(socket, 'ECONNREFUSED') || hasCode(socket, 'ENOENT'));
  }
  return true;
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** Short, because the path's limit leaves no more room; unique enough among the processes of one start. */
const mark = (chance: Chance): string => chance.id().slice(-3);

/** Throws `socket-path-too-long`. */
export function checkPath(file: string): void {
  socketPath(path.dirname(file), path.basename(file));
}

function checkFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const refuse = (reason: string) => errors.folderOpen({ folder, reason });
  if (!found.isDirectory()) throw refuse('it is not a folder');
  if (process.getuid !== undefined && found.uid !== process.getuid()) throw refuse('it belongs to another user');
  if ((found.mode & 0o077) !== 0) throw refuse('others may enter it');
}
