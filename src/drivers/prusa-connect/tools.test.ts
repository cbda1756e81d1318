import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PrintToDrive } from '#drivers/driver';
import { ContractStage, type DriverLife } from '#drivers/fixtures/contract-stage';
import type { ReportedSlot } from '#model/slots';
import { contractPrinter } from './fixtures/contract-bench.ts';
import { mapTools, NO_SLOTS, slotsIntroduced, slotsTold } from './protocol/slots.ts';
import { ownPlace } from './simulator/own-place.ts';
import { SimulatedPrusaConnect } from './simulator/prusa-connect.ts';

const GCODE = 'G28\nG1 X10 E1\n; the end\n';

function open(build: 'http' | 'websocket', tools: readonly string[]) {
  const place = ownPlace();
  const simulated = new SimulatedPrusaConnect({ ...place, build, printSeconds: 60, speed: 40 });
  simulated.switches.tools = [...tools];
  const stage = new ContractStage(contractPrinter(simulated, place));
  return { stage, simulated, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

const told = (life: DriverLife): readonly ReportedSlot[] | null =>
  life.heard.flatMap(({ report }) => (report.kind === 'feedback' ? [report.feedback.slots ?? []] : [])).at(-1) ?? null;

/** As the farm decides it: each filament, the tool, and what that held. */
const withTools = (print: PrintToDrive, ...tools: readonly (readonly [number, number, string])[]): PrintToDrive => ({
  ...print,
  file: {
    ...print.file,
    slots: tools.map(([filament, slot, type]) => ({ filament, slot, holds: { type, colour: null, tag: null } })),
  },
});

describe('[JO5] [MT2] the tools of an XL and the places of an MMU', { concurrency: true }, () => {
  test('what they hold is told, a start names those that were chosen, and the one in use is followed', async () => {
    await using at = open('http', ['PLA', 'PETG', '---']);
    const { stage, simulated } = at;
    const life = await stage.connected();
    const slots = await stage.until('the tools', () => ((told(life)?.length ?? 0) === 3 ? told(life) : null));
    assert.deepEqual(
      slots.map(({ slot, label, type, filled }) => [slot, label, type, filled]),
      [
        [0, 'Tool 1', 'PLA', null],
        [1, 'Tool 2', 'PETG', null],
        [2, 'Tool 3', null, null],
      ],
    );
    simulated.switches.activeTool = 1;
    life.driver.start(withTools(stage.print('p1', GCODE), [0, 1, 'PETG'], [1, 0, 'PLA']));
    await life.report('print-moved');
    assert.deepEqual(simulated.mapped, { 1: [2], 2: [1] });
    simulated.switches.activeTool = 2;
    await stage.pass(3_000);
    // It ran out, and goes on with the third.
    simulated.switches.activeTool = 3;
    const { printId, change } = (await life.report('print-slot')).report;
    assert.deepEqual([printId, change.filament, change.slot, change.seen], ['p1', 0, 2, true]);
    await life.end();
    // The process after it knows that, and tells it no second time.
    const adopt = {
      print: withTools(stage.print('p1', GCODE), [0, 1, 'PETG'], [1, 0, 'PLA']),
      into: 'printing',
    } as const;
    const next = stage.drive({ adopt });
    await next.report('adopted');
    await stage.pass(3_000);
    assert.equal(next.count('print-slot'), 0);
  });

  test('what a tool holds is looked at before the file is brought, and again before the start', async () => {
    await using at = open('websocket', ['PLA', 'PETG']);
    const { stage, simulated } = at;
    const life = await stage.connected();
    await stage.until('the tools', () => told(life)?.length === 2);
    const refused = async (print: PrintToDrive, meanwhile: () => Promise<void> = () => Promise.resolve()) => {
      const heard = life.heard.length;
      life.driver.start(print);
      await meanwhile();
      const { report } = await life.report('print-ended', heard);
      assert.deepEqual([report.moved, report.error?.code], [false, 'printer-reported-failure']);
      return report.error?.message ?? '';
    };
    assert.match(
      await refused(withTools(stage.print('p1', GCODE), [0, 1, 'ASA'])),
      /Tool 2, which holds something else/,
    );
    assert.match(await refused(withTools(stage.print('p2', GCODE), [0, 4, 'PLA'])), /has no more/);
    assert.ok(!simulated.commanded.some((each) => each.startsWith('START_ENCRYPTED')));
    simulated.uploads.shut();
    const changed = refused(withTools(stage.print('p3', GCODE), [0, 1, 'PETG']), async () => {
      await stage.until('the file', () => simulated.uploads.waiting > 0);
      simulated.switches.tools = ['PLA', 'PLA'];
      await stage.until('the change', () => told(life)?.[1]?.type === 'PLA');
      simulated.uploads.open();
    });
    assert.match(await changed, /Tool 2, which holds something else/);
    assert.deepEqual(simulated.printer.printed, []);
  });

  test('one tool alone is no changer; an MMU calls them otherwise', async () => {
    await using at = open('websocket', ['PLA']);
    const life = await at.stage.connected();
    await life.report('feedback');
    assert.deepEqual(told(life), []);
    life.driver.start(at.stage.print('p1', GCODE));
    await life.report('print-moved');
    assert.equal(at.simulated.mapped, null);
    const tools = { 1: { material: 'PLA' }, 4: { material: 'ASA' } };
    const mmu = slotsIntroduced(NO_SLOTS, { slots: 2, mmu: { enabled: true }, tools });
    assert.deepEqual(
      mmu.reported.map(({ slot, label, type }) => [slot, label, type]),
      [
        [0, 'Slot 1', 'PLA'],
        [3, 'Slot 4', 'ASA'],
      ],
    );
    assert.deepEqual(slotsIntroduced(mmu, { slots: 1, tools }), NO_SLOTS, 'switched off');
  });
});

test('[DR12] whatever is said of tools, what cannot be is none', () => {
  for (const odd of [{}, { slots: 'x' }, { slots: 1e9 }, { slots: 3, tools: [] }, { slots: 3, tools: { 1: 7, x: {} } }])
    assert.deepEqual(slotsIntroduced(NO_SLOTS, odd).reported, []);
  const two = slotsIntroduced(NO_SLOTS, { slots: 2, tools: { 1: { material: 'PLA' }, 2: { material: [] } } });
  assert.deepEqual(
    two.reported.map(({ type }) => type),
    ['PLA', null],
  );
  for (const odd of [null, 7, [], { active: 'x' }, { 1: 'PLA' }, { 9: { material: 'ASA' } }])
    assert.deepEqual(slotsTold(two, odd), two);
  for (const active of [0, -1, 6, 1e9]) assert.equal(slotsTold({ ...two, active: 1 }, { active }).active, null);
  const holds = { type: null, colour: null, tag: null };
  assert.match(JSON.stringify(mapTools([{ filament: 5, slot: 0, holds }], two)), /one more than/);
});
