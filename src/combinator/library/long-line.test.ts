import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LongLine } from './long-line.ts';

const LIMIT = 5;

test('it finds a line beyond the limit exactly where there is one, however the bytes are cut into chunks', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', '\n', '\r', 'aaaa'), { maxLength: 40 });
  fc.assert(
    fc.property(letters, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 30 }), (parts, cuts) => {
      const text = parts.join('');
      const look = new LongLine(LIMIT);
      let found = false;
      let rest = Buffer.from(text);
      for (const cut of [...cuts, rest.length]) {
        found = look.push(rest.subarray(0, cut));
        rest = rest.subarray(cut);
      }
      assert.equal(
        found,
        text.split(/[\r\n]/).some((line) => line.length > LIMIT),
        JSON.stringify(text),
      );
    }),
  );
});
