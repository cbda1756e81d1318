import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { NamedObject } from '#model/print';
import { DriverHome } from './fixtures/driver-under-test.ts';
import { openLong, options, settled, times } from './fixtures/quick-printer.ts';
import { plateObjects } from './plate-objects.ts';
import { objectsShown, skipTrouble } from './protocol/objects.ts';

const PARTS = [
  '; HEADER_BLOCK_START',
  '; model label id: 82,118,140',
  '; HEADER_BLOCK_END',
  'G28',
  ...[82, 118, 140].flatMap((id, i) => [
    `; start printing object, unique label id: ${id}`,
    'M624 AQAAAAAAAAA=',
    `G1 X${10 + 40 * i}.4 Y20 F9000`,
    'G1 X11 Y21 E1',
    `; stop printing object, unique label id: ${id}`,
    'M625',
  ]),
  '',
].join('\n');
const NAMED: readonly NamedObject[] = [
  { id: '82', name: 'Cube' },
  { id: '118', name: 'Cube' },
  { id: '140', name: 'Cone' },
];

describe('Bambu Lab: objects', { concurrency: 2 }, () => {
  test('of a plate are those that its G-code lists and marks, with where each begins; one is none', async () => {
    using home = new DriverHome();
    const read = async (text: string) => {
      const path = join(home.folder, 'plate.gcode');
      await writeFile(path, text);
      return plateObjects(path, AbortSignal.timeout(60_000));
    };
    assert.deepEqual(await read(PARTS), [
      { id: '82', at: [10.4, 20] },
      { id: '118', at: [50.4, 20] },
      { id: '140', at: [90.4, 20] },
    ]);
    assert.deepEqual(await read(PARTS.replace('82,118,140', '82')), []);
    assert.deepEqual(await read(PARTS.replace('; model label id', '; another')), []);
    assert.deepEqual(await read(`; model label id: ${Array.from({ length: 65 }, (_, i) => i).join()}\n`), []);
    // The list may lie across two pieces of the file, and a marker may never come.
    const far = await read(`;${'x'.repeat(65_515)}\n; model label id: 7,8\n${'G4 P0\n'.repeat(20_000)}`);
    assert.deepEqual(far, [
      { id: '7', at: null },
      { id: '8', at: null },
    ]);
  });

  test('copies are told apart by their place; what does not fit is refused in words', () => {
    const objects = [
      { id: '82', at: [10.4, 20] as const },
      { id: '118', at: null },
      { id: '140', at: null },
    ];
    const shown = objectsShown(objects, NAMED, { skipped: ['140'] });
    assert.deepEqual(
      shown.map(({ name, skipped }) => [name, skipped]),
      [
        ['Cube (at 10, 20 mm)', false],
        ['Cube (no. 118)', false],
        ['Cone', true],
      ],
    );
    const trouble = (object: string, state: 'RUNNING' | 'PREPARE', skipped: readonly string[]) =>
      skipTrouble(objects, { state, skipped }, object);
    assert.equal(trouble('82', 'RUNNING', []), null);
    assert.match(trouble('9', 'RUNNING', []) ?? '', /no such object/);
    assert.match(trouble('82', 'RUNNING', ['82']) ?? '', /already/);
    assert.match(trouble('82', 'PREPARE', []) ?? '', /as soon as/);
    assert.match(trouble('82', 'RUNNING', ['118', '140']) ?? '', /cancel the print/);
    assert.match(skipTrouble([], { state: 'RUNNING', skipped: [] }, '82') ?? '', /slicer/);
  });

  test('[DR3] [MA15] one is left out when the printer names it so, also when the order was lost once; what is not obeyed is told', async () => {
    await using printer = await openLong();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), { answerMs: 50, skipProofMs: 600 });
    const print = home.print('p1', PARTS);
    life.driver.start({ ...print, file: { ...print.file, objects: NAMED } });
    await life.report('print-moved');
    const { feedback } = await life.report('feedback', (each) => each.feedback.overrides?.objects !== undefined);
    assert.deepEqual(
      feedback.overrides?.objects?.map(({ name }) => name),
      ['Cube (at 10, 20 mm)', 'Cube (at 50, 20 mm)', 'Cone'],
    );
    printer.switches.commandsLost = 1;
    life.driver.adjust(print.printId, { kind: 'skip-object', object: '118' });
    await life.report('feedback', (each) => each.feedback.overrides?.objects?.[1]?.skipped === true);
    assert.deepEqual(printer.device.skipped, [118]);
    printer.switches.deafToSkips = true;
    life.driver.adjust(print.printId, { kind: 'skip-object', object: '82' });
    await life.report('trouble', ({ error }) => /did not do it/.test(error.message));
    life.driver.adjust(print.printId, { kind: 'skip-object', object: '118' });
    await life.report('trouble', ({ error }) => /already/.test(error.message));
    assert.ok(times(printer, 'skip_objects') >= 2);
  });

  test('[MA10] a print that was adopted tells its objects again', async () => {
    await using printer = await openLong();
    using home = new DriverHome();
    const print = home.print('p1', PARTS);
    const first = await home.connected(options(printer));
    first.driver.start(print);
    await first.report('print-moved');
    await first[Symbol.asyncDispose]();
    await using second = home.drive(options(printer));
    second.driver.adopt(print, 'printing');
    second.driver.connect();
    await second.report('feedback', (each) => each.feedback.overrides?.objects?.length === 3);
    second.driver.adjust(print.printId, { kind: 'skip-object', object: '140' });
    await settled(() => printer.device.skipped.includes(140));
  });
});
