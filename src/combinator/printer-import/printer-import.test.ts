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
      '"Greta; the second";bambu;;10.0.0.4;01P00A123456788;XXXX;;;;',
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

  test('of a table as spreadsheets write it: their first line, tabs, old line ends, spelling, and rows under their own numbers', async () => {
    await using farm = await openTestFarm();
    const { imports } = openImport(farm);
    const shown = async (text: string) =>
      (await imports.check(text)).rows.map(({ row, name, driver, place, secrets, problems }) =>
        [row, name, driver, place, ...secrets, ...problems.map(({ field }) => `!${field}`)].join(' '),
      );
    const berta = '2 Berta prusalink 10.0.0.2:80 Password or API key';
    assert.deepEqual(await shown('sep=;\r\nName;Driver;URL;PASSWORD\r\nBerta;PrusaLink;10.0.0.2;x\r\n'), [berta]);
    assert.deepEqual(await shown('\uFEFFname\tdriver\turl\tpassword\r\nBerta\tprusalink\t10.0.0.2\tx'), [berta]);
    assert.deepEqual(await shown('name,driver,url,password\rBerta,prusalink,10.0.0.2,x\r'), [berta]);
    assert.deepEqual(
      await shown(
        'Name,Driver,Address,"Access code",Serial number\nP,bambu,10.0.0.3,12345678,01P00A123456789\nM,moonraker,10.0.0.4',
      ),
      ['2 P bambu 10.0.0.3:8883 Access code', '3 M moonraker 10.0.0.4:7125'],
    );
    // What is wrong stands in the row that the spreadsheet shows, behind empty ones and such as have several lines.
    const gaps = 'name,driver,url\n\n"two\nlines",moonraker,10.0.0.5\n,,\nX,kettle,\n';
    assert.deepEqual(await shown(gaps), ['3 two\nlines moonraker 10.0.0.5:7125', '5 X   !driver']);
  });

  test('of a table with a quotation mark that never ends: its row is named, and nothing behind it is lost in silence', async () => {
    await using farm = await openTestFarm();
    const { imports } = openImport(farm);
    const table = 'name,driver,url\nA,moonraker,10.0.0.1\n"B,moonraker,10.0.0.2\nC,moonraker,10.0.0.3\n';
    await assert.rejects(imports.check(table), (error: UserError) => {
      assert.equal(error.code, 'bad-printer-import');
      return /^This file cannot be imported\. In row 3 a quotation mark begins .* never ends/.test(error.message);
    });
  });

  test('of a printer that is there at another address: by its serial number it is the same', async () => {
    await using farm = await openTestFarm();
    const { printers, imports } = openImport(farm);
    const bambu = (host: string) => ({ host, serial: '01P00A123456789', accessCode: '12345678' });
    const common = { model: null, tags: [], clearing: 'operator' } as const;
    await printers.add({ name: 'Anna', driver: 'bambu', options: bambu('10.0.0.1'), ...common });
    const table = [
      'name,driver,host,serial,accessCode',
      'B,bambu,10.0.0.2,01p00a123456789,12345678',
      'C,bambu,10.0.0.3,01P00A00000001,12345678',
      'D,bambu,10.0.0.4,01P00A00000001,12345678',
    ].join('\n');
    const { rows } = await imports.check(table);
    assert.deepEqual(rows.map(inShort), ['2: serial', '3:', '4: serial']);
    assert.match(rows[0]?.problems[0]?.rule ?? '', /“Anna” of the farm has this number/);
  });

  test('of a thousand rows, every second wrong: each is told, nothing is written, then the right ones', async () => {
    await using farm = await openTestFarm();
    const { printers, imports } = openImport(farm);
    const rows = Array.from({ length: 1_000 }, (_, i) =>
      i % 2 === 0 ? `P${i},moonraker,10.1.${i >> 8}.${i & 255}` : `P${i},kettle,`,
    );
    const table = ['name,driver,url', ...rows].join('\r\n');
    const checked = await imports.check(table);
    const right = checked.rows.filter(({ problems }) => problems.length === 0).map(({ row }) => row);
    assert.deepEqual([checked.rows.length, right.length, (await printers.list()).length], [1_000, 500, 0]);
    await assert.rejects(imports.run(table, [...right, 3]), /Row 3, “driver”/);
    assert.equal((await printers.list()).length, 0);
    assert.equal((await imports.run(table, right)).length, 500);
  });

  test('of a list of FDM Monster in JSON: each of its kinds too', async () => {
    await using farm = await openTestFarm();
    const { imports } = openImport(farm);
    const list = [
      { name: 'Klippy', printerURL: 'http://10.0.0.7:7125', printerType: 1 },
      { name: 'Octo', printerURL: 'http://10.0.0.8', printerType: 0, apiKey: 'x' },
    ];
    const checked = await imports.check(JSON.stringify(list));
    assert.deepEqual(
      [checked.kind, checked.rows.map(({ driver }) => driver)],
      ['fdm-monster', ['moonraker', 'octoprint']],
    );
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
      `[${Array.from({ length: 2_001 }, () => '{}').join()}]`,
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
