import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DriverHome, PATIENT } from './fixtures/driver-under-test.ts';
import { SimulatedMoonraker } from './simulator/moonraker.ts';

const open = () => SimulatedMoonraker.start({ printSeconds: 60, speed: 20, updateMs: 10 });
const options = (printer: SimulatedMoonraker) => ({ url: printer.url });
const CONNECTED = 'connected';
const restarts = (printer: SimulatedMoonraker): readonly string[] =>
  printer.asked.filter((each) => each === 'printer.restart' || each === 'printer.firmware_restart');

describe('a restart that a person wishes', () => {
  test('[DR3] counts when Klipper is ready again; that nothing ran meanwhile its history proves', async () => {
    await using printer = await open();
    using home = new DriverHome();
    {
      await using before = await home.connected(options(printer), PATIENT);
      await before.report('feedback');
    }
    await using life = await home.connected(options(printer), PATIENT);
    for (const [what, asked] of [
      ['firmware', 'printer.firmware_restart'],
      ['host', 'printer.restart'],
    ] as const) {
      life.reports.length = 0;
      life.driver.restart?.(what);
      await life.report('disconnected', ({ reason }) => /restarting, as a person wished/.test(reason));
      const { continuity } = await life.report(CONNECTED);
      assert.deepEqual([continuity, restarts(printer).at(-1)], ['unbroken', asked]);
    }
    assert.ok(!life.story.includes('trouble'));
  });

  test('[MA11] is not sent to a printer that prints, whoever began that and however late it is known', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    life.driver.restart?.('firmware');
    await life.report('trouble', ({ error }) => /not restarted: it has a print/.test(error.message));
    printer.klipper.cancel();
    await life.report('print-ended');
    // The panel is quicker than the report of its print.
    life.reports.length = 0;
    printer.files.set('panel.gcode', 'G28\n');
    printer.klipper.start('panel.gcode');
    life.driver.restart?.('host');
    await life.report('trouble', ({ error }) => /not restarted: it has a print/.test(error.message));
    assert.deepEqual([restarts(printer), printer.printed.at(-1)?.outcome], [[], 'running']);
  });

  test('[S14] brings a Klipper back that has halted or cannot read its configuration, which it says itself until then', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    printer.klipper.shutDown('Lost communication with MCU ‘mcu’');
    await life.report('disconnected', ({ reason }) => /must be reset: Lost communication/.test(reason));
    printer.switches.brokenConfiguration = 'Option ‘step_pin’ in section ‘stepper_x’ must be specified';
    life.driver.restart?.('firmware');
    await life.report('disconnected', ({ reason }) => /must be reset: Option ‘step_pin’/.test(reason));
    printer.switches.brokenConfiguration = null;
    life.reports.length = 0;
    life.driver.restart?.('firmware');
    await life.report(CONNECTED);
    assert.equal(restarts(printer).length, 2);
    assert.ok(!life.story.includes('trouble'));
  });

  test('[CF3] that is refused leaves the printer in sight, and one that nothing comes back from is told', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    printer.switches.refuseRestart = true;
    life.reports.length = 0;
    life.driver.restart?.('firmware');
    assert.match((await life.report('trouble')).error.message, /not restarted: Unable to restart/);
    await life.report(CONNECTED);
    printer.switches.refuseRestart = false;
    printer.switches.staysAway = true;
    life.driver.restart?.('host');
    await life.report('trouble', ({ error }) => /has not come back since it was restarted/.test(error.message));
    life.reports.length = 0;
    life.driver.restart?.('host');
    await life.report('trouble', ({ error }) => /Klippy Host not connected/.test(error.message));
  });
});
