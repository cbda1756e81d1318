import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, mkdtempSync, openSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, test } from 'node:test';
import { programOf } from '#lib/built-program';
import { frame } from './fixtures/bench.ts';
import { openTty } from './fixtures/tty-host.ts';
import { type SimulatedPrinter, startSimulator } from './simulator-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'croft-simulator-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const INSTANT = { speed: Number.POSITIVE_INFINITY };
const ENTRY = join(import.meta.dirname, 'entry.ts');

function pathOf(printer: SimulatedPrinter): string {
  return printer.path ?? assert.fail('it is on no tty');
}

/** Asks until it is so; each question is a round trip to the simulator. */
async function untilConnected(printer: SimulatedPrinter, wanted: boolean): Promise<void> {
  for (;;) {
    const { status } = await printer.control({ command: 'status' });
    if (status?.connected === wanted) return;
  }
}

describe('a simulated printer on a real tty', () => {
  test('prints over a real tty what it is sent, and its record tells each line once', async () => {
    await using printer = await startSimulator({ ...INSTANT, advancedOk: true });
    using host = openTty(pathOf(printer));
    host.write(`${frame(0, 'M110 N0')}\n`);
    await host.until('ok N0 P15 B3');
    for (let n = 1; n <= 500; n++) {
      host.write(`${frame(n, `G1 X${n % 100} F6000`)}\n`);
      assert.equal(await host.line(), `ok N${n} P15 B3`);
    }
    const lines = (await printer.records()).filter((record) => record.kind === 'line');
    assert.deepEqual(
      lines.map(({ n }) => n),
      Array.from({ length: 501 }, (_, n) => n),
    );
    assert.ok(Math.abs((lines.at(-1)?.at ?? 0) - Date.now()) < 60_000);
  });

  test('the port can be closed and opened again like a real one; what is said meanwhile is lost', async () => {
    await using printer = await startSimulator({ ...INSTANT });
    for (let round = 1; round <= 3; round++) {
      const host = openTty(pathOf(printer));
      host.write(`${frame(round, 'M117')}\n`);
      assert.equal(await host.line(), 'ok');
      await host.close();
      await untilConnected(printer, false);
      await printer.control({ command: 'trigger', fault: { fault: 'say', line: 'nobody listens' } });
    }
    const connections = (await printer.records()).filter((record) => record.kind === 'connection');
    assert.equal(connections.length, 6);
  });

  test('what a host did not read is not left for the next one', async () => {
    await using printer = await startSimulator({ ...INSTANT });
    const path = pathOf(printer);
    const deaf = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    await untilConnected(printer, true);
    await printer.control({ command: 'trigger', fault: { fault: 'garbage', bytes: 100_000 } });
    closeSync(deaf);
    await untilConnected(printer, false);
    using host = openTty(path);
    host.write('M117\n');
    assert.equal(await host.line(), 'ok');
  });

  test('pulling the cable hangs up the tty and takes the link away; the same link leads to the printer again', async () => {
    const link = join(folder, 'by-id-printer');
    await using printer = await startSimulator({ ...INSTANT, link });
    assert.equal(printer.path, link);
    using host = openTty(link);
    host.write(`${frame(1, 'M117')}\n`);
    assert.equal(await host.line(), 'ok');
    const before = readlinkSync(link);
    await printer.control({ command: 'unplug' });
    await host.hungUp;
    assert.ok(!existsSync(link));
    assert.ok(!existsSync(before));
    await printer.control({ command: 'replug' });
    using again = openTty(link);
    again.write(`${frame(2, 'M117')}\n`);
    assert.equal(await again.line(), 'ok');
    await printer.stop();
    assert.ok(!existsSync(link));
  });

  test('opening the port resets the board where that is switched on', async () => {
    await using printer = await startSimulator({ resetOnOpen: true });
    using host = openTty(pathOf(printer));
    assert.equal(await host.line(), 'start');
    assert.equal(await host.line(), 'External Reset');
  });

  test('a host that sends faster than the printer prints is held back, and nothing is lost', async () => {
    await using printer = await startSimulator({ speed: 20 });
    using host = openTty(pathOf(printer));
    let written = 0;
    for (let n = 1; n <= 100; n++) {
      host.write(`${frame(n, `G1 X${n} F600`)}\n`);
      written++;
    }
    for (let oks = 0; oks < written; oks++) assert.equal(await host.line(), 'ok');
    const status = (await printer.control({ command: 'status' })).status;
    assert.equal(status?.lines, 100);
    assert.equal(status?.resends, 0);
  });
});

