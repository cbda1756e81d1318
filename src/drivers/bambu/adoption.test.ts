import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printId } from '#model/ids';
import { DriverHome } from './fixtures/driver-under-test.ts';
import { open, openLong, options, settled, times } from './fixtures/quick-printer.ts';
import { taskIdOf } from './protocol/task-id.ts';

// What is on the bed, and whose print it is. Each has a printer of its own, and most of its time is waiting.
describe('Bambu Lab: whose print it is', { concurrency: 4 }, () => {
  test('[BE3] FINISH of a named print proves that nothing ran; IDLE, or another print, proves nothing', async () => {
    await using printer = await open();
    using home = new DriverHome();
    const looks = async (): Promise<string> => {
      await using life = home.drive(options(printer));
      life.driver.connect();
      return (await life.report('connected')).continuity;
    };
    assert.equal(await looks(), 'unproven');
    assert.equal(await looks(), 'unproven');
    {
      await using life = await home.connected(options(printer));
      life.driver.start(home.print('p1'));
      await life.report('print-ended');
      await settled(() => home.record?.note?.includes(`"gone":"${taskIdOf(printId('p1'))}"`) ?? false);
    }
    assert.equal(await looks(), 'unbroken');
    printer.device.startAtPanel('other.gcode.3mf');
    await settled(() => printer.device.state === 'FINISH');
    assert.equal(await looks(), 'unproven');
    printer.device.reboot();
    assert.equal(await looks(), 'unproven');
  });

  test('[BE3] FINISH proves nothing while the file may lie there yet: a repeat at the panel ends the same', async () => {
    await using printer = await open();
    printer.switches.keepsFiles = true;
    using home = new DriverHome();
    const taskId = taskIdOf(printId('p1'));
    {
      await using life = await home.connected(options(printer));
      life.driver.start(home.print('p1'));
      await life.report('print-ended');
      await settled(() => printer.fileServer.asked.some((each) => each.startsWith('DELE')));
    }
    printer.device.startAtPanel([...printer.files.keys()][0] ?? '', taskId);
    await settled(() => printer.device.state === 'FINISH');
    await using life = home.drive(options(printer));
    life.driver.connect();
    assert.equal((await life.report('connected')).continuity, 'unproven');
  });

  test('[DR7] [MA10] a running print is adopted by the next process, and ends; nothing is started twice', async () => {
    await using printer = await open({ printSeconds: 30 });
    using home = new DriverHome();
    const print = home.print('p1');
    {
      await using first = await home.connected(options(printer));
      first.driver.start(print);
      await first.report('print-moved');
    }
    await using second = home.drive(options(printer));
    second.driver.adopt(print, 'printing');
    second.driver.connect();
    assert.equal((await second.report('adopted')).into, 'printing');
    assert.equal((await second.report('print-ended')).outcome, 'finished');
    assert.deepEqual([printer.printed.length, times(printer, 'project_file')], [1, 1]);
  });

  for (const [how, told] of [
    ['finished', 'print-ended finished'],
    ['cancelled', 'print-ended cancelled'],
    ['failed', 'print-ended failed'],
    ['rebooted', 'print-lost'],
    ['another', 'print-lost'],
  ] as const) {
    test(`[DR7] a print that was ${how} while nobody looked is ${told}`, async () => {
      await using printer = await openLong();
      using home = new DriverHome();
      const print = home.print('p1');
      {
        await using first = await home.connected(options(printer));
        first.driver.start(print);
        await first.report('print-moved');
      }
      if (how === 'finished') printer.device.step(3_000);
      else if (how === 'cancelled') printer.device.obey('print', { command: 'stop' });
      else if (how === 'failed') printer.device.failWith(0x0300_8008);
      else printer.device.reboot();
      if (how === 'another') printer.device.startAtPanel('other.gcode.3mf', '77');
      await using life = home.drive(options(printer));
      life.driver.adopt(print, 'printing');
      life.driver.connect();
      const [kind, outcome] = told.split(' ');
      if (kind === 'print-lost') await life.report('print-lost');
      else assert.equal((await life.report('print-ended')).outcome, outcome);
      if (how === 'another') await life.report('foreign-began', ({ foreign }) => foreign.key === 'task 77');
    });
  }

  test('[DR7] a machine that died as it had sent the start learns the end all the same', async () => {
    await using printer = await open();
    using home = new DriverHome();
    const print = home.print('p1');
    {
      await using first = await home.connected(options(printer));
      printer.switches.dropAtStart = true;
      first.driver.start(print);
      await settled(() => printer.printed.length === 1);
    }
    await using second = home.drive(options(printer));
    second.driver.adopt(print, 'printing');
    second.driver.connect();
    assert.equal((await second.report('print-ended')).outcome, 'finished');
    assert.equal(times(printer, 'project_file'), 1);
  });

  test('[DR7] a machine that died before the start was sent: it surely never moved', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = home.drive(options(printer));
    life.driver.adopt(home.print('p1'), 'printing');
    life.driver.connect();
    const { moved, error } = await life.report('print-ended');
    assert.deepEqual([moved, error?.code], [false, 'start-unconfirmed']);
    await life.report('connected');
  });

  test('[DR8] [MA11] a print from the panel is seen, keeps its key over a restart of ours, and its end is told', async () => {
    await using printer = await openLong();
    using home = new DriverHome();
    let key = '';
    {
      await using life = await home.connected(options(printer));
      printer.device.startAtPanel('panel ü.gcode.3mf');
      const { foreign } = await life.report('foreign-began');
      assert.equal(foreign.name, 'panel ü.gcode.3mf');
      key = foreign.key;
    }
    await using life = home.drive(options(printer));
    life.driver.connect();
    assert.equal((await life.report('connected')).foreign?.key, key);
    printer.device.step(3_000);
    assert.deepEqual(await life.report('foreign-ended'), { kind: 'foreign-ended', key, outcome: 'finished' });
  });

  test('[MA11] the plate of a project that runs there is told where the printer names it, over a restart of ours too', async () => {
    await using printer = await openLong();
    using home = new DriverHome();
    const told: (number | undefined)[] = [];
    for (const file of ['/data/Metadata/plate_2.gcode', 'data/metadata/plate_13.gcode', 'Parts.gcode.3mf']) {
      await using life = await home.connected(options(printer));
      printer.device.startAtPanel('Parts', `${told.length + 1}`, 1e9, file);
      told.push((await life.report('foreign-began')).foreign.plate);
      // It prepares, then it prints.
      for (let i = 0; i < 2; i++) printer.device.step(1e9);
      await life.report('foreign-ended');
    }
    assert.deepEqual(told, [2, 13, undefined]);
    {
      await using life = await home.connected(options(printer));
      printer.device.startAtPanel('Parts', '77', 1e9, '/data/Metadata/plate_2.gcode');
      await life.report('foreign-began');
    }
    await using life = home.drive(options(printer));
    life.driver.connect();
    assert.equal((await life.report('connected')).foreign?.plate, 2);
  });

  test('[MA11] a print that began at the panel while ours was on its way is left alone, and ours never moved', async () => {
    await using printer = await openLong();
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1', 'G1 X1 Y2 Z3\n'.repeat(50_000)));
    printer.device.startAtPanel('panel.gcode.3mf', '42');
    const { moved, error } = await life.report('print-ended');
    assert.equal(moved, false);
    assert.match(error?.message ?? '', /another print/);
    await life.report('foreign-began', ({ foreign }) => foreign.key === 'task 42');
    assert.equal(times(printer, 'project_file'), 0);
  });

  test('[MA11a] our own print that shows its state before its number is not taken for another one', async () => {
    await using printer = await open();
    printer.switches.tellsIdLate = true;
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    for (const id of ['p1', 'p2']) {
      life.driver.start(home.print(id));
      const { outcome } = await life.report('print-ended', (each) => each.printId === id);
      assert.equal(outcome, 'finished');
    }
    assert.ok(!life.story.includes('foreign-began'));
  });

  test('[MA11a] a start that never showed while the printer does something else is not said to have moved nothing', async () => {
    await using printer = await openLong();
    printer.switches.ignoreStart = true;
    using home = new DriverHome();
    await using life = await home.connected(options(printer), { startProofMs: 600 });
    life.driver.start(home.print('p1'));
    await settled(() => times(printer, 'project_file') === 1);
    printer.device.startAtPanel('panel.gcode.3mf', '42');
    assert.equal((await life.report('print-lost')).printId, 'p1');
    await life.report('foreign-began', ({ foreign }) => foreign.key === 'task 42');
    assert.ok(!life.story.includes('print-ended'));
  });
});
