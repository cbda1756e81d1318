import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { codeOf, WordScanner } from './word-scanner.ts';
import { type Command, parseCommand, wordValue } from './words.ts';

const short = (command: Command | null): string | null =>
  command === null
    ? null
    : `${command.letter}${command.number}${command.subcode === null ? '' : `.${command.subcode}`} ${command.words
        .map(({ letter, value }) => `${letter}${value ?? ''}`)
        .join(' ')}`.trim();

describe('one line as Marlin reads it', () => {
  const cases: readonly (readonly [line: string, read: string | null])[] = [
    ['G1X1Y1F6000', 'G1 X1 Y1 F6000'],
    ['M104S215', 'M104 S215'],
    ['M104 S 215', 'M104 S215'],
    ['  g1  x-.5 y+2. ', 'G1 X-0.5 Y2'],
    ['N12 G1 X1*77', 'G1 X1'],
    ['N12G28', 'G28'],
    ['G28 X ; home', 'G28 X'],
    ['G1 (fast) X5 (a;b)', 'G1 X5 A'.replace(' A', '')],
    ['M862.3 P1', 'M862.3 P1'],
    ['S2e2', null],
    ['M104 S2e2', 'M104 S2 E2'],
    ['M104 S0x1F4', 'M104 S0 X1 F4'],
    ['T1', 'T1'],
    ['', null],
    ['; G28', null],
    ['N5*3', null],
    ['M', null],
    ['EXCLUDE_OBJECT_START NAME=G28', null],
  ];
  for (const [line, read] of cases)
    test(`"${line}" is ${read ?? 'no command'}`, () => assert.equal(short(parseCommand(line)), read));

  test('of equal letters the last one counts, and a letter without a number is there without a value', () => {
    const command = parseCommand('M104 S200 S210 T');
    assert.ok(command !== null);
    assert.deepEqual(
      [wordValue(command, 'S'), wordValue(command, 'T'), wordValue(command, 'R')],
      [210, null, undefined],
    );
    assert.equal(parseCommand('M117 Hello (there)')?.text, 'Hello');
  });

  test('the scanner for millions of lines reads the same', () => {
    const word = fc.constantFrom(
      'X1',
      'Y-.5',
      ' Z 3.25',
      'E',
      'S200',
      ' F1800',
      'x2',
      '(c)',
      ';z',
      '*3',
      '"',
      'I1J2',
      '+',
      '..5',
    );
    const line = fc
      .tuple(
        fc.constantFrom('G1', 'G01', 'G 1', 'g1', 'N5 G1', 'M104', 'M204', 'G92.1', 'T0', 'FOO', '', ' G1', 'G123456'),
        fc.array(word, { maxLength: 5 }),
      )
      .map(([head, words]) => `${head} ${words.join('')}`);
    const scanner = new WordScanner();
    fc.assert(
      fc.property(line, (text) => {
        const command = parseCommand(text);
        const expected = command === null || command.letter === 'T' ? -1 : codeOf(command.letter, command.number);
        assert.equal(scanner.scan(text), expected);
        if (command === null || expected === -1) return;
        for (const letter of 'XYZESFIJABC') {
          const value = wordValue(command, letter);
          assert.equal(scanner.has(letter), value !== undefined, letter);
          assert.equal(scanner.value(letter, 1e9), value ?? 1e9, letter);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
