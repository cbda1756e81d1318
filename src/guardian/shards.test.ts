import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { silentLog } from '#lib/small-log';
import { type MachineProcess, processIdentity } from './machine-process.ts';
import type { Push } from './protocol.ts';
import type { SharingWish } from './placement.ts';
import { Shards } from './shards.ts';

/** Shards whose processes are notes of what they were told. */
function bench(memory: ConstructorParameters<typeof Shards>[0] = []) {
  const clock = createHandClock();
  const processes: Started[] = [];
  const ends: string[] = [];
  const shards = new Shards(memory, {
    clock,
    log: silentLog,
    start(_wish, name, onEnd) {
      const pid = 1_000 + processes.length;
      const kills: string[] = [];
      processes.push({ name, pid, kills, end: (how) => onEnd(how, null) });
      return { pid, identity: null, adopted: false, kill: (signal) => void kills.push(signal) };
    },
    onChange: () => {},
  });
  const wish = (printerId: string, label = 'one', size = 3): SharingWish => {
    const entry = { execArgv: [], script: '/croft', argv: [], env: {} };
    return { printerId, entry, port: { kind: 'none' }, journalFolder: '/j', shard: { entry, size, label } };
  };
  const run = (printerId: string, label?: string): MachineProcess =>
    shards.start(wish(printerId, label), (how, code) => void ends.push(`${printerId} ${how} ${code}`));
  /** The process says that it is there. */
  const register = (pid: number, machines: readonly { printerId: string; run: number }[] = []) => {
    const told: Push[] = [];
    const channel = (push: Push): void => void told.push(push);
    shards.register(pid, machines, channel);
    return { told, channel };
  };
  return { clock, shards, processes, ends, wish, run, register };
}

interface Started {
  readonly name: string;
  readonly pid: number;
  readonly kills: readonly string[];
  readonly end: (how: string) => void;
}

const toRun = (told: readonly Push[]): readonly { printerId: string; run: number }[] =>
  told.flatMap((push) => (push.push === 'run-machine' ? [{ printerId: push.printerId, run: push.run }] : []));

describe('which machines share a process', () => {
  test('[PR5a] a shard is filled before there is another; who comes or goes moves nobody', () => {
    const { shards, run } = bench();
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => run(id));
    assert.deepEqual([a?.pid, b?.pid, c?.pid, d?.pid], [1_000, 1_000, 1_000, 1_001]);
    b?.kill('SIGTERM');
    assert.equal(run('x').pid, 1_001, 'a place is kept for one that is only started anew');
    shards.leave('b');
    assert.equal(run('e').pid, 1_000, 'the free place is taken');
    assert.equal(run('f').pid, 1_001);
    assert.equal(run('other build', 'two').pid, 1_002);
  });

  test('[PR5a] all come back to their places after their process has died', () => {
    const { run, processes, ends } = bench();
    for (const id of ['a', 'b', 'c', 'd']) run(id);
    processes[0]?.end('SIGKILL');
    assert.deepEqual(ends, ['a SIGKILL null', 'b SIGKILL null', 'c SIGKILL null']);
    assert.deepEqual(
      ['c', 'e', 'a', 'b'].map((id) => run(id).pid),
      [1_002, 1_001, 1_002, 1_002],
    );
    assert.equal(processes[2]?.name, processes[0]?.name, 'its log goes on');
  });

  test('[PR5a] an empty shard is ended, and is not given to anybody meanwhile', () => {
    const { shards, run, processes, register } = bench();
    run('a');
    const { told, channel } = register(1_000);
    const [started] = toRun(told);
    assert.ok(started);
    shards.machineEnded(channel, { ...started, code: 0 });
    assert.deepEqual(processes[0]?.kills, [], 'its place is kept for it');
    shards.leave('a');
    assert.deepEqual(processes[0]?.kills, ['SIGTERM']);
    assert.equal(run('b').pid, 1_001);
    processes[0]?.end('exit code 0');
    assert.deepEqual(
      shards.memory.map(({ members }) => members),
      [['b']],
    );
  });

  test('[PR5a] five deaths within thirty seconds make each of its machines a suspect, and no fewer', () => {
    const { clock, shards, run, processes } = bench();
    const die = (): void => {
      run('a');
      run('b');
      processes.at(-1)?.end('SIGSEGV');
      clock.advance(7_000);
    };
    for (let death = 1; death <= 4; death++) die();
    assert.equal(shards.isSuspect('a'), false);
    clock.advance(20_000);
    die();
    assert.equal(shards.isSuspect('a'), false, 'those of long ago do not count');
    for (let death = 1; death <= 4; death++) {
      run('a');
      processes.at(-1)?.end('SIGSEGV');
    }
    assert.deepEqual([shards.isSuspect('a'), shards.isSuspect('b'), shards.isSuspect('c')], [true, true, false]);
  });
});

