import assert from 'node:assert/strict';
import { request as rawRequest } from 'node:http';
import { describe, test } from 'node:test';
import { WebSocket } from 'ws';
import type { PrinterId } from '#model/ids';
import type { FarmState } from './farm-state.ts';
import { applyMergePatch } from './fixtures/apply-merge-patch.ts';
import { type LiveClient, type LiveMessage, openLiveClient } from './fixtures/live-client.ts';
import { openTestServer } from './fixtures/test-server.ts';

const FARM = 'subscription ($after: String) { farm(after: $after) { sequence snapshot patch } }';
const EVENTS = 'subscription ($after: String) { events(after: $after) { cursor name printerId payload } }';
const isNext = ({ type }: LiveMessage): boolean => type === 'next';
const farmOf = (message: LiveMessage) => message.payload.data.farm;

const FILE_FIELDS = 'digest name sizeBytes addedAt thumbnail metadata { slicer } metadataProblem warnings';
const PRINT_FIELDS = `id jobId printerId name file { ${FILE_FIELDS} } status outcome found plate progress remainingSeconds layer
  cancelWished pauseWished assignedAt startedAt endedAt error { code message remedy at } card { path sizeBytes }
  slots { filament slot label type colour spoolId why later { slot label progress } }`;
const WHOLE = `{
  farm { name version demonstration startedAt }
  printers { id name driver model tags simulated held options secretsSet clearing version configurationPending phase phaseSince
    bed { state bedId reason since confirmed } reachable unreachableSince link linkSince process portTrouble machineVersion attention
    error { code message remedy at } print { ${PRINT_FIELDS} } pauseNumber pauseReason stopNumber stopPending
    temperatures { name actual target } position { x y z } line { linesSent resends window probes } notice
    spools { spoolId slot name type colours remainingGrams }
    stutter { underruns standstillSeconds seenBy }
    slots { slot label external filled type colours remainingPercent tagged spoolId trouble }
    dialog { id text choices since } overrides { feedPercent flowPercent fanPercent babyStepMm pauseAtLayer pauseAtHeight
      objects { id name skipped current } } emergencyStop unreachableReason }
  jobs(first: 5) { items { id name file { ${FILE_FIELDS} } copies completed active troubled priority tags printerIds status version createdAt
    waiting { printerId code text } prints { ${PRINT_FIELDS} } material { check type colour } takenGrams materialCost plate
    card { path sizeBytes } slots { printerId filament slot } } }
  problems { id code message cause remedy printerId printId jobId firstAt lastAt count } }`;

/** What a reader holds after everything that it was sent. */
function heldBy(client: LiveClient): FarmState {
  let held: unknown = { printers: {}, jobs: {} };
  for (const message of client.messages.filter(isNext)) {
    const { snapshot, patch } = farmOf(message);
    held = snapshot ?? applyMergePatch(held, patch);
  }
  return held as FarmState;
}

const withoutNulls = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, one: unknown) => (one === null ? undefined : one)));

