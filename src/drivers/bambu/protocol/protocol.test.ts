import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printId } from '#model/ids';
import type { FilamentSlot } from '#model/slots';
import { mapFilaments, traysOf } from './ams.ts';
import { activeSlot, mapChosen, reportedSlots } from './slots.ts';
import { adjustmentCommand, light, lightOf, projectFile, speedLevelNearest } from './commands.ts';
import { feedbackOf } from './feedback.ts';
import { foreignOf, isUnbroken, outcomeShown, standingOf } from './foreign.ts';
import { nozzleTrouble, slicedNozzles } from './nozzles.ts';
import { errorCode, faultOf, isCancelEcho, refusalWords, saysDeveloperModeOff } from './printer-errors.ts';
import { isActive, isAtRest, readPrinter } from './printer-view.ts';
import { type Fields, mergeReport, readMessage } from './report.ts';
import { pauseWords, stageWords } from './stages.ts';
import { taskIdOf } from './task-id.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('reports', () => {
  test('changes are merged into what is known, at any depth; lists are replaced', () => {
    const whole = { gcode_state: 'RUNNING', mc_percent: 3, upgrade_state: { a: 1, b: 2 }, hms: [{ attr: 1, code: 2 }] };
    const after = mergeReport(whole, { mc_percent: 4, upgrade_state: { b: 3 }, hms: [] });
    assert.deepEqual(after, { gcode_state: 'RUNNING', mc_percent: 4, upgrade_state: { a: 1, b: 3 }, hms: [] });
    assert.equal(whole.mc_percent, 3);
  });

  test('of the AMS single units and trays are changed, by their ids', () => {
    const tray = (id: string, type?: string) => ({ id, ...(type === undefined ? {} : { tray_type: type }) });
    const whole = {
      ams: {
        ams: [
          { id: '0', tray: [tray('0', 'PLA'), tray('1', 'ABS')] },
          { id: '1', tray: [] },
        ],
      },
    };
    const after = mergeReport(whole, { ams: { ams: [{ id: '0', tray: [tray('1', 'PETG')] }] } });
    assert.deepEqual(after, {
      ams: {
        ams: [
          { id: '0', tray: [tray('0', 'PLA'), tray('1', 'PETG')] },
          { id: '1', tray: [] },
        ],
      },
    });
  });

  test('[DR12] fields of another kind, of no end or of no depth change nothing', () => {
    assert.deepEqual(mergeReport({ subtask_id: '7', ams: { a: 1 } }, { subtask_id: {}, ams: [] }), {
      subtask_id: '7',
      ams: { a: 1 },
    });
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`f${i}`, i]));
    assert.ok(Object.keys(mergeReport({}, many)).length <= 500);
    let deep: Fields = { end: true };
    for (let i = 0; i < 1_000; i++) deep = { down: deep };
    assert.ok(mergeReport(mergeReport({}, deep), deep));
  });

  test('[DR12] messages with raw control bytes are read; what is none is none', () => {
    assert.deepEqual(readMessage(bytes('{"print":{"subtask_name":"a\u0007b"},\n"x":1}')), {
      print: { subtask_name: 'a b' },
    });
    for (const odd of ['', '[]', 'null', '{', `{"print":{"x":"${'y'.repeat(1_100_000)}"}}`])
      assert.equal(readMessage(bytes(odd)), null);
    assert.deepEqual(readMessage(Uint8Array.of(0xff, 0xfe)), null);
  });
});