describe('what a shard is told', () => {
  test('to run whom it holds a seat for, and to end one of them', () => {
    const { run, register } = bench();
    const a = run('a');
    const { told } = register(1_000);
    run('b');
    assert.deepEqual(
      toRun(told).map(({ printerId }) => printerId),
      ['a', 'b'],
    );
    a.kill('SIGTERM');
    assert.deepEqual(told.at(-1), { push: 'end-machine', printerId: 'a' });
  });

  test('[MA5] one that hangs takes its process with it', () => {
    const { run, register, processes } = bench();
    const a = run('a');
    run('b');
    register(1_000);
    a.kill('SIGKILL');
    assert.deepEqual(processes[0]?.kills, ['SIGKILL']);
  });

  test('[PR5a] nobody begins in one that was killed before it is gone', () => {
    const { shards, run, processes, register } = bench();
    const a = run('a');
    run('b');
    register(1_000);
    assert.equal(shards.isEnding('a'), false);
    a.kill('SIGKILL');
    assert.deepEqual([shards.isEnding('a'), shards.isEnding('b'), shards.isEnding('other')], [true, true, false]);
    processes[0]?.end('SIGKILL');
    assert.equal(shards.isEnding('a'), false);
    assert.equal(run('a').pid, 1_001);
    assert.equal(shards.isEnding('a'), false);
  });

  test('a machine that it was not told of yet is given up without a trace', () => {
    const { run, register, ends } = bench();
    const a = run('a');
    run('b');
    a.kill('SIGKILL');
    assert.deepEqual(ends, ['a not needed any more null']);
    const { told } = register(1_000);
    assert.deepEqual(
      toRun(told).map(({ printerId }) => printerId),
      ['b'],
    );
  });

  test('the late word of a run that is over does not end the next one', () => {
    const { run, shards, register, ends } = bench();
    run('a');
    const { told, channel } = register(1_000);
    const [first] = toRun(told);
    assert.ok(first);
    shards.machineEnded(channel, { ...first, code: 70 });
    assert.deepEqual(ends, ['a exit code 70 70']);
    run('a');
    shards.machineEnded(channel, { ...first, code: 70 });
    assert.equal(ends.length, 1);
  });

  test('what was said over a connection that broke is found out when there is one again', () => {
    const { run, shards, register, ends } = bench();
    const a = run('a');
    run('b');
    run('c');
    const first = register(1_000);
    const running = toRun(first.told);
    shards.disconnected(first.channel);
    a.kill('SIGTERM');
    const second = register(
      1_000,
      running.filter(({ printerId }) => printerId !== 'b'),
    );
    assert.deepEqual(second.told, [{ push: 'end-machine', printerId: 'a' }]);
    assert.deepEqual(ends, ['b ended null']);
  });
});

describe('what the next guardian makes of shards', () => {
  const identity = processIdentity(process.pid);
  const known = { name: 'shard-4', size: 3, members: ['a', 'b'], process: identity };

  test('[PR3] [PR5a] the processes that live, each with its machines', () => {
    const before = bench();
    before.run('a');
    const key = before.shards.memory[0]?.key ?? null;
    const { shards, register, run, ends } = bench([{ ...known, key }]);
    assert.ok(identity !== null);
    const onEnd = (how: string, code: number | null): void => void ends.push(`a ${how} ${code}`);
    const a = shards.adopt('a', identity, true, onEnd);
    assert.deepEqual([a?.pid, a?.adopted], [process.pid, true]);
    const { told, channel } = register(process.pid, [{ printerId: 'a', run: 5 }]);
    a?.kill('SIGTERM');
    assert.deepEqual(told, [{ push: 'end-machine', printerId: 'a' }], 'and not the whole process');
    shards.machineEnded(channel, { printerId: 'a', run: 5, code: 0 });
    assert.deepEqual(ends, ['a exit code 0 0']);
    assert.equal(run('b').pid, process.pid, 'it died while nobody looked, and comes back to its place');
    assert.ok((toRun(told)[0]?.run ?? 0) > 5);
  });

  test('one of a shard that nobody remembers is adopted and not ended with its neighbours', () => {
    const { shards, run } = bench();
    assert.ok(identity !== null);
    assert.equal(
      shards.adopt('own', identity, false, () => {}),
      null,
      'a process of its own',
    );
    const a = shards.adopt('a', identity, true, () => {});
    assert.equal(a?.pid, process.pid);
    assert.notEqual(run('b').pid, process.pid, 'nobody comes into it');
  });

  test('a process that is gone is started anew', () => {
    const gone = { pid: identity?.pid ?? 0, startedTicks: 1 };
    const before = bench();
    before.run('a');
    const { run, processes } = bench([{ ...known, key: before.shards.memory[0]?.key ?? null, process: gone }]);
    run('a');
    assert.deepEqual(processes[0]?.name, 'shard-4');
  });
});

describe('a machine that goes over to another shard', () => {
  test('[MA10] stands by until it is told to go, and its neighbours stay', async () => {
    const { shards, run, wish, register } = bench();
    for (const id of ['a', 'b']) run(id);
    const old = register(1_000);
    const ready = Promise.withResolvers<(push: Push) => void>();
    const next = shards.standBy(
      wish('a', 'new build'),
      () => {},
      (pid, channel) => {
        assert.equal(pid, 1_001);
        ready.resolve(channel);
      },
    );
    assert.equal(next.pid, 1_001);
    const { told } = register(1_001);
    const go = await ready.promise;
    assert.deepEqual(toRun(told), []);
    const [a] = toRun(old.told);
    assert.ok(a);
    shards.machineEnded(old.channel, { ...a, code: 0 });
    go({ push: 'go', touched: false, unreadMs: 0 });
    assert.deepEqual(
      toRun(told).map(({ printerId }) => printerId),
      ['a'],
    );
    assert.deepEqual(
      shards.memory.map(({ members }) => members),
      [['b'], ['a']],
    );
  });

  test('one that is not needed any more leaves no shard behind', () => {
    const { shards, run, wish, processes } = bench();
    run('a');
    const ends: string[] = [];
    const next = shards.standBy(
      wish('a', 'new build'),
      (how) => void ends.push(how),
      () => {},
    );
    next.kill('SIGKILL');
    assert.deepEqual(ends, ['not needed any more']);
    assert.deepEqual(processes[1]?.kills, ['SIGTERM']);
    assert.deepEqual(processes[0]?.kills, []);
  });
});
