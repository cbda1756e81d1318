import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import { isRunning, standInTool } from './fixtures/stand-in-tool.ts';
import { openTestRtsp } from './fixtures/test-rtsp.ts';
import { createRelay, type Relay } from './relay.ts';
import { type CameraSource, NoPicture } from './source.ts';
import { isUsbPlace, usbCameras } from './usb-cameras.ts';

const SECRET = "p'w d/@%";
const CAMERA: CameraSource = { url: 'rtsp://192.0.2.9:554/live/1?a=b', username: 'ann', password: SECRET };
const parts = (ffmpeg: string) => ({ clock: systemClock, chance: systemChance, ffmpeg });

/** Resolves with the first picture that says this. */
function seen(relay: Relay, text: string): { readonly until: Promise<void> } & Disposable {
  const here = Promise.withResolvers<void>();
  const looking = relay.watch({
    frame(jpeg) {
      if (jpeg.includes(text)) here.resolve();
    },
    ended: () => {},
  });
  return { until: here.promise, [Symbol.dispose]: () => looking[Symbol.dispose]() };
}

const troubleOf = async (relay: Relay): Promise<string> =>
  relay.picture().then(
    () => '',
    (error: unknown) => {
      assert.ok(error instanceof NoPicture);
      return `${error.message} ${error.remedy}`;
    },
  );

