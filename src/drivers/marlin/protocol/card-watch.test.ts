import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type CardWatch, bytesIn, cardEnd, cardHeard, newCardWatch } from './card-watch.ts';
import { parseReply } from './reply.ts';

const SIZE = 91_022;
const idle = 'Not SD printing';
const at = (byte: number, size = SIZE): string => `SD printing byte ${byte}/${size}`;

/** What is concluded of these lines, each two seconds after the one before. */
function after(lines: readonly string[], from: CardWatch = newCardWatch(SIZE, 0, 0)): string {
  let watch = from;
  let now = 0;
  for (const line of lines) {
    now += 2_000;
    watch = cardHeard(watch, parseReply(line), now);
  }
  return cardEnd(watch, now);
}

describe('a print from the card, by what the printer says of it', () => {
  test('[MA10] is finished when it says so, or when it reads no more behind the last byte', () => {
    assert.equal(after([at(10), at(SIZE), 'Done printing file']), 'finished');
    assert.equal(after([at(10), 'Done printing file', idle]), 'finished');
    assert.equal(after([at(10), at(SIZE), idle, idle, idle]), 'finished');
  });

  test('[MA11a] one idle word, or a few before it has settled, end nothing', () => {
    assert.equal(after([at(10), idle, at(20), idle, at(30)]), 'runs');
    assert.equal(after([at(10), idle, idle]), 'runs');
    assert.equal(after([idle, idle, idle, idle], newCardWatch(SIZE, 0, 60_000)), 'runs');
    assert.equal(after([]), 'runs');
  });

  test('[MA10] what stops in the middle and does not say why is no end that anybody knows', () => {
    assert.equal(after([at(10), idle, idle, idle]), 'ended');
    assert.equal(after([idle, idle, idle]), 'ended');
  });

  test('[MA11] another file, or this one begun anew, is another print; one damaged number is not', () => {
    assert.equal(after([at(10), at(5, 1234), at(9, 1234)]), 'other');
    assert.equal(after([at(5_000), idle, at(10), at(20)]), 'other');
    assert.equal(after([at(5_000), at(10, 12), at(5_100)]), 'runs');
    assert.equal(after([at(5_000), at(51_000), at(5_200), at(5_300)]), 'runs', 'a number that grew on the way');
  });

  test('[MA10] without a length nothing is finished by its place, and whatever it prints may be the file', () => {
    const unsized = newCardWatch(null, 0, 0);
    assert.equal(after([at(10), at(SIZE), idle, idle, idle], unsized), 'ended');
    assert.equal(after([at(10, 12), at(11, 12)], unsized), 'runs');
  });

  test('[MA10] whatever comes, nothing is finished without a word of the end', () => {
    const word = fc.oneof(
      fc.nat({ max: SIZE - 1 }).map((byte) => at(byte)),
      fc.nat({ max: 99 }).map((size) => at(3, size)),
      fc.constantFrom(idle, 'ok', 'echo:busy: processing', 'File opened: CUBE.GCO Size: 91022', 'SD printing byte 12/'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (lines) => after(lines) !== 'finished'),
      { numRuns: 200 },
    );
  });

  test('numbers are read whole or not at all', () => {
    assert.deepEqual(bytesIn('SD printing byte 12/345.'), { at: 12, size: 345 });
    assert.equal(bytesIn('SD printing byte 12/'), null);
    assert.equal(bytesIn('Not SD printing'), null);
  });
});
