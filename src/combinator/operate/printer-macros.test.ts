import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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

  test('are none where the driver knows of none, and nothing is asked', async () => {
    const { server, add, macros } = await openMacros();
    await using _server = server;
    const id = await add('octoprint', { url: 'http://127.0.0.1:1', apiKey: 'x' });
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
