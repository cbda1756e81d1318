import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fastify } from 'fastify';
import { createLog } from './log.ts';
import type { Log, LogDestination, LogLevel } from './log-types.ts';
import { prettyLine } from './pretty-line.ts';
import { REDACTED } from './redact.ts';
import { createSmallLog } from './small-log.ts';

const clock = { now: () => Date.UTC(2026, 10, 24, 12, 3, 4), monotonic: () => 0, schedule: () => assert.fail() };

function recorder() {
  const lines: string[] = [];
  return { lines, write: (line: string) => lines.push(line), last: () => JSON.parse(lines.at(-1) ?? '') as unknown };
}

const makers: readonly [string, (level: LogLevel, destination: LogDestination) => Log][] = [
  ['log (pino)', (level, destination) => createLog({ level, destination, name: 'combinator', clock })],
  ['small log', (level, destination) => createSmallLog({ level, destination, name: 'combinator', clock })],
];

for (const [title, create] of makers) {
  describe(title, () => {
    test('a line is JSON with level, time, name, message and fields', () => {
      const out = recorder();
      create('info', out).info({ printer: 'p1', n: 3 }, 'hello');
      assert.deepEqual(out.last(), {
        level: 'info',
        time: '2026-11-24T12:03:04.000Z',
        name: 'combinator',
        printer: 'p1',
        n: 3,
        msg: 'hello',
      });
      assert.match(out.lines[0] ?? '', /^[^\n]+\n$/);
    });

    test('below its level nothing is written, silent writes nothing at all', () => {
      const out = recorder();
      const log = create('warn', out);
      log.debug('a');
      log.info('b');
      log.warn('c');
      log.error('d');
      log.fatal('e');
      create('silent', out).fatal('f');
      assert.deepEqual(
        out.lines.map((line) => (JSON.parse(line) as { msg: string }).msg),
        ['c', 'd', 'e'],
      );
    });

    test('secrets are redacted by key, at any depth, in children and in errors', () => {
      const out = recorder();
      const canary = 'canary-7f3a';
      const headers = { Authorization: canary, 'X-Api-Key': canary, Cookie: canary };
      const error = Object.assign(new Error('refused'), { config: { password: canary } });
      create('info', out)
        .child({ accessCode: canary, printer: 'p1' })
        .info(
          { settings: { deep: [{ token: canary, secret: canary }] }, headers, newPassword: canary, err: error },
          'x',
        );
      assert.ok(!out.lines.join('').includes(canary), out.lines.join(''));
      const line = out.last() as { accessCode: string; printer: string; err: { message: string; stack: string } };
      assert.equal(line.accessCode, REDACTED);
      assert.equal(line.printer, 'p1');
      assert.equal(line.err.message, 'refused');
      assert.match(line.err.stack, /log\.test/);
    });

    test('a value that cannot be JSON does not harm: cycles, bigints, getters that throw', () => {
      const out = recorder();
      const cycle: Record<string, unknown> = { big: 5n, tokens: 3 };
      cycle.self = cycle;
      create('info', out).info({ cycle }, 'x');
      assert.deepEqual((out.last() as { cycle: unknown }).cycle, { big: '5', tokens: 3, self: '[circular]' });
      const trap = Object.defineProperty({}, 'x', { enumerable: true, get: () => assert.fail('trap') });
      create('info', out).info({ trap }, 'still written');
      assert.equal((out.last() as { msg: string }).msg, 'still written');
    });

    test('a terminal gets one readable line, and no text of a printer moves its cursor', () => {
      const out = { ...recorder(), isTTY: true };
      if (title === 'small log') return;
      create('info', out).warn({ port: 8300, said: '\u001b[2J\nfake line' }, 'listening');
      const [line = ''] = out.lines;
      assert.equal(
        // oxlint-disable-next-line no-control-regex -- the colours
        line.replace(/\u001b\[\d+m/g, ''),
        '12:03:04 warn  combinator listening port=8300 said=\\u001b[2J\\u000afake line\n',
      );
    });
  });
}

test('Fastify takes the log as its own, and writes no query of a request', async () => {
  const out = recorder();
  const server = fastify({ loggerInstance: createLog({ level: 'info', destination: out, name: 'api', clock }) });
  server.get('/x', () => ({}));
  await server.inject({ url: '/x?token=canary' });
  await server.close();
  const said = out.lines.join('');
  assert.match(said, /"req":\{"method":"GET","url":"\/x","remoteAddress":"127\.0\.0\.1"\}/);
  assert.match(said, /"statusCode":200/);
  assert.ok(!said.includes('canary'), said);
});

describe('log processes', () => {
  const run = (script: string, stdio: 'pipe' | 'ignore' = 'pipe') =>
    spawnSync(process.execPath, ['--conditions=source', '--input-type=module', '-e', script], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      encoding: 'utf8',
      stdio: ['ignore', stdio, 'pipe'],
    });

  test('the last lines before the end of the process are written', () => {
    const ended = run(`import { fastify } from 'fastify';
import { createLog } from '#lib/log';
      const log = createLog({ level: 'info', destination: 'stdout', name: 'x' });
      for (let i = 0; i < 1000; i++) log.info({ i }, 'line');
      process.exit(3);`);
    assert.equal(ended.status, 3, ended.stderr);
    assert.equal(ended.stdout.trim().split('\n').length, 1000);
  });

  test('the small log loads no package', () => {
    const ended = run(`import { registerHooks } from 'node:module';
      registerHooks({ load(url, context, next) {
        if (url.includes('/node_modules/')) throw new Error('loaded ' + url);
        return next(url, context);
      } });
      const { createSmallLog, descriptorDestination } = await import('#lib/small-log');
      createSmallLog({ level: 'info', name: 'machine', destination: descriptorDestination(1) }).info('ok');`);
    assert.equal(ended.status, 0, ended.stderr);
    assert.match(ended.stdout, /"msg":"ok"/);
  });

  test('a destination that fails loses the line and nothing else', () => {
    const log = createSmallLog({ level: 'info', name: 'x', destination: { write: () => assert.fail('full') } });
    log.error('lost');
  });
});

test('a line that is no JSON is shown as it is, without its control characters', () => {
  assert.equal(prettyLine('plain \u0007 text\n'), 'plain \\u0007 text\n');
});