describe('what a printer shows', () => {
  test('is read from numbers and from numbers in texts; a negative flag word is normal', () => {
    const view = readPrinter({
      gcode_state: 'RUNNING',
      subtask_id: 4711,
      mc_percent: '41',
      mc_remaining_time: 12,
      layer_num: 7,
      stg_cur: 0,
      nozzle_temper: 219.9,
      nozzle_target_temper: 220,
      bed_temper: 55,
      bed_target_temper: 0,
      cooling_fan_speed: '15',
      spd_lvl: 3,
      home_flag: -1_066_295_913,
      fun: '20000000',
      lights_report: [{ node: 'chamber_light', mode: 'on' }],
    });
    assert.deepEqual(
      [view.subtaskId, view.percent, view.remainingSeconds, view.fanPercent, view.light, view.mustSign],
      ['4711', 41, 720, 100, 'on', true],
    );
    assert.deepEqual(view.temperatures, [
      { name: 'nozzle', actual: 219.9, target: 220 },
      { name: 'bed', actual: 55, target: null },
    ]);
    assert.ok(isActive(view) && !isAtRest(view));
  });

  test('an unknown word is neither activity nor rest, and no field is needed', () => {
    for (const fields of [{}, { gcode_state: 'OFFLINE' }, { gcode_state: 7, fun: 'xyz', hms: [7, {}] }]) {
      const view = readPrinter(fields);
      assert.deepEqual([view.state, isActive(view), isAtRest(view), view.mustSign], ['UNKNOWN', false, false, null]);
    }
  });

  test('stages tell what it is at and why it pauses; the time that is left belongs to the print before until it runs', () => {
    const view = (fields: Fields) => readPrinter({ mc_remaining_time: 5, ...fields });
    assert.equal(stageWords(view({ gcode_state: 'RUNNING', stg_cur: 1 })), 'Levels the bed');
    assert.equal(stageWords(view({ gcode_state: 'RUNNING', stg_cur: 0 })), null);
    assert.equal(stageWords(view({ gcode_state: 'IDLE', stg_cur: 255 })), null);
    const prepare = view({ gcode_state: 'PREPARE', gcode_file_prepare_percent: '99' });
    assert.equal(stageWords(prepare), 'Reads the file (99 %)');
    assert.match(pauseWords(view({ gcode_state: 'PAUSE', stg_cur: 6 })) ?? '', /ran out/);
    assert.equal(pauseWords(view({ gcode_state: 'PAUSE', stg_cur: 255 })), null);
    const ours = { printId: printId('p'), elapsedSeconds: 1 };
    assert.equal(feedbackOf(prepare, ours, null).progress?.remainingSeconds, null);
    assert.equal(feedbackOf(view({ gcode_state: 'RUNNING' }), ours, null).progress?.remainingSeconds, 300);
  });
});

describe('errors', () => {
  test('have a code as on the screen, a text and a remedy; a status is none, and a cancelled print neither', () => {
    assert.equal(errorCode(0x0300_8004), '0300_8004');
    assert.equal(errorCode(0x0300_0001), null);
    assert.equal(errorCode(0), null);
    assert.ok(isCancelEcho(50_348_044) && isCancelEcho(0x0500_400e) && !isCancelEcho(0x0300_8004));
    const fault = (print_error: number, hms: unknown = []) => faultOf(readPrinter({ print_error, hms }));
    assert.match(fault(0x0300_8004)?.remedy ?? '', /Load new filament/);
    assert.match(fault(0x0702_8011)?.text ?? '', /AMS C ran out/);
    assert.match(fault(0x0711_9999)?.remedy ?? '', /e\.bambulab\.com/);
    assert.equal(fault(50_348_044), null);
    assert.deepEqual(fault(0), null);
  });

  test('of several health messages the gravest is told, and what is only told is none', () => {
    const hms = [
      { attr: 0x0700_2000, code: 0x0002_0001 },
      { attr: 0x0300_0100, code: 0x0001_0001 },
      { attr: 0x0300_0d00, code: 0x0004_0001 },
    ];
    assert.equal(faultOf(readPrinter({ hms }))?.code, '0300_0100_0001_0001');
    assert.equal(faultOf(readPrinter({ hms: hms.slice(2) })), null);
  });

  test('Developer Mode is told by its bit, its health message or the refusal’s words', () => {
    assert.ok(saysDeveloperModeOff(readPrinter({ fun: '3C20000000' })));
    assert.ok(!saysDeveloperModeOff(readPrinter({ fun: '3C00000000' })));
    assert.ok(saysDeveloperModeOff(readPrinter({ hms: [{ attr: 0x0500_0500, code: 0x0001_0007 }] })));
    assert.match(refusalWords('mqtt message verify failed'), /LAN Only.*Developer Mode.*access code/);
    assert.match(refusalWords('device busy'), /device busy/);
  });
});

