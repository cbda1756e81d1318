import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadyButton, type ReadyWord } from './ready-button.ts';

/** One look each two seconds. */
function told(...shown: readonly (ReadyWord | 'unseen')[]): readonly boolean[] {
  const button = new ReadyButton();
  return shown.flatMap((word, at) => {
    if (word !== 'unseen') return button.shows(word, at * 2_000) ?? [];
    button.forget();
    return [];
  });
}

test('[BE5] a press is seen: idle for a while, then ready; it is told once, and so is that it was taken back', () => {
  assert.deepEqual(told('other', 'rest', 'rest', 'rest', 'rest', 'ready', 'ready', 'ready'), [true]);
  assert.deepEqual(told('rest', 'rest', 'rest', 'rest', 'ready', 'rest', 'rest', 'rest', 'ready'), [true, false, true]);
  assert.deepEqual(told('rest', 'rest', 'rest', 'rest', 'ready', 'other'), [true, false]);
});

test('[BE4] [BE5] one that was there, was found or comes too soon says nothing', () => {
  assert.deepEqual(told('ready', 'ready', 'ready', 'ready', 'ready'), [], 'there from the beginning');
  assert.deepEqual(told('ready', 'other', 'other', 'ready', 'ready', 'ready', 'ready'), [], 'there through a print');
  assert.deepEqual(told('rest', 'rest', 'rest', 'rest', 'unseen', 'ready', 'ready', 'ready'), [], 'found');
  assert.deepEqual(told('rest', 'rest', 'rest', 'rest', 'other', 'ready', 'ready'), [], 'after something else');
  assert.deepEqual(told('other', 'rest', 'rest', 'ready', 'ready', 'ready', 'ready'), [], 'too soon behind the end');
  assert.deepEqual(told('rest', 'rest', 'rest', 'rest', 'ready', 'unseen', 'ready', 'ready', 'ready'), [true]);
});
