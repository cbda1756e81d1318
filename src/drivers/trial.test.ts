import assert from 'node:assert/strict';
import { createServer as createWebServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { systemChance } from '#lib/chance';
import { type Clock, systemClock } from '#lib/clock';
import { bench as bambu } from './bambu/fixtures/contract-bench.ts';
import { SimulatedBambu } from './bambu/simulator/bambu.ts';
import { bench as duet } from './duet/fixtures/contract-bench.ts';
import { bench as elegoo } from './elegoo/fixtures/contract-bench.ts';
import { bench as elegooCc2 } from './elegoo-cc2/fixtures/contract-bench.ts';
import { bench as moonraker } from './moonraker/fixtures/contract-bench.ts';
import { bench as octoprint } from './octoprint/fixtures/contract-bench.ts';
import { bench as prusaConnect } from './prusa-connect/fixtures/contract-bench.ts';
import { bench as prusalink } from './prusalink/fixtures/contract-bench.ts';
import { type TrialNews, tryOut } from './trial.ts';

/** The system's clock, which counts the timers that nobody has ended. */
function countingClock(): Clock & { readonly waiting: Set<Disposable> } {
  const waiting = new Set<Disposable>();
  return {
    ...systemClock,
    waiting,
    schedule(delayMs, wake) {
      const timer = systemClock.schedule(delayMs, () => {
        waiting.delete(counted);
        wake();
      });
      const counted: Disposable = {
        [Symbol.dispose]() {
          waiting.delete(counted);
          timer[Symbol.dispose]();
        },
      };
      waiting.add(counted);
      return counted;
    },
  };
}

async function newsOf(driver: string, options: Readonly<Record<string, unknown>>): Promise<readonly TrialNews[]> {
  const news: TrialNews[] = [];
  const clock = countingClock();
  await tryOut({
    driver,
    options,
    clock,
    chance: systemChance,
    signal: new AbortController().signal,
    tell: (each) => void news.push(each),
  });
  assert.equal(clock.waiting.size, 0, 'a trial that is over leaves no timer');
  return news;
}

const inShort = (news: readonly TrialNews[]): string =>
  news
    .filter(({ state }) => state !== 'running')
    .map(({ step, state }) => `${step} ${state}`)
    .join(', ');

const ALL = 'address passed, protocol passed, credential passed, report passed';

describe('[CO5] a connection is tried out', () => {
  for (const { manifest, open } of [moonraker, prusalink, prusaConnect, octoprint, bambu, duet, elegoo, elegooCc2]) {
    test(`with ${manifest.name}: every step, nothing begun and nothing left open; a wrong credential is told as such`, async () => {
      await using printer = await open();
      const news = await newsOf(manifest.name, printer.options);
      assert.equal(inShort(news), ALL);
      assert.match(news.at(-1)?.message ?? '', /°C/);
      assert.deepEqual([printer.begun(), printer.isAtWork()], [[], false]);
      if (printer.wrongOptions === null) return;
      const refused = await newsOf(manifest.name, printer.wrongOptions);
      assert.equal(inShort(refused), 'address passed, protocol passed, credential failed');
      assert.match(refused.at(-1)?.remedy ?? '', /key|code|password|token/i);
      const secrets = Object.values(printer.wrongOptions).filter((each) => each === 'another');
      for (const secret of secrets) assert.doesNotMatch(JSON.stringify(refused), new RegExp(`"${String(secret)}`));
    });
  }

  test('a print that goes on there is named and goes on', async () => {
    await using printer = await moonraker.open();
    printer.startAtPanel();
    const news = await newsOf('moonraker', printer.options);
    assert.equal(inShort(news), ALL);
    assert.match(news.at(-1)?.message ?? '', /is printing “panel ü/);
    assert.equal(printer.begun().length, 1);
  });

  for (const mode of ['off-by-hms', 'off-by-fun'] as const) {
    test(`a printer that would take no print is told as such: Developer Mode is off (${mode})`, async () => {
      await using printer = await SimulatedBambu.start({ updateMs: 10 });
      printer.switches.developerMode = mode;
      const { serial, mqttPort, filePort, switches } = printer;
      const options = { host: '127.0.0.1', serial, mqttPort, filePort, accessCode: switches.accessCode };
      const news = await newsOf('bambu', options);
      assert.equal(inShort(news), 'address passed, protocol passed, credential passed, report failed');
      assert.match(news.at(-1)?.message ?? '', /Developer Mode is off/);
      assert.match(news.at(-1)?.remedy ?? '', /test again/);
      printer.switches.developerMode = 'on';
      assert.equal(inShort(await newsOf('bambu', options)), ALL);
    });
  }

  test('another kind of printer at the address is named, with its own place', async () => {
    await using octopi = await octoprint.open();
    await using klipper = await moonraker.open();
    await using prusa = await prusalink.open();
    const at = (each: typeof octopi) => String(each.options.url).replace(/(:\d+)\/.*$/, '$1');
    const told = async (driver: string, options: Readonly<Record<string, unknown>>) => {
      const last = (await newsOf(driver, options)).at(-1);
      return `${last?.step} ${last?.state}: ${last?.message} ${last?.remedy}`;
    };
    assert.match(await told('moonraker', { url: at(octopi) }), /^protocol failed: .*“OctoPrint”.*choose that kind/i);
    assert.match(await told('octoprint', { url: at(klipper), apiKey: 'x' }), /^protocol failed: .*“Klipper, through/);
    assert.match(
      await told('octoprint', { url: at(prusa), apiKey: 'x' }),
      /^protocol failed: .*“Prusa, through PrusaLink”/,
    );
    // It takes no password of a board that it is not, either.
    const duetThere = await told('duet', { url: at(prusa) });
    assert.match(duetThere, /^protocol failed: .*“Prusa, through PrusaLink”/);
    assert.ok(duetThere.includes(at(prusa)));
  });

  test('a port that somebody holds is none for a printer that calls', async () => {
    const holder = createServer();
    await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done));
    const { port } = holder.address() as AddressInfo;
    const [, taken] = await newsOf('prusa-connect', { port, address: '127.0.0.1', token: 'Ab3dEf6h' });
    assert.match(
      `${taken?.state} ${taken?.message} ${taken?.remedy}`,
      /failed Port \d+ .* taken already .* another one/,
    );
    await new Promise((done) => holder.close(done));
  });

  test('each step that fails says what helps', async () => {
    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    const [, nobody] = await newsOf('moonraker', { url: `http://127.0.0.1:${port}` });
    assert.deepEqual([nobody?.step, nobody?.state], ['address', 'failed']);
    assert.match(`${nobody?.message} ${nobody?.remedy}`, /nothing listens .*ECONNREFUSED.* enabled at the printer/);
    const [, carbon2] = await newsOf('elegoo', { url: `http://127.0.0.1:${port}` });
    assert.match(carbon2?.remedy ?? '', /choose “Elegoo Centauri Carbon 2”/);
    const [, cloudOnly] = await newsOf('elegoo-cc2', { host: '127.0.0.1', mqttPort: port });
    assert.match(cloudOnly?.remedy ?? '', /LAN Only Mode must be on/);
    const [, nowhere] = await newsOf('moonraker', { url: 'http://no-such-host.invalid' });
    assert.match(nowhere?.message ?? '', /Nobody in this network knows the name/);
    assert.deepEqual(inShort(await newsOf('moonraker', {})), 'address failed');
    assert.deepEqual(inShort(await newsOf('marlin', { connection: '/dev/ttyUSB0' })), 'address failed');
    // Something answers there that is no printer.
    const kettle = createWebServer((_request, response) => void response.writeHead(418).end('I am a kettle'));
    await new Promise<void>((done) => kettle.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(kettle.address() as AddressInfo).port}`;
    const wrongKind = await newsOf('prusalink', { url, password: 'x' });
    kettle.closeAllConnections();
    await new Promise((done) => kettle.close(done));
    assert.equal(inShort(wrongKind), 'address passed, protocol failed');
    assert.match(wrongKind.at(-1)?.remedy ?? '', /of the kind “Prusa/);
  });
});