describe('AMS', () => {
  const ams = (tray: unknown, bits: string, more: Fields = {}) =>
    traysOf({ ams: [{ id: '1', tray }], tray_exist_bits: bits, ...more });

  test('the bits say which slots are filled, whatever a tray still tells; zeros without power prove nothing', () => {
    const tray = [
      { id: '0', tray_type: 'PLA', tray_color: '00AE42FF' },
      { id: '1', tray_type: 'ABS', tray_color: 'xyz' },
    ];
    assert.deepEqual(ams(tray, '10'), [
      {
        tray: 4,
        unit: 1,
        slot: 0,
        isFilled: true,
        nozzle: 0,
        type: 'PLA',
        colour: '#00AE42',
        tag: null,
        remainingPercent: null,
      },
      {
        tray: 5,
        unit: 1,
        slot: 1,
        isFilled: false,
        nozzle: 0,
        type: null,
        colour: null,
        tag: null,
        remainingPercent: null,
      },
    ]);
    assert.deepEqual(
      ams(tray, '0', { power_on_flag: false })?.map(({ isFilled }) => isFilled),
      [true, true],
    );
    const ht = traysOf({ ams: [{ id: '129', tray: [{ id: '0', tray_type: 'PA' }] }], tray_exist_bits: '20000' });
    assert.deepEqual([ht?.[0]?.tray, ht?.[0]?.isFilled], [129, true]);
    for (const none of [undefined, {}, { ams: [] }, { ams: [7, { id: 'x' }] }]) assert.equal(traysOf(none), null);
  });

  const trays = traysOf({
    ams: [{ id: '0', tray: ['PLA', 'PETG', 'PLA-CF'].map((tray_type, i) => ({ id: String(i), tray_type })) }],
    tray_exist_bits: '7',
  });

  test('filament 3 comes from tray 3, unused ones from nowhere', () => {
    const wanted = [
      { index: 0, type: 'PLA Basic' },
      { index: 2, type: 'PLA-CF' },
    ];
    assert.deepEqual(mapFilaments(wanted, trays, 'ams'), {
      useAms: true,
      trays: [0, -1, 2],
      places: [
        { ams_id: 0, slot_id: 0 },
        { ams_id: 255, slot_id: 255 },
        { ams_id: 0, slot_id: 2 },
      ],
    });
  });

  test('without an AMS one filament comes from the external spool, and two are refused', () => {
    const external = { useAms: false, trays: [-1], places: [{ ams_id: 255, slot_id: 0 }] };
    assert.deepEqual(mapFilaments([{ index: 0, type: null }], null, 'ams'), external);
    assert.deepEqual(mapFilaments([{ index: 0, type: 'PETG' }], trays, 'external'), external);
    const two = [0, 1].map((index) => ({ index, type: null }));
    assert.ok('trouble' in mapFilaments(two, null, 'ams'));
  });

  test('an empty tray, one of another material and one that is not there are refused', () => {
    const trouble = (index: number, type: string): string => {
      const mapping = mapFilaments([{ index, type }], trays, 'ams');
      return 'trouble' in mapping ? mapping.trouble : '';
    };
    assert.match(trouble(2, 'PLA'), /Filament 3 of the file is PLA, and tray 3 holds PLA-CF/);
    assert.match(trouble(3, 'PLA'), /has no tray/);
    const emptied = trays?.map((tray) => ({ ...tray, isFilled: false })) ?? null;
    assert.match(JSON.stringify(mapFilaments([{ index: 1, type: null }], emptied, 'ams')), /tray 2, which is empty/);
  });
});

