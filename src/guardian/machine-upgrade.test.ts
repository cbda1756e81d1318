import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { PtyPrinter } from './fixtures/pty-printer.ts';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { isAlive, TestHost, until } from './fixtures/host.ts';
import type { GuardianLink } from './client.ts';
import { MachineUpgrade, type UpgradeFailed } from './machine-upgrade.ts';
import type { MachineState, MachineWish, PortWish } from './protocol.ts';

const NO_PORT = { kind: 'none' } as const;
const sessionOf = ({ port }: MachineState): string | null => ('session' in port ? port.session : null);

/** A machine of build 1 that prints, and the entry of build 2. */
async function printing(
  host: TestHost,
  old: object = {},
  port: PortWish = NO_PORT,
): Promise<{
  link: GuardianLink;
  guardian: ChildProcess;
  pid: number;
  next: (behaviour?: object) => MachineWish['entry'];
}> {
  const { link, process: guardian } = await host.guardian();
  const behaviour = { printing: true, heating: true, build: '1', ...old };
  await link.ensureMachine(host.wish('p1', port, behaviour));
  const isOpen = port.kind === 'none' ? 'none' : 'open';
  const { pid } = await host.untilState(link, 'p1', (each) => each.state === 'running' && each.port.kind === isOpen);
  await host.untilState(link, 'p1', (each) => each.build === '1');
  const next = (more: object = {}) =>
    host.wish('p1', port, { printing: true, heating: true, build: '2', ...more }).entry;
  return { link, guardian, pid: pid ?? 0, next };
}

