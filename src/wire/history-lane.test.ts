import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { encodeControl } from './codec.ts';
import { sampleLines } from './fixtures/samples.ts';
import { addHistory, type HistoryBatch, type HistoryLane, QUIET_HISTORY, takeHistory } from './history-lane.ts';
import type { HistoryLine } from './message.ts';

const WATCHED: HistoryLane = { ...QUIET_HISTORY, watched: true };

describe('G-code history on its way', () => {
  test('[MA14] nobody asks: nothing is kept', () => {
    assert.equal(addHistory(QUIET_HISTORY, sampleLines(0, 100), 0), QUIET_HISTORY);
  });

  test('[MA14] what arrives is complete and ordered, and each missing span is counted where it is missing', () => {
    const act = fc.oneof(
      fc.record({ add: fc.integer({ min: 1, max: 6_000 }) }),
      fc.record({ take: fc.integer({ min: 1, max: 5 }) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), fc.nat(1_000), (acts, first) => {
        let lane = WATCHED;
        let made = first;
        let expected = first;
        let now = 0;
        const drain = (times: number): void => {
          for (let i = 0; i < times; i++) {
            now += 1_000;
            const taken = takeHistory(lane, now);
            if (taken === null) return;
            lane = taken.lane;
            check(taken.batch);
          }
        };
        const check = ({ lines, from, dropped }: HistoryBatch): void => {
          assert.equal(from, expected + dropped);
          assert.deepEqual(
            lines.map((line) => line.text),
            lines.map((_, i) => `G1 X${from + i}`),
          );
          expected = from + lines.length;
        };
        for (const each of acts) {
          if ('take' in each) {
            drain(each.take);
            continue;
          }
          lane = addHistory(lane, sampleLines(made, each.add), made);
          made += each.add;
          assert.ok(lane.pending.length <= 8_192);
        }
        drain(Infinity);
        assert.equal(expected, made);
      }),
      { numRuns: 50 },
    );
  });

  test('[WI5] the worst batch still fits into a control frame', () => {
    // A control character takes six bytes as JSON.
    const worst: HistoryLine = { at: 1_764_000_000_000.123, direction: 'received', text: '\u0001'.repeat(70) };
    const taken = takeHistory(
      addHistory(
        WATCHED,
        Array.from({ length: 8_000 }, () => worst),
        0,
      ),
      0,
    );
    assert.ok(taken !== null && taken.batch.lines.length > 1_000);
    const numbers = { epoch: Number.MAX_SAFE_INTEGER, from: Number.MAX_SAFE_INTEGER, dropped: Number.MAX_SAFE_INTEGER };
    assert.notEqual(encodeControl({ kind: 'history', ...taken.batch, ...numbers }), null);
  });

  test('[MA14] a line of megabytes is cut, and the lane stays small', () => {
    const lane = addHistory(WATCHED, [{ at: 0, direction: 'received', text: 'x'.repeat(5_000_000) }], 0);
    assert.equal(lane.pending[0]?.text.length, 4_096);
    assert.equal(lane.pendingCharacters, 4_096);
  });
});
