import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printId } from '#model/ids';
import { InProcessDriver } from './fixtures/in-process-driver.ts';
import type { FaultSettings } from './simulator/fault-settings.ts';
import { createTurnedClock } from './simulator/fixtures/turned-clock.ts';
import type { SimulatorOptions } from './simulator/options.ts';

const PRINT = printId('p');

/** Moves that extrude, each with a text of its own, so that what was executed can be told line by line. */
const moves = (count: number): string[] =>
  Array.from({ length: count }, (_, k) => {
    const x = (10 + (k % 50)).toFixed(2);
    return `G1 X${x} Y${(20 + Math.floor(k / 50) * 0.4).toFixed(2)} E${((k + 1) * 0.05).toFixed(2)} F6000`;
  });
const fileOf = (lines: readonly string[]): string[] => ['M104 S200', 'M82', 'G92 E0', ...lines, 'M104 S0', 'M140 S0'];

/** A print whose every line is told from every other. Its time is turned: what is lost is found out after seconds of silence, many times. */
async function printing(
  simulator: Partial<SimulatorOptions>,
  faults: Partial<FaultSettings> = {},
  count = 120,
  options: Readonly<Record<string, unknown>> = {},
): Promise<InProcessDriver & { readonly lines: readonly string[] }> {
  const bench = await InProcessDriver.connected(simulator, options, faults, undefined, createTurnedClock());
  const lines = moves(count);
  bench.driver.start(bench.print(fileOf(lines)));
  return Object.assign(bench, { lines });
}

/** Each line once, in order, to a proven end. */
async function assertWhole(bench: InProcessDriver & { readonly lines: readonly string[] }): Promise<void> {
  const ended = await bench.report('print-ended');
  assert.deepEqual([ended.outcome, ended.error], ['finished', null]);
  assert.deepEqual(bench.executedOf(bench.lines), bench.lines);
}

type Weather = readonly [string, Partial<SimulatorOptions>, Partial<FaultSettings>];

const WEATHERS: readonly Weather[] = [
  ['an ok glued to another line (OctoPrint #1206)', {}, { gluedOk: true }],
  ['an OK in capitals', {}, { upperOk: true }],
  ['an ok cut by another (Marlin #26507)', { advancedOk: true }, { cutOk: 0.05 }],
  ['NUL bytes within lines', {}, { nulOutByte: 0.05 }],
  ['other bytes within lines, as of Latin-1 or noise', {}, { corruptOutLine: 0.05 }],
  ['lines that end in CR LF', {}, { crlf: true }],
  ['"Resend:9" without a space', { resendForm: 'Resend:#' }, { corruptInLine: 0.03 }],
  ['"resend 9"', { resendForm: 'resend #' }, { corruptInLine: 0.03 }],
  ['"rs 9"', { resendForm: 'rs #' }, { corruptInLine: 0.03 }],
  ['"rs N9 Expected checksum 67" (Teacup)', { resendForm: 'rs N# Expected checksum 67' }, { corruptInLine: 0.03 }],
  ['a Resend without its ok (Prusa 3.1.0)', {}, { corruptInLine: 0.03, resendWithoutOk: true }],
  ['a Resend that is lost', {}, { corruptInLine: 0.03, lostResend: 0.5 }],
  ['"wait" while it is busy (OctoPrint #2309)', { waitWhileBusy: true, waitMs: 20, commandMs: 1 }, {}],
  ['"wait" when nothing is on its way, and oks are lost', { waitMs: 50 }, { lostOk: 0.03 }],
  ['M110 never answered (OctoPrint #1887)', { answersM110: false }, {}],
  ['a board that loses what does not fit into 128 bytes', { baud: 250_000, rxFull: 'drop' }, { corruptInLine: 0.02 }],
  [
    'Marlin 1: a line that came already is complained about',
    { dialect: 'marlin1' },
    { corruptInLine: 0.03, lostOk: 0.02 },
  ],
  [
    'Prusa: a checksum without a number is complained about',
    { dialect: 'prusa' },
    { corruptInLine: 0.03, lostOk: 0.02 },
  ],
  [
    'Repetier: skipped lines and fourteen behind a complaint, each with an ok that acknowledges nothing',
    { dialect: 'repetier' },
    { corruptInLine: 0.03, lostResend: 0.3 },
  ],
  ['Repetier: oks that are lost', { dialect: 'repetier' }, { lostOk: 0.03 }],
  [
    'Smoothie: rs N… alone, and an ok for an empty line',
    { dialect: 'smoothie' },
    { corruptInLine: 0.03, lostOk: 0.02 },
  ],
  ['RepRapFirmware: a line that vanishes without a word', { dialect: 'reprapfirmware' }, { corruptInLine: 0.01 }],
  ['RepRapFirmware 2: the same without a CRC', { dialect: 'reprapfirmware2' }, { corruptInLine: 0.01 }],
  ['RepRapFirmware: damage that no XOR shows', { dialect: 'reprapfirmware' }, { flipPairInLine: 0.05 }],
  ['RepRapFirmware: an ok that is lost', { dialect: 'reprapfirmware' }, { lostOk: 0.01 }],
  ['Klipper: an ok that is lost', { dialect: 'klipper' }, { lostOk: 0.005 }],
];

