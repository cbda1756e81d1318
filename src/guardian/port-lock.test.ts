import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { TestHost, until } from './fixtures/host.ts';
import { PtyPrinter } from './fixtures/pty-printer.ts';
import type { MachineState, PortWish } from './protocol.ts';

const isOpen = (state: MachineState): boolean => state.state === 'running' && state.port.kind === 'open';
const wish = (path: string): PortWish => ({ kind: 'tty', path, baud: 115_200 });
/** Whether another program could take the port now. */
const isFree = (path: string): boolean => spawnSync('flock', ['-n', '-x', path, 'true']).status === 0;

/** A program that has the port open and locked, as pyserial's `exclusive` does, until it is killed. */
async function otherProgram(path: string): Promise<ChildProcess & Disposable> {
  const child = spawn('flock', ['-n', '-x', path, 'sh', '-c', 'echo locked; exec sleep 600'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  let isOver = false;
  return Object.assign(child, {
    [Symbol.dispose]() {
      if (!isOver) process.kill(-(child.pid ?? 0), 'SIGKILL');
      isOver = true;
    },
  });
}

describe('[PR3] a serial port is locked', () => {
  test('against other programs, through the death of its machine and of the guardian', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(join(host.dataFolder, 'tty-printer'));
    const first = await host.guardian();
    assert.ok(isFree(printer.path));
    await first.link.ensureMachine(host.wish('p1', wish(printer.path)));
    const one = await host.untilState(first.link, 'p1', isOpen);
    assert.ok(!isFree(printer.path));
    process.kill(one.pid ?? 0, 'SIGKILL');
    const two = await host.untilState(first.link, 'p1', (each) => isOpen(each) && each.pid !== one.pid);
    assert.ok(!isFree(printer.path), 'after the death of the machine');

    first.process.kill('SIGKILL');
    await once(first.process, 'exit');
    const { link } = await host.guardian();
    await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid === two.pid);
    await until('the lock of the guardian that adopted it', () => !isFree(printer.path));
    process.kill(two.pid ?? 0, 'SIGKILL');
    await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid !== two.pid);
    assert.ok(!isFree(printer.path), 'and after the death of the machine that it adopted');
  });

  test('by another program: nothing is written, the program is named, and the printer is back when it has ended', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(join(host.dataFolder, 'tty-printer'));
    using other = await otherProgram(printer.path);
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', wish(printer.path)));
    const inUse = (each: MachineState): boolean =>
      each.port.kind === 'retrying' &&
      each.port.reason.includes(`is used by another program (`) &&
      each.port.reason.includes(`process ${other.pid}`) &&
      each.port.reason.endsWith('; end that program');
    await host.untilState(link, 'p1', inUse);
    other[Symbol.dispose]();
    await host.untilState(link, 'p1', isOpen);
  });

  test('no longer once its machine lost it, though that machine still has the descriptor', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(join(host.dataFolder, 'tty-printer'));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', wish(printer.path), { deafToPortReady: true }));
    const before = await host.untilState(link, 'p1', isOpen);
    // The machine hears a hang-up that was none: the device file stays the same, as in a container.
    process.kill(before.pid ?? 0, 'SIGHUP');
    await host.untilSeen('p1', 'port-ready');
    await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid !== before.pid);
  });
});
