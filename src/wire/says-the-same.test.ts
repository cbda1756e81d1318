import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Feedback } from '#model/feedback';
import { sampleFeedback } from './fixtures/samples.ts';
import { saysTheSame } from './says-the-same.ts';

const told = sampleFeedback(1);
const warm = (...temperatures: Feedback['temperatures']): Feedback => ({ ...told, at: 2, temperatures });
const progress = { printId: 'p' as never, fraction: 0.5, elapsedSeconds: 1, remainingSeconds: 2, layer: 3, z: 4 };

describe('measurements that say the same', () => {
  test('[MA14] are those that differ by their time, or by what a thermometer at rest wavers', () => {
    assert.ok(saysTheSame(told, sampleFeedback(2)));
    assert.ok(saysTheSame(told, warm({ name: 'tool0', actual: 200.9, target: 210 })));
    assert.ok(saysTheSame({ ...told, progress }, { ...told, progress: { ...progress } }));
  });

  const different: readonly (readonly [string, Feedback])[] = [
    ['warmer', warm({ name: 'tool0', actual: 201, target: 210 })],
    ['colder', warm({ name: 'tool0', actual: 200, target: 210 })],
    ['another target', warm({ name: 'tool0', actual: 200.5, target: 211 })],
    ['a target no more', warm({ name: 'tool0', actual: 200.5, target: null })],
    ['another heater', warm({ name: 'bed', actual: 200.5, target: 210 })],
    ['one heater more', warm(...told.temperatures, { name: 'bed', actual: 20, target: null })],
    ['no heater', warm()],
    ['not measured', warm({ name: 'tool0', actual: Number.NaN, target: 210 })],
    ['another place', { ...told, position: { x: 1, y: 2, z: 3.01 } }],
    ['no place', { ...told, position: null }],
    ['a notice', { ...told, notice: 'paused for user' }],
    ['a print', { ...told, progress }],
    ['a health of the line', { ...told, line: { linesSent: 1, resends: 0, window: 1, probes: 0 } }],
    ['slots', { ...told, slots: [] }],
  ];
  for (const [what, next] of different) {
    test(`[MA14] are not those of a printer that tells ${what}`, () => {
      assert.equal(saysTheSame(told, next), false);
      assert.equal(saysTheSame(next, told), false);
    });
  }
});
