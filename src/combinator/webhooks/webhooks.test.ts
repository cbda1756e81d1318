import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { silentLog } from '#lib/small-log';
import { openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import { createSettings } from '../settings/settings.ts';
import { destinationOf } from './address-check.ts';
import { send } from './send.ts';
import { createWebhooks, SWITCHED_OFF_AFTER_MS, type Webhooks } from './webhooks.ts';

interface Got {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver on this host; `answer` says with what. */
async function openReceiver(answer: { status: number; location?: string }) {
  const got: Got[] = [];
  let heard: () => void = () => {};
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      response.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location });
      response.end('{}');
      heard();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    got,
    url: `http://127.0.0.1:${port}/hook?token=geheim`,
    port,
    async until(count: number): Promise<void> {
      while (got.length < count)
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };
}

async function open(farm: TestFarm, local = true): Promise<Webhooks & { restart(): Promise<Webhooks> }> {
  const settings = createSettings(farm);
  if (local) await settings.change((await settings.load()).version, { webhooksToThisHost: true }, 'ann');
  const begin = (): Webhooks => createWebhooks({ ...farm, settings, log: silentLog });
  const webhooks = begin();
  return Object.assign(webhooks, {
    async restart() {
      await webhooks[Symbol.asyncDispose]();
      return begin();
    },
  });
}

const names = (got: readonly Got[]): readonly string[] =>
  got.map(({ body }) => (JSON.parse(body) as { name: string }).name);

