import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderOf, speedPercent } from './adjustment.ts';
import { mapTools, NO_CANVAS, readCanvas } from './canvas.ts';
import { readAnnouncement, readDiscovery } from './discovery.ts';
import { feedbackOf } from './feedback.ts';
import {
  provesNothingMoved,
  readAnswer,
  readChange,
  readPayload,
  refusalIn,
  registerRefusal,
  uploadRefusalIn,
} from './message.ts';
import { verdictIn } from './past-task.ts';
import { NOTHING_TOLD, toldChange, toldWhole } from './status.ts';
import { type Cc2View, readView } from './view.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function viewOf(status: unknown, subStatus: unknown = 0, print: object = {}): Cc2View {
  const view = readView({
    machine_status: { status, sub_status: subStatus, exception_status: [] },
    print_status: { filename: 'x.gcode', uuid: 'u1', ...print },
  });
  assert.ok(view !== null && view !== 'starting');
  return view;
}

test('each status of the reference has its word; the same sub-status means another thing under another status', () => {
  const words = (...subs: readonly number[]) => subs.map((sub) => viewOf(2, sub).doing);
  assert.deepEqual(words(1045, 1096, 1405, 1906, 2801, 2802, 2901, 2902, 2075), Array(9).fill('working'));
  assert.deepEqual(words(2501, 2502, 2505, 2401, 2402, 2503, 2504, 2077), [
    'pausing',
    'paused',
    'paused',
    'resuming',
    'resuming',
    'stopping',
    'stopped',
    'complete',
  ]);
  const updating = viewOf(9, 2075);
  assert.deepEqual([updating.doing, updating.busyWith], ['unknown', 'it updates its firmware']);
  for (const status of [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]) assert.notEqual(viewOf(status).busyWith, null);
  assert.deepEqual([viewOf(14).halt !== null, viewOf(15).halt !== null, viewOf(1).halt], [true, true, null]);
  assert.equal(readView({ machine_status: { status: 0 } }), 'starting');
  assert.deepEqual([viewOf(2, 4711).doing, viewOf(99).doing], ['unknown', 'unknown']);
});

test('at rest it may still say how the print before ended; a word that nobody knows says nothing', () => {
  const ends = ['complete', 'cancelled', 'error', 'standby', 'whatever', 7].map(
    (state) => viewOf(1, 0, { state }).doing,
  );
  assert.deepEqual(ends, ['complete', 'stopped', 'failed', 'resting', 'resting', 'resting']);
});

test('[DR12] what is no status or no message is none', () => {
  for (const odd of [{}, { machine_status: 7 }, { machine_status: { status: 'x' } }, { machine_status: [] }])
    assert.equal(readView(odd), null);
  for (const text of ['', '{', '[]', '7', 'null']) assert.equal(readPayload(bytes(text)), null);
  assert.equal(readPayload(bytes(`{"a":"${'x'.repeat(1_100_000)}"}`)), null);
  assert.equal(readAnswer({ type: 'PONG' }), null);
  assert.equal(readChange({ method: 6008, id: 1, result: {} }), null);
});

test('changes are taken in their order; behind a gap nothing is known before it was told whole', () => {
  const whole = toldWhole(NOTHING_TOLD, { a: { b: 1, c: 2 }, list: [1] });
  const first = toldChange(whole, 7, { a: { b: 5 }, list: [2, 3] });
  assert.deepEqual([first.isWhole, first.fields], [true, { a: { b: 5, c: 2 }, list: [2, 3] }]);
  const gap = toldChange(first, 9, { a: { b: 6 } });
  assert.deepEqual([gap.isWhole, gap.fields], [false, first.fields]);
  assert.equal(toldChange(gap, 10, { a: { b: 7 } }).isWhole, false);
  const again = toldChange(toldWhole(gap, { a: { b: 8, c: 2 } }), 10, { a: { c: 3 } });
  assert.deepEqual([again.isWhole, again.fields], [true, { a: { b: 8, c: 3 } }]);
  assert.deepEqual(toldChange(NOTHING_TOLD, 1, { a: 1 }).fields, {}, 'a part alone says nothing');
  assert.deepEqual(toldChange(whole, null, { a: 'x', __proto__: { d: 1 } }).fields.a, { b: 1, c: 2 });
});