describe('the live state over a socket', () => {
  test('is a snapshot, then patches, and always what a query would say', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    using client = await openLiveClient(server.host);
    client.subscribe(FARM);
    assert.equal(farmOf(await client.until(isNext)).snapshot.printers[machine.printerId].phase, 'OFFLINE');
    await server.farm.makeReady(machine);
    await server.farm.addJob({ copies: 2 });
    await server.farm.settle();
    server.live.feedback(machine.printerId, {
      at: 0,
      temperatures: [{ name: 'nozzle', actual: 201.26, target: 205 }],
      position: { x: 1, y: 2, z: 3 },
      progress: null,
      line: null,
      notice: null,
      stutter: { underruns: 3, standstillMs: 1_234, seenBy: 'places' },
      overrides: {
        feedPercent: 110,
        flowPercent: 100,
        fanPercent: null,
        babyStepMm: 0.05,
        pauseAt: { kind: 'layer', layer: 7 },
        objects: [{ id: '0', name: 'cube.stl', skipped: false, current: true }],
      },
    });
    const shown = () => heldBy(client).printers[machine.printerId];
    await client.until((message) => isNext(message) && shown()?.temperatures.length === 1);
    const { data, errors } = await server.ask(WHOLE);
    assert.equal(errors, undefined);
    const held = heldBy(client);
    assert.equal(shown()?.phase, 'PRINTING');
    const byId = (all: readonly { id: string }[]) => Object.fromEntries(all.map((one) => [one.id, one]));
    assert.deepEqual(withoutNulls(held.farm), withoutNulls(data.farm));
    assert.deepEqual(withoutNulls(held.printers), withoutNulls(byId(data.printers)));
    assert.deepEqual(withoutNulls(held.jobs), withoutNulls(byId(data.jobs.items)));
    assert.deepEqual(withoutNulls(held.problems), withoutNulls(byId(data.problems)));
    assert.deepEqual(
      held.jobOrder,
      data.jobs.items.map((job: { id: string }) => job.id),
    );
  });

  test('a link that is lost and found again is shown', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    await server.farm.makeReady(machine);
    using client = await openLiveClient(server.host);
    client.subscribe(FARM);
    const link = (): unknown => (heldBy(client)?.printers?.[machine.printerId] as { link?: string } | undefined)?.link;
    await client.until((message) => isNext(message) && link() === 'CONNECTED');
    machine.disconnect();
    await client.until((message) => isNext(message) && link() === 'NETWORK_DISCONNECTED');
    await machine.connect();
    await client.until((message) => isNext(message) && link() === 'CONNECTED', client.messages.length);
  });

  test('[CO2] a printer that is out of sight is shown with its driver’s own reason, until it is back', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    await server.farm.makeReady(machine);
    using client = await openLiveClient(server.host);
    client.subscribe(FARM);
    const reason = (): unknown => heldBy(client)?.printers?.[machine.printerId]?.unreachableReason ?? null;
    await client.until(isNext);
    machine.report({ kind: 'disconnected', reason: 'The printer refuses the API key.', wrongCredentials: true });
    await client.until((message) => isNext(message) && reason() === 'The printer refuses the API key.');
    machine.report({ kind: 'connected', continuity: 'unbroken', firmware: null, foreign: null });
    await client.until((message) => isNext(message) && reason() === null, client.messages.length);
  });

  test('whoever was cut off goes on where it was', async () => {
    await using server = await openTestServer();
    let after: string;
    {
      using client = await openLiveClient(server.host);
      client.subscribe(FARM);
      after = farmOf(await client.until(isNext)).sequence;
    }
    const id = await server.farm.addJob();
    using client = await openLiveClient(server.host);
    client.subscribe(FARM, { after });
    const { snapshot, patch } = farmOf(await client.until(isNext));
    // The state moved on while nobody watched: the difference is one patch.
    assert.equal(snapshot, null);
    await client.until((message) => isNext(message) && farmOf(message).patch?.jobs?.[id] !== undefined);
    assert.ok(patch !== null);
  });

  test('one change is executed and written as text once, whoever looks in the same way', async () => {
    let resolved = 0;
    await using server = await openTestServer({
      changeResolvers: (resolvers) => ({
        ...resolvers,
        Subscription: {
          ...resolvers.Subscription,
          farm: async function* (args, signal) {
            for await (const update of resolvers.Subscription.farm?.(args, signal) ?? []) {
              const counted = new Proxy(update as object, {
                get(target, name) {
                  if (name === 'patch') resolved++;
                  return Reflect.get(target, name);
                },
              });
              seen.set(update as object, seen.get(update as object) ?? counted);
              yield seen.get(update as object);
            }
          },
        },
      }),
    });
    const clients = await Promise.all(Array.from({ length: 10 }, () => openLiveClient(server.host)));
    for (const client of clients) client.subscribe(FARM);
    await Promise.all(clients.map((client) => client.until(isNext)));
    const before = resolved;
    await server.farm.addJob();
    await Promise.all(
      clients.map((client) => client.until((message) => isNext(message) && farmOf(message).patch?.jobs !== undefined)),
    );
    const patches = clients.map((client) => client.messages.filter(isNext).length - 1);
    assert.equal(resolved - before, Math.max(...patches), 'once per change, not once per reader');
    for (const client of clients) client[Symbol.dispose]();
  });

  test('events come from a cursor on, without gap or repetition, and go on live', async () => {
    await using server = await openTestServer();
    for (let i = 0; i < 5; i++) await server.farm.addJob();
    const { items } = (await server.ask('{ events(first: 200) { items { cursor name } } }')).data.events;
    using client = await openLiveClient(server.host);
    client.subscribe(EVENTS, { after: items[1].cursor });
    const told = () => client.messages.filter(isNext).map((message) => message.payload.data.events.cursor);
    await client.until(() => told().length === items.length - 2);
    await server.farm.addJob();
    await client.until(() => told().length === items.length - 1);
    const all = (await server.ask('{ events(first: 200) { items { cursor } } }')).data.events.items;
    assert.deepEqual(
      told(),
      all.slice(2).map((event: { cursor: string }) => event.cursor),
    );
  });

  test('[MA14] the history of a printer is carried only while somebody looks', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    await machine.connect();
    const watched: boolean[] = [];
    const link = machine.link ?? assert.fail();
    Object.assign(link, { watchHistory: (on: boolean) => watched.push(on) });
    using client = await openLiveClient(server.host);
    client.subscribe('subscription ($id: ID!) { gcodeHistory(printerId: $id) { dropped lines { direction text } } }', {
      id: machine.printerId,
    });
    while (watched.length === 0) await new Promise((resolve) => setImmediate(resolve));
    server.history.heard(machine.printerId as PrinterId, {
      from: 0,
      dropped: 2,
      lines: [{ at: 0, direction: 'sent', text: 'M105' }],
    });
    const { gcodeHistory } = (await client.until(isNext)).payload.data;
    assert.deepEqual(gcodeHistory, { dropped: 2, lines: [{ direction: 'SENT', text: 'M105' }] });
    client.send({ id: '1', type: 'complete' });
    while (watched.length === 1) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(watched, [true, false]);
  });
});