describe('webhooks', () => {
  test('an event is sent signed, so that the receiver can tell that it is ours and when it was sent', async () => {
    await using farm = await openTestFarm();
    await using receiver = await openReceiver({ status: 204 });
    await using webhooks = await open(farm);
    const { secret } = await webhooks.add(receiver.url, ['job-created'], 'ann');
    await farm.addJob();
    await receiver.until(1);
    const [{ headers, body }] = receiver.got as [Got];
    const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    assert.equal(headers['webhook-timestamp'], String(Math.floor(farm.clock.now() / 1000)));
    const event = JSON.parse(body) as { name: string; at: string; cursor: string; payload: { copies: number } };
    assert.deepEqual([event.name, event.payload.copies], ['job-created', 1]);
    assert.equal(headers['webhook-id'], `event-${event.cursor}`);
  });

  test('nothing is lost over a crash: what was not taken is sent again, in order, under the same id', async () => {
    await using farm = await openTestFarm();
    const answer = { status: 500 };
    await using receiver = await openReceiver(answer);
    const webhooks = await open(farm);
    const { id } = await webhooks.add(receiver.url, ['job-created'], 'ann');
    for (const name of ['a', 'b', 'c']) await farm.addJob({ name });
    await webhooks.idle();
    assert.deepEqual((await webhooks.get(id)).failures, 1);
    await using after = await webhooks.restart();
    answer.status = 200;
    await receiver.until(4);
    await after.idle();
    const ids = receiver.got.map(({ headers }) => headers['webhook-id']);
    assert.deepEqual([ids.length, new Set(ids).size, ids[0]], [4, 3, ids[1]]);
    const told = receiver.got.map(({ body }) => (JSON.parse(body) as { payload: { name: string } }).payload.name);
    assert.deepEqual(told, ['a', 'a', 'b', 'c']);
    const row = await after.get(id);
    assert.deepEqual([row.failures, row.failing_since_at], [0, null]);
    const log = await after.deliveries(id, 10, null);
    assert.deepEqual(
      log.map(({ status, error }) => [status, error]),
      [
        [200, null],
        [200, null],
        [200, null],
        [500, 'answered 500'],
      ],
    );
  });

  test('a receiver that is down holds up no other, is tried again ever later, and after a day is switched off with a word on the board', async () => {
    await using farm = await openTestFarm();
    const answer = { status: 503 };
    await using down = await openReceiver(answer);
    await using good = await openReceiver({ status: 200 });
    await using webhooks = await open(farm);
    const { id } = await webhooks.add(down.url, ['job-created'], 'ann');
    await webhooks.add(good.url, ['job-created'], 'ann');
    await farm.addJob();
    await farm.addJob();
    await good.until(2);
    await down.until(1);
    await webhooks.idle();
    assert.equal(down.got.length, 1, 'the second event waits for the first');
    farm.clock.turn(1_000);
    await webhooks.idle();
    assert.equal(down.got.length, 2);
    for (let waited = 0; waited <= SWITCHED_OFF_AFTER_MS + 3_600_000; waited += 3_600_000) {
      farm.clock.turn(3_600_000);
      await webhooks.idle();
    }
    assert.equal((await webhooks.get(id)).enabled, 0);
    assert.deepEqual(
      (await farm.problems.list()).map((problem) => [problem.code, problem.message.includes('geheim')]),
      [['webhook-failing', false]],
    );
    assert.equal((await farm.eventsNamed('webhook-disabled')).length, 1);
    const tries = down.got.length;
    answer.status = 200;
    await webhooks.change({ id, version: (await webhooks.get(id)).version, enabled: true }, 'ann');
    await down.until(tries + 2);
    assert.deepEqual(names(down.got.slice(-2)), ['job-created', 'job-created']);
  });

  test('the secret is told once; neither lists, events nor the log of deliveries show it or the address’s own', async () => {
    await using farm = await openTestFarm();
    await using receiver = await openReceiver({ status: 200 });
    await using webhooks = await open(farm);
    const { id, secret } = await webhooks.add(receiver.url, null, 'ann');
    await receiver.until(1);
    await webhooks.idle();
    const told = JSON.stringify([
      await webhooks.list(),
      await webhooks.get(id),
      await webhooks.deliveries(id, 10, null),
      await farm.events.since(0, 1000),
    ]);
    assert.ok(!told.includes(secret));
    assert.ok(!JSON.stringify(await farm.events.since(0, 1000)).includes('geheim'));
    const renewed = await webhooks.renewSecret(id, 'ann');
    assert.notEqual(renewed, secret);
    assert.deepEqual(await webhooks.test(id), { status: 200, error: null });
    assert.equal(names(receiver.got).at(-1), 'webhook-test');
  });

  test('this host and its link are out of reach unless a setting allows them, by name, number and disguise', async () => {
    const at = (address: string, family: number) => async () => [{ address, family }];
    for (const host of ['127.0.0.1', '[::1]', '0.0.0.0', '169.254.169.254', '[fe80::1]', '[::ffff:127.0.0.1]'])
      assert.equal((await destinationOf(host, false)).kind, 'refused', host);
    assert.equal((await destinationOf('inside.example', false, at('127.0.0.1', 4))).kind, 'refused');
    const mixed = async () => [
      { address: '203.0.113.7', family: 4 },
      { address: '::1', family: 6 },
    ];
    assert.equal((await destinationOf('mixed.example', false, mixed)).kind, 'refused');
    assert.equal((await destinationOf('224.0.0.1', true)).kind, 'refused');
    assert.deepEqual(await destinationOf('shop.example', false, at('203.0.113.7', 4)), {
      kind: 'allowed',
      address: '203.0.113.7',
      family: 4,
    });
    assert.equal((await destinationOf('localhost', true, at('127.0.0.1', 4))).kind, 'allowed');
    await using farm = await openTestFarm();
    await using receiver = await openReceiver({ status: 200 });
    await using webhooks = await open(farm, false);
    const { id } = await webhooks.add(receiver.url, null, 'ann');
    const { status, error } = await webhooks.test(id);
    assert.deepEqual([status, receiver.got.length], [null, 0]);
    assert.match(error ?? '', /127\.0\.0\.1 is this host/);
  });

  test('the connection goes to the address that was checked, whatever the name says later; a redirect is not followed', async () => {
    await using receiver = await openReceiver({ status: 302, location: 'http://127.0.0.1:1/' });
    let asked = 0;
    const resolve = async () => {
      asked++;
      return [{ address: asked === 1 ? '127.0.0.1' : '203.0.113.7', family: 4 }];
    };
    const message = { url: `http://shop.example:${receiver.port}/`, secret: 'whsec_AAAA', id: 'x', body: '{}', at: 0 };
    const sent = await send(message, { localAllowed: true, signal: new AbortController().signal, resolve });
    assert.deepEqual([asked, sent.status, receiver.got[0]?.headers.host], [1, 302, `shop.example:${receiver.port}`]);
    assert.match(sent.error ?? '', /redirects are not followed/);
  });

  test('an address that is none, or would carry a password, is refused by field and rule', async () => {
    await using farm = await openTestFarm();
    await using webhooks = await open(farm);
    for (const url of [
      '',
      'shop.example',
      'ftp://shop.example/',
      'https://ann:geheim@shop.example/',
      `https://a/${'x'.repeat(2000)}`,
    ])
      await assert.rejects(webhooks.add(url, null, 'ann'), { code: 'bad-webhook-url', field: 'url' });
    await assert.rejects(webhooks.change({ id: 'none', version: 1, enabled: true }, 'ann'), {
      code: 'unknown-webhook',
    });
    const { id } = await webhooks.add('https://shop.invalid/', ['print-ended'], 'ann');
    await assert.rejects(webhooks.change({ id, version: 7, enabled: false }, 'ann'), { code: 'stale-version' });
    await webhooks.remove(id, 'ann');
    assert.deepEqual(await webhooks.list(), []);
  });
});
