import type { Disk } from '../../src/machine/disk.ts';

/** One change that a crash may still take back. Changes of one file's bytes are kept or lost each by itself, names in their order. */
type Unsynced =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly length: number };

/** A file as the disk has it: what is durable, and what was written since. */
class Inode {
  durable: Uint8Array = new Uint8Array();
  volatile: Uint8Array = new Uint8Array();
  unsynced: Unsynced[] = [];

  change(change: Unsynced): void {
    this.volatile = applied(this.volatile, change);
    this.unsynced.push(change);
  }

  sync(): void {
    this.durable = this.volatile;
    this.unsynced = [];
  }

  /** Each change that was not synced is kept with this chance; one write in three of those kept is torn. */
  lose(fraction: () => number): void {
    for (const change of this.unsynced) {
      if (fraction() < 0.5) continue;
      const isTorn = change.kind === 'write' && fraction() < 1 / 3;
      const length = isTorn ? Math.floor(fraction() * change.bytes.length) : 0;
      this.durable = applied(this.durable, isTorn ? { ...change, bytes: change.bytes.subarray(0, length) } : change);
    }
    this.volatile = this.durable;
    this.unsynced = [];
  }
}

function applied(bytes: Uint8Array, change: Unsynced): Uint8Array {
  if (change.kind === 'truncate') {
    const cut = new Uint8Array(change.length);
    cut.set(bytes.subarray(0, change.length));
    return cut;
  }
  const next = new Uint8Array(Math.max(bytes.length, change.at + change.bytes.length));
  next.set(bytes);
  next.set(change.bytes, change.at);
  return next;
}

/** What one process does with the disk, and what happens to it there. */
export interface DiskHooks {
  /** Before the call takes effect; may throw what the disk would (ENOSPC, EIO). */
  readonly before: (what: 'write' | 'sync' | 'rename', path: string) => void;
  /** After it took effect, before anybody knows. */
  readonly after: (what: 'write' | 'sync' | 'rename', path: string) => void;
  /** How long a sync takes. */
  readonly delay: () => Promise<void>;
}

/** A disk of the simulation; it outlives the processes that use it. */
export interface SimulatedDisk {
  /** The disk as one process sees it. */
  as(hooks: DiskHooks): Disk;
  /** The power is gone: what is not durable is kept or lost by chance. */
  cutPower(fraction: () => number): void;
  /** Somebody replaced it. */
  wipe(): void;
  /** All files as they are now, names and bytes. */
  files(): ReadonlyMap<string, Uint8Array>;
}

export const NO_HOOKS: DiskHooks = { before: () => {}, after: () => {}, delay: async () => {} };

export function createSimulatedDisk(): SimulatedDisk {
  let names = new Map<string, Inode>();
  let durableNames = new Map<string, Inode>();
  const folders = new Set<string>();
  const open = new Map<number, { readonly path: string; readonly inode: Inode | null }>();
  let lastFd = 2;

  const missing = (path: string): Error =>
    Object.assign(new Error(`ENOENT: no such file, '${path}'`), { code: 'ENOENT' });
  const opened = (fd: number): { readonly path: string; readonly inode: Inode | null } => {
    const file = open.get(fd);
    if (file === undefined) throw Object.assign(new Error('EBADF: bad file descriptor'), { code: 'EBADF' });
    return file;
  };
  const flush = (fd: number): void => {
    const { inode } = opened(fd);
    if (inode !== null) inode.sync();
    // A folder: its names are durable as they are now. There is one folder per disk.
    else durableNames = new Map(names);
  };

  return {
    as: (hooks) => ({
      makeFolder(path) {
        for (let each = path; !folders.has(each); each = each.slice(0, each.lastIndexOf('/')) || '/') folders.add(each);
      },
      read(path) {
        const inode = names.get(path);
        if (inode === undefined) throw missing(path);
        return inode.volatile.slice();
      },
      open(path, flags) {
        if (flags === 'r' && folders.has(path)) {
          open.set(++lastFd, { path, inode: null });
          return lastFd;
        }
        let inode = names.get(path);
        if (inode === undefined && flags !== 'w') throw missing(path);
        if (inode === undefined) names.set(path, (inode = new Inode()));
        if (flags === 'w' && inode.volatile.length > 0) inode.change({ kind: 'truncate', length: 0 });
        open.set(++lastFd, { path, inode });
        return lastFd;
      },
      write(fd, bytes, offset, length, position) {
        const { path, inode } = opened(fd);
        hooks.before('write', path);
        inode?.change({ kind: 'write', at: position, bytes: bytes.slice(offset, offset + length) });
        hooks.after('write', path);
        return length;
      },
      truncate(fd, length) {
        opened(fd).inode?.change({ kind: 'truncate', length });
      },
      async sync(fd) {
        const { path } = opened(fd);
        hooks.before('sync', path);
        await hooks.delay();
        flush(fd);
        hooks.after('sync', path);
      },
      syncNow: flush,
      rename(from, to) {
        const inode = names.get(from);
        if (inode === undefined) throw missing(from);
        hooks.before('rename', to);
        names.set(to, inode);
        names.delete(from);
        hooks.after('rename', to);
      },
      close(fd) {
        opened(fd);
        open.delete(fd);
      },
    }),
    cutPower(fraction) {
      // Names of a journalled file system come to the disk together, or not at all.
      if (fraction() < 0.5) names = new Map(durableNames);
      for (const inode of new Set(names.values())) inode.lose(fraction);
      durableNames = new Map(names);
      open.clear();
    },
    wipe() {
      names = new Map();
      durableNames = new Map();
      open.clear();
    },
    files: () => new Map([...names].map(([path, inode]) => [path, inode.volatile])),
  };
}
