import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { NoRest, RestOfFilePlan } from '#drivers/rest-of-file';
import { SmallMarlin } from './fixtures/small-marlin.ts';
import { RestReader } from './rest-reader.ts';
import type { Recovering } from './way-back.ts';

const STAYS: Recovering = { height: 'stays', liftMm: 5, primeMm: 4 };
const TOP: Recovering = { ...STAYS, height: 'top' };

function read(lines: readonly string[], taken = 0, sent: number | null = null, how = STAYS): RestOfFilePlan {
  const reader = new RestReader(how, { taken, sent, leftOut: false, led: false });
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
  // In pieces that fall anywhere.
  for (let at = 0; at < bytes.length; at += 37) reader.push(bytes.subarray(at, at + 37));
  return reader.end();
}

const START = ['M140 S60', 'M104 S210', 'M190 S60', 'M109 S210', 'G28', 'G90', 'M82', 'G92 E0', 'G1 Z0.2 F600'];

/** Commands that slicers write, and some that they might. */
const command = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 40 }))
      .map(([x, y, e]) => `G1 X${x} Y${y} E${e / 10}`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 300, max: 9000 }))
      .map(([x, f]) => `G0 X${x} F${f}`),
  },
  fc.integer({ min: 1, max: 30 }).map((e) => `G1 E-${e / 10} F1800`),
  fc.constantFrom(
    'G90',
    'G91',
    'M82',
    'M83',
    'G20',
    'G21',
    'M107',
    'G92 E0',
    'G92 X10 Y-5',
    'G92 Z3',
    'G92 E12.5',
    'T1',
  ),
  fc.integer({ min: 0, max: 255 }).map((s) => `M106 S${s}`),
  fc.integer({ min: 1, max: 255 }).map((s) => `M106 P2 S${s}`),
  fc.integer({ min: 180, max: 260 }).map((s) => `M104 S${s}`),
  fc.integer({ min: 0, max: 110 }).map((s) => `M140 S${s}`),
  fc.integer({ min: 50, max: 150 }).map((s) => `M220 S${s}`),
  fc
    .tuple(fc.integer({ min: 500, max: 5000 }), fc.integer({ min: 500, max: 5000 }))
    .map(([p, t]) => `M204 P${p} T${t}`),
  fc.integer({ min: 500, max: 5000 }).map((p) => `M204 P${p}`),
  fc.constantFrom('M900 K0.04', 'M900 K0.2', 'M205 X8 Y8', 'M201 X900 Y900 Z100'),
);
const layer = fc.array(command, { minLength: 1, maxLength: 12 });

/** A file of marked layers: whatever a layer did, the next begins where slicers begin them. */
const file = fc
  .array(layer, { minLength: 2, maxLength: 6 })
  .map((layers) => [
    ...START,
    ...layers.flatMap((lines, i) => [
      `;LAYER_CHANGE`,
      `G1 X${10 + i} Y${20 + i} F6000`,
      `G1 Z${0.2 * (i + 1)}`,
      ...lines,
    ]),
  ]);