describe('a simulated printer on TCP', () => {
  test('serves one host after the other and lives on between them', async () => {
    await using printer = await startSimulator({ ...INSTANT, plug: 'tcp' });
    const port = Number(/^socket:\/\/127\.0\.0\.1:(\d+)$/.exec(printer.url ?? '')?.[1]);
    for (let round = 1; round <= 2; round++) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`${frame(round, 'M117')}\n`);
      const [line] = await once(createInterface({ input: socket }), 'line');
      assert.equal(line, 'ok');
      socket.destroy();
      await untilConnected(printer, false);
    }
  });

  test('a second host is refused, or takes over where that is switched on', async () => {
    for (const kick of [false, true]) {
      await using printer = await startSimulator({ plug: 'tcp', arguments: kick ? ['--tcp-kick'] : [] });
      const port = Number(printer.url?.split(':').at(-1));
      const first = connect(port, '127.0.0.1');
      await once(first, 'connect');
      await untilConnected(printer, true);
      const second = connect(port, '127.0.0.1');
      if (kick) await once(first.resume(), 'close');
      else assert.match(String((await once(second, 'data'))[0]), /^Port already in use/);
      first.destroy();
      second.destroy();
    }
  });

  test('pulling the cable closes the connection and refuses new ones until it is back on the same port', async () => {
    await using printer = await startSimulator({ plug: 'tcp' });
    const port = Number(printer.url?.split(':').at(-1));
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    await untilConnected(printer, true);
    const closed = once(socket.resume(), 'close');
    await printer.control({ command: 'unplug' });
    await closed;
    await assert.rejects(once(connect(port, '127.0.0.1'), 'connect'), /ECONNREFUSED/);
    await printer.control({ command: 'replug' });
    const again = connect(port, '127.0.0.1');
    await once(again, 'connect');
    again.destroy();
  });
});

describe('the simulator as a process', () => {
  async function run(argv: readonly string[], signal: NodeJS.Signals | null = null) {
    const child = spawn(process.execPath, [...programOf(ENTRY), ...argv]);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
      if (signal !== null && out.includes('\n')) child.kill(signal);
    });
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out, err };
  }

  test('prints one line of JSON when ready, and ends cleanly on SIGTERM', async () => {
    const { code, out } = await run(['--tcp', '0'], 'SIGTERM');
    assert.equal(code, 0);
    const ready = JSON.parse(out) as Record<string, unknown>;
    assert.equal(ready.ready, true);
    assert.equal(ready.host, '127.0.0.1');
    assert.equal(typeof ready.port, 'number');
  });

  test('ends when its standard input does, where that was asked for', async () => {
    const child = spawn(process.execPath, [...programOf(ENTRY), '--tcp', '0', '--until-stdin-ends']);
    await once(child.stdout, 'data');
    child.stdin.end();
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  test('--help helps; a wrong flag, a taken port and a link that is a file are clear messages with exit code 1', async () => {
    const help = await run(['--help']);
    assert.equal(help.code, 0);
    assert.match(help.out, /--bed-sensor/);
    for (const argv of [['--bogus'], ['--link', ENTRY], ['--control', '/nowhere/at/all']]) {
      const { code, err } = await run(argv);
      assert.equal(code, 1);
      assert.match(err, /bogus|is no link|control socket/);
      assert.doesNotMatch(err, /\n\s+at /);
    }
    assert.ok(statSync(ENTRY).isFile());
    await using printer = await startSimulator({ plug: 'tcp' });
    const port = printer.url?.split(':').at(-1) ?? '';
    const taken = await run(['--tcp', port]);
    assert.equal(taken.code, 1);
    assert.match(taken.err, /cannot be listened on \(EADDRINUSE\)/);
  });

  test('the control socket refuses what it does not know, and says what it does', async () => {
    await using printer = await startSimulator({ plug: 'tcp' });
    await assert.rejects(
      printer.control({ command: 'explode' } as never),
      /command "explode" does not exist; known are status/,
    );
    await assert.rejects(printer.control({ command: 'faults', set: { lostOk: 9 } }), /lostOk/);
    assert.equal((await printer.control({ command: 'status' })).status?.state, 'running');
  });

  test('what lies on the bed is remembered over a restart', async () => {
    const state = join(folder, 'bed.json');
    for (const expected of [false, true]) {
      await using printer = await startSimulator({ ...INSTANT, state });
      assert.equal((await printer.control({ command: 'status' })).status?.object !== null, expected);
      await printer.control({ command: 'panel-print', lines: ['M302 P1', 'G1 X10 E1'] });
    }
    await using printer = await startSimulator({ ...INSTANT, state });
    assert.equal((await printer.control({ command: 'remove-object' })).removed, true);
    await printer.stop();
    await using empty = await startSimulator({ ...INSTANT, state });
    assert.equal((await empty.control({ command: 'status' })).status?.object, null);
  });
});