describe('cameras that ffmpeg reads', () => {
  test('[CA1] one process however many look, none before and none after; name and password are in none of its arguments', async () => {
    await using tool = await standInTool({ shows: 'bed' });
    const relay = createRelay(CAMERA, parts(tool.path));
    assert.deepEqual(await tool.runs(), []);
    {
      using one = seen(relay, 'bed');
      using two = seen(relay, 'bed');
      await Promise.all([one.until, two.until]);
    }
    const [run, ...more] = await tool.runs();
    assert.ok(run !== undefined && more.length === 0);
    assert.ok(isRunning(run.pid));
    assert.equal(
      run.input,
      "ffconcat version 1.0\nfile 'rtsp://ann:p%27w%20d%2F%40%25@192.0.2.9:554/live/1?a=b'\noption rtsp_transport tcp\n",
    );
    assert.ok(!run.words.join(' ').includes('192.0.2.9'));
    await relay[Symbol.asyncDispose]();
    assert.ok(!isRunning(run.pid), 'it ends with those who look');
  });

  test('[CA1] a process that ends is begun anew, and an older ffmpeg is asked in its own way', async () => {
    await using tool = await standInTool(
      { says: "pipe:0: Line 3: unknown keyword 'option'" },
      { says: '[rtsp] Connection refused' },
      { shows: 'again' },
    );
    await using relay = createRelay(CAMERA, parts(tool.path));
    using looking = seen(relay, 'again');
    await looking.until;
    const inputs = (await tool.runs()).map(({ input }) => input.includes('option rtsp_transport'));
    assert.deepEqual(inputs, [true, false, true]);
    assert.equal(relay.trouble, null);
  });

  for (const [says, told] of [
    ['Server returned 401 Unauthorized (authorization failed)', /refuses name and password.*access code/],
    ['method DESCRIBE failed: Server returned 404 Not Found', /no stream at this address/],
    ['Connection to tcp://192.0.2.9:554 failed: Connection refused', /cannot be reached.*enabled/],
    [
      `Impossible to open 'rtsp://ann:p%27w%20d%2F%40%25@192.0.2.9/live' with ${SECRET}`,
      /cannot read this camera: Impossible/,
    ],
  ] as const)
    test(`[CA1] what ffmpeg says is told in words for people, and never the password (${says.slice(0, 40)})`, async () => {
      await using tool = await standInTool({ says });
      await using relay = createRelay(CAMERA, parts(tool.path));
      const words = await troubleOf(relay);
      assert.match(words, told);
      assert.ok(!words.includes(SECRET) && !words.includes('p%27w'));
    });

  test('[CA1] behind RTSPS stands the camera that is known by its certificate, or ffmpeg is not even begun', async () => {
    await using camera = await openTestRtsp(Buffer.alloc(0), { user: 'ann', password: SECRET, tls: true });
    await using tool = await standInTool({ shows: 'bed' });
    const source = { ...CAMERA, url: `rtsps://127.0.0.1:${camera.port}/live/1` };
    const believed: string[] = [];
    const known = (fingerprint: string | null): CameraSource => ({
      ...source,
      certificate: { fingerprint, believed: (seen) => void believed.push(seen) },
    });
    await using first = createRelay(known(null), parts(tool.path));
    assert.ok((await first.picture()).includes('bed'));
    assert.match(believed[0] ?? '', /^[0-9A-F]{64}$/);
    await using again = createRelay(known(believed[0] ?? ''), parts(tool.path));
    assert.ok((await again.picture()).includes('bed'));
    await using other = createRelay(known('00'.repeat(32)), parts(tool.path));
    assert.match(await troubleOf(other), /another certificate.*nothing was told/);
    const runs = await tool.runs();
    assert.equal(runs.length, 2);
    for (const { input, words } of runs) {
      assert.match(input, /file 'rtsp:\/\/127\.0\.0\.1:\d+\/live\/1'/);
      assert.ok(!/ann:|p%27w|p'w/.test(`${input} ${words.join(' ')}`), 'neither name nor password reaches it');
    }
  });

  test('[CA1] without ffmpeg it is said what to install', async () => {
    await using relay = createRelay(CAMERA, parts('/nowhere/ffmpeg'));
    assert.match(await troubleOf(relay), /ffmpeg, which is not installed.*apt install ffmpeg/);
  });

  test('[CA1] a USB camera gives its own pictures, and one that has none is encoded; its troubles are told', async () => {
    const usb = { url: 'usb:///dev/v4l/by-id/usb-046d_C270-video-index0', username: null, password: null };
    await using tool = await standInTool({ says: 'Cannot find a proper format for codec mjpeg' }, { shows: 'bench' });
    await using relay = createRelay(usb, parts(tool.path));
    using looking = seen(relay, 'bench');
    await looking.until;
    const runs = (await tool.runs()).map(({ words }) => words.join(' '));
    assert.match(
      runs[0] ?? '',
      /-f v4l2 -input_format mjpeg .*-i \/dev\/v4l\/by-id\/usb-046d_C270-video-index0 -c:v copy/,
    );
    assert.match(runs[1] ?? '', /-f v4l2 -i \/dev\/v4l\/by-id\/usb-046d_C270-video-index0 .*-c:v mjpeg/);
    await using busy = await standInTool({ says: '/dev/video0: Device or resource busy' });
    await using other = createRelay(usb, parts(busy.path));
    assert.match(await troubleOf(other), /Another program uses this camera/);
  });

  test('[CA1] the cameras of the host are listed by names that stay; nothing but a camera is ever opened', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'croft-v4l-'));
    try {
      for (const name of [
        'usb-046d_HD_Webcam_C920_1A2B-video-index0',
        'usb-046d_HD_Webcam_C920_1A2B-video-index1',
        'usb-Sonix_ Cam-video-index0',
      ])
        await writeFile(join(folder, name), '');
      assert.deepEqual(await usbCameras(folder), [
        { name: 'HD Webcam C920 1A2B', url: 'usb:///dev/v4l/by-id/usb-046d_HD_Webcam_C920_1A2B-video-index0' },
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
    assert.deepEqual(await usbCameras(join(folder, 'gone')), []);
    assert.ok(
      isUsbPlace('usb:///dev/video0') && isUsbPlace('usb:///dev/v4l/by-path/pci-0000:00:14.0-usb-0:1:1.0-video-index0'),
    );
    for (const url of [
      'usb:///etc/passwd',
      'usb:///dev/v4l/by-id/../../sda',
      'usb:///dev/video0 -i x',
      'usb:///dev/sda',
      'usb://host/dev/video0',
    ])
      assert.ok(!isUsbPlace(url), url);
  });
});

const isThere = spawnSync('ffmpeg', ['-version']).status === 0;
const skip = isThere ? false : 'ffmpeg is not installed here (apt install ffmpeg)';

describe('a camera in the network, through the real ffmpeg', { skip }, () => {
  test('[CA1] RTSP and RTSPS: it logs in, shows pictures, is read once and left', async () => {
    const words =
      '-hide_banner -loglevel error -f lavfi -i testsrc=size=160x120:rate=25 -t 2 -c:v mpeg1video -f mpegts pipe:1';
    const { stdout: stream } = spawnSync('ffmpeg', words.split(' '), { maxBuffer: 10 * 1024 * 1024 });
    for (const tls of [false, true]) {
      await using camera = await openTestRtsp(stream, { user: 'ann', password: SECRET, tls });
      const url = `${tls ? 'rtsps' : 'rtsp'}://127.0.0.1:${camera.port}/live/1`;
      const relay = createRelay({ url, username: 'ann', password: SECRET }, parts('ffmpeg'));
      assert.ok((await relay.picture()).length > 500);
      assert.equal(camera.asked.filter((each) => each.startsWith('PLAY')).length, 1);
      await relay[Symbol.asyncDispose]();
      await using wrong = createRelay({ url, username: 'ann', password: 'another' }, parts('ffmpeg'));
      assert.match(await troubleOf(wrong), /refuses name and password/);
    }
  });
});
