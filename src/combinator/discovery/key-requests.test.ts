import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LoopClock } from '#drivers/fixtures/loop-clock';
import { SimulatedOctoPrint } from '#drivers/octoprint/simulator/octoprint';
import { manifests } from '#drivers/registry';
import { systemChance } from '#lib/chance';
import { createSmallLog } from '#lib/small-log';
import { openLiveClient } from '../api/fixtures/live-client.ts';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { createKeyRequests, type KeyRequest } from './key-requests.ts';

const KEY = 'k3y-c4n4ry';
const never = new AbortController().signal;

/** `stepMs`: as fast as a person decides, or much faster than five minutes. */
async function open(stepMs = 80) {
  const printer = await SimulatedOctoPrint.start({ prefix: '/octopi-2' });
  const clock = new LoopClock(stepMs);
  const requests = createKeyRequests({ manifests, clock, chance: systemChance });
  const wish = { driver: 'octoprint', options: { url: printer.url } };
  return {
    printer,
    requests,
    wish,
    async [Symbol.asyncDispose]() {
      clock[Symbol.dispose]();
      await printer[Symbol.asyncDispose]();
    },
  };
}

const inShort = ({ steps }: KeyRequest): string => steps.map(({ state }) => state).join(' ');
const failureOf = ({ steps }: KeyRequest): string => {
  const failed = steps.find(({ state }) => state === 'failed');
  return `${failed?.step}: ${failed?.message} ${failed?.remedy}`;
};

async function all(
  told: AsyncIterable<KeyRequest>,
  each: (now: KeyRequest) => void = () => {},
): Promise<readonly KeyRequest[]> {
  const list: KeyRequest[] = [];
  for await (const now of told) {
    list.push(now);
    each(now);
  }
  return list;
}

/** A person says so as soon as they are asked. */
const decides =
  (printer: SimulatedOctoPrint, yes: boolean) =>
  ({ page, isOver }: KeyRequest): void => {
    if (page !== null && !isOver) printer.keys.decide(yes, KEY);
  };

async function lastOf(at: Awaited<ReturnType<typeof open>>, each?: (now: KeyRequest) => void): Promise<KeyRequest> {
  const told = await all(at.requests.run(at.wish, never), each);
  return told.at(-1) ?? assert.fail('nothing was told');
}

