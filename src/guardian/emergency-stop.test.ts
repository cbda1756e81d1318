import assert from 'node:assert/strict';
import { once } from 'node:events';
import { utimesSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { stopAllPrinters, stopPrinter } from './client.ts';
import { TestHost, until } from './fixtures/host.ts';
import { PtyPrinter } from './fixtures/pty-printer.ts';
import { HEATERS_LIMIT_MS, type MachineState, type PortWish } from './protocol.ts';

const ttyPath = (host: TestHost): string => join(host.dataFolder, 'tty-printer');
const ttyWish = (path: string): PortWish => ({ kind: 'tty', path, baud: 115_200 });
const isOpen = (state: MachineState): boolean => state.state === 'running' && state.port.kind === 'open';
const isTouched = (state: MachineState): boolean => state.port.kind === 'open' && state.port.touched;

describe('an emergency stop at the guardian', () => {
  test('[MA5] is on the wire at once, and the machine is told its number', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path)));
    await host.untilState(link, 'p1', isOpen);
    const askedAt = performance.now();
    const answer = await stopPrinter(host.runtimeFolder, 'p1', 7);
    assert.deepEqual(answer, { written: true, reason: null, machine: 'told' });
    await until('M112', () => printer.received.endsWith('\nM112\n'));
    assert.ok(performance.now() - askedAt < 500);
    const told = await host.untilSeen('p1', 'stopped');
    assert.deepEqual([told.number, told.written], [7, true]);
    await host.untilSeen('p1', 'port-touched');
    await host.untilState(link, 'p1', isTouched);
  });

  test('[MA5] reaches the printer of a machine that stands still, and the next machine learns of it', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path)));
    const { pid } = await host.untilState(link, 'p1', isOpen);
    process.kill(pid ?? 0, 'SIGSTOP');
    // Before it is killed, and after its heart missed a beat.
    await new Promise((resolve) => setTimeout(resolve, 1_700));
    assert.deepEqual(await stopPrinter(host.runtimeFolder, 'p1', 3), { written: true, reason: null, machine: 'hung' });
    await until('M112', () => printer.received.endsWith('\nM112\n'));
    await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid !== pid);
    const told = await host.untilSeen('p1', 'stopped', (each) => each.pid !== pid);
    assert.equal(told.number, 3);
    const [, second] = host.seen('p1').filter((each) => each.saw === 'begin');
    assert.equal(
      (second?.port as { touched: boolean } | undefined)?.touched,
      true,
      'no resume on a port that the guardian wrote to',
    );
  });

  test('[MA5] works while the machine is dead', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path)));
    for (const _ of [1, 2, 3]) {
      const { pid } = await host.untilState(link, 'p1', isOpen);
      process.kill(pid ?? 0, 'SIGKILL');
      await host.untilState(link, 'p1', (each) => each.pid !== pid);
    }
    await host.untilState(link, 'p1', (each) => each.state === 'backing-off');
    assert.deepEqual(await stopPrinter(host.runtimeFolder, 'p1'), { written: true, reason: null, machine: 'dead' });
    await until('M112', () => printer.received.endsWith('\nM112\n'));
    const told = await host.untilSeen('p1', 'stopped');
    assert.equal(told.number, null);
  });

  test('[MA5] of a machine that is just being ended reaches the one after it, and no later one', async () => {
    await using host = new TestHost();
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', { kind: 'none' }, { deafToSigterm: true }));
    const { pid } = await host.untilState(link, 'p1', (each) => each.state === 'running');
    assert.equal((await link.restartMachine('p1')).state, 'ending');
    assert.equal((await stopPrinter(host.runtimeFolder, 'p1', 5)).machine, 'ending');
    await host.untilSeen('p1', 'stopped', (each) => each.pid === pid);
    process.kill(pid ?? 0, 'SIGKILL');
    const told = await host.untilSeen('p1', 'stopped', (each) => each.pid !== pid);
    assert.equal(told.number, 5);
    process.kill(told.pid, 'SIGKILL');
    await host.untilState(link, 'p1', (each) => each.state === 'running' && ![pid, told.pid].includes(each.pid ?? 0));
    assert.deepEqual(
      host.seen('p1').flatMap((each) => (each.saw === 'stopped' ? [each.pid] : [])),
      [pid, told.pid],
    );
  });

  test('[MA5] of a machine that is still finding out where its printer stands reaches the one after it', async () => {
    await using host = new TestHost();
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', { kind: 'none' }, { unproven: true }));
    const { pid } = await host.untilState(link, 'p1', (each) => each.state === 'running');
    assert.equal((await stopPrinter(host.runtimeFolder, 'p1')).machine, 'told');
    // A real one ends by itself, since its port was written to.
    process.kill(pid ?? 0, 'SIGKILL');
    const told = await host.untilSeen('p1', 'stopped', (each) => each.pid !== pid);
    assert.equal(told.number, null);
  });

  test('[MA5] says so where it can do nothing: unknown printer, no stop bytes, no port', async () => {
    await using host = new TestHost();
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('network', { kind: 'none' }));
    await link.ensureMachine(host.wish('unplugged', ttyWish(ttyPath(host))));
    await host.untilState(link, 'network', (each) => each.state === 'running');
    await host.untilState(link, 'unplugged', (each) => each.state === 'running');
    await assert.rejects(stopPrinter(host.runtimeFolder, 'p9'), { code: 'unknown-machine' });
    const none = await stopPrinter(host.runtimeFolder, 'network', 1);
    assert.deepEqual(none, { written: false, reason: 'no-stop-bytes', machine: 'told' });
    const unplugged = await link.emergencyStop('unplugged', 1);
    assert.deepEqual(unplugged, { written: false, reason: 'port-closed', machine: 'told' });
    assert.equal((await host.untilSeen('network', 'stopped')).written, false);
  });

  test('[MA5] of everything stops every printer of the host', async () => {
    await using host = new TestHost();
    using one = await PtyPrinter.plugged(join(host.dataFolder, 'tty-one'));
    using two = await PtyPrinter.plugged(join(host.dataFolder, 'tty-two'));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(one.path)));
    await link.ensureMachine(host.wish('p2', ttyWish(two.path)));
    await host.untilState(link, 'p1', isOpen);
    await host.untilState(link, 'p2', isOpen);
    const answers = await stopAllPrinters(host.runtimeFolder);
    assert.deepEqual(
      answers.map((each) => [each.printerId, each.written]),
      [
        ['p1', true],
        ['p2', true],
      ],
    );
    await until('M112 at both', () => one.received.endsWith('M112\n') && two.received.endsWith('M112\n'));
  });

  test('[WI5] a line that is none is answered with the reason and stops nothing', async () => {
    await using host = new TestHost();
    await host.guardian();
    const socket = connect({ path: join(host.runtimeFolder, 'stop.sock') });
    let said = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
    socket.write('{"printerId":"p1","number":-1}\n');
    await once(socket, 'close');
    assert.match(said, /"code":"malformed","message":"number must be a whole number/);
  });
});

