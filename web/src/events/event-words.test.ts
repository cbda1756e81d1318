import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventWords } from './event-words.ts';

test('events are told in sentences', () => {
  assert.equal(
    eventWords({ name: 'print-ended', payload: { name: 'token', outcome: 'never-started' } }),
    '“token” never started.',
  );
  assert.equal(
    eventWords({ name: 'print-ended', payload: { outcome: 'failed', error: { message: 'The printer was reset.' } } }),
    'A file failed: The printer was reset.',
  );
  assert.equal(
    eventWords({ name: 'bed-cleared', payload: { by: 'ann', how: 'operator' } }),
    'The bed is clear, says ann.',
  );
});

test('an event that this page does not know is shown by its name, whatever it carries', () => {
  for (const payload of [null, 'text', 7, { name: 5 }])
    assert.equal(eventWords({ name: 'brand-new-thing', payload }), 'brand new thing.');
});
