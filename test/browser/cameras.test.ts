import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { root, startCroft, temporaryData } from '../harness/croft.ts';
import type { Locator } from 'playwright-core';
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

/** Red, green, blue and white by rows, wider than high. */
const drawCorners = (): string => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [160, 96];
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  for (const [i, colour] of ['#f00', '#0f0', '#00f', '#fff'].entries()) {
    context.fillStyle = colour;
    context.fillRect((i % 2) * 80, i < 2 ? 0 : 48, 80, 48);
  }
  return canvas.toDataURL('image/jpeg', 0.95).split(',')[1] ?? '';
};

/** What a person sees of a picture: its shape, and the colours of its corners by rows. */
const seen = (picture: Locator): Promise<string> =>
  picture.evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.drawImage(image, 0, 0);
    const name = (x: number, y: number): string => {
      const [red = 0, green = 0, blue = 0] = context.getImageData(x * width, y * height, 1, 1).data;
      if (red > 127 && green > 127 && blue > 127) return 'w';
      return red > 127 ? 'r' : green > 127 ? 'g' : blue > 127 ? 'b' : '?';
    };
    return `${width}×${height} ${name(0.2, 0.2)}${name(0.8, 0.2)}${name(0.2, 0.8)}${name(0.8, 0.8)}`;
  });

test('[CA1] a camera that was turned and mirrored in its form is seen so on the wall, live, and in a picture that is saved', {
  timeout: 120_000,
}, async () => {
  await using chromium = await openBrowser();
  const context = await chromium.context({ viewport: { width: 1200, height: 900 } });
  const drawing = await context.newPage();
  await using cameras = await openCameras(Buffer.from(await drawing.evaluate(drawCorners), 'base64'));
  await using data = temporaryData();
  await using croft = await startCroft(['up'], data.path);
  await croft.ask('mutation($input: AddCameraInput!) { addCamera(input: $input) { id } }', {
    input: { name: 'Bed', url: `${cameras.url}/bed` },
  });
  const { page, faults } = await openPage(context, croft.address);
  await page.getByRole('link', { name: 'Cameras' }).click();
  const onWall = page.getByAltText('What Bed shows');
  const live = page.getByAltText('What Bed shows, live');
  /** Each change is another version of the tile: its picture is a new one. */
  const untilSeen = async (picture: Locator, what: string): Promise<void> => {
    for (;;) {
      const now = await seen(picture).catch(() => null);
      if (now === what) return;
      await page.waitForTimeout(100);
    }
  };
  const viewers = async (): Promise<number> => {
    const told = await croft.ask<{ readonly cameras: readonly { readonly viewers: number }[] }>(
      '{ cameras { viewers } }',
    );
    return told.cameras[0]?.viewers ?? 0;
  };
  await untilSeen(onWall, '160×96 rgbw');
  for (const [turn, mirrors, what] of [
    ['90', [], '96×160 brwg'],
    ['90', ['Swap left and right'], '96×160 rbgw'],
    ['180', ['Swap left and right', 'Swap top and bottom'], '160×96 rgbw'],
    ['270', ['Swap top and bottom'], '96×160 rbgw'],
  ] as const) {
    await page.getByRole('button', { name: 'Settings of Bed' }).click();
    await page.getByLabel('Turned by').selectOption(turn);
    for (const each of ['Swap left and right', 'Swap top and bottom'] as const)
      await page.getByLabel(each).setChecked((mirrors as readonly string[]).includes(each));
    await page.getByRole('button', { name: 'Save' }).click();
    await untilSeen(onWall, what);
    await page.getByRole('button', { name: 'Look at Bed' }).click();
    await untilSeen(live, what);
    const frame = await page.locator('.camera-live').boundingBox();
    const picture = await live.boundingBox();
    assert.deepEqual(picture, frame, 'it stays within its frame');
    assert.ok((frame?.y ?? 0) + (frame?.height ?? 0) <= 900, 'and that within the window');
    const saved = await page.getByRole('link', { name: 'Save a picture' }).getAttribute('href');
    await drawing.goto(`${croft.address}${saved}`);
    await untilSeen(drawing.locator('img'), what);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    // A browser goes on reading the stream of a picture that it shows no more.
    while ((await viewers()) > 1) await page.waitForTimeout(100);
  }
  await assertFits(page, 'the wall');
  // However often it was turned, what looks is one.
  assert.equal(cameras.streams.size, 1);
  assert.deepEqual(faults, []);
});
