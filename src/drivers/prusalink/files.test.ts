import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ContractStage } from '#drivers/fixtures/contract-stage';
import { readHeldFile } from '#drivers/fixtures/read-held-file';
import { contractPrinter } from './fixtures/contract-bench.ts';
import { readDownloadPath, readFolder } from './protocol/listing.ts';
import { SimulatedPrusaLink } from './simulator/prusa-link.ts';

const TEXT = 'G1 X1 Y2 E3 ; line\n'.repeat(10_000);
const { signal } = new AbortController();

async function open(dialect: 'buddy' | 'pi') {
  const simulated = await SimulatedPrusaLink.start({ dialect });
  const stage = new ContractStage(contractPrinter(simulated));
  return { stage, simulated, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

describe('the files of a Prusa printer', { concurrency: true }, () => {
  for (const [dialect, user] of [
    ['buddy', 'maker'],
    ['pi', 'pi'],
  ] as const)
    test(`[DL2] long names of folders and files lead to their bytes (${dialect}), through nonces that grow old all the time`, async () => {
      await using at = await open(dialect);
      const { stage, simulated } = at;
      simulated.switches.nonceUses = 2;
      const paths = [
        'ordner ü/Kiste groß, Version 2 (klein).gcode',
        'ordner ü/Kiste groß, Version 2 (gross).bgcode',
        'a.gcode',
      ];
      for (const path of paths) simulated.files.set(path, path + TEXT);
      const life = stage.drive({ options: { ...stage.printer.options, user } });
      await life.report('connected');
      const listed = await life.driver.files?.list(signal);
      assert.deepEqual(listed?.map(({ path }) => path).toSorted(), paths.toSorted());
      // A printer says of a file how long it is, and of a folder only what is in it.
      assert.deepEqual(new Set(listed?.map(({ sizeBytes }) => sizeBytes === null)), new Set([dialect === 'buddy']));
      for (const path of paths) {
        const read = Buffer.from(await readHeldFile(life, path), 'latin1').toString('latin1');
        assert.equal(read, Buffer.from(path + TEXT, 'latin1').toString('latin1'));
      }
      assert.ok(simulated.mostConnections <= 3, 'a printer has no more');
    });

  test('[DL4] without a drive in it, it is said what is missing', async () => {
    await using at = await open('buddy');
    at.simulated.switches.hasStorage = false;
    const life = await at.stage.connected();
    await assert.rejects(Promise.resolve(life.driver.files?.list(signal)), {
      reason: 'unreachable',
      message: /USB drive/,
    });
  });

  test('[DR12] a listing of nonsense holds no files, and bytes are fetched from the same host alone', () => {
    for (const body of [
      null,
      7,
      [],
      {},
      { children: 7 },
      { children: [null, 7, {}, { name: '' }, { name: 'a/b.gcode' }] },
    ])
      assert.deepEqual(readFolder(body), { files: [], folders: [] });
    const odd = ['', 'usb/x', '//elsewhere/x', '/\\elsewhere/x', 'http://elsewhere/x', '@elsewhere/x'];
    for (const download of odd) assert.equal(readDownloadPath({ refs: { download } }), null, download);
    assert.equal(readDownloadPath({ refs: { download: '/usb/A~1.GCO' } }), '/usb/A~1.GCO');
  });
});