test('answers have words; only an error whose meaning is known proves that nothing moved', () => {
  assert.equal(refusalIn({ error_code: 0 }), null);
  assert.match(refusalIn({ error_code: 1009 })?.text ?? '', /busy/);
  assert.match(refusalIn({})?.text ?? '', /not understood/);
  assert.deepEqual([1009, 1021, 109, 9999, 1008, -1].map(provesNothingMoved), [true, true, true, false, false, false]);
  assert.equal(registerRefusal({ error: 'ok' }), null);
  assert.match(registerRefusal({ error: 'too many clients' }) ?? '', /about four/);
  assert.match(registerRefusal({}) ?? '', /does not take Croft/);
  assert.equal(uploadRefusalIn('{"error_code":0,"offset":7}'), null);
  assert.match(uploadRefusalIn('{"error_code":9004}') ?? '', /MD5/);
  assert.match(uploadRefusalIn('<html>') ?? '', /not understood/);
});

test('the history is read by the task’s number, or by the name that no other file has', () => {
  const history_task_list = [
    { task_id: 'a', task_name: 'other.gcode', task_status: 1 },
    { task_id: 'b', task_name: 'croft-p1.gcode', task_status: 3 },
    { task_id: 'c', task_name: 'croft-p2.gcode', task_status: 4 },
  ];
  const verdict = (fileName: string, taskId: string | null = null, cancelWished = false) =>
    verdictIn({ history_task_list }, { fileName, taskId, cancelWished });
  assert.deepEqual(verdict('y', 'a'), { kind: 'ended', outcome: 'finished' });
  assert.deepEqual(verdict('croft-p1.gcode', null, true), { kind: 'ended', outcome: 'cancelled' });
  const failed = verdict('croft-p1.gcode');
  assert.ok(failed?.kind === 'ended' && failed.outcome === 'failed');
  assert.deepEqual(verdict('croft-p2.gcode'), { kind: 'open' });
  assert.equal(verdict('y'), null);
  assert.equal(verdictIn({ history_task_list: 'x' }, { fileName: 'y', taskId: 'a', cancelWished: false }), null);
});

test('a Canvas is read tray by tray; a unit that is not connected, or is none, is left out', () => {
  const tray = { tray_id: 1, filament_type: 'PLA', filament_color: '#abcdef', status: 1 };
  const canvas_list = [
    { canvas_id: 1, connected: 1, tray_list: [tray, { tray_id: 9, status: 1 }, 7] },
    { canvas_id: 0, connected: 0, tray_list: [tray] },
    { canvas_id: 'x', connected: 1, tray_list: [tray] },
  ];
  const canvas = readCanvas({ canvas_info: { active_canvas_id: 1, active_tray_id: -1, canvas_list } });
  assert.deepEqual(canvas, {
    trays: [{ canvas: 1, tray: 1, isFilled: true, type: 'PLA', colour: '#ABCDEF' }],
    active: null,
  });
  for (const odd of [{}, { canvas_info: 7 }, { canvas_info: { canvas_list: 'x' } }])
    assert.deepEqual(readCanvas(odd), NO_CANVAS);
});

