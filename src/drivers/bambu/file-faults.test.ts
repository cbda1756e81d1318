import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readHeldFile } from '#drivers/fixtures/read-held-file';
import { DriverHome } from './fixtures/driver-under-test.ts';
import { open, options, settled } from './fixtures/quick-printer.ts';

const { signal } = new AbortController();

/** What an archive hardly packs: 400 KB of it. */
const noise = (): string =>
  Array.from({ length: 20_000 }, (_, i) => `G1 X${(i * 7919) % 251} Y${(i * 104_729) % 241}\n`).join('');

describe('Bambu Lab: file servers that misbehave', { concurrency: 2 }, () => {
  test('[S14] [DR2] data connections that are never secured are used without, and are remembered so by the next process', async () => {
    await using printer = await open();
    printer.switches.dataChannel = 'never-secured';
    printer.switches.needsSessionReuse = false;
    using home = new DriverHome();
    const text = 'G28\n; in the clear\n';
    const first = await home.connected(options(printer), { secureMs: 300 });
    first.driver.start(home.print('p1', text));
    assert.equal((await first.report('print-ended')).outcome, 'finished');
    assert.equal(printer.printed[0]?.content, text);
    await first[Symbol.asyncDispose]();
    const asked = (): readonly string[] => printer.fileServer.asked.filter((line) => /^(PROT|STOR|LIST)/.test(line));
    const before = asked().length;
    await using second = await home.connected(options(printer));
    await second.driver.files?.list(signal);
    assert.deepEqual(asked().slice(before, before + 3), ['PROT P', 'PROT C', 'LIST -a /']);
    // After an update it secures them again, and takes no others.
    printer.switches.dataChannel = 'secured';
    printer.switches.needsSessionReuse = true;
    printer.files.set('cache/a.3mf', Buffer.from('archive'));
    assert.deepEqual(
      (await second.driver.files?.list(signal))?.map(({ path }) => path),
      ['cache/a.3mf'],
    );
    assert.equal(await readHeldFile(second, 'cache/a.3mf'), 'archive');
    assert.equal(asked().at(-1)?.startsWith('PROT C'), false);
  });

  test('[DL2] what is fetched over a connection that is never secured comes whole, also from its middle', async () => {
    await using printer = await open();
    printer.switches.dataChannel = 'never-secured';
    const text = 'bytes\n'.repeat(50_000);
    printer.files.set('cache/a.gcode', Buffer.from(text));
    using home = new DriverHome();
    await using life = await home.connected(options(printer), { secureMs: 300 });
    assert.equal(await readHeldFile(life, 'cache/a.gcode'), text);
    assert.equal(await readHeldFile(life, 'cache/a.gcode', 200_000), text.slice(200_000));
  });

  test('[S10] an upload at 25 KB/s tells how far it is, and holds up no report', async () => {
    await using printer = await open();
    printer.switches.uploadSpeed = 25_000;
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1', noise()));
    await settled(() => printer.fileServer.asked.some((line) => line.startsWith('STOR')));
    for (const degrees of [31, 32, 33]) {
      printer.device.bedIdle = degrees;
      await life.report('feedback', ({ feedback }) => feedback.temperatures.some(({ actual }) => actual === degrees));
    }
    await life.report('feedback', ({ feedback }) => /goes to the memory card: \d+ %/.test(feedback.notice ?? ''));
    assert.deepEqual([printer.files.size, printer.device.begun], [0, []]);
    printer.switches.uploadSpeed = null;
    assert.equal((await life.report('print-ended')).outcome, 'finished');
    assert.equal(printer.printed[0]?.content, noise());
  });

  test('[S9] a file server that is full is told in words, and nothing is started; 30 sessions are not one more', async () => {
    await using printer = await open();
    printer.switches.fileConnectionLimit = 0;
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    const { moved, error } = await life.report('print-ended');
    assert.equal(moved, false);
    assert.match(error?.message ?? '', /takes no more connections/);
    printer.switches.fileConnectionLimit = 10;
    life.driver.start(home.print('p2'));
    assert.equal((await life.report('print-ended', ({ printId }) => printId === 'p2')).outcome, 'finished');
    assert.deepEqual(printer.device.begun, ['p2']);
  });
});
