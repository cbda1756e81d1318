import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSerialInput } from './serial-input.ts';

function linesOf(text: string, parenthesisComments = false): string[] {
  const input = createSerialInput(4096, 96, parenthesisComments);
  const bytes = Buffer.from(text, 'latin1');
  input.store(bytes, 0, bytes.length);
  const lines: string[] = [];
  for (let line = input.nextLine(); line !== null; line = input.nextLine()) lines.push(line);
  return lines;
}

describe('the receive buffer and the lines behind it', () => {
  test('lines end with LF, CR or both, and empty ones do not exist', () => {
    assert.deepEqual(linesOf('M105\nM114\r\n\n\r\rG28\rrest'), ['M105', 'M114', 'G28']);
  });

  test('a comment ends the line and takes the checksum with it; a line of nothing else does not exist', () => {
    assert.deepEqual(linesOf('N1 G28 ; home*18\n;only\nG1\n'), ['N1 G28 ', 'G1']);
  });

  test('parentheses are a comment only where that is compiled in', () => {
    assert.deepEqual(linesOf('G1 (fast) X1\n'), ['G1 (fast) X1']);
    assert.deepEqual(linesOf('G1 (fast) X1\n', true), ['G1  X1']);
  });

  test('a backslash takes the next character as it is', () => {
    assert.deepEqual(linesOf('M117 a\\;b\n'), ['M117 a;b']);
  });

  test('what does not fit into MAX_CMD_SIZE is dropped silently', () => {
    assert.deepEqual(linesOf(`M117 ${'x'.repeat(200)}*9\nM105\n`), [`M117 ${'x'.repeat(90)}`, 'M105']);
  });

  test('it stores what fits and no more, round its end, and flushing forgets what was not read', () => {
    const input = createSerialInput(8, 96, false);
    const bytes = Buffer.from('M105\nM114\n');
    assert.equal(input.store(bytes, 0, 10), 8);
    assert.equal(input.nextLine(), 'M105');
    assert.equal(input.store(bytes, 8, 10), 2);
    assert.equal(input.nextLine(), 'M114');
    input.store(bytes, 0, 5);
    input.flush();
    assert.equal(input.nextLine(), null);
    assert.equal(input.room(), 8);
  });
});
