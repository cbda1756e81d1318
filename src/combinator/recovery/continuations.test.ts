import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { manifest as marlin } from '#drivers/marlin/manifest';
import type { LastStand } from '#model/continuation';
import { bedIdOf } from '#model/bed';
import type { BedId, PrintId } from '#model/ids';
import type { HandMachine } from '../fixtures/hand-machine.ts';
import { MANIFESTS, openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import { createHistory } from '../history/history.ts';
import { countsInDatabase, countsOf, jobById, printsOf } from '../queue/store.ts';
import { type Continuations, createContinuations } from './continuations.ts';

const LINES = [
  'M140 S60',
  'M109 S200',
  'G28',
  'G90',
  'M82',
  'G92 E0',
  'G1 X0 Y0 Z0.2',
  ...[1, 2, 3, 4].flatMap((layer) => [
    ';LAYER_CHANGE',
    `G1 Z${(layer * 0.2).toFixed(1)}`,
    ...Array.from({ length: 30 }, (_, i) => `G1 X${i} Y${layer} E${layer * 30 + i}`),
  ]),
];
const STOOD: LastStand = { taken: 7 + 31 * 2 + 28, sent: 7 + 31 * 2 + 30, leftOut: false, led: false };

interface Bench {
  readonly farm: TestFarm;
  readonly machine: HandMachine;
  readonly continuations: Continuations;
  /** The print that was lost. */
  readonly lost: PrintId;
  readonly bed: () => BedId;
  /** What others do between the look at the offer and what is written. */
  readonly meanwhile: { act: () => Promise<unknown> };
  readonly order: (changes?: Partial<Parameters<Continuations['order']>[0]>) => Promise<PrintId>;
}

async function bench(
  farm: TestFarm,
  copies = 1,
  stood: LastStand | null = STOOD,
  code = 'printer-reset',
): Promise<Bench> {
  const plain = MANIFESTS.get('plain');
  const { continues } = marlin;
  assert.ok(plain !== undefined && continues !== undefined);
  const heightBy = (): 'stays' => 'stays';
  const reader = (_: unknown, at: LastStand) => continues.reader({ heightAfterPowerLoss: 'stays' }, at);
  const meanwhile = { act: async (): Promise<unknown> => null };
  const bytes = new TextEncoder().encode(LINES.join('\n'));
  const continuations = createContinuations({
    ...farm,
    manifests: new Map([['plain', { ...plain, continues: { heightBy, reader } }]]),
    library: {
      async read(_digest, offset, length) {
        await meanwhile.act();
        return bytes.subarray(offset, offset + length);
      },
    },
  });
  await farm.storage.transaction((tx) => tx.updateTable('library_file').set({ size_bytes: bytes.length }).execute());
  const machine = await farm.addMachine('one');
  await farm.makeReady(machine);
  await farm.addJob({ copies });
  await farm.settle();
  const lost = (await farm.prints())[0]?.id as PrintId;
  const error = { code, message: 'power', at: 0 } as never;
  machine.report({ kind: 'print-lost', printId: lost, error, ...(stood === null ? {} : { stood }) });
  await farm.settle();
  const bed = (): BedId => bedIdOf(machine.state.bed) as BedId;
  const order: Bench['order'] = (changes) =>
    continuations.order(
      { printerId: machine.printerId, printId: lost, bedId: bed(), layer: 3, zMm: 0.6, ...changes },
      'ann',
    );
  return { farm, machine, continuations, lost, bed, order, meanwhile };
}

const counts = async ({ farm }: Bench) => {
  const id = (await farm.prints())[0]?.job_id ?? '';
  const job = await jobById(farm.storage.read, id);
  assert.ok(job);
  const counted = countsOf(job, (await printsOf(farm.storage.read, [id])).get(id) ?? []);
  assert.deepEqual(await countsInDatabase(farm.storage.read, job), counted, 'both ways of counting agree');
  return { ...counted, status: job.status };
};

describe('the rest of a print', () => {
  test('[BE1] [JO1] is offered from the layer in which it stopped, ordered by a person, printed on its object, and counted once', async () => {
    await using farm = await openTestFarm();
    const b = await bench(farm);
    const offer = await b.continuations.offer(b.machine.printerId, null);
    assert.deepEqual([offer?.printId, offer?.bedId, offer?.no], [b.lost, b.bed(), null]);
    assert.deepEqual([offer?.place?.stoppedIn, offer?.place?.layer.zMm, offer?.place?.layers], [3, 0.6, 4]);
    assert.deepEqual(offer?.place?.stands, [0.6, 0.6]);
    await farm.settle();
    assert.equal(b.machine.begun.length, 1, 'an offer begins nothing');

    const id = await b.order();
    await farm.settle();
    assert.deepEqual(b.machine.begun, [b.lost, id]);
    assert.deepEqual(b.machine.collisions, []);
    assert.equal((await farm.printRow(b.lost)).status, 'closed');
    b.machine.finish();
    await farm.settle();
    assert.equal(b.machine.state.phase.kind, 'awaiting-retrieval');
    const { completed, troubled, owed, status } = await counts(b);
    assert.deepEqual([completed, troubled, owed, status], [1, 0, 0, 'completed']);
    const past = await createHistory(farm).page({}, 9, null);
    assert.deepEqual(
      new Map(past.map((print) => [print.id, [print.continues, print.from_layer]])),
      new Map([
        [id, [b.lost, offer?.place?.layer.number]],
        [b.lost, [null, null]],
      ]),
    );
  });

  test('[BE1] [BE4] a stale or doubled word does nothing', async () => {
    await using farm = await openTestFarm();
    const b = await bench(farm);
    const before = b.bed();
    await assert.rejects(b.order({ bedId: `${before}9` as BedId }), { code: 'continuation-stale' });
    await assert.rejects(b.order({ printId: 'print-x' as PrintId }), { code: 'continuation-stale' });
    await assert.rejects(b.order({ zMm: null }), { code: 'nozzle-height' });
    await assert.rejects(b.order({ layer: 9 }), { code: 'no-continuation' });
    const [one, two] = await Promise.allSettled([b.order(), b.order()]);
    assert.deepEqual([one?.status, two?.status].sort(), ['fulfilled', 'rejected']);
    await farm.settle();
    assert.equal(b.machine.begun.length, 2);
    b.machine.finish();
    await farm.settle();
    await assert.rejects(b.order({ bedId: before }), { code: 'continuation-stale' });
  });

  test('[BE4] whoever has said that the bed is clear comes first, and nothing is printed on it', async () => {
    await using farm = await openTestFarm();
    const b = await bench(farm);
    await farm.wishes.confirmBed(b.machine.printerId, b.bed(), 'bob', 'operator');
    await assert.rejects(b.order(), { code: 'no-continuation' });
    // The other order: the object is taken before the start has reached the machine.
    await using other = await openTestFarm();
    const c = await bench(other);
    await c.order();
    await other.wishes.confirmBed(c.machine.printerId, c.bed(), 'bob', 'operator');
    c.machine.takeObject();
    await other.settle();
    assert.deepEqual(c.machine.collisions, []);
    const { troubled, owed } = await counts(c);
    assert.ok(troubled === 1 && owed === 0, 'the copy waits for a person');
  });

  test('[BE4] [JO3] what another person says between the look and the word comes first', async () => {
    await using farm = await openTestFarm();
    const b = await bench(farm);
    b.meanwhile.act = () => farm.wishes.confirmBed(b.machine.printerId, b.bed(), 'bob', 'operator');
    await assert.rejects(b.order(), { code: 'continuation-stale' });
    await using other = await openTestFarm();
    const c = await bench(other);
    c.meanwhile.act = () => other.wishes.retryPrint(c.lost, 'bob');
    await assert.rejects(c.order(), { code: 'no-continuation' });
    const { owed, active, troubled } = await counts(c);
    assert.deepEqual([owed, active, troubled], [1, 0, 0], 'the copy is owed once');
  });

  test('[JO3] one that never began keeps the copy for a person: it can be asked for again, or the copy printed anew, and not both', async () => {
    await using farm = await openTestFarm();
    const b = await bench(farm, 2);
    const first = await b.order();
    while (b.machine.underway.length === 0) await new Promise((resolve) => setImmediate(resolve));
    b.machine.deliver();
    b.machine.refuseFile();
    await farm.settle();
    assert.equal((await farm.printRow(first)).outcome, 'never-started');
    assert.equal(b.machine.state.phase.kind, 'faulted');
    assert.equal((await counts(b)).troubled, 1);
    await assert.rejects(b.order({ bedId: 'journal.1' as BedId }), { code: 'continuation-stale' });
    await farm.wishes.retryPrint(first, 'ann');
    await assert.rejects(b.order(), (error: { code: string }) => error.code === 'no-continuation');
    assert.equal((await counts(b)).owed, 2);

    await using again = await openTestFarm();
    const c = await bench(again, 2);
    const one = await c.order();
    while (c.machine.underway.length === 0) await new Promise((resolve) => setImmediate(resolve));
    c.machine.deliver();
    c.machine.refuseFile();
    await again.settle();
    const two = await c.order();
    await again.settle();
    assert.deepEqual(c.machine.begun, [c.lost, two]);
    await assert.rejects(again.wishes.retryPrint(one, 'ann'), { code: 'print-not-retriable' });
    await assert.rejects(again.wishes.retryPrint(c.lost, 'ann'), { code: 'print-not-retriable' });
  });

  const nos: readonly (readonly [string, LastStand | null, string, string])[] = [
    ['nobody knows how far it had come', null, 'printer-reset', 'place-unknown'],
    ['objects were left out', { ...STOOD, leftOut: true }, 'printer-reset', 'objects-left-out'],
    ['the printer halted by itself', STOOD, 'printer-halted', 'fault'],
  ];
  for (const [what, stood, code, reason] of nos) {
    test(`[BE1] a clear no, with its remedy, where ${what}`, async () => {
      await using farm = await openTestFarm();
      const b = await bench(farm, 1, stood, code);
      const offer = await b.continuations.offer(b.machine.printerId, null);
      assert.equal(offer?.no?.code, reason);
      assert.ok((offer?.no?.remedy ?? '').length > 20);
      await assert.rejects(b.order(), { code: 'no-continuation' });
    });
  }

  test('[MA10] where the head was led away nobody but a person says at which height it stands', async () => {
    await using farm = await openTestFarm();
    const b = await bench(farm, 1, { ...STOOD, led: true, sent: null });
    const offer = await b.continuations.offer(b.machine.printerId, 2);
    assert.deepEqual([offer?.place?.stands, offer?.place?.isCertain, offer?.place?.layer.number], [null, false, 2]);
  });
});
