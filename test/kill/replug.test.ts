import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { startSimulator } from '../../src/drivers/marlin/simulator/simulator-client.ts';
import { FakeHost } from '../../src/guardian/fixtures/fake-host.ts';
import { until } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import { KillFarm } from './farm.ts';

interface Seen {
  readonly phase: string;
  readonly reachable: boolean;
  readonly portTrouble: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string } | null;
  readonly bed: { readonly state: string; readonly bedId: string | null };
}

const PRINTER = '{ printers { phase reachable portTrouble error { code message remedy } bed { state bedId } } }';

test('[F22] unplugged in mid-print the print fails with its reason; plugged in elsewhere the printer is back without a click', {
  timeout: 180_000,
}, async () => {
  using usb = new FakeHost();
  process.env.CROFT_HOST_ROOT = usb.root;
  using _environment = { [Symbol.dispose]: () => void delete process.env.CROFT_HOST_ROOT };
  await using farm = await KillFarm.open();
  await farm.startCombinator();
  const cable = join(usb.root, 'cable');
  const { id, simulator } = await farm.addPrinter('Ada', { speed: 20, link: cable }, () => {
    usb.plug({ tty: 'ttyUSB0', serial: 'A1', socket: '1-1', device: cable });
    return usb.device('ttyUSB0');
  });
  const seen = (what: string, fits: (printer: Seen) => boolean): Promise<Seen> =>
    until(what, async () => (await farm.ask<{ printers: readonly Seen[] }>(PRINTER)).printers.find(fits));
  const confirm = async (what: string, phase: string): Promise<void> => {
    const { bed } = await seen(what, (one) => one.phase === phase && one.reachable && one.bed.bedId !== null);
    await simulator.control({ command: 'remove-object' });
    await farm.ask('mutation ($id: ID!, $bed: ID!) { confirmBedClear(printerId: $id, bedId: $bed) { id } }', {
      id,
      bed: bed.bedId,
    });
  };
  await confirm('a new printer', 'UNVERIFIED');
  await farm.addJob(await farm.upload('token.gcode', squareGcode('token', 12, 12)));
  await until('motion', async () => (await simulator.records()).some(({ kind }) => kind === 'bed'));

  usb.unplug('ttyUSB0');
  await simulator.control({ command: 'unplug' });
  const failed = await seen('the fault', ({ phase }) => phase === 'FAULTED');
  assert.deepEqual([failed.error?.code, failed.bed.state], ['port-lost', 'UNKNOWN']);
  assert.match(failed.error?.message ?? '', /connection to the printer is gone \(the printer was unplugged/);
  assert.match(failed.error?.remedy ?? '', /Plug it in/);
  await seen('the missing port', ({ portTrouble }) => /is not there/.test(portTrouble ?? ''));

  await using stranger = await startSimulator({ plug: 'pty', link: join(usb.root, 'other-cable') });
  usb.plug({ tty: 'ttyUSB0', serial: 'B2', socket: '1-2', device: stranger.path ?? '' });
  await seen('the stranger', ({ portTrouble }) =>
    /another board now.*\(B2\) where .*\(A1\) was/.test(portTrouble ?? ''),
  );

  await simulator.control({ command: 'replug' });
  usb.plug({ tty: 'ttyUSB1', serial: 'A1', socket: '1-3', device: cable });
  await seen('the printer', ({ reachable, portTrouble }) => reachable && portTrouble === null);
  await confirm('its bed', 'FAULTED');
  // The board was not seen to restart, so somebody looks once more (BE8).
  await confirm('its bed, once more', 'UNVERIFIED');
  await farm.addJob(await farm.upload('next.gcode', squareGcode('next', 3)));
  await seen('the next print to be made', ({ phase }) => phase === 'AWAITING_RETRIEVAL');
  assert.deepEqual(
    (await farm.evidence(false)).prints.map(({ outcome }) => outcome),
    ['failed', 'finished'],
  );
  assert.deepEqual(
    (await stranger.records()).filter(({ kind }) => kind === 'connection' || kind === 'line'),
    [],
    'nobody spoke to the stranger',
  );
  assert.deepEqual(
    (await farm.verdict(false)).filter((each) => /^CK[1245]/.test(each)),
    [],
  );
});
