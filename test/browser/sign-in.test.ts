import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTestServer } from '../../src/combinator/api/fixtures/test-server.ts';
import { root } from '../harness/croft.ts';
import { openBrowser } from './chromium.ts';

test('a farm that can be reached from elsewhere asks for a key, hides it from scripts, and ends with it', async () => {
  let secret = '';
  await using server = await openTestServer({
    publicUrls: ['http://farm.example:8300'],
    webFolder: join(root, 'web/dist'),
    prepare: async (keys) => {
      const wish = {
        name: 'my browser',
        scope: 'admin',
        target: null,
        expiresInDays: null,
        digestLogin: false,
      } as const;
      secret = (await keys.create(wish, 'test')).secret;
    },
  });
  await using chromium = await openBrowser();
  const context = await chromium.context();
  const page = await context.newPage();
  await page.goto(`${server.address}/access`);
  await page.getByLabel('API key').fill('croft_wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This key is not one of this farm').waitFor();
  await page.getByLabel('API key').fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByLabel('What uses it').fill('PrusaSlicer');
  await page.getByRole('button', { name: 'Make the key' }).click();
  const made = (await page.locator('#made-key').textContent()) ?? '';
  assert.match(made, /^croft_[0-9a-z]{10}_[0-9a-z]{52}$/);
  await page.getByRole('button', { name: 'Done' }).click();
  const tested = await fetch(`${server.address}/api/version`, { headers: { 'x-api-key': made } });
  assert.equal(tested.status, 200);
  await page.getByRole('button', { name: 'Revoke PrusaSlicer' }).click();
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await page.getByText('1 revoked').waitFor();
  assert.equal((await fetch(`${server.address}/api/version`, { headers: { 'x-api-key': made } })).status, 401);
  const seen = await page.evaluate(
    () => `${document.cookie} ${JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])}`,
  );
  assert.ok(!seen.includes('croft_'), 'no script reads the key');
  // Its own key ends: the page asks again, whatever it was showing.
  const own = (await server.features.keys.list()).find((key) => key.name === 'my browser');
  await server.features.keys.revoke(own?.id ?? '', 'test');
  await page.getByLabel('API key').waitFor();
});
