import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { systemClock } from '#lib/clock';
import { fileDigest } from '#model/ids';
import { createIntake } from './intake.ts';

const GOOD = Buffer.from('G28\nG1 X1 E1\n');
const file = {
  digest: fileDigest(createHash('sha256').update(GOOD).digest('hex')),
  name: 'good.gcode',
  sizeBytes: GOOD.length,
};

function begin(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'croft-intake-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const did: string[] = [];
  const intake = createIntake({
    folder,
    clock: systemClock,
    async request(_digest, offset, length) {
      did.push('request');
      return GOOD.subarray(offset, offset + length);
    },
    async judge(_path, options) {
      did.push('judge');
      return options.maxBed === 1 ? 'too hot' : null;
    },
  });
  return { intake, did };
}

test('[MA12] the next copy of a file that passed is ready without reading it again', async (t) => {
  const { intake, did } = begin(t);
  assert.deepEqual(await intake.fetch(file, {}), { kind: 'ready' });
  assert.deepEqual(did.splice(0), ['request', 'judge']);
  assert.deepEqual(await intake.fetch(file, {}), { kind: 'ready' });
  assert.deepEqual(did.splice(0), []);
});

test('[MA15] under other options it passes the gate again', async (t) => {
  const { intake, did } = begin(t);
  await intake.fetch(file, {});
  did.length = 0;
  assert.equal((await intake.fetch(file, { maxBed: 1 })).kind, 'failed');
  assert.equal((await intake.fetch(file, { maxBed: 1 })).kind, 'failed');
  assert.deepEqual(did, ['judge', 'judge'], 'what was refused is judged again');
});

test('[MA12] a file that was touched since is verified, and fetched anew when it is another', async (t) => {
  const { intake, did } = begin(t);
  await intake.fetch(file, {});
  did.length = 0;
  writeFileSync(intake.pathOf(file.digest), 'M104 S300 bad');
  assert.equal(GOOD.length, 'M104 S300 bad'.length);
  assert.deepEqual(await intake.fetch(file, {}), { kind: 'ready' });
  assert.deepEqual(did, ['request', 'judge']);
});
