import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readMacroForms } from '#drivers/moonraker/protocol/macro-forms';
import { readMacroNames } from '#drivers/moonraker/protocol/macro-names';
import { SimulatedMoonraker } from '#drivers/moonraker/simulator/moonraker';
import { manifests } from '#drivers/registry';
import { printerId } from '#model/ids';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { createPrinters } from '../printers/printers.ts';
import { createPrinterMacros } from './printer-macros.ts';

async function openMacros() {
  const server = await openTestServer();
  const { storage, events, queue, materials, secrets, clock, chance } = server.farm;
  const printers = createPrinters({ storage, events, queue, materials, secrets, manifests, clock, chance });
  const add = (driver: string, options: Readonly<Record<string, unknown>>) =>
    printers.add({ name: 'Voron', driver, options, model: null, tags: [], clearing: 'operator' });
  return { server, add, macros: createPrinterMacros({ printers }) };
}

describe('[MA15] macros of the printer itself', () => {
  test('are named as a person may call them: no helpers, no G-codes, nothing that steers a print', async () => {
    await using printer = await SimulatedMoonraker.start();
    printer.switches.apiKey = 'k'.repeat(32);
    printer.klipper.macros.push('clean_nozzle', 'CANCEL_PRINT', 'SDCARD_PRINT_FILE');
    const { server, add, macros } = await openMacros();
    await using _server = server;
    const id = await add('moonraker', { url: printer.url, apiKey: 'k'.repeat(32) });
    assert.deepEqual(await macros.names(id), ['CLEAN_NOZZLE', 'LOAD_FILAMENT']);
    assert.deepEqual(printer.asked, ['GET /printer/objects/list']);
    printer.klipper.goAway();
    await assert.rejects(macros.names(id), { code: 'no-macros-answer', message: /answers 503/ });
    printer.switches.apiKey = 'other';
    await assert.rejects(macros.names(id), { code: 'no-macros-answer', message: /refuses the key/ });
  });

  test('[DR9] are asked with a login where Moonraker wants one, and a wrong one is said without its words', async () => {
    await using printer = await SimulatedMoonraker.start();
    printer.switches.user = { username: 'anna', password: 's3cret words' };
    const { server, add, macros } = await openMacros();
    await using _server = server;
    const id = await add('moonraker', { url: printer.url, username: 'anna', password: 's3cret words' });
    assert.deepEqual(await macros.names(id), ['LOAD_FILAMENT']);
    printer.switches.user = { username: 'anna', password: 'another' };
    await assert.rejects(macros.names(id), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'no-macros-answer');
      assert.match(error.message, /refuses the login/);
      assert.ok(!JSON.stringify([error.message, String(error.cause)]).includes('s3cret'));
      return true;
    });
    assert.deepEqual(printer.doors.asked, ['login', 'login']);
  });

  test('[CF3] are run with what they read, checked and quoted, as one line by hand that can become no other', async () => {
    await using printer = await SimulatedMoonraker.start();
    const { server, add, macros } = await openMacros();
    await using _server = server;
    const id = await add('moonraker', { url: printer.url });
    assert.deepEqual(await macros.forms(id), [
      {
        name: 'LOAD_FILAMENT',
        description: 'Heats, and draws new filament in',
        parameters: [
          { name: 'TEMP', isNumber: true, initial: '220' },
          { name: 'MATERIAL', isNumber: false, initial: 'PLA' },
        ],
      },
    ]);
    const line = (values: Readonly<Record<string, string>>, name = 'LOAD_FILAMENT') =>
      macros.lineFor(id, name, new Map(Object.entries(values)));
    assert.equal(await line({}), 'LOAD_FILAMENT');
    assert.equal(await line({ TEMP: '', MATERIAL: '' }), 'LOAD_FILAMENT');
    assert.equal(await line({ MATERIAL: 'PLA plus', TEMP: '245.5' }), 'LOAD_FILAMENT TEMP=245.5 MATERIAL="PLA plus"');
    for (const [field, value] of [
      ['TEMP', '220; M112'],
      ['TEMP', 'hot'],
      ['TEMP', '1e9'],
      ['MATERIAL', 'PLA\nM112'],
      ['MATERIAL', 'PLA" SPEED="9'],
      ['MATERIAL', 'a;b'],
      ['MATERIAL', 'a#b'],
      ['MATERIAL', 'a\\'],
      ['MATERIAL', 'x'.repeat(81)],
      ['OTHER', '1'],
    ] as const)
      await assert.rejects(line({ [field]: value }), { code: 'bad-own-macro-value', field }, value);
    for (const name of ['PAUSE', '_HELPER', 'M112', 'LOAD_FILAMENT TEMP=1', ''])
      await assert.rejects(line({}, name), { code: 'no-such-macro' }, name);
    printer.klipper.goAway();
    await assert.rejects(line({}), { code: 'no-macros-answer' });
  });

  test('[DR12] what they read is found as people write it, and nonsense is none', () => {
    const formsOf = (settings: unknown) => readMacroForms({ result: { status: { configfile: { settings } } } });
    const read = (gcode: unknown) => formsOf({ 'gcode_macro A_B': { gcode } })[0]?.parameters;
    const one = (name: string, isNumber: boolean, initial: string | null) => ({ name, isNumber, initial });
    assert.deepEqual(read("{params.x|default('a b')} {params.X|upper}"), [one('X', false, 'a b')]);
    assert.deepEqual(read('{params["Temp"] | default(200) | float} {params.bed|int}'), [
      one('TEMP', true, '200'),
      one('BED', true, null),
    ]);
    assert.deepEqual(read(`{params.T|default(printer.extruder.target)|int}{params.Q|default("a'b")}`), [
      one('T', true, null),
      one('Q', false, null),
    ]);
    assert.deepEqual(read('{rawparams} {myparams.X} {params}'), []);
    assert.deepEqual([read(7), read('{params.'), formsOf(7), readMacroForms(null)], [[], [], [], []]);
    const many = Array.from({ length: 99 }, (_, i) => `{params.P${i}}`).join('');
    assert.equal(read(many)?.length, 20);
  });

  test('are none where the driver knows of none, and nothing is asked', async () => {
    const { server, add, macros } = await openMacros();
    await using _server = server;
    const id = await add('octoprint', { url: 'http://127.0.0.1:1', apiKey: 'x'.repeat(32) });
    assert.equal(await macros.names(id), null);
    const { data } = await server.ask('mutation ($id: ID!) { lookForMacros(printerId: $id) }', { id });
    assert.deepEqual(data, { lookForMacros: null });
    await assert.rejects(macros.names(printerId('nobody')), { code: 'unknown-printer' });
  });

  test('[DR12] of nonsense are none, and endless ones are cut', () => {
    for (const nonsense of [
      null,
      7,
      {},
      { result: 7 },
      { result: { objects: 'x' } },
      { result: { objects: [7, null] } },
    ])
      assert.deepEqual(readMacroNames(nonsense), []);
    const hostile = [
      'gcode_macro A B',
      'gcode_macro X\nM112',
      'gcode_macro',
      'GCODE_MACRO ',
      `gcode_macro ${'A'.repeat(99)}`,
    ];
    assert.deepEqual(readMacroNames({ result: { objects: hostile } }), []);
    const many = Array.from({ length: 999 }, (_, i) => `gcode_macro MACRO_${i}`);
    assert.equal(readMacroNames({ result: { objects: many } }).length, 200);
  });
});