describe('quirks that cost time and no line', { concurrency: 4 }, () => {
  for (const [title, simulator, faults] of WEATHERS) {
    test(`[I13] [DR12] ${title}`, async () => {
      await using bench = await printing(simulator, faults);
      await assertWhole(bench);
    });
  }

  test('a firmware that knows the XOR alone takes such damage for good: nobody can see it', async () => {
    await using bench = await printing({ dialect: 'reprapfirmware2' }, { flipPairInLine: 0.05 });
    assert.equal((await bench.report('print-ended')).outcome, 'finished');
    assert.notDeepEqual(bench.executedOf(bench.lines), bench.lines);
  });

  test('[I13] [DR12] odd words in a print: garbled errors and resends that cannot be end nothing (OctoPrint #4671, #5119)', async () => {
    await using bench = await printing({}, {}, 300);
    const words = [
      'Error:c:ecksum mismatch',
      'Err\u00ffr:',
      'Resend: 1',
      'Resend: 034497',
      'rs 99999999',
      'Resend:',
      'fata',
      'star',
      '!',
    ];
    for (const [i, line] of words.entries()) {
      await bench.executedLines(20 + i * 20);
      bench.trigger({ fault: 'say', line });
    }
    await assertWhole(bench);
  });

  test('[I13] a resend that points beyond what was sent, and one of long ago, are asked about and not obeyed', async () => {
    await using bench = await printing({}, {}, 300);
    await bench.executedLines(150);
    const { lastN } = bench.printer.printer.status();
    bench.trigger({ fault: 'say', line: `Resend: ${lastN + 40}` });
    await bench.executedLines(200);
    bench.trigger({ fault: 'say', line: `Resend: ${lastN - 120}` });
    await assertWhole(bench);
  });
});

describe('Prusa asks for old lines', () => {
  test('[I13] power panic: the lines from the one it asks for on are printed again, and none is missing', async () => {
    await using bench = await printing({ dialect: 'prusa' }, {}, 400);
    await bench.executedLines(300);
    bench.trigger({ fault: 'power-panic', back: 150 });
    const ended = await bench.report('print-ended');
    assert.deepEqual([ended.outcome, ended.error], ['finished', null]);
    const executed = bench.executedOf(bench.lines);
    const again = executed.findIndex((line, i) => i > 0 && line !== bench.lines[i]);
    const from = bench.lines.indexOf(executed[again] ?? '');
    assert.ok(from >= 0 && again - from >= 140, `from line ${from} again after ${again}`);
    assert.deepEqual(executed.slice(again), bench.lines.slice(from));
  });

  test('a firmware that is not known to do so is believed no such thing', async () => {
    await using bench = await printing({ dialect: 'marlin1' }, {}, 400);
    await bench.executedLines(300);
    bench.trigger({ fault: 'power-panic', back: 150 });
    const lost = await bench.report('print-lost');
    assert.equal(lost.error.code, 'protocol-trouble');
  });
});

