import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SimulatorRecord } from '../../src/drivers/marlin/simulator/recorder.ts';
import {
  type ContinuationRow,
  digestOf,
  type EventRow,
  type Evidence,
  type HeldPrint,
  type PrintRow,
  sourceLines,
} from './evidence.ts';
import { judge } from './judge.ts';

const SOURCE = [
  '; a square',
  'M104 S210',
  'G28',
  'G1 X1 E1 ; first',
  '',
  'G1 X2 E2',
  'G1 X3 E3',
  'M104 S0',
  'M84',
].join('\n');
const FILE = sourceLines(SOURCE);
const DIGEST = digestOf(SOURCE);
const PRINTER = 'heather';

type Happening = SimulatorRecord extends infer R ? (R extends SimulatorRecord ? Omit<R, 'at' | 't'> : never) : never;

/** Records 10 ms apart. */
function records(happenings: readonly Happening[], from = 1_000): readonly SimulatorRecord[] {
  return happenings.map((each, i) => ({ at: from + i * 10, t: i * 10, ...each }) as SimulatorRecord);
}

const line = (n: number | null, text: string): Happening => ({ kind: 'line', session: 1, n, text, source: 'serial' });
const begin = (base: number): Happening => ({ kind: 'numbering', lastN: base });
const numbered = (base: number, texts: readonly string[]): readonly Happening[] =>
  texts.map((text, i) => line(base + 1 + i, text));

const event = (name: string, payload: object, printId: string | null = 'p1'): Omit<EventRow, 'cursor'> => ({
  name,
  at: 0,
  printer_id: PRINTER,
  print_id: printId,
  payload: JSON.stringify(payload),
});
const moved = (from: string | null, to: string, printId = 'p1'): Omit<EventRow, 'cursor'> =>
  event('print-status-changed', { from, to }, printId);

const EVENTS: readonly Omit<EventRow, 'cursor'>[] = [
  event('bed-cleared', { bedId: 'b1' }, null),
  moved(null, 'assigned'),
  event('print-accepted', {}),
  moved('assigned', 'printing'),
  event('print-started', {}),
  event('print-ended', { outcome: 'finished' }),
  event('bed-occupied', { bedId: 'b2' }, null),
  moved('printing', 'awaiting-retrieval'),
  event('bed-cleared', { bedId: 'b2' }, null),
  moved('awaiting-retrieval', 'done'),
];

/** A print of which nothing ever moved: the bed is as it was, and the next one may begin on it. */
const FALSE_START: readonly Omit<EventRow, 'cursor'>[] = [
  event('bed-cleared', { bedId: 'b1' }, null),
  moved(null, 'assigned', 'p0'),
  moved('assigned', 'printing', 'p0'),
  event('print-started', {}, 'p0'),
  event('bed-occupied', { bedId: 'b2' }, null),
  moved('printing', 'cancelled', 'p0'),
];

const PRINT: PrintRow = {
  id: 'p1',
  job_id: 'j1',
  printer_id: PRINTER,
  digest: DIGEST,
  status: 'done',
  outcome: 'finished',
  verdict: null,
  found: 0,
  cancel_wished: 0,
  error: null,
  created_at: 500,
};

const WIRE: readonly Happening[] = [
  { kind: 'reset', cause: 'PowerUp' },
  line(null, 'M110 N500'),
  begin(500),
  line(501, 'M115'),
  begin(5_000),
  ...numbered(5_000, [...FILE.slice(0, 2), 'M105', ...FILE.slice(2)]),
  { kind: 'bed', event: 'object' },
  line(5_010, 'M400'),
];

interface Case {
  readonly wire?: readonly Happening[];
  readonly events?: readonly Omit<EventRow, 'cursor'>[];
  readonly prints?: readonly PrintRow[];
  readonly more?: Partial<Evidence>;
  readonly phase?: string;
  readonly applied?: number | null;
  readonly twice?: readonly number[];
  readonly held?: readonly HeldPrint[];
}

