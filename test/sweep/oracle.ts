import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { journalPath } from '#machine/journal';
import { decodeRecords, type JournalRecord, replay } from '#machine/journal-record';
import { type MachineState, snapshotOf } from '#machine/machine-state';
import { printOf } from '#model/phase';
import type { WatchedDisk } from './faulty-disk.ts';
import { machineFolder, type Told } from './life.ts';
import { digestOf } from './world.ts';

type Remembered = NonNullable<ReturnType<typeof replay>>;

/** Holds everything that leaves a machine against what a power cut at that moment would leave of its disk (MA7, MA8). */
export function createOracle(disk: WatchedDisk, root: string): (told: Told) => void {
  const path = journalPath(machineFolder(root));
  let bytes: Buffer = Buffer.alloc(0);
  let records: JournalRecord[] = [];
  let remembered: Remembered | null = null;
  return (told) => {
    const kept = disk.model.keptBytes(path) ?? Buffer.alloc(0);
    if (kept !== bytes) {
      // Only what is new is read: a life is long.
      const isLonger = kept.subarray(0, bytes.length).equals(bytes);
      const added = decodeRecords(kept.subarray(isLonger ? bytes.length : 0)).records;
      records = isLonger ? [...records, ...added] : [...added];
      remembered = replay(records);
      bytes = kept;
    }
    const when = `before operation ${disk.operations.length + 1}, when ${told.kind} left the machine`;
    assert.ok(remembered !== null, `no journal was durable ${when}`);
    check(told, remembered, disk, when);
  };
}

function check(told: Told, { state, spool }: Remembered, disk: WatchedDisk, when: string): void {
  switch (told.kind) {
    case 'shown':
    case 'accepted':
      return checkShown(told.snapshot, state, when);
    case 'start': {
      const print = printOf(state.phase);
      assert.deepEqual([state.phase.kind, print?.id], ['printing', told.printId], `the start was not durable ${when}`);
      assert.notEqual(state.bed.kind, 'clear', `the bed was not durable ${when}`);
      const kept = disk.model.keptBytes(told.path);
      assert.equal(kept && digestOf(kept), print?.file?.digest, `the file was not durable ${when}`);
      assert.equal(digestOf(readFileSync(told.path)), print?.file?.digest, `the file was another ${when}`);
      return;
    }
    case 'line':
      assert.equal(spool?.printId, told.printId, `the reservation was not durable ${when}`);
      assert.ok((spool?.reservedTo ?? 0) >= told.line, `line ${told.line} was not reserved ${when}`);
  }
}

function checkShown(snapshot: Extract<Told, { kind: 'shown' }>['snapshot'], state: MachineState, when: string): void {
  assert.equal(state.journalId, snapshot.journalId);
  assert.ok(
    state.version >= snapshot.version,
    `version ${snapshot.version} was told, ${state.version} durable ${when}`,
  );
  const entries = state.entries.map((entry) => entry.seq);
  assert.deepEqual(entries, [...new Set(entries)], `entries stand there twice ${when}`);
  if (state.version > snapshot.version) return;
  const { entries: _told, more: _more, ...shown } = snapshot;
  const { entries: _kept, more: _moreKept, ...durable } = snapshotOf(state);
  assert.deepEqual(durable, shown, `something else was durable ${when}`);
  // Fewer when a confirmation came in the meantime, and never others.
  const known = new Map(snapshot.entries.map((entry) => [entry.seq, entry]));
  for (const entry of state.entries) assert.deepEqual(entry, known.get(entry.seq), `entry ${entry.seq} ${when}`);
}
