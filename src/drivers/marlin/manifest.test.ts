import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { manifest, optionsAt, readOptions, simulatedManifest } from './manifest.ts';

describe('[CF1] options', () => {
  for (const [connection, wish] of [
    ['/dev/serial/by-id/usb-x', { kind: 'tty', path: '/dev/serial/by-id/usb-x', baud: 115_200 }],
    ['socket://10.0.0.7:23', { kind: 'tcp', host: '10.0.0.7', port: 23 }],
    ['socket://esp-printer.local:8888', { kind: 'tcp', host: 'esp-printer.local', port: 8888 }],
    ['socket://[::1]:99', { kind: 'tcp', host: '::1', port: 99 }],
  ] as const) {
    test(`${connection} is a port`, () => {
      assert.deepEqual(manifest.checkOptions({ connection }), []);
      assert.deepEqual(manifest.portOf({ connection }), wish);
    });
  }
  for (const connection of [
    'ttyUSB0',
    '',
    'socket://host',
    'socket://host:0',
    'socket://host:70000',
    'http://x:1',
    '/dev/\n',
  ]) {
    test(`${JSON.stringify(connection)} is refused with rule and remedy`, () => {
      const [problem] = manifest.checkOptions({ connection });
      assert.ok(problem !== undefined && problem.field === 'connection' && problem.remedy.length > 10);
    });
  }

  test('[MA15] what is sent to a board by itself is settings and nothing else', () => {
    const check = (...afterConnect: string[]) => manifest.checkOptions({ connection: '/dev/x', afterConnect });
    assert.deepEqual(check('M413 S0', 'M900 K0.05', 'M92 X80 Y80.5 Z-400', 'M420 S1 Z10'), []);
    for (const line of [
      'G28',
      'M104 S200',
      'M24',
      'M500',
      'M220 S150',
      'M900',
      'M900 K0.05 G28',
      'M900 K0.05;x',
      'm900 k1',
      'M900K1',
      '',
      'M413 S0\nM24',
    ]) {
      const [problem] = check('M413 S0', line);
      assert.ok(problem?.field === 'afterConnect' && problem.rule.includes(line) && problem.remedy.length > 10, line);
    }
  });

  test('[MA15] [CF1] a script is read and passes the gate when it is saved; what is wrong is told with its line and rule', () => {
    const check = (script: string, text: string) =>
      manifest.checkOptions({ connection: '/dev/x', maxNozzleTemperature: 260, [`${script}Script`]: text });
    assert.deepEqual(
      check('start', '; warm\n\nM190 S{bed}\nM109 S{nozzle: number 0..260 = 200} ; {x}\nM117 {file}'),
      [],
    );
    assert.deepEqual(check('pause', 'G91\nG1 Z5 E-2\nM104 S150\nG28 X Y\nG92 E0\nM117 {z}'), []);
    assert.deepEqual(check('cancel', 'G28\nT1\nM220 S100'), []);
    for (const [script, text, at] of [
      ['start', 'G28\n\nM23 a.gco', 'line 3 (M23 a.gco)'],
      ['start', 'SDCARD_PRINT_FILE FILENAME=a', 'line 1'],
      ['end', 'M24', 'line 1'],
      ['cancel', 'M32 a.gco', 'line 1'],
      ['start', 'M109 S300', 'line 1'],
      ['start', 'M117 x\nM109 S{other}', 'line 2'],
      ['start', 'M117 {z}', 'line 1'],
      ['end', 'M117 {z', 'line 1'],
      ['start', 'M109 S{nozzle: text 5}', 'line 1'],
      ['start', 'M500', 'line 1'],
      ['start', 'M112', 'line 1'],
      ['pause', 'G91\nG28', 'line 2'],
      ['pause', 'G92 X0', 'line 1'],
      ['pause', 'T1', 'line 1'],
      ['resume', 'M104 T1 S200', 'line 1'],
      ['resume', 'M220 S50', 'line 1'],
      ['resume', 'M84', 'line 1'],
      ['cancel', 'M117 x\n'.repeat(31), 'line 31'],
      ['start', `G1 X${'1'.repeat(200)}`, 'line 1'],
    ] as const) {
      const [problem, ...more] = check(script, text);
      const told = `${script} ${text}: ${problem?.rule}`;
      assert.ok(problem?.field === `${script}Script` && problem.rule.startsWith(at), told);
      assert.ok(problem.rule.length > at.length + 10 && problem.remedy.length > 9 && more.length === 0, told);
    }
    // What nobody has typed is none.
    assert.deepEqual(check('start', ' \n; only a remark\n'), []);
  });

  test('what is missing or unusable falls back', () => {
    assert.deepEqual(readOptions({}), readOptions({ baud: 'fast', tools: -1, window: null, receiveBufferBytes: 1.5 }));
    assert.equal(readOptions({ baud: 250_000 }).baud, 250_000);
    assert.deepEqual(manifest.portOf({}), { kind: 'none' });
    assert.equal(readOptions({ baud: 300 }).baud, 1200);
  });

  test('a baud rate of 0 is found out, beginning with the likeliest', () => {
    const wish = manifest.portOf({ connection: '/dev/ttyUSB0', baud: 0 });
    assert.ok(wish.kind === 'tty' && wish.probe !== undefined);
    assert.deepEqual([wish.baud, wish.probe.bauds[0]], [115_200, 250_000]);
    assert.equal('probe' in manifest.portOf({ connection: '/dev/ttyUSB0', baud: 57_600 }), false);
  });

  test('the driver reckons with the speed that was found out', () => {
    assert.equal(optionsAt(250_000, { baud: 0 }).baud, 250_000);
    assert.equal(optionsAt(undefined, { baud: 57_600 }).baud, 57_600);
    assert.equal(optionsAt(undefined, { baud: 0 }).baud, 115_200);
  });

  test('[BE5] only the simulated printer may be cleared by its sensor', () => {
    assert.deepEqual(manifest.clearing, ['operator']);
    assert.deepEqual(simulatedManifest.clearing, ['operator', 'simulated-sensor']);
  });

  test('each property has a title, and the limits of the gate stand in the schema', () => {
    const { properties } = manifest.optionsSchema as { properties: Record<string, { title?: string }> };
    for (const [name, schema] of Object.entries(properties)) assert.ok(schema.title, name);
    for (const name of ['maxNozzleTemperature', 'maxBedTemperature', 'maxChamberTemperature', 'blockedCommands']) {
      assert.ok(name in properties);
    }
  });
});
