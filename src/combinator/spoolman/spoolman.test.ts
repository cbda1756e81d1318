import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentLog } from '#lib/small-log';
import { openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import { openStandIn, type StandIn } from './fixtures/stand-in.ts';
import { checkSpoolmanUrl } from './client.ts';
import { createSpoolman, type Spoolman } from './spoolman.ts';

const PLA = { name: 'Galaxy', material: 'PLA', density: 1.24, diameter: 1.75, weight: 1_000, color_hex: 'AABBCC' };

async function open() {
  await using stack = new AsyncDisposableStack();
  const farm = stack.use(await openTestFarm());
  const remote = stack.use(await openStandIn());
  const begin = (): Spoolman => createSpoolman({ ...farm, materials: farm.materials, log: silentLog });
  let spoolman = begin();
  stack.defer(() => spoolman[Symbol.asyncDispose]());
  await spoolman.set(remote.url);
  const kept = stack.move();
  return {
    farm,
    remote,
    get spoolman() {
      return spoolman;
    },
    async restart() {
      await spoolman[Symbol.asyncDispose]();
      spoolman = begin();
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const spools = async (farm: TestFarm) =>
  (
    await farm.materials.list(
      { search: null, type: null, archived: false, low: false, loaded: false },
      { first: 50, after: null },
    )
  ).items;
const used = (remote: StandIn, id: number): number => remote.spools.get(id)?.used_weight ?? Number.NaN;

describe('Spoolman', () => {
  test('[MT1] its spools come in with all that it says, and what changes there changes here', async () => {
    await using at = await open();
    at.remote.vendors.set(1, { id: 1, name: 'Prusament' });
    const id = at.remote.addSpool(
      { ...PLA, vendor_id: 1, spool_weight: 201 },
      { used_weight: 100, price: 30, lot_nr: 'L7', location: 'Shelf', comment: 'dry' },
    );
    at.remote.addSpool({ material: 'PETG', density: 1.27, diameter: 1.75 }, { archived: true });
    await at.spoolman.sync();
    const [spool] = await spools(at.farm);
    assert.ok(spool !== undefined);
    const { vendor, name, type, colours, net, tare, price, lot, location, note } = spool;
    assert.deepEqual(
      [vendor, name, type, colours, net, spool.used, tare, price, lot, location, note],
      ['Prusament', 'Galaxy', 'PLA', '["#AABBCC"]', 1_000, 100, 201, 30, 'L7', 'Shelf', 'dry'],
    );
    assert.equal((await spools(at.farm)).length, 1, 'the archived one is in the archive here too');

    Object.assign(at.remote.spools.get(id) ?? {}, { location: 'Dry box', used_weight: 140 });
    await at.spoolman.sync();
    const [after] = await spools(at.farm);
    assert.deepEqual([after?.location, after?.used], ['Dry box', 140]);
    const before = (await at.farm.eventsNamed('material-updated')).length;
    await at.spoolman.sync();
    assert.equal((await at.farm.eventsNamed('material-updated')).length, before, 'nothing changed, nothing is told');
  });

  test('[MT2] what is taken here is sent once, and adds up with what others took there', async () => {
    await using at = await open();
    const id = at.remote.addSpool(PLA, { used_weight: 100 });
    await at.spoolman.sync();
    const [spool] = await spools(at.farm);
    await at.farm.materials.use(spool?.id ?? '', 25, 'a print', 'ann');
    Object.assign(at.remote.spools.get(id) ?? {}, { used_weight: 107 });
    assert.equal((await at.spoolman.state()).waiting, 1);
    await at.spoolman.sync();
    await at.spoolman.sync();
    assert.equal(used(at.remote, id), 132);
    assert.equal((await spools(at.farm))[0]?.used, 132);
    assert.equal(at.remote.asked.filter((call) => call.endsWith('/use')).length, 1);
    assert.deepEqual((await at.spoolman.state()).waiting, 0);
  });

  for (const fault of ['request-lost', 'answer-lost'] as const) {
    test(`[MT2] [CK7] over a crash with the ${fault.replace('-', ' ')} it is there exactly once`, async () => {
      await using at = await open();
      const id = at.remote.addSpool(PLA, { used_weight: 100 });
      await at.spoolman.sync();
      const [spool] = await spools(at.farm);
      await at.farm.materials.use(spool?.id ?? '', 25, 'a print', 'ann');
      at.remote.fault = fault;
      await assert.rejects(at.spoolman.sync(), { code: 'spoolman-unreachable' });
      assert.match((await at.spoolman.state()).problem ?? '', /gives no answer/);
      await at.restart();
      // Others go on there meanwhile.
      Object.assign(at.remote.spools.get(id) ?? {}, { used_weight: used(at.remote, id) + 3 });
      await at.spoolman.sync();
      await at.spoolman.sync();
      assert.equal(used(at.remote, id), 128);
      assert.equal((await spools(at.farm))[0]?.used, 128);
      assert.equal((await at.spoolman.state()).problem, null);
    });
  }

  test('[MT2] [CK7] what was taken from a spool before it was made there is not taken again, when the answer to its making is lost', async () => {
    await using at = await open();
    const id = await at.farm.materials.add({ vendor: 'Fillamentum', type: 'PLA', name: 'Vertigo', netGrams: 750 });
    await at.farm.materials.use(id, 30, 'a print', 'ann');
    at.remote.fault = 'answer-lost';
    await assert.rejects(at.spoolman.sync(), { code: 'spoolman-unreachable' });
    await at.restart();
    await at.farm.materials.use(id, 5, 'the next print', 'ann');
    await at.spoolman.sync();
    await at.spoolman.sync();
    assert.deepEqual(
      [...at.remote.spools.values()].map((spool) => spool.used_weight),
      [35],
    );
    assert.equal((await spools(at.farm))[0]?.used, 35);
  });

  test('what a person changes here goes there; where both have changed, Spoolman wins', async () => {
    await using at = await open();
    const id = at.remote.addSpool(PLA, { location: 'Shelf', comment: 'old', lot_nr: 'L1' });
    await at.spoolman.sync();
    const [spool] = await spools(at.farm);
    assert.ok(spool !== undefined);
    const fields = { location: 'Here', lot: 'L2', name: 'My own name' };
    await at.farm.materials.change({ id: spool.id, version: spool.version, fields }, 'ann');
    Object.assign(at.remote.spools.get(id) ?? {}, { location: 'There' });
    await at.spoolman.sync();
    const [after] = await spools(at.farm);
    assert.deepEqual([after?.location, after?.lot, after?.name], ['There', 'L2', 'My own name']);
    assert.deepEqual([at.remote.spools.get(id)?.location, at.remote.spools.get(id)?.lot_nr], ['There', 'L2']);
    await at.farm.materials.archive(spool.id, true, 'ann');
    await at.spoolman.sync();
    assert.equal(at.remote.spools.get(id)?.archived, true);
  });

  test('spools of this farm are made there once, with vendor and filament; one deleted there stays here and is not made again', async () => {
    await using at = await open();
    const add = (fields: object) =>
      at.farm.materials.add({
        vendor: 'Fillamentum',
        type: 'PLA',
        name: 'Vertigo',
        colours: ['#112233'],
        netGrams: 750,
        usedGrams: 50,
        note: 'mine',
        ...fields,
      });
    const first = await add({});
    await add({ lot: 'other' });
    await at.farm.materials.use(first, 10, '', 'ann');
    await at.spoolman.sync();
    assert.deepEqual([at.remote.vendors.size, at.remote.filaments.size, at.remote.spools.size], [1, 1, 2]);
    assert.deepEqual([...at.remote.spools.values()].map((spool) => spool.used_weight).sort(), [50, 60]);
    // The farm died before it wrote down what it had made.
    await at.farm.storage.transaction((tx) => tx.deleteFrom('spoolman_spool').execute());
    await at.spoolman.sync();
    assert.deepEqual([at.remote.spools.size, (await spools(at.farm)).length], [2, 2], 'known again by its mark');
    assert.deepEqual(
      (await spools(at.farm)).map(({ note }) => note),
      ['mine', 'mine'],
    );
    at.remote.spools.delete(1);
    await at.spoolman.sync();
    await at.spoolman.sync();
    assert.deepEqual([at.remote.spools.size, (await spools(at.farm)).length], [1, 2]);
  });

  test('its password is used and shown nowhere; another address is another Spoolman', async () => {
    await using at = await open();
    at.remote.login = 'ann:canary secret';
    at.remote.addSpool(PLA);
    await assert.rejects(at.spoolman.sync(), { code: 'spoolman-refused' });
    await at.spoolman.set(at.remote.url.replace('://', '://ann:canary%20secret@'));
    await at.spoolman.sync();
    const state = await at.spoolman.state();
    assert.deepEqual([state.url, state.hasPassword, state.linked], [at.remote.url, true, 1]);
    at.remote.down = true;
    await assert.rejects(
      at.spoolman.sync(),
      (error: Error) => !JSON.stringify([error.message, (error as { remedy?: string }).remedy]).includes('canary'),
    );
    assert.ok(!JSON.stringify(await at.spoolman.state()).includes('canary'));
    await at.spoolman.set(null);
    assert.deepEqual(await at.spoolman.state(), {
      url: null,
      hasPassword: false,
      syncedAt: null,
      problem: null,
      linked: 0,
      waiting: 0,
    });
    assert.equal((await spools(at.farm)).length, 1, 'the spools stay');
    for (const url of ['spoolman', 'ftp://a', 'http://a/?x=1'])
      assert.throws(() => checkSpoolmanUrl(url), { code: 'bad-spoolman-address' });
    assert.equal(checkSpoolmanUrl('http://a:7912/api/v1/'), 'http://a:7912');
  });
});
