import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { manifests } from '#drivers/registry';
import type { TrialNews } from '#drivers/trial';
import { systemClock } from '#lib/clock';
import { rest } from '#lib/rest';
import { SimulatedMoonraker } from '#drivers/moonraker/simulator/moonraker';
import { thisProgram } from '#cli/program';
import { createTrialProcess, createTrials, type Trial, type TryPrinter } from './trials.ts';

const WISH = { driver: 'moonraker', options: { url: 'http://127.0.0.1:7125' } };
const never = new AbortController().signal;

async function all(trials: AsyncIterable<Trial>): Promise<readonly Trial[]> {
  const told: Trial[] = [];
  for await (const trial of trials) told.push(trial);
  return told;
}

const inShort = (trial: Trial | undefined): string => (trial?.steps ?? []).map(({ state }) => state).join(' ');
const news = (step: TrialNews['step'], state: TrialNews['state']): TrialNews => ({
  step,
  state,
  message: null,
  remedy: null,
});

describe('[CO5] trials', () => {
  test('in a process of its own, each step as it happens', async () => {
    await using printer = await SimulatedMoonraker.start({ printSeconds: 30, speed: 40, updateMs: 10 });
    const trials = createTrials({ manifests, tryPrinter: createTrialProcess(thisProgram()) });
    const told = await all(trials.run({ driver: 'moonraker', options: { url: printer.url } }, never));
    assert.deepEqual(told.map(inShort), [
      'waiting waiting waiting waiting',
      'running waiting waiting waiting',
      'passed waiting waiting waiting',
      'passed running waiting waiting',
      'passed passed waiting waiting',
      'passed passed running waiting',
      'passed passed passed waiting',
      'passed passed passed running',
      'passed passed passed passed',
    ]);
    assert.deepEqual(told.map(({ isOver }) => isOver).indexOf(true), told.length - 1);
    assert.deepEqual(printer.printed, []);
  });

  test('whoever leaves while the process looks ends it, and nothing else', async () => {
    // Nobody answers there, and nobody refuses.
    const silent = createServer();
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const sockets: Socket[] = [];
    const connected = new Promise<void>((resolve) => {
      silent.on('connection', (socket) => {
        sockets.push(socket);
        resolve();
      });
    });
    const faults: unknown[] = [];
    const fault = (error: unknown): void => void faults.push(error);
    process.on('unhandledRejection', fault);
    const trials = createTrials({ manifests, tryPrinter: createTrialProcess(thisProgram()) });
    const leaving = new AbortController();
    const { port } = silent.address() as AddressInfo;
    const told = all(trials.run({ driver: 'moonraker', options: { url: `http://127.0.0.1:${port}` } }, leaving.signal));
    await connected;
    leaving.abort();
    assert.notEqual((await told).at(-1)?.isOver, true);
    // A rejection that nobody handles is told after the promises of this turn.
    await new Promise((done) => setImmediate(done));
    process.off('unhandledRejection', fault);
    assert.deepEqual(faults, []);
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => silent.close(done));
  });

  test('tell what is wrong with the form before anything is connected', async () => {
    const tryPrinter: TryPrinter = () => assert.fail('nothing is to be tried');
    const trials = createTrials({ manifests, tryPrinter });
    const [wrong] = await all(
      trials.run({ driver: 'bambu', options: { host: '10.0.0.7', serial: '01P00A123456789' } }, never),
    );
    assert.equal(inShort(wrong), 'failed waiting waiting waiting');
    assert.match(wrong?.steps[0]?.message ?? '', /“Access code” is not right/);
    const [serial] = await all(trials.run({ driver: 'marlin', options: { connection: '/dev/ttyUSB0' } }, never));
    assert.match(serial?.steps[0]?.message ?? '', /cannot be tried out/);
    assert.equal(serial?.isOver, true);
  });

  test('a process that dies fails the step that it was at, and makes room for the next', async () => {
    let begun = 0;
    const tryPrinter: TryPrinter = async function* () {
      begun += 1;
      yield news('address', 'running');
      yield news('address', 'passed');
    };
    const trials = createTrials({ manifests, tryPrinter });
    for (let i = 0; i < 6; i++) {
      const last = (await all(trials.run(WISH, never))).at(-1);
      assert.equal(inShort(last), 'passed failed waiting waiting');
      assert.match(last?.steps[1]?.message ?? '', /ended before its time/);
    }
    assert.equal(begun, 6);
  });

  test('are four at once; whoever leaves makes room', async () => {
    const leaving = new AbortController();
    const tryPrinter: TryPrinter = async function* (_wish, signal) {
      yield news('address', 'running');
      await rest(systemClock, 60_000, signal);
    };
    const trials = createTrials({ manifests, tryPrinter });
    const open = Array.from({ length: 4 }, () => trials.run(WISH, leaving.signal));
    for (const each of open) {
      await each.next();
      await each.next();
    }
    const [refused] = await all(trials.run(WISH, never));
    assert.match(refused?.steps[0]?.message ?? '', /tried out already/);
    leaving.abort();
    for (const each of open) assert.equal((await each.next()).done, true);
    const next = trials.run(WISH, leaving.signal);
    assert.equal(inShort((await next.next()).value), 'waiting waiting waiting waiting');
    await next.return(undefined);
  });
});
