import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CardPrintToDrive } from '#drivers/driver';
import { printId } from '#model/ids';
import type { CardNote } from './card-note.ts';
import { InProcessDriver } from './fixtures/in-process-driver.ts';
import { idleRecord } from './session-record.ts';
import { createTurnedClock } from './simulator/fixtures/turned-clock.ts';
import type { SimulatorOptions } from './simulator/options.ts';

/** Prints that the printer reads from its own card (decision 21), per firmware, against the simulated one. */

/** `seconds` of moves of the printer; at fifty times its speed. */
const fileOf = (seconds: number): string =>
  [
    'M104 S200',
    'G28',
    ...Array.from({ length: seconds * 2 }, (_, i) => `G1 X${i % 2 === 0 ? 10 : 60} Y10 E${i + 1} F6000`),
    'M104 S0',
    '',
  ].join('\n');
const LONG = fileOf(150);
const SHORT = fileOf(30);
const FILES = { 'LONG.GCO': LONG, 'PARTS/SHORT.GCO': SHORT };

const of = (path: keyof typeof FILES, id = 'p'): CardPrintToDrive => ({
  printId: printId(id),
  card: { path, sizeBytes: FILES[path].length },
});
/** As a list without lengths names it. */
const unsized = (path: keyof typeof FILES): CardPrintToDrive => ({
  printId: printId('p'),
  card: { path, sizeBytes: null },
});
const board = (changes: Partial<SimulatorOptions> = {}): Partial<SimulatorOptions> => ({
  cardFiles: FILES,
  speed: 1,
  ...changes,
});
/** On a clock that is turned. */
const connected = (simulator: Partial<SimulatorOptions>): Promise<InProcessDriver> =>
  InProcessDriver.connected(simulator, {}, {}, idleRecord('s'), createTurnedClock());
const commandsOf = (bench: InProcessDriver): string[] =>
  bench.sent.map((text) => text.replace(/^N\d+ /, '').replace(/\*\d+$/, ''));

async function begin(bench: InProcessDriver, print: CardPrintToDrive): Promise<void> {
  assert.equal(await bench.resolved(bench.driver.fromCard?.look(print.card)), null);
  bench.driver.fromCard?.start(print);
  await bench.report('print-moved');
}

const starts = (bench: InProcessDriver): number =>
  bench.printer.records().filter((each) => each.kind === 'panel-print' && each.event === 'started').length;
const outcomes = (bench: InProcessDriver): unknown[] =>
  bench.reports.flatMap((each) =>
    each.kind === 'print-ended' ? [each.outcome] : each.kind === 'print-lost' ? ['lost'] : [],
  );

const fractions = (bench: InProcessDriver): number[] =>
  bench.reports.flatMap((each) =>
    each.kind === 'feedback' && each.feedback.progress !== null ? [each.feedback.progress.fraction] : [],
  );
/** Of the notes on disk, counted from the last. */
function noteOf(bench: InProcessDriver, place: number): CardNote {
  const { record } = bench.persisted.at(place) ?? {};
  return (JSON.parse(record?.note ?? '') as { readonly card: CardNote }).card;
}

const FIRMWARES = [
  ['marlin', '/PARTS/SHORT.GCO'],
  ['marlin1', '/PARTS/SHORT.GCO'],
  ['prusa', '/parts/short.gco'],
  ['repetier', 'PARTS/SHORT.GCO'],
  ['reprapfirmware', 'PARTS/SHORT.GCO'],
] as const;

