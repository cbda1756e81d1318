import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCroft, temporaryData } from '../harness/croft.ts';
import { openBrowser } from './chromium.ts';
import { assertFits, openPage } from './page-steps.ts';

test('a newcomer sees three labelled simulated printers at work, and one click removes them', {
  timeout: 90_000,
}, async () => {
  await using data = temporaryData();
  await using croft = await startCroft(['up', '--demo'], data.path);
  await using chromium = await openBrowser();
  const context = await chromium.context({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  const { page, faults } = await openPage(context, croft.address);

  await page.getByText('This is a demonstration.').waitFor();
  const cards = page.getByRole('article');
  await cards.nth(2).waitFor();
  assert.equal(await cards.count(), 3);
  assert.equal(await page.getByText('Simulated', { exact: true }).count(), 3);
  await cards
    .getByText(/^(Preparing|Printing)$/)
    .first()
    .waitFor({ timeout: 30_000 });
  await page
    .getByRole('article', { name: 'Thistle' })
    .getByRole('button', { name: 'Bed is clear' })
    .waitFor({ timeout: 30_000 });
  await assertFits(page, 'the demonstration on a phone');

  await page.getByRole('button', { name: 'Remove the demonstration' }).click();
  await page.getByText('No printers yet').waitFor();
  assert.equal(await page.getByText('This is a demonstration.').count(), 0);
  assert.deepEqual(faults, []);
});
