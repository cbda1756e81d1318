import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { startSimulator } from '../../src/drivers/marlin/simulator/simulator-client.ts';
import { FakeHost } from '../../src/guardian/fixtures/fake-host.ts';
import { startCroft, temporaryData } from '../harness/croft.ts';
import { openBrowser } from './chromium.ts';
import { assertFits, openPage } from './page-steps.ts';

test('[CO5] a person plugs a printer in while the form is open, chooses it, and is told when it is gone', {
  timeout: 180_000,
}, async () => {
  using usb = new FakeHost();
  process.env.CROFT_HOST_ROOT = usb.root;
  using _environment = { [Symbol.dispose]: () => void delete process.env.CROFT_HOST_ROOT };
  await using data = temporaryData();
  const cable = join(usb.root, 'cable');
  await using simulator = await startSimulator({ plug: 'pty', link: cable, speed: 200 });
  await using croft = await startCroft(['up'], data.path);
  await using chromium = await openBrowser();
  const context = await chromium.context({ viewport: { width: 390, height: 844 } });
  const { page, faults } = await openPage(context, croft.address);

  await page.getByRole('button', { name: 'Add a printer' }).first().click();
  await page.getByText('No serial port yet').waitFor();
  const board = { tty: 'ttyACM0', manufacturer: 'Acme', product: 'Printer One', serial: 'A1', device: cable };
  usb.plug(board);
  const choice = page.getByLabel('Acme Printer One');
  await choice.check();
  assert.equal(await page.getByLabel('Connection').inputValue(), usb.byId('usb-Acme_Printer_One_A1-if00'));
  await assertFits(page, 'the form');
  await page.getByLabel('Name').fill('Heather');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const card = page.getByRole('article', { name: 'Heather' });
  await card.getByText('Check the bed').waitFor({ timeout: 60_000 });

  await page.getByRole('button', { name: 'Add a printer' }).first().click();
  await page.getByText('belongs to Heather').waitFor();
  assert.ok(await choice.isDisabled(), 'one port has one printer');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

  usb.unplug('ttyACM0');
  await simulator.control({ command: 'unplug' });
  await card.getByText('is not there (unplugged, or switched off)').waitFor();
  await simulator.control({ command: 'replug' });
  usb.plug({ ...board, tty: 'ttyACM1', socket: '1-2' });
  await card.getByText('is not there').waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
});
