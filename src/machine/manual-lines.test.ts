import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeManual } from './manual-lines.ts';

const judged = (
  line: string | readonly string[],
  confirmed = true,
  options: Readonly<Record<string, unknown>> = {},
): string => {
  const verdict = judgeManual({ lines: typeof line === 'string' ? [line] : line, confirmed }, options);
  return verdict.kind === 'allowed' ? verdict.nature : 'refused';
};

describe('lines by hand', () => {
  test('[MA15] the worst line decides, each passes the gate, and none starts a print, whatever was confirmed', () => {
    assert.equal(judged('M105', false), 'reading');
    assert.equal(judged(['M105', 'M104 S200', 'G28'], false), 'motion');
    for (const line of ['M24', 'M23 x.gco', 'M32 x.gco', 'M104 S900', 'M302 P1', 'M997', 'G28\nM24'])
      for (const confirmed of [false, true]) assert.equal(judged(line, confirmed), 'refused', line);
    assert.equal(judged(Array.from({ length: 51 }, () => 'M105')), 'refused');
  });

  test('[MA15] an empty list of blocked commands blocks what is blocked by itself', () => {
    for (const line of ['M302 P1', 'M997', 'M28 x.gco'])
      assert.equal(judged(line, false, { blockedCommands: [] }), 'refused', line);
    assert.equal(judged('M302 P1', false, { blockedCommands: ['M997'] }), 'extruding');
  });

  test('[MA15] settings are kept and heaters tuned only alone, after a second word and within the limits', () => {
    const limits = { maxNozzleTemperature: 260, maxBedTemperature: 100 };
    for (const line of ['M500', 'M303 E0 S240 C8', 'M303 E-1 S90 C5']) {
      assert.equal(judged(line, true, limits), 'heating', line);
      assert.equal(judged(line, false, limits), 'refused', line);
      assert.equal(judged([line, 'M105'], true, limits), 'refused', line);
      assert.equal(judged(line, true, { ...limits, blockedCommands: ['M500', 'M303'] }), 'refused', line);
    }
    for (const line of [
      'M303 E0 S241 C8',
      'M303 E-1 S91 C8',
      'M303 E0 S200 C99',
      'M303 E0 S200 C2',
      'M303 E1 S200 C8',
      'M303 E0 S200 C8 U1',
      'M303',
      'M303 E0 S200 C8;',
      ' M500',
      'M500 G28',
      'M502',
    ])
      assert.equal(judged(line, true, limits), 'refused', line);
  });

  test('[MA15] one file of the card is deleted only alone and after a second word', () => {
    for (const line of ['M30 CUBE.GCO', 'M30 PARTS/HINGE~1.GCO', 'M30 /usb/a.gcode']) {
      assert.equal(judged(line, true), 'heating', line);
      assert.equal(judged(line, false), 'refused', line);
      assert.equal(judged([line, line], true), 'refused', line);
      assert.equal(judged(line, true, { blockedCommands: ['M30'] }), 'refused', line);
    }
    for (const line of [
      'M30',
      'M30 ',
      'M30 a b',
      'M30 a;b',
      'M30 a*1',
      'M30 A\nM24',
      'M28 A.GCO',
      'M300',
      `M30 ${'A'.repeat(90)}`,
    ])
      assert.ok(judged(line, true) !== 'heating', line);
  });
});
