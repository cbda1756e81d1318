import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tagChange } from './tag-change.ts';
import { factRows } from './file-facts.ts';

test('what a file does not say has no row; what it says is in units', () => {
  assert.deepEqual(factRows(null), []);
  assert.deepEqual(factRows({ slicer: null, filaments: null, temperatures: { nozzle: null }, boundingBox: null }), []);
  assert.deepEqual(
    factRows({
      slicer: 'PrusaSlicer',
      slicerVersion: '2.9.4',
      printTimeSeconds: 3700,
      layerHeightMm: 0.2,
      firstLayerHeightMm: 0.25,
      supports: false,
      temperatures: { nozzle: 215, nozzleFirst: 220, bed: 60, bedFirst: 60 },
      boundingBox: { minMm: [10, 10, 0], maxMm: [30, 25.5, 4] },
      filaments: [
        { extruder: 0, used: false, type: 'ABS' },
        { extruder: 1, used: true, type: 'PLA', lengthMm: 2500, weightGrams: 7.4 },
      ],
    }),
    [
      ['Slicer', 'PrusaSlicer 2.9.4'],
      ['Print time', '1 h 02 min'],
      ['Layer height', '0.2 mm (first 0.25 mm)'],
      ['Size', '20.0 × 15.5 × 4.0 mm'],
      ['Nozzle', '215 °C (first layer 220 °C)'],
      ['Bed', '60 °C'],
      ['Supports', 'no'],
      ['Filament 2', 'PLA 2.50 m 7.40 g'],
    ],
  );
});

test('tags are added, and with a minus taken away', () => {
  assert.deepEqual(tagChange(' urgent, -old ,, - , two words'), { add: ['urgent', 'two words'], remove: ['old'] });
});
