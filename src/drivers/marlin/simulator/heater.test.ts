import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHeater, HOTEND } from './heater.ts';

describe('a heater', () => {
  test('rises to its target in about a minute, holds it exactly, and cools down when switched off', () => {
    const heater = createHeater(HOTEND, 1);
    assert.equal(heater.temperature(0), 21);
    assert.ok(heater.setTarget(210, 0));
    const metMs = heater.meetsMs(0);
    assert.ok(metMs > 40_000 && metMs < 80_000, String(metMs));
    assert.ok(heater.temperature(metMs / 2) < 210);
    assert.ok(Math.abs(heater.temperature(metMs) - 210) < 1e-6);
    assert.equal(heater.temperature(10 * metMs), 210);
    heater.setTarget(0, 10 * metMs);
    assert.ok(heater.temperature(10 * metMs + 60_000) < 150);
    assert.ok(heater.temperature(10 * metMs + 3_600_000) < 23);
  });

  test('at double speed it takes half the time, at infinite speed none', () => {
    const slow = createHeater(HOTEND, 1);
    const fast = createHeater(HOTEND, 2);
    const instant = createHeater(HOTEND, Number.POSITIVE_INFINITY);
    for (const heater of [slow, fast, instant]) heater.setTarget(200, 0);
    assert.ok(Math.abs(slow.meetsMs(0) / fast.meetsMs(0) - 2) < 1e-6);
    assert.equal(instant.meetsMs(0), 0);
    assert.equal(instant.temperature(0), 200);
  });

  test('a target is limited, and setting the same one again changes nothing', () => {
    const heater = createHeater(HOTEND, 1);
    heater.setTarget(999, 0);
    assert.equal(heater.target, HOTEND.highestTarget);
    assert.ok(!heater.setTarget(999, 5));
  });
});
