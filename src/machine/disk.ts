import {
  closeSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';

/**
 * What the journal needs of a disk: a port, so that a simulation can take the power away between any two calls. Names are paths,
 * descriptors are numbers, errors carry a `code`, as in `node:fs`. `disk-contract-suite.ts` proves both adapters.
 *
 * What was written is durable after `sync` or `syncNow` of its file, and a name (made or changed) after `syncNow` of its folder.
 */
export interface Disk {
  /** Makes the folder and those above it, for this user alone, when missing. */
  makeFolder(path: string): void;
  /** Throws `ENOENT` when there is none. */
  read(path: string): Uint8Array;
  /** `r+`: an existing file, or `ENOENT`. `w`: a new or emptied one. `r`: also a folder, to sync it. */
  open(path: string, flags: 'r' | 'r+' | 'w'): number;
  /** Writes at a position of the file and says how much; it may be less than asked for. */
  write(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): number;
  truncate(fd: number, length: number): void;
  sync(fd: number): Promise<void>;
  syncNow(fd: number): void;
  /** Takes the place of whatever had the new name. */
  rename(from: string, to: string): void;
  close(fd: number): void;
}

export const nodeDisk: Disk = {
  makeFolder: (path) => void mkdirSync(path, { recursive: true, mode: 0o700 }),
  read: (path) => readFileSync(path),
  open: (path, flags) => openSync(path, flags, 0o600),
  write: (fd, bytes, offset, length, position) => writeSync(fd, bytes, offset, length, position),
  truncate: (fd, length) => ftruncateSync(fd, length),
  sync: (fd) =>
    new Promise((resolve, reject) => {
      fdatasync(fd, (error) => (error === null ? resolve() : reject(error)));
    }),
  syncNow: (fd) => fsyncSync(fd),
  rename: (from, to) => renameSync(from, to),
  close: (fd) => closeSync(fd),
};