describe('a print from the card', () => {
  for (const [dialect, name] of FIRMWARES) {
    test(`[MA10] [MA15] ${dialect}: is selected by its name, begun, watched, and told to have ended when the printer stands`, async () => {
      await using bench = await connected(board({ dialect }));
      await begin(bench, of('PARTS/SHORT.GCO'));
      const ended = await bench.report('print-ended');
      assert.deepEqual([ended.outcome, ended.moved, ended.error], ['finished', true, null]);
      const commands = commandsOf(bench);
      assert.ok(commands.includes(`M23 ${name}`), commands.join(' | '));
      const [first, second] = bench.persisted.slice(-2);
      assert.ok((first?.sent ?? 0) <= commands.indexOf(`M23 ${name}`), 'a note is on disk before it is selected');
      assert.ok((second?.sent ?? 0) <= commands.indexOf('M24'), 'and another before it begins');
      assert.deepEqual([starts(bench), outcomes(bench)], [1, ['finished']]);
      assert.equal(bench.reports.filter((each) => each.kind === 'foreign-began').length, 0, 'it is ours');
    });

    test(`[MA15] ${dialect}: pauses, goes on, is changed by lines, and is cancelled with the heaters off`, async () => {
      await using bench = await connected(board({ dialect }));
      const print = of('LONG.GCO');
      await begin(bench, print);
      bench.driver.adjust(print.printId, { kind: 'feed', percent: 120 });
      bench.driver.adjust(print.printId, { kind: 'pause-at', at: { kind: 'layer', layer: 3 } });
      assert.match((await bench.report('trouble')).error.message, /layers/);
      bench.driver.pause(print.printId);
      await bench.report('print-paused');
      bench.driver.resume(print.printId);
      await bench.report('print-resumed');
      bench.driver.cancel(print.printId);
      const ended = await bench.report('print-ended');
      assert.deepEqual([ended.outcome, ended.moved], ['cancelled', true]);
      const commands = commandsOf(bench);
      const order = ['M220 S120', 'M25', 'M24', dialect === 'marlin' ? 'M524' : 'M25', 'M104 S0', 'M84'];
      let from = 0;
      for (const command of order) {
        const found = commands.indexOf(command, from);
        assert.ok(found >= from, `${command} in ${commands.slice(from).join(' | ')}`);
        from = found + 1;
      }
      assert.deepEqual([starts(bench), outcomes(bench)], [1, ['cancelled']]);
    });
  }

  for (const [dialect, asked] of [
    ['marlin1', 0],
    ['reprapfirmware', 1],
  ] as const) {
    test(`[MA15] ${dialect}: a file of which nobody knew the length has the one that the printer says before it begins`, async () => {
      await using bench = await connected(board({ dialect }));
      const print = unsized('LONG.GCO');
      await begin(bench, print);
      assert.deepEqual(
        [-2, -1].map((place) => noteOf(bench, place)).map(({ sizeBytes, began }) => [sizeBytes, began]),
        [
          [null, false],
          [LONG.length, true],
        ],
      );
      assert.equal(commandsOf(bench).filter((each) => each === 'M36 LONG.GCO').length, asked);
      await bench.until(() => fractions(bench).some((each) => each > 0 && each < 1));
      await bench.crashCard(print, 'printing');
      assert.equal((await bench.report('adopted')).into, 'printing', 'known again by the length on disk');
      assert.equal((await bench.report('print-ended')).outcome, 'finished');
      assert.deepEqual([starts(bench), outcomes(bench)], [1, ['finished']]);
    });
  }

  test('[MA15] where the printer says no length even when it opens the file, nothing moves', async () => {
    await using bench = await connected(board({ dialect: 'marlin1', cardQuirk: 'no-length' }));
    const print = unsized('LONG.GCO');
    assert.equal(await bench.resolved(bench.driver.fromCard?.look(print.card)), null);
    bench.driver.fromCard?.start(print);
    const ended = await bench.report('print-ended');
    assert.deepEqual([ended.outcome, ended.moved, ended.error?.code], ['failed', false, 'file-unavailable']);
    assert.match(ended.error?.message ?? '', /does not tell how long the file is/);
    assert.ok(!commandsOf(bench).includes('M24'));
  });

  test('[MA15] a list that names a length now is believed, and stands for the word that is missing when it is opened', async () => {
    await using bench = await connected(board({ cardQuirk: 'no-length' }));
    await begin(bench, unsized('PARTS/SHORT.GCO'));
    assert.equal(noteOf(bench, -1).sizeBytes, SHORT.length);
    assert.equal((await bench.report('print-ended')).outcome, 'finished');
  });

  test('[MA15] an empty file is not begun', async () => {
    await using bench = await connected(board({ dialect: 'marlin1', cardFiles: { 'NIL.GCO': '' } }));
    bench.driver.fromCard?.start({ printId: printId('p'), card: { path: 'NIL.GCO', sizeBytes: null } });
    const ended = await bench.report('print-ended');
    assert.deepEqual([ended.outcome, ended.moved], ['failed', false]);
    assert.match(ended.error?.message ?? '', /is empty/);
  });

  test('[MA11] [MA10] of unknown length it is told from another print that is begun at the panel, and never began before M24', async () => {
    await using bench = await connected(board({ dialect: 'marlin1' }));
    await begin(bench, unsized('LONG.GCO'));
    bench.printer.printer.trigger({ fault: 'say', line: 'SD printing byte 5/77' });
    bench.printer.printer.trigger({ fault: 'say', line: 'SD printing byte 9/77' });
    assert.match((await bench.report('print-lost')).error.message, /something else/);

    await using other = await connected(board({ dialect: 'marlin1' }));
    await other.crashCard(unsized('LONG.GCO'), 'printing');
    const ended = await other.report('print-ended');
    assert.deepEqual([ended.outcome, ended.moved, starts(other)], ['failed', false, 0]);
  });

  for (const dialect of ['smoothie', 'klipper', 'grbl'] as const) {
    test(`[MA15] ${dialect}: is refused before anything is sent`, async () => {
      await using bench = await connected(board({ dialect }));
      const before = bench.sent.length;
      assert.match(
        (await bench.resolved(bench.driver.fromCard?.look(of('LONG.GCO').card)))?.message ?? '',
        /Begin it at the printer/,
      );
      bench.driver.fromCard?.start(of('LONG.GCO'));
      const ended = await bench.report('print-ended');
      assert.deepEqual([ended.outcome, ended.moved], ['failed', false]);
      assert.ok(
        !commandsOf(bench)
          .slice(before)
          .some((each) => /^M2[0345]/.test(each)),
      );
    });
  }

  test('[MA15] a file that is gone, of another length, or on no card at all is looked for in vain', async () => {
    await using bench = await connected(board());
    const look = async (card: CardPrintToDrive['card']) =>
      (await bench.resolved(bench.driver.fromCard?.look(card)))?.message ?? '';
    assert.match(await look({ path: 'NONE.GCO', sizeBytes: 1 }), /not.*any more|no “NONE/);
    assert.match(await look({ path: 'LONG.GCO', sizeBytes: 12 }), /instead of 12/);
    assert.match(await look({ path: 'NONE.GCO', sizeBytes: null }), /no “NONE/);
    await using duet = await connected(board({ dialect: 'reprapfirmware' }));
    const changed = await duet.resolved(duet.driver.fromCard?.look({ path: 'LONG.GCO', sizeBytes: 12 }));
    assert.match(changed?.message ?? '', new RegExp(`${LONG.length} bytes there instead of 12`));
    await using empty = await connected(board({ cardState: 'out' }));
    assert.match((await empty.resolved(empty.driver.fromCard?.look(of('LONG.GCO').card)))?.message ?? '', /no card/);
  });

  test('[MA10] one that cannot be opened never began: nothing moved', async () => {
    await using bench = await connected(board({ cardQuirk: 'opens-nothing' }));
    bench.driver.fromCard?.start(of('LONG.GCO'));
    const ended = await bench.report('print-ended');
    assert.deepEqual([ended.outcome, ended.moved, ended.error?.code], ['failed', false, 'file-unavailable']);
    assert.ok(!commandsOf(bench).includes('M24'));
  });

  test('[MA11a] a printer that says now and then that it prints nothing is believed when it says so in a row', async () => {
    await using bench = await connected(board({ cardQuirk: 'idles' }));
    await begin(bench, of('PARTS/SHORT.GCO'));
    assert.equal((await bench.report('print-ended')).outcome, 'finished');
    assert.deepEqual(outcomes(bench), ['finished']);
  });

  test('[MA10] one that stops and does not say why has failed, with its bed unknown and its heaters off', async () => {
    await using bench = await connected(board({ cardQuirk: 'no-done' }));
    await begin(bench, of('PARTS/SHORT.GCO'));
    const lost = await bench.report('print-lost');
    assert.equal(lost.error.code, 'protocol-trouble');
    assert.match(lost.error.message, /byte \d+ of \d+/);
    await bench.until(() => commandsOf(bench).includes('M104 S0'));
    assert.deepEqual(outcomes(bench), ['lost']);
  });

  test('[MA10] one that does not begin has failed as well: nobody knows what it will do', async () => {
    await using bench = await connected(board({ cardQuirk: 'never-begins' }));
    bench.driver.fromCard?.start(of('LONG.GCO'));
    assert.equal((await bench.report('print-lost')).error.code, 'protocol-trouble');
    assert.deepEqual([starts(bench), outcomes(bench)], [0, ['lost']]);
  });

  test('[MA11] another print that is begun at the panel meanwhile is seen as such, and ours has failed', async () => {
    await using bench = await connected(board());
    await begin(bench, of('LONG.GCO'));
    bench.printer.printer.trigger({ fault: 'say', line: 'SD printing byte 5/77' });
    bench.printer.printer.trigger({ fault: 'say', line: 'SD printing byte 9/77' });
    assert.match((await bench.report('print-lost')).error.message, /something else/);
    await bench.report('foreign-began');
  });

  test('[MA1] a minute of silence ends nothing, and the end is told once', async () => {
    await using bench = await connected(board());
    await begin(bench, of('LONG.GCO'));
    bench.trigger({ fault: 'silence', forMs: 60_000 });
    assert.equal((await bench.report('print-ended')).outcome, 'finished');
    assert.deepEqual([starts(bench), outcomes(bench)], [1, ['finished']]);
    assert.ok(!bench.reports.some((each) => each.kind === 'foreign-began'));
  });

  test('[MA1] a wire on which nothing can be said ends nothing: the printer prints on, is met again, and its end is told once', async () => {
    await using bench = await connected(board());
    await begin(bench, of('LONG.GCO'));
    bench.trigger({ fault: 'resend-storm', times: 400 });
    await bench.report('disconnected');
    assert.deepEqual(outcomes(bench), []);
    assert.equal((await bench.report('print-ended')).outcome, 'finished');
    assert.ok(bench.reports.filter((each) => each.kind === 'connected').length > 1);
    assert.deepEqual([starts(bench), outcomes(bench)], [1, ['finished']]);
    assert.ok(!bench.reports.some((each) => each.kind === 'foreign-began'));
  });

  test('[MA10] a reset ends it', async () => {
    await using bench = await connected(board());
    await begin(bench, of('LONG.GCO'));
    bench.trigger({ fault: 'reset' });
    assert.equal((await bench.report('print-lost')).error.code, 'printer-reset');
    assert.deepEqual(outcomes(bench), ['lost']);
  });

  test('[MA10] a machine that dies in the middle asks its printer, and tells the end exactly once', async () => {
    await using bench = await connected(board());
    const print = of('LONG.GCO');
    await begin(bench, print);
    await bench.crashCard(print, 'printing');
    const adopted = await bench.report('adopted');
    assert.deepEqual([adopted.printId, adopted.into], [print.printId, 'printing']);
    assert.equal((await bench.report('print-ended')).outcome, 'finished');
    assert.deepEqual([starts(bench), outcomes(bench)], [1, ['finished']]);
    assert.ok(!bench.reports.some((each) => each.kind === 'foreign-began'));
  });

  test('[MA10] a paused one is found paused, and goes on when a person says so', async () => {
    await using bench = await connected(board({ dialect: 'marlin1' }));
    const print = of('LONG.GCO');
    await begin(bench, print);
    bench.driver.pause(print.printId);
    await bench.report('print-paused');
    await bench.crashCard(print, 'paused');
    assert.equal((await bench.report('adopted')).into, 'paused');
    bench.driver.resume(print.printId);
    await bench.report('print-resumed');
    assert.deepEqual([starts(bench), outcomes(bench)], [1, []]);
  });

  test('[MA10] an end that nobody heard is nobody’s guess', async () => {
    await using bench = await connected(board());
    const print = of('PARTS/SHORT.GCO');
    await begin(bench, print);
    await bench.crashCard(print, 'printing', 60_000);
    assert.equal((await bench.report('print-lost')).error.code, 'resume-unproven');
    assert.deepEqual([starts(bench), outcomes(bench)], [1, ['lost']]);
  });

  test('[MA10] one that died before the printer was told to print never began', async () => {
    await using bench = await connected(board());
    const print = of('LONG.GCO');
    await bench.crashCard(print, 'printing');
    const ended = await bench.report('print-ended');
    assert.deepEqual([ended.outcome, ended.moved, starts(bench)], ['failed', false, 0]);
  });
});