function checks({ wire = WIRE, events = EVENTS, prints = [PRINT], more = {}, ...rest }: Case): readonly string[] {
  const kinds = ['machine-started', 'bed-cleared', 'print-accepted', 'print-started', 'print-ended', 'bed-cleared'];
  const journal = {
    journalId: 'J',
    entries: new Map(kinds.map((kind, i) => [i + 1, { kind }])),
    twice: rest.twice ?? [],
    last: kinds.length,
    applied: rest.applied === undefined ? kinds.length : rest.applied,
  };
  const told = [event('machine-started', {}, null), ...events].map((each, i) => ({ cursor: i + 1, ...each }));
  const found = judge({
    printers: [
      {
        printerId: PRINTER,
        records: records(wire),
        journals: [journal],
        phase: rest.phase ?? 'ready',
        held: rest.held ?? [],
      },
    ],
    prints,
    continuations: [],
    jobs: [{ id: 'j1', copies: 1, status: 'completed' }],
    events: told,
    files: new Map([[DIGEST, FILE]]),
    kills: [],
    returns: [],
    stops: [],
    settled: true,
    ...more,
  });
  return [...new Set(found.map(({ check }) => check))];
}

const wireWith = (lines: readonly string[]): readonly Happening[] => [begin(5_000), ...numbered(5_000, lines)];
const without = (index: number): readonly string[] => FILE.filter((_, i) => i !== index);
const twice = (index: number): readonly string[] => [...FILE.slice(0, index + 1), ...FILE.slice(index)];
const failed = (over: Partial<PrintRow>): PrintRow => ({ ...PRINT, status: 'closed', ...over });
const KILLED_AT_HEATING = { at: 1_030, process: 'machine', printerId: PRINTER } as const;
const ALSO = (process: 'guardian' | 'combinator') => ({ at: 1_040, process, printerId: null }) as const;
const quiet = (ms: number): Happening[] => Array.from({ length: ms / 10 }, () => ({ kind: 'greeting' }) as const);

/** A file that leads somewhere, and the way back to where its first five lines lead. */
const TRAVEL = ['G28', 'G90', 'G1 X20 Y30 F3000', 'G1 Z0.4', 'G1 X25.5 E1', 'G91', 'G1 Z5 F600', 'G90', 'M84'];
const BACK = ['G91', 'G0 Z5 F600', 'G90', 'G0 X25.5 Y30 F6000', 'G0 Z0.4 F600', 'G92 E1', 'M82', 'G0 F3000'];
const PARK = ['G91', 'G1 Z10 F600', 'G90', 'G1 X0 F6000'];
const PAUSED = [...EVENTS, event('print-paused', { pauseNumber: 1, reason: 'Asked for.' })];
const paused = (detour: readonly string[], events = PAUSED, after = 5): readonly string[] =>
  checks({
    wire: wireWith([...TRAVEL.slice(0, after), ...detour, ...TRAVEL.slice(after)]),
    events,
    more: { files: new Map([[DIGEST, TRAVEL]]) },
  });

describe('the judge and a pause', () => {
  test('the way to the parking place and back stands between two lines of a paused print', () => {
    assert.deepEqual(paused(BACK), []);
    assert.deepEqual(paused([...PARK, 'M114', ...BACK]), []);
  });
  test('a way that a kill has cut short begins anew', () => {
    for (const cut of BACK.keys()) assert.deepEqual(paused([...BACK.slice(0, cut), 'M400', ...BACK]), [], `${cut}`);
  });
  test('in relative mode the way back ends with the word with which it begins, and a kill may cut it there', () => {
    const back = [...BACK.slice(0, 6), 'G91', ...BACK.slice(6)];
    for (const cut of back.keys())
      assert.deepEqual(paused([...back.slice(0, cut), ...back], PAUSED, 6), [], `${cut} lines of it`);
    assert.ok(paused(BACK, PAUSED, 6).includes('CK1'), 'the mode is not brought back');
  });
  test('[CK1] without a pause nothing stands between two lines', () =>
    assert.ok(paused(BACK, [...EVENTS]).includes('CK1')));
  test('[CK1] a way back that leads elsewhere, or is not gone to its end, is wrong', () => {
    assert.ok(paused(BACK.map((each) => each.replace('X25.5', 'X24'))).includes('CK1'));
    assert.ok(paused(BACK.map((each) => each.replace('Z0.4', 'Z0.2'))).includes('CK1'));
    assert.ok(paused(BACK.slice(0, 4)).includes('CK1'));
    assert.ok(paused(PARK).includes('CK1'));
  });
  test('[CK1] a file line that a pause has swallowed is missed', () => {
    const wire = wireWith([...TRAVEL.slice(0, 5), ...BACK, ...TRAVEL.slice(6)]);
    assert.ok(checks({ wire, events: PAUSED, more: { files: new Map([[DIGEST, TRAVEL]]) } }).includes('CK1'));
  });
});

