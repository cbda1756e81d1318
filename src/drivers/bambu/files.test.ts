import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readHeldFile } from '#drivers/fixtures/read-held-file';
import { matchesOf } from '#combinator/downloads/name-variants';
import { DriverHome } from './fixtures/driver-under-test.ts';
import { listedTime } from './protocol/listed-time.ts';
import { SimulatedBambu } from './simulator/bambu.ts';

const TEXT = 'no archive, but bytes\n'.repeat(10_000);
const { signal } = new AbortController();

async function open() {
  await using stack = new AsyncDisposableStack();
  const printer = stack.use(await SimulatedBambu.start({ updateMs: 50 }));
  const home = stack.use(new DriverHome());
  const { serial, mqttPort, filePort, switches } = printer;
  const options = { host: '127.0.0.1', serial, mqttPort, filePort, accessCode: switches.accessCode };
  const life = stack.use(await home.connected(options));
  const kept = stack.move();
  return { printer, life, switches, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

describe('the files of a Bambu Lab printer', () => {
  test('[DL4] what comes short is told, what grows is not taken, and a false farewell is no harm', async () => {
    await using at = await open();
    const { printer, life, switches } = at;
    const path = 'cache/Würfel (1).gcode.3mf';
    printer.files.set(path, Buffer.from(TEXT));
    switches.truncateDownloadAt = 100_000;
    await assert.rejects(readHeldFile(life, path), { reason: 'broken-off', message: /100000 of 220000 bytes/ });
    switches.truncateDownloadAt = null;
    switches.cannotRestart = true;
    assert.equal(await readHeldFile(life, path, 150_001), TEXT.slice(150_001), 'by reading what is before');
    switches.falseAbort = true;
    assert.equal(await readHeldFile(life, path), TEXT);
    switches.falseAbort = false;
    switches.growsWhileRead = true;
    await assert.rejects(readHeldFile(life, path), { reason: 'changed' });
    switches.refuseFileLogin = true;
    await assert.rejects(readHeldFile(life, path), { reason: 'wrong-credentials' });
    await assert.rejects(readHeldFile(life, 'a\r\nDELE b.3mf'), { reason: 'not-found' });
  });

  test('[DL2] a transfer that nobody wants any more is given up, and frees its connection', async () => {
    await using at = await open();
    at.printer.files.set('big.gcode.3mf', Buffer.alloc(8_000_000));
    const before = at.printer.fileServer.connections;
    const opened = await at.life.driver.files?.open('big.gcode.3mf', 0, signal);
    await opened?.bytes.next();
    await opened?.bytes.return?.();
    while (at.printer.fileServer.connections > before) await new Promise((resolve) => setImmediate(resolve));
  });

  test('[AU1] the file of each kind of print is found by what the printer calls it', async () => {
    await using at = await open();
    const table = [
      ['Clamshell Parts Box', 'Clamshell Parts Box.gcode.3mf'],
      ['36mm.gcode.3mf', '36mm.gcode.3mf'],
      ['FILENAME', 'cache/FILENAME.3mf'],
      ['Cube + sphere .3mf', 'cache/Cube + sphere .3mf'],
    ] as const;
    for (const [, path] of table) at.printer.files.set(path, Buffer.from('x'));
    const paths = (await at.life.driver.files?.list(signal))?.map(({ path }) => path) ?? [];
    for (const [name, path] of table) assert.equal(matchesOf(name, paths)[0]?.path, path);
  });

  test('times of a listing are told to the minute, or to the day, and of no day to come', () => {
    const now = Date.UTC(2026, 10, 29, 18, 0);
    assert.equal(listedTime('Nov 29 17:41', now), Date.UTC(2026, 10, 29, 17, 41));
    assert.equal(listedTime('Dec 24 08:00', now), Date.UTC(2025, 11, 24, 8, 0));
    assert.equal(listedTime('Mar  4  2024', now), Date.UTC(2024, 2, 4));
    for (const odd of ['', 'yesterday', 'Foo 12 10:00', '11-29-26 05:41PM']) assert.equal(listedTime(odd, now), null);
  });
});