describe('an upgrade of a machine', () => {
  test('[MA10] the new process stands ready on the same port before the old one lets go, and drives when that has ended', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(join(host.runtimeFolder, 'tty'));
    const port: PortWish = { kind: 'tty', path: printer.path, baud: 115_200 };
    const { link, pid, next } = await printing(host, {}, port);
    const settings = (): string => execFileSync('stty', ['-F', printer.path, '-a'], { encoding: 'utf8' });
    const before = settings();
    assert.match(before, /\s-hupcl\b/);
    const { session } = (await host.untilSeen('p1', 'begin', (seen) => seen.pid === pid)).port as { session: string };
    const { from, to, printing: goesOn, gapMs } = await link.upgradeMachine('p1', next());
    assert.deepEqual([from, to, goesOn], ['1', '2', true]);
    assert.ok(gapMs >= 0 && !isAlive(pid));
    const { pid: heir, build, restarts } = await host.untilState(link, 'p1', (each) => each.state === 'running');
    assert.deepEqual([build, restarts], ['2', 0]);
    const seen = host.seen('p1');
    const begun = await host.untilSeen('p1', 'begin', (each) => each.pid === heir);
    assert.equal((begun.port as { session: string }).session, session);
    const story = seen.map(({ saw, pid: who }) => `${who === pid ? 'old' : 'new'} ${saw}`);
    assert.deepEqual(story, ['old begin', 'new begin', 'old hand-over', 'new going']);
    // No modem line moves, and none will when the last of them ends.
    assert.equal(settings(), before);
    printer.send('echo still there\n');
    await host.untilSeen('p1', 'line', (each) => each.pid === heir && each.line === 'echo still there');
    // Whoever dies from now on is followed by the new build.
    process.kill(heir ?? 0, 'SIGKILL');
    await host.untilState(link, 'p1', (each) => each.state === 'running' && each.pid !== heir && each.build === '2');
  });

  test('[MA10] a machine that may not be left says why and goes on; so does one whose new process does not come up', async () => {
    await using host = new TestHost();
    const { link, pid, next } = await printing(host, { handOver: 'refuses' });
    await assert.rejects(link.upgradeMachine('p1', next()), {
      code: 'upgrade-refused',
      message: 'the printer is heating',
    });
    await assert.rejects(link.upgradeMachine('p1', next({ standby: 'ends' })), {
      code: 'upgrade-failed',
      message: /ended before it took over \(exit code 9\)/,
    });
    const { pid: same, state, build } = await host.untilState(link, 'p1', () => true);
    assert.deepEqual([same, state, build], [pid, 'running', '1']);
    await until('the process that stood by to be gone', () => host.processes().length === 2);
    assert.deepEqual(
      host.seen('p1').filter(({ saw }) => saw === 'going'),
      [],
    );
  });

  test('[MA10] a new process that takes over and dies is followed by the build before it', async () => {
    await using host = new TestHost();
    const { link, next } = await printing(host);
    await assert.rejects(link.upgradeMachine('p1', next({ standby: 'ends-when-driving' })), {
      code: 'upgrade-failed',
      message: /took over and ended \(exit code 8\); the build before it goes on/,
    });
    await host.untilState(link, 'p1', (each) => each.state === 'running' && each.build === '1' && each.printing);
  });

  test('[MA10] kill -9 of the old process: ready, the new one takes over; not ready, the old build is started anew', async () => {
    await using host = new TestHost();
    const { link, pid, next } = await printing(host);
    const early = link.upgradeMachine('p1', next({ standby: 'never-ready' }));
    await host.untilSeen('p1', 'begin', (seen) => seen.pid !== pid);
    process.kill(pid, 'SIGKILL');
    await assert.rejects(early, { code: 'upgrade-failed', message: /ended before the new process was ready/ });
    const again = await host.untilState(link, 'p1', (each) => each.state === 'running' && each.pid !== pid);
    assert.equal(again.build, '1');
    await link.ensureMachine(host.wish('p1', NO_PORT, { printing: true, heating: true, build: '1', handOver: 'dies' }));
    process.kill(again.pid ?? 0, 'SIGKILL');
    await host.untilState(link, 'p1', (each) => each.state === 'running' && each.pid !== again.pid);
    const { to } = await link.upgradeMachine('p1', next());
    assert.equal(to, '2');
  });

  test('[MA5] an emergency stop while it hands over is written at once, and the new process learns of it and of the touched port', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(join(host.runtimeFolder, 'tty'));
    const { link, pid, next } = await printing(
      host,
      { handOver: 'deaf' },
      { kind: 'tty', path: printer.path, baud: 115_200 },
    );
    const upgraded = link.upgradeMachine('p1', next());
    await host.untilSeen('p1', 'hand-over');
    assert.deepEqual(await link.emergencyStop('p1', 7), { written: true, reason: null, machine: 'ending' });
    await until('the stop on the wire', () => printer.received.includes('M112'));
    await host.untilSeen('p1', 'stopped', (seen) => seen.pid === pid && seen.number === 7);
    process.kill(pid, 'SIGKILL');
    assert.equal((await upgraded).to, '2');
    await host.untilSeen('p1', 'stopped', (seen) => seen.pid !== pid && seen.number === 7);
    const { going } = await host.untilSeen('p1', 'going');
    assert.equal((going as { touched: boolean }).touched, true);
  });

  test('[PR2] kill -9 of the guardian while the old process hands over: that one is not asked any more, and drives on', async () => {
    await using host = new TestHost();
    const { link, guardian, pid, next } = await printing(host, { handOver: 'waits' });
    const lost = assert.rejects(link.upgradeMachine('p1', next()));
    await host.untilSeen('p1', 'hand-over');
    guardian.kill('SIGKILL');
    await lost;
    await host.untilSeen('p1', 'no longer wished', (seen) => seen.pid === pid);
    const again = await host.connect();
    const { pid: same, build } = await host.untilState(again, 'p1', (each) => each.state === 'running');
    assert.deepEqual([same, build], [pid, '1']);
  });

  test('[MA10] [PR2] kill -9 of the guardian when the old process has let go: the new one drives on the same port, and the next guardian adopts it', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(join(host.runtimeFolder, 'tty'));
    const wish: PortWish = { kind: 'tty', path: printer.path, baud: 115_200 };
    const { link, guardian, pid, next } = await printing(host, { handOver: 'deaf' }, wish);
    const before = await host.untilState(link, 'p1', (each) => each.port.kind === 'open');
    const lost = assert.rejects(link.upgradeMachine('p1', next()));
    await host.untilSeen('p1', 'hand-over');
    guardian.kill('SIGKILL');
    process.kill(pid, 'SIGTERM');
    await lost;
    const { pid: taker } = await host.untilSeen('p1', 'going', ({ going }) => going !== null);
    const again = await host.connect();
    const after = await host.untilState(again, 'p1', (each) => each.state === 'running' && each.build === '2');
    assert.deepEqual([after.pid, after.port.kind, sessionOf(after)], [taker, 'open', sessionOf(before)]);
  });

  test('[MA10] one upgrade at a time, and none for a printer without a machine', async () => {
    await using host = new TestHost();
    const { link, next } = await printing(host, { handOver: 'deaf' });
    const removed = assert.rejects(link.upgradeMachine('p1', next()), {
      code: 'upgrade-failed',
      message: /is being removed/,
    });
    await host.untilSeen('p1', 'hand-over');
    await assert.rejects(link.upgradeMachine('p1', next()), { code: 'upgrade-refused' });
    await assert.rejects(link.upgradeMachine('p2', next()), { code: 'unknown-machine' });
    await link.removeMachine('p1', { evenPrinting: true });
    await removed;
    await until('nobody to be left', () => host.processes().length === 1);
  });
});