/** What a power loss left behind, and its rest from the fifth command on, as a person has ordered it. */
const WAY = [
  'M140 S60',
  'M190 S60',
  'M109 S210',
  'G92 Z0.4',
  'G91',
  'G1 Z2 F600',
  'G90',
  'G28 R0 X Y',
  'M83',
  'G1 E5 F180',
  'G1 X20 Y30 F6000',
  'G1 Z0.4 F600',
  'M107',
  'G92 E0',
  'M82',
  'G0 F3000',
];
const REST: ContinuationRow = { print_id: 'p2', continues: 'p1', bed_id: 'b3', line: 4, z_mm: 0.4, asked_by: 'ann' };
const LOST = failed({ outcome: 'failed', error: '{"code":"printer-reset"}' });
const WORD = event('print-continued', { of: 'p1', layer: 1, by: 'ann' }, 'p2');
const GONE_ON: readonly Omit<EventRow, 'cursor'>[] = [
  event('bed-cleared', { bedId: 'b1' }, null),
  moved(null, 'assigned'),
  event('print-accepted', {}),
  moved('assigned', 'printing'),
  event('print-started', {}),
  event('bed-occupied', { bedId: 'b2' }, null),
  event('print-ended', { outcome: 'failed', bed: 'unknown' }),
  event('bed-unknown', { bedId: 'b3' }, null),
  moved('printing', 'failed'),
  moved('failed', 'closed'),
  WORD,
  moved('assigned', 'printing', 'p2'),
  event('print-started', {}, 'p2'),
  event('bed-occupied', { bedId: 'b4' }, null),
  event('print-ended', { outcome: 'finished', bed: 'occupied' }, 'p2'),
  moved('printing', 'awaiting-retrieval', 'p2'),
  event('bed-cleared', { bedId: 'b4' }, null),
  moved('awaiting-retrieval', 'done', 'p2'),
];
interface GoneOn {
  readonly way?: readonly string[];
  readonly rest?: readonly string[];
  readonly between?: readonly Happening[];
  readonly rows?: readonly ContinuationRow[];
  readonly events?: readonly Omit<EventRow, 'cursor'>[];
  readonly over?: Partial<PrintRow>;
  readonly lost?: Partial<PrintRow>;
}
function goneOn({
  way = WAY,
  rest = TRAVEL.slice(4),
  between = [],
  rows = [REST],
  ...other
}: GoneOn): readonly string[] {
  const before: Happening[] = [begin(5_000), ...numbered(5_000, TRAVEL.slice(0, 5)), { kind: 'bed', event: 'object' }];
  const after = [begin(9_000), ...numbered(9_000, [...way, 'M105', ...rest])];
  return checks({
    wire: [...before, { kind: 'reset', cause: 'PowerUp' }, ...between, ...after],
    events: other.events ?? GONE_ON,
    prints: [
      { ...LOST, ...other.lost },
      { ...PRINT, id: 'p2', created_at: 1_075, ...other.over },
    ],
    more: { files: new Map([[DIGEST, TRAVEL]]), continuations: rows },
  });
}
const told = (name: string, with_: Omit<EventRow, 'cursor'>): readonly Omit<EventRow, 'cursor'>[] =>
  GONE_ON.map((each) => (each.name === name ? with_ : each));

