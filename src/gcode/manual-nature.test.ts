import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LineNature, natureOf } from './manual-nature.ts';

test('[MA15] a line by hand is taken for the worst that it can do', () => {
  const table: readonly (readonly [string, LineNature])[] = [
    ['', 'nothing'],
    ['; a comment', 'nothing'],
    ['M105', 'reading'],
    ['m114', 'reading'],
    ['M104 S200', 'heating'],
    ['M106 S255', 'heating'],
    ['M301 P23.1 I1.7 D77.6', 'heating'],
    ['M420 V', 'reading'],
    ['M420 S1', 'motion'],
    ['G28', 'motion'],
    ['G1 X10 Y10 F3000', 'motion'],
    ['G1X10Y10', 'motion'],
    ['G92 E0', 'motion'],
    ['G1 X10 E1', 'extruding'],
    ['G0 E-1', 'extruding'],
    ['G2 X1 Y1 I1 E2', 'extruding'],
    ['M600', 'extruding'],
    ['M701', 'extruding'],
    ['T1', 'extruding'],
    ['PRINT_START', 'extruding'],
    ['G29.1', 'motion'],
    ['M114.2', 'extruding'],
  ];
  for (const [line, nature] of table) assert.equal(natureOf(line), nature, line);
});
