import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AT_REST, canMove, estimate, showsStart } from './motion.ts';

function timeOf(...lines: string[]): number {
  let motion = AT_REST;
  let ms = 0;
  for (const line of lines) {
    const next = estimate(motion, line);
    motion = next.motion;
    ms += next.ms;
  }
  return Math.round(ms);
}

test('a move takes its length over its speed', () => {
  assert.equal(timeOf('G1 X60 F3600'), 1_000);
  assert.equal(timeOf('G1X30Y40F3000'), 1_000);
  assert.equal(timeOf('G91', 'G1 X10 F600', 'G1 X10'), 2_000);
  assert.equal(timeOf('G92 X50', 'G1 X60 F600'), 1_000);
  assert.equal(timeOf('M220 S50', 'G1 X60 F3600'), 2_000);
  assert.equal(timeOf('M83', 'G1 E10 F600', 'G1 E10'), 2_000);
  assert.equal(timeOf('G4 P500'), 500);
  assert.equal(timeOf('G4 S2'), 2_000);
  assert.equal(timeOf('G2 X0 Y0 I10 J0 F600'), 6_283);
  assert.equal(timeOf('G3 X10 Y10 I0 J10 F600'), 1_571);
  assert.equal(timeOf('G2 X10 Y10 I0 J10 F600'), 4_712);
  assert.equal(timeOf('G2 X10 Y10 R10 F600'), 1_571);
  assert.equal(timeOf('G2 X10 Y10 R-10 F600'), 4_712);
  assert.equal(timeOf('G2 X60 F3600'), 1_000);
});

test('words run together are told apart, and nonsense costs no time', () => {
  assert.equal(timeOf('G1X60E5F3600'), 1_000);
  assert.equal(timeOf('G1 X F0'), 0);
  assert.equal(timeOf('G1 X--5 F600'), 0);
});

test('what may last for minutes is known', () => {
  for (const line of ['G28', 'G29 A', 'M109 S200', 'M190 S60', 'M0', 'M600', 'T1', 'M303 E0', 'M500']) {
    assert.equal(estimate(AT_REST, line).pace, 'long', line);
  }
  for (const line of ['M104 S200', 'M106 S255', 'G92 E0', 'M82', 'G91', 'M220 S90', 'M73 P5']) {
    assert.equal(estimate(AT_REST, line).pace, 'at-once', line);
  }
  for (const line of ['M900 K0.05', 'G92 X0', 'M4000', 'G280', 'M42 P4 S1', 'G10']) {
    assert.equal(estimate(AT_REST, line).pace, 'other', line);
  }
});

test('[BE2] whatever is not known to keep still may move', () => {
  for (const line of ['G1 X1', 'G28', 'T0', 'M600', 'M98 P1', 'G0X5', 'M701', 'START_PRINT', 'M43'])
    assert.ok(canMove(line), line);
  for (const line of [
    'M104 S200',
    'M140 S60',
    'M190 S60',
    'G90',
    'G92 E0',
    'M82',
    'M117 hi',
    'M862.3 P "MK3S"',
    'M84',
  ]) {
    assert.ok(!canMove(line), line);
  }
  assert.ok(showsStart('M190 S60'));
  assert.ok(showsStart('G1 X1'));
  assert.ok(!showsStart('G10'));
  assert.ok(!showsStart('G90'));
});

test('a move read letter by letter is what reading word by word makes of it', () => {
  const value = (command: string, letter: string): number | null => {
    const text = new RegExp(`^.[^${letter}]*${letter}([0-9+.-]*)`).exec(command)?.[1] ?? '';
    return text === '' || Number.isNaN(Number(text)) ? null : Number(text);
  };
  const text = fc.oneof(
    fc.double({ min: -999, max: 999, noNaN: true }).map((each) => each.toFixed(4)),
    fc.stringMatching(/^[0-9+.-]{0,18}$/),
  );
  const words = fc.array(fc.tuple(fc.constantFrom(...'XYZEFIJRSP'.split('')), text, fc.constantFrom('', ' ')), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.constantFrom('G0 ', 'G1', 'G01 ', 'G92 '), words, fc.boolean(), (first, rest, relative) => {
      const command = first + rest.map((word) => word.join('')).join('');
      const before = { ...AT_REST, x: 1, y: 2, z: 3, e: 4, relative, relativeExtruder: relative };
      const adds = relative && first !== 'G92 ';
      const to = (letter: string, from: number): number => {
        const told = value(command, letter);
        return told === null ? from : adds ? from + told : told;
      };
      const feed = value(command, 'F') ?? 0;
      assert.deepEqual(estimate(before, command).motion, {
        ...before,
        x: to('X', 1),
        y: to('Y', 2),
        z: to('Z', 3),
        e: to('E', 4),
        feed: feed > 0 && first !== 'G92 ' ? feed : before.feed,
      });
    }),
    { numRuns: 2_000 },
  );
});
