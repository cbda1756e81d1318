import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SpoolRecord } from '#drivers/driver';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { fileDigest, printId } from '#model/ids';
import { adoptPrint } from './adoption.ts';
import { type Locating, beginLocating } from './protocol/locate.ts';
import { readNote, writeNote } from './run-note.ts';

test('[MA10] who takes a print over goes on only when the disk has forgotten what was handed over, and nothing else', async () => {
  const records: SpoolRecord[] = [];
  const disk = Promise.withResolvers<void>();
  const digest = fileDigest('0'.repeat(64));
  const print = { printId: printId('p'), file: { digest, name: 'p', sizeBytes: 10 }, path: 'p' };
  const note = { ...readNote(null), modalLine: 7, handed: 1_200 };
  const record: SpoolRecord = {
    printId: print.printId,
    digest,
    portSession: 's',
    base: 1_000,
    firstLine: 0,
    reservedTo: 1_400,
    exceptions: [],
    note: writeNote(note),
  };
  const asked: (number | null)[] = [];
  const located: Locating = { ...beginLocating(1_400, 0), stage: 'located', answers: [1_200, 1_200] };
  let went = false;
  const adopting = adoptPrint(print, 'printing', {
    context: {
      clock: createHandClock(),
      port: { kind: 'tty', fd: 3, session: 's', touched: false, unreadMs: 0 },
      spoolRecord: record,
      report: () => {},
      persistSpool: (kept: SpoolRecord) => {
        records.push(kept);
        return disk.promise;
      },
    } as never,
    locate: async (_, handed) => {
      asked.push(handed);
      return located;
    },
    isUncounted: () => false,
    gapMs: () => 80,
  }).then((adoption) => {
    went = true;
    return adoption;
  });
  await new Promise((resolve) => setImmediate(resolve));
  // The printer is asked meanwhile: a question takes no number.
  assert.deepEqual([asked, went], [[1_200], false]);
  disk.resolve();
  const adoption = await adopting;
  assert.equal(adoption.kind === 'goes-on' && adoption.next, 1_201);
  assert.deepEqual(adoption.kind === 'goes-on' && adoption.note, { ...note, handed: null });
  assert.deepEqual(
    records.map((kept) => ({ ...kept, note: readNote(kept.note) })),
    [{ ...record, note: { ...note, handed: null } }],
  );
});
