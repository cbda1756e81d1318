import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventKind } from './event-kinds.ts';
import { choiceOf, chosenNames, reasonWords, stateOf, toldOf, tookWords } from './webhook-words.ts';

const kinds = ['print-started', 'print-ended', 'job-created', 'bed-cleared', 'bed-unknown', 'printer-error'].map(
  (name) => ({ name, durable: true }) as EventKind,
);

test('what a webhook is told of is said by topics, then by name, and long lists are counted', () => {
  assert.equal(toldOf(null, kinds), 'Every event');
  assert.equal(toldOf(['print-ended', 'print-started'], kinds), 'Events of Prints');
  assert.equal(
    toldOf(['print-ended', 'print-started', 'job-created', 'bed-cleared'], kinds),
    'Events of Prints, Jobs; bed-cleared',
  );
  assert.equal(toldOf(['bed-cleared', 'print-ended'], kinds), 'bed-cleared, print-ended');
  const five = ['a-1', 'a-2', 'a-3', 'a-4', 'a-5'];
  assert.equal(toldOf(five, kinds), 'a-1, a-2, a-3 and 2 others');
  assert.equal(toldOf(five.slice(1), kinds), 'a-2, a-3, a-4, a-5', 'one alone is no shorter when it is counted');
  assert.equal(toldOf(five, null), '5 kinds of events', 'while the catalogue loads');
  assert.equal(toldOf(['a-1'], null), '1 kind of event');
});

test('a webhook that fails says since when and what becomes of what it is owed; one that was given up, what to do', () => {
  const failingSince = '2026-11-24T10:00:00.000Z';
  assert.deepEqual(stateOf({ enabled: true, failures: 0, failingSince: null }), {
    tag: 'On',
    trouble: false,
    note: null,
  });
  const failing = stateOf({ enabled: true, failures: 1, failingSince });
  assert.deepEqual([failing.tag, failing.trouble], ['Failing', true]);
  assert.match(failing.note ?? '', /since .*2026.*, in 1 try\. Croft goes on trying/);
  const givenUp = stateOf({ enabled: false, failures: 40, failingSince });
  assert.deepEqual([givenUp.tag, givenUp.trouble], ['Given up', true]);
  assert.match(givenUp.note ?? '', /in 40 tries\. Switch it on/);
  const off = stateOf({ enabled: false, failures: 0, failingSince: null });
  assert.deepEqual([off.tag, off.trouble], ['Off', false]);
  assert.match(off.note ?? '', /sent when it is on again/);
});

test('codes of the network are explained, and what is none is left as it is', () => {
  assert.equal(reasonWords('ECONNREFUSED'), 'nothing listens at that port (ECONNREFUSED)');
  assert.equal(reasonWords('answered 503'), 'answered 503');
  assert.equal(reasonWords('constructor'), 'constructor');
  assert.deepEqual([40, 999, 10_000].map(tookWords), ['40 ms', '999 ms', '10.0 s']);
});

test('what is edited comes back as it was: topics, and the names between them; nothing chosen is every event', () => {
  for (const names of [
    ['print-started', 'print-ended', 'bed-cleared'],
    ['bed-cleared'],
    ['gone-name', 'job-created'],
  ]) {
    const again = chosenNames(choiceOf(names, kinds), kinds);
    assert.deepEqual(new Set(again), new Set(names));
  }
  assert.deepEqual(choiceOf(['print-ended', 'print-started', 'bed-cleared'], kinds), {
    topics: ['Prints'],
    others: ['bed-cleared'],
  });
  assert.equal(chosenNames({ topics: [], others: [] }, kinds), null);
  assert.deepEqual(chosenNames({ topics: ['Jobs'], others: ['job-created'] }, kinds), ['job-created']);
});
