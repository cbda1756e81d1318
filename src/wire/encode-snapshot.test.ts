import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bootId } from '#model/ids';
import { SNAPSHOT_ENTRIES } from '#model/machine-snapshot';
import { createDecoder } from './codec.ts';
import { encodeSnapshot } from './encode-snapshot.ts';
import { sampleSnapshot } from './fixtures/samples.ts';
import { readMachineMessage } from './read-machine-message.ts';

const snapshotWith = (characters: number) =>
  sampleSnapshot({
    entries: Array.from({ length: SNAPSHOT_ENTRIES }, (_, i) => ({
      seq: i + 1,
      bootId: bootId('boot-1'),
      at: i,
      correlationId: null,
      fact: { kind: 'printer-disconnected', reason: 'é'.repeat(characters) },
    })),
  });

function sent(characters: number) {
  const frame = encodeSnapshot(snapshotWith(characters), 1) ?? assert.fail('does not fit');
  const { frames, error } = createDecoder(readMachineMessage).push(frame);
  assert.equal(error, null);
  const [first] = frames;
  assert.ok(first?.kind === 'control' && first.message.kind === 'snapshot');
  return first.message.snapshot;
}

describe('snapshots as frames', () => {
  test('[MA8] [WI5] a snapshot full of ordinary entries goes whole', () => {
    assert.deepEqual(sent(100), snapshotWith(100));
  });

  test('[MA8] [WI5] one that is too long carries the oldest entries and says that there are more', () => {
    const snapshot = sent(20_000);
    assert.ok(snapshot.entries.length >= 8 && snapshot.entries.length < SNAPSHOT_ENTRIES);
    assert.equal(snapshot.more, true);
    assert.deepEqual(snapshot.entries, snapshotWith(20_000).entries.slice(0, snapshot.entries.length));
  });

  test('[WI5] one that does not fit even without entries is told to its sender', () => {
    const monster = { code: 'no-answer', message: 'x'.repeat(2_000_000), at: 0 } as const;
    assert.equal(encodeSnapshot(sampleSnapshot({ lastError: monster }), 1), null);
  });
});
