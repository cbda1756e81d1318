import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Place, stepsOf, whereWords } from './continuation-words.ts';

const PLACE: Place = {
  layers: 212,
  stoppedIn: 87,
  certain: true,
  layer: 87,
  z: 17.4,
  lowest: 17.4,
  highest: 17.4,
  asksHeight: true,
  bed: 80,
  nozzle: 240,
  chamber: 0,
  lift: 5,
  prime: 5,
};

test('a person reads where it stopped, and whether anybody saw that', () => {
  assert.equal(whereWords('a', PLACE), '“a” stopped in layer 87 of 212.');
  assert.match(whereWords('a', { ...PLACE, certain: false }), /may have come further/);
  assert.match(whereWords('a', { ...PLACE, stoppedIn: 0 }), /before its first layer/);
});

test('a person reads what will happen, in its order', () => {
  assert.deepEqual(stepsOf(PLACE, '17.4'), [
    'The bed heats to 80 °C, the nozzle then to 240 °C.',
    'The nozzle is taken to stand at 17.4 mm, and lifts by 5 mm.',
    'X and Y are homed. Z is not: it would go down onto the object.',
    '5 mm of filament are pushed out there, beside the object.',
    'The head goes back over the object, and the file goes on with the first line of layer 87.',
  ]);
  const top = stepsOf({ ...PLACE, asksHeight: false, bed: 0, prime: 0 }, '');
  assert.deepEqual(top.slice(0, 3), [
    'The nozzle heats to 240 °C.',
    'The nozzle lifts by 5 mm.',
    'X and Y are homed, then Z, away from the bed.',
  ]);
  assert.equal(top.length, 4);
});