/** The same update must stay the same object, or it could not be shared. */
const seen = new WeakMap<object, object>();

describe('a socket', () => {
  test('of a page of another site, or by a foreign name, gets not one byte', async () => {
    await using server = await openTestServer();
    const refused: readonly (readonly [Record<string, string>, string])[] = [
      [{ origin: 'http://evil.example' }, '403'],
      [{ origin: 'null' }, '403'],
      [{ 'sec-fetch-site': 'cross-site' }, '403'],
      [{ host: 'evil.example' }, '421'],
    ];
    for (const [headers, status] of refused) {
      await assert.rejects(openLiveClient(server.host, { headers }), new RegExp(`refused: ${status}`));
    }
    await assert.rejects(openLiveClient(server.host, { protocol: 'graphql-ws' }), /refused: 400/);
    const elsewhere = new WebSocket(`ws://${server.host}/elsewhere`, 'graphql-transport-ws');
    await new Promise<void>((resolve) =>
      elsewhere
        .once('unexpected-response', (_request, { statusCode }) => {
          assert.equal(statusCode, 404);
          resolve();
        })
        .once('error', () => {}),
    );
    using own = await openLiveClient(server.host, { headers: { origin: server.address } });
    assert.equal(own.messages[0]?.type, 'connection_ack');
  });

  test('that carries something else than subscriptions, or nonsense, is told what is wrong', async () => {
    await using server = await openTestServer();
    using client = await openLiveClient(server.host);
    const asked: readonly (readonly [string, string])[] = [
      ['mutation { clearAllProblems }', 'bad-query'],
      ['{ farm { name } }', 'bad-query'],
      ['subscription {', 'bad-query'],
      ['subscription { nothing }', 'bad-query'],
      [`subscription { ${'farm { sequence } '.repeat(30)} }`, 'query-too-large'],
      ['subscription { events(after: "x") { name } }', 'bad-id'],
      ['subscription { gcodeHistory(printerId: "../x") { dropped } }', 'bad-id'],
    ];
    for (const [i, [query, code]] of asked.entries()) {
      client.subscribe(query, {}, String(i));
      const { payload } = await client.until((message) => message.id === String(i));
      assert.equal(payload[0].extensions.code, code, query);
      assert.ok(payload[0].extensions.remedy.length > 0);
    }
    assert.equal(client.socket.readyState, WebSocket.OPEN);
  });

  test('that breaks the protocol is closed with the code that says how', async () => {
    await using server = await openTestServer({
      socketLimits: { helloMs: 100, messageBytes: 10_000, messagesPerSecond: 50, subscriptionsPerSocket: 2 },
    });
    const end = async (act: (client: LiveClient) => void, init = true): Promise<number> => {
      using client = await openLiveClient(server.host, { init });
      act(client);
      return (await client.closed).code;
    };
    assert.equal(await end(() => {}, false), 4408);
    assert.equal(await end((client) => client.subscribe(FARM), false), 4401);
    assert.equal(await end((client) => client.send({ type: 'connection_init' })), 4429);
    assert.equal(await end((client) => client.send({ type: 'next' })), 4400);
    assert.equal(await end((client) => client.socket.send('{')), 4400);
    assert.equal(await end((client) => client.socket.send(Buffer.from([1, 2]))), 4400);
    assert.equal(await end((client) => client.socket.send('x'.repeat(10_001))), 1009);
    assert.equal(
      await end((client) => {
        client.subscribe(FARM);
        client.subscribe(FARM);
      }),
      4409,
    );
    assert.equal(
      await end((client) => {
        for (let i = 0; i < 60; i++) client.send({ type: 'pong' });
      }),
      1008,
    );
    using client = await openLiveClient(server.host);
    for (const id of ['a', 'b', 'c']) client.subscribe(EVENTS, {}, id);
    const { payload } = await client.until(({ id }) => id === 'c');
    assert.equal(payload[0].extensions.code, 'too-many-subscriptions');
  });

  test('is asked for a sign of life, and dropped without one', async () => {
    await using server = await openTestServer({ socketLimits: { keepAliveMs: 50 } });
    using mute = await openLiveClient(server.host);
    mute.socket.removeAllListeners('ping');
    Object.assign(mute.socket, { pong: () => {} });
    using awake = await openLiveClient(server.host);
    let pings = 0;
    await new Promise<void>((resolve) => awake.socket.on('ping', () => void (++pings === 4 && resolve())));
    assert.equal(awake.socket.readyState, WebSocket.OPEN);
    awake.send({ type: 'ping' });
    await awake.until(({ type }) => type === 'pong');
  });

  test('[F14] whose reader stands still holds a bounded piece of memory, is cut off with 1013, and harms no other', async () => {
    const limits = { unreadBytes: 64 * 1024, stallMs: 300 };
    const text = 'x'.repeat(100_000);
    await using server = await openTestServer({
      socketLimits: limits,
      changeResolvers: (resolvers) => ({
        ...resolvers,
        Subscription: {
          ...resolvers.Subscription,
          events: async function* (_args, signal) {
            for (let i = 0; !signal.aborted; i++) {
              made = i;
              yield {
                cursor: String(i),
                name: 'n',
                at: '',
                correlationId: null,
                printerId: null,
                printId: null,
                jobId: null,
                payload: { text },
              };
            }
          },
        },
      }),
    });
    let made = 0;
    using slow = await openLiveClient(server.host);
    using other = await openLiveClient(server.host);
    slow.socket.pause();
    slow.subscribe(EVENTS);
    other.subscribe(FARM);
    await other.until(isNext);
    while (server.server.live.subscriptions > 1) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.ok(made * text.length < 64 * 1024 * 1024, `${made} events for one who does not read`);
    const id = await server.farm.addJob();
    await other.until((message) => isNext(message) && farmOf(message).patch?.jobs?.[id] !== undefined);
    slow.socket.resume();
    assert.equal((await slow.closed).code, 1013);
  });
});

describe('the end of the server', () => {
  test('[S13] with fifty streams open it takes less than five seconds and nothing stays', async () => {
    const server = await openTestServer();
    const clients = await Promise.all(Array.from({ length: 50 }, () => openLiveClient(server.host)));
    for (const client of clients) client.subscribe(FARM);
    for (const client of clients) client.subscribe(EVENTS, {}, '2');
    await Promise.all(clients.map((client) => client.until(isNext)));
    clients[0]?.socket.pause();
    const upload = rawRequest(`${server.address}/api/files?name=half.gcode`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'content-length': 1_000_000 },
    });
    upload.on('error', () => {});
    await new Promise<void>((resolve) => void upload.write('G28\n', () => resolve()));
    const before = performance.now();
    await server[Symbol.asyncDispose]();
    assert.ok(performance.now() - before < 5_000);
    assert.equal(server.server.live.sockets, 0);
    assert.equal(server.server.live.subscriptions, 0);
    const codes = await Promise.all(clients.slice(1).map(async (client) => (await client.closed).code));
    assert.deepEqual(new Set(codes), new Set([1001]));
    clients[0]?.[Symbol.dispose]();
  });
});
