import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelDisk, type Node } from './model-disk.ts';

/**
 * Import it before the code under test: from then on every operation of `node:fs` that changes a watched folder is counted, can be
 * made to fail, and is followed by a model of what a power cut would leave (`ModelDisk`). Elsewhere nothing changes.
 *
 * SQLite writes below JavaScript and is not seen here; it has tests of its own.
 */
export type OperationKind = 'make' | 'write' | 'fsync' | 'fdatasync' | 'ftruncate' | 'rename' | 'remove';

export interface Operation {
  /** 1 is the first since `watch`. */
  readonly number: number;
  readonly kind: OperationKind;
  readonly path: string;
}

/**
 * `EIO`: fails once, having done half of a write. `ENOSPC`: fails and fails again until `makeRoom`; the first write on a full disk
 * is a short one that says so, and no error, as the kernel does it. `kill`: SIGKILL just before. `tear`: SIGKILL in mid-write.
 */
export interface Fault {
  readonly at: number;
  readonly how: 'EIO' | 'ENOSPC' | 'kill' | 'tear';
}

interface Watched {
  readonly root: string;
  readonly model: ModelDisk;
  readonly operations: Operation[];
  fault: Fault | null;
  failures: number;
  onOperation: (operation: Operation) => void;
}

let watched: Watched | null = null;

/** Watches one folder, which exists; the one before is watched no longer. */
export function watchDisk(root: string, fault: Fault | null = null): WatchedDisk {
  const mine: Watched = {
    root: resolve(root),
    model: new ModelDisk(resolve(root)),
    operations: [],
    fault,
    failures: 0,
    onOperation: () => {},
  };
  watched = mine;
  return {
    model: mine.model,
    operations: mine.operations,
    get failures() {
      return mine.failures;
    },
    onOperation(listener) {
      mine.onOperation = listener;
    },
    makeRoom() {
      mine.fault = null;
    },
    [Symbol.dispose]() {
      if (watched === mine) watched = null;
    },
  };
}

export interface WatchedDisk extends Disposable {
  readonly model: ModelDisk;
  readonly operations: readonly Operation[];
  /** How many operations failed so far. */
  readonly failures: number;
  /** Called just before each operation, and before its fault. */
  onOperation(listener: (operation: Operation) => void): void;
  makeRoom(): void;
}

type Verdict =
  | { readonly kind: 'go' }
  | { readonly kind: 'short' }
  | { readonly kind: 'half-then'; readonly error: Error };
const GO: Verdict = { kind: 'go' };

/** Counts one operation and says what becomes of it; null when it is none of ours. */
function begin(kind: OperationKind, path: string): { readonly disk: Watched; readonly verdict: Verdict } | null {
  const disk = watched;
  if (disk === null || !isBelow(path, disk.root)) return null;
  const operation: Operation = { number: disk.operations.length + 1, kind, path };
  disk.operations.push(operation);
  disk.onOperation(operation);
  const { fault } = disk;
  if (fault === null || operation.number < fault.at) return { disk, verdict: GO };
  switch (fault.how) {
    case 'kill':
      return die();
    case 'tear':
      return kind === 'write' ? { disk, verdict: { kind: 'half-then', error: new Torn() } } : die();
    case 'EIO':
      disk.fault = null;
      disk.failures++;
      return { disk, verdict: { kind: 'half-then', error: systemError('EIO', 'i/o error', kind) } };
    case 'ENOSPC':
      disk.failures++;
      if (operation.number === fault.at && kind === 'write') return { disk, verdict: { kind: 'short' } };
      return { disk, verdict: { kind: 'half-then', error: systemError('ENOSPC', 'no space left on device', kind) } };
  }
}

class Torn extends Error {}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

const systemError = (code: string, words: string, kind: OperationKind): Error =>
  Object.assign(new Error(`${code}: ${words}, ${kind}`), { code, syscall: kind });

const isBelow = (path: string, root: string): boolean => path.startsWith(root + sep) || path === root;

/** An operation that is done or not; `effect` tells the model. */
function whole<T>(kind: OperationKind, path: string, act: () => T, effect: (model: ModelDisk) => void): T {
  const begun = begin(kind, path);
  if (begun === null) return act();
  if (begun.verdict.kind === 'half-then') throw begun.verdict.error;
  const result = act();
  effect(begun.disk.model);
  return result;
}

async function wholeAsync<T>(
  kind: OperationKind,
  path: string,
  act: () => Promise<T>,
  effect: (model: ModelDisk) => void,
): Promise<T> {
  const begun = begin(kind, path);
  if (begun === null) return act();
  if (begun.verdict.kind === 'half-then') throw begun.verdict.error;
  const result = await act();
  effect(begun.disk.model);
  return result;
}

