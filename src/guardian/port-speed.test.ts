import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { TestHost } from './fixtures/host.ts';
import { PtyPrinter } from './fixtures/pty-printer.ts';
import type { MachineState, PortWish } from './protocol.ts';

const isOpen = (state: MachineState): boolean => state.state === 'running' && state.port.kind === 'open';
const HELLO = '\nM105\n';
const wish = (path: string): PortWish => ({
  kind: 'tty',
  path,
  baud: 115_200,
  probe: { bauds: [230_400, 57_600, 250_000], hello: HELLO },
});
const speedOf = (path: string): string => execFileSync('stty', ['-F', path, 'speed'], { encoding: 'utf8' }).trim();

/** Answers each hello: in words at its own speed, in noise at any other; without a speed it says nothing at all. */
function answering(printer: PtyPrinter, speed: number | null): { readonly hellos: () => number } & Disposable {
  let answered = 0;
  const hellos = (): number => printer.received.split(HELLO).length - 1;
  const timer = setInterval(() => {
    for (; answered < hellos(); answered++) {
      if (speed !== null)
        printer.send(speedOf(printer.path) === String(speed) ? 'ok T:19.38 /0.00\n' : '\u0000\u0080\n\u0001\n');
    }
  }, 10);
  return { hellos, [Symbol.dispose]: () => clearInterval(timer) };
}

const handed = (host: TestHost) =>
  host
    .seen('p1')
    .filter(({ saw }) => saw === 'begin')
    .map(({ port }) => (port as { readonly baud: number | null }).baud);

describe('the speed of a port', () => {
  test('that nobody knows is found out, told to the machine, and tried first the next time', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(join(host.dataFolder, 'tty-printer'));
    using answers = answering(printer, 57_600);
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', wish(printer.path)));
    const first = await host.untilState(link, 'p1', isOpen, 30_000);
    assert.equal(speedOf(printer.path), '57600');
    assert.equal(answers.hellos(), 3, 'one at each speed up to the right one');
    assert.equal(handed(host).at(-1), 57_600);

    printer.unplug();
    await host.untilState(link, 'p1', ({ port }) => port.kind === 'retrying');
    await printer.plug();
    await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid !== first.pid, 30_000);
    assert.equal(speedOf(printer.path), '57600');
    assert.equal(answers.hellos(), 4);
    assert.equal(handed(host).at(-1), 57_600);
  });

  test('of a printer that answers at none is said to be unknown, and tried again until it answers', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(join(host.dataFolder, 'tty-printer'));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', wish(printer.path)));
    await host.untilState(
      link,
      'p1',
      ({ port }) => port.kind === 'retrying' && /nobody answers at any speed/.test(port.reason),
      60_000,
    );
    using _answers = answering(printer, 230_400);
    await host.untilState(link, 'p1', isOpen, 60_000);
    assert.equal(speedOf(printer.path), '230400');
  });

  test('that is known is set, and nothing is said', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(join(host.dataFolder, 'tty-printer'));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', { kind: 'tty', path: printer.path, baud: 57_600 }));
    await host.untilState(link, 'p1', isOpen);
    assert.deepEqual([speedOf(printer.path), printer.received, handed(host).at(-1)], ['57600', '', 57_600]);
  });
});
