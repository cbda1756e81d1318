import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { root, startCroft, temporaryData } from '../harness/croft.ts';
import { openBrowser } from './chromium.ts';
import { assertFits, openPage } from './page-steps.ts';

/** More than a browser opens to one host. */
const HANGING = 8;

/** `/bed`: a picture that is sent again and again; `/hangs…`: takes connections and answers none. */
async function openCameras(jpeg: Buffer) {
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (request.url !== '/bed') return;
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=edge' });
    const send = setInterval(() => {
      response.write(`--edge\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`);
      response.write(jpeg);
      response.write('\r\n');
    }, 100);
    streams.add(response);
    response.on('close', () => {
      clearInterval(send);
      streams.delete(response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    streams,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

test('[CA1] a wall on which many cameras hang shows the others, takes what is pressed, and says what is wrong; live, too', {
  timeout: 180_000,
}, async () => {
  await using cameras = await openCameras(readFileSync(join(root, 'test/browser/fixtures/bed.jpg')));
  await using data = temporaryData();
  await using croft = await startCroft(['up'], data.path);
  const add = (name: string, path: string): Promise<unknown> =>
    croft.ask('mutation($input: AddCameraInput!) { addCamera(input: $input) { id } }', {
      input: { name, url: `${cameras.url}/${path}` },
    });
  for (let i = 0; i < HANGING; i++) await add(`A${i} hangs`, `hangs${i}`);
  await add('Bed 10', 'bed');
  await add('Bed 9', 'bed');
  await using chromium = await openBrowser();
  const context = await chromium.context({ viewport: { width: 1200, height: 1600 } });
  const { page, faults } = await openPage(context, croft.address);

  await page.getByRole('link', { name: 'Cameras' }).click();
  await page.getByAltText('What Bed 9 shows').waitFor();
  await page.getByAltText('What Bed 10 shows').waitFor();
  const names = await page.getByRole('heading', { level: 2 }).allTextContents();
  assert.deepEqual(names.slice(-2), ['Bed 9', 'Bed 10']);
  await assertFits(page, 'the wall');
  // What is pressed goes out though eight cameras hang.
  await page.getByRole('button', { name: 'Settings of Bed 10' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Bed 11');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByAltText('What Bed 11 shows').waitFor();

  await page.getByRole('button', { name: 'Look at Bed 9' }).click();
  const live = page.getByAltText('What Bed 9 shows, live');
  await live.evaluate((image: HTMLImageElement) => image.decode());
  assert.equal(await live.evaluate((image: HTMLImageElement) => image.naturalWidth), 64);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await page.getByText('The camera sends nothing.').first().waitFor();
  await page.getByRole('button', { name: 'Look at A1 hangs' }).click();
  await page.getByRole('dialog').getByText('The camera sends nothing.').waitFor();
  assert.deepEqual(faults, []);
});