describe('[CO5] a key that a person at the printer’s host says yes to', () => {
  test('is asked for step by step, kept for the same printer, and told to nobody', async () => {
    await using at = await open();
    const { printer, requests, wish } = at;
    const asked: string[][] = [];
    const told = await all(requests.run(wish, never), (now) => {
      asked.push([...printer.keys.open]);
      decides(printer, true)(now);
    });
    assert.deepEqual(told.map(inShort), [
      'running waiting waiting',
      'passed waiting waiting',
      'passed running waiting',
      'passed passed waiting',
      'passed passed running',
      'passed passed passed',
    ]);
    assert.deepEqual(asked[3], ['Croft']);
    assert.equal(told[4]?.page, `${printer.url}/plugin/appkeys/auth/TOKEN1`);
    assert.doesNotMatch(JSON.stringify(told), /c4n4ry/);
    const last = told.at(-1);
    assert.deepEqual([last?.isOver, last?.page], [true, null]);
    const grantedKey = last?.grantedKey ?? '';
    const keyed = requests.withKey('octoprint', { ...wish.options, connects: true }, grantedKey);
    assert.deepEqual(keyed, { url: printer.url, connects: true, apiKey: KEY });
    assert.equal(requests.withKey('octoprint', wish.options, null), wish.options);
    for (const [driver, url, id] of [
      ['octoprint', 'http://evil.example', grantedKey],
      ['moonraker', printer.url, grantedKey],
      ['octoprint', printer.url, 'made-up'],
    ] as const)
      assert.throws(() => requests.withKey(driver, { url }, id), { code: 'granted-key-gone' });
  });

  test('without the small page of newer versions, or under a name that leads nowhere, OctoPrint’s own page is named', async () => {
    await using at = await open();
    const { printer } = at;
    for (const trouble of [() => (printer.switches.isOld = true), () => (printer.keys.ownName = 'javascript://x')]) {
      printer.switches.isOld = false;
      trouble();
      const pages: (string | null)[] = [];
      const last = await lastOf(at, (now) => {
        pages.push(now.page);
        decides(printer, true)(now);
      });
      assert.equal(inShort(last), 'passed passed passed');
      assert.deepEqual([...new Set(pages)], [null, printer.url]);
    }
  });

  test('is refused, not offered, or asked for too often: each in words, with what helps', async () => {
    await using at = await open();
    const { printer } = at;
    assert.match(failureOf(await lastOf(at, decides(printer, false))), /^decision: .*said no.* type it in/);
    printer.keys.isTooOften = true;
    assert.match(failureOf(await lastOf(at)), /^request: .*answers 429.*too often/);
    printer.keys.isOff = true;
    assert.match(failureOf(await lastOf(at)), /^offer: OctoPrint gives out no keys here \(it answers 404\)/);
    printer.cut();
    assert.match(failureOf(await lastOf(at)), /^offer: OctoPrint cannot be reached/);
    const other = await all(at.requests.run({ driver: 'moonraker', options: { url: printer.url } }, never));
    assert.match(failureOf(other[0] ?? assert.fail()), /kind give out no keys/);
    const wrong = await all(at.requests.run({ driver: 'octoprint', options: { url: 'ftp://x' } }, never));
    assert.match(failureOf(wrong[0] ?? assert.fail()), /“url” is not right/);
  });

  test('is waited for five minutes; a host that goes away meanwhile is told as such', async () => {
    await using at = await open(2_000);
    assert.match(failureOf(await lastOf(at)), /^decision: Nobody said yes at OctoPrint within 5 minutes\./);
    const gone = await lastOf(at, ({ page }) => {
      if (page !== null) at.printer.cut();
    });
    assert.match(failureOf(gone), /^decision: OctoPrint does not answer any more/);
  });

  test('whoever stops listening takes the request back, and makes room for the next', async () => {
    await using at = await open();
    at.printer.keys.forgottenAfterMs = 50;
    for (let i = 0; i < 6; i++) {
      for await (const { page } of at.requests.run(at.wish, never)) if (page !== null) break;
    }
    while (at.printer.keys.open.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const asked = at.printer.asked.length;
    const leaving = new AbortController();
    const told = await all(at.requests.run(at.wish, leaving.signal), ({ page }) => page !== null && leaving.abort());
    assert.equal(told.at(-1)?.isOver, false);
    assert.ok(at.printer.asked.length - asked <= 3);
  });

  test('over the API: asked for, tried and added with, and nowhere to be seen', async () => {
    await using printer = await SimulatedOctoPrint.start();
    const logged: string[] = [];
    const destination = { write: (line: string) => void logged.push(line) };
    await using server = await openTestServer({ log: createSmallLog({ level: 'debug', name: 'test', destination }) });
    using client = await openLiveClient(server.host);
    const options = { url: printer.url };
    client.subscribe(
      'subscription ($input: AskForKeyInput!) { askForKey(input: $input) { steps { step state } page grantedKey isOver } }',
      { input: { driver: 'octoprint', options } },
      'key',
    );
    await client.until(({ type, payload }) => type === 'next' && payload.data.askForKey.page !== null);
    printer.keys.decide(true, KEY);
    const { payload } = await client.until(({ type, payload: now }) => type === 'next' && now.data.askForKey.isOver);
    const { grantedKey } = payload.data.askForKey;
    const { data } = await server.ask('{ drivers { name keyOption } }');
    assert.deepEqual(
      data.drivers.filter((each: { keyOption: string | null }) => each.keyOption !== null),
      [{ name: 'octoprint', keyOption: 'apiKey' }],
    );
    const add = 'mutation ($input: AddPrinterInput!) { addPrinter(input: $input) { id version options secretsSet } }';
    const added = await server.ask(add, { input: { name: 'O', driver: 'octoprint', options, grantedKey } });
    assert.deepEqual([added.errors, added.data.addPrinter.secretsSet], [undefined, ['apiKey']]);
    const { id, version } = added.data.addPrinter;
    const row = (await server.farm.printers.list()).find((each) => each.id === id) ?? assert.fail();
    assert.equal(server.features.printers.configurationOf(row).options.apiKey, KEY);
    const change = 'mutation ($input: ChangePrinterInput!) { changePrinter(input: $input) { version } }';
    const changed = await server.ask(change, { input: { id, version, options, grantedKey } });
    assert.equal(changed.errors, undefined);
    const elsewhere = await server.ask(change, {
      input: { id, version: version + 1, options: { url: 'http://evil.example' }, grantedKey },
    });
    assert.equal(elsewhere.errors?.[0]?.extensions.code, 'granted-key-gone');
    const events = await server.farm.events.since(0, 100);
    const seen = JSON.stringify([payload, data, added, changed, elsewhere, events, logged]);
    assert.doesNotMatch(seen, /c4n4ry/);
  });
});
