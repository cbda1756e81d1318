import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FileForCard } from '#drivers/card-writer';
import { FileRefused } from '#drivers/printer-files';
import { InProcessDriver } from './fixtures/in-process-driver.ts';
import { closesFile, stopBytes } from './protocol/emergency.ts';
import type { SimulatorOptions } from './simulator/options.ts';
import { spelled } from './simulator/spelling.ts';

const LINES = ['G28', 'M109 S200', ...Array.from({ length: 40 }, (_, i) => `G1 X${i} Y2.5 E1`), 'M104 S0'];

function fileOf(
  bench: InProcessDriver,
  lines: readonly string[] = LINES,
  more: Partial<FileForCard> = {},
): FileForCard {
  const { path, file } = bench.print(lines);
  return { path, sizeBytes: file.sizeBytes, name: 'PART.GCO', replace: false, ...more };
}

const write = (bench: InProcessDriver, file: FileForCard, signal = new AbortController().signal): Promise<void> =>
  bench.driver.card?.write(file, signal, () => {}) ?? Promise.reject(new Error('no card'));

const refusal = async (writing: Promise<void>): Promise<FileRefused> =>
  writing.then(
    () => assert.fail('it was written'),
    (error: unknown) => (error instanceof FileRefused ? error : assert.fail(String(error))),
  );

const onCard = (bench: InProcessDriver, name = 'PART.GCO'): string | null => bench.printer.printer.cardFile(name);
const executed = (bench: InProcessDriver): readonly string[] =>
  bench.printer.records().flatMap((each) => (each.kind === 'line' ? [each.text.split(' ')[0] ?? ''] : []));

