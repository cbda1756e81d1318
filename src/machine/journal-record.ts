import type { SpoolRecord } from '#drivers/driver';
import { crc32 } from '#lib/crc32';
import type { PrintId } from '#model/ids';
import type { JournalEntry } from '#model/journal-entry';
import type { PrintOutcome } from '#model/print';
import type { MachineState } from './machine-state.ts';

/**
 * The lines of a journal: `<crc32 of the JSON, 8 hex digits> <JSON>\n`. A `whole` record stands first and after each compaction;
 * `step` records carry what changed. The state is written whole in each step (about 1 KB), entries and outcomes as differences.
 */
export type JournalRecord =
  | {
      readonly kind: 'whole';
      readonly state: PlainState;
      readonly entries: readonly JournalEntry[];
      readonly begun: Begun;
      readonly spool: SpoolRecord | null;
    }
  | {
      readonly kind: 'step';
      readonly state: PlainState;
      /** Entries that this change added. */
      readonly entries: readonly JournalEntry[];
      /** Entries up to this number are confirmed and forgotten. */
      readonly confirmed: number;
      readonly begun: Begun;
    }
  | { readonly kind: 'spool'; readonly record: SpoolRecord | null };

type PlainState = Omit<MachineState, 'entries' | 'begun'>;
type Begun = readonly (readonly [PrintId, PrintOutcome | null])[];

const NEWLINE = 0x0a;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function encodeRecord(record: JournalRecord): Uint8Array {
  const json = encoder.encode(JSON.stringify(record));
  const checksum = crc32(json).toString(16).padStart(8, '0');
  return Buffer.concat([encoder.encode(`${checksum} `), json, new Uint8Array([NEWLINE])]);
}

export interface DecodedRecords {
  readonly records: readonly JournalRecord[];
  /** Length of the good part. */
  readonly goodBytes: number;
  /** `torn`: the last line is not whole. `corrupt`: a bad line has good ones behind it (J3). */
  readonly tail: 'whole' | 'torn' | 'corrupt';
}

export function decodeRecords(bytes: Uint8Array): DecodedRecords {
  const records: JournalRecord[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const end = bytes.indexOf(NEWLINE, offset);
    const record = end === -1 ? null : decodeLine(bytes.subarray(offset, end));
    if (record === null) {
      return { records, goodBytes: offset, tail: hasGoodLineAfter(bytes, end) ? 'corrupt' : 'torn' };
    }
    records.push(record);
    offset = end + 1;
  }
  return { records, goodBytes: offset, tail: 'whole' };
}

function hasGoodLineAfter(bytes: Uint8Array, badEnd: number): boolean {
  let offset = badEnd + 1;
  while (badEnd !== -1 && offset < bytes.length) {
    const end = bytes.indexOf(NEWLINE, offset);
    if (end === -1) return false;
    if (decodeLine(bytes.subarray(offset, end)) !== null) return true;
    offset = end + 1;
  }
  return false;
}

function decodeLine(line: Uint8Array): JournalRecord | null {
  if (line.length < 10) return null;
  try {
    const json = line.subarray(9);
    if (decoder.decode(line.subarray(0, 8)) !== crc32(json).toString(16).padStart(8, '0')) return null;
    return JSON.parse(decoder.decode(json)) as JournalRecord;
  } catch {
    return null;
  }
}

export function wholeOf(state: MachineState, spool: SpoolRecord | null): JournalRecord {
  return { kind: 'whole', state: plain(state), entries: state.entries, begun: [...state.begun], spool };
}

export function recordOf(before: MachineState, after: MachineState): JournalRecord {
  const entries = after.entries.filter((entry) => entry.seq >= before.nextSeq);
  const oldest = after.entries[0]?.seq ?? after.nextSeq;
  return { kind: 'step', state: plain(after), entries, confirmed: oldest - 1, begun: begunSince(before, after) };
}

function begunSince(before: MachineState, after: MachineState): Begun {
  if (before.begun === after.begun) return [];
  return [...after.begun].filter(([id, outcome]) => !before.begun.has(id) || before.begun.get(id) !== outcome);
}

function plain(state: MachineState): PlainState {
  const { entries: _entries, begun: _begun, ...rest } = state;
  return rest;
}

/** The state that the records lead to; null when they do not begin with a whole one. */
export function replay(records: readonly JournalRecord[]): { state: MachineState; spool: SpoolRecord | null } | null {
  const first = records[0];
  if (first === undefined || first.kind !== 'whole') return null;
  let rest: PlainState = first.state;
  let entries = [...first.entries];
  const begun = new Map(first.begun);
  let spool = first.spool;
  for (const record of records.slice(1)) {
    if (record.kind === 'spool') {
      spool = record.record;
      continue;
    }
    rest = record.state;
    if (record.kind === 'whole') {
      entries = [];
      begun.clear();
      spool = record.spool;
    } else {
      // Numbers that the record gives out itself: an attempt before it wrote them down and told nobody.
      const given = record.state.nextSeq - record.entries.length;
      entries = entries.filter((entry) => entry.seq > record.confirmed && entry.seq < given);
    }
    entries.push(...record.entries);
    for (const [id, outcome] of record.begun) begun.set(id, outcome);
  }
  return { state: { ...rest, entries, begun }, spool };
}
