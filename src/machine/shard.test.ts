import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { acceptMachineLink } from '#agent/link';
import { TestHost, until } from '#guardian/fixtures/host';
import type { MachineState as GuardedMachine, MachineWish } from '#guardian/protocol';
import { programOf } from '#lib/built-program';
import { systemClock } from '#lib/clock';
import { bootId, journalId, printerId } from '#model/ids';
import type { Channel } from '#transport/channel';
import { createTrunk, type Trunk } from '#transport/trunk';
import { listenUnix } from '#transport/unix';
import { encodeRecord, wholeOf } from './journal-record.ts';
import { newMachine } from './machine-state.ts';

const PROGRAM = programOf(fileURLToPath(new URL('../main.ts', import.meta.url)));
const POISON = new URL('./fixtures/poisoned-port.ts', import.meta.url).href;

/** A printer whose machine was configured before; nobody answers at that address. */
function configured(host: TestHost, id: string, driver: string, options: Readonly<Record<string, unknown>>): void {
  const ids = { printerId: printerId(id), journalId: journalId(`journal-${id}`), bootId: bootId('boot') };
  const configuration = { version: 1, driver, options, clearing: 'operator' } as const;
  const folder = join(host.dataFolder, 'machines', id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'journal'), encodeRecord(wholeOf({ ...newMachine(ids, 0), configuration }, null)));
}

function wish(
  host: TestHost,
  id: string,
  more: Partial<MachineWish> = {},
  execArgv: readonly string[] = [],
): MachineWish {
  const script = PROGRAM.at(-1) ?? '';
  const own = PROGRAM.slice(0, -1);
  const folders = ['--data', host.dataFolder, '--runtime', host.runtimeFolder];
  return {
    printerId: id,
    port: { kind: 'none' },
    journalFolder: join(host.dataFolder, 'machines', id),
    entry: { execArgv: own, script, argv: ['machine', '--printer', id, ...folders], env: {} },
    shard: {
      entry: { execArgv: [...own, ...execArgv], script, argv: ['shard', ...folders], env: {} },
      size: 32,
      label: 'test',
    },
    shares: true,
    ...more,
  };
}

const runs = ({ state }: GuardedMachine): boolean => state === 'running';
const NOWHERE = { url: 'http://127.0.0.1:9' };

describe('machines that share a process', { concurrency: 2 }, () => {
  test('[PR5a] each comes and goes by itself, and whoever outlives whom, each is found again', async () => {
    await using host = new TestHost();
    const { link, process: guardian } = await host.guardian();
    for (const id of ['p1', 'p2']) configured(host, id, 'moonraker', NOWHERE);
    configured(host, 's1', 'marlin', { connection: '/dev/ttyNONE' });
    for (const id of ['p1', 'p2', 'new', 's1']) await link.ensureMachine(wish(host, id));
    const pidOf = async (id: string, accept = runs): Promise<number> =>
      (await host.untilState(link, id, accept, 20_000)).pid ?? 0;
    const shard = await pidOf('p1');
    assert.deepEqual([await pidOf('p2'), await pidOf('new')], [shard, shard]);
    const own = await pidOf('s1', ({ state, pid }) => state === 'running' && pid !== shard);
    assert.match(host.commandLine(own), / machine --printer s1 /, 'a serial printer has a process of its own');
    assert.equal((await host.untilState(link, 's1', runs)).restarts, 0, 'going over is no failure');

    // One that nobody knew to be a network printer goes over to the others by itself.
    configured(host, 'p3', 'moonraker', NOWHERE);
    await link.ensureMachine(wish(host, 'p3', { shares: false }));
    assert.equal(await pidOf('p3', ({ state, pid }) => state === 'running' && pid === shard), shard);

    const neighbour = await host.untilState(link, 'p2', runs);
    await link.restartMachine('p1');
    await link.removeMachine('p3');
    assert.equal(await pidOf('p1'), shard);
    assert.deepEqual(await host.untilState(link, 'p2', runs), neighbour, 'the neighbour has noticed nothing');

    const left = readdirSync(`/proc/${shard}/fd`).map((fd) => linkOf(`/proc/${shard}/fd/${fd}`));
    assert.deepEqual(
      left.filter((path) => path.includes('/machines/p3/')),
      [],
      'a removed machine leaves nothing open',
    );

    // To a process that was certainly started after this.
    const { entry, shard: now } = wish(host, 'new');
    assert.equal((await link.upgradeMachine('new', entry, now && { ...now, label: 'next' })).printing, false);
    const upgraded = await pidOf('new');
    assert.notEqual(upgraded, shard);
    assert.deepEqual(await host.untilState(link, 'p2', runs), neighbour, 'nor has it noticed this');

    const killed = once(guardian, 'exit');
    guardian.kill('SIGKILL');
    await killed;
    const next = await host.guardian();
    for (const [id, pid] of [
      ['p1', shard],
      ['p2', shard],
      ['new', upgraded],
    ] as const) {
      const found = await host.untilState(next.link, id, runs, 20_000);
      assert.deepEqual([found.pid, found.restarts], [pid, 0], id);
    }
    // Ended by a guardian that did not start it, and its shard, now empty, as well.
    await next.link.removeMachine('new');
    await until('the empty shard to end', () => !host.processes().includes(upgraded), 20_000);

    // It hangs: nobody beats any more for anybody in it, and it is killed (MA5).
    process.kill(shard, 'SIGSTOP');
    const after = await host.untilState(
      next.link,
      'p1',
      ({ state, pid }) => state === 'running' && pid !== shard,
      20_000,
    );
    const neighboured = await host.untilState(next.link, 'p2', (each) => runs(each) && each.pid !== shard, 20_000);
    assert.equal(neighboured.pid, after.pid);
    assert.ok([after.lastEnd, neighboured.lastEnd].includes('hung'), `${after.lastEnd}, ${neighboured.lastEnd}`);
    for (const id of ['p1', 'p2', 's1']) await next.link.removeMachine(id);
    await until('the other to end', () => !host.processes().includes(after.pid ?? 0), 20_000);
  });

  test('[PR5a] [MA9] what fails in one ends that one, and the others go on', async () => {
    // Nobody has to come here: that somebody tries is enough.
    await using server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    await using host = new TestHost();
    const { link } = await host.guardian();
    configured(host, 'good', 'moonraker', NOWHERE);
    configured(host, 'bad', 'moonraker', { url: `http://127.0.0.1:${address.port}` });
    const execArgv = [`--import=${POISON}`];
    const env = { POISONED_PORT: String(address.port) };
    const poisoned = (id: string): MachineWish => {
      const usual = wish(host, id, {}, execArgv);
      return { ...usual, shard: { ...usual.shard!, entry: { ...usual.shard!.entry, env } } };
    };
    await link.ensureMachine(poisoned('good'));
    const good = await host.untilState(link, 'good', runs, 20_000);
    await link.ensureMachine(poisoned('bad'));
    const bad = await host.untilState(link, 'bad', ({ restarts }) => restarts >= 2, 20_000);
    assert.equal(bad.lastEnd, 'exit code 70');
    assert.match(
      readFileSync(join(host.dataFolder, 'machines/bad/journal'), 'utf8'),
      /machine-crashed.*a planted failure/,
    );
    assert.match(
      readFileSync(join(host.dataFolder, 'machines/bad/machine.log'), 'utf8'),
      /machine crashes.*a planted failure/,
    );
    assert.deepEqual(await host.untilState(link, 'good', runs), good, 'its neighbour has noticed nothing');
  });
});

