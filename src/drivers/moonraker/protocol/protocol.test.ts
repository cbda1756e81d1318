import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readMessage } from './message.ts';
import { readMesh } from './own-mesh.ts';
import { readSettings } from './own-settings.ts';
import { readHistory, verdictOf } from './past-job.ts';
import { mergeStatus, readPrinter } from './status.ts';

describe('messages', () => {
  test('answers, refusals and notices are told apart; the host’s load is not even parsed', () => {
    assert.deepEqual(readMessage('{"jsonrpc":"2.0","id":3,"result":"ok"}'), { kind: 'result', id: 3, result: 'ok' });
    assert.deepEqual(readMessage('{"id":3,"error":{"code":400,"message":"SD busy"}}'), {
      kind: 'error',
      id: 3,
      code: 400,
      message: 'SD busy',
    });
    assert.deepEqual(readMessage('{"method":"notify_klippy_ready","params":[]}'), {
      kind: 'notice',
      method: 'notify_klippy_ready',
      params: [],
    });
    assert.equal(readMessage('{"method":"notify_proc_stat_update","params":[{}]}').kind, 'odd');
  });

  test('[DR12] whatever comes, nothing is thrown and nothing is made up', () => {
    const odd = [
      '',
      '{',
      'null',
      '[]',
      '7',
      '"x"',
      '{"id":"3","result":1}',
      '{"id":{}}',
      '{"__proto__":{"id":1}}',
      '\u0000',
    ];
    for (const text of odd) assert.equal(readMessage(text).kind, 'odd', text);
    assert.deepEqual(readMessage('{"method":"m","params":7}'), { kind: 'notice', method: 'm', params: [] });
    assert.equal(readMessage('{"id":1,"error":null}').kind, 'error');
  });
});

describe('status', () => {
  const MOVE = { speed_factor: 1, extrude_factor: 1 };
  const full = {
    webhooks: { state: 'ready', state_message: 'Printer is ready' },
    print_stats: {
      state: 'printing',
      filename: 'croft/a.gcode',
      total_duration: 12,
      print_duration: 4,
      info: { current_layer: 3 },
    },
    display_status: { progress: 0.25, message: 'hello' },
    virtual_sdcard: { progress: 0.3 },
    pause_resume: { is_paused: false },
    toolhead: { position: [1, 2, 3, 4] },
    extruder: { temperature: 200.4, target: 210 },
    extruder1: { temperature: 20, target: 0 },
    heater_bed: { temperature: 60, target: 60 },
    'heater_generic chamber': { temperature: 40, target: 45 },
  };

  test('a change overwrites the fields that it names, and no others', () => {
    const merged = mergeStatus(mergeStatus({}, full), { extruder: { temperature: 205 } });
    const view = readPrinter(merged);
    assert.deepEqual(view.temperatures, [
      { name: 'nozzle', actual: 205, target: 210 },
      { name: 'nozzle 2', actual: 20, target: null },
      { name: 'bed', actual: 60, target: 60 },
      { name: 'chamber', actual: 40, target: 45 },
    ]);
    assert.deepEqual([view.state, view.filename, view.fraction, view.layer], ['printing', 'croft/a.gcode', 0.25, 3]);
    assert.deepEqual(view.position, { x: 1, y: 2, z: 3 });
  });

  test('[DR12] wrong types are as if nothing was told', () => {
    const wrong = {
      webhooks: { state: 7 },
      print_stats: { state: 'flying', filename: [], total_duration: 'x' },
      toolhead: { position: ['a'] },
      extruder: 5,
    };
    const view = readPrinter(mergeStatus({}, wrong));
    assert.deepEqual(
      [view.klippy, view.state, view.filename, view.totalSeconds, view.position],
      ['startup', 'standby', '', 0, null],
    );
    assert.deepEqual(mergeStatus(full, null), full);
    assert.deepEqual(Object.keys(mergeStatus({}, JSON.parse('{"__proto__":{"a":1}}'))), []);
  });

  test('[DR12] the parts of a print: odd ones are none, one is no choice, and too many are not offered', () => {
    const told = (exclude_object: unknown) => readPrinter(mergeStatus(full, { exclude_object, gcode_move: MOVE }));
    const two = told({
      objects: [{ name: 'A' }, { name: 'B' }, { name: 'A' }, 7, { name: '' }],
      excluded_objects: ['B'],
    });
    assert.deepEqual(two.overrides?.objects, [
      { id: 'A', name: 'A', skipped: false, current: false },
      { id: 'B', name: 'B', skipped: true, current: false },
    ]);
    assert.equal(told({ objects: [{ name: 'A' }], current_object: 'A' }).overrides?.objects, undefined);
    const many = Array.from({ length: 101 }, (_, i) => ({ name: `O${i}` }));
    const view = told({ objects: many, excluded_objects: 7 });
    assert.deepEqual([view.overrides?.objects, view.objects?.length], [undefined, 101]);
    assert.equal(told({ objects: 'x' }).objects, null);
  });

  test('a printer with endless objects fills no memory', () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`o${i}`, { a: 1 }]));
    assert.equal(Object.keys(mergeStatus({}, many)).length, 500);
  });
});

describe('history', () => {
  const jobs = (status: string) =>
    readHistory({ jobs: [{ job_id: '0001', filename: 'croft/a.gcode', status, start_time: 5 }, 7, {}] });

  test('[MA10] the job with our file name decides; what broke off is nobody’s success', () => {
    assert.deepEqual(verdictOf(jobs('completed'), 'croft/a.gcode'), { kind: 'ended', outcome: 'finished' });
    assert.deepEqual(verdictOf(jobs('cancelled'), 'croft/a.gcode'), { kind: 'ended', outcome: 'cancelled' });
    assert.deepEqual(verdictOf(jobs('error'), 'croft/a.gcode'), { kind: 'ended', outcome: 'failed' });
    for (const status of ['klippy_shutdown', 'klippy_disconnect', 'interrupted', 'server_exit', 'what is this'])
      assert.equal(verdictOf(jobs(status), 'croft/a.gcode').kind, 'broken', status);
    assert.equal(verdictOf(jobs('in_progress'), 'croft/a.gcode').kind, 'under-way');
    assert.equal(verdictOf(jobs('completed'), 'croft/b.gcode').kind, 'never-began');
    assert.deepEqual(readHistory('nonsense'), []);
  });
});

describe('what Klipper says of itself when it is asked', () => {
  const told = (status: unknown): unknown => ({ result: { eventtime: 1, status } });

  test('[DR12] nonsense is no settings and no bed, and endless settings are cut', () => {
    for (const nonsense of [null, 7, [], {}, { result: 7 }, told(7), told({ configfile: 7, bed_mesh: 7 })]) {
      assert.equal(readSettings(nonsense).kind, 'untold');
      assert.equal(readMesh(nonsense).kind, 'untold');
    }
    for (const probed_matrix of [7, [[]], [[1, 2]], [[1, 2], [1]], Array.from({ length: 99 }, () => [1, 2])])
      assert.equal(readMesh(told({ bed_mesh: { probed_matrix } })).kind, 'none');
    const lines = Object.fromEntries(Array.from({ length: 9_999 }, (_, i) => [`s${i}`, 'x'.repeat(i === 0 ? 300 : 3)]));
    const answer = readSettings(
      told({ configfile: { settings: { printer: lines, b: 7, 'gcode_macro A': { gcode: 'G28' } } } }),
    );
    assert.ok(answer.kind === 'told');
    assert.deepEqual(
      answer.value.groups.map(({ title, lines: all }) => [title, all.length]),
      [['[printer]', 3_000]],
    );
  });
});
