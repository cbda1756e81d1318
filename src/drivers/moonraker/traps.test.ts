import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { DriverHome, PATIENT } from './fixtures/driver-under-test.ts';
import { SimulatedMoonraker } from './simulator/moonraker.ts';

const open = () => SimulatedMoonraker.start({ printSeconds: 3, speed: 20, updateMs: 10 });
const options = (printer: SimulatedMoonraker) => ({ url: printer.url });

describe('what a Moonraker may do to its guests', () => {
  test('[S14] several on one host, each at a port of its own, print their own files at once', async () => {
    await using one = await open();
    await using two = await open();
    using first = new DriverHome();
    using second = new DriverHome();
    await using left = await first.connected(options(one), PATIENT);
    await using right = await second.connected(options(two), PATIENT);
    const [a, b] = ['G28\nG1 X1 E1\n', 'G28\nG1 X2 E2\n'];
    // The same id on both would be a mistake; the same host is none.
    left.driver.start(first.print('p-left', a));
    right.driver.start(second.print('p-right', b));
    const ends = await Promise.all([left.report('print-ended'), right.report('print-ended')]);
    assert.deepEqual(
      ends.map(({ printId, outcome }) => [printId, outcome]),
      [
        ['p-left', 'finished'],
        ['p-right', 'finished'],
      ],
    );
    assert.deepEqual(one.printed, [{ filename: 'croft/p-left.gcode', content: a, outcome: 'completed' }]);
    assert.deepEqual(two.printed, [{ filename: 'croft/p-right.gcode', content: b, outcome: 'completed' }]);
    one.klipper.shutDown('MCU ‘mcu’ shutdown: Timer too close');
    await left.report('print-lost');
    right.driver.start(second.print('p-next', b));
    await right.report('print-ended', ({ printId }) => printId === 'p-next');
    assert.ok(!right.story.includes('disconnected') && !right.story.includes('foreign-began'));
  });

  test('[CF3] the 51st connection is refused in words, and made as soon as there is a place', async () => {
    await using printer = await open();
    printer.switches.places = 1;
    const guest = new WebSocket(`${printer.url.replace('http', 'ws')}/websocket`);
    await new Promise((resolve) => guest.once('open', resolve));
    using home = new DriverHome();
    await using life = home.drive(options(printer), PATIENT);
    life.driver.connect();
    const { reason, wrongCredentials } = await life.report('disconnected');
    assert.match(reason, /takes no further connection now \(HTTP 503\): close pages/);
    assert.equal(wrongCredentials, false);
    guest.terminate();
    await life.report('connected');
  });

  test('[DR5] a call that is never answered ends the connection, which is made anew', async () => {
    await using printer = await open();
    printer.switches.hangs = 'printer.objects.subscribe';
    using home = new DriverHome();
    await using life = home.drive(options(printer), { ...PATIENT, answerMs: 300 });
    life.driver.connect();
    const { reason } = await life.report('disconnected');
    assert.match(reason, /gave no answer to printer\.objects\.subscribe/);
    printer.switches.hangs = null;
    await life.report('connected');
  });

  test('[DR8] a subscription that was replaced is noticed, and what went on meanwhile is seen', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), { ...PATIENT, statusSilenceMs: 100 });
    // What it never tells of is no news: nothing changes here until somebody begins a print.
    printer.replaceSubscriptions(['fan']);
    printer.files.set('panel.gcode', 'G28\n');
    printer.klipper.start('panel.gcode');
    const seen = await life.report('connected', ({ foreign }) => foreign !== null);
    assert.equal(seen.foreign?.name, 'panel.gcode');
    assert.equal((await life.report('foreign-ended')).outcome, 'finished');
  });

  test('[AU2] a name that differs only in its case is another’s: it is neither printed nor taken away', async () => {
    await using printer = await open();
    printer.files.set('croft/P1.GCODE', 'G28\n; a neighbour\n');
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    life.driver.start(home.print('p1', 'G28\n; ours\n'));
    await life.report('print-ended');
    while (printer.files.size > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(
      [printer.printed.map(({ content }) => content), [...printer.files.keys()]],
      [['G28\n; ours\n'], ['croft/P1.GCODE']],
    );
  });

  for (const [code, message, says] of [
    [
      403,
      'File is loaded, upload not permitted',
      /could not be brought to the printer: File is loaded, upload not permitted\./,
    ],
    [
      413,
      '<html>Request Entity Too Large</html>',
      /takes no file of this size: raise max_upload_size in moonraker\.conf/,
    ],
  ] as const)
    test(`[S14] an upload that is refused with ${code} starts nothing, and says why`, async () => {
      await using printer = await open();
      printer.switches.refuseUpload = { code, message };
      using home = new DriverHome();
      await using life = await home.connected(options(printer), PATIENT);
      life.driver.start(home.print('p1'));
      const { moved, error } = await life.report('print-ended');
      assert.equal(moved, false);
      assert.match(error?.message ?? '', says);
      assert.deepEqual(printer.printed, []);
    });
});