describe('the judge and a continuation', () => {
  test('the way back and the rest of the file onto the object that a person has named', () => {
    assert.deepEqual(goneOn({}), []);
    assert.deepEqual(goneOn({ way: WAY.filter((each) => !/^M(?:83|1[049])|E5/.test(each)) }), []);
  });
  test('one whose way back was cut short, and which has failed', () => {
    const over = { status: 'failed', outcome: 'failed', error: '{"code":"resume-unproven"}' };
    for (const cut of WAY.keys()) {
      const stopped = ['M104 S0', 'M140 S0', 'M107', 'M84'];
      assert.deepEqual(goneOn({ way: WAY.slice(0, cut), rest: stopped, over }), [], `${cut} lines of it`);
    }
  });
  const wrong: readonly (readonly [string, string, GoneOn])[] = [
    ['CK5', 'no row says that it goes on', { rows: [] }],
    ['CK5', 'it goes on with another print than stands there', { rows: [{ ...REST, continues: 'p0' }] }],
    ['CK5', 'it was asked for at another stay of the bed', { rows: [{ ...REST, bed_id: 'b2' }] }],
    ['CK5', 'nobody has asked for it', { events: GONE_ON.filter((each) => each !== WORD) }],
    ['CK5', 'nobody is named who has asked for it', { rows: [{ ...REST, asked_by: '' }] }],
    [
      'CK5',
      'somebody else has asked for it',
      { events: told('print-continued', event('print-continued', { of: 'p1', by: 'bob' }, 'p2')) },
    ],
    [
      'CK5',
      'the word was for another print',
      { events: told('print-continued', event('print-continued', { of: 'p0', by: 'ann' }, 'p2')) },
    ],
    ['CK5', 'the print before has not failed', { lost: { outcome: 'finished' } }],
    ['CK5', 'it is of another job', { over: { job_id: 'j2' } }],
    ['CK5', 'it is of another file', { lost: { digest: 'other' } }],
    ['CK5', 'its object was taken off', { between: [{ kind: 'bed', event: 'removed', by: 'person' }] }],
    [
      'CK5',
      'somebody had said that the bed is clear',
      {
        events: GONE_ON.flatMap((each) =>
          each === WORD ? [each, event('bed-cleared', { bedId: 'b3' }, null)] : [each],
        ),
      },
    ],
    [
      'CK5',
      'another print had begun there meanwhile',
      {
        events: GONE_ON.flatMap((each) =>
          each === WORD ? [each, event('print-found', {}, 'p7'), event('bed-occupied', { bedId: 'b3' }, null)] : [each],
        ),
      },
    ],
    ['CK1', 'Z is homed on the way back', { way: WAY.map((each) => each.replace('G28 R0 X Y', 'G28')) }],
    ['CK1', 'it is told another height', { way: WAY.map((each) => each.replace('G92 Z0.4', 'G92 Z0.6')) }],
    ['CK1', 'it is not told its height', { way: WAY.filter((each) => !each.startsWith('G92 Z')) }],
    ['CK1', 'the way back leads elsewhere', { way: WAY.map((each) => each.replace('X20', 'X21')) }],
    ['CK1', 'the way back leads to another height', { way: WAY.map((each) => each.replace('G1 Z0.4', 'G1 Z0.2')) }],
    ['CK1', 'the way back was not gone to its end', { way: WAY.slice(0, -3) }],
    ['CK1', 'a line of the rest is missing', { rest: TRAVEL.slice(5) }],
    ['CK1', 'a line of the rest came twice', { rest: [...TRAVEL.slice(4, 6), ...TRAVEL.slice(5)] }],
    ['CK1', 'it began with the first line of the file', { way: [], rest: TRAVEL }],
    ['CK3', 'it has finished, and lines were missing', { rest: TRAVEL.slice(4, 6) }],
    ['CK3', 'it never started, and the head was led back', { rest: [], over: { outcome: 'never-started' } }],
  ];
  for (const [check, what, planted] of wrong) {
    test(`[${check}] is wrong where ${what}`, () => {
      const found = goneOn(planted);
      assert.ok(found.includes(check), `found only ${found.join(', ')}`);
    });
  }
  test('[CK4] one that began twice is flagged', () => {
    const again = [...WAY, ...TRAVEL.slice(4, 6), ...WAY];
    assert.ok(goneOn({ way: again }).includes('CK1'));
    const more = [begin(7_000), ...numbered(7_000, [...WAY, ...TRAVEL.slice(4, 6)])];
    assert.ok(goneOn({ between: more, over: { created_at: 1_069 } }).includes('CK4'));
  });
});

