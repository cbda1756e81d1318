import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifests } from '#drivers/registry';
import { gateOptions } from './gate-options.ts';
import { DEFAULT_LIMITS, limitsOf } from '#gcode/gate-limits';
import { judgeManual } from './manual-lines.ts';

test('[MA15] the last gate holds a printer to its settings, else to what its driver’s schema says, else to what all bear', () => {
  const bambu = manifests.get('bambu') ?? null;
  const held = limitsOf(gateOptions(bambu, { maxNozzleTemperature: 250 }));
  assert.deepEqual([held.maxNozzleTemperature, held.maxChamberTemperature], [250, 65]);
  assert.ok(held.blockedCommands?.includes('M502') && !held.blockedCommands.includes('M500'));
  const emptied = limitsOf(gateOptions(bambu, { blockedCommands: [] }));
  assert.deepEqual(emptied.blockedCommands, held.blockedCommands, 'a field that nobody filled in says nothing');
  assert.equal(limitsOf(gateOptions(null, {})).maxChamberTemperature, DEFAULT_LIMITS.maxChamberTemperature);
  const save = (driver: string) =>
    judgeManual({ lines: ['M500'], confirmed: false }, gateOptions(manifests.get(driver) ?? null, {})).kind;
  assert.deepEqual([save('moonraker'), save('bambu') === 'refused'], ['refused', false]);
});
