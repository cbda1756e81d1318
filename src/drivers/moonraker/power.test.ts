import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DriverHome, PATIENT } from './fixtures/driver-under-test.ts';
import { SimulatedMoonraker } from './simulator/moonraker.ts';

const open = async () => {
  const printer = await SimulatedMoonraker.start({ printSeconds: 60, speed: 20, updateMs: 10 });
  printer.switches.power = { device: 'psu', isLocked: false, isJammed: false, isOn: true };
  return printer;
};
const options = (printer: SimulatedMoonraker) => ({ url: printer.url, powerDevice: ' psu ' });
const switched = (printer: SimulatedMoonraker): number =>
  printer.asked.filter((each) => each === 'machine.device_power.post_device').length;

describe('the power of a printer that its host switches', () => {
  test('[MA15] goes off and on again by order of a person, and the printer is looked at anew behind it', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    life.driver.restart?.('power-off');
    await life.report('disconnected', ({ reason }) => /being switched off, as a person wished/.test(reason));
    await life.report('disconnected', ({ reason }) => /Its power is off, as a person wished/.test(reason));
    assert.equal(printer.switches.power?.isOn, false);
    assert.ok(!life.story.includes('print-lost'), 'that Klipper has lost its boards by it is no fault');
    life.reports.length = 0;
    life.driver.restart?.('power-on');
    await life.report('connected');
    assert.equal(printer.switches.power?.isOn, true);
    printer.klipper.shutDown('Lost communication with MCU ‘mcu’');
    await life.report('print-lost', ({ error }) => /Lost communication/.test(error.message));
    assert.ok(!life.story.includes('trouble'));
  });

  test('[MA5] a printer whose power is off stands for a stop', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    life.driver.restart?.('power-off');
    await life.report('disconnected', ({ reason }) => /Its power is off/.test(reason));
    life.driver.stop();
    await life.report('standing');
  });

  test('[MA11] is not cut under a print, whoever began that and however late it is known', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    life.driver.restart?.('power-off');
    await life.report('trouble', ({ error }) => /not switched off: it has a print/.test(error.message));
    printer.klipper.cancel();
    await life.report('print-ended');
    life.reports.length = 0;
    printer.files.set('panel.gcode', 'G28\n');
    printer.klipper.start('panel.gcode');
    life.driver.restart?.('power-off');
    await life.report('trouble', ({ error }) => /not switched off: it has a print/.test(error.message));
    assert.deepEqual([switched(printer), printer.printed.at(-1)?.outcome], [0, 'running']);
  });

  test('[CF3] what Moonraker refuses or does not do is told, and the printer is in sight again', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    const power = { device: 'psu', isLocked: false, isJammed: false, isOn: true };
    for (const [state, says] of [
      [{ ...power, isJammed: true }, /not switched off: Moonraker says that its device “psu” is error/],
      [{ ...power, device: 'other' }, /not switched off: No valid devices found: psu/],
      [null, /not switched off: Method not found/],
    ] as const) {
      printer.switches.power = state;
      life.reports.length = 0;
      life.driver.restart?.('power-off');
      await life.report('trouble', ({ error }) => says.test(error.message));
      await life.report('connected');
    }
    await using unnamed = await home.connected({ url: printer.url }, PATIENT);
    unnamed.driver.restart?.('power-on');
    await unnamed.report('trouble', ({ error }) => /name no power device/.test(error.message));
  });
});
