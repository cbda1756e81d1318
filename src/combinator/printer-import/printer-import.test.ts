import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { manifests } from '#drivers/registry';
import { UserError } from '#lib/user-error';
import { openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import { createPrinters } from '../printers/printers.ts';
import { createPrinterImport } from './printer-import.ts';

function openImport({ storage, events, queue, materials, secrets, clock, chance }: TestFarm) {
  const printers = createPrinters({ storage, events, queue, materials, secrets, manifests, clock, chance });
  return { printers, imports: createPrinterImport({ storage, printers }) };
}

const OCTOFARM = JSON.stringify([
  { name: 'Garage', group: 'Big', printerURL: 'http://10.0.0.5:5000', cameraURL: '', apikey: 'OCTOSECRET1' },
  { name: '', group: '', printerURL: 'http://10.0.0.6', cameraURL: '', apikey: 'OCTOSECRET2' },
]);
const FDM_MONSTER = `version: 1.6.1
exportedAt: 2024-05-01T04:46:06.130Z
config:
  exportPrinters: true
printers:
  - id: 1
    name: Klippy
    printerURL: http://10.0.0.7:7125/
    printerType: 1
    apiKey: ''
  - id: 2
    enabled: true
    settingsAppearance:
      name: Old one
    printerURL: http://10.0.0.8/
    apiKey: FDMSECRET
  - id: 3
    name: Mark
    printerURL: http://10.0.0.9
    printerType: 2
    username: maker
    password: FDMPASSWORD
  - id: 4
    name: Bamboo
    printerURL: http://10.0.0.10
    printerType: 3
    username: 01p00a123456789
    password: FDMCODE
  - id: 5
    name: Future
    printerURL: http://10.0.0.11
    printerType: 9
tags:
  - name: Shelf
    printers:
      - printerId: 1
      - printerId: 4
`;
const inShort = ({ row, problems }: { row: number; problems: readonly { field: string }[] }): string =>
  `${row}: ${problems.map(({ field }) => field).join(' ')}`.trim();

describe('import of printers', () => {
  test('of a table: each row with its problems first, nothing written; then the chosen ones', async () => {
    await using farm = await openTestFarm();
    const { printers, imports } = openImport(farm);
    await printers.add({
      name: 'Anna',
      driver: 'moonraker',
      options: { url: '10.0.0.1' },
      model: null,
      tags: [],
      clearing: 'operator',
    });
    const table = [
      'name;driver;url;host;serial;accessCode;connection;baud;tags;model',
      'Berta;moonraker;10.0.0.2;;;;;;pla, large;Voron',
      'anna;moonraker;10.0.0.3;;;;;;;',
      'Carla;moonraker;http://10.0.0.1:7125;;;;;;;',
      'Dora;bambu;;10.0.0.4;01P00A123456789;TABLESECRET;;;;P1S',
      'Emma;marlin;;;;;/dev/ttyUSB0;fast;;',
      'Berta;kettle;;;;;;;;',
      `${'F'.repeat(100)};marlin;;;;;/dev/ttyUSB1;250000;;`,
      '"Greta; the second";bambu;;10.0.0.4;01P00A123456788;X;;;;',
    ].join('\r\n');
    const checked = await imports.check(table);
    assert.equal(checked.kind, 'csv');
    assert.deepEqual(checked.rows.map(inShort), [
      '2:',
      '3: name',
      '4: address',
      '5:',
      '6: baud',
      '7: driver name',
      '8: name',
      '9: address',
    ]);
    const [berta, , , dora] = checked.rows;
    assert.deepEqual(
      [berta?.tags, berta?.model, berta?.place, berta?.secrets],
      [['pla', 'large'], 'Voron', '10.0.0.2:7125', []],
    );
    assert.deepEqual(dora?.secrets, ['Access code']);
    assert.doesNotMatch(JSON.stringify(checked), /TABLESECRET/);
    assert.equal((await printers.list()).length, 1);
    // A row that is wrong takes the others with it; so does one that is wrong in the very last step.
    for (const rows of [
      [2, 6],
      [2, 8],
    ]) {
      const refused = await imports.run(table, rows).then(
        () => null,
        (error: unknown) => error,
      );
      assert.ok(refused instanceof UserError);
      assert.match(refused.message, /^Row [68], .*Nothing was imported\.$/);
      assert.equal((await printers.list()).length, 1);
    }
    const added = await imports.run(table, [2, 5]);
    assert.equal(added.length, 2);
    assert.deepEqual(
      (await printers.list()).map(({ name }) => name),
      ['Anna', 'Berta', 'Dora'],
    );
    assert.equal((await farm.eventsNamed('printer-added')).length, 3);
    // Once more: they are there already.
    assert.deepEqual((await imports.check(table)).rows.slice(0, 1).map(inShort), ['2: name address']);
  });

  test('of OctoFarm: all are behind OctoPrint, a group is a tag', async () => {
    await using farm = await openTestFarm();
    const { printers, imports } = openImport(farm);
    const checked = await imports.check(OCTOFARM);
    assert.equal(checked.kind, 'octofarm');
    assert.deepEqual(checked.rows.map(inShort), ['1:', '2: name']);
    assert.deepEqual(
      [checked.rows[0]?.driver, checked.rows[0]?.tags, checked.rows[0]?.secrets, checked.rows[0]?.place],
      ['octoprint', ['Big'], ['API key'], '10.0.0.5:5000'],
    );
    assert.doesNotMatch(JSON.stringify(checked), /OCTOSECRET/);
    const [id] = await imports.run(OCTOFARM, [1]);
    assert.equal((await printers.list())[0]?.id, id);
  });

  test('of FDM Monster: each of its kinds, those of before there were kinds, and its tags', async () => {
    await using farm = await openTestFarm();
    const { imports } = openImport(farm);
    const checked = await imports.check(FDM_MONSTER);
    assert.equal(checked.kind, 'fdm-monster');
    assert.deepEqual(
      checked.rows.map(({ name, driver, tags }) => [name, driver, tags.join()]),
      [
        ['Klippy', 'moonraker', 'Shelf'],
        ['Old one', 'octoprint', ''],
        ['Mark', 'prusalink', ''],
        ['Bamboo', 'bambu', 'Shelf'],
        ['Future', null, ''],
      ],
    );
    assert.deepEqual(checked.rows.map(inShort), ['1:', '2:', '3:', '4:', '5: printerType']);
    assert.doesNotMatch(JSON.stringify(checked), /FDMSECRET|FDMPASSWORD|FDMCODE/);
    assert.equal((await imports.run(FDM_MONSTER, [1, 2, 3, 4])).length, 4);
  });

  test('of anything else is refused in words that quote nothing of it', async () => {
    await using farm = await openTestFarm();
    const { imports } = openImport(farm);
    const files = [
      '[{"name": "x", "apikey": "HIDDEN" ',
      'printers:\n  - apiKey: "HIDDEN\n   x: [',
      'printers: HIDDEN',
      // What YAML takes for a reference shows only when it is followed.
      'printers:\n  - password: *HIDDEN',
      '%YAML 1.1\n---\nprinters:\n  - <<: HIDDEN',
      '[]',
      'HIDDEN;driver\nx;moonraker',
      'name,driver,HIDDEN\nx,moonraker,y',
      'name,driver\n',
      '',
      `[${Array.from({ length: 501 }, () => '{}').join()}]`,
    ];
    for (const file of files) {
      const refused = await imports.check(file).then(
        () => null,
        (error: unknown) => error,
      );
      assert.ok(refused instanceof UserError, file);
      assert.equal(refused.code, 'bad-printer-import', file);
      assert.doesNotMatch(`${refused.message} ${refused.remedy}`, /HIDDEN/);
    }
  });
});
