import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { handedPort, portEnvironment } from './handed-port.ts';
import { parseRequest, parseStop } from './protocol.ts';

const wish = {
  id: 1,
  kind: 'ensure-machine',
  printerId: 'p1',
  entry: { execArgv: ['--conditions=source'], script: '/srv/croft/main.js', argv: ['machine'], env: { PRINTER: 'p1' } },
  port: { kind: 'tty', path: '/dev/serial/by-id/usb-x', baud: 250_000 },
  journalFolder: '/var/lib/croft/p1',
};
const registration = {
  id: 2,
  kind: 'register',
  printerId: 'p1',
  pid: 4711,
  heating: false,
  printing: true,
  stopBytes: Buffer.from('\nM112\n').toString('base64'),
  heatersOffBytes: '',
  portSession: null,
};
const parse = (message: object) => parseRequest(JSON.stringify(message)).request;

describe('a request to the guardian', () => {
  test('is read whole, and what is not asked for is left out', () => {
    const { id, kind, ...rest } = wish;
    assert.deepEqual(parseRequest(JSON.stringify({ ...wish, more: 1 })), { id, request: { kind, wish: rest } });
  });

  test('[MA5] a registration brings its bytes; who heats is taken to know what the printer does, who does not is not', () => {
    const read = parse(registration);
    assert.ok(read.kind === 'register');
    assert.deepEqual(read.registration.stopBytes, new TextEncoder().encode('\nM112\n'));
    assert.equal(read.registration.proven, false);
    const heating = parse({ ...registration, heating: true });
    assert.equal(heating.kind === 'register' && heating.registration.proven, true);
    const modest = parse({ ...registration, heating: true, proven: false });
    assert.equal(modest.kind === 'register' && modest.registration.proven, false);
  });

  test('[PR5a] a wish brings what a shard is started with, and a shard says whom it holds', () => {
    const { id: _, kind, ...own } = wish;
    const shared = { ...own, shard: { entry: wish.entry, size: 32, label: 'Croft 1' }, shares: true };
    assert.deepEqual(parse({ ...shared, id: 1, kind }), { kind, wish: shared });
    const machines = [{ printerId: 'p1', run: 7 }];
    const holding = { id: 1, kind: 'register-shard', pid: 4711, machines };
    assert.deepEqual(parse(holding), { kind: 'register-shard', pid: 4711, machines });
    const ended = { kind: 'machine-ended', printerId: 'p1', run: 7, code: 70 } as const;
    assert.deepEqual(parse({ id: 2, ...ended }), ended);
  });

  const broken: readonly (readonly [string, object, RegExp])[] = [
    ['no id', { ...wish, id: undefined }, /^id must be a whole number/],
    ['an unknown kind', { ...wish, kind: 'toString' }, /^kind must be one of/],
    ['a path as printer', { ...wish, printerId: '../p1' }, /^printerId must be a printer id/],
    ['no entry', { ...wish, entry: null }, /^entry must be an object/],
    ['a script that is no text', { ...wish, entry: { ...wish.entry, script: 1 } }, /^entry\.script must be a text/],
    [
      'a relative script',
      { ...wish, entry: { ...wish.entry, script: 'main.js' } },
      /^entry\.script must be an absolute/,
    ],
    [
      'too many arguments',
      { ...wish, entry: { ...wish.entry, argv: Array(65).fill('x') } },
      /^entry\.argv must be a list/,
    ],
    [
      'a NUL in the environment',
      { ...wish, entry: { ...wish.entry, env: { A: 'x\0' } } },
      /^entry\.env\.A must be a text/,
    ],
    ['a bad name there', { ...wish, entry: { ...wish.entry, env: { 'A=B': 'x' } } }, /^entry\.env has a bad name/],
    ['a port of no kind', { ...wish, port: { kind: 'usb' } }, /^port\.kind must be one of/],
    ['a speed of text', { ...wish, port: { ...wish.port, baud: '115200' } }, /^port\.baud must be a whole number/],
    ['a relative device', { ...wish, port: { ...wish.port, path: 'ttyUSB0' } }, /^port\.path must be an absolute path/],
    ['a port beyond 65535', { ...wish, port: { kind: 'tcp', host: 'x', port: 65_536 } }, /^port\.port must be a whole/],
    ['the process 1', { ...registration, pid: 1 }, /^pid must be a whole number/],
    ['bytes that are no base64', { ...registration, stopBytes: '\nM112\n' }, /^stopBytes must be at most/],
    ['too many bytes', { ...registration, stopBytes: 'A'.repeat(6_000) }, /^stopBytes must be at most 4096 bytes/],
    [
      'a shard for nobody',
      { ...wish, shard: { entry: wish.entry, size: 0, label: 'x' } },
      /^shard\.size must be a whole/,
    ],
    ['a machine of no run', { id: 1, kind: 'register-shard', pid: 2, machines: [{ printerId: 'p1' }] }, /^run must be/],
    ['half a shutdown', { id: 1, kind: 'shutdown' }, /^scope must be one of/],
  ];
  for (const [what, message, reason] of broken) {
    test(`is refused with field and rule: ${what}`, () => {
      assert.throws(
        () => parse(message),
        (error: Error) => reason.test(error.message) || assert.fail(error.message),
      );
    });
  }

  test('nothing of a prototype is taken for a field', () => {
    assert.throws(() => parseRequest('{"id":1,"kind":"restart-machine","__proto__":{"printerId":"p1"}}'), /printerId/);
  });

  test('a stop names a printer or all of them, and may have no number', () => {
    assert.deepEqual(parseStop('{"printerId":"p1","number":4}'), { printerId: 'p1', number: 4 });
    assert.deepEqual(parseStop('{"printerId":"p1"}'), { printerId: 'p1', number: null });
    assert.deepEqual(parseStop('{"all":true}'), { printerId: null, number: null });
    assert.throws(() => parseStop('{"all":1}'), /printerId must be/);
  });
});

describe('what a machine is told of its port', () => {
  test('[MA10] is read as it was written', () => {
    const port = {
      wish: { kind: 'tty', path: '/dev/ttyUSB0', baud: 115_200, probe: { bauds: [250_000], hello: '\nM105\n' } },
      baud: 250_000,
      session: 's1',
      touched: true,
      unreadMs: 12,
    } as const;
    assert.deepEqual(handedPort(portEnvironment(port)), port);
    assert.deepEqual(handedPort(portEnvironment({ ...port, session: null })), { ...port, session: null });
  });

  test('is that there is none where no guardian started the process', () => {
    assert.deepEqual(handedPort({}), {
      wish: { kind: 'none' },
      session: null,
      baud: null,
      touched: false,
      unreadMs: 0,
    });
  });
});
