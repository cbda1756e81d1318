import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { startSimulator } from '../../src/drivers/marlin/simulator/simulator-client.ts';
import { startCroft, temporaryData } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import { openBrowser } from './chromium.ts';

/** Drops a file on the page as a person does. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content ?? ''], fileName ?? ''));
      return data;
    },
    [name, text] as const,
  );
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

test('[BE1] [JO1] a person drops a file, prints it, confirms the bed, and sees the next job start', {
  timeout: 180_000,
}, async () => {
  await using data = temporaryData();
  await using simulator = await startSimulator({ plug: 'tcp', speed: 200, advancedOk: true });
  await using croft = await startCroft(['up'], data.path);
  await using chromium = await openBrowser();
  const context = await chromium.context({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });

  await page.goto(croft.address);
  await page.getByText('No printers yet').waitFor();
  await page.getByRole('button', { name: 'Add a printer' }).first().click();
  await page.getByLabel('Name').fill('Heather');
  await page.getByLabel('Connection').fill(simulator.url ?? '');
  await page.getByRole('button', { name: 'Add', exact: true }).click();

  const card = page.getByRole('article', { name: 'Heather' });
  await card.getByText('Check the bed').waitFor({ timeout: 60_000 });
  await card.getByRole('button', { name: 'Bed is clear' }).click();
  await page.getByRole('button', { name: 'It is clear' }).click();
  await card.getByText('Ready').waitFor();

  await drop(page, 'first.gcode', squareGcode('first', 30));
  await page.getByRole('button', { name: 'Print', exact: true }).click();
  await card.getByText('first.gcode').waitFor();
  await drop(page, 'second.gcode', squareGcode('second', 30));
  await page.getByRole('button', { name: 'Print', exact: true }).click();

  await card.getByText('Take the object').waitFor({ timeout: 60_000 });
  await page.getByRole('link', { name: /Queue/ }).click();
  const second = page.getByRole('article', { name: 'second.gcode' });
  await second.getByText('Heather still carries its last print.').waitFor();
  assert.equal(await second.getByText('Waiting').count(), 1, 'nothing starts on an occupied bed');

  await page.getByRole('link', { name: /Farm/ }).click();
  await simulator.control({ command: 'remove-object' });
  await card.getByRole('button', { name: 'Bed is clear' }).click();
  await page.getByRole('button', { name: 'It is clear' }).click();
  await card.getByText('second.gcode').waitFor();
  await card.getByText('Take the object').waitFor({ timeout: 60_000 });

  const records = await simulator.records();
  assert.equal(records.filter((record) => record.kind === 'bed' && record.event === 'collision').length, 0);
  assert.deepEqual(faults, []);
});