describe('writing to the card', { concurrency: 3 }, () => {
  for (const [dialect, end] of [
    ['marlin', '\r\n'],
    ['marlin1', '\r\n'],
    ['prusa', '\r\n'],
    ['repetier', '\r\n'],
    ['reprapfirmware', '\n'],
  ] as const) {
    test(`[MA15] ${dialect}: a file comes to the card line by line, nothing of it is executed, and the printer's own list proves it`, async () => {
      await using bench = await InProcessDriver.connected({ dialect });
      const told: number[] = [];
      const file = fileOf(bench, LINES, dialect === 'marlin' ? { name: 'CUBE.GCO', replace: true } : {});
      await bench.driver.card?.write(file, new AbortController().signal, (bytes) => told.push(bytes));
      const lines = onCard(bench, file.name)?.split(end) ?? [];
      assert.deepEqual(lines.map(spelled), [...LINES.map(spelled), '']);
      assert.equal(told.at(-1), file.sizeBytes);
      assert.ok(told.every((each, i) => i === 0 || each >= (told[i - 1] ?? 0)));
      const moves = executed(bench).filter((name) => /^(?:G\d|M109|M104)/.test(name));
      assert.deepEqual(moves, []);
      assert.equal(bench.persisted.at(-1)?.record.note, null, 'nothing is left to be done');
      assert.equal((await bench.driver.manual(['M105'])).kind, 'done', 'the conversation goes on');
    });
  }

  test('firmwares that take no files this way say so before anything is sent', async () => {
    for (const dialect of ['smoothie', 'klipper', 'grbl'] as const) {
      await using bench = await InProcessDriver.connected({ dialect });
      const before = bench.sent.length;
      const { reason, message } = await refusal(write(bench, fileOf(bench)));
      assert.equal(reason, 'not-supported', message);
      assert.ok(!bench.sent.slice(before).some((line) => line.includes('M28')));
    }
  });

  test('what keeps it from being written is told, and nothing of it is left', async () => {
    const cases: readonly (readonly [Partial<SimulatorOptions>, Partial<FileForCard>, readonly string[], string])[] = [
      [{ cardState: 'out' }, {}, LINES, 'no-card'],
      [{ cardState: 'locked' }, {}, LINES, 'not-opened'],
      [{ cardFreeBytes: 200 }, {}, LINES, 'card-full'],
      [{}, { name: 'CUBE.GCO' }, LINES, 'name-taken'],
      [{ cardState: 'locked' }, { name: 'CUBE.GCO', replace: true }, LINES, 'not-opened'],
      [{}, { name: 'TOO-LONG-A-NAME.GCO' }, LINES, 'refused'],
      [{}, {}, ['G28', 'M117 M29'], 'refused'],
      [{}, {}, ['; nothing'], 'refused'],
    ];
    const tried = cases.map(async ([simulator, more, lines, expected]) => {
      await using bench = await InProcessDriver.connected(simulator);
      const { reason, message } = await refusal(write(bench, fileOf(bench, lines, more)));
      assert.equal(reason, expected, message);
      assert.equal(onCard(bench), null);
      assert.equal(bench.persisted.at(-1)?.record.note ?? null, null);
    });
    await Promise.all(tried);
  });

  test('lost, damaged and missing answers cost time and nothing else; the answer to M29 as well', async () => {
    await using bench = await InProcessDriver.connected({ seed: 7 }, {}, { lostOk: 0.1 });
    bench.trigger({ fault: 'resend-storm', times: 3 });
    const closing = bench.sending('M29').then(() => bench.trigger({ fault: 'silence', forMs: 200 }));
    await write(bench, fileOf(bench));
    await closing;
    assert.equal(onCard(bench)?.split('\r\n').length, LINES.length + 1);
  });

  test('a person may change their mind; a pulled card ends it; both leave nothing', async () => {
    await using bench = await InProcessDriver.connected({ commandMs: 2 });
    const cancel = new AbortController();
    const writing = refusal(write(bench, fileOf(bench), cancel.signal));
    await bench.sending('G1X7Y2.5 E1');
    assert.deepEqual(await bench.driver.manual(['M105']), {
      kind: 'refused',
      reason: 'A file is being written to the card.',
    });
    assert.equal((await bench.driver.handOver?.(() => true))?.kind, 'refused');
    assert.equal((await refusal(write(bench, fileOf(bench)))).reason, 'busy');
    cancel.abort();
    assert.equal((await writing).reason, 'cancelled');
    assert.equal(onCard(bench), null);
    const again = refusal(write(bench, fileOf(bench)));
    await bench.sending('G1X7Y2.5 E1');
    bench.trigger({ fault: 'card-pulled' });
    const { reason, message } = await again;
    assert.equal(reason, 'card-full');
    assert.match(message, /may be left/);
  });

  test('a card that is pulled from a firmware which then executes what comes ends it at once', async () => {
    await using bench = await InProcessDriver.connected({ dialect: 'repetier', commandMs: 2 });
    const writing = refusal(write(bench, fileOf(bench)));
    await bench.sending('G1 X7 Y2.5 E1');
    bench.trigger({ fault: 'card-pulled' });
    assert.equal((await writing).reason, 'no-card');
    const moves = executed(bench).filter((name) => name === 'G1').length;
    // Of the 33 that were left only what was under way before the driver had a turn to hear of it.
    assert.ok(moves < 10, `${moves} were executed`);
  });

  test('[MA10] a process that dies between M28 and M29: the next one closes the file before it says anything else, deletes it and tells', async () => {
    await using bench = await InProcessDriver.connected({ commandMs: 2 });
    void write(bench, fileOf(bench)).catch(() => {});
    await bench.sending('G1X7Y2.5 E1');
    const note = bench.persisted.findIndex(({ record }) => record.note?.includes('PART.GCO') === true);
    const opened = bench.sent.findIndex((line) => line.includes('M28'));
    assert.ok(note >= 0 && (bench.persisted[note]?.sent ?? 0) <= opened, 'the note was on disk before');
    const before = bench.sent.length;
    await bench.restart();
    const told = await bench.report('trouble');
    assert.match(told.error.message, /PART\.GCO.*broken off.*deleted/);
    await bench.until(() => bench.reports.filter(({ kind }) => kind === 'connected').length === 2);
    assert.equal(bench.sent[before], 'M29');
    assert.equal(onCard(bench), null);
    assert.equal(bench.persisted.at(-1)?.record.note, null);
    assert.deepEqual(
      executed(bench).filter((name) => /^(?:G\d|M109)/.test(name)),
      [],
    );
  });

  test('[MA5] an emergency stop closes the file and is obeyed, although the emergency parser is off meanwhile; the half file goes when the printer is back', async () => {
    await using bench = await InProcessDriver.connected({ commandMs: 2 });
    void write(bench, fileOf(bench)).catch(() => {});
    await bench.sending('G1X7Y2.5 E1');
    assert.deepEqual(bench.safety.at(-1)?.stopBytes, closesFile(stopBytes('')), 'the guardian knows it too');
    bench.driver.stop();
    await bench.report('standing');
    assert.equal(bench.printer.printer.status().state, 'killed');
    bench.printer.printer.powerCycle();
    await bench.report('trouble');
    await bench.until(() => bench.reports.filter(({ kind }) => kind === 'connected').length === 2);
    assert.equal(onCard(bench), null);
  });

  test('a board that starts anew in the middle executes nothing of what was to be written', async () => {
    await using bench = await InProcessDriver.connected({ commandMs: 2 });
    const writing = refusal(write(bench, fileOf(bench)));
    await bench.sending('G1X7Y2.5 E1');
    bench.trigger({ fault: 'reset' });
    assert.equal((await writing).reason, 'broken-off');
    await bench.until(() => bench.reports.filter(({ kind }) => kind === 'connected').length === 2);
    assert.equal(onCard(bench), null);
    assert.deepEqual(
      executed(bench).filter((name) => /^(?:G\d|M109)/.test(name)),
      [],
    );
  });
});
