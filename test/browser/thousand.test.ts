import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crowd, FARMS } from '../../web/dev/mock-farms.ts';
import { startMock } from '../../web/dev/mock-server.ts';
import { openBrowser } from './chromium.ts';
import { openPage } from './page-steps.ts';

const PRINTERS = 1_000;

test('[PE4] a farm of a thousand lays out the cards that are scrolled to, and all of them for the browser’s own search', {
  timeout: 120_000,
}, async () => {
  const printers = Object.fromEntries(crowd(PRINTERS).map((each) => [each.id, each]));
  await using server = await startMock({ ...FARMS.crowd, state: { ...FARMS.crowd.state, printers } });
  await using chromium = await openBrowser();
  const context = await chromium.context({ viewport: { width: 1200, height: 800 } });
  const { page, faults } = await openPage(context, server.address);
  const cards = page.getByRole('article');
  await cards.first().waitFor();
  const heightBefore = await page.evaluate(() => document.documentElement.scrollHeight);
  assert.ok((await cards.count()) < PRINTERS / 4, 'nobody has looked at the others');

  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
  // Whatever a person sees then is a card, and no empty space.
  await page.waitForFunction(() => {
    const met = document.elementFromPoint(window.innerWidth / 4, window.innerHeight / 2);
    return met?.closest('article') != null && window.scrollY > 5 * window.innerHeight;
  });
  const laidOut = await cards.count();
  assert.ok(laidOut > PRINTERS / 4 && laidOut < PRINTERS, `${laidOut} are laid out`);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  assert.ok(Math.abs(height / heightBefore - 1) < 0.2, `the scroll bar told the truth: ${heightBefore}, ${height}`);

  await page.keyboard.press('Control+f');
  await page.waitForFunction((all) => document.querySelectorAll('article').length === all, PRINTERS);
  assert.deepEqual(faults, []);
});
