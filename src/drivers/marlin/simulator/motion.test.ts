import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCommandReader } from './command-words.ts';
import { createMotion } from './motion.ts';

function mover() {
  const reader = createCommandReader();
  const motion = createMotion(1, 170);
  return { motion, move: (text: string, nozzle = 200) => motion.move(reader.parse(text), nozzle), reader };
}

describe('moves', () => {
  test('take distance over feed rate, and the feed rate stays', () => {
    const { move } = mover();
    assert.equal(move('G1 X60 F3600')?.durationMs, 1000);
    assert.equal(move('G1 X60 Y30')?.durationMs, 500);
    assert.equal(move('G1 F1800'), null);
    assert.equal(move('G1 Y60')?.durationMs, 1000);
  });

  test('M220 and the slowest axis change it', () => {
    const { move, motion } = mover();
    motion.feedPercent = 200;
    assert.equal(move('G1 X60 F3600')?.durationMs, 500);
    assert.equal(move('G1 Z20 F60000')?.durationMs, 1000);
  });

  test('G90 and G91 take the extruder along, M83 after them sets it apart', () => {
    const { move, motion } = mover();
    motion.setExtruderRelative(true);
    move('G1 X1 E2');
    assert.equal(move('G1 X2 E2')?.de, 2);
    motion.setRelative(false);
    assert.equal(move('G1 X3 E5')?.de, 1);
    motion.setRelative(true);
    assert.equal(move('G1 X3 E5')?.dx, 3);
    assert.equal(motion.position.e, 10);
  });

  test('a cold or overlong extrusion moves without the extruder, and the position goes on as if it had', () => {
    const { move, motion } = mover();
    const cold = move('G1 X10 E5', 50);
    assert.equal(cold?.prevented, 'cold');
    assert.equal(cold?.de, 0);
    assert.equal(motion.position.e, 5);
    assert.equal(move('G1 X20 E300')?.prevented, 'too-long');
  });

  test('arcs have the length of their arc', () => {
    const { move } = mover();
    const half = move('G2 X20 Y0 I10 J0 F600');
    assert.ok(Math.abs((half?.durationMs ?? 0) - Math.PI * 1000) < 1e-6);
    const full = move('G3 I5 J0');
    assert.ok(Math.abs((full?.durationMs ?? 0) - Math.PI * 1000) < 1e-6);
  });

  test('inches are 25.4 mm', () => {
    const { move, motion } = mover();
    motion.setUnits(25.4);
    assert.equal(move('G1 X1')?.dx, 25.4);
  });
});
