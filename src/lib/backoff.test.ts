import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { backoffDelayMs } from './backoff.ts';
import type { Chance } from './chance.ts';

const chanceOf = (fraction: number): Chance => ({ id: () => 'id', fraction: () => fraction });

describe('backoff', () => {
  const limits = { firstMs: 1_000, capMs: 60_000 };

  test('[PR3] each wait is twice the last, up to the cap and never beyond it', () => {
    const waits = Array.from({ length: 8 }, (_, attempt) => backoffDelayMs(attempt, limits, chanceOf(0)));
    assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    assert.equal(backoffDelayMs(1_000_000, limits, chanceOf(0)), 60_000);
    assert.equal(backoffDelayMs(5_000, { firstMs: 0, capMs: 10 }, chanceOf(0)), 0);
  });

  test('[PR6] chance only shortens a wait, by at most the jitter', () => {
    assert.equal(backoffDelayMs(0, limits, chanceOf(0.5)), 850);
    assert.equal(backoffDelayMs(20, { ...limits, jitter: 1 }, chanceOf(0.75)), 15_000);
    assert.equal(backoffDelayMs(3, { ...limits, factor: 1 }, chanceOf(0)), 1_000);
  });
});
