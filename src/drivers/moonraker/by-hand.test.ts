import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printId } from '#model/ids';
import { DriverHome, PATIENT } from './fixtures/driver-under-test.ts';
import { SimulatedMoonraker } from './simulator/moonraker.ts';

const open = () => SimulatedMoonraker.start({ printSeconds: 60, speed: 20, updateMs: 10 });
const options = (printer: SimulatedMoonraker) => ({ url: printer.url });

describe('what a person does at a Klipper printer, and what it does by itself', () => {
  test('[BE1] no print begins while somebody moves it: it waits, says so, and begins when it stands', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), { ...PATIENT, handMs: 60_000 });
    printer.klipper.isMovedByHand = true;
    await life.report('feedback', ({ feedback }) => /moves or heats without a print/.test(feedback.notice ?? ''));
    life.driver.start(home.print('p1'));
    while (!printer.asked.includes('printer.objects.query')) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual([printer.printed, printer.asked.includes('printer.print.start')], [[], false]);
    printer.klipper.isMovedByHand = false;
    await life.report('print-moved');
    await life.report('feedback', ({ feedback }) => feedback.progress?.printId === 'p1' && feedback.notice === null);
  });

  test('[BE1] one that is moved for too long gets no print, and one that is cancelled meanwhile ends at once', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), { ...PATIENT, handMs: 100 });
    printer.klipper.isMovedByHand = true;
    life.driver.start(home.print('p1'));
    const { moved, error } = await life.report('print-ended');
    assert.equal(moved, false);
    assert.match(error?.message ?? '', /something else \(it moves or heats, and prints nothing\)/);
    using patient = new DriverHome();
    await using waiting = await patient.connected(options(printer), { ...PATIENT, handMs: 600_000 });
    const asked = printer.asked.length;
    waiting.driver.start(patient.print('p2'));
    while (!printer.asked.includes('printer.objects.query', asked))
      await new Promise((resolve) => setTimeout(resolve, 5));
    waiting.driver.cancel(printId('p2'));
    const { outcome } = await waiting.report('print-ended');
    assert.deepEqual([outcome, printer.printed], ['cancelled', []]);
  });

  test('[MA6a] a filament that ran out is the reason of the pause, and stays in words until there is some', async () => {
    await using printer = await open();
    const { klipper } = printer;
    klipper.sensors['filament_switch_sensor spool holder'] = { filament_detected: true, enabled: true };
    klipper.sensors['filament_motion_sensor off'] = { filament_detected: false, enabled: false };
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    klipper.runOut('spool holder');
    assert.equal((await life.report('print-paused')).reason, 'No filament at “spool holder”.');
    await life.report(
      'feedback',
      ({ feedback }) => feedback.notice?.startsWith('No filament at “spool holder”.') === true,
    );
    klipper.sensors['filament_switch_sensor spool holder'] = { filament_detected: true, enabled: true };
    life.driver.resume(printId('p1'));
    await life.report('print-resumed');
    await life.report('feedback', ({ feedback }) => feedback.progress !== null && feedback.notice === null);
  });

  test('how long a pause may last before Klipper switches heaters and motors off is told, and that it has', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    life.driver.pause(printId('p1'));
    await life.report('feedback', ({ feedback }) => /motors off in 10 min, unless/.test(feedback.notice ?? ''));
    // Its own time: 600 s go by.
    printer.klipper.step(601);
    await life.report('feedback', ({ feedback }) => /has switched heaters and motors off/.test(feedback.notice ?? ''));
    life.driver.resume(printId('p1'));
    const { outcome, error } = await life.report('print-ended');
    assert.deepEqual([outcome, error?.message], ['failed', 'Must home axis first']);
  });

  test('[MA14] what measures and heats nothing is shown behind the heaters', async () => {
    await using printer = await open();
    printer.klipper.sensors['temperature_sensor chamber'] = { temperature: 38.5 };
    printer.klipper.sensors['temperature_fan mcu_fan'] = { temperature: 41, target: 45, speed: 0.2 };
    printer.klipper.sensors['temperature_sensor bed'] = { temperature: 22 };
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    const { feedback } = await life.report('feedback');
    assert.deepEqual(feedback.temperatures, [
      { name: 'nozzle', actual: 21, target: null },
      { name: 'bed', actual: 21, target: null },
      { name: 'chamber', actual: 38.5, target: null },
      { name: 'mcu_fan', actual: 41, target: 45 },
    ]);
  });
});
