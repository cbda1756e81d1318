import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DriverHome } from './fixtures/driver-under-test.ts';
import { open, options, times } from './fixtures/quick-printer.ts';

const pla = { type: 'PLA', colour: 'FF0000FF' } as const;
const petg = { type: 'PETG', colour: '0000FFFF' } as const;
const TWO = 'G28\nT0\nG1 X1 E1\nT1\nG1 X2 E1\n';

describe('Bambu Lab: units that number their trays otherwise', { concurrency: 2 }, () => {
  for (const [what, units, trays, slots, labels] of [
    ['an AMS HT beside an AMS', [0, 128], [pla, pla, pla, pla, petg], [3, 128], ['A4', 'HT-A']],
    ['two AMS HT', [128, 129], [pla, petg], [128, 129], ['HT-A', 'HT-B']],
    ['the unit of an A2L', [16], [pla, petg, pla, pla], [2, 1], ['A3', 'A2']],
  ] as const) {
    test(`[JO5] [MT2] ${what}: the slots are told, a start names them in both its lists, and the one in use is known`, async () => {
      await using printer = await open({ printSeconds: 200, speed: 100 });
      Object.assign(printer.switches, { units, trays });
      using home = new DriverHome();
      await using life = await home.connected(options(printer));
      const { feedback } = await life.report('feedback', (each) => (each.feedback.slots ?? []).length === trays.length);
      const chosen = slots.map((slot, filament) => {
        const reported = feedback.slots?.find((each) => each.slot === slot);
        assert.deepEqual([reported?.label, reported?.filled], [labels[filament], true]);
        return { filament, slot, holds: { type: reported?.type ?? null, colour: reported?.colour ?? null, tag: null } };
      });
      const print = home.print('p1', TWO);
      life.driver.start({ ...print, file: { ...print.file, slots: chosen } });
      assert.equal((await life.report('print-ended')).outcome, 'finished');
      assert.deepEqual(printer.printed[0]?.amsMapping, [...slots]);
      assert.ok(!life.story.includes('print-slot'), 'it prints from where it was told');
    });
  }

  test('[JO5] an AMS HT that is emptied before the start is refused, and nothing is sent', async () => {
    await using printer = await open();
    Object.assign(printer.switches, { units: [0, 128], trays: [pla, pla, pla, pla, { ...petg, type: null }] });
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    const print = home.print('p1');
    const slots = [{ filament: 0, slot: 128, holds: { type: 'PETG', colour: '#0000FF', tag: null } }];
    life.driver.start({ ...print, file: { ...print.file, slots } });
    assert.match((await life.report('print-ended')).error?.message ?? '', /HT-A, which is empty now/);
    assert.equal(times(printer, 'project_file'), 0);
  });
});
