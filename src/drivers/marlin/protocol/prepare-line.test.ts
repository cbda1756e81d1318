import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  MAX_COMMAND_BYTES,
  MAX_FRAME_BYTES,
  MAX_NUMBER,
  checksum,
  crcFrame,
  frameBase,
  frameLine,
  frameProbe,
} from './frame.ts';
import { prepareLine } from './prepare-line.ts';

const textOf = (line: string): string | null => {
  const prepared = prepareLine(line);
  return prepared.kind === 'command'
    ? prepared.text
    : prepared.kind === 'nothing'
      ? null
      : `refused ${prepared.refusal}`;
};

test('a frame carries number and checksum as Marlin reads them', () => {
  assert.equal(frameLine(0, 'M110'), 'N0 M110*35\n');
  assert.equal(frameBase(4711), `N4711 M110 N4711*${checksum('N4711 M110 N4711')}\n`);
  assert.equal(frameProbe(10), `\nN1010 M105*${checksum('N1010 M105')}\n`);
});

test('a frame with a CRC carries five digits, and the sum that other programs reckon', () => {
  assert.equal(crcFrame(0, 'M110'), 'N0 M110*27940');
  assert.equal(crcFrame(4711, 'G1 X10.5 Y20 E0.04 F6000'), 'N4711 G1 X10.5 Y20 E0.04 F6000*16944');
  assert.equal(crcFrame(77, 'M105'), 'N77 M105*00413');
});

for (const [line, command] of [
  ['G1 X1 Y2 ; move', 'G1 X1 Y2'],
  ['  G28  ', 'G28'],
  ['; comment only', null],
  ['', null],
  ['   \t ', null],
  ['(only a remark)', null],
  ['G1 (fast) X5', 'G1  X5'],
  ['G1 (a (b) c) X5)', 'G1  X5'],
  ['N12 G1 X1*44', 'G1 X1'],
  ['N1 N2 G1 X1', 'G1 X1'],
  ['N5 M110 N0*33', null],
  ['M110', null],
  ['m110 N5', null],
  ['M0110 N5', null],
  ['M 110 N5', null],
  ['M154 S1', null],
  ['g1 x5 y6', 'G1 X5 Y6'],
  ['@pause', null],
  ['%', null],
  ['\ufeffG28', 'G28'],
  ['G1\tX5', 'G1 X5'],
  ['M117 Größe (50%) 3*4 \\o/', 'M117 Gr??e [50%] 3x4 /o/'],
  ['M117 wait for M110 N3', 'M117 wait for M-110 N3'],
  ['N7 M117 Hello*33', 'M117 Hello'],
  ['M117 ' + 'long '.repeat(40), ('M117 ' + 'long '.repeat(40)).slice(0, MAX_COMMAND_BYTES).trim()],
  ['G1 X1 *99 garbage', 'G1 X1'],
  ['M600', 'M600'],
  ['START_PRINT BED=60', 'START_PRINT BED=60'],
  ['M486 Abenchy', 'M486 Abenchy'],
  ['G1 X1\u00a0Y2', 'refused not-ascii'],
  ['G1 X1\x00Y2', 'refused control-character'],
  ['G1 ' + 'X1 '.repeat(40), 'refused line-too-long'],
] as const) {
  test(`a file line ${JSON.stringify(line).slice(0, 40)} becomes ${JSON.stringify(command)?.slice(0, 40)}`, () => {
    assert.equal(textOf(line), command);
  });
}

test('[I13] whatever a file holds, a frame fits the printer, is printable ASCII, and hides no other frame', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 200 }),
        fc.string({ unit: fc.constantFrom(...'GMNTX0123456789.*;()\\" M110'.split('')), maxLength: 40 }),
      ),
      (line) => {
        const text = textOf(line);
        if (text === null || text.startsWith('refused ')) return;
        const frame = frameLine(MAX_NUMBER, text);
        assert.ok(frame.length <= MAX_FRAME_BYTES);
        assert.match(frame, /^N\d+ [\x20-\x7e]+\*\d{1,3}\n$/);
        const body = frame.slice(0, frame.lastIndexOf('*'));
        assert.ok(!/[;()\\*]/.test(body), 'nothing that a firmware takes out before it checks the sum');
        assert.ok(!body.includes('M110'), 'nothing that sets the line number');
        assert.equal(textOf(text), text, 'what is prepared stays as it is');
      },
    ),
    { numRuns: 3_000 },
  );
});
