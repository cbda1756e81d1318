import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBench, frame } from './fixtures/bench.ts';

const INSTANT = { speed: Number.POSITIVE_INFINITY };

describe('a file that is written to the card', () => {
  test('everything goes into it without its number and checksum, and nothing is executed, M112 included, until M29', () => {
    const bench = createBench(INSTANT);
    assert.deepEqual(bench.send(frame(1, 'M28 part.gco')), ['Writing to file: PART.GCO', 'ok']);
    assert.deepEqual(bench.send([frame(2, 'G1 X5'), 'M105', 'M112']), ['ok', 'ok', 'ok']);
    assert.deepEqual(bench.send(frame(2, 'G1 X6')), [], 'a duplicate is dropped');
    assert.equal(bench.send(frame(9, 'M105'))[1], 'Resend: 3', 'a probe is refused before it could be written');
    assert.deepEqual(bench.send(frame(3, 'M29')), ['Done saving file.', 'ok']);
    assert.equal(bench.printer.printer.cardFile('PART.GCO'), 'G1 X5\r\nM105\r\nM112\r\n');
    assert.ok(bench.send('M20').includes('PART.GCO 19'));
    const executed = bench.records('line').map(({ text }) => text);
    assert.deepEqual(executed, ['M28 part.gco', 'M20'], 'nothing else');
    assert.equal(bench.records('killed').length, 0);
    bench.send('M112');
    assert.equal(bench.records('killed').length, 1, 'the emergency parser is on again');
  });

  test('dialects differ in what ends it, how that is acknowledged, and what a pulled card does', () => {
    const prusa = createBench({ ...INSTANT, dialect: 'prusa' });
    prusa.send('M28 a.gco');
    assert.deepEqual(prusa.send('M117 M290 here'), ['Done saving file.'], 'it looks for M29 anywhere, and says no ok');
    const reprap = createBench({ ...INSTANT, dialect: 'reprapfirmware' });
    assert.deepEqual(reprap.send('M28 a.gco'), ['ok', 'Writing to file: A.GCO']);
    const repetier = createBench({ ...INSTANT, dialect: 'repetier' });
    repetier.send('M28 a.gco');
    repetier.printer.printer.trigger({ fault: 'card-pulled' });
    assert.ok(repetier.wait(1).includes('SD card removed'));
    repetier.send('G1 X5');
    assert.equal(repetier.records('line').at(-1)?.text, 'G1 X5', 'executed');
    const marlin = createBench(INSTANT);
    marlin.send('M28 a.gco');
    marlin.printer.printer.trigger({ fault: 'card-pulled' });
    assert.deepEqual(marlin.send('G1 X5'), ['Error:error writing to file', 'ok']);
    assert.deepEqual(marlin.send(['M29', 'M28 b.gco']), ['Done saving file.', 'ok', 'ok'], 'silent without a card');
  });

  test('a card may be full, or locked; a reset leaves the half file as it was when it was opened', () => {
    const full = createBench({ ...INSTANT, cardFreeBytes: 10 });
    full.send('M28 a.gco');
    assert.deepEqual(full.send(['G1 X5', 'G1 X6']), ['ok', 'Error:error writing to file', 'ok']);
    full.printer.printer.trigger({ fault: 'reset' });
    full.wait(1000);
    assert.ok(full.send('M20').includes('A.GCO 0'));
    const locked = createBench({ ...INSTANT, cardState: 'locked' });
    assert.deepEqual(locked.send('M28 a.gco'), ['open failed, File: A.GCO.', 'ok']);
  });
});