describe('the links of machines that share a process', { concurrency: 3 }, () => {
  /** What a combinator is to its machines: gives epochs, and remembers who is linked, and over how many connections. */
  function combinator(name: string) {
    const linked = new Map<string, number>();
    const trunks = new Set<Trunk>();
    let connections = 0;
    const attach = (channel: Channel): void =>
      acceptMachineLink(channel, {
        clock: systemClock,
        nextEpoch: async (_printer, highest) => highest + 1,
        readFile: async () => 'unknown-file',
        onWelcomed: () => {},
        onSnapshot: ({ printerId: printer, epoch }) => void linked.set(printer, epoch),
        onAnswer: () => {},
        onFeedback: () => {},
        onHistory: () => {},
        onClosed: ({ printerId: printer }) => void linked.delete(printer),
      });
    return {
      linked,
      trunks,
      connections: () => connections,
      listen: (folder: string) =>
        listenUnix(join(folder, name), (under) => {
          connections++;
          if (name !== 'trunk.sock') return attach(under);
          const trunk = createTrunk({ under, clock: systemClock, onChannel: attach });
          trunks.add(trunk);
        }),
    };
  }

  async function hostOfThree(): Promise<{ readonly host: TestHost; readonly shard: number }> {
    const host = new TestHost();
    const { link } = await host.guardian();
    const ids = ['p1', 'p2', 'p3'];
    for (const id of ids) configured(host, id, 'moonraker', NOWHERE);
    for (const id of ids) await link.ensureMachine(wish(host, id));
    const found = await Promise.all(ids.map((id) => host.untilState(link, id, runs, 20_000)));
    assert.equal(new Set(found.map(({ pid }) => pid)).size, 1);
    return { host, shard: found[0]?.pid ?? 0 };
  }

  test('[WI8] go over one connection, and over one again after its end', async () => {
    const { host, shard } = await hostOfThree();
    await using _host = host;
    const there = combinator('trunk.sock');
    await using _ = await there.listen(host.runtimeFolder);
    await until('three links', () => there.linked.size === 3, 20_000);
    assert.equal(there.connections(), 1);
    const before = new Map(there.linked);
    for (const trunk of there.trunks) trunk.end('a test ends it');
    const isNewer = (): boolean =>
      there.linked.size === 3 && [...there.linked].every(([id, epoch]) => epoch > (before.get(id) ?? 0));
    await until('three newer links', isNewer, 20_000);
    assert.equal(there.connections(), 2);
    assert.ok(host.processes().includes(shard), 'the same process all the while');
    for (const trunk of there.trunks) trunk.end('over');
  });

  test('[WI8] [PR4] go singly to a combinator of before trunks', async () => {
    const { host } = await hostOfThree();
    await using _host = host;
    const there = combinator('combinator.sock');
    await using _ = await there.listen(host.runtimeFolder);
    await until('three links', () => there.linked.size === 3, 20_000);
    assert.ok(there.connections() >= 3);
  });
});

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // It was the one that the folder was read with.
    return '';
  }
}
