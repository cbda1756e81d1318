import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  parseColour,
  parseDuration,
  parseNumber,
  parsePercent,
  parseSeconds,
  parseText,
  parseTimestamp,
  splitStrings,
} from './values.ts';

describe('values in comments', () => {
  const durations: readonly (readonly [text: string, seconds: number | null])[] = [
    ['1d 2h 3m 4s', 93_784],
    ['36m 25s', 2185],
    ['0.279937s', 0.279937],
    ['2h', 7200],
    ['2h 5s', 7205],
    ['', null],
    ['   ', null],
    ['0s', null],
    ['5', null],
    ['3m 2h', null],
    ['1h 2m 3s extra', null],
    ['{print_time}', null],
    ['99999d', null],
  ];
  for (const [text, seconds] of durations)
    test(`[ME1] "${text}" lasts ${seconds} s`, () => assert.equal(parseDuration(text), seconds));

  test('[ME1] numbers are plain decimals; placeholders, exponents and hexadecimals are unknown', () => {
    assert.deepEqual(
      ['12', ' -.5 ', '3.', '1e3', '0x10', '2.14748e+06', '-2147480', '1,5', '', 'NaN', 'Infinity'].map(parseNumber),
      [12, -0.5, 3, null, null, null, null, null, null, null, null],
    );
    assert.deepEqual(['15%', '12.5 %', '15', '-5%', '%'].map(parsePercent), [15, 12.5, null, null, null]);
    assert.deepEqual(['6131', '128.4', '0', '-1', '1h'].map(parseSeconds), [6131, 128.4, null, null, null]);
  });

  test('[ME1] strings are split at semicolons outside quotes, and unquoted', () => {
    assert.deepEqual(splitStrings('PLA;PETG'), ['PLA', 'PETG']);
    assert.deepEqual(splitStrings('"a;b";c;"say \\"hi\\" \\\\ \\n"'), ['a;b', 'c', 'say "hi" \\ \n'.trim()]);
    assert.deepEqual(splitStrings('a;;b;'), ['a', '', 'b', '']);
    assert.deepEqual(splitStrings(''), []);
    assert.deepEqual(splitStrings('"never closed; b'), ['never closed; b']);
    assert.equal(splitStrings(';'.repeat(100_000)).length, 256);
  });

  test('[ME1] names are no templates, colours have six or eight digits, dates exist', () => {
    assert.deepEqual(
      ['MK4S', '  a b ', '""', '{printer}', '[printer_model]', 'a\u0007b', 'x'.repeat(1001)].map(parseText),
      ['MK4S', 'a b', null, null, null, null, null],
    );
    assert.deepEqual(['#ff8000', '#FF8000aa', '#F80', 'red', ''].map(parseColour), [
      '#FF8000',
      '#FF8000AA',
      null,
      null,
      null,
    ]);
    assert.equal(parseTimestamp('2024-02-29', '06:38:01', true), '2024-02-29T06:38:01Z');
    assert.equal(parseTimestamp('2023-12-31', '23:59:60', false), '2023-12-31T23:59:60');
    for (const date of ['2023-02-29', '2023-13-01', '0000-01-01', '2023-00-10', '2023-04-31'])
      assert.equal(parseTimestamp(date, '06:38:01', true), null);
    assert.equal(parseTimestamp('2023-01-01', '24:00:00', true), null);
  });
});
