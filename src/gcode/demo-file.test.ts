import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { FileCheck } from './file-check.ts';
import { createGate } from './gate.ts';
import { inflate } from './fixtures/reading.ts';
import { readPrintFile } from './head-and-tail.ts';
import { pickThumbnail } from './thumbnails.ts';

const bytes = new Uint8Array(readFileSync(new URL('../../assets/croft-token.gcode', import.meta.url)));
/** What any printer of the demonstration can do. */
const limits = { maxNozzleTemperature: 220, maxBedTemperature: 60, maxChamberTemperature: 0 };

describe('the file of the demonstration', () => {
  test('[ME1] says everything that the page shows', async () => {
    const reading = await readPrintFile(
      {
        sizeBytes: bytes.length,
        read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
      },
      inflate,
    );
    assert.ok(reading.kind === 'print-file');
    const { thumbnails, filaments, printTimeSeconds, firstLayerTimeSeconds, ...said } = reading.metadata;
    assert.ok(printTimeSeconds !== null && printTimeSeconds > 400 && printTimeSeconds < 660);
    assert.ok(firstLayerTimeSeconds !== null && firstLayerTimeSeconds > 30 && firstLayerTimeSeconds < printTimeSeconds);
    assert.equal(filaments?.length, 1);
    const [filament] = filaments ?? [];
    assert.deepEqual(
      [filament?.type, filament?.colour, filament?.name, filament?.used],
      ['PLA', '#D8663A', 'Terracotta PLA', true],
    );
    assert.ok((filament?.lengthMm ?? 0) > 300 && (filament?.weightGrams ?? 0) > 1);
    assert.deepEqual(
      {
        slicer: said.slicer,
        slicerVersion: said.slicerVersion,
        slicedAt: said.slicedAt,
        layerCount: said.layerCount,
        layerHeightMm: said.layerHeightMm,
        objectHeightMm: said.objectHeightMm,
        nozzleDiametersMm: said.nozzleDiametersMm,
        temperatures: said.temperatures,
        warnings: said.warnings,
        derived: said.derived,
      },
      {
        slicer: 'Croft token maker',
        slicerVersion: '1.0',
        slicedAt: '2026-11-24T12:00:00Z',
        layerCount: 12,
        layerHeightMm: 0.2,
        objectHeightMm: 2.4,
        nozzleDiametersMm: [0.4],
        temperatures: { nozzle: 205, nozzleFirst: 210, bed: 60, bedFirst: 60, chamber: null },
        warnings: [],
        derived: [],
      },
    );
    assert.deepEqual(
      [48, 300].map((width) => pickThumbnail(thumbnails, width)?.width),
      [48, 300],
    );
  });

  test('[MA15] passes the gate, and every command fits a line of Marlin with its number and checksum', () => {
    const check = new FileCheck(limits);
    check.push(bytes);
    assert.equal(check.end(), null);
    const gate = createGate(limits);
    for (const line of new TextDecoder().decode(bytes).split('\n')) {
      const answer = gate.check(line);
      assert.ok(answer.kind === 'pass' && answer.form !== 'macro' && answer.text.length <= 80, line);
    }
  });
});
