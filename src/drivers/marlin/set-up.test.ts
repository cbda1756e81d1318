import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DriverContext, SpoolRecord } from '#drivers/driver';
import type { Conversation } from './conversation.ts';
import { InProcessDriver } from './fixtures/in-process-driver.ts';
import { UNKNOWN_FIRMWARE } from './identity.ts';
import { type FoundBoard, type SeenOfBoard, setUp } from './set-up.ts';

const SETTINGS = ['M413 S0', 'M900 K0.05'];
const OPTIONS = { afterConnect: SETTINGS };

const settingsIn = (bench: InProcessDriver): readonly string[] =>
  bench.sent.map((line) => line.replace(/^N\d+ /, '').replace(/\*\d+$/, '')).filter((line) => SETTINGS.includes(line));

/** What a setup does with a board that was found so: in order, what it put on disk and what it sent. */
async function doneFor(
  board: Partial<FoundBoard & SeenOfBoard>,
  more: { readonly lines?: readonly string[]; readonly isFull?: boolean } = {},
) {
  const done: string[] = [];
  const context = {
    port: { session: 's' },
    persistSpool: async ({ portSession }: SpoolRecord) => {
      if (more.isFull === true) throw new Error('ENOSPC');
      done.push(`record of ${portSession}`);
    },
  } as unknown as DriverContext;
  const talk = {
    ask: async (line: string) => {
      done.push(line);
      return [];
    },
  } as unknown as Conversation;
  const found = {
    greeted: false,
    known: true,
    foreign: null,
    card: 'M27',
    bedSensor: false,
    identity: UNKNOWN_FIRMWARE,
    ...board,
  };
  await setUp(more.lines ?? SETTINGS, found, () => found, { context, talk });
  return done.filter((line) => line !== 'M27');
}

describe('settings after connecting', { concurrency: 2 }, () => {
  test('[MA10] [MA15] they go to a board that has started anew, or that nobody has spoken with, and never again', async () => {
    assert.deepEqual(await doneFor({ greeted: true }), SETTINGS);
    assert.deepEqual(await doneFor({ known: false }), ['record of s', ...SETTINGS]);
    assert.deepEqual(await doneFor({ known: false, greeted: true }), ['record of s', ...SETTINGS]);
    assert.deepEqual(await doneFor({}), [], 'the process before this one has spoken with it');
    assert.deepEqual(await doneFor({ known: false }, { isFull: true }), []);
    assert.deepEqual(await doneFor({ greeted: true }, { lines: ['G28', 'M24', 'M413 S0'] }), ['M413 S0']);
  });

  test('[MA11] a printer that prints by itself, or may, is sent none', async () => {
    const foreign = { key: 'card-1', name: 'x', since: 0 };
    assert.deepEqual(await doneFor({ known: false, foreign }), []);
    assert.deepEqual(await doneFor({ greeted: true, foreign }), []);
    assert.deepEqual(await doneFor({ known: false, card: null }), []);
  });

  test('[MA15] a board has them before it is in sight, and once more when it has started anew', async () => {
    await using bench = await InProcessDriver.connected({}, OPTIONS, {}, null);
    assert.deepEqual(settingsIn(bench), SETTINGS);
    const [kept] = bench.persisted;
    assert.ok(kept !== undefined && kept.sent <= bench.sent.findIndex((line) => line.includes('M413')));
    bench.driver.start(bench.print(['G28', 'G1 X10 F6000']));
    await bench.report('print-ended');
    assert.deepEqual(settingsIn(bench), SETTINGS, 'a print does not repeat them');
    bench.trigger({ fault: 'reset' });
    await bench.until(() => bench.reports.filter(({ kind }) => kind === 'connected').length === 2);
    assert.deepEqual(settingsIn(bench), [...SETTINGS, ...SETTINGS]);
  });
});
