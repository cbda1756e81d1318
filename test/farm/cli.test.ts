import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT_MACHINE_RUNS_ALREADY, lockNote, machineLock } from '../../src/guardian/protocol.ts';
import { takeProcessLock } from '../../src/lib/lock.ts';
import { runCroft, startCroft, temporaryData, until } from '../harness/croft.ts';

const NO_STACK = /\n\s+at /;

test('help lists every command, and each command explains itself', async () => {
  const help = await runCroft(['--help']);
  assert.equal(help.code, 0);
  const commands = ['up', 'down', 'estop', 'doctor', 'events', 'combinator', 'guardian', 'machine', 'simulate'];
  for (const command of commands) assert.match(help.stdout, new RegExp(`^  ${command} +\\S`, 'm'));
  const each = await Promise.all(commands.map((command) => runCroft([command, '--help'])));
  for (const [i, one] of each.entries()) {
    assert.equal(one.code, 0, commands[i]);
    assert.match(one.stdout, /--data|--runtime|--pty|--server/, commands[i]);
  }
});

test('a person’s mistakes end with code 1, a cause and a remedy, and without a stack', async () => {
  await using data = temporaryData();
  const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /Usage: croft/],
    [['fly'], /no command "fly"/],
    [['up', '--prot', '1'], /--prot/],
    [['up', '--port', 'many'], /no port/],
    [['up', '--host', '0.0.0.0', '--data', data.path], /reached by other devices/],
    [['up', '--data', '/proc/croft'], /cannot be used/],
    [['estop'], /Name one printer/],
    [['machine'], /--printer, --data and --runtime/],
  ];
  for (const [args, words] of mistakes) {
    const ended = await runCroft(args);
    assert.equal(ended.code, 1, args.join(' '));
    assert.match(ended.stdout + ended.stderr, words, args.join(' '));
    assert.doesNotMatch(ended.stderr, NO_STACK, args.join(' '));
  }
});

test('[MN3] a taken port and a data folder in use are said clearly', async () => {
  await using data = temporaryData();
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const taken = await runCroft(['up', '--data', data.path, '--port', String(port)]);
  server.close();
  assert.equal(taken.code, 1);
  assert.match(taken.stderr, new RegExp(`Port ${port} .*taken`));
  assert.doesNotMatch(taken.stderr, NO_STACK);

  await using croft = await startCroft(['up'], data.path);
  const second = await runCroft(['up', '--data', data.path, '--port', '0']);
  assert.equal(second.code, 1);
  assert.match(second.stderr, /Another process uses/);
  assert.doesNotMatch(second.stderr, NO_STACK);
  assert.equal((await fetch(`${croft.address}/healthz`)).status, 200, 'the first is unharmed');
});

test('a file where the data folder should be is no folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'croft-cli-'));
  try {
    writeFileSync(join(folder, 'file'), '');
    const ended = await runCroft(['up', '--data', join(folder, 'file'), '--port', '0']);
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /cannot be used/);
    chmodSync(folder, 0o700);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('[PR3] [MA5] a shell with another XDG_RUNTIME_DIR reaches the farm that runs', { timeout: 60_000 }, async () => {
  await using data = temporaryData();
  await using _croft = await startCroft(['up'], data.path);
  const elsewhere = mkdtempSync(join(tmpdir(), 'croft-cli-'));
  try {
    const stop = ['estop', '--all', '--data', data.path];
    await until('the guardian is at work', async () => (await runCroft(stop)).code === 0);
    const { code, stderr } = await runCroft(stop, { XDG_RUNTIME_DIR: elsewhere });
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(readdirSync(elsewhere), [], 'and makes no folder of its own');
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

test('[PR1] [MN3] SIGTERM ends the server, idle machines and the guardian within 5 s, with code 0, also while clients listen', {
  timeout: 60_000,
}, async () => {
  await using data = temporaryData();
  const croft = await startCroft(['up'], data.path);
  const sockets = Array.from(
    { length: 20 },
    () => new WebSocket(`${croft.address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws'),
  );
  for (const socket of sockets) {
    socket.onopen = () => socket.send('{"type":"connection_init"}');
    socket.onmessage = ({ data: text }) => {
      if (String(text).includes('connection_ack')) {
        socket.send(
          JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { farm { sequence } }' } }),
        );
      }
    };
  }
  await until('all live', async () => sockets.every((socket) => socket.readyState === WebSocket.OPEN));
  const from = performance.now();
  assert.equal(await croft.end('SIGTERM'), 0);
  assert.ok(performance.now() - from < 5_000, 'within 5 s');
  assert.match(croft.output(), /machines have ended/);
  const after = await runCroft(['down', '--data', data.path]);
  assert.match(
    after.stdout,
    /Nothing runs|All machines have ended/,
    'nothing is left, or the guardian is just leaving',
  );
});

test('[PR3] a machine whose printer has one already ends at once, whatever runtime folder it is told, and touches nothing', {
  timeout: 60_000,
}, async () => {
  await using data = temporaryData();
  await using elsewhere = temporaryData();
  const held = await takeProcessLock(data.path, machineLock('p1'), lockNote(data.path));
  assert.ok(held !== 'taken');
  await using _held = held;
  const twin = await runCroft(['machine', '--printer', 'p1', '--data', data.path, '--runtime', elsewhere.path]);
  assert.equal(twin.code, EXIT_MACHINE_RUNS_ALREADY);
  assert.deepEqual(readdirSync(data.path), []);
});

test('[PR4] a doctor looks, and says what is wrong', async () => {
  await using data = temporaryData();
  const good = await runCroft(['doctor', '--data', data.path, '--port', '0']);
  assert.match(good.stdout, /Data folder/);
  assert.equal(good.code, 0);
  const bad = await runCroft(['doctor', '--data', '/proc/croft']);
  assert.equal(bad.code, 1);
});
