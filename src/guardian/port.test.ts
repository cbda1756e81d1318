import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { TestHost, until } from './fixtures/host.ts';
import { PtyPrinter } from './fixtures/pty-printer.ts';
import type { MachineState, PortWish } from './protocol.ts';

const ttyPath = (host: TestHost): string => join(host.dataFolder, 'tty-printer');
const ttyWish = (path: string): PortWish => ({ kind: 'tty', path, baud: 115_200 });
const isOpen = (state: MachineState): boolean => state.state === 'running' && state.port.kind === 'open';
const sessionOf = (state: MachineState): string | null => ('session' in state.port ? state.port.session : null);
/** Both: handed to the machine, and what the machine says of it. */
const handed = (host: TestHost, id: string) =>
  host
    .seen(id)
    .filter((each) => each.saw === 'begin')
    .map((each) => each.port as { session: string | null; touched: boolean; unreadMs: number });

describe('a serial port', () => {
  test('[PR3] is handed to the machine as descriptor 3, and bytes go both ways', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', { kind: 'tty', path: printer.path, baud: 250_000 }));
    const state = await host.untilState(link, 'p1', isOpen);
    assert.deepEqual(
      handed(host, 'p1').map((each) => [each.session, each.touched]),
      [[sessionOf(state), false]],
    );
    printer.send('echo hello\n');
    await until('the echo', () => printer.received.includes('echo hello\n'));
  });

  test('[PR3] is set up raw, without echo, at the wished speed, and with no modem line dropped at the last close', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    execFileSync('stty', ['-F', printer.path, 'hupcl', 'echo', 'icanon', 'ixon']);
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path)));
    await host.untilState(link, 'p1', isOpen);
    const settings = execFileSync('stty', ['-F', printer.path, '-a'], { encoding: 'utf8' });
    assert.match(settings, /speed 115200 baud/);
    for (const off of ['-hupcl', '-echo', '-icanon', '-ixon', '-opost'])
      assert.match(settings, new RegExp(`\\s${off}\\b`));
  });

  test('[MA10] outlives its machine: the same session, what the printer said meanwhile included', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path)));
    const before = await host.untilState(link, 'p1', isOpen);
    // Stopped before it is killed, so that it surely is not the one that reads the line.
    process.kill(before.pid ?? 0, 'SIGSTOP');
    printer.send('ok in the gap\n');
    process.kill(before.pid ?? 0, 'SIGKILL');
    const after = await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid !== before.pid);
    assert.equal(sessionOf(after), sessionOf(before));
    await host.untilSeen('p1', 'line', (each) => each.line === 'ok in the gap' && each.pid === after.pid);
    const [, second] = handed(host, 'p1');
    assert.deepEqual([second?.session, second?.touched], [sessionOf(before), false]);
    assert.ok((second?.unreadMs ?? -1) >= 0 && (second?.unreadMs ?? 0) < 5_000);
  });

  test('[PR6] that is missing delays nothing; when it appears the machine is started anew with it', async () => {
    await using host = new TestHost();
    const { link } = await host.guardian();
    using printer = new PtyPrinter(ttyPath(host));
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path)));
    const without = await host.untilState(link, 'p1', (each) => each.state === 'running');
    assert.ok(
      without.port.kind === 'retrying' && /is not there/.test(without.port.reason),
      JSON.stringify(without.port),
    );
    await printer.plug();
    const pluggedAt = performance.now();
    const withIt = await host.untilState(link, 'p1', isOpen);
    assert.ok(performance.now() - pluggedAt < 4_000, 'within one retry and one start');
    assert.equal(withIt.restarts, 0, 'no failure of the machine');
    assert.deepEqual(
      handed(host, 'p1').map((each) => each.session),
      [null, sessionOf(withIt)],
    );
  });

  test('[F22] that is unplugged and plugged in again, elsewhere, comes back as a new session', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path)));
    const before = await host.untilState(link, 'p1', isOpen);
    printer.unplug();
    const gone = await host.untilState(link, 'p1', (each) => each.port.kind === 'retrying');
    assert.equal(gone.pid, before.pid, 'the machine stays');
    await printer.plug();
    const after = await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid !== before.pid);
    assert.notEqual(sessionOf(after), sessionOf(before));
    printer.send('echo again\n');
    await until('the echo', () => printer.received.includes('echo again\n'));
  });

  test('[PR6] a machine that does not heed that its port is there is ended, and gets it', async () => {
    await using host = new TestHost();
    const { link } = await host.guardian();
    using printer = new PtyPrinter(ttyPath(host));
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path), { deafToPortReady: true }));
    await host.untilState(link, 'p1', (each) => each.state === 'running');
    await printer.plug();
    await host.untilState(link, 'p1', isOpen);
    await host.untilSeen('p1', 'port-ready');
  });

  test('a machine may ask for a fresh opening: it ends, and the next one starts with another session', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(printer.path)));
    const before = await host.untilState(link, 'p1', isOpen);
    process.kill(before.pid ?? 0, 'SIGUSR2');
    const after = await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid !== before.pid);
    assert.notEqual(sessionOf(after), sessionOf(before));
    assert.equal(after.restarts, 0);
    const [, second] = handed(host, 'p1');
    assert.equal(second?.session, sessionOf(after), 'started with the new session, not without');
  });

  test('[MA13] another port in the wish is taken at once when idle, and after the print when not', async () => {
    await using host = new TestHost();
    using one = await PtyPrinter.plugged(join(host.dataFolder, 'tty-one'));
    using two = await PtyPrinter.plugged(join(host.dataFolder, 'tty-two'));
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', ttyWish(one.path)));
    const before = await host.untilState(link, 'p1', isOpen);
    await link.ensureMachine(host.wish('p1', ttyWish(two.path), { printing: true }));
    await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid !== before.pid && each.printing);
    two.send('echo two\n');
    await until('the echo', () => two.received.includes('echo two\n'));
    await link.ensureMachine(host.wish('p1', ttyWish(one.path)));
    two.send('echo still two\n');
    await until('the echo', () => two.received.includes('echo still two\n'));
    await link.restartMachine('p1');
    await host.untilState(link, 'p1', (each) => isOpen(each) && !each.printing);
    one.send('echo one\n');
    await until('the echo', () => one.received.includes('echo one\n'));
  });

  test('a file that is no serial port is never opened for writing, and the reason says so', async () => {
    await using host = new TestHost();
    const { link } = await host.guardian();
    writeFileSync(ttyPath(host), '');
    await link.ensureMachine(host.wish('p1', ttyWish(ttyPath(host))));
    await host.untilState(
      link,
      'p1',
      (each) => each.port.kind === 'retrying' && /no serial port/.test(each.port.reason),
    );
  });

  test('[PR3] a guardian that a machine started holds no descriptor of that machine', async () => {
    await using host = new TestHost();
    using printer = await PtyPrinter.plugged(ttyPath(host));
    const first = await host.guardian();
    await first.link.ensureMachine(host.wish('p1', ttyWish(printer.path)));
    await host.untilState(first.link, 'p1', isOpen);
    first.process.kill('SIGKILL');
    await once(first.process, 'exit');
    // The machine starts the next one.
    const link = await host.connect();
    await host.untilState(link, 'p1', isOpen);
    const guardian = host.processes().find((pid) => pid !== first.process.pid && isGuardian(host, pid)) ?? 0;
    const held = readdirSync(`/proc/${guardian}/fd`).filter((fd) => linkOf(guardian, fd) === printer.device);
    assert.equal(held.length, 1, 'its own, and no second one inherited');
  });
});

