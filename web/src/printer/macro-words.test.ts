import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { initialValues, type MacroParameter, mayRun, placeWords, rangeWords, wrongValue } from './macro-words.ts';

const place = (changes: Partial<MacroParameter>): MacroParameter => ({
  name: 'nozzle_temperature',
  kind: 'NUMBER',
  initial: null,
  least: 170,
  most: 300,
  length: null,
  choices: null,
  ...changes,
});

describe('the form of a macro', () => {
  test('a place is asked for in words, with what it takes', () => {
    assert.equal(placeWords('nozzle_temperature'), 'Nozzle temperature');
    assert.equal(rangeWords(place({})), '170 to 300');
    assert.equal(rangeWords(place({ kind: 'TEXT', length: 20 })), 'up to 20 characters');
    assert.deepEqual(initialValues({ parameters: [place({ initial: '210' }), place({ name: 'x' })] }), {
      nozzle_temperature: '210',
      x: '',
    });
  });

  test('a value that cannot be is told while it is typed', () => {
    assert.deepEqual(
      ['210', '', 'warm', '169', '301'].map((value) => wrongValue(place({}), value)),
      [null, 'Enter a number.', 'Enter a number.', 'At least 170.', 'At most 300.'],
    );
    assert.equal(wrongValue(place({ kind: 'CHOICE', choices: ['a', 'b'] }), ''), 'Choose one.');
    assert.equal(wrongValue(place({ kind: 'TEXT', length: 3 }), ''), null);
  });

  test('[MA15] while it prints only what is meant for a print can be run', () => {
    const printer = (phase: 'READY' | 'PRINTING' | 'PREPARING', found = false) =>
      ({ phase, reachable: true, link: 'CONNECTED', print: { found } }) as Parameters<typeof mayRun>[1];
    const run = (whilePrinting: boolean, of: ReturnType<typeof printer>): boolean => mayRun({ whilePrinting }, of);
    assert.equal(run(false, printer('READY')), true);
    assert.equal(run(false, printer('PRINTING')), false);
    assert.equal(run(true, printer('PRINTING')), true);
    assert.equal(run(true, printer('PRINTING', true)), false, 'not a print that was found');
    assert.equal(run(true, printer('PREPARING')), false);
  });
});
