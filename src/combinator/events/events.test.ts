import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import { EVENT_NAMES } from './catalogue.ts';
import type { StoredEvent } from './events.ts';

const raise = (farm: TestFarm, message: string): Promise<void> =>
  farm.storage.transaction((tx) => farm.events.emit(tx, 'problem-raised', {}, { problemId: 'p', code: 'c', message }));

const said = (event: StoredEvent): string => (event.payload as { message: string }).message;

async function take(stream: AsyncIterable<StoredEvent>, count: number): Promise<readonly StoredEvent[]> {
  const taken: StoredEvent[] = [];
  for await (const event of stream) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

describe('events', () => {
  test('[EV1] an event and the change that it tells of are one transaction', async () => {
    await using farm = await openTestFarm();
    await assert.rejects(
      farm.storage.transaction(async (tx) => {
        await farm.events.emit(tx, 'problem-raised', {}, { problemId: 'p', code: 'c', message: 'never' });
        throw new Error('taken back');
      }),
      /taken back/,
    );
    assert.deepEqual(await farm.events.since(0, 10), []);
    assert.equal(farm.events.counts().get('problem-raised'), 0);
  });

  test('[EV5] a reader that resumes from its cursor misses nothing and hears nothing twice, while events go on', async () => {
    await using farm = await openTestFarm();
    for (let i = 0; i < 250; i++) await raise(farm, String(i));
    const stop = new AbortController();
    const first = await take(farm.events.follow(0, stop.signal), 100);
    const rest = take(farm.events.follow(first.at(-1)?.cursor ?? 0, stop.signal), 400);
    for (let i = 250; i < 500; i++) await raise(farm, String(i));
    const all = [...first, ...(await rest)].map(said);
    assert.deepEqual(
      all,
      Array.from({ length: 500 }, (_, i) => String(i)),
    );
    stop.abort();
  });

  test('[EV5] without a cursor a reader hears what comes from now on, and ends with its signal', async () => {
    await using farm = await openTestFarm();
    await raise(farm, 'before');
    const stop = new AbortController();
    const heard: string[] = [];
    const reading = (async () => {
      for await (const event of farm.events.follow(null, stop.signal)) heard.push(said(event));
    })();
    await new Promise((resolve) => setImmediate(resolve));
    await raise(farm, 'after');
    while (heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await reading;
    assert.deepEqual(heard, ['after']);
  });

  test('[EV2] a slow reader holds up neither the emitter nor another reader', async () => {
    await using farm = await openTestFarm();
    const stop = new AbortController();
    const never = Promise.withResolvers<void>();
    const slow = (async () => {
      for await (const _event of farm.events.follow(0, stop.signal)) await never.promise;
    })();
    const quick = take(farm.events.follow(0, stop.signal), 50);
    for (let i = 0; i < 50; i++) await raise(farm, String(i));
    assert.equal((await quick).length, 50);
    stop.abort();
    never.resolve();
    await slow;
  });

  test('[EV5] a reader whose events are forgotten, or whose number was never given, is told', async () => {
    await using farm = await openTestFarm();
    const signal = new AbortController().signal;
    await raise(farm, 'old');
    await raise(farm, 'old');
    farm.clock.turn(1000);
    await raise(farm, 'new');
    await farm.events.prune(farm.clock.now());
    assert.deepEqual((await farm.events.since(0, 10)).map(said), ['new']);
    await assert.rejects(take(farm.events.follow(1, signal), 1), { code: 'events-forgotten' });
    await assert.rejects(take(farm.events.follow(99, signal), 1), { code: 'events-cursor-unknown' });
    assert.equal((await take(farm.events.follow(0, signal), 1)).length, 1);
    assert.equal((await take(farm.events.follow(2, signal), 1)).length, 1);
  });

  test('[EV3] every event is counted, heard or not, and the counts can be reset', async () => {
    await using farm = await openTestFarm();
    await raise(farm, 'x');
    farm.events.emitTransient('printer-status', {}, { printers: [] });
    farm.events.emitTransient('printer-status', {}, { printers: [] });
    assert.equal(farm.events.counts().get('problem-raised'), 1);
    assert.equal(farm.events.counts().get('printer-status'), 2);
    assert.deepEqual([...farm.events.counts().keys()].sort(), [...EVENT_NAMES].sort());
    farm.events.resetCounts();
    assert.equal(farm.events.counts().get('printer-status'), 0);
    assert.equal((await farm.events.since(0, 10)).length, 1, '[EV5] transient events are not stored');
  });

  test('[EV4] one workflow is traced from end to end: the job, its print, the printer’s part', async () => {
    await using farm = await openTestFarm();
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.addJob({ name: 'other' });
    await farm.settle();
    machine.finish();
    await farm.settle();
    const [created] = await farm.eventsNamed('job-created');
    const range = { after: 0, before: null, limit: 100 };
    const flow = await farm.events.page({ correlationId: created?.correlationId ?? '' }, range);
    const names = flow.map((event) => event.name);
    const order = ['job-created', 'print-assigned', 'print-accepted', 'print-started', 'print-ended', 'job-completed'];
    assert.deepEqual(
      names.filter((name) => order.includes(name)),
      order.toSorted((a, b) => names.indexOf(a as never) - names.indexOf(b as never)),
    );
    assert.ok(order.every((name) => names.includes(name as never)));
    assert.ok(!flow.some((event) => (event.payload as { name?: string }).name === 'other'));
  });

  test('[EV4] the log is asked by name, printer and print, and read backwards a page at a time', async () => {
    await using farm = await openTestFarm();
    for (let i = 0; i < 5; i++) await raise(farm, String(i));
    await farm.addJob();
    const named = await farm.events.page({ names: ['job-created'] }, { after: null, before: null, limit: 9 });
    assert.deepEqual(
      named.map((event) => event.name),
      ['job-created'],
    );
    const last = await farm.events.page({ names: ['problem-raised'] }, { after: null, before: null, limit: 2 });
    const older = await farm.events.page({}, { after: null, before: last[0]?.cursor ?? 0, limit: 2 });
    assert.deepEqual([...older, ...last].map(said), ['1', '2', '3', '4']);
    assert.deepEqual(await farm.events.page({ printId: 'none' }, { after: 0, before: null, limit: 9 }), []);
  });

  test('[EV5] many readers at the end of the log cost it one reading, and one that is far behind reads on by itself', async () => {
    await using farm = await openTestFarm();
    const stop = new AbortController();
    const readers = Array.from({ length: 20 }, () => take(farm.events.follow(null, stop.signal), 1_500));
    await farm.rest();
    await farm.storage.transaction(async (tx) => {
      for (let i = 0; i < 1_500; i++)
        await farm.events.emit(tx, 'problem-raised', {}, { problemId: 'p', code: 'c', message: String(i) });
    });
    for (const heard of await Promise.all(readers)) {
      assert.deepEqual(
        [heard.length, said(heard[0] as StoredEvent), said(heard.at(-1) as StoredEvent)],
        [1_500, '0', '1499'],
      );
    }
    await raise(farm, 'last');
    const behind = await take(farm.events.follow(0, stop.signal), 1_501);
    assert.equal(said(behind.at(-1) as StoredEvent), 'last');
    stop.abort();
  });
});