describe('the way back after a power loss', () => {
  test('[MA10] brings a printer that forgot everything into the state in which the file would have found it', () => {
    let tried = 0;
    fc.assert(
      fc.property(file, fc.nat(5), (lines, which) => {
        const plan = read(lines);
        const at = which % plan.layers.length;
        const rest = plan.layers[at];
        if (rest === undefined || rest.no !== null) return;
        const commands = lines.filter((line) => !line.startsWith(';'));
        const printer = new SmallMarlin();
        for (const line of commands.slice(0, rest.line)) printer.run(line);
        const wanted = printer.state();
        // It prints on for a while, then the power goes; the nozzle stays where it is.
        for (const line of commands.slice(rest.line, rest.line + 7)) printer.run(line);
        const { z } = printer.nozzle;
        const homings = printer.homings.length;
        printer.losePower();
        const back = plan.wayBack(at, z);
        for (const line of back.commands) printer.run(line);
        assert.deepEqual(printer.state(), wanted, back.commands.join('\n'));
        assert.deepEqual(printer.homings.slice(homings), ['xy'], 'Z is never homed down');
        tried += 1;
      }),
      { numRuns: 300, seed: 7 },
    );
    assert.ok(tried > 100, `only ${tried} files could be continued`);
  });

  const SIMPLE = [
    ...START,
    ';LAYER_CHANGE',
    'G1 X10 Y10 F6000',
    'G1 X20 Y10 E1 F1200',
    'M106 S128',
    'G1 E0.2 F1800',
    ';LAYER_CHANGE',
    'G1 Z0.4 F600',
    'G1 E1 F1800',
    'G1 X30 Y10 E2 F1200',
    ';LAYER_CHANGE',
    'G1 Z0.6 F600',
    'G1 X10 Y10 E3 F1200',
    'M104 S0',
    'M140 S0',
    'G28 X Y',
  ];

  test('[MA10] heats the bed first, then the nozzle, lifts it off, homes X and Y alone, and primes beside the object', () => {
    const plan = read(SIMPLE, 60, 60);
    assert.deepEqual(plan.wayBack(1, 0.4).commands, [
      'M140 S60',
      'M190 S60',
      'M109 S210',
      'G92 Z0.4',
      'G91',
      'G1 Z5 F600',
      'G90',
      'G28 R0 X Y',
      'M83',
      'G1 E4 F180',
      'G1 E-0.8 F1800',
      'G1 X20 Y10 F6000',
      'G1 Z0.2 F600',
      'M106 S128',
      'G92 E0.2',
      'M82',
      'G0 F1800',
    ]);
  });

  test('[MA10] homes Z where that leads away from the object, and is told no height', () => {
    const { commands } = read(SIMPLE, 60, 60, TOP).wayBack(1, null);
    assert.deepEqual(commands.slice(3, 8), ['G91', 'G1 Z5 F600', 'G90', 'G28 R0 X Y', 'G28 Z']);
    assert.ok(!commands.some((line) => line.startsWith('G92 Z')));
  });

  test('[MA10] finds the layer in which it stopped, and where the nozzle may stand', () => {
    const first = START.length;
    const plan = read(SIMPLE, first + 6 + 24, first + 6 + 24);
    assert.deepEqual(
      plan.layers.map(({ number, line, zMm, no }) => ({ number, line, zMm, no })),
      [
        { number: 1, line: first, zMm: 0.2, no: { why: 'unknown-place', command: null } },
        { number: 2, line: first + 4, zMm: 0.4, no: null },
        { number: 3, line: first + 7, zMm: 0.6, no: null },
      ],
    );
    assert.equal(plan.stoppedIn, 1);
    const hops = [...START, ';LAYER_CHANGE', 'G1 X1 E1', 'G1 Z0.6', 'G1 X9', 'G1 Z0.2', 'G1 X5 E2'];
    assert.deepEqual(read(hops, START.length + 1, START.length + 5).stands, [0.2, 0.6]);
    assert.equal(read(hops, 0, 0).stands, null);
    assert.equal(read(hops, 0, 0).stoppedIn, -1);
  });

  test('[MA10] finds layers that no slicer marks, behind the last filament of the one before', () => {
    const lines = SIMPLE.filter((line) => !line.startsWith(';'));
    const plan = read(lines, 60, 60);
    assert.deepEqual(
      plan.layers.map(({ line, zMm }) => [line, zMm]),
      [
        [START.length + 1, 0.2],
        [START.length + 2, 0.4],
        [START.length + 7, 0.6],
      ],
    );
  });

  const nos: readonly (readonly [string, readonly string[], readonly string[], NoRest])[] = [
    ['a mesh of the bed', ['G29'], [], 'bed-mesh'],
    ['a stored mesh', ['M420 S1'], [], 'bed-mesh'],
    ['another origin', ['G54'], [], 'offsets'],
    ['a probe’s offset', ['M851 Z-1'], [], 'offsets'],
    ['retraction by the firmware', ['G10'], [], 'firmware-retraction'],
    ['a second tool', ['T0', 'G1 X9', 'T1'], [], 'several-tools'],
    ['a command that nobody knows', ['M9999 S1'], [], 'unknown-command'],
    ['objects that the file leaves out', ['M486 P1'], [], 'unknown-command'],
    ['homing of Z later on', [], ['G28'], 'homes-later'],
    ['no heat', ['M104 S0'], [], 'no-heat'],
    ['a place that nobody knows', ['G28 X'], [], 'unknown-place'],
  ];
  for (const [what, before, after, why] of nos) {
    test(`[MA10] says no to ${what}, and why`, () => {
      const lines = [...SIMPLE.slice(0, START.length + 5), ...before, ...SIMPLE.slice(START.length + 5), ...after];
      const plan = read(lines, 60, 60);
      assert.equal(plan.layers[1]?.no?.why, why);
    });
  }

  test('[MA10] says no to objects one after the other, once the second has begun', () => {
    const second = [';LAYER_CHANGE', 'G1 X50 Y50', 'G1 Z0.2', 'G1 X60 E4', ';LAYER_CHANGE', 'G1 Z0.4', 'G1 X50 E5'];
    const plan = read([...SIMPLE.slice(0, -3), ...second], 60, 60);
    assert.deepEqual(
      plan.layers.map(({ no }) => no?.why ?? null),
      ['unknown-place', null, null, null, 'one-at-a-time'],
    );
  });

  test('[MA10] what the printer’s start script has set counts, and what was filled into it must have been set anew', () => {
    const ask = (script: string, lines = SIMPLE): RestOfFilePlan => {
      const reader = new RestReader(STAYS, { taken: 60, sent: 60, leftOut: false, led: false }, script);
      reader.push(new TextEncoder().encode(lines.join('\n')));
      return reader.end();
    };
    const why = (script: string, lines = SIMPLE) => ask(script, lines).layers[1]?.no?.why ?? null;
    assert.ok(ask('M204 P700\nM117 {file}').wayBack(1, 0.4).commands.includes('M204 P700'));
    assert.equal(why('M190 S{bed}\nM109 S{nozzle}\nG91'), null);
    assert.equal(
      why(
        'M190 S{bed}',
        SIMPLE.filter((line) => !line.startsWith('M1')),
      ),
      'start-script',
    );
    assert.equal(why('G1 X{bed}'), 'start-script');
    assert.equal(why('G29'), 'bed-mesh');
  });

  test('[MA10] homing of Z later on does no harm where it leads away from the object', () => {
    assert.equal(read([...SIMPLE, 'G28'], 60, 60, TOP).layers[1]?.no, null);
  });
});