test('[MT2] where nobody chose, filament 1 comes from the first tray and so on, unless that is empty or of another material', () => {
  const tray = (number: number, type: string, isFilled = true) => ({
    canvas: 0,
    tray: number,
    isFilled,
    type,
    colour: null,
  });
  const canvas = { trays: [tray(0, 'PLA Basic'), tray(1, 'PETG'), tray(2, 'PLA', false)], active: null };
  const map = (...tools: readonly { readonly tool: number; readonly type: string | null }[]) =>
    mapTools(tools, undefined, canvas);
  assert.deepEqual(map(), { map: [{ t: 0, canvas_id: 0, tray_id: 0 }] });
  assert.deepEqual(map({ tool: 1, type: 'PETG' }, { tool: 0, type: 'PLA' }), {
    map: [
      { t: 1, canvas_id: 0, tray_id: 1 },
      { t: 0, canvas_id: 0, tray_id: 0 },
    ],
  });
  const trouble = (tool: number, type: string | null): string => {
    const made = map({ tool, type });
    return 'trouble' in made ? made.trouble : '';
  };
  assert.match(trouble(1, 'PLA'), /is PLA, and A2 holds PETG/);
  assert.match(trouble(2, null), /A3, which is empty/);
  assert.match(trouble(3, null), /a tray that the printer has not/);
});

test('[CO5] a printer says who it is, and what is to be done at its screen', () => {
  const answer = (more: object): string =>
    JSON.stringify({
      id: 0,
      result: {
        host_name: 'Attic',
        machine_model: 'Centauri Carbon 2',
        sn: 'F01X',
        token_status: 0,
        lan_status: 1,
        ...more,
      },
    });
  const heard = (text: string) => readAnnouncement({ kind: 'answer', address: '192.168.1.31', text });
  const found = heard(answer({}));
  assert.deepEqual(
    [found?.make, found?.model, found?.name, found?.identity, found?.options, found?.note],
    ['Elegoo', 'Centauri Carbon 2', 'Attic', 'F01X', { host: '192.168.1.31', serial: 'F01X' }, null],
  );
  assert.match(heard(answer({ lan_status: 0 }))?.note ?? '', /enable LAN Only Mode/);
  assert.match(heard(answer({ token_status: 1 }))?.note ?? '', /access code is set/);
  for (const text of ['{"id":0,"method":7000}', answer({ sn: 7 }), answer({ sn: 'a/#' }), '{"result":[]}', 'M99999'])
    assert.equal(readDiscovery(text), null);
});

test('changes are sent as the printer knows them, or there is a word why not', () => {
  assert.deepEqual(orderOf({ kind: 'feed', percent: 50 }), { name: 'speed', params: { mode: 0 } });
  assert.deepEqual(orderOf({ kind: 'fan', percent: 100 }), { name: 'fans', params: { fan: 255 } });
  assert.deepEqual(orderOf({ kind: 'target', heater: 'nozzle', celsius: 220 }), {
    name: 'temperatures',
    params: { extruder: 220 },
  });
  for (const change of [
    { kind: 'feed', percent: 99 },
    { kind: 'target', heater: 'chamber', celsius: 50 },
    { kind: 'flow', percent: 90 },
  ] as const)
    assert.ok('trouble' in orderOf(change));
  assert.deepEqual([speedPercent(2), speedPercent(9), speedPercent(null)], [150, null, null]);
});

test('what is measured has its names, a fault its words', () => {
  const view = readView({
    machine_status: { status: 2, sub_status: 2075, exception_status: [109, 4711, 109], progress: 12 },
    print_status: { filename: '/a/x.gcode', print_duration: 60, remaining_time_sec: 90, current_layer: 3 },
    extruder: { temperature: 210, target: 215 },
    heater_bed: { temperature: 60, target: 0 },
    chamber: { temperature: 30 },
    gcode_move: { x: 1, y: 2, z: 3, speed_mode: 1 },
  });
  assert.ok(view !== null && view !== 'starting');
  assert.deepEqual([view.file, view.fault], ['x.gcode', 'there is no filament, error 4711']);
  const told = feedbackOf(view, null, []);
  assert.deepEqual(told.temperatures, [
    { name: 'nozzle', actual: 210, target: 215 },
    { name: 'bed', actual: 60, target: null },
    { name: 'chamber', actual: 30, target: null },
  ]);
  assert.deepEqual([told.position, told.progress], [{ x: 1, y: 2, z: 3 }, null]);
  assert.match(told.notice ?? '', /no filament/);
});
