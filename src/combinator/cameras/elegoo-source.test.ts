import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SimulatedElegoo } from '#drivers/elegoo/simulator/elegoo';
import { manifests } from '#drivers/registry';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { placeOf } from './elegoo-source.ts';
import { pictureOf } from './fixtures/test-camera.ts';
import { createRelay, type Relay } from './relay.ts';
import { NoPicture } from './source.ts';

const parts = { clock: systemClock, chance: systemChance };
const PATIENCE_MS = 20_000;

const cameraOf = ({ url }: SimulatedElegoo) => ({
  url: url.replace('http:', 'elegoo:'),
  username: null,
  password: null,
});

async function until(what: string, isTrue: () => boolean): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; !isTrue(); ) {
    assert.ok(performance.now() < deadline, `waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function refusedBy(relay: Relay): Promise<NoPicture> {
  const error = await relay.picture().then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof NoPicture);
  return error;
}

describe('[CA1] the camera of an Elegoo printer', { concurrency: true }, () => {
  test('is turned on once for all who look, with one connection, and off when nobody does', async () => {
    await using printer = await SimulatedElegoo.start();
    const { video } = printer;
    video.show(pictureOf('one'));
    await using relay = createRelay(cameraOf(printer), parts);
    const seen: string[] = [];
    const viewer = { frame: (jpeg: Buffer) => void seen.push(jpeg.toString('latin1', 4)), ended() {} };
    assert.equal(video.opened, 0);
    {
      using _one = relay.watch(viewer);
      using _two = relay.watch({ ...viewer });
      await until('both', () => seen.length >= 2);
      assert.deepEqual([...new Set(seen)], ['one']);
      assert.deepEqual([video.opened, video.taken, video.watched], [1, 1, 1]);
      // The socket of the question is closed: the driver, the video and a file that is brought have theirs.
      await until('one connection', () => printer.connections === 1);
    }
    await until('its end', () => video.watched === 0 && video.taken === 0);
    assert.deepEqual(printer.commands, [386, 386]);
    // Whoever looks again gets pictures: the end before does not turn off what was begun since.
    video.show(pictureOf('two'));
    assert.equal((await relay.picture()).toString('latin1', 4), 'two');
  });

  test('says what helps: as many look as may, there is none, or the printer takes no connection more', async () => {
    await using printer = await SimulatedElegoo.start();
    const { video } = printer;
    await using relay = createRelay(cameraOf(printer), parts);
    video.allowed = 0;
    const full = await refusedBy(relay);
    assert.match(full.message, /to as many as it can/);
    assert.match(full.remedy, /Close its own page/);
    await using other = createRelay(cameraOf(printer), parts);
    video.isMissing = true;
    assert.match((await refusedBy(other)).message, /no camera/);
    printer.cut();
    await using third = createRelay(cameraOf(printer), parts);
    const refused = await refusedBy(third);
    assert.match(refused.message, /takes no connection/);
    assert.match(refused.remedy, /four connections/);
    assert.equal(video.taken, 0, 'what was refused is not given back');
  });

  test('a place whose answer was lost on the way is given back', async () => {
    await using printer = await SimulatedElegoo.start();
    printer.video.losesAnswer = true;
    await using relay = createRelay(cameraOf(printer), parts);
    assert.match((await refusedBy(relay)).message, /gives no answer/);
    await until('the place to be free', () => printer.video.taken === 0);
    assert.deepEqual(printer.commands.slice(0, 2), [386, 386]);
  });

  test('the stream is at the printer’s own host, whoever it names', () => {
    const camera = 'elegoo://192.168.1.30';
    assert.equal(placeOf('192.168.2.25:3031/video', camera), 'http://192.168.1.30:3031/video');
    assert.equal(placeOf('http://10.0.0.1:8080/admin?x=1', camera), 'http://192.168.1.30:8080/admin?x=1');
    assert.equal(placeOf('rtsp://192.168.1.30:554/video', camera), 'rtsp://192.168.1.30:554/video');
    for (const odd of [undefined, '', 7, 'file:///etc/passwd', 'usb:///dev/video0', 'http://'])
      assert.equal(placeOf(odd, camera), 'http://192.168.1.30:3031/video');
  });

  test('is offered with the printer, added by a person, and pictures the end of its prints', async () => {
    await using printer = await SimulatedElegoo.start();
    await using server = await openTestServer();
    const { cameras } = server.features;
    const read = manifests.get('elegoo')?.network?.cameras?.read;
    assert.deepEqual(
      read?.(null, { url: '192.168.1.30' }).map(({ url }) => url),
      ['elegoo://192.168.1.30'],
    );
    const [own] = read?.(null, { url: printer.url }) ?? [];
    assert.equal(own?.url, cameraOf(printer).url);
    const machine = await server.farm.addMachine('Carbon');
    await server.farm.makeReady(machine);
    const name = 'Carbon, Chamber';
    await cameras.add({ ...cameraOf(printer), name, printerId: machine.printerId }, 'ann');
    printer.video.show(pictureOf('end'));
    await server.farm.addJob({ copies: 1 });
    await server.farm.settle(machine);
    machine.finish();
    await server.farm.settle(machine);
    await cameras.idle();
    const { data } = await server.ask('{ history(first: 5) { items { pictures { url camera } } } }');
    assert.equal(data.history.items[0].pictures[0].camera, name);
    await until('its end', () => printer.video.taken === 0);
  });
});
