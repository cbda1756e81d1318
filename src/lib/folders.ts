import { accessSync, chmodSync, constants, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { sha256Hex } from './sha256.ts';
import { defineErrors, errorEntry } from './user-error.ts';

const errors = defineErrors({
  unusable: errorEntry<{ folder: string; reason: string }>({
    code: 'folder-unusable',
    cause: ({ folder, reason }) => `The folder ${folder} cannot be used: ${reason}.`,
    remedy: 'Give this user read and write permission there, or choose another folder with CROFT_DATA.',
  }),
  notOurs: errorEntry<{ folder: string; reason: string }>({
    code: 'runtime-folder-not-ours',
    cause: ({ folder, reason }) => `The runtime folder ${folder} cannot be trusted: ${reason}.`,
    remedy: 'Remove it, or set XDG_RUNTIME_DIR to a folder of your own.',
  }),
  socketPathTooLong: errorEntry<{ path: string; bytes: number }>({
    code: 'socket-path-too-long',
    cause: ({ path: file, bytes }) =>
      `The socket path ${file} has ${bytes} bytes, and the limit is ${SOCKET_PATH_LIMIT_BYTES - 1}.`,
    remedy: 'Set XDG_RUNTIME_DIR (or TMPDIR) to a folder with a shorter path.',
  }),
});

/** A unix socket's path must be shorter than this (PR3); the kernel cuts at 108 and some at 104. */
export const SOCKET_PATH_LIMIT_BYTES = 100;
/** Room for the longest name of a socket in the runtime folder: a printer's id of 26 characters, and a suffix. */
const SOCKET_NAME_ROOM_BYTES = 40;

/** What folders depend on; the process's own unless a test says otherwise. */
export interface FolderSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly tmp: string;
  readonly uid: number;
}

export function systemSurroundings(): FolderSurroundings {
  return { env: process.env, home: homedir(), tmp: tmpdir(), uid: process.getuid?.() ?? 0 };
}

/**
 * The folder of everything that is kept: `chosen` (a flag), else `CROFT_DATA`, else `~/.local/share/croft`. Made with
 * mode 0700 when it is missing. Returns its real path. Error: `folder-unusable`.
 */
export function dataFolder(chosen?: string, surroundings = systemSurroundings()): string {
  const wished = chosen ?? nonEmpty(surroundings.env.CROFT_DATA) ?? path.join(surroundings.home, '.local/share/croft');
  const folder = path.resolve(wished);
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return realpathSync(folder);
  } catch (error) {
    throw errors.unusable({ folder, reason: reasonOf(error) }, { cause: error });
  }
}

/** One step at a time: Node's recursive mkdir never returns where a parent cannot hold folders at all (/proc). */
function makeFolder(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
}

/**
 * The folder of this farm's sockets, one per data folder: `$XDG_RUNTIME_DIR/croft-<8 hex>`, or `/tmp/croft-<uid>-<8 hex>`
 * where there is no usable one (unset, missing, another's as under sudo, too long). Made with mode 0700, and refused
 * (`runtime-folder-not-ours`) when it is a link or another user's: anyone may have put it into /tmp before us.
 */
export function runtimeFolder(data: string, surroundings = systemSurroundings()): string {
  const mark = sha256Hex(realpathSync(data)).slice(0, 8);
  const xdg = nonEmpty(surroundings.env.XDG_RUNTIME_DIR);
  const inXdg = xdg === undefined ? undefined : path.join(xdg, `croft-${mark}`);
  const folder =
    inXdg !== undefined && xdg !== undefined && isOwnFolder(xdg, surroundings.uid) && leavesRoom(inXdg)
      ? inXdg
      : path.join(surroundings.tmp, `croft-${surroundings.uid}-${mark}`);
  if (!leavesRoom(folder)) socketPath(folder, 'x'.repeat(SOCKET_NAME_ROOM_BYTES));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw errors.unusable({ folder, reason: reasonOf(error) }, { cause: error });
  }
  verifyOwn(folder, surroundings.uid);
  return folder;
}

/** The path of a socket in the runtime folder; too long a path is `socket-path-too-long`, not a truncated name. */
export function socketPath(folder: string, name: string): string {
  const file = path.join(folder, name);
  const bytes = Buffer.byteLength(file);
  if (bytes >= SOCKET_PATH_LIMIT_BYTES) throw errors.socketPathTooLong({ path: file, bytes });
  return file;
}

function leavesRoom(folder: string): boolean {
  return Buffer.byteLength(folder) + 1 + SOCKET_NAME_ROOM_BYTES < SOCKET_PATH_LIMIT_BYTES;
}

function verifyOwn(folder: string, uid: number): void {
  const found = lstatSync(folder);
  if (found.isSymbolicLink()) throw errors.notOurs({ folder, reason: 'it is a symbolic link' });
  if (!found.isDirectory()) throw errors.notOurs({ folder, reason: 'it is not a folder' });
  if (found.uid !== uid) throw errors.notOurs({ folder, reason: 'it belongs to another user' });
  if ((found.mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
}

/** Whether this is a runtime folder that we could have made: absolute, no link, this user's, for us alone. */
export function isOwnRuntimeFolder(folder: string, { uid } = systemSurroundings()): boolean {
  if (!path.isAbsolute(folder) || !isOwnFolder(folder, uid)) return false;
  return (lstatSync(folder).mode & 0o777) === 0o700;
}

function isOwnFolder(folder: string, uid: number): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === uid;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'it is a file',
  ELOOP: 'its links go round in circles',
  ENAMETOOLONG: 'its name is too long',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