describe('halts', { concurrency: 4 }, () => {
  const halts: readonly (readonly [SimulatorOptions['dialect'], RegExp, RegExp])[] = [
    ['marlin', /Thermal Runaway.*kill\(\) called/, /switch it off and on/],
    ['marlin1', /Extruder switched off\. MAXTEMP.*kill\(\) called/, /switch it off and on/],
    ['prusa', /Thermal Runaway/, /switch it off and on/],
    ['repetier', /fatal:Heater decoupled/, /switch it off and on/],
    ['smoothie', /HALT asserted/, /M999/],
    ['reprapfirmware', /Heating fault.*Printer halted/, /M999/],
    ['klipper', /!! Heater extruder not heating/, /FIRMWARE_RESTART/],
    ['grbl', /ALARM:1/, /\$X/],
  ];
  for (const [dialect, words, remedy] of halts) {
    test(`${dialect}: a halt is told in its own words, both lines of them, with the remedy`, async () => {
      await using bench = await printing({ dialect }, {}, 2_000);
      if (dialect !== 'grbl') await bench.executedLines(20);
      bench.trigger({ fault: 'thermal-runaway' });
      const lost = await bench.report('print-lost');
      assert.equal(lost.error.code, 'printer-halted');
      assert.match(lost.error.message, words);
      const { reason } = await bench.report('disconnected');
      assert.match(reason, /has halted and must be reset/);
      assert.match(reason, remedy);
    });

    test(`[MA5] [MA6] ${dialect}: an emergency stop stands, and that is told`, async () => {
      await using bench = await printing({ dialect, speed: 1 }, {}, 2_000);
      if (dialect !== 'grbl') await bench.executedLines(8);
      bench.driver.stop();
      await bench.report('standing');
      const records = bench.printer.records();
      const stopped = records.findLastIndex(
        (each) => each.kind === 'killed' || (each.kind === 'reset' && each.cause === 'byte 0x18'),
      );
      assert.ok(stopped > 0);
      assert.ok(!records.slice(stopped).some((each) => each.kind === 'line' && /^G[01](?!\d)/.test(each.text)));
    });
  }

  for (const [dialect, restart] of [
    ['smoothie', 'M999'],
    ['reprapfirmware', 'M999'],
    ['klipper', 'FIRMWARE_RESTART'],
    ['grbl', '$X'],
  ] as const) {
    test(`${dialect}: the reset that a person asks for sends ${restart}`, async () => {
      await using bench = await InProcessDriver.connected({ dialect });
      bench.trigger({ fault: 'thermal-runaway' });
      await bench.report('print-lost');
      bench.driver.reset();
      assert.ok(bench.sent.includes(restart));
      assert.equal(bench.reopened.length, 1);
    });
  }

  test('stopped, not killed: a printer that says it moves no more ends the print, instead of printing on in the air', async () => {
    await using bench = await printing({}, {}, 2_000);
    await bench.executedLines(50);
    bench.trigger({ fault: 'stop' });
    const lost = await bench.report('print-lost');
    assert.equal(lost.error.code, 'printer-halted');
    assert.match(lost.error.message, /Printer stopped due to errors/);
  });
});

describe('resets', { concurrency: 4 }, () => {
  for (const dialect of [
    'marlin',
    'marlin1',
    'prusa',
    'repetier',
    'smoothie',
    'klipper',
    'grbl',
    'reprapfirmware',
  ] as const) {
    test(`[MA10] ${dialect}: a board that resets in a print is sent no line of it any more`, async () => {
      await using bench = await InProcessDriver.connected({
        dialect,
        bootMs: dialect === 'reprapfirmware' ? 1_500 : 100,
      });
      const lines = moves(2_000).map((line) => (dialect === 'grbl' ? line.replace(/ E\S+/, '') : line));
      bench.driver.start(bench.print(dialect === 'grbl' ? lines : fileOf(lines)));
      await bench.executedLines(60);
      bench.trigger({ fault: 'reset' });
      await bench.report('print-lost');
      const records = bench.printer.records();
      const reset = records.findLastIndex((each) => each.kind === 'reset');
      const after = records.slice(reset).filter((each) => each.kind === 'line' && each.text.startsWith('G1'));
      // What was on its way may reach firmwares that compare no numbers: their window, and not one line more.
      const onItsWay: Readonly<Record<string, number>> = { reprapfirmware: 1, klipper: 8, grbl: 5 };
      assert.ok(after.length <= (onItsWay[dialect] ?? 0), String(after.length));
    });
  }
});

