import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS, isShown, recall, remember } from './console-lines.ts';

test('chatter is hidden until it is asked for, and nothing else is', () => {
  const quiet = { chatter: false, search: '' };
  for (const text of [
    'ok',
    'ok N12 P15 B3',
    'ok T:20.1 /0.0 B:20.0 /0.0',
    'wait',
    ' T:20.1 /0.0 B:20.0 /0.0 @:0',
    'N7 M105*12',
    'echo:busy: processing',
  ])
    assert.equal(isShown(text, quiet), false, text);
  for (const text of [
    'Error:checksum mismatch, Last Line: 6',
    'Resend: 7',
    'N8 G1 X1*22',
    'echo:busy: paused for user',
    'X:1.00 Y:2.00 Z:3.00 E:0.00',
    'M1050',
    'T1',
  ])
    assert.equal(isShown(text, quiet), true, text);
  assert.equal(isShown('ok', { chatter: true, search: '' }), true);
  assert.equal(isShown('Error:Printer halted', { chatter: false, search: ' HALTED ' }), true);
  assert.equal(isShown('Error:Printer halted', { chatter: false, search: 'mesh' }), false);
});

test('what was typed comes back with the arrow keys, newest first, and ends with an empty line', () => {
  const typed = ['M105', 'G28', 'M105', 'M114'].reduce<readonly string[]>(remember, []);
  assert.deepEqual(typed, ['G28', 'M105', 'M114']);
  const up = recall(typed, null, -1);
  assert.equal(typed[up ?? -1], 'M114');
  assert.equal(typed[recall(typed, up, -1) ?? -1], 'M105');
  assert.equal(recall(typed, 0, -1), 0);
  assert.equal(recall(typed, 2, 1), null);
  assert.equal(recall([], null, -1), null);
  assert.ok(Array.from({ length: 500 }, (_, i) => `G1 X${i}`).reduce<readonly string[]>(remember, []).length <= 100);
});

test('each command that is offered stands there once', () => {
  assert.equal(new Set(COMMANDS.map(([command]) => command)).size, COMMANDS.length);
});