describe('slots', () => {
  const tray = (id: number, fields: Fields = {}): Fields => ({
    id: String(id),
    tray_type: 'PLA',
    tray_color: 'FF0000FF',
    ...fields,
  });
  /** Two AMS, an AMS HT and the spool at the back; the second AMS has one spool that names itself. */
  const view = readPrinter({
    ams: {
      ams: [
        { id: '0', tray: [tray(0), tray(1, { tray_color: '000000FF' })] },
        { id: '1', tray: [tray(0), tray(2, { tray_uuid: 'ABCDEF0123456789ABCDEF0123456789', remain: 62 })] },
        { id: '128', tray: [tray(0, { tray_type: 'PA', tray_uuid: '0'.repeat(32), remain: 0 })] },
      ],
      tray_exist_bits: '10053',
    },
    vt_tray: { id: '254', tray_type: 'PETG', tray_color: '0000FFFF' },
  });
  const chosen = (...pairs: readonly (readonly [number, number])[]): readonly FilamentSlot[] =>
    pairs.map(([filament, slot]) => ({ filament, slot, holds: { type: null, colour: null, tag: null } }));
  const wanted = (...indexes: readonly number[]) => indexes.map((index) => ({ index, type: 'PLA' }));

  test('[MT2] are told as the printer’s screen calls them: several AMS, an AMS HT, the spool at the back; zeros are no tag', () => {
    const told = reportedSlots(view, 'ams').map(({ slot, label, filled, tag, remainingPercent }) => [
      slot,
      label,
      filled,
      tag?.length ?? null,
      remainingPercent,
    ]);
    assert.deepEqual(told, [
      [0, 'A1', true, null, null],
      [1, 'A2', true, null, null],
      [4, 'B1', true, null, null],
      [6, 'B3', true, 32, 62],
      [128, 'HT-A', true, null, null],
      [255, 'Ext', null, null, null],
    ]);
    // The only one is the first, whatever the printer calls it.
    assert.deepEqual(
      reportedSlots(view, 'external').map(({ slot, type }) => [slot, type]),
      [[0, 'PETG']],
    );
    assert.deepEqual(reportedSlots(readPrinter({}), 'ams'), []);
    const dual = readPrinter({
      vir_slot: [
        { id: '254', tray_type: 'ABS' },
        { id: '255', tray_type: '' },
      ],
    });
    assert.deepEqual(
      reportedSlots(dual, 'ams').map(({ slot, label, type }) => [slot, label, type]),
      [
        [254, 'Ext-L', 'ABS'],
        [255, 'Ext', null],
      ],
    );
    const a2l = readPrinter({ ams: { ams: [{ id: '16', tray: [tray(3)] }], tray_exist_bits: '8' } });
    assert.deepEqual(
      reportedSlots(a2l, 'ams').map(({ slot, label, filled }) => [slot, label, filled]),
      [[3, 'A4', true]],
    );
  });

  test('[JO5] two nozzles: a slot must feed the nozzle that its filament was sliced for; what nobody can say is refused', () => {
    const unit = (id: number, info?: string) => {
      return { id: String(id), ...(info === undefined ? {} : { info }), tray: [{ id: '0', tray_type: 'PLA' }] };
    };
    const printer = (state: number, ...units: readonly object[]) =>
      readPrinter({
        ams: { ams: units },
        vir_slot: [{ id: '254' }, { id: '255' }],
        device: { extruder: { state, info: [] } },
      });
    const h2d = printer(0x12, unit(0, '1003'), unit(1, '1103'), unit(2, '1e03'), unit(128, '1104'));
    assert.deepEqual(
      reportedSlots(h2d, 'ams').map(({ label }) => label),
      ['A1 (right)', 'B1 (left)', 'C1', 'HT-A (left)', 'Ext-L', 'Ext'],
    );
    const feeds = (model: string | null, view = h2d) => reportedSlots(view, 'ams', model).map(({ nozzle }) => nozzle);
    assert.deepEqual(feeds('Bambu Lab H2D'), ['right', 'left', 'none', 'left', 'left', 'right']);
    assert.deepEqual(feeds('Bambu Lab H2C'), ['none', 'left', 'none', 'left', 'left', 'none']);
    assert.deepEqual(new Set(feeds(null, printer(0x01, unit(0)))), new Set([undefined]));
    const trouble = (slot: number, nozzle: 0 | 1 | undefined, view = h2d, model = 'Bambu Lab H2D 01.02') => {
      const wanted = [{ index: 0, type: 'PLA', ...(nozzle === undefined ? {} : { nozzle }) }];
      const mapping = mapChosen(
        wanted,
        [{ filament: 0, slot, holds: { type: null, colour: null, tag: null } }],
        view,
        'ams',
      );
      assert.ok(!('trouble' in mapping));
      return nozzleTrouble(wanted, mapping, view, model);
    };
    const [right, left] = [0, 1] as const;
    for (const [slot, nozzle] of [
      [0, right],
      [4, left],
      [128, left],
      [254, left],
      [255, right],
    ] as const)
      assert.equal(trouble(slot, nozzle), null, String(slot));
    assert.match(trouble(0, left) ?? '', /left nozzle, and was to come from a slot that feeds the right one: choose/);
    assert.match(trouble(254, right) ?? '', /right nozzle.*feeds the left one/);
    assert.match(trouble(8, left) ?? '', /not set up for a nozzle/);
    assert.match(trouble(0, undefined) ?? '', /two nozzles.*slice it for this very model/);
    assert.match(trouble(0, right, h2d, 'Bambu Lab H2C') ?? '', /H2C.*slice it for the left nozzle/);
    assert.equal(trouble(4, left, h2d, 'Bambu Lab H2C'), null);
    assert.equal(trouble(0, undefined, printer(0x01, unit(0))), null);
    const sliced = (filaments: string | null, extruders: string | null) => [...slicedNozzles(filaments, extruders)];
    assert.deepEqual(sliced('1,1,2', '1,0'), [
      [0, left],
      [1, left],
      [2, right],
    ]);
    assert.deepEqual(sliced('2 1', null), [
      [0, right],
      [1, left],
    ]);
    assert.deepEqual(sliced('2,7', '0,1'), [[0, left]]);
    assert.deepEqual([sliced(null, '1,0'), sliced('', ''), sliced('x', '1,0')], [[], [], []]);
  });

  test('[MT2] the slot in use: by tray_now, by the extruder that prints where that is told, and of several units only what is sure', () => {
    const unit = (id: number) => ({ id: String(id), tray: [0, 1, 2, 3].map((each) => ({ id: String(each) })) });
    const active = (fields: Fields, expected: readonly number[] = [], from: 'ams' | 'external' = 'ams') =>
      activeSlot(readPrinter(fields), from, expected);
    const one = (now: unknown) => active({ ams: { ams: [unit(0)], tray_now: now }, vt_tray: { id: '254' } });
    assert.deepEqual(['255', '', 'x', null, [], '-1', '2', 2, '254', '9'].map(one), [
      null,
      null,
      null,
      null,
      null,
      null,
      2,
      2,
      255,
      null,
    ]);
    const several = { ams: [unit(0), unit(1), { id: '128', tray: [{ id: '0' }] }] };
    const now = (tray: string, ...expected: readonly number[]) =>
      active({ ams: { ...several, tray_now: tray } }, expected);
    assert.deepEqual([now('5'), now('128'), now('1'), now('1', 0, 5), now('1', 0)], [5, 128, 1, 5, 1]);
    const a2l = { ams: { ams: [unit(16)] } };
    assert.deepEqual(
      [active({ ams: { ...a2l.ams, tray_now: '66' } }), active({ ams: { ...a2l.ams, tray_now: '2' } })],
      [2, 2],
    );
    const extruder = (state: number, ...snow: readonly number[]) =>
      active({
        ams: { ...several, tray_now: '0' },
        vir_slot: [{ id: '254' }, { id: '255' }],
        device: { extruder: { state, info: snow.map((each, id) => ({ id, snow: each })) } },
      });
    const [right, left, changing] = [0x002, 0x012, 0x0f2];
    assert.deepEqual(
      [
        extruder(right, 0x0101, 0x0003),
        extruder(left, 0x0101, 0x0003),
        extruder(left, 0x0101, 0x8000),
        extruder(left, 0x0101, 0xfe00),
        extruder(right, 0xff00, 0x0003),
        extruder(right, 0xffff, 0x0003),
        extruder(changing, 0x0101, 0x0003),
        extruder(left, 0x0101),
      ],
      [5, 3, 128, 254, 255, null, null, null],
    );
    assert.equal(active({ ams: { ams: [unit(0)], tray_now: '2' } }, [], 'external'), null);
    assert.equal(active({ ams: { tray_now: '254' }, vt_tray: { id: '254' } }), 0);
  });

  test('[JO5] a start names the slots that were chosen, −1 and 255 for what is not used, the external spool alone', () => {
    assert.deepEqual(mapChosen(wanted(0, 2, 3), chosen([0, 6], [2, 1], [3, 128]), view, 'ams'), {
      useAms: true,
      trays: [6, -1, 1, 128],
      places: [
        { ams_id: 1, slot_id: 2 },
        { ams_id: 255, slot_id: 255 },
        { ams_id: 0, slot_id: 1 },
        { ams_id: 128, slot_id: 0 },
      ],
    });
    const external = { useAms: false, trays: [-1], places: [{ ams_id: 255, slot_id: 0 }] };
    assert.deepEqual(mapChosen(wanted(0), chosen([0, 255]), view, 'ams'), external);
    assert.deepEqual(mapChosen(wanted(0), chosen([0, 0]), view, 'external'), external);
    // G-code that selects no tool prints the only filament that the file has.
    assert.deepEqual(
      mapChosen(wanted(0), chosen([3, 1]), view, 'ams'),
      mapChosen(wanted(0), chosen([0, 1]), view, 'ams'),
    );
    const a2l = readPrinter({ ams: { ams: [{ id: '16', tray: [tray(3)] }], tray_exist_bits: '8' } });
    assert.deepEqual(mapChosen(wanted(0), chosen([0, 3]), a2l, 'ams'), {
      useAms: true,
      trays: [3],
      places: [{ ams_id: 16, slot_id: 3 }],
    });
  });

  test('[JO5] a slot that is empty by now, holds another spool, is gone or was never given is refused', () => {
    const trouble = (slots: readonly FilamentSlot[], ...indexes: readonly number[]): string => {
      const mapping = mapChosen(wanted(...indexes), slots, view, 'ams');
      return 'trouble' in mapping ? mapping.trouble : '';
    };
    const held = (holds: Partial<FilamentSlot['holds']>): readonly FilamentSlot[] => [
      { filament: 0, slot: 6, holds: { type: 'PLA', colour: '#FF0000', tag: null, ...holds } },
    ];
    assert.equal(trouble(held({}), 0), '');
    assert.match(trouble(held({ tag: 'FF' }), 0), /from B3, which holds something else by now/);
    assert.match(trouble(held({ colour: '#00FF00' }), 0), /something else/);
    assert.match(trouble(chosen([0, 9]), 0), /has no more/);
    assert.match(trouble(chosen([0, 0], [1, 1]), 0, 1, 2), /Filament 3 of the file was given no slot/);
    assert.match(trouble(chosen([0, 0], [1, 255]), 0, 1), /external spool/);
    const emptied = readPrinter({ ams: { ams: [{ id: '0', tray: [tray(0)] }], tray_exist_bits: '2' } });
    assert.match(JSON.stringify(mapChosen(wanted(0), chosen([0, 0]), emptied, 'ams')), /A1, which is empty now/);
  });
});

