import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NO_PROGRESS, type ProgressFacts, progressOf, track } from './progress.ts';

const FACTS: ProgressFacts = {
  done: 50,
  lines: 200,
  plannedDoneMs: 30_000,
  plannedMs: 100_000,
  bytesFraction: 0.4,
  elapsedMs: 45_000,
  at: 45_000,
};
const after = (...lines: string[]) => lines.reduce((known, line) => track(known, line, 40_000), NO_PROGRESS);

describe('progress', () => {
  test('the slicer\u2019s own M73 counts before anything else', () => {
    const told = progressOf(after('M73 P30 R10'), FACTS);
    assert.deepEqual([told.fraction, told.remainingSeconds], [0.3, 595]);
    assert.equal(progressOf(after('M73 P300'), FACTS).fraction, 0.3, 'nonsense is left out');
  });

  test('else planned time, then lines, then bytes', () => {
    assert.equal(progressOf(NO_PROGRESS, FACTS).fraction, 0.3);
    assert.equal(progressOf(NO_PROGRESS, { ...FACTS, plannedDoneMs: null }).fraction, 0.25);
    assert.equal(progressOf(NO_PROGRESS, { ...FACTS, plannedDoneMs: null, lines: null }).fraction, 0.4);
    assert.equal(progressOf(NO_PROGRESS, { ...FACTS, plannedMs: null, lines: 10 }).fraction, 1);
  });

  test('what remains is corrected by how slow the printer was, once that can be known', () => {
    assert.equal(progressOf(NO_PROGRESS, FACTS).remainingSeconds, 70);
    assert.equal(progressOf(NO_PROGRESS, { ...FACTS, elapsedMs: 120_000, plannedDoneMs: 60_000 }).remainingSeconds, 80);
    assert.equal(progressOf(NO_PROGRESS, { ...FACTS, plannedMs: null }).remainingSeconds, null);
  });

  test('a layer is a height above the last at which something was extruded; a hop is none', () => {
    const known = after(
      'G1 Z5',
      'G1 Z0.2',
      'G1 X5 E1',
      'G1 Z0.6',
      'G0 X10',
      'G1 Z0.2',
      'G1 X6 E2',
      'G1 Z0.4',
      'G1 X1 E3',
    );
    const told = progressOf(known, FACTS);
    assert.deepEqual([told.layer, told.z], [2, 0.4]);
    assert.equal(progressOf(NO_PROGRESS, FACTS).layer, null);
  });
});
