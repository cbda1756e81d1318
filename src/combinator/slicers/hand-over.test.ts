import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHandOver } from './hand-over.ts';

const piece = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);

test('each piece comes as it was given, in its order, and none is joined to another', async () => {
  const over = createHandOver();
  const given = [piece(1), piece(2, 3), piece(4)];
  for (const each of given) over.give(each);
  over.end();
  const got: Uint8Array[] = [];
  for await (const each of over.pieces()) got.push(each);
  assert.ok(got.length === 3 && got.every((each, i) => each === given[i]));
});

test('whoever gives hears when all of it is done with, and not when the last of it is still being looked at', async () => {
  const over = createHandOver();
  const pieces = over.pieces();
  let taken = false;
  over.give(piece(1));
  const waited = over.taken().then(() => (taken = true));
  assert.equal((await pieces.next()).value?.[0], 1);
  await new Promise(setImmediate);
  assert.equal(taken, false, 'it is being looked at');
  const next = pieces.next();
  await waited;
  await over.taken();
  over.give(piece(2));
  assert.equal((await next).value?.[0], 2);
  over.end();
  assert.equal((await pieces.next()).done, true);
  await over.taken();
});

test('a failure comes behind what was given, wakes who waits, and keeps nobody waiting', async () => {
  const over = createHandOver();
  const pieces = over.pieces();
  const first = pieces.next();
  over.give(piece(1));
  over.fail(new Error('cut off'));
  over.end();
  await over.taken();
  assert.equal((await first).value?.[0], 1);
  await assert.rejects(pieces.next(), /cut off/);
});