describe('commands', () => {
  test('a start names plate, file, numbers and mapping, with booleans that are booleans', () => {
    const mapping = { useAms: false, trays: [-1], places: [{ ams_id: 255, slot_id: 0 }] };
    const checks = { bedLevelling: true, flowCalibration: false, vibrationCalibration: true, timelapse: false };
    const parts = { taskId: '77', remoteName: 'a.gcode.3mf', title: 'a', plate: 2, md5: 'ABC', mapping, checks };
    const { kind, body } = projectFile(parts);
    assert.deepEqual([kind, body.command, body.param], ['print', 'project_file', 'Metadata/plate_2.gcode']);
    assert.deepEqual([body.url, body.file, body.md5], ['ftp://a.gcode.3mf', 'a.gcode.3mf', 'ABC']);
    assert.deepEqual([body.subtask_id, body.task_id, body.project_id], ['77', '77', '77']);
    assert.deepEqual([body.use_ams, body.bed_leveling, body.flow_cali], [false, true, false]);
    assert.deepEqual([body.ams_mapping, body.ams_mapping2], [[-1], [{ ams_id: 255, slot_id: 0 }]]);
  });

  test('[DR6] a print’s number is the same in every process, and within what every model takes', () => {
    const numbers = Array.from({ length: 200 }, (_, i) => Number(taskIdOf(printId(`print-${i}`))));
    assert.ok(numbers.every((each) => Number.isInteger(each) && each >= 1 && each <= 0x7fff_ffff));
    assert.equal(new Set(numbers).size, 200);
    assert.equal(taskIdOf(printId('print-0')), String(numbers[0]));
  });

  test('speed has four steps; the light is Marlin’s case light; what the printer cannot is said', () => {
    assert.deepEqual([10, 60, 100, 115, 150, 300].map(speedLevelNearest), [1, 1, 2, 3, 4, 4]);
    assert.deepEqual(
      [lightOf(['M355 S1']), lightOf(['m355 s0 ']), lightOf(['M355 S1', 'G28']), lightOf(['G28']), lightOf([])],
      ['on', 'off', null, null, null],
    );
    assert.equal(light('on').body.led_on_time, 500);
    assert.deepEqual(adjustmentCommand({ kind: 'target', heater: 'bed', celsius: 60.4 }), {
      kind: 'print',
      body: { command: 'gcode_line', param: 'M140 S60\n' },
    });
    for (const change of [
      { kind: 'flow', percent: 90 },
      { kind: 'baby-step', mm: 0.01 },
    ] as const)
      assert.ok('trouble' in adjustmentCommand(change));
  });
});

