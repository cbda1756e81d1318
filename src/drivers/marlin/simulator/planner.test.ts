import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPlanner } from './planner.ts';

describe('the planner', () => {
  test('holds one block less than its buffer, and a place is free when a block ends', () => {
    const planner = createPlanner(16, () => {});
    for (let i = 0; i < 15; i++) planner.add(0, 10, 1, 0, 0, 0);
    assert.equal(planner.free(0), 0);
    assert.ok(!planner.hasRoom(9.9));
    assert.equal(planner.nextEndMs(), 10);
    assert.ok(planner.hasRoom(10));
    assert.equal(planner.stillMs(), 150);
    assert.ok(planner.isStill(150));
    assert.equal(planner.free(150), 15);
  });

  test('blocks begin one behind the other, each reported at its own time', () => {
    const begun: number[] = [];
    const planner = createPlanner(16, (atMs) => begun.push(atMs));
    planner.add(0, 10, 1, 0, 0, 0);
    planner.add(0, 10, 1, 0, 0, 0);
    assert.deepEqual(begun, [0]);
    planner.settle(30);
    planner.add(40, 10, 1, 0, 0, 0);
    assert.deepEqual(begun, [0, 10, 40]);
  });

  test('standing still for want of a move is an underrun with its length; a meant standstill is none', () => {
    const planner = createPlanner(16, () => {});
    assert.equal(planner.add(0, 10, 1, 0, 0, 0), 0);
    assert.equal(planner.add(12.5, 10, 1, 0, 0, 0), 2.5);
    planner.expectStandstill();
    assert.equal(planner.add(1000, 10, 1, 0, 0, 0), 0);
    assert.deepEqual(planner.counts, { blocks: 3, underruns: 1, standstillMs: 2.5 });
  });

  test('a quick stop says what of the motion is missing, the running block in part', () => {
    const planner = createPlanner(16, () => {});
    planner.add(0, 10, 4, 0, 0, 2);
    planner.add(0, 10, 0, 6, 1, 0);
    assert.deepEqual(planner.drop(5), { dx: 2, dy: 6, dz: 1, de: 1, blocks: 2 });
    assert.ok(planner.isStill(5));
    assert.equal(planner.lastMotionMs, 5);
  });
});
