import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCommandReader } from '../simulator/command-words.ts';
import { spelled } from '../simulator/spelling.ts';
import { compact } from './compact.ts';
import { follow } from './motion.ts';

const SHORTER: readonly (readonly [string, string, string])[] = [
  ['G1 X100.000 Y0.500 E-0.0400 F1800', 'G1X100Y.5 E-.04F1800', 'G1 X100 Y.5 E-.04 F1800'],
  ['G0 X-0.000 Y00012.340', 'G0X0Y12.34', 'G0 X0 Y12.34'],
  ['G2 X1. Y.50 I-10 J0', 'G2X1Y.5I-10J0', 'G2 X1 Y.5 I-10 J0'],
  ['G1X1E2.10', 'G1X1E2.1', 'G1X1E2.1'],
  ['G1  X1 ', 'G1X1', 'G1 X1'],
  ['G1', 'G1', 'G1'],
];

test('moves lose blanks and zeros that say nothing', () => {
  for (const [text, blanks, zeros] of SHORTER) {
    assert.equal(compact(text, 'blanks'), blanks);
    assert.equal(compact(text, 'zeros'), zeros);
    assert.equal(compact(text, 'none'), text);
    assert.equal(spelled(blanks), spelled(text), text);
  }
});

test('whatever is not exactly a move of plain words stays as it is', () => {
  const others = [
    'G28 X',
    'G10 P1',
    'G1.1 X1',
    'G01 X1.0',
    'G1 X',
    'G1 X+1.0',
    'G1 X1.0.0',
    'G1 X-',
    'G1 X.',
    'G1 X 1.0',
  ];
  for (const text of [...others, 'M117 0.500 done', 'M104 S0200', 'G92 E0.0', 'G1 X1.0 "a"', 'G1 X1.0e5', ''])
    assert.equal(compact(text, 'blanks'), text);
});

test('[I13] a printer, and the model of motion, read the same from what is shorter', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), maxLength: 5 });
  const value = fc
    .tuple(fc.constantFrom('', '-'), digits, fc.constantFrom('', '.'), digits)
    .map((parts) => parts.join(''));
  const word = fc.tuple(fc.constantFrom(...'XYZEFIJRSP'.split('')), value, fc.constantFrom('', ' ', '  '));
  const line = fc
    .tuple(fc.constantFrom('G0', 'G1', 'G2', 'G3', 'G4', 'G28', 'G92'), fc.array(word, { maxLength: 6 }))
    .map(([name, words]) => `${name} ${words.map((each) => each.join('')).join('')}`);
  const all = 'XYZEFIJRSP'.split('');
  const readBy = (text: string): readonly unknown[] => {
    const words = createCommandReader().parse(text);
    return [words.name, ...all.map((letter) => (words.has(letter) ? words.value(letter, Number.NaN) + 0 : null))];
  };
  const moved = (text: string): unknown => {
    const motion = { x: 1, y: 2, z: 3, e: 4, feed: 1_200, relative: false, relativeExtruder: true, speed: 1 };
    return [follow(motion, text), motion];
  };
  fc.assert(
    fc.property(line, fc.constantFrom('zeros' as const, 'blanks' as const), (text, how) => {
      const short = compact(text, how);
      assert.ok(short.length <= text.length);
      assert.deepEqual(readBy(short), readBy(text));
      assert.deepEqual(JSON.stringify(moved(short)), JSON.stringify(moved(text)));
      assert.equal(compact(short, how), short, 'twice is once');
      assert.equal(spelled(short), spelled(text));
    }),
    { numRuns: 500 },
  );
});

test('no digit stands right before an E that a blank has parted from it', () => {
  assert.equal(compact('G1 X1 E5', 'blanks'), 'G1X1 E5');
  assert.equal(compact('G1 X1 E5', 'zeros'), 'G1 X1 E5');
});
