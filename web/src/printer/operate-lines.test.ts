import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  extrudeLines,
  fanLine,
  heatLine,
  heaterOf,
  homeLines,
  jogLines,
  loadLines,
  readyToChange,
  unloadLines,
} from './operate-lines.ts';

test('what the panel sends is what its buttons say, and leaves absolute coordinates behind', () => {
  assert.deepEqual(jogLines('Z', -0.1), ['G91', 'G0 Z-0.1 F600', 'G90']);
  assert.deepEqual(homeLines([]), ['G28']);
  assert.deepEqual(homeLines(['X', 'Y']), ['G28 X Y']);
  for (const lines of [extrudeLines(10), loadLines(50), unloadLines(50)])
    assert.deepEqual([lines[0], lines.at(-1)], ['M83', 'M82']);
  assert.equal(heatLine('chamber', 45), 'M141 S45');
  assert.deepEqual([fanLine(0), fanLine(50), fanLine(100)], ['M107', 'M106 S128', 'M106 S255']);
});

test('a heater is known by its name, and a sensor is none', () => {
  assert.deepEqual(['nozzle', 'nozzle 2', 'T0', 'bed', 'B', 'chamber', 'board'].map(heaterOf), [
    'nozzle',
    'nozzle',
    'nozzle',
    'bed',
    'bed',
    'chamber',
    null,
  ]);
});

test('a long way of filament goes in pieces that a firmware takes', () => {
  assert.deepEqual(unloadLines(250), ['M83', 'G1 E5 F200', 'G1 E-100 F900', 'G1 E-100 F900', 'G1 E-50 F900', 'M82']);
  assert.deepEqual(loadLines(100), ['M83', 'G1 E100 F300', 'M82']);
  assert.deepEqual(loadLines(10), ['M83', 'G1 E10 F300', 'M82']);
});

test('filament is changed when the nozzle is near its target, and never in a cold one', () => {
  const ready = (actual: number, target: number | null) => readyToChange({ actual, target });
  assert.deepEqual([ready(204, 210), ready(205, 210), ready(215, 210)], [false, true, true]);
  assert.deepEqual(
    [ready(160, 150), ready(200, null), ready(200, 0), readyToChange(undefined)],
    [false, false, false, false],
  );
});
