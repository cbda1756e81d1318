import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ContractStage } from '#drivers/fixtures/contract-stage';
import { readHeldFile } from '#drivers/fixtures/read-held-file';
import { contractPrinter } from './fixtures/contract-bench.ts';
import { readListing } from './protocol/listing.ts';
import { SimulatedOctoPrint } from './simulator/octoprint.ts';

const TEXT = 'G1 X1 Y2 E3 ; line\n'.repeat(10_000);

describe('the files of OctoPrint', { concurrency: true }, () => {
  test('[DL2] bytes that are not those that OctoPrint has the digest of are no file, below a path as well', async () => {
    const simulated = await SimulatedOctoPrint.start({ prefix: '/octopi-2' });
    await using stage = new ContractStage(contractPrinter(simulated));
    simulated.printer.files.set('boxes/a b.gcode', { content: TEXT, success: 0, failure: 0 });
    const life = await stage.connected();
    assert.equal(await readHeldFile(life, 'boxes/a b.gcode'), TEXT);
    simulated.switches.spoilsDownload = true;
    await assert.rejects(readHeldFile(life, 'boxes/a b.gcode'), { reason: 'changed' });
    simulated.switches.apiKey = 'another';
    await assert.rejects(readHeldFile(life, 'boxes/a b.gcode'), { reason: 'wrong-credentials' });
  });

  test('[DR12] a listing of nonsense, or one without an end, holds no files', () => {
    const entry = { type: 'machinecode', path: 'a.gcode', size: 'x', date: Number.NaN };
    for (const body of [null, 7, {}, { files: 7 }, { files: [null, 7, {}, { type: 'folder' }, { path: ['a.gcode'] }] }])
      assert.deepEqual(readListing(body), []);
    assert.deepEqual(readListing({ files: [entry] }), [{ path: 'a.gcode', sizeBytes: null, modifiedAt: null }]);
    const loop: { type: string; children: unknown[] } = { type: 'folder', children: [] };
    loop.children.push(loop);
    assert.deepEqual(readListing({ files: [loop] }), []);
  });
});