describe('the judge lets pass', () => {
  test('a print from its first line to its last, with questions of the host between', () =>
    assert.deepEqual(checks({}), []));

  test('a print that began after one of which nothing had moved', () => {
    const ended = event('print-ended', { outcome: 'never-started', bed: 'unchanged' }, 'p0');
    const events = [...FALSE_START, ended, ...EVENTS.slice(1)];
    assert.equal(checks({ events }).includes('CK5'), false);
  });
  test('a print that a new process took over after a probe', () => {
    const probe: Happening = { kind: 'resend-asked', n: 5_004, reason: 'Line Number is not Last Line Number+1' };
    const wire = [begin(5_000), ...numbered(5_000, FILE.slice(0, 3)), probe, ...numbered(5_003, FILE.slice(3))];
    assert.deepEqual(checks({ wire }), []);
  });
  test('a print that went on under a new numbering', () => {
    const wire = [...wireWith(FILE.slice(0, 3)), begin(9_000), ...numbered(9_000, FILE.slice(3))];
    assert.deepEqual(checks({ wire }), []);
  });
  test('a cancelled print whose safe stop follows its last line', () => {
    const wire = wireWith([...FILE.slice(0, 3), 'M104 S0', 'M140 S0', 'M107', 'M400', 'M84']);
    const prints = [{ ...PRINT, status: 'done', outcome: 'cancelled', cancel_wished: 1 }];
    assert.deepEqual(checks({ wire, prints }), []);
  });
  test('a print that failed without proof although the last line was executed', () => {
    const prints = [failed({ outcome: 'failed', error: '{"code":"resume-unproven"}' })];
    assert.deepEqual(checks({ prints }), []);
  });
  test('a heater that is off in time', () => {
    const wire: Happening[] = [{ kind: 'heater', heater: 'hotend', target: 210 }, ...quiet(4_000)];
    wire.push({ kind: 'heater', heater: 'hotend', target: 0 }, ...quiet(4_000));
    const more = { kills: [KILLED_AT_HEATING], prints: [], jobs: [] };
    assert.deepEqual(checks({ wire, prints: [], more }), []);
  });
  test('a heater that is off in time after the return of the last process that could have seen to it', () => {
    const wire: Happening[] = [{ kind: 'heater', heater: 'hotend', target: 210 }, ...quiet(8_000)];
    wire.push({ kind: 'heater', heater: 'hotend', target: 0 }, ...quiet(4_000));
    const kills = [KILLED_AT_HEATING, ALSO('guardian'), ALSO('combinator')];
    assert.deepEqual(checks({ wire, prints: [], more: { kills, returns: [6_000], jobs: [] } }), []);
  });
  test('a heater that is off in time after the last of guardians that were killed before they could act', () => {
    const wire: Happening[] = [{ kind: 'heater', heater: 'hotend', target: 210 }, ...quiet(7_000)];
    wire.push({ kind: 'heater', heater: 'hotend', target: 0 }, ...quiet(4_000));
    const storm = [1_040, 2_500, 4_000].map((at) => ({ at, process: 'guardian', printerId: null }) as const);
    assert.deepEqual(checks({ wire, prints: [], more: { kills: [KILLED_AT_HEATING, ...storm], jobs: [] } }), []);
  });
  test('a printer that was hot when it was reset', () => {
    const wire: Happening[] = [
      { kind: 'heater', heater: 'hotend', target: 210 },
      { kind: 'reset', cause: 'PowerUp' },
    ];
    assert.deepEqual(checks({ wire, prints: [], more: { jobs: [] } }), []);
  });
  test('a stop that arrived', () => {
    const wire = [
      ...wireWith(FILE.slice(0, 3)),
      { kind: 'emergency', code: 'M112', via: 'receive interrupt' } as const,
      { kind: 'killed', reason: 'M112' } as const,
    ];
    const prints = [failed({ outcome: 'failed', error: '{"code":"emergency-stop"}' })];
    assert.deepEqual(checks({ wire, prints, more: { stops: [{ printerId: PRINTER, at: 1_040 }] } }), []);
  });
});

