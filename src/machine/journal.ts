import { dirname, join } from 'node:path';
import type { SpoolRecord } from '#drivers/driver';
import { type Disk, nodeDisk } from './disk.ts';
import { decodeRecords, encodeRecord, type JournalRecord, recordOf, replay, wholeOf } from './journal-record.ts';
import type { MachineState } from './machine-state.ts';

/**
 * The machine's memory on its own disk (MA7, MA8). Append-only lines, each with a checksum, made durable by fdatasync before
 * anything that they describe happens.
 *
 * Invariants:
 * J1 What `sync` resolved for survives a crash and a power cut.
 * J2 A torn tail is cut: its record was never synced, so nothing that it describes has happened.
 * J3 A bad record with good ones behind it is no torn tail: the journal is not whole, is put aside, and nothing is trusted (BE3).
 * J4 A failed write or sync leaves no half record: the next attempt writes the whole journal anew beside the old one. Until then no
 *    sync resolves: the kernel tells of a failed sync once, and whoever asks next would be told that all is well.
 */
export interface Journal {
  /** Writes the change from one state to the next; durable after `sync`. Throws when the disk refuses. */
  append(before: MachineState, after: MachineState): void;
  /** Writes what a crashed host-spooling driver needs (MA10); null forgets it. */
  appendSpool(record: SpoolRecord | null): void;
  sync(): Promise<void>;
  close(): void;
}

export interface OpenedJournal {
  readonly journal: Journal;
  /** Null when there was none, or none that can be trusted. */
  readonly state: MachineState | null;
  readonly spool: SpoolRecord | null;
  readonly problem: 'none' | 'new' | 'torn-tail' | 'corrupt';
}

/** Beyond this size the journal is written anew: a restart must not read the history of a year. */
const COMPACT_AT_BYTES = 1024 * 1024;

export const journalPath = (folder: string): string => join(folder, 'journal');

/** Reads the journal of a folder (0700, made when missing) and readies it for appending. Call only with the machine's lock held. */
export function openJournal(folder: string, now: number, disk: Disk = nodeDisk): OpenedJournal {
  disk.makeFolder(folder);
  const path = journalPath(folder);
  const bytes = readIfThere(disk, path);
  if (bytes === null) {
    syncNameOf(disk, folder);
    return { journal: emptyJournal(disk, folder), state: null, spool: null, problem: 'new' };
  }
  const { records, goodBytes, tail } = decodeRecords(bytes);
  const replayed = tail === 'corrupt' ? null : replay(records);
  if (replayed === null) {
    disk.rename(path, `${path}.corrupt-${now}`);
    syncFolder(disk, folder);
    return { journal: emptyJournal(disk, folder), state: null, spool: null, problem: 'corrupt' };
  }
  const fd = disk.open(path, 'r+');
  if (tail === 'torn') {
    disk.truncate(fd, goodBytes);
    disk.syncNow(fd);
  }
  const journal = new FileJournal(disk, folder, fd, goodBytes, replayed.state, replayed.spool);
  return { journal, ...replayed, problem: tail === 'torn' ? 'torn-tail' : 'none' };
}

/**
 * The driver that a machine is configured for, read without touching what another process writes; null when there is none yet, undefined
 * when the journal cannot be read.
 */
export function configuredDriver(folder: string, disk: Disk = nodeDisk): string | null | undefined {
  const bytes = readIfThere(disk, journalPath(folder));
  if (bytes === null) return null;
  const replayed = replay(decodeRecords(bytes).records);
  return replayed === null ? undefined : (replayed.state.configuration?.driver ?? null);
}

function emptyJournal(disk: Disk, folder: string): FileJournal {
  return new FileJournal(disk, folder, null, 0, null, null);
}