/** How many of the bytes reach the file, and the error after them. */
function portion(length: number, verdict: Verdict): { readonly length: number; readonly error: Error | null } {
  if (verdict.kind === 'go') return { length, error: null };
  return { length: Math.ceil(length / 2), error: verdict.kind === 'short' ? null : verdict.error };
}

function raise(error: Error): never {
  if (error instanceof Torn) die();
  throw error;
}

/** An open file as the model knows it. */
interface Opened {
  path: string;
  readonly node: Node;
  /** Where the next write without a position goes. */
  position: number;
}

const real = { ...fs };
const realPromises = { ...fs.promises };
const byDescriptor = new Map<number, Opened>();
const byHandle = new WeakMap<fs.promises.FileHandle, Opened>();
const CREATES = /^[wa]/;

function noteOpening(path: string | URL, flags: string): { readonly path: string; readonly makes: boolean } {
  // Node's own loader opens what it reads by its URL.
  const full = typeof path === 'string' ? resolve(path) : fileURLToPath(path);
  const makes = watched !== null && isBelow(full, watched.root) && CREATES.test(flags);
  return { path: full, makes: makes && (flags.startsWith('w') || watched?.model.has(full) === false) };
}

function opened(path: string): Opened | null {
  return watched !== null && isBelow(path, watched.root) ? { path, node: watched.model.open(path), position: 0 } : null;
}

/** `w` on a file that is there empties it; anything else that creates makes a new one. */
function madeBy(path: string): (model: ModelDisk) => void {
  return (model) => (model.has(path) ? model.truncate(model.open(path), 0) : model.make(path, 'file'));
}

function openSync(path: string | URL, flags = 'r', mode?: number): number {
  const { path: full, makes } = noteOpening(path, flags);
  const act = (): number => real.openSync(path, flags, mode);
  const fd = makes ? whole('make', full, act, madeBy(full)) : act();
  const one = opened(full);
  if (one === null) byDescriptor.delete(fd);
  else byDescriptor.set(fd, one);
  return fd;
}

/** The one form of it that Croft uses. */
type WriteArguments = readonly [
  fd: number,
  bytes: Uint8Array,
  offset?: number,
  length?: number,
  position?: number | null,
];

function writeSync(...args: WriteArguments): number {
  const [fd, bytes, offset = 0, length, position = null] = args;
  const file = byDescriptor.get(fd);
  const begun = file === undefined ? null : begin('write', file.path);
  if (file === undefined || begun === null) return Reflect.apply(real.writeSync, fs, args) as number;
  const wanted = length ?? bytes.length - offset;
  const part = portion(wanted, begun.verdict);
  const at = position ?? file.position;
  const written = real.writeSync(fd, bytes, offset, part.length, at);
  begun.disk.model.write(file.node, at, bytes.subarray(offset, offset + written));
  if (position === null) file.position += written;
  if (part.error !== null) raise(part.error);
  return written;
}

/** A sync that has begun: `end` tells the model, `error` is what its caller gets. */
function syncing(
  kind: 'fsync' | 'fdatasync',
  file: Opened,
): { readonly end: () => void; readonly error: Error | null } {
  const begun = begin(kind, file.path);
  if (begun === null) return { end: () => {}, error: null };
  const error = begun.verdict.kind === 'half-then' ? begun.verdict.error : null;
  const finish = begun.disk.model.beginSync(file.node, file.path);
  return { end: () => finish(error === null), error };
}

function syncSync(kind: 'fsync' | 'fdatasync', fd: number): void {
  const file = byDescriptor.get(fd);
  if (file === undefined) return real.fsyncSync(fd);
  const { end, error } = syncing(kind, file);
  end();
  if (error !== null) throw error;
}

function fdatasync(fd: number, done: (error: Error | null) => void): void {
  const file = byDescriptor.get(fd);
  if (file === undefined) return real.fdatasync(fd, done);
  const { end, error } = syncing('fdatasync', file);
  // The model is what a power cut asks; the kernel need not be waited for.
  setImmediate(() => {
    end();
    done(error);
  });
}

function missingFolders(path: string): string[] {
  const { model, root } = watched ?? {};
  const missing: string[] = [];
  for (
    let each = path;
    model !== undefined && root !== undefined && isBelow(each, root) && !model.has(each);
    each = dirname(each)
  )
    missing.unshift(each);
  return missing;
}

const makeFolders = (missing: readonly string[]) => (model: ModelDisk) => {
  for (const each of missing) model.make(each, 'folder');
};

function renamed(model: ModelDisk, from: string, to: string): void {
  model.rename(from, to);
  for (const file of byDescriptor.values()) if (file.path === from) file.path = to;
}

const isThere = (path: string): boolean => watched?.model.has(path) === true;