describe('a port over TCP', () => {
  async function server(
    at = 0,
  ): Promise<{ port: number; sockets: Socket[]; received: () => string } & AsyncDisposable> {
    const sockets: Socket[] = [];
    let received = '';
    const listening = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
      });
      // What a board says the moment that somebody connects must reach the machine.
      socket.write('start\n');
    });
    listening.listen(at, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    return {
      port: typeof address === 'object' ? (address?.port ?? 0) : 0,
      sockets,
      received: () => received,
      async [Symbol.asyncDispose]() {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => listening.close(resolve));
      },
    };
  }

  test('[PR3] is handed on from the first byte, outlives its machine, and comes back after it was cut', async () => {
    await using host = new TestHost();
    await using tcp = await server();
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', { kind: 'tcp', host: '127.0.0.1', port: tcp.port }));
    const first = await host.untilState(link, 'p1', isOpen);
    await host.untilSeen('p1', 'line', (each) => each.line === 'start');
    tcp.sockets[0]?.write('echo one\n');
    await until('the echo', () => tcp.received().includes('echo one\n'));

    process.kill(first.pid ?? 0, 'SIGKILL');
    const second = await host.untilState(link, 'p1', (each) => isOpen(each) && each.pid !== first.pid);
    assert.equal(sessionOf(second), sessionOf(first));
    tcp.sockets[0]?.write('echo two\n');
    await until('the echo', () => tcp.received().includes('echo two\n'));
    assert.equal(tcp.sockets.length, 1);

    tcp.sockets[0]?.destroy();
    const third = await host.untilState(link, 'p1', (each) => isOpen(each) && sessionOf(each) !== sessionOf(first));
    tcp.sockets[1]?.write('echo three\n');
    await until('the echo', () => tcp.received().includes('echo three\n'));
    assert.notEqual(third.pid, second.pid);
  });

  test('[PR6] to a host that is off is retried, with the reason, and nothing that is said at its return is lost', async () => {
    await using host = new TestHost();
    const { port } = await (async () => {
      await using tcp = await server();
      return tcp;
    })();
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', { kind: 'tcp', host: '127.0.0.1', port }));
    const state = await host.untilState(link, 'p1', (each) => each.state === 'running');
    assert.ok(state.port.kind === 'retrying' && /refuses the connection/.test(state.port.reason));
    await using _tcp = await server(port);
    const open = await host.untilState(link, 'p1', isOpen);
    // Said at once, while the machine without a port was still making room for the one with it.
    await host.untilSeen('p1', 'line', (each) => each.line === 'start' && each.pid === open.pid);
  });

  test('[PR3] cannot be held a second time: a new guardian says so, and the next machine gets a new session', async () => {
    await using host = new TestHost();
    await using tcp = await server();
    const first = await host.guardian();
    const wish = host.wish('p1', { kind: 'tcp', host: '127.0.0.1', port: tcp.port });
    await first.link.ensureMachine(wish);
    const before = await host.untilState(first.link, 'p1', isOpen);
    first.process.kill('SIGKILL');
    await once(first.process, 'exit');
    const { link } = await host.guardian();
    const adopted = await host.untilState(link, 'p1', (each) => each.port.kind === 'cannot-hold');
    assert.deepEqual([adopted.pid, sessionOf(adopted)], [before.pid, sessionOf(before)]);
    // Nobody else could hold the connection while one process gives way to another.
    await assert.rejects(link.upgradeMachine('p1', wish.entry), {
      code: 'upgrade-refused',
      message: /^only the machine itself holds the connection/,
    });
    assert.equal((await host.untilState(link, 'p1', (each) => each.state === 'running')).pid, before.pid);
    process.kill(before.pid ?? 0, 'SIGKILL');
    const next = await host.untilState(link, 'p1', isOpen);
    assert.notEqual(sessionOf(next), sessionOf(before));
  });
});

function isGuardian(host: TestHost, pid: number): boolean {
  return host.commandLine(pid).includes('guardian-process');
}

function linkOf(pid: number, fd: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    return '';
  }
}
