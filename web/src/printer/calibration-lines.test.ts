import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Calibrating, heardLine, lineOfProposal, probing, tuning } from './calibration-lines.ts';

const after = (state: Calibrating, received: readonly string[]): Calibrating =>
  received.reduce(
    (now, text) => heardLine(now, text.startsWith('> ') ? 'SENT' : 'RECEIVED', text.replace(/^> /, '')),
    state,
  );

describe('a calibration, by the lines of its printer', () => {
  test('a tuning counts its swings and ends with what it proposes', () => {
    const swing = [' bias: 121 d: 120 min: 206.43 max: 213.39', 'echo:busy: processing'];
    const under = after(tuning('nozzle', 5), ['PID Autotune start', 'ok T:20.0 /0.0', ...swing, ...swing]);
    assert.ok(under.kind === 'tuning');
    assert.deepEqual([under.done, under.over, lineOfProposal('nozzle', under.proposed)], [2, false, null]);
    const told = after(under, [...swing, ' Classic PID', ' Kp: 26.57 Ki: 2.16 Kd: 81.64', ...swing, ...swing]);
    assert.ok(told.kind === 'tuning');
    assert.deepEqual([told.done, told.over], [5, false]);
    const ended = after(told, [
      'PID Autotune finished! Put the last Kp, Ki and Kd constants from below into Configuration.h',
      '#define DEFAULT_Kp 24.90',
      '#define DEFAULT_Ki 2.04',
      '#define DEFAULT_Kd 75.97',
      'ok',
    ]);
    assert.ok(ended.kind === 'tuning');
    assert.deepEqual([ended.over, lineOfProposal('nozzle', ended.proposed)], [true, 'M301 P24.9 I2.04 D75.97']);
    const bed = after(tuning('bed', 3), [
      '#define DEFAULT_bedKp 10',
      '#define DEFAULT_bedKi 0.02',
      '#define DEFAULT_bedKd 305.4',
    ]);
    assert.ok(bed.kind === 'tuning');
    assert.equal(lineOfProposal('bed', bed.proposed), 'M304 P10 I0.02 D305.4');
    const failed = after(tuning('bed', 3), ['PID Autotune failed! Temperature too high', 'ok']);
    assert.ok(failed.kind === 'tuning');
    assert.deepEqual([failed.over, failed.failure], [true, 'PID Autotune failed! Temperature too high']);
  });

  test('a measuring is over with the bed that it prints, or with its acknowledgement', () => {
    assert.equal(after(probing(), ['> N1 G28*1', 'ok', '> N2 G29*1', 'echo:busy: processing']).over, false);
    assert.equal(after(probing(), ['ok', 'Bilinear Leveling Grid:']).over, true);
    assert.equal(after(probing(), ['> N1 G28*1', 'ok', '> N2 G29*1', 'ok']).over, true);
  });
});
