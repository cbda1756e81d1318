import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { manifests } from '#drivers/registry';
import type { DriverManifest } from '#drivers/driver';
import { systemClock } from '#lib/clock';
import { silentLog } from '#lib/small-log';
import { openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import { createPrinters } from '../printers/printers.ts';
import { createDiscovery, type FoundPrinters, PACE_MS } from './discovery.ts';
import { mdnsAnswer, openLoopbackNetwork, ssdpAnswer, tersely } from './fixtures/loopback-printers.ts';
import type { OpenRadio } from './radio.ts';

const UUID = 'a'.repeat(32);
const VORON = {
  type: '_moonraker._tcp',
  name: 'Moonraker @ voron',
  host: 'voron.local',
  port: 7125,
  txt: [`uuid=${UUID}`, 'version=0.9'],
};
const P1S = {
  ST: 'urn:bambulab-com:device:3dprinter:1',
  USN: '01P00A123456789',
  Location: '127.0.0.1',
  'DevModel.bambu.com': 'C12',
  'DevName.bambu.com': 'Left shelf',
  'DevConnect.bambu.com': 'lan',
};

/** Of a make that is asked by name and answers in JSON. */
const questioned: DriverManifest = {
  ...(manifests.get('bambu') as DriverManifest),
  name: 'questioned',
  network: {
    addressOf: ({ host }) => ({ host: String(host), port: 3030 }),
    lookout: {
      questions: [{ port: 3000, text: 'M99999' }],
      read(heard) {
        if (heard.kind !== 'answer' || !heard.text.startsWith('{"Name"')) return null;
        const { Name } = JSON.parse(heard.text) as { Name: string };
        const options = { host: heard.address };
        return {
          make: 'Elegoo',
          model: null,
          name: Name,
          identity: Name,
          host: null,
          options,
          note: null,
          isSure: true,
        };
      },
    },
  },
};
const MANIFESTS = new Map([...manifests, ['questioned', questioned]]);

function openPrinters({ storage, events, queue, materials, secrets, clock, chance }: TestFarm) {
  return createPrinters({ storage, events, queue, materials, secrets, manifests: MANIFESTS, clock, chance });
}

type Watched = AsyncGenerator<FoundPrinters>;

/** Reads on until what is wanted is told. */
async function until(watched: Watched, isIt: (found: FoundPrinters) => boolean): Promise<FoundPrinters> {
  for (;;) {
    const { value, done } = await watched.next();
    assert.ok(done !== true, 'the search has ended');
    if (isIt(value)) return value;
  }
}

const named = (found: FoundPrinters, name: string) => found.printers.find((each) => each.name === name);

describe('[CO5] discovery', () => {
  test('proposes what answers in the network with what each needs, and adds nothing by itself', async () => {
    await using farm = await openTestFarm();
    await using network = await openLoopbackNetwork();
    await network.at(5353, () => [Buffer.from('nonsense'), mdnsAnswer(VORON)]);
    await network.at(2021, () => [ssdpAnswer(P1S), ssdpAnswer({ ...P1S, ST: 'upnp:rootdevice' })]);
    await network.at(3000, () => [Buffer.from('{"Name":"Resin"}'), Buffer.from('M99999')]);
    const printers = openPrinters(farm);
    await using discovery = createDiscovery({
      storage: farm.storage,
      printers,
      openRadio: network.openRadio,
      clock: systemClock,
      log: silentLog,
    });
    const leaving = new AbortController();
    const watched = discovery.watch(leaving.signal);
    const found = await until(watched, (each) => each.printers.length === 3);
    const voron = named(found, 'voron');
    assert.deepEqual(
      [voron?.driver, voron?.make, voron?.options, voron?.needs, voron?.standing],
      ['moonraker', 'Klipper', { url: 'http://127.0.0.1:7125' }, [], { kind: 'new' }],
    );
    const bambu = named(found, 'Left shelf');
    assert.deepEqual(
      [bambu?.model, bambu?.needs, bambu?.options],
      ['P1S', ['Access code'], { host: '127.0.0.1', serial: '01P00A123456789' }],
    );
    assert.equal(named(found, 'Resin')?.driver, 'questioned');
    assert.deepEqual(found.troubles, []);
    assert.deepEqual(await printers.list(), []);
    // One that is added is shown as such at once, by the number that it announced.
    const common = { model: null, tags: [], clearing: 'operator' } as const;
    const id = await printers.add({
      ...common,
      name: 'Voron',
      driver: 'moonraker',
      options: { url: 'http://127.0.0.1:7125' },
      identity: UUID,
    });
    const known = await until(watched, (each) => named(each, 'voron')?.standing.kind === 'known');
    assert.deepEqual(named(known, 'voron')?.standing, { kind: 'known', printerId: id });
    // And where its record names another address, that is reported, and stays until a person changes it.
    await printers.change({ id, version: 1, options: { url: 'http://127.0.0.9:7125' } });
    const moved = await until(watched, (each) => named(each, 'voron')?.standing.kind === 'moved');
    assert.deepEqual(named(moved, 'voron')?.standing, { kind: 'moved', printerId: id });
    assert.equal(JSON.parse((await printers.get(id))?.options ?? '{}').url, 'http://127.0.0.9:7125');
    await printers.remove(id, false, 'test');
    await until(watched, (each) => named(each, 'voron')?.standing.kind === 'new');
    assert.deepEqual(await farm.storage.read.selectFrom('printer_identity').selectAll().execute(), []);
    leaving.abort();
  });

  test('asks again while somebody looks, and has no socket when nobody does', async () => {
    await using farm = await openTestFarm();
    await using network = await openLoopbackNetwork();
    let deaf = true;
    await network.at(5353, () => (deaf ? [] : [mdnsAnswer(VORON)]));
    const timers = new Map<number, () => void>();
    let turns = 0;
    let ahead = 0;
    const clock = {
      ...systemClock,
      monotonic: () => systemClock.monotonic() + ahead,
      // Time passes when the test says so.
      schedule: (ms: number, wake: () => void): Disposable => {
        if (ms > 0 && ms <= PACE_MS) return systemClock.schedule(ms, wake);
        const turn = turns++;
        timers.set(turn, wake);
        return { [Symbol.dispose]: () => void timers.delete(turn) };
      },
    };
    const turn = (): void => {
      const due = [...timers];
      timers.clear();
      for (const [, wake] of due) wake();
    };
    const discovery = createDiscovery({
      storage: farm.storage,
      printers: openPrinters(farm),
      openRadio: network.openRadio,
      clock,
      log: silentLog,
    });
    assert.equal(network.searching(), 0);
    const [one, two] = [new AbortController(), new AbortController()];
    const first = discovery.watch(one.signal);
    const second = discovery.watch(two.signal);
    assert.deepEqual((await first.next()).value?.printers, []);
    assert.deepEqual((await second.next()).value?.printers, []);
    const heardBy = async (least: number): Promise<void> => {
      while (network.heard.length < least) await new Promise((done) => setImmediate(done));
    };
    while (timers.size === 0) await new Promise((done) => setImmediate(done));
    assert.equal(network.searching(), 3, 'one search for both');
    turn();
    await heardBy(1);
    deaf = false;
    turn();
    await heardBy(2);
    await until(first, (each) => named(each, 'voron') !== undefined);
    // Switched off: what is not heard any more is not offered any more.
    deaf = true;
    ahead = 70_000;
    turn();
    await until(first, (each) => each.printers.length === 0);
    one.abort();
    await first.return(undefined);
    assert.equal(network.searching(), 3, 'somebody looks still');
    two.abort();
    await second.return(undefined);
    turn();
    while (network.searching() > 0) await new Promise((done) => setImmediate(done));
    await discovery[Symbol.asyncDispose]();
  });

  test('asks a printer that tells only its name where it is, once', async () => {
    await using farm = await openTestFarm();
    await using network = await openLoopbackNetwork();
    const board = {
      type: '_http._tcp',
      name: 'Delta.1',
      host: 'delta.local',
      port: 80,
      txt: ['product=RepRapFirmware for Duet 2'],
    };
    await network.at(5353, (question) => tersely(board, question));
    await using discovery = createDiscovery({
      storage: farm.storage,
      printers: openPrinters(farm),
      openRadio: network.openRadio,
      clock: systemClock,
      log: silentLog,
    });
    const leaving = new AbortController();
    const found = await until(discovery.watch(leaving.signal), (each) => each.printers.length > 0);
    const [delta] = found.printers;
    assert.deepEqual([delta?.name, delta?.model, delta?.options], ['Delta.1', 'Duet 2', { url: 'http://127.0.0.1' }]);
    assert.equal(network.heard.filter(({ text }) => text.includes('Delta')).length, 1);
    leaving.abort();
  });

  test('a flood of announcements is told in one list, and no more are kept than can be shown', async () => {
    await using farm = await openTestFarm();
    const pauses: (() => void)[] = [];
    const paused = Promise.withResolvers<void>();
    let now = 0;
    const clock = {
      ...systemClock,
      monotonic: () => now,
      schedule(ms: number, wake: () => void): Disposable {
        if (ms !== PACE_MS) return { [Symbol.dispose]() {} };
        pauses.push(wake);
        paused.resolve();
        return { [Symbol.dispose]() {} };
      },
    };
    const ears: Parameters<OpenRadio>[1][] = [];
    await using discovery = createDiscovery({
      storage: farm.storage,
      printers: openPrinters(farm),
      async openRadio(_listen, heard) {
        ears.push(heard);
        return { say() {}, troubles: [], async [Symbol.asyncDispose]() {} };
      },
      clock,
      log: silentLog,
    });
    const leaving = new AbortController();
    const watched = discovery.watch(leaving.signal);
    assert.deepEqual((await watched.next()).value?.printers, []);
    while (ears.length < 3) await new Promise((done) => setImmediate(done));
    const shout = (from: number, to: number): void => {
      for (let i = from; i < to; i++) {
        const answer = mdnsAnswer({ ...VORON, host: `h${i}.local`, port: i, name: `n${i}`, txt: [] });
        ears[0]?.({ bytes: Buffer.from(answer), address: '10.0.0.1' });
      }
    };
    shout(1, 301);
    const next = watched.next();
    await paused.promise;
    shout(301, 1_500);
    now = PACE_MS;
    for (const wake of pauses) wake();
    const { value } = await next;
    assert.deepEqual(
      [value?.printers.length, value?.troubles],
      [1_000, ['More than 1000 printers announce themselves; the others are not shown.']],
    );
    leaving.abort();
  });

  test('what only might be a printer of its kind makes room for what is sure, in either order', async () => {
    await using farm = await openTestFarm();
    await using network = await openLoopbackNetwork();
    const pi = { host: 'prusa.local', port: 80, txt: [] };
    const unsure = mdnsAnswer({ ...pi, type: '_octoprint._tcp', name: 'MK3' });
    const sure = mdnsAnswer({ ...pi, type: '_prusalink._tcp', name: 'MK3' });
    await network.at(5353, () => [unsure, sure, unsure, mdnsAnswer({ ...VORON, port: 7126, name: 'Last' })]);
    await using discovery = createDiscovery({
      storage: farm.storage,
      printers: openPrinters(farm),
      openRadio: network.openRadio,
      clock: systemClock,
      log: silentLog,
    });
    const leaving = new AbortController();
    const found = await until(discovery.watch(leaving.signal), (each) => named(each, 'Last') !== undefined);
    assert.deepEqual(
      found.printers.filter((each) => each.name === 'MK3').map((each) => each.driver),
      ['prusalink'],
    );
    leaving.abort();
  });
});
