import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf } from './adjustment-line.ts';
import { readFolder, readLogin, refusalIn } from './answers.ts';
import { foreignOf } from './foreign.ts';
import { readMessageBox } from './message-box.ts';
import { isNamed, mergeModel, readView, seqsOf } from './model.ts';

test('a change goes upon what is known, field by field and item by item; lists are as long as the change says', () => {
  const known = {
    state: { status: 'idle', upTime: 5 },
    heat: { heaters: [{ current: 20, active: 60 }, { current: 21 }] },
  };
  const change = { state: { status: 'processing' }, heat: { heaters: [{ current: 30 }, {}] } };
  assert.deepEqual(mergeModel(known, change), {
    state: { status: 'processing', upTime: 5 },
    heat: { heaters: [{ current: 30, active: 60 }, { current: 21 }] },
  });
  assert.deepEqual(mergeModel([{ a: 1 }, { b: 2 }], [{ c: 3 }]), [{ a: 1, c: 3 }]);
  const odd = mergeModel({}, JSON.parse('{"__proto__":{"status":"halted"}}')) as { status?: unknown };
  assert.equal(odd.status, undefined);
});

test('[DR12] a model of wrong types is a model that says nothing', () => {
  for (const model of [{}, { state: 7, job: [], heat: { heaters: 'x' }, move: null, tools: 3, boards: {} }]) {
    const view = readView(model);
    assert.deepEqual([view.status, view.file, view.last, view.temperatures, view.position], ['', null, null, [], null]);
  }
  assert.deepEqual(seqsOf({ seqs: { job: 3, heat: 'x' } }), { job: 3 });
});

test('heaters are named by what the bed, the chamber and the tools say is theirs', () => {
  const { temperatures } = readView({
    heat: {
      bedHeaters: [0],
      chamberHeaters: [-1, 3],
      heaters: [
        { current: 60.1, active: 60, standby: 0, state: 'active' },
        { current: 205, active: 210, standby: 150, state: 'standby' },
        { current: 25, active: 210, standby: 0, state: 'off' },
        { current: 30, active: 0, standby: 0, state: 'off' },
      ],
    },
    tools: [{ heaters: [1] }, null, { heaters: [2] }],
  });
  assert.deepEqual(temperatures, [
    { name: 'bed', actual: 60.1, target: 60 },
    { name: 'nozzle', actual: 205, target: 150 },
    { name: 'nozzle 2', actual: 25, target: null },
    { name: 'chamber', actual: 30, target: null },
  ]);
});

test('the last file says how it ended; a simulation of it says nothing', () => {
  const last = (job: object) => readView({ job: { lastFileName: '0:/gcodes/a.g', ...job } }).last?.outcome;
  assert.equal(last({}), 'finished');
  assert.equal(last({ lastFileCancelled: true }), 'cancelled');
  assert.equal(last({ lastFileAborted: true }), 'failed');
  assert.equal(last({ lastFileSimulated: true }), undefined);
  assert.ok(isNamed('0:/gcodes/croft/p1.gcode', 'croft/P1.GCODE'));
  assert.ok(!isNamed('0:/gcodes/croft/p1.gcode', '0:/gcodes/p11.gcode'));
});

test('a print of another keeps its key while it lasts, also when the board’s clock and ours are a little apart', () => {
  const view = readView({
    state: { status: 'processing' },
    job: { file: { fileName: '0:/gcodes/x.g' }, duration: 100 },
  });
  const first = foreignOf(view, null, 1_000_000);
  assert.deepEqual([first.name, first.since], ['x.g', 900_000]);
  assert.equal(foreignOf(view, first, 1_030_000), first);
  assert.notEqual(foreignOf(view, first, 1_300_000).key, first.key);
});

test('logins, replies and folders are read; what is odd is told apart', () => {
  assert.deepEqual(readLogin('{"err":0,"sessionKey":12}'), { kind: 'in', key: '12' });
  assert.deepEqual(readLogin('{"err":0}'), { kind: 'in', key: null });
  assert.deepEqual(
    ['{"err":1}', '{"err":2}', '<html>'].map((text) => readLogin(text).kind),
    ['wrong-password', 'full', 'odd'],
  );
  assert.equal(refusalIn('ok\nError: M32: no such file\n'), 'Error: M32: no such file');
  assert.equal(refusalIn('Warning: errors were cleared'), null);
  const { entries, next } = readFolder({
    files: [{ type: 'f', name: '../x.g' }, { type: 'd', name: 'sub' }, 7],
    next: 5,
  });
  assert.deepEqual([entries.map(({ path, isFolder }) => `${path} ${isFolder}`), next], [['sub true'], 5]);
});

test('each mode of a message box has its answers', () => {
  const lines = (mode: number, more = {}) =>
    readMessageBox({ mode, seq: 4, title: 'T', message: 'M', ...more })?.answers.map(({ line }) => line);
  assert.deepEqual(lines(0), []);
  assert.deepEqual(lines(1), ['M292 P0 S4']);
  assert.deepEqual(lines(3), ['M292 P0 S4', 'M292 P1 S4']);
  assert.deepEqual(lines(4, { choices: ['PLA', 'PETG'] }), ['M292 R0 S4', 'M292 R1 S4']);
  assert.deepEqual(lines(6), []);
  assert.equal(readMessageBox({ mode: 2, seq: 1 }), null);
});

test('[DR12] the parts of a print have numbers, and names where the file gives some; odd ones and too many are not offered', () => {
  const told = (build: unknown, move: object = { speedFactor: 1.2, axes: [{ letter: 'Z', babystep: 0.05 }] }) =>
    readView({ job: { build }, move });
  const { overrides } = told({ currentObject: 1, objects: [{ name: 'cube', cancelled: true }, { name: null }] });
  assert.deepEqual(overrides, {
    feedPercent: 120,
    flowPercent: 100,
    fanPercent: null,
    babyStepMm: 0.05,
    pauseAt: null,
    objects: [
      { id: '0', name: 'cube', skipped: true, current: false },
      { id: '1', name: 'Object 1', skipped: false, current: true },
    ],
  });
  assert.equal(told({ objects: [{ name: 'one' }] }).overrides?.objects, undefined);
  const many = told({ objects: Array.from({ length: 101 }, () => 7) });
  assert.deepEqual([many.overrides?.objects, many.objects?.length], [undefined, 101]);
  assert.deepEqual([told(null).objects, told({ objects: 'x' }).objects, told([]).objects], [null, null, null]);
  assert.equal(told({}, { speedFactor: 'x' }).overrides, null);
});

test('changes are G-code, or why there is none', () => {
  assert.deepEqual(lineOf({ kind: 'fan', percent: 50 }, null), { line: 'M106 S0.50' });
  assert.deepEqual(lineOf({ kind: 'baby-step', mm: -0.05 }, null), { line: 'M290 S-0.05' });
  assert.deepEqual(lineOf({ kind: 'target', heater: 'chamber', celsius: 40 }, null), { line: 'M141 S40' });
  const objects = [0, 1].map((k) => ({ id: String(k), name: 'cube', skipped: false, current: false }));
  assert.deepEqual(lineOf({ kind: 'skip-object', object: '1' }, objects), { line: 'M486 P1' });
  for (const object of ['2', '01', 'cube"\nM0'])
    assert.ok('trouble' in lineOf({ kind: 'skip-object', object }, objects));
  assert.ok('trouble' in lineOf({ kind: 'skip-object', object: '0' }, null));
});
