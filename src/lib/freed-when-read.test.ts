import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freedWhenRead } from './freed-when-read.ts';

async function* given(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

test('a piece is whole while it is looked at, and its memory is free when the next one is asked for', async () => {
  const pieces = [1, 2, 3].map((byte) => new Uint8Array(70_000).fill(byte));
  const seen: (readonly [length: number, byte: number | undefined])[] = [];
  for await (const piece of freedWhenRead(given(pieces))) {
    seen.push([piece.length, piece[69_999]]);
    assert.deepEqual(
      pieces.map(({ length }) => length > 0),
      pieces.map((_, i) => i >= seen.length - 1),
    );
  }
  assert.deepEqual(seen, [
    [70_000, 1],
    [70_000, 2],
    [70_000, 3],
  ]);
});

test('what shares its memory with others is left alone', async () => {
  const shared = new Uint8Array(100).fill(7);
  const pieces = [
    shared.subarray(0, 50),
    shared.subarray(50),
    new Uint8Array(new SharedArrayBuffer(8)),
    Buffer.from('small'),
  ];
  for await (const piece of freedWhenRead(given(pieces))) assert.ok(piece.length > 0);
  assert.deepEqual([shared.length, shared[99], pieces[3]?.toString()], [100, 7, 'small']);
});

test('a reader that stops early frees nothing that it still holds', async () => {
  const pieces = [new Uint8Array(10).fill(1), new Uint8Array(10).fill(2)];
  for await (const piece of freedWhenRead(given(pieces))) {
    assert.equal(piece[0], 1);
    break;
  }
  assert.deepEqual(
    pieces.map(({ length }) => length),
    [10, 10],
  );
});
