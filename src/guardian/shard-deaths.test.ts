import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemChance } from '#lib/chance';
import { type Clock, systemClock } from '#lib/clock';
import { silentLog } from '#lib/small-log';
import { TestHost, until } from './fixtures/host.ts';
import { Guardian } from './guardian.ts';
import type { MachineWish } from './protocol.ts';

/** For a guardian to which no time passes however slow this host is, and which waits for nothing. */
const HURRIED: Clock = {
  now: systemClock.now,
  monotonic: () => 0,
  schedule: (ms, wake) => systemClock.schedule(Math.min(ms, 20), wake),
};

test('[PR5a] a shard that dies again and again is taken apart, and each of its machines lives by itself', async () => {
  await using host = new TestHost();
  const around = {
    folders: host,
    clock: HURRIED,
    chance: systemChance,
    log: silentLog,
    hostRoot: '',
    onFinished: () => {},
  };
  await using _guardian = await Guardian.open(around);
  const link = await host.connect();
  const script = fileURLToPath(new URL('./fixtures/dying-shard.ts', import.meta.url));
  const shard = { entry: { execArgv: [], script, argv: [], env: {} }, size: 32, label: 'dies' };
  const wish = (id: string): MachineWish => ({ ...host.wish(id, { kind: 'none' }), shard, shares: true });
  const ids = ['p1', 'p2'];
  await Promise.all(ids.map((id) => link.ensureMachine(wish(id))));
  // Of processes of their own, which write down what they see.
  const begun = (id: string, before?: number) =>
    until(`${id} to live`, () => host.seen(id).find(({ saw, pid }) => saw === 'begin' && pid !== before), 60_000);
  const [first, second] = await Promise.all(ids.map((id) => begun(id)));
  assert.notEqual(first?.pid, second?.pid);
  for (const { restarts, lastEnd } of await link.list()) assert.deepEqual([restarts, lastEnd], [5, 'exit code 9']);
  await link.restartMachine('p1');
  // Nor does it go back for having been started anew.
  assert.ok(await begun('p1', first?.pid));
});
