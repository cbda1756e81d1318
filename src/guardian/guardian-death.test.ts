import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { stopPrinter } from './client.ts';
import { isAlive, TestHost, until } from './fixtures/host.ts';
import { PtyPrinter } from './fixtures/pty-printer.ts';
import type { MachineState, PortWish } from './protocol.ts';

const ttyPath = (host: TestHost): string => join(host.dataFolder, 'tty-printer');
const ttyWish = (path: string): PortWish => ({ kind: 'tty', path, baud: 115_200 });
const isOpen = (state: MachineState): boolean => state.state === 'running' && state.port.kind === 'open';
const sessionOf = (state: MachineState): string | null => ('session' in state.port ? state.port.session : null);

/** A host with one machine on a plugged printer, whose guardian was just killed. */
async function orphaned(host: TestHost, printer: PtyPrinter, behaviour: object = {}): Promise<MachineState> {
  const { process: guardian, link } = await host.guardian();
  await link.ensureMachine(host.wish('p1', ttyWish(printer.path), behaviour));
  const state = await host.untilState(link, 'p1', isOpen);
  guardian.kill('SIGKILL');
  await once(guardian, 'exit');
  return state;
}

describe('the death of a guardian', () => {
  test('[PR3] is survived by its machines, which start the next one, and it adopts them with their port session', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const before = await orphaned(host, printer);
    printer.send('echo without a guardian\n');
    await until('the echo', () => printer.received.includes('echo without a guardian\n'));
    // Nobody but the machine is there to start one.
    const link = await host.connect();
    const after = await host.untilState(link, 'p1', isOpen);
    assert.deepEqual([after.pid, sessionOf(after)], [before.pid, sessionOf(before)]);
    assert.equal(host.seen('p1').filter((each) => each.saw === 'begin').length, 1, 'no twin, not even for a moment');
  });

  test('[PR3] does not touch the settings of the port when the next one opens it a second time', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    await orphaned(host, printer);
    const settings = (): string => execFileSync('stty', ['-F', printer.path, '-a'], { encoding: 'utf8' });
    const before = settings();
    assert.match(before, /\s-hupcl\b/);
    // Unread bytes would be thrown away by whoever sets the port up again.
    const { link } = await host.guardian();
    await host.untilState(link, 'p1', isOpen);
    printer.send('echo after adoption\n');
    await until('the echo', () => printer.received.includes('echo after adoption\n'));
    assert.equal(printer.received, 'echo after adoption\n');
    assert.equal(settings(), before);
  });

  test('[MA10] the port outlives guardian and machine when they die one after the other', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const before = await orphaned(host, printer);
    const { link } = await host.guardian();
    await host.untilState(link, 'p1', isOpen);
    process.kill(before.pid ?? 0, 'SIGKILL');
    const after = await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid !== before.pid);
    assert.deepEqual([sessionOf(after), after.restarts], [sessionOf(before), 1]);
    printer.send('echo third\n');
    await until('the echo', () => printer.received.includes('echo third\n'));
  });

  test('[MA10] together with its machine ends the session of the port: the next machine gets another', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { process: guardian, link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path)));
    const before = await host.untilState(link, 'p1', isOpen);
    guardian.kill('SIGKILL');
    process.kill(before.pid ?? 0, 'SIGKILL');
    await once(guardian, 'exit');
    const next = await host.guardian();
    const after = await host.untilState(next.link, 'p1', isOpen);
    assert.notEqual(sessionOf(after), sessionOf(before));
  });

  test('[MA10] a session that the dead guardian wrote to stays touched', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const first = await host.guardian();
    await first.link.ensureMachine(host.wish('p1', ttyWish(printer.path)));
    const before = await host.untilState(first.link, 'p1', isOpen);
    await first.link.emergencyStop('p1', 1);
    await host.untilState(first.link, 'p1', (each) => each.port.kind === 'open' && each.port.touched);
    first.process.kill('SIGKILL');
    await once(first.process, 'exit');
    const { link } = await host.guardian();
    const adopted = await host.untilState(link, 'p1', isOpen);
    assert.deepEqual(
      [sessionOf(adopted), adopted.port.kind === 'open' && adopted.port.touched],
      [sessionOf(before), true],
    );
  });

  test('[MA5] the next guardian stops an adopted machine that stands still, and its printer', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const before = await orphaned(host, printer);
    const { link } = await host.guardian();
    await host.untilState(link, 'p1', isOpen);
    process.kill(before.pid ?? 0, 'SIGSTOP');
    await stopPrinter(host.runtimeFolder, 'p1', 1);
    await until('M112', () => printer.received.endsWith('M112\n'));
    await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid !== before.pid);
    assert.ok(!isAlive(before.pid ?? 0));
  });

  test('[PR3] a machine that stood still all the while is found by its lock, killed, and started anew', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { process: guardian, link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path)));
    const before = await host.untilState(link, 'p1', isOpen);
    process.kill(before.pid ?? 0, 'SIGSTOP');
    guardian.kill('SIGKILL');
    await once(guardian, 'exit');
    const next = await host.guardian();
    await host.untilState(next.link, 'p1', (each) => each.state === 'adopting' && each.pid === before.pid);
    await host.untilState(next.link, 'p1', (each) => isOpen(each) && each.pid !== before.pid, 20_000);
    assert.ok(!isAlive(before.pid ?? 0));
  });

  test('[PR3] an unplugged port is told to the guardian that comes after', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const before = await orphaned(host, printer);
    printer.unplug();
    await host.untilSeen('p1', 'port-lost');
    await printer.plug();
    const { link } = await host.guardian();
    const after = await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid !== before.pid);
    assert.notEqual(sessionOf(after), sessionOf(before));
  });

  test('[PR3] [PR6] a machine that still waited for its port gets it from the guardian that comes after', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { path } = printer;
    printer.unplug();
    const { process: guardian, link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(path)));
    const before = await host.untilState(link, 'p1', (each) => each.state === 'running');
    assert.equal(before.port.kind, 'retrying');
    guardian.kill('SIGKILL');
    await once(guardian, 'exit');
    const next = await host.guardian();
    await host.untilState(next.link, 'p1', (each) => each.state === 'running' && each.pid === before.pid);
    await printer.plug();
    await host.untilState(next.link, 'p1', isOpen);
  });

  test('[PR3] SIGTERM ends the guardian alone; its machines go on', async () => {
    await using host = new TestHost();
    const { process: guardian, link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', { kind: 'none' }));
    const { pid } = await host.untilState(link, 'p1', (each) => each.state === 'running');
    const ended = once(guardian, 'exit');
    guardian.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    assert.ok(isAlive(pid ?? 0));
  });

  test('[PR3] again and again leaves one guardian, one machine, and the same port session', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { process: first, link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path)));
    const before = await host.untilState(link, 'p1', isOpen);
    let guardian = first;
    for (let i = 0; i < 5; i++) {
      guardian.kill('SIGKILL');
      await once(guardian, 'exit');
      guardian = host.startGuardian();
      const next = await host.connect();
      const state = await host.untilState(next, 'p1', isOpen);
      assert.deepEqual([state.pid, sessionOf(state)], [before.pid, sessionOf(before)], `after death ${i + 1}`);
    }
  });
});
