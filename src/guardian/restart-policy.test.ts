import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Chance } from '#lib/chance';
import { afterDeath, FRESH, LOOP_DEATHS, LOOP_WINDOW_MS, type RestartHistory, STEADY_MS } from './restart-policy.ts';

const chance = (fraction: number): Chance => ({ id: () => 'x', fraction: () => fraction });

/** The waits after `deaths` deaths, each of a machine that ran for `ranMs` after its wait. */
function waits(deaths: number, ranMs: number, fraction = 0): { waits: number[]; history: RestartHistory } {
  let history = FRESH;
  let now = 0;
  const found: number[] = [];
  for (let i = 0; i < deaths; i++) {
    now += ranMs;
    const next = afterDeath(history, ranMs, now, chance(fraction));
    history = next.history;
    found.push(next.delayMs);
    now += next.delayMs;
  }
  return { waits: found, history };
}

describe('restarting a machine', () => {
  test('[PR3] is immediate at first, then waits from 1 s doubling to 60 s, for ever', () => {
    const expected = [0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];
    assert.deepEqual(waits(9, 10).waits, expected);
    assert.equal(waits(1_000, 10).waits.at(-1), 60_000);
  });

  test('[PR3] chance shortens a wait, and never to nothing', () => {
    for (const [index, wait] of waits(9, 10, 0.999).waits.entries()) {
      if (index > 0) assert.ok(wait >= 700 && wait <= 60_000, String(wait));
    }
  });

  test('is immediate again after a steady run', () => {
    assert.deepEqual(waits(4, STEADY_MS).waits, [0, 0, 0, 0]);
  });

  test('[PR3] five deaths within 30 s are a crash loop, four are not', () => {
    assert.equal(waits(LOOP_DEATHS - 1, 10).history.crashLooping, false);
    assert.equal(waits(LOOP_DEATHS, 10).history.crashLooping, true);
  });

  test('deaths further apart than 30 s are no crash loop', () => {
    assert.equal(waits(20, LOOP_WINDOW_MS / 2).history.crashLooping, false);
  });

  test('a crash loop stays one while the waits grow beyond the window, and ends with a steady run', () => {
    const { history } = waits(12, 10);
    assert.equal(history.crashLooping, true);
    assert.equal(afterDeath(history, STEADY_MS, 10_000_000, chance(0)).history.crashLooping, false);
  });
});
