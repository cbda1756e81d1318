import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCommandReader } from './command-words.ts';

describe('reading a command', () => {
  const reader = createCommandReader();

  test('spaces are optional, and values may be negative, fractional or missing', () => {
    const words = reader.parse('G1X-1.25 Y 10 E.5F6000 Z');
    assert.equal(words.name, 'G1');
    assert.deepEqual(
      ['X', 'Y', 'E', 'F'].map((letter) => words.value(letter, 0)),
      [-1.25, 10, 0.5, 6000],
    );
    assert.ok(words.has('Z'));
    assert.equal(words.value('Z', 7), 7);
    assert.ok(!words.has('I'));
  });

  test('nothing of the command before remains', () => {
    reader.parse('G1 X5');
    assert.equal(reader.parse('G1 Y1').has('X'), false);
  });

  test('lower case and text are no command, leading zeros are', () => {
    assert.equal(reader.parse('g1 X1').name, '');
    assert.equal(reader.parse('hello').name, '');
    assert.equal(reader.parse('G01 X1').name, 'G1');
    assert.equal(reader.parse('G00').name, 'G0');
  });

  test('text commands keep their text and have no words', () => {
    const words = reader.parse('M117 Extra S5 ok');
    assert.equal(words.argument, 'Extra S5 ok');
    assert.ok(!words.has('S'));
  });
});
