import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createLane } from './wire-rate.ts';

describe('the wire', () => {
  test('at 115200 a byte takes 10 bits, and a line arrives when its last byte does', () => {
    const lane = createLane(115_200);
    lane.push(Buffer.from('0123456789\n01234'), 100);
    const byteMs = 10_000 / 115_200;
    assert.ok(Math.abs(lane.nextMs() - (100 + 11 * byteMs)) < 1e-9);
    const piece = lane.peek(1000);
    assert.deepEqual([piece.from, piece.to], [0, 11]);
    lane.take(11, lane.nextMs());
    assert.ok(Math.abs(lane.nextMs() - (100 + 16 * byteMs)) < 1e-9);
    lane.take(5, lane.nextMs());
    assert.equal(lane.nextMs(), Number.POSITIVE_INFINITY);
    assert.equal(lane.backlog, 0);
  });

  test('a wire that stood idle does not make up for it', () => {
    const lane = createLane(10_000);
    lane.push(Buffer.from('a\n'), 0);
    lane.take(2, lane.nextMs());
    lane.push(Buffer.from('b\n'), 1000);
    assert.equal(lane.nextMs(), 1002);
  });

  test('without a rate everything is there at once', () => {
    const lane = createLane(0);
    lane.push(Buffer.from('a\nb\n'), 7);
    assert.equal(lane.nextMs(), 7);
    assert.equal(lane.peek(3).to, 3);
  });
});
