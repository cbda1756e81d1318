import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printId } from '#model/ids';
import { DriverHome } from './fixtures/driver-under-test.ts';
import { SimulatedMoonraker } from './simulator/moonraker.ts';

/** A print of 3 s of the printer's time at 20 times its speed, told every 10 ms. */
const open = () => SimulatedMoonraker.start({ printSeconds: 3, speed: 20, updateMs: 10 });
const options = (printer: SimulatedMoonraker) => ({ url: printer.url });
const settled = (turn: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (turn()) return resolve();
      setTimeout(look, 5);
    };
    look();
  });

describe('Moonraker', () => {
  test('[CO1] connected when the whole state has arrived, with what the printer measures', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = home.drive(options(printer));
    life.driver.connect();
    const { continuity, foreign } = await life.report('connected');
    assert.deepEqual({ continuity, foreign }, { continuity: 'unproven', foreign: null });
    const { feedback } = await life.report('feedback');
    assert.deepEqual(
      feedback.temperatures.map(({ name }) => name),
      ['nozzle', 'bed'],
    );
  });

  test('[S14] [PZ3] a print is brought, verified, started and ends when the printer shows it; its copy is taken away', async () => {
    // Long enough for one of the measurements that are told each second.
    await using printer = await SimulatedMoonraker.start({ printSeconds: 40, speed: 20, updateMs: 10 });
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    const text = 'G28\nG1 X1 E1\n; the end\n';
    life.driver.start(home.print('p1', text));
    await life.report('print-moved');
    await life.report('feedback', ({ feedback }) => (feedback.progress?.fraction ?? 0) > 0.2);
    const { outcome, moved } = await life.report('print-ended');
    assert.deepEqual({ outcome, moved }, { outcome: 'finished', moved: true });
    assert.deepEqual(printer.printed, [{ filename: 'croft/p1.gcode', content: text, outcome: 'completed' }]);
    await settled(() => printer.files.size === 0);
    assert.ok(!printer.asked.some((each) => each.includes('print=true')));
  });

  test('[DR3] pause and resume count when the state shows them, also behind a slow command', async () => {
    await using printer = await open();
    printer.switches.queueMs = 150;
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    const print = home.print('p1');
    life.driver.start(print);
    await life.report('print-moved');
    life.driver.pause(print.printId);
    assert.ok(!life.story.includes('print-paused'));
    assert.equal((await life.report('print-paused')).reason, 'Paused by a person.');
    life.driver.resume(print.printId);
    await life.report('print-resumed');
    assert.equal((await life.report('print-ended')).outcome, 'finished');
    assert.equal(printer.printed.length, 1);
  });

  test('[DR4] a start that is answered with a fault and begins all the same is no print that never moved', async () => {
    await using printer = await open();
    printer.switches.failAfterStart = { code: 500, message: 'Internal Server Error' };
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    const { outcome, moved } = await life.report('print-ended');
    assert.deepEqual({ outcome, moved }, { outcome: 'finished', moved: true });
  });

  test('[DR4] a refused pause leaves the print printing', async () => {
    await using printer = await open();
    printer.switches.refusePause = true;
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    const print = home.print('p1');
    life.driver.start(print);
    await life.report('print-moved');
    life.driver.pause(print.printId);
    assert.match((await life.report('trouble')).error.message, /PAUSE/);
    await life.report('print-resumed');
    assert.equal((await life.report('print-ended')).outcome, 'finished');
  });

  test('[S14] an upload cut in the middle, or stored short, is never started', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    printer.switches.cutUploadAt = 1_000;
    life.driver.start(home.print('p1', 'G1 X1\n'.repeat(50_000)));
    assert.equal((await life.report('print-ended', (each) => each.printId === 'p1')).moved, false);
    printer.switches.cutUploadAt = null;
    printer.switches.lieAboutSize = true;
    life.driver.start(home.print('p2'));
    const { error } = await life.report('print-ended', (each) => each.printId === 'p2');
    assert.match(error?.message ?? '', /stored 15 of 14 bytes/);
    assert.deepEqual(printer.printed, []);
  });

  test('[BE3] nothing ran while nobody looked, and the history proves it; a job that ran is no such proof', async () => {
    await using printer = await open();
    using home = new DriverHome();
    {
      await using life = home.drive(options(printer));
      life.driver.connect();
      assert.equal((await life.report('connected')).continuity, 'unproven');
    }
    {
      await using life = home.drive(options(printer));
      life.driver.connect();
      assert.equal((await life.report('connected')).continuity, 'unbroken');
    }
    printer.files.set('other.gcode', 'G28\n');
    printer.klipper.start('other.gcode');
    printer.klipper.cancel();
    await using life = home.drive(options(printer));
    life.driver.connect();
    assert.equal((await life.report('connected')).continuity, 'unproven');
  });

  test('[BE3] another printer that has come to the address proves nothing, though its history counts the same jobs', async () => {
    await using printer = await open();
    using home = new DriverHome();
    const continuity = async (): Promise<string> => {
      await using life = home.drive(options(printer));
      life.driver.connect();
      return (await life.report('connected')).continuity;
    };
    printer.files.set('other.gcode', 'G28\n');
    printer.klipper.start('other.gcode');
    printer.klipper.cancel();
    assert.equal(await continuity(), 'unproven');
    assert.equal(await continuity(), 'unbroken');
    const [job] = printer.klipper.jobs;
    assert.ok(job !== undefined);
    printer.klipper.jobs[0] = { ...job, start_time: job.start_time + 86_400 };
    assert.equal(await continuity(), 'unproven');
  });

  for (const [how, outcome] of [
    ['complete', 'finished'],
    ['cancelled', 'cancelled'],
    ['error', 'failed'],
  ] as const) {
    test(`[DR7] a print that ended (${how}) while nobody looked is learned from the history`, async () => {
      await using printer = await SimulatedMoonraker.start({ printSeconds: 0.2, speed: 20, updateMs: 10 });
      using home = new DriverHome();
      const print = home.print('p1');
      printer.files.set('croft/p1.gcode', 'G28\n');
      printer.klipper.start('croft/p1.gcode');
      if (how === 'cancelled') printer.klipper.cancel();
      else if (how === 'error') printer.klipper.fail('Move out of range');
      else await settled(() => printer.printed[0]?.outcome === 'completed');
      printer.klipper.restart();
      await using life = home.drive(options(printer));
      life.driver.adopt(print, 'printing');
      life.driver.connect();
      assert.equal((await life.report('print-ended')).outcome, outcome);
    });
  }

  test('[DR7] Klipper broke off while nobody looked: the print is lost, for nobody knows where the head stood', async () => {
    await using printer = await open();
    using home = new DriverHome();
    printer.files.set('croft/p1.gcode', 'G28\n');
    printer.klipper.start('croft/p1.gcode');
    printer.klipper.restart();
    await using life = home.drive(options(printer));
    life.driver.adopt(home.print('p1'), 'printing');
    life.driver.connect();
    assert.match((await life.report('print-lost')).error.message, /klippy_disconnect/);
  });

  test('[DR7] without a history nothing is guessed', async () => {
    await using printer = await open();
    printer.switches.hasHistory = false;
    using home = new DriverHome();
    await using life = home.drive(options(printer));
    life.driver.adopt(home.print('p1'), 'printing');
    life.driver.connect();
    assert.equal((await life.report('print-lost')).error.code, 'resume-unproven');
    assert.equal((await life.report('connected')).continuity, 'unproven');
  });

  test('[S3] our own file printed again at the panel is foreign', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    await life.report('print-ended');
    printer.files.set('croft/p1.gcode', 'G28\n');
    printer.klipper.start('croft/p1.gcode');
    assert.equal((await life.report('foreign-began')).foreign.name, 'croft/p1.gcode');
  });

  test('[DR9] [CO2] a wrong key is a state of its own and is not tried again', async () => {
    await using printer = await open();
    printer.switches.apiKey = 'a'.repeat(32);
    using home = new DriverHome();
    for (const wrong of [{}, { apiKey: 'b'.repeat(32) }]) {
      await using life = home.drive({ ...options(printer), ...wrong });
      life.driver.connect();
      assert.equal((await life.report('disconnected')).wrongCredentials, true);
      assert.equal(printer.asked.filter((each) => each === 'server.info').length, 0);
    }
    await using life = home.drive({ ...options(printer), apiKey: 'a'.repeat(32) });
    life.driver.connect();
    await life.report('connected');
    life.driver.start(home.print('p1'));
    assert.equal((await life.report('print-ended')).outcome, 'finished');
    // Addresses end up in the logs of whatever lies between; the key goes in a header and in `identify`.
    assert.ok(printer.asked.includes('UPGRADE /websocket') && printer.asked.includes('POST /server/files/upload'));
    assert.ok(!printer.asked.some((each) => each.includes('a'.repeat(32))));
  });

  test('[DR10] cancel, while it prints and while the file is still on its way', async () => {
    await using printer = await SimulatedMoonraker.start({ printSeconds: 60, speed: 20, updateMs: 10 });
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    life.driver.cancel(printId('p1'));
    const printing = await life.report('print-ended');
    assert.deepEqual([printing.outcome, printing.moved], ['cancelled', true]);
    life.driver.start(home.print('p2', 'G1 X1\n'.repeat(500_000)));
    life.driver.cancel(printId('p2'));
    const early = await life.report('print-ended', (each) => each.printId === 'p2');
    assert.deepEqual([early.outcome, early.moved], ['cancelled', false]);
    assert.equal(printer.printed.length, 1);
  });

  test('[MA5] [MA6a] [DR10] the stop is repeated until the printer stands; a reset brings it back as restarted', async () => {
    await using printer = await SimulatedMoonraker.start({ printSeconds: 60, speed: 20, updateMs: 10 });
    printer.switches.deafToStops = 3;
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    life.driver.stop();
    await life.report('standing');
    assert.equal(printer.printed[0]?.outcome, 'klippy_shutdown');
    assert.ok(!life.story.includes('print-lost') && !life.story.includes('foreign-began'));
    life.driver.reset();
    await life.report('connected', (each) => each.continuity === 'restarted');
  });

  test('a shutdown in mid-print outranks “paused” and growing durations: the print is lost with the reason', async () => {
    await using printer = await SimulatedMoonraker.start({ printSeconds: 60, speed: 20, updateMs: 10 });
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    printer.klipper.shutDown('Lost communication with MCU ‘mcu’');
    assert.match((await life.report('print-lost')).error.message, /Lost communication/);
    assert.ok(!life.story.includes('print-paused'));
  });

  test('Klipper away and back, and slow to start: said in words, and found again', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    printer.klipper.goAway();
    await life.report('disconnected', ({ reason }) => /not running/.test(reason));
    printer.klipper.beStarting();
    await life.report('disconnected', ({ reason }) => /starting/.test(reason));
    const before = life.story.filter((each) => each === 'connected').length;
    printer.klipper.comeBack();
    await settled(() => life.story.filter((each) => each === 'connected').length > before);
  });

  test('[MA15] G-code is answered when it is done, and a refusal is a value', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    assert.match(JSON.stringify(await life.driver.manual(['G1 X10'])), /Must home axis first/);
    assert.deepEqual(await life.driver.manual(['G28']), { kind: 'done', replies: ['// done'] });
    assert.deepEqual(printer.klipper.scripts, ['G28']);
  });

  test('[MA5] [MA15] an open print is changed by name, and the printer’s own state shows it; what it cannot do is told', async () => {
    await using printer = await SimulatedMoonraker.start({ printSeconds: 30, speed: 20, updateMs: 10 });
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    const print = home.print('p1');
    life.driver.adjust(print.printId, { kind: 'feed', percent: 50 });
    life.driver.start(print);
    await life.report('feedback', ({ feedback }) => feedback.overrides?.feedPercent === 100);
    life.driver.adjust(printId('another'), { kind: 'feed', percent: 60 });
    life.driver.adjust(print.printId, { kind: 'feed', percent: 80 });
    await life.report('feedback', ({ feedback }) => feedback.overrides?.feedPercent === 80);
    life.driver.adjust(print.printId, { kind: 'pause-at', at: { kind: 'layer', layer: 5 } });
    assert.match((await life.report('trouble')).error.message, /slicer/);
    assert.deepEqual(printer.klipper.scripts, ['M220 S80']);
  });

  const PARTS = 'EXCLUDE_OBJECT_DEFINE NAME=left CENTER=1,1\nEXCLUDE_OBJECT_DEFINE NAME=right\nG28\n';

  test('[DR3] an object is left out when the printer shows it, by the names that the printer tells', async () => {
    await using printer = await SimulatedMoonraker.start({ printSeconds: 60, speed: 20, updateMs: 10 });
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    const print = home.print('p1', PARTS);
    life.driver.start(print);
    const { feedback } = await life.report('feedback', (each) => each.feedback.overrides?.objects !== undefined);
    assert.deepEqual(
      feedback.overrides?.objects?.map(({ id, skipped }) => [id, skipped]),
      [
        ['LEFT', false],
        ['RIGHT', false],
      ],
    );
    life.driver.adjust(print.printId, { kind: 'skip-object', object: 'LEFT' });
    await life.report('feedback', (each) => each.feedback.overrides?.objects?.[0]?.skipped === true);
    // Klipper takes any name, and would leave out nothing.
    life.driver.adjust(print.printId, { kind: 'skip-object', object: 'MIDDLE' });
    await life.report('trouble', ({ error }) => /no object of this name/.test(error.message));
    life.driver.adjust(print.printId, { kind: 'skip-object', object: 'RIGHT\nM112' });
    await life.report('trouble', ({ error }) => /cannot stand in a command/.test(error.message));
    printer.switches.deafToSkips = true;
    life.driver.adjust(print.printId, { kind: 'skip-object', object: 'RIGHT' });
    await life.report('trouble', ({ error }) => /does not show that it leaves “RIGHT” out/.test(error.message));
    assert.deepEqual(printer.klipper.scripts, ['EXCLUDE_OBJECT NAME=LEFT', 'EXCLUDE_OBJECT NAME=RIGHT']);
    assert.equal(life.story.filter((each) => each === 'trouble').length, 3);
  });

  test('[DR3] a Klipper that leaves no objects out offers none, and says why', async () => {
    await using printer = await SimulatedMoonraker.start({ printSeconds: 60, speed: 20, updateMs: 10 });
    printer.switches.hasNoObjects = true;
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    const print = home.print('p1', PARTS);
    life.driver.start(print);
    const { feedback } = await life.report('feedback', (each) => each.feedback.overrides !== undefined);
    assert.equal(feedback.overrides?.objects, undefined);
    life.driver.adjust(print.printId, { kind: 'skip-object', object: 'LEFT' });
    assert.match((await life.report('trouble')).error.message, /\[exclude_object\]/);
    assert.deepEqual(printer.klipper.scripts, []);
  });

  test('[S10] a printer that takes a file for ever holds up no other, and its own print is cancelled unmoved', async () => {
    await using slow = await open();
    slow.switches.stallsUploads = true;
    await using quick = await open();
    using homes = new DriverHome();
    using others = new DriverHome();
    await using waiting = await homes.connected(options(slow), { answerMs: 60_000, silenceMs: 180_000 });
    await using neighbour = await others.connected(options(quick), {
      answerMs: 60_000,
      silenceMs: 180_000,
      startProofMs: 60_000,
    });
    waiting.driver.start(homes.print('p1', 'G1 X1 Y2 E3 ; line\n'.repeat(100_000)));
    neighbour.driver.start(others.print('p2'));
    assert.equal((await neighbour.report('print-ended')).outcome, 'finished');
    assert.deepEqual(waiting.story, ['connected'], 'neither begun nor given up');
    waiting.driver.cancel(printId('p1'));
    const { outcome, moved } = await waiting.report('print-ended');
    assert.deepEqual([outcome, moved, slow.printed], ['cancelled', false, []]);
  });

  test('[PR5a] a printer that talks without end is understood all the same, and silences no neighbour in its process', async () => {
    await using loud = await SimulatedMoonraker.start({ printSeconds: 30, speed: 20, updateMs: 10 });
    await using quiet = await open();
    using homes = new DriverHome();
    using others = new DriverHome();
    // However slow this host is, nothing but what comes ends a wait.
    const patient = { answerMs: 60_000, pingMs: 60_000, silenceMs: 180_000, startProofMs: 60_000 };
    await using flooded = await homes.connected(options(loud), patient);
    await using neighbour = await others.connected(options(quiet), patient);
    const line = JSON.stringify({ jsonrpc: '2.0', method: 'notify_gcode_response', params: ['!! again and again'] });
    const odd = '{"jsonrpc":"2.0","method":"notify_status_update","params":[{"print_stats":7}]}';
    let said = 0;
    const flood = setInterval(() => {
      for (let k = 0; k < 200; k++) loud.say(k % 2 === 0 ? line : odd);
      said += 200;
    }, 1);
    try {
      neighbour.driver.start(others.print('p1'));
      const { outcome } = await neighbour.report('print-ended');
      assert.equal(outcome, 'finished');
      const before = said;
      // Its own print, too, through all that: by what it pushes, in the order in which it comes.
      flooded.driver.start(homes.print('p2'));
      await flooded.report('print-moved');
      flooded.driver.cancel(printId('p2'));
      assert.equal((await flooded.report('print-ended')).outcome, 'cancelled');
      assert.ok(said > before, 'it talked all the time');
      assert.ok(!flooded.story.includes('disconnected') && !neighbour.story.includes('disconnected'));
      assert.ok(!flooded.story.includes('trouble'), 'what it says is no fact of Croft’s');
    } finally {
      clearInterval(flood);
    }
  });
});