describe('the judge catches', () => {
  const caught: readonly (readonly [string, string, Case])[] = [
    ['CK1', 'a line that was skipped', { wire: wireWith(without(3)) }],
    ['CK1', 'a line that was executed twice', { wire: wireWith(twice(3)) }],
    [
      'CK1',
      'two lines in the wrong order',
      { wire: wireWith([...FILE.slice(0, 2), 'G1 X2 E2', 'G1 X1 E1', ...FILE.slice(4)]) },
    ],
    ['CK1', 'a line that is not in the file', { wire: wireWith([...FILE.slice(0, 3), 'G1 X9 E9', ...FILE.slice(3)]) }],
    ['CK1', 'a motion that belongs to no print', { wire: [line(501, 'G1 X9'), ...WIRE] }],
    [
      'CK1',
      'what the firmware itself noticed',
      { wire: [...WIRE, { kind: 'anomaly', what: 'repeated', n: 5, after: 5 }] },
    ],
    [
      'CK2',
      'a line of the file after the safe stop had begun',
      { wire: wireWith([...FILE.slice(0, 3), 'M104 S0', ...FILE.slice(3)]) },
    ],
    ['CK2', 'a stop that never came', { more: { stops: [{ printerId: PRINTER, at: 90_000 }] } }],
    [
      'CK2',
      'a line behind an emergency stop',
      {
        wire: [...WIRE, { kind: 'emergency', code: 'M112', via: 'receive interrupt' }, line(5_011, 'M105')],
        more: { stops: [{ printerId: PRINTER, at: 1_200 }] },
      },
    ],
    ['CK3', 'finished, and lines were missing', { wire: wireWith(FILE.slice(0, 5)) }],
    ['CK3', 'finished, and nothing was executed', { wire: [] }],
    [
      'CK3',
      'failed, and all of it was executed',
      { prints: [failed({ outcome: 'failed', error: '{"code":"machine-crashed"}' })] },
    ],
    ['CK3', 'cancelled by nobody, and all of it was executed', { prints: [{ ...PRINT, outcome: 'cancelled' }] }],
    ['CK3', 'never started, and it moved', { prints: [failed({ outcome: 'never-started' })] }],
    ['CK3', 'a print that ended twice', { events: [...EVENTS, event('print-ended', { outcome: 'failed' })] }],
    ['CK3', 'a terminal print that changed', { events: [...EVENTS, moved('done', 'failed'), moved('failed', 'done')] }],
    ['CK3', 'a terminal print without an outcome', { prints: [{ ...PRINT, outcome: null }] }],
    [
      'CK4',
      'a print that began twice',
      { wire: [...wireWith(FILE.slice(0, 3)), begin(9_000), ...numbered(9_000, FILE)] },
    ],
    ['CK5', 'a collision', { wire: [...WIRE, { kind: 'bed', event: 'collision', objectSinceMs: 0 }] }],
    [
      'CK5',
      'a start on a bed that nobody had cleared',
      { events: EVENTS.filter((each) => each.name !== 'bed-cleared') },
    ],
    [
      'CK5',
      'a start on the bed of a print of which something had moved',
      {
        events: [
          ...FALSE_START.slice(0, 6),
          event('print-ended', { outcome: 'failed', bed: 'unknown' }),
          ...EVENTS.slice(1),
        ],
      },
    ],
    ['CK5', 'one confirmation that served twice', { events: [...EVENTS, event('bed-cleared', { bedId: 'b2' }, null)] }],
    ['CK6', 'an entry that took effect twice', { events: [...EVENTS, event('print-accepted', {})] }],
    ['CK6', 'an entry that never took effect', { events: EVENTS.filter((each) => each.name !== 'print-accepted') }],
    ['CK6', 'a journal that was not read to its end', { applied: 4 }],
    ['CK6', 'a journal that nobody applied', { applied: null }],
    ['CK6', 'a number that two entries bear', { twice: [3] }],
    [
      'CK7',
      'two prints at one printer',
      { events: [...EVENTS, moved(null, 'assigned', 'p2'), moved(null, 'assigned', 'p3')] },
    ],
    [
      'CK7',
      'two rows that hold one printer',
      {
        prints: [
          PRINT,
          { ...PRINT, id: 'p2', status: 'failed', outcome: null, created_at: 9_000 },
          { ...PRINT, id: 'p3', status: 'printing', outcome: null, created_at: 9_001 },
        ],
      },
    ],
    [
      'CK7',
      'more copies than asked for',
      { prints: [PRINT, { ...PRINT, id: 'p2', outcome: 'unknown', verdict: 'made', created_at: 9_000 }] },
    ],
    ['CK8', 'a job that is active for ever', { more: { jobs: [{ id: 'j1', copies: 1, status: 'active' }] } }],
    [
      'CK8',
      'a print that nobody ends',
      { prints: [PRINT, { ...PRINT, id: 'p2', status: 'printing', outcome: null, created_at: 9_000 }] },
    ],
    ['CK8', 'a machine that comes to no rest', { phase: 'adopting' }],
    [
      'CK9',
      'a heater that stays on after its machine died',
      {
        wire: [{ kind: 'heater', heater: 'hotend', target: 210 }, ...quiet(6_000)],
        prints: [],
        more: { kills: [KILLED_AT_HEATING], jobs: [] },
      },
    ],
    [
      'CK9',
      'a heater that stays on because the guardian died with the machine',
      {
        wire: [
          { kind: 'heater', heater: 'hotend', target: 210 },
          ...quiet(6_000),
          { kind: 'heater', heater: 'hotend', target: 0 },
        ],
        prints: [],
        more: { kills: [KILLED_AT_HEATING, ALSO('guardian')], jobs: [] },
      },
    ],
    [
      'CK9',
      'a heater that stays on although the second of two guardians had the time to act',
      {
        wire: [
          { kind: 'heater', heater: 'hotend', target: 210 },
          ...quiet(8_000),
          { kind: 'heater', heater: 'hotend', target: 0 },
        ],
        prints: [],
        more: { kills: [KILLED_AT_HEATING, ALSO('guardian'), { ...ALSO('guardian'), at: 6_200 }], jobs: [] },
      },
    ],
    [
      'CK9',
      'a heater that stays on because its next machine was killed as well',
      {
        wire: [
          { kind: 'heater', heater: 'hotend', target: 210 },
          ...quiet(6_000),
          { kind: 'heater', heater: 'hotend', target: 0 },
        ],
        prints: [],
        more: { kills: [KILLED_AT_HEATING, { ...KILLED_AT_HEATING, at: 3_000 }], jobs: [] },
      },
    ],
    [
      'CK9',
      'a printer that is left hot when all is over',
      { wire: [...WIRE, { kind: 'heater', heater: 'hotend', target: 210 }] },
    ],
  ];
  for (const [check, what, planted] of caught) {
    test(`[${check}] ${what}`, () =>
      assert.ok(checks(planted).includes(check), `found only ${checks(planted).join(', ')}`));
  }
});