describe('prints of others', () => {
  test('[MA11] are named by their number, else by name and first sight; IDLE proves no standing', () => {
    const view = (fields: Fields) => readPrinter({ gcode_state: 'RUNNING', subtask_name: 'box', ...fields });
    assert.equal(foreignOf(view({ subtask_id: '42' }), null, 5)?.key, 'task 42');
    const known = foreignOf(view({ subtask_id: '0' }), null, 5);
    assert.equal(known?.key, 'box 5');
    assert.equal(foreignOf(view({ subtask_id: '0' }), known, 9), known);
    assert.equal(foreignOf(view({ gcode_state: 'FINISH' }), known, 9), null);
    assert.deepEqual(
      [
        { gcode_state: 'FINISH' },
        { gcode_state: 'FAILED', print_error: 50_348_044 },
        { gcode_state: 'FAILED' },
        { gcode_state: 'IDLE' },
      ].map((fields) => outcomeShown(view(fields))),
      ['finished', 'cancelled', 'failed', 'unknown'],
    );
    assert.equal(standingOf(view({ gcode_state: 'IDLE', subtask_id: '42' })), null);
    assert.equal(standingOf(view({ gcode_state: 'FINISH', subtask_id: '0' })), null);
    assert.ok(standingOf(view({ gcode_state: 'FINISH', subtask_id: '42' })) !== null);
  });

  test('[BE3] what stands as it stood is unbroken after a blink, or when it names its last print, whose file is gone', () => {
    const view = (gcode_state: string, subtask_id: string) => readPrinter({ gcode_state, subtask_id });
    const [idle, done] = [view('IDLE', ''), view('FINISH', '42')];
    assert.ok(isUnbroken(idle, { standing: null, gone: null, view: idle }));
    assert.ok(!isUnbroken(idle, { standing: null, gone: null, view: null }));
    assert.ok(!isUnbroken(idle, { standing: null, gone: null, view: done }));
    assert.ok(isUnbroken(done, { standing: standingOf(done), gone: '42', view: null }));
    assert.ok(!isUnbroken(done, { standing: standingOf(done), gone: '41', view: null }));
    assert.ok(!isUnbroken(view('FINISH', '43'), { standing: standingOf(done), gone: '42', view: done }));
    assert.ok(
      !isUnbroken(view('RUNNING', '42'), { standing: standingOf(done), gone: '42', view: view('RUNNING', '42') }),
    );
  });
});
