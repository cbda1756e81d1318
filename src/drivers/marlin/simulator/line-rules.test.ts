import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frame } from './fixtures/bench.ts';
import { judgeLine } from './line-rules.ts';

describe('what the firmware does with a line', () => {
  test('the next number with its checksum is accepted, stripped of both', () => {
    assert.deepEqual(judgeLine(frame(8, 'G1 X1'), 7), { kind: 'accept', n: 8, text: 'G1 X1' });
    assert.deepEqual(judgeLine(`  ${frame(8, 'G1X1')}`, 7), { kind: 'accept', n: 8, text: 'G1X1' });
  });

  test('the last number and the one before are duplicates, whatever their checksum', () => {
    assert.deepEqual(judgeLine('N7 G1 X1*0', 7), { kind: 'duplicate', n: 7 });
    assert.deepEqual(judgeLine('N6 G1 X1', 7), { kind: 'duplicate', n: 6 });
  });

  test('any other number is refused, before its checksum is looked at', () => {
    const refusal = { kind: 'refuse', reason: 'Line Number is not Last Line Number+1' };
    assert.deepEqual(judgeLine('N5 G1*0', 7), refusal);
    assert.deepEqual(judgeLine(frame(9, 'G1'), 7), refusal);
    assert.deepEqual(judgeLine('N-3 G1*0', 7), refusal);
  });

  test('a wrong or missing checksum on a numbered line is refused', () => {
    assert.deepEqual(judgeLine('N8 G1 X1*0', 7), { kind: 'refuse', reason: 'checksum mismatch' });
    assert.deepEqual(judgeLine('N8 G1 X1', 7), { kind: 'refuse', reason: 'No Checksum with line number' });
  });

  test('the sum is the exclusive or of all before the star, as in the frame that every host sends first', () => {
    assert.deepEqual(judgeLine('N0 M110 N0*125', 77), { kind: 'accept', n: 0, text: 'M110 N0' });
  });

  test('M110 takes the number behind it, and the number before it when there is none', () => {
    assert.equal(judgeLine(frame(3, 'M110 N500'), 77).kind, 'accept');
    assert.deepEqual(judgeLine(frame(3, 'M110 N500'), 77), { kind: 'accept', n: 500, text: 'M110 N500' });
    assert.deepEqual(judgeLine(frame(3, 'M110'), 77), { kind: 'accept', n: 3, text: 'M110' });
    assert.equal(judgeLine('N3 M110 N500*1', 77).kind, 'refuse');
  });

  test('a line without a number is taken unprotected, also with a checksum', () => {
    assert.deepEqual(judgeLine('M105', 7), { kind: 'accept', n: null, text: 'M105' });
    assert.deepEqual(judgeLine('M105*33', 7), { kind: 'accept', n: null, text: 'M105' });
    assert.deepEqual(judgeLine('M105*34', 7), { kind: 'accept', n: null, text: 'M105' });
  });
});
