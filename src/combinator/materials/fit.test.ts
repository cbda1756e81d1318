import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestServer, type TestServer } from '../api/fixtures/test-server.ts';
import { FILE } from '../fixtures/test-farm.ts';

const ADD = `mutation ($input: AddJobInput!) { addJob(input: $input) { id material { check type colour } waiting { code text } } }`;

async function openFarm(weightGrams: number) {
  const server = await openTestServer();
  const filament = { extruder: 0, type: 'PLA', colour: '#FF0000', lengthMm: null, weightGrams, used: true };
  const metadata = JSON.stringify({ filaments: [filament], temperatures: {}, nozzleDiametersMm: null });
  await server.farm.storage.transaction((tx) =>
    tx.updateTable('library_file').set({ metadata }).where('digest', '=', FILE).execute(),
  );
  return server;
}

const codes = (answer: { data: { addJob: { waiting: readonly { code: string }[] } } }): readonly string[] =>
  answer.data.addJob.waiting.map((reason) => reason.code);

async function loaded(server: TestServer, name: string, spool: object | null) {
  const machine = await server.farm.addMachine(name);
  if (spool === null) return { machine, spoolId: '' };
  const added = await server.ask('mutation ($input: SpoolInput!) { addSpool(input: $input) { id code } }', {
    input: spool,
  });
  const spoolId = added.data.addSpool.id as string;
  const { errors } = await server.ask(
    'mutation ($id: ID!, $printerId: ID!) { loadSpool(id: $id, printerId: $printerId) { printerId slot } }',
    { id: spoolId, printerId: machine.printerId },
  );
  assert.equal(errors, undefined);
  return { machine, spoolId };
}

describe('jobs and what printers hold', () => {
  test('[JO5] a job is given to the printer that holds what it asks for, and the others say why not', async () => {
    await using server = await openFarm(50);
    const { farm } = server;
    const black = await loaded(server, 'Anna', { type: 'PLA', colours: ['#000000'] });
    const red = await loaded(server, 'Berta', { type: 'PLA', colours: ['#F01010'] });
    const bare = await loaded(server, 'Carla', null);
    for (const { machine } of [black, red, bare]) await farm.makeReady(machine);
    const asked = { check: 'ASKED', type: 'pla', colour: '#ff0000' };
    const added = await server.ask(ADD, { input: { digest: FILE, copies: 2, material: asked } });
    assert.deepEqual(added.data.addJob.material, { check: 'ASKED', type: 'PLA', colour: '#FF0000' });
    await farm.settle();
    assert.deepEqual(
      [black, red, bare].map(({ machine }) => machine.begun.length),
      [0, 1, 0],
    );
    const { data } = await server.ask('query ($id: ID!) { job(id: $id) { waiting { code } } }', {
      id: added.data.addJob.id,
    });
    assert.deepEqual(
      data.job.waiting.map((reason: { code: string }) => reason.code),
      ['colour-other', 'busy', 'material-unknown'],
    );
    const wrong = await server.ask(ADD, { input: { digest: FILE, material: { check: 'ASKED', colour: 'red' } } });
    assert.equal(wrong.errors?.[0]?.extensions.field, 'material.colour');
  });

  test('[JO5] a job waits for enough on the spool, passes nobody by, and goes on when a spool is loaded that has it', async () => {
    await using server = await openFarm(300);
    const { farm } = server;
    const { machine } = await loaded(server, 'Anna', { type: 'PLA', netGrams: 1000, usedGrams: 701 });
    await farm.makeReady(machine);
    const short = await server.ask(ADD, { input: { digest: FILE } });
    await farm.settle();
    assert.deepEqual(codes(short), ['material-short']);
    assert.deepEqual(machine.begun, []);
    // What takes whatever is loaded is not held up by it.
    await server.ask(ADD, { input: { digest: FILE, material: { check: 'ANY' } } });
    await farm.settle();
    assert.equal(machine.begun.length, 1);
    machine.finish();
    await farm.settle();
    machine.takeObject();
    const { bed } = machine.state;
    if (bed.kind !== 'clear') await farm.wishes.confirmBed(machine.printerId, bed.bedId, 'ann', 'operator');
    await farm.settle();
    assert.equal(machine.begun.length, 1, 'the first still waits');
    const full = await farm.materials.add({ type: 'PLA' });
    await farm.materials.load(full, { printerId: machine.printerId, slot: 0 }, 'ann');
    await farm.settle();
    assert.equal(machine.begun.length, 2, 'loading a spool wakes its printer');
  });

  test('[JO5] of jobs with the same needs the first whose filament fits is taken, whatever stands before it', async () => {
    await using server = await openFarm(400);
    const { farm } = server;
    const { machine } = await loaded(server, 'Anna', { type: 'PLA', netGrams: 300 });
    const small = 'a'.repeat(64);
    await farm.storage.transaction(async (tx) => {
      const row = await tx.selectFrom('library_file').selectAll().where('digest', '=', FILE).executeTakeFirstOrThrow();
      const metadata = (row.metadata ?? '').replace('400', '40');
      await tx
        .insertInto('library_file')
        .values({ ...row, digest: small, name: 'small.gcode', metadata })
        .execute();
    });
    await farm.addJob({ name: 'large' });
    await farm.addJob({ name: 'small', digest: small as typeof FILE });
    await farm.makeReady(machine);
    await farm.settle();
    assert.deepEqual(
      (await farm.prints()).map((print) => print.name),
      ['small'],
    );
  });

  test('[MT2] the printer shows what it holds, the job what it took and what that cost', async () => {
    await using server = await openFarm(50);
    const { farm } = server;
    const { machine } = await loaded(server, 'Anna', { type: 'PLA', name: 'Red', price: 20 });
    await farm.makeReady(machine);
    const { data } = await server.ask(ADD, { input: { digest: FILE } });
    await farm.settle();
    machine.finish();
    await farm.settle();
    const seen = await server.ask(
      'query ($p: ID!, $j: ID!) { printer(id: $p) { spools { name slot remainingGrams } } job(id: $j) { takenGrams materialCost } }',
      { p: machine.printerId, j: data.addJob.id },
    );
    assert.deepEqual(seen.data.printer.spools, [{ name: 'Red', slot: 0, remainingGrams: 950 }]);
    assert.deepEqual(seen.data.job, { takenGrams: 50, materialCost: 1 });
  });
});
