import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { SimulatorRecord } from '../../src/drivers/marlin/simulator/recorder.ts';
import { spelled } from '../../src/drivers/marlin/simulator/spelling.ts';

/**
 * What the judge reads, as plain rows: recordings of the simulated printers, the farm's database, the journals of the machines and the
 * sliced files. Nothing here comes from the code that is judged; names of columns and fields are written out a second time on purpose.
 */
export interface Evidence {
  readonly printers: readonly PrinterEvidence[];
  readonly prints: readonly PrintRow[];
  readonly continuations: readonly ContinuationRow[];
  readonly jobs: readonly JobRow[];
  readonly events: readonly EventRow[];
  /** Command lines by the SHA-256 of the file, as a Marlin must receive them. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Every process that was killed, ms since the epoch. */
  readonly kills: readonly Kill[];
  /** When a combinator was at work again, ms since the epoch: whoever supervises it is no part of the farm. */
  readonly returns: readonly number[];
  /** Emergency stops that somebody was told are on their way. */
  readonly stops: readonly { readonly printerId: string; readonly at: number }[];
  /** The faults have ended and the farm was left to come to rest. */
  readonly settled: boolean;
}

export interface PrinterEvidence {
  readonly printerId: string;
  readonly records: readonly SimulatorRecord[];
  readonly journals: readonly JournalRead[];
  /** What the last applied snapshot says the machine does; null when there is none. */
  readonly phase: string | null;
  /** Of a printer that holds its files and prints by itself: all that it printed, in order. Its `records` are empty. */
  readonly held?: readonly HeldPrint[];
}

/** One physical print of a printer that holds its files. */
export interface HeldPrint {
  /** What its file's name says, null for a file of somebody else. */
  readonly printId: string | null;
  readonly content: string;
  readonly outcome: 'running' | 'finished' | 'broken';
  /** Something lay on the bed when it began. */
  readonly ontoObject: boolean;
}

/** All entries of one journal that were ever read, by number. */
export interface JournalRead {
  readonly journalId: string;
  readonly entries: ReadonlyMap<number, { readonly kind: string }>;
  /** Numbers that two different entries bear. */
  readonly twice: readonly number[];
  readonly last: number;
  /** What the database says was applied; null when it knows nothing of this journal. */
  readonly applied: number | null;
}

export interface Kill {
  readonly at: number;
  readonly process: 'machine' | 'guardian' | 'combinator';
  readonly printerId: string | null;
}

export interface PrintRow {
  readonly id: string;
  readonly job_id: string | null;
  readonly printer_id: string;
  readonly digest: string | null;
  readonly status: string;
  readonly outcome: string | null;
  readonly verdict: string | null;
  readonly found: number;
  readonly cancel_wished: number;
  readonly error: string | null;
  readonly created_at: number;
}

/** A print that goes on with the object of another, as a person has ordered it. */
export interface ContinuationRow {
  readonly print_id: string;
  readonly continues: string;
  readonly bed_id: string;
  /** The first command of the file that is printed, from 0. */
  readonly line: number;
  readonly z_mm: number | null;
  readonly asked_by: string;
}

export interface JobRow {
  readonly id: string;
  readonly copies: number;
  readonly status: string;
}

export interface EventRow {
  readonly cursor: number;
  readonly name: string;
  readonly at: number;
  readonly printer_id: string | null;
  readonly print_id: string | null;
  readonly payload: string;
}

/** The commands of a file that a host must send: no comments, no empty lines; moves as `spelled`, since a host may leave out what says nothing. */
export function sourceLines(text: string): readonly string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => (line.split(';')[0] ?? '').trim())
    .filter((line) => line !== '')
    .map(spelled);
}

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Reads the database without writing to it; a running combinator does not mind. */
export function readDatabase(file: string): {
  readonly prints: readonly PrintRow[];
  readonly continuations: readonly ContinuationRow[];
  readonly jobs: readonly JobRow[];
  readonly events: readonly EventRow[];
  readonly applied: ReadonlyMap<string, number>;
  readonly phases: ReadonlyMap<string, string>;
} {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const all = <Row>(sql: string): readonly Row[] => database.prepare(sql).all() as unknown as readonly Row[];
    const cursors = all<{ journal_id: string; seq: number }>('select journal_id, seq from journal_cursor');
    const snapshots = all<{ id: string; snapshot: string | null }>('select id, snapshot from printer');
    const phases = snapshots.flatMap(({ id, snapshot }) =>
      snapshot === null ? [] : [[id, (JSON.parse(snapshot) as { phase: { kind: string } }).phase.kind] as const],
    );
    return {
      prints: all<PrintRow>('select * from print order by created_at, id'),
      continuations: all<ContinuationRow>(
        'select print_id, continues, bed_id, line, z_mm, asked_by from print_continuation',
      ),
      jobs: all<JobRow>('select id, copies, status from job'),
      events: all<EventRow>('select cursor, name, at, printer_id, print_id, payload from event order by cursor'),
      applied: new Map(cursors.map((row) => [row.journal_id, row.seq])),
      phases: new Map(phases),
    };
  } finally {
    database.close();
  }
}

/**
 * Collects the entries of one machine's journals. Read again and again while the farm lives: a journal that is compacted forgets what
 * was confirmed.
 */
export class JournalReader {
  readonly #folder: string;
  readonly #journals = new Map<string, { entries: Map<number, { kind: string; text: string }>; twice: Set<number> }>();

  /** @param folder `machines/<printer>` in the farm's data folder */
  constructor(folder: string) {
    this.#folder = folder;
  }

  read(): void {
    if (!existsSync(this.#folder)) return;
    for (const name of readdirSync(this.#folder)) {
      if (!/^journal(\.corrupt-\d+)?$/.test(name)) continue;
      let bytes: Buffer;
      try {
        bytes = readFileSync(join(this.#folder, name));
      } catch {
        continue; // Renamed between two looks; the next one finds it.
      }
      this.#take(bytes);
    }
  }

  /** The same for a journal that lies elsewhere than in a folder. */
  take(bytes: Uint8Array): void {
    this.#take(Buffer.from(bytes));
  }

  #take(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(10, from);
      if (end === -1) return;
      const line = bytes.subarray(from, end);
      from = end + 1;
      const json = line.subarray(9);
      if (line.subarray(0, 8).toString('latin1') !== crc32(json).toString(16).padStart(8, '0')) continue;
      const record = JSON.parse(json.toString('utf8')) as {
        state?: { journalId: string };
        entries?: { seq: number; bootId: string; at: number; fact: { kind: string } }[];
      };
      if (record.state !== undefined) this.#note(record.state.journalId, record.entries ?? []);
    }
  }

  #note(
    journalId: string,
    entries: readonly { seq: number; bootId: string; at: number; fact: { kind: string } }[],
  ): void {
    const journal = this.#journals.get(journalId) ?? { entries: new Map(), twice: new Set<number>() };
    this.#journals.set(journalId, journal);
    for (const { seq, bootId, at, fact } of entries) {
      const text = JSON.stringify([bootId, at, fact]);
      const known = journal.entries.get(seq);
      if (known !== undefined && known.text !== text) journal.twice.add(seq);
      journal.entries.set(seq, { kind: fact.kind, text });
    }
  }

  journals(applied: ReadonlyMap<string, number>): readonly JournalRead[] {
    return [...this.#journals].map(([journalId, { entries, twice }]) => ({
      journalId,
      entries,
      twice: [...twice],
      last: Math.max(0, ...entries.keys()),
      applied: applied.get(journalId) ?? null,
    }));
  }
}