/** An upgrade whose new process is ready, and the one that drives answers as `old` says. */
function readyUpgrade(old: { readonly canBeAsked: boolean }) {
  const clock = createHandClock();
  const did: string[] = [];
  const process = { pid: 2, identity: null, adopted: false, kill: (signal: string) => void did.push(`new ${signal}`) };
  const upgrade = new MachineUpgrade(
    { build: '1', printing: true, portSession: 's' },
    {
      clock,
      start: () => process,
      askOld: () => old.canBeAsked,
      takeBack: () => void did.push('old goes on'),
    },
  );
  const outcome = upgrade.done.catch((error: UpgradeFailed) => ({ code: error.code, message: error.message }));
  assert.equal(
    upgrade.ready(2, () => did.push('new goes')),
    true,
  );
  return { clock, did, outcome, upgrade };
}

describe('a machine that does not hand over', () => {
  test('[MA10] since it cannot be asked is not ended: the upgrade is refused', async () => {
    const { did, outcome } = readyUpgrade({ canBeAsked: false });
    assert.deepEqual(await outcome, { code: 'upgrade-refused', message: 'the machine cannot be asked just now' });
    assert.deepEqual(did, ['old goes on', 'new SIGKILL']);
  });

  test('[MA10] in time is not ended: the upgrade is refused, and the machine may end by the question later', async () => {
    const { clock, did, outcome, upgrade } = readyUpgrade({ canBeAsked: true });
    clock.advance(8_000);
    assert.deepEqual(await outcome, {
      code: 'upgrade-refused',
      message: 'the machine did not say in time whether its printer may be left',
    });
    assert.deepEqual(did, ['old goes on', 'new SIGKILL']);
    assert.equal(upgrade.isOver, true);
  });

  test('[MA10] in time drives on, and is started anew with its own build should it end by the question later', async () => {
    await using host = new TestHost();
    const { link, pid, next } = await printing(host, { handOver: 'deaf' });
    await assert.rejects(link.upgradeMachine('p1', next()), { code: 'upgrade-refused' });
    const same = await host.untilState(link, 'p1', () => true);
    assert.deepEqual([same.pid, same.state, same.build], [pid, 'running', '1']);
    process.kill(pid, 'SIGTERM');
    const after = await host.untilState(link, 'p1', (each) => each.state === 'running' && each.pid !== pid);
    assert.equal(after.build, '1');
  });
});