Object.assign(fs, {
  openSync,
  closeSync(fd: number) {
    byDescriptor.delete(fd);
    real.closeSync(fd);
  },
  writeSync,
  fsyncSync: (fd: number) => syncSync('fsync', fd),
  fdatasyncSync: (fd: number) => syncSync('fdatasync', fd),
  fdatasync,
  ftruncateSync(fd: number, size = 0) {
    const file = byDescriptor.get(fd);
    if (file === undefined) return real.ftruncateSync(fd, size);
    whole(
      'ftruncate',
      file.path,
      () => real.ftruncateSync(fd, size),
      (model) => model.truncate(file.node, size),
    );
  },
  renameSync(from: string, to: string) {
    const [a, b] = [resolve(from), resolve(to)];
    whole(
      'rename',
      b,
      () => real.renameSync(from, to),
      (model) => renamed(model, a, b),
    );
  },
  mkdirSync(path: string, options?: fs.MakeDirectoryOptions) {
    const missing = missingFolders(resolve(path));
    const act = (): string | undefined => real.mkdirSync(path, options);
    return missing.length === 0 ? act() : whole('make', resolve(path), act, makeFolders(missing));
  },
});

Object.assign(fs.promises, {
  async open(path: string, flags = 'r', mode?: number) {
    const { path: full, makes } = noteOpening(path, flags);
    const act = (): Promise<fs.promises.FileHandle> => realPromises.open(path, flags, mode);
    const handle = makes ? await wholeAsync('make', full, act, madeBy(full)) : await act();
    patchHandles(handle);
    const one = opened(full);
    if (one !== null) byHandle.set(handle, one);
    return handle;
  },
  rename(from: string, to: string) {
    const [a, b] = [resolve(from), resolve(to)];
    return wholeAsync(
      'rename',
      b,
      () => realPromises.rename(from, to),
      (model) => renamed(model, a, b),
    );
  },
  mkdir(path: string, options?: fs.MakeDirectoryOptions) {
    const missing = missingFolders(resolve(path));
    const act = (): Promise<string | undefined> => realPromises.mkdir(path, options);
    return missing.length === 0 ? act() : wholeAsync('make', resolve(path), act, makeFolders(missing));
  },
  rm(path: string, options?: fs.RmOptions) {
    const full = resolve(path);
    const act = (): Promise<void> => realPromises.rm(path, options);
    return isThere(full) ? wholeAsync('remove', full, act, (model) => model.remove(full)) : act();
  },
  /** Only whole files in one go: Node writes them past the methods of a handle. */
  async writeFile(path: string, bytes: Uint8Array, options?: { readonly mode?: number; readonly flush?: boolean }) {
    await using handle = await fs.promises.open(path, 'w', options?.mode);
    for (let written = 0; written < bytes.length; )
      written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten;
    if (options?.flush === true) await handle.sync();
  },
});

/** The one form of it that Croft uses. */
type Write = (
  this: fs.promises.FileHandle,
  bytes: Uint8Array,
  offset: number,
  length: number,
  position: number | null,
) => Promise<{ readonly bytesWritten: number }>;

let handlesPatched = false;

/** Handles have no public class: the first one that is opened shows it. */
function patchHandles(first: fs.promises.FileHandle): void {
  if (handlesPatched) return;
  handlesPatched = true;
  const handles = Object.getPrototypeOf(first) as fs.promises.FileHandle;
  const { sync, truncate } = handles;
  const write = handles.write as Write;
  Object.assign(handles, {
    async write(
      this: fs.promises.FileHandle,
      bytes: Uint8Array,
      offset = 0,
      length: number = bytes.length - offset,
      position: number | null = null,
    ) {
      const file = byHandle.get(this);
      const begun = file === undefined ? null : begin('write', file.path);
      if (file === undefined || begun === null) return write.call(this, bytes, offset, length, position);
      const part = portion(length, begun.verdict);
      const at = position ?? file.position;
      const result = await write.call(this, bytes, offset, part.length, at);
      begun.disk.model.write(file.node, at, bytes.subarray(offset, offset + result.bytesWritten));
      if (position === null) file.position += result.bytesWritten;
      if (part.error !== null) raise(part.error);
      return result;
    },
    sync(this: fs.promises.FileHandle) {
      const file = byHandle.get(this);
      return file === undefined ? sync.call(this) : syncHandle(file);
    },
    async truncate(this: fs.promises.FileHandle, size = 0) {
      const file = byHandle.get(this);
      const act = (): Promise<void> => truncate.call(this, size);
      if (file === undefined) return act();
      return wholeAsync('ftruncate', file.path, act, (model) => model.truncate(file.node, size));
    },
  });
}

async function syncHandle(file: Opened): Promise<void> {
  const { end, error } = syncing('fsync', file);
  await new Promise((resolve) => setImmediate(resolve));
  end();
  if (error !== null) throw error;
}

syncBuiltinESMExports();