describe('what the printer asks of the host', { concurrency: 4 }, () => {
  test('//action:pause, resume and cancel are done; paused and resumed only tell', async () => {
    await using bench = await printing({}, {}, 4_000);
    await bench.executedLines(30);
    bench.trigger({ fault: 'say', line: '//action:paused' });
    bench.trigger({ fault: 'say', line: '//action:notification Hello' });
    await bench.executedLines(60);
    assert.ok(!bench.reports.some((each) => each.kind === 'print-paused'));
    bench.trigger({ fault: 'say', line: '//action:pause' });
    await bench.report('print-paused');
    bench.trigger({ fault: 'say', line: '// action:resume' });
    await bench.report('print-resumed');
    bench.trigger({ fault: 'say', line: '//action:cancel' });
    assert.equal((await bench.report('print-ended')).outcome, 'cancelled');
  });

  test('paused for user, with and without echo, has no deadline and is shown', async () => {
    for (const dialect of ['marlin', 'prusa'] as const) {
      await using bench = await InProcessDriver.connected({ dialect, busyMs: 50 });
      bench.driver.start(bench.print(['G28', 'G1 X10 F6000', 'M0', 'G1 X20 F6000']));
      const paused = await bench.report('print-paused');
      assert.match(paused.reason, /waits for a person/);
      bench.printer.control({ command: 'press' });
      await bench.report('print-resumed');
      assert.equal((await bench.report('print-ended')).outcome, 'finished');
    }
  });
});

describe('the dialect', { concurrency: 4 }, () => {
  test('[DR4] a firmware without arcs: a file with arcs never starts, and says why; one without them is printed', async () => {
    await using bench = await InProcessDriver.connected({ arcs: false });
    bench.driver.start(bench.print(fileOf([...moves(5), 'G2 X20 Y20 I5 J0 E.3', ...moves(5)])));
    const refused = await bench.report('print-ended');
    assert.deepEqual([refused.outcome, refused.moved, refused.error?.code], ['failed', false, 'file-refused']);
    assert.match(refused.error?.message ?? '', /G2 X20 .*built without them/);
    bench.reports.length = 0;
    bench.driver.start(bench.print(fileOf(moves(5))));
    assert.equal((await bench.report('print-ended')).outcome, 'finished');
  });

  test('arcs are sent where nobody says that there are none', async () => {
    for (const dialect of ['marlin', 'marlin1'] as const) {
      await using bench = await InProcessDriver.connected({ dialect });
      bench.driver.start(bench.print(fileOf(['G1 X10 Y10 F6000', 'G2 X20 Y20 I5 J0 E.3'])));
      assert.equal((await bench.report('print-ended')).outcome, 'finished');
    }
  });

  test('a person may choose it, whatever the printer calls itself', async () => {
    await using bench = await InProcessDriver.connected({ dialect: 'marlin1' }, { dialect: 'klipper' });
    bench.driver.start(bench.print(fileOf(moves(30))));
    assert.equal((await bench.report('print-ended')).outcome, 'finished');
    assert.ok(!bench.sent.some((line) => line.startsWith('N')), 'no line is numbered');
  });

  test('one that compares no numbers and has no name that is known is refused, with the remedy', async () => {
    await using bench = new InProcessDriver({ dialect: 'klipper', firmwareName: 'Frobnicator 3' });
    bench.driver.connect();
    const { reason } = await bench.report('disconnected');
    assert.match(reason, /does not check line numbers.*Frobnicator 3.*settings/);
    assert.equal(PRINT, 'p');
  });

  test('grbl: the characters on their way fill its receive buffer and never overflow it', async () => {
    await using bench = await InProcessDriver.connected({ dialect: 'grbl', baud: 115_200, rxFull: 'drop' });
    const lines = moves(300).map((line) => line.replace(/ E\S+/, ''));
    bench.driver.start(bench.print(lines));
    assert.equal((await bench.report('print-ended')).outcome, 'finished');
    assert.deepEqual(bench.executedOf(lines), lines);
    assert.ok(!bench.printer.records().some((each) => each.kind === 'rx-overflow'));
  });
});
