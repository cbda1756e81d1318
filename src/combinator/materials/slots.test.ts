import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestServer, type TestServer } from '../api/fixtures/test-server.ts';
import { FILE } from '../fixtures/test-farm.ts';
import type { PrintId } from '#model/ids';
import type { ReportedSlot } from '#model/slots';

const ADD = `mutation ($input: AddJobInput!) { addJob(input: $input) { id version slots { printerId filament slot } waiting { code text } } }`;

const slot = (number: number, changes: Partial<ReportedSlot> = {}): ReportedSlot => ({
  slot: number,
  label: `A${number + 1}`,
  external: false,
  filled: true,
  type: 'PLA',
  colour: '#FF0000',
  tag: null,
  remainingPercent: null,
  ...changes,
});

/** A farm whose file takes 30 g of red PLA and 20 g of black PLA, its filaments 1 and 3. */
async function openFarm() {
  const server = await openTestServer();
  const filament = (extruder: number, colour: string, weightGrams: number, used = true) => {
    return { extruder, type: 'PLA', colour, lengthMm: null, weightGrams, used };
  };
  const filaments = [filament(0, '#F01010', 30), filament(1, '#FFFFFF', 0, false), filament(2, '#000000', 20)];
  const metadata = JSON.stringify({ filaments, temperatures: {}, nozzleDiametersMm: null });
  await server.farm.storage.transaction((tx) =>
    tx.updateTable('library_file').set({ metadata }).where('digest', '=', FILE).execute(),
  );
  return server;
}

const waitCodes = async (server: TestServer, id: string): Promise<readonly string[]> => {
  const { data } = await server.ask('query ($id: ID!) { job(id: $id) { waiting { code } } }', { id });
  return data.job.waiting.map((reason: { code: string }) => reason.code);
};

