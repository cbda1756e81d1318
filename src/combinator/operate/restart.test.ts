import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifests } from '#drivers/registry';
import { printerId, printId } from '#model/ids';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { operateMutations, restartsFor } from './resolvers.ts';

test('[MA15] a firmware is restarted by order of a person, and only where its driver can', async () => {
  const sent: unknown[] = [];
  const { restartPrinter } = operateMutations({
    fleet: {
      order: async (printer, command) => {
        sent.push([printer, command]);
        return { accepted: true, reason: null };
      },
    },
    printerArg: (value) => printerId(String(value)),
    printArg: (value) => printId(String(value)),
    // Each printer of this farm is called as its driver.
    restartsOf: async (id) => manifests.get(id)?.restarts,
  });
  const asked = (id: string, what: string) => restartPrinter({ printerId: id, what });
  assert.deepEqual(await asked('moonraker', 'FIRMWARE'), { accepted: true, reason: null });
  assert.deepEqual(await asked('moonraker', 'HOST'), { accepted: true, reason: null });
  assert.deepEqual(await asked('octoprint', 'CONNECTION'), { accepted: true, reason: null });
  assert.deepEqual(await asked('octoprint', 'FIRMWARE'), { accepted: false, reason: 'unsupported' });
  assert.deepEqual(await asked('moonraker', 'CONNECTION'), { accepted: false, reason: 'unsupported' });
  assert.deepEqual(await asked('marlin', 'FIRMWARE'), { accepted: false, reason: 'unsupported' });
  assert.deepEqual(await asked('nobody', 'FIRMWARE'), { accepted: false, reason: 'unsupported' });
  assert.deepEqual(sent, [
    ['moonraker', { kind: 'restart', what: 'firmware' }],
    ['moonraker', { kind: 'restart', what: 'host' }],
    ['octoprint', { kind: 'restart', what: 'connection' }],
  ]);
});

test('[CF3] kinds of printers say what can be asked of them and what of them can be restarted', async () => {
  await using server = await openTestServer();
  const { data } = await server.ask('{ drivers { name askable restarts { what words } } }');
  const { drivers } = data as { drivers: readonly { name: string; askable: readonly string[]; restarts: unknown }[] };
  const of = (name: string) => drivers.find((each) => each.name === name);
  assert.deepEqual(of('marlin')?.askable, ['SETTINGS', 'BED_MESH', 'CARD', 'CALIBRATION']);
  assert.deepEqual(JSON.parse(JSON.stringify(of('marlin')?.restarts)), []);
});

test('[MA15] what needs an option is there where that is set', () => {
  const moonraker = manifests.get('moonraker') ?? assert.fail();
  const bare = ['firmware', 'host'];
  for (const options of [{}, { powerDevice: ' ' }, { powerDevice: 7 }])
    assert.deepEqual(Object.keys(restartsFor(moonraker, options)), bare);
  assert.deepEqual(Object.keys(restartsFor(moonraker, { powerDevice: 'psu' })), [...bare, 'power-on', 'power-off']);
  assert.deepEqual(restartsFor(manifests.get('marlin') ?? assert.fail(), {}), {});
});
