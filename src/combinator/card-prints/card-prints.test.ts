import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printerId } from '#model/ids';
import type { HandMachine } from '../fixtures/hand-machine.ts';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { MANIFESTS, openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import { countsInDatabase, countsOf, jobById, printsOf } from '../queue/store.ts';
import { createHistory } from '../history/history.ts';
import { type CardPrints, createCardPrints } from './card-prints.ts';

const PLACE = { path: 'PARTS/HINGE~1.GCO', sizeBytes: 812_334 };

async function bench(farm: TestFarm): Promise<{
  readonly cardPrints: CardPrints;
  readonly machine: HandMachine;
  readonly other: HandMachine;
  readonly order: (changes?: object) => ReturnType<CardPrints['order']>;
}> {
  const cardPrints = createCardPrints({ ...farm, manifests: MANIFESTS });
  const machine = await farm.addMachine('one', { driver: 'carded' });
  const other = await farm.addMachine('two', { driver: 'carded' });
  await farm.makeReady(machine);
  await farm.makeReady(other);
  const wish = { printerId: machine.printerId, place: PLACE, name: 'Hinge left.gcode', confirmed: true };
  return { cardPrints, machine, other, order: (changes = {}) => cardPrints.order({ ...wish, ...changes }, 'ann') };
}

describe('prints from cards', () => {
  test('[JO1] [BE1] one waits its turn at its own printer alone, begins on a clear bed, is counted once and told once', async () => {
    await using farm = await openTestFarm();
    const { machine, other, order } = await bench(farm);
    await farm.addJob({ printerIds: [machine.printerId] });
    await farm.settle();
    const [before] = machine.begun;
    const id = await order();
    await farm.settle();
    assert.deepEqual(
      [machine.begun.length, other.begun.length],
      [1, 0],
      'its printer is busy, and no other has the file',
    );
    machine.finish();
    await farm.settle();
    assert.deepEqual(machine.begun, [before], 'an object stands there');
    await farm.makeReady(machine);
    await farm.settle();
    assert.equal(machine.begun.length, 2);
    const { phase } = machine.state;
    assert.deepEqual(phase.kind === 'printing' && [phase.print.file, phase.print.card, phase.print.jobId], [
      null,
      PLACE,
      id,
    ]);
    machine.finish();
    await farm.settle();
    const job = await jobById(farm.storage.read, id);
    assert.deepEqual([job?.status, job?.digest], ['completed', ''], 'no digest was made up for it');
    await farm.makeReady(machine);
    await farm.settle();
    assert.equal(machine.begun.length, 2, 'one copy, printed once');
    assert.deepEqual([machine.collisions, other.begun], [[], []]);
    const [ordered, ...more] = await farm.eventsNamed('card-print-ordered');
    assert.deepEqual([ordered?.payload, more], [{ ...PLACE, by: 'ann' }, []]);

    const history = createHistory(farm);
    await farm.queue.delete(id);
    const past = await history.page({ printerId: machine.printerId }, 10, null);
    const told = past.find((print) => print.card_path !== null);
    assert.deepEqual(
      [told?.name, told?.card_path, Number(told?.card_bytes), told?.digest],
      ['Hinge left.gcode', PLACE.path, PLACE.sizeBytes, null],
    );
  });

  test('[JO3] one that failed, or that is not on the card any more, is printed again only by a person’s word', async () => {
    await using farm = await openTestFarm();
    const { machine, order } = await bench(farm);
    const id = await order();
    await farm.settle();
    machine.lose();
    await farm.settle();
    await farm.makeReady(machine);
    await farm.settle();
    assert.equal(machine.begun.length, 1);
    const printsNow = async () => (await printsOf(farm.storage.read, [id])).get(id) ?? [];
    const job = async () => {
      const row = await jobById(farm.storage.read, id);
      assert.ok(row !== undefined);
      assert.deepEqual(
        await countsInDatabase(farm.storage.read, row),
        countsOf(row, await printsNow()),
        'both counts agree',
      );
      return row;
    };
    assert.equal((await job()).status, 'needs-attention');
    await farm.wishes.retryPrint((await printsNow())[0]?.id as never, 'ann');
    await farm.rest();
    machine.deliver();
    machine.refuseFile();
    await farm.settle();
    assert.equal(machine.begun.length, 1, 'nothing began');
    assert.deepEqual(
      [(await printsNow()).map((print) => print.outcome), (await job()).status],
      [['failed', 'never-started'], 'needs-attention'],
    );
    await farm.wishes.retryPrint((await printsNow())[1]?.id as never, 'ann');
    await farm.settle();
    assert.equal(machine.begun.length, 2);
  });

  test('[MA15] nothing is ordered without the second word, of a driver that prints from no card, or of a file that cannot be named', async () => {
    await using farm = await openTestFarm();
    const { order } = await bench(farm);
    const plain = await farm.addMachine('three');
    await assert.rejects(order({ confirmed: false }), { code: 'card-print-unconfirmed' });
    await assert.rejects(order({ printerId: plain.printerId }), { code: 'no-card-printing' });
    await assert.rejects(order({ printerId: printerId('nobody') }), { code: 'unknown-printer' });
    await assert.rejects(order({ place: { ...PLACE, path: 'A B.GCO' } }), { code: 'bad-card-file' });
    await assert.rejects(order({ place: { ...PLACE, sizeBytes: 0 } }), { code: 'bad-card-file' });
    assert.deepEqual(await farm.eventsNamed('job-created'), []);
  });

  test('[MA15] of a list that says no lengths it is known by its path, in the queue, its start, its event and the history', async () => {
    await using farm = await openTestFarm();
    const { machine, order } = await bench(farm);
    const place = { ...PLACE, sizeBytes: null };
    await order({ place });
    await farm.settle();
    const { phase } = machine.state;
    assert.deepEqual(phase.kind === 'printing' && phase.print.card, place);
    const [ordered] = await farm.eventsNamed('card-print-ordered');
    assert.deepEqual(ordered?.payload, { ...place, by: 'ann' });
    machine.finish();
    await farm.settle();
    const [told] = await createHistory(farm).page({ printerId: machine.printerId }, 10, null);
    assert.deepEqual([told?.card_path, told?.card_bytes], [PLACE.path, null]);
  });

  test('[JO6] it stays bound to its printer, and is not copied without the second word', async () => {
    await using farm = await openTestFarm();
    const { machine, other, order } = await bench(farm);
    await farm.queue.hold(await farm.addJob({ printerIds: [machine.printerId] }), true);
    const id = await order();
    await farm.queue.hold(id, true);
    await assert.rejects(farm.queue.change({ id, version: 1, printerIds: [other.printerId] }), {
      code: 'bad-job-setting',
    });
    await assert.rejects(farm.queue.change({ id, version: 1, printerIds: [] }), { code: 'bad-job-setting' });
    await farm.queue.change({ id, version: 1, priority: 4, name: 'hinge' });
    await assert.rejects(farm.queue.copy(id), { code: 'job-from-card' });
    await farm.settle();
    await farm.queue.hold(id, false);
    await farm.settle();
    const { phase } = machine.state;
    assert.deepEqual(phase.kind === 'printing' && phase.print.card, PLACE);
  });

  test('[JO1] by the API: a job without a file of the library, with its place on the card, and so is its print', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna', { driver: 'carded' });
    await server.farm.makeReady(machine);
    const order = (confirmed: boolean) =>
      server.ask(
        `mutation { printCardFile(printerId: "${machine.printerId}", path: "CUBE.GCO", sizeBytes: 91022, confirmed: ${confirmed}) {
          name file { name } card { path sizeBytes } printerIds } }`,
      );
    assert.match((await order(false)).errors?.[0]?.message ?? '', /never checked/);
    const { data } = await order(true);
    const card = { path: 'CUBE.GCO', sizeBytes: 91_022 };
    assert.deepEqual(data, { printCardFile: { name: 'CUBE.GCO', file: null, card, printerIds: [machine.printerId] } });
    await server.farm.settle();
    const shown = await server.ask('{ printers { print { name file { name } card { path sizeBytes } } } }');
    assert.deepEqual(shown.data, { printers: [{ print: { name: 'CUBE.GCO', file: null, card } }] });
    const unsized = await server.ask(
      `mutation { printCardFile(printerId: "${machine.printerId}", path: "BALL.GCO", confirmed: true) { card { path sizeBytes } } }`,
    );
    assert.deepEqual(unsized.data, { printCardFile: { card: { path: 'BALL.GCO', sizeBytes: null } } });
    machine.finish();
    await server.farm.settle();
    await server.farm.makeReady(machine);
    await server.farm.settle();
    const next = await server.ask(
      '{ printers { print { card { path sizeBytes } } } jobs(first: 5) { items { card { path sizeBytes } } } }',
    );
    const ball = { card: { path: 'BALL.GCO', sizeBytes: null } };
    assert.deepEqual(next.data, { printers: [{ print: ball }], jobs: { items: [ball] } });
  });
});