describe('slots of printers', () => {
  test('[JO5] [MT2] a print takes its filaments from the slots of their colours, the start names them, and each spool gives its grams', async () => {
    await using server = await openFarm();
    const { farm } = server;
    const { materials } = farm;
    const machine = await farm.addMachine('Anna');
    const [red, black] = [
      await materials.add({ type: 'PLA', name: 'Red' }),
      await materials.add({ type: 'PLA', name: 'Black' }),
    ];
    await materials.slotsTold(machine.printerId, [slot(0, { colour: '#161616' }), slot(5), slot(6, { type: 'PETG' })]);
    await materials.load(black, { printerId: machine.printerId, slot: 0 }, 'ann');
    await materials.load(red, { printerId: machine.printerId, slot: 5 }, 'ann');
    await farm.makeReady(machine);
    const added = await server.ask(ADD, { input: { digest: FILE } });
    await farm.settle();
    assert.deepEqual(
      machine.state.phase.kind === 'printing' ? machine.state.phase.print.file?.slots : machine.state.phase.kind,
      [
        { filament: 0, slot: 5, holds: { type: 'PLA', colour: '#FF0000', tag: null } },
        { filament: 2, slot: 0, holds: { type: 'PLA', colour: '#161616', tag: null } },
      ],
    );
    const seen = await server.ask(
      `query ($id: ID!) { job(id: $id) { prints { slots { filament slot label spoolId why } } }
        printers { print { slots { label } } slots { label type colours tagged spoolId trouble } } }`,
      { id: added.data.addJob.id },
    );
    assert.deepEqual(seen.data.job.prints[0].slots, [
      { filament: 0, slot: 5, label: 'A6', spoolId: red, why: 'SAME_COLOUR' },
      { filament: 2, slot: 0, label: 'A1', spoolId: black, why: 'SAME_COLOUR' },
    ]);
    assert.equal(seen.data.printers[0].print.slots.length, 2);
    assert.deepEqual(seen.data.printers[0].slots[2], {
      label: 'A7',
      type: 'PETG',
      colours: ['#FF0000'],
      tagged: false,
      spoolId: null,
      trouble: null,
    });
    machine.finish();
    await farm.settle();
    const used = await Promise.all([red, black].map(async (id) => (await materials.get(id))?.used));
    assert.deepEqual(used, [30, 20]);
  });

  test('[MT2] [S15] a printer that goes on with another slot takes from both spools, each once, and says so', async () => {
    await using server = await openFarm();
    const { farm } = server;
    const { materials } = farm;
    const machine = await farm.addMachine('Anna');
    const { printerId } = machine;
    const add = (name: string) => materials.add({ type: 'PLA', name, price: 20 });
    const [red, black, spare] = [await add('Red'), await add('Black'), await add('Red, spare')];
    await materials.slotsTold(printerId, [slot(0), slot(1, { colour: '#000000' }), slot(2)]);
    await materials.load(red, { printerId, slot: 0 }, 'ann');
    await materials.load(black, { printerId, slot: 1 }, 'ann');
    await farm.makeReady(machine);
    const added = await server.ask(ADD, { input: { digest: FILE } });
    await materials.load(spare, { printerId, slot: 2 }, 'ann');
    await farm.settle();
    const id = machine.begun.at(-1) as PrintId;
    const change = { filament: 0, slot: 2, fraction: 0.4, seen: true };
    machine.report({ kind: 'print-slot', printId: id, change });
    await farm.settle();
    // A machine that is started anew tells again what it finds, and the journal repeats what nobody has confirmed.
    machine.report({ kind: 'print-slot', printId: id, change: { ...change, fraction: 0.5, seen: false } });
    machine.reboot();
    await farm.settle();
    const shown = await server.ask(
      '{ printers { print { slots { filament label later { slot label progress } } } } events(names: ["print-slot-changed"]) { items { payload } } }',
    );
    assert.equal(shown.errors, undefined);
    assert.deepEqual(shown.data.printers[0].print.slots, [
      { filament: 0, label: 'A1', later: [{ slot: 2, label: 'A3', progress: 0.4 }] },
      { filament: 2, label: 'A2', later: [] },
    ]);
    assert.deepEqual(
      shown.data.events.items.map((each: { payload: unknown }) => each.payload),
      [{ filament: 0, slot: 2, label: 'A3', fraction: 0.4 }],
    );
    machine.finish();
    await farm.settle();
    const used = await Promise.all([red, black, spare].map(async (spool) => (await materials.get(spool))?.used));
    assert.deepEqual(used, [12, 20, 18]);
    const { items } = await materials.uses({ spoolId: null, printId: id, unsure: false }, { first: 10, after: null });
    assert.deepEqual(items.map(({ grams, cost }) => [grams, cost]).toSorted(), [
      [12, 0.24],
      [18, 0.36],
      [20, 0.4],
    ]);
    assert.equal(added.errors, undefined);
  });

  test('[JO5] a colour that no slot has asks a person, whose choice is printed; a changed slot wakes the printer', async () => {
    await using server = await openFarm();
    const { farm } = server;
    const machine = await farm.addMachine('Anna');
    await farm.materials.slotsTold(machine.printerId, [slot(0), slot(1, { colour: '#FFFFFF' })]);
    await farm.makeReady(machine);
    const added = await server.ask(ADD, { input: { digest: FILE } });
    const { id, version } = added.data.addJob;
    await farm.settle();
    assert.deepEqual(await waitCodes(server, id), ['slot-choice']);
    assert.deepEqual(machine.begun, []);
    const plans = async (slots: readonly object[]) => {
      const { data, errors } = await server.ask(
        `query ($digest: ID!, $slots: [JobSlotInput!]) { slotPlans(digest: $digest, slots: $slots) {
          printerId reason filaments { filament colour grams slot why } slots { slot } } }`,
        { digest: FILE, slots },
      );
      assert.equal(errors, undefined);
      return data.slotPlans[0];
    };
    const choice = { printerId: machine.printerId, filament: 2, slot: 1 };
    const open = await plans([]);
    assert.match(open.reason, /#000000 of filament 3: choose a slot/);
    assert.deepEqual(open.filaments, [
      { filament: 0, colour: '#F01010', grams: 30, slot: 0, why: 'SAME_COLOUR' },
      { filament: 2, colour: '#000000', grams: 20, slot: null, why: null },
    ]);
    const settled = await plans([choice]);
    assert.deepEqual([settled.reason, settled.filaments[1].slot, settled.filaments[1].why], [null, 1, 'CHOSEN']);
    const wrong = await server.ask(ADD, { input: { digest: FILE, slots: [{ ...choice, slot: 999 }] } });
    assert.equal(wrong.errors?.[0]?.extensions.field, 'slots');
    const changed = await server.ask(
      'mutation ($input: ChangeJobInput!) { changeJob(input: $input) { slots { printerId filament slot } } }',
      { input: { id, version, slots: [choice] } },
    );
    assert.deepEqual(changed.data.changeJob.slots, [choice]);
    await farm.settle();
    assert.equal(machine.begun.length, 1);
  });

  test('[JO5] a slot that gets the colour wakes its printer', async () => {
    await using server = await openFarm();
    const { farm } = server;
    const machine = await farm.addMachine('Anna');
    await farm.materials.slotsTold(machine.printerId, [slot(0), slot(1, { filled: false, type: null, colour: null })]);
    await farm.makeReady(machine);
    await server.ask(ADD, { input: { digest: FILE } });
    await farm.settle();
    assert.deepEqual(machine.begun, []);
    await farm.materials.slotsTold(machine.printerId, [slot(0), slot(1, { colour: '#000000' })]);
    await farm.settle();
    assert.equal(machine.begun.length, 1);
  });

  test('[MT2] a spool that was linked once is known by its tag in every slot of every printer, and leaves a slot that is emptied', async () => {
    await using server = await openFarm();
    const { farm } = server;
    const { materials } = farm;
    const [anna, berta] = [await farm.addMachine('Anna'), await farm.addMachine('Berta')];
    const place = async (id: string) => {
      const row = await materials.get(id);
      return row?.printerId == null ? null : [row.printerId, row.slot];
    };
    const tagged = slot(2, { tag: 'AB'.repeat(16), remainingPercent: 62 });
    await materials.slotsTold(anna.printerId, [slot(0), tagged]);
    const { data } = await server.ask(
      'mutation ($p: ID!) { addSpoolFromSlot(printerId: $p, slot: 2) { id vendor type colours remainingGrams printerId slot } }',
      { p: anna.printerId },
    );
    const { id, ...spool } = data.addSpoolFromSlot;
    assert.deepEqual(spool, {
      vendor: 'Bambu Lab',
      type: 'PLA',
      colours: ['#FF0000'],
      remainingGrams: 620,
      printerId: anna.printerId,
      slot: 2,
    });
    await materials.slotsTold(anna.printerId, [slot(0), slot(2, { filled: false, type: null, colour: null })]);
    assert.equal(await place(id), null);
    await materials.slotsTold(berta.printerId, [{ ...tagged, slot: 7, label: 'B4' }]);
    assert.deepEqual(await place(id), [berta.printerId, 7]);
    // A person's word stands against the same report.
    await materials.unload(id, 'ann');
    await materials.slotsTold(berta.printerId, [{ ...tagged, slot: 7, label: 'B4', remainingPercent: 61 }]);
    assert.equal(await place(id), null);
    const empty = await server.ask('mutation ($p: ID!) { addSpoolFromSlot(printerId: $p, slot: 2) { id } }', {
      p: anna.printerId,
    });
    assert.equal(empty.errors?.[0]?.extensions.code, 'slot-untold');
    await farm.printers.remove(anna.printerId, true, 'ann');
    const left = await farm.storage.read.selectFrom('printer_slots').select('printer_id').execute();
    assert.deepEqual(
      left.map((row) => row.printer_id),
      [berta.printerId],
    );
  });
});
