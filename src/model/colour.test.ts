import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ciede2000, colourDistance, SAME_COLOUR } from './colour.ts';

// Of the pairs that Sharma, Wu and Dalal published to prove an implementation: each tries another corner of the formula.
const PAIRS = [
  [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0],
  [[50, 0, 0], [50, -1, 2], 2.3669],
  [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
  [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
  [[50, -0.001, 2.49], [50, 0.0011, -2.49], 4.7461],
  [[50, 2.5, 0], [73, 25, -18], 27.1492],
  [[50, 2.5, 0], [58, 24, 15], 19.4535],
  [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
  [[90.8027, -2.0831, 1.441], [91.1528, -1.6435, 0.0447], 1.4441],
  [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
] as const;

describe('colour distance', () => {
  test('is that of the CIE, on the pairs that were published to prove it', () => {
    for (const [one, other, expected] of PAIRS) {
      assert.ok(Math.abs(ciede2000(one, other) - expected) < 5e-5, `${one.join()} ${other.join()}`);
      assert.ok(Math.abs(ciede2000(other, one) - expected) < 5e-5);
    }
  });

  test('is 0 for a colour and itself, the same both ways, and nothing for what is no colour', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const colour = fc.tuple(byte, byte, byte).map((parts) => `#${Buffer.from(parts).toString('hex')}`);
    fc.assert(
      fc.property(colour, colour, (one, other) => {
        assert.equal(colourDistance(one, one), 0);
        const [there, back] = [colourDistance(one, other), colourDistance(other, one)];
        assert.ok(there !== null && back !== null && Math.abs(there - back) < 1e-9 && there >= 0);
      }),
      { numRuns: 100 },
    );
    assert.equal(colourDistance('red', '#FF0000'), null);
  });

  test('[JO5] the threshold holds together what people call one colour, and apart what they do not', () => {
    const same = [
      ['#000000', '#161616'],
      ['#FFFFFF', '#F5F6F5'],
      ['#FF0000', '#F01010'],
      ['#FF6A13', '#F75403'],
    ];
    const others = [
      ['#FF0000', '#FF6A13'],
      ['#000000', '#545454'],
      ['#0000FF', '#00AE42'],
      ['#FFFFFF', '#F4EE2A'],
      ['#FF0000', '#F5547C'],
    ];
    const distance = ([one = '', other = '']: readonly string[]): number => colourDistance(one, other) ?? Infinity;
    for (const pair of same) assert.ok(distance(pair) <= SAME_COLOUR, `${pair.join()} ${distance(pair)}`);
    for (const pair of others) assert.ok(distance(pair) > SAME_COLOUR, `${pair.join()} ${distance(pair)}`);
  });
});