class FileJournal implements Journal {
  readonly #disk: Disk;
  readonly #folder: string;
  #fd: number | null;
  #length: number;
  #state: MachineState | null;
  #spool: SpoolRecord | null;
  /** J4: set by any failure; the next write starts a new file. */
  #doubtful: Error | null = null;
  /** How many whole files were written: each holds, durable, all that was written before. */
  #rewrites = 0;

  constructor(
    disk: Disk,
    folder: string,
    fd: number | null,
    length: number,
    state: MachineState | null,
    spool: SpoolRecord | null,
  ) {
    this.#disk = disk;
    this.#folder = folder;
    this.#fd = fd;
    this.#length = length;
    this.#state = state;
    this.#spool = spool;
  }

  append(before: MachineState, after: MachineState): void {
    // Tried again after a failed sync, and another record has had everything written anew meanwhile: it stands there.
    if (after === this.#state && this.#fd !== null && this.#doubtful === null) return;
    this.#write(() => recordOf(before, after), { state: after, spool: this.#spool });
  }

  appendSpool(record: SpoolRecord | null): void {
    this.#write(() => ({ kind: 'spool', record }), { state: this.#state, spool: record });
  }

  async sync(): Promise<void> {
    if (this.#fd === null) return;
    const rewrites = this.#rewrites;
    const failed = await this.#disk.sync(this.#fd).then(() => null, errorOf);
    // A whole new file has taken the place of the one that was synced here, and its descriptor was closed meanwhile.
    if (this.#rewrites !== rewrites) return;
    this.#doubtful ??= failed;
    if (this.#doubtful !== null) throw this.#doubtful;
  }

  close(): void {
    if (this.#fd !== null) this.#disk.close(this.#fd);
    this.#fd = null;
  }

  #write(record: () => JournalRecord, next: { state: MachineState | null; spool: SpoolRecord | null }): void {
    if (this.#fd === null || this.#doubtful !== null || this.#length > COMPACT_AT_BYTES) {
      this.#rewrite(next);
    } else {
      this.#appendTo(this.#fd, encodeRecord(record()));
    }
    this.#state = next.state;
    this.#spool = next.spool;
  }

  #appendTo(fd: number, bytes: Uint8Array): void {
    try {
      let written = 0;
      while (written < bytes.length) {
        written += this.#disk.write(fd, bytes, written, bytes.length - written, this.#length + written);
      }
      this.#length += bytes.length;
    } catch (error) {
      this.#doubtful = errorOf(error);
      throw error;
    }
  }

  /** J4, compaction: a whole new file, durable before it takes the old one's name. */
  #rewrite(next: { state: MachineState | null; spool: SpoolRecord | null }): void {
    if (next.state === null) throw new Error('a journal begins with a state');
    const disk = this.#disk;
    const path = journalPath(this.#folder);
    const bytes = encodeRecord(wholeOf(next.state, next.spool));
    const fd = disk.open(`${path}.new`, 'w');
    try {
      let written = 0;
      while (written < bytes.length) {
        written += disk.write(fd, bytes, written, bytes.length - written, written);
      }
      disk.syncNow(fd);
      disk.rename(`${path}.new`, path);
      syncFolder(disk, this.#folder);
    } catch (error) {
      disk.close(fd);
      throw error;
    }
    this.close();
    this.#fd = fd;
    this.#length = bytes.length;
    this.#doubtful = null;
    this.#rewrites++;
  }
}

const errorOf = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

function readIfThere(disk: Disk, path: string): Uint8Array | null {
  try {
    return disk.read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** J1 holds for the folder too, which the guardian has just made (`machines/<printer>`): a journal in a folder without a name is lost. */
function syncNameOf(disk: Disk, folder: string): void {
  const parent = dirname(folder);
  syncFolder(disk, parent);
  syncFolder(disk, dirname(parent));
}

function syncFolder(disk: Disk, folder: string): void {
  const fd = disk.open(folder, 'r');
  try {
    disk.syncNow(fd);
  } finally {
    disk.close(fd);
  }
}
