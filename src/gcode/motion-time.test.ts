import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FullPass } from './full-pass.ts';
import { MotionTime, motionStart } from './motion-time.ts';

/** So much acceleration that only distance over speed is left. */
const instant = { ...motionStart, accelerationMmPerSecond2: 1e9 };

function secondsOf(lines: readonly string[], state = instant): number {
  const motion = new MotionTime(state);
  return lines.reduce((sum, line) => sum + motion.advance(line).seconds, 0);
}

function about(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= expected * 0.001 + 1e-6, `${actual} is not about ${expected}`);
}

describe('how long a line moves', () => {
  test('distance over feed rate, in absolute and relative coordinates, in mm and in inches', () => {
    about(secondsOf(['G1 X60 F3600', 'G1 Y60']), 2);
    about(secondsOf(['G91', 'G1 X30 F3600', 'G1 X30']), 1);
    about(secondsOf(['G20', 'G1 X1 F60']), 1);
    about(secondsOf(['G92 X10', 'G1 X70 F3600']), 1);
    about(secondsOf(['G1 X60F3600;comment', 'N2 G1 X0*7']), 2);
  });

  test('extrusion alone takes the time of the filament; a dwell its own', () => {
    about(secondsOf(['G1 E-2 F2400']), 0.05);
    about(secondsOf(['M83', 'G1 E1 F60', 'G1 E1']), 2);
    about(secondsOf(['M82', 'G1 E1 F60', 'G1 E1']), 1);
    about(secondsOf(['G4 P500', 'G4 S2']), 2.5);
  });

  test('an arc is as long as its curve; a full circle as its circumference', () => {
    about(secondsOf(['G1 X0 Y0 F3600', 'G2 X10 Y10 I10 J0']), ((Math.PI / 2) * 10) / 60);
    about(secondsOf(['G1 X0 Y0 F3600', 'G3 X10 Y10 I10 J0']), (1.5 * Math.PI * 10) / 60);
    about(secondsOf(['G1 X0 Y0 F3600', 'G2 X0 Y0 I10 J0']), (2 * Math.PI * 10) / 60);
    about(secondsOf(['G1 X0 Y0 F3600', 'G2 X20 Y0 R10']), (Math.PI * 10) / 60);
  });

  test('corners cost time, and a straight line in many pieces costs none of it', () => {
    const slow = { ...motionStart, accelerationMmPerSecond2: 500 };
    const straight = secondsOf(['G1 X100 F6000'], slow);
    const pieces = secondsOf(['G1 F6000', ...Array.from({ length: 100 }, (_, i) => `G1 X${i + 1}`)], slow);
    const corners = secondsOf(
      ['G1 F6000', ...Array.from({ length: 100 }, (_, i) => `G1 X${Math.ceil((i + 1) / 2)} Y${Math.ceil(i / 2)}`)],
      slow,
    );
    assert.ok(Math.abs(pieces - straight) < 0.05 * straight);
    assert.ok(corners > 2 * straight);
    assert.ok(straight > 1);
  });

  test('what moves nothing takes no time, whatever it is', () => {
    assert.equal(
      secondsOf(['', ';x', 'M104 S200', 'G28', 'G90', 'M117 G1 X500', 'T1', 'FOO X=1', 'G1 F100', '\0\uffff']),
      0,
    );
  });

  test('a step says where it stands and whether it extrudes; wipes, travels and retractions do not', () => {
    const motion = new MotionTime();
    const extrudes = (line: string) => motion.advance(line).extruding;
    assert.deepEqual(['G1 Z.2', 'G1 X10', 'G1 X20 E1', 'G1 X10 E.5', 'G1 E2', 'G1 X30 E2.5'].map(extrudes), [
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
    assert.equal(motion.advance('G1 Z5').zMm, 5);
  });

  test('the state is plain data: a copy taken over by another goes on alike', () => {
    const first = new MotionTime();
    for (const line of ['M83', 'G91', 'G1 X5 Y5 F1800 E1', 'M204 S700']) first.advance(line);
    const second = new MotionTime(JSON.parse(JSON.stringify(first.state)) as typeof first.state);
    assert.deepEqual(second.advance('G1 X3 E.2'), first.advance('G1 X3 E.2'));
    assert.deepEqual(second.state, first.state);
  });
});

describe('the full pass over a file', () => {
  test('[ME1] layers, extent of what was extruded, tool changes and motion', () => {
    const pass = new FullPass();
    const lines = [
      ['G28', 'T0', 'G1 Z50 F6000', ';LAYER_CHANGE', 'G1 X10 Y10 Z.2', 'G1 X20 Y12 E1', 'T1', ';LAYER_CHANGE'],
      ['G1 Z.4', 'G1 X5 E2', 'T1', 'T0', 'G1 Z80', 'G1 X0 Y200'],
    ].flat();
    pass.push(lines.map((text) => ({ text })));
    const { motionSeconds, ...facts } = pass.facts();
    assert.deepEqual(facts, {
      lines: 14,
      layerCount: 2,
      extruded: { minMm: [5, 10, 0.2], maxMm: [20, 12, 0.4] },
      toolChanges: 2,
    });
    assert.ok(motionSeconds > 3 && motionSeconds < 6);
  });

  test('[ME1] a file without motion has no extent', () => {
    const pass = new FullPass();
    pass.push([{ text: 'G28' }]);
    assert.deepEqual([pass.facts().extruded, pass.facts().layerCount], [null, null]);
  });

  test('[ME2] a number that no printer means is none: sums stay numbers', () => {
    const motion = new MotionTime();
    const lines = [
      'G1 X10 F6000',
      `G1 X${'9'.repeat(400)} Y5 E1`,
      `G1 Z0.${'9'.repeat(400)}`,
      'G92 X1000000000000',
      'G1 X20 F1e999',
      'M204 S999999999999999',
      'G2 X30 I1e9',
    ];
    const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
    let seconds = 0;
    for (const line of lines) seconds += motion.advance(line).seconds;
    assert.ok(Number.isFinite(seconds) && Number.isFinite(motion.xMm) && motion.yMm === 5, String(seconds));
    const same = new MotionTime();
    let total = 0;
    for (let at = 0; at < bytes.length; ) {
      at = same.readLine(bytes, at, bytes.length) + 1;
      same.carryOut();
      total += same.seconds;
    }
    assert.deepEqual([total, same.xMm], [seconds, motion.xMm]);
  });
});
