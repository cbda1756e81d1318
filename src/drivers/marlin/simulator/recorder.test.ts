import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createTurnedClock } from './fixtures/turned-clock.ts';
import { createRecorder } from './recorder.ts';
import { readRecords } from './simulator-client.ts';

const line = (n: number | null, text = 'G1') => ({ n, text, source: 'serial' as const });

describe('the recorder', () => {
  test('keeps its own model of line numbers: a repeated or skipped one is an anomaly', () => {
    const recorder = createRecorder(createTurnedClock(), null, 100);
    for (const n of [5, 6, null, 7, 7, 9]) recorder.line(line(n), 0);
    const anomalies = recorder.records().filter((record) => record.kind === 'anomaly');
    assert.deepEqual(
      anomalies.map(({ what, n, after }) => [what, n, after]),
      [
        ['repeated', 7, 7],
        ['skipped', 9, 7],
      ],
    );
    recorder.note({ kind: 'numbering', lastN: 100 }, 0);
    recorder.line(line(101), 0);
    recorder.note({ kind: 'reset', cause: 'test' }, 0);
    recorder.line(line(1), 0);
    assert.equal(recorder.totals.anomalies, 2);
  });

  test('each numbering is a session of its own', () => {
    const recorder = createRecorder(createTurnedClock(), null, 100);
    recorder.note({ kind: 'reset', cause: 'test' }, 0);
    recorder.line(line(1), 0);
    recorder.note({ kind: 'numbering', lastN: 7 }, 0);
    recorder.line(line(8), 0);
    const sessions = recorder.records().flatMap((record) => (record.kind === 'line' ? [record.session] : []));
    assert.deepEqual(sessions, [1, 2]);
  });

  test('appends lines of JSON with the wall time and the time of the printer', () => {
    const folder = mkdtempSync(join(tmpdir(), 'croft-recorder-'));
    const file = join(folder, 'record.jsonl');
    try {
      const clock = createTurnedClock();
      for (const text of ['M117 "quoted"', 'G28']) {
        using recorder = createRecorder(clock, file, 100);
        clock.turn(1000);
        // It took effect 250 ms before the process came to it.
        recorder.line(line(null, text), clock.monotonic() - 250);
      }
      const records = readRecords(file);
      assert.deepEqual(
        records.map(({ at, t }) => [at - 1_700_000_000_000, t]),
        [
          [750, 750],
          [1750, 1750],
        ],
      );
      assert.equal(records[0]?.kind === 'line' && records[0].text, 'M117 "quoted"');
      using waiting = createRecorder(clock, file, 100);
      waiting.line(line(1), 0);
      assert.equal(readRecords(file).length, 2);
      clock.turn(20);
      assert.equal(readRecords(file).length, 3);
      assert.ok(readFileSync(file, 'utf8').endsWith('\n'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('in memory only the newest are kept, totals count all', () => {
    const recorder = createRecorder(createTurnedClock(), null, 10);
    for (let n = 1; n <= 1000; n++) recorder.line(line(n), n);
    const kept = recorder.records();
    assert.equal(kept.length, 10);
    assert.equal(kept.at(-1)?.t, 1000);
    assert.equal(recorder.totals.lines, 1000);
  });
});
