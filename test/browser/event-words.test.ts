import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENTS } from '../../src/combinator/events/catalogue.ts';
import { eventWords, KNOWN_EVENTS } from '../../web/src/events/event-words.ts';

const durable = Object.entries(EVENTS).flatMap(([name, { kind }]) => (kind === 'durable' ? [name] : []));

test('[EV1] every durable event of the catalogue has a sentence on the page', () => {
  // The page may know more: the log of an older version holds names that have left the catalogue.
  const missing = durable.filter((name) => !KNOWN_EVENTS.includes(name));
  assert.deepEqual(missing, []);
});

test('a sentence ends in one full stop and shows no code names, whatever the payload lacks', () => {
  for (const name of durable) {
    for (const payload of [
      {},
      null,
      { name: 'token', reason: 'stale-bed', by: 'operator', fields: ['options'], copies: 2 },
    ]) {
      const sentence = eventWords({ name, payload });
      assert.match(sentence, /^\S.*[^.]\.$/s, name);
      assert.doesNotMatch(sentence, /undefined|null|NaN|\[object|stale-bed/, name);
    }
  }
});