describe('the judge and a printer that holds its files', () => {
  const RUN: HeldPrint = { printId: 'p1', content: SOURCE, outcome: 'finished', ontoObject: false };
  const held = (runs: readonly HeldPrint[], prints: readonly PrintRow[] = [PRINT]): readonly string[] =>
    checks({ wire: [], held: runs, prints });
  const never = failed({ outcome: 'never-started' });

  test('lets pass what it printed once and whole, and what it never began', () => {
    assert.deepEqual(held([RUN]), []);
    assert.deepEqual(held([], [never]), []);
  });
  test('[CK1] catches a print of nobody, one of another printer, and another content', () => {
    assert.deepEqual(held([RUN, { ...RUN, printId: null }]), ['CK1']);
    assert.deepEqual(held([RUN, { ...RUN, printId: 'p9' }]), ['CK1']);
    assert.deepEqual(held([{ ...RUN, content: `${SOURCE}\nG28` }]), ['CK1']);
  });
  test('[CK3] catches a word that the printer belies', () => {
    assert.deepEqual(held([]), ['CK3']);
    assert.deepEqual(held([{ ...RUN, outcome: 'broken' }]), ['CK3']);
    assert.deepEqual(held([{ ...RUN, outcome: 'broken' }], [never]), ['CK3']);
    assert.deepEqual(held([RUN], [failed({ outcome: 'failed', error: '{"code":"machine-crashed"}' })]), ['CK3']);
  });
  test('[CK4] [CK5] catches a print that began twice, and one onto an object', () => {
    assert.deepEqual(held([RUN, RUN]), ['CK4']);
    assert.deepEqual(held([{ ...RUN, ontoObject: true }]), ['CK5']);
  });
});