describe('heaters without a machine', () => {
  const heatersOff = '\nM104 S0\n';

  test('[CK9] are switched off within 5 s of a death without a proven successor', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path), { heating: true }));
    const { pid } = await host.untilState(link, 'p1', (each) => isOpen(each) && each.heating);
    // From now on it comes back without knowing what the printer does.
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path), { unproven: true }));
    process.kill(pid ?? 0, 'SIGKILL');
    const diedAt = performance.now();
    await until('heaters off', () => printer.received.includes(heatersOff));
    const tookMs = performance.now() - diedAt;
    assert.ok(tookMs > 3_500 && tookMs < 5_000, `took ${Math.round(tookMs)} ms`);
    await host.untilState(link, 'p1', (each) => isTouched(each) && !each.heating && each.pid !== pid);
    await host.untilSeen('p1', 'port-touched', (each) => each.pid !== pid);
  });

  test('[CK9] stay on when a proven successor is in control by then', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path), { heating: true, printing: true }));
    const { pid } = await host.untilState(link, 'p1', (each) => isOpen(each) && each.heating);
    process.kill(pid ?? 0, 'SIGKILL');
    await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid !== pid);
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    assert.equal(printer.received, '');
  });

  test('[CK9] are switched off when the machine never comes back to its senses, however often it is started', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path), { heating: true }));
    const { pid } = await host.untilState(link, 'p1', (each) => isOpen(each) && each.heating);
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path), { exitAtOnce: true }));
    process.kill(pid ?? 0, 'SIGKILL');
    const diedAt = performance.now();
    await until('heaters off', () => printer.received.includes(heatersOff));
    assert.ok(performance.now() - diedAt < 5_000);
    assert.equal(printer.received, heatersOff, 'once');
  });

  test('[CK9] are switched off at once when the machine is removed for good', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path), { heating: true }));
    await host.untilState(link, 'p1', (each) => isOpen(each) && each.heating);
    await link.removeMachine('p1');
    await until('heaters off', () => printer.received.includes(heatersOff));
  });

  test('[CK9] are switched off by the next guardian when guardian and machine died together, whatever was known of them', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const first = await host.guardian();
    // What it heats from the death of its guardian on it can tell nobody. And its printer will be too busy to say at what speed it listens.
    const probe = { bauds: [250_000], hello: '\nM105\n' };
    const wish: PortWish = { kind: 'tty', path: printer.path, baud: 115_200, probe };
    await first.link.ensureMachine(host.wish('p1', wish, { heating: false }));
    await until('the question for its speed', () => printer.received.includes('M105'));
    printer.send('ok T:210.00 /210.00\n');
    const { pid } = await host.untilState(first.link, 'p1', isOpen);
    await first.link.ensureMachine(host.wish('p1', wish, { unproven: true }));
    first.process.kill('SIGKILL');
    process.kill(pid ?? 0, 'SIGKILL');
    const diedAt = performance.now();
    await once(first.process, 'exit');
    await host.guardian();
    await until('heaters off', () => printer.received.includes(heatersOff));
    assert.ok(performance.now() - diedAt < 5_000);
  });

  test('[CK9] do not get the whole time once more from the next guardian, when nobody was there for long', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const first = await host.guardian();
    await first.link.ensureMachine(host.wish('p1', ttyWish(printer.path), { heating: true }));
    const { pid } = await host.untilState(first.link, 'p1', (each) => isOpen(each) && each.heating);
    await first.link.ensureMachine(host.wish('p1', ttyWish(printer.path), { unproven: true }));
    first.process.kill('SIGKILL');
    process.kill(pid ?? 0, 'SIGKILL');
    await once(first.process, 'exit');
    const longAgo = Date.now() / 1_000 - 3_600;
    utimesSync(join(host.runtimeFolder, 'guardian.json'), longAgo, longAgo);
    await host.guardian();
    const begunAt = performance.now();
    await until('heaters off', () => printer.received.includes(heatersOff));
    assert.ok(performance.now() - begunAt < HEATERS_LIMIT_MS);
  });
});
