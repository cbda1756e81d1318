import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fixture, inflate, metadataOf, sourceOf, withoutBytes } from './fixtures/reading.ts';
import { SUPERSLICER } from './fixtures/superslicer.ts';
import { END_MAX_BYTES, readPrintFile, STEP_BYTES } from './head-and-tail.ts';
import { type FilamentUse, unknownMetadata, unknownTemperatures } from './print-file.ts';

const noFilament: FilamentUse = {
  extruder: null,
  type: null,
  colour: null,
  name: null,
  lengthMm: null,
  volumeMm3: null,
  weightGrams: null,
  cost: null,
  used: null,
};

/** Every fixture with every field: what is not named here is unknown. */
const expected: Readonly<Record<string, object>> = {
  // Another tool's line 1; totals beat the owner's end G-code; park move and its marker make no height; 75 % of 0.3.
  'prusa-head-keys': {
    slicer: 'PrusaSlicer',
    slicerVersion: '2.8.1',
    slicedAt: '2026-03-04T05:06:07Z',
    printerModel: 'ROOST1',
    printTimeSeconds: 93_784,
    firstLayerTimeSeconds: 65,
    filaments: [
      {
        extruder: 0,
        type: 'PETG',
        colour: '#FF8000',
        name: 'PETG; "clear" ü',
        lengthMm: 1234.5,
        volumeMm3: 2970,
        weightGrams: 3.77,
        cost: null,
        used: true,
      },
    ],
    layerHeightMm: 0.3,
    firstLayerHeightMm: 0.225,
    layerCount: 3,
    objectHeightMm: 0.8,
    boundingBox: { minMm: [10, 10, 0.35], maxMm: [20, 20, 0.8] },
    nozzleDiametersMm: [0.6],
    temperatures: { nozzle: 230, nozzleFirst: 235, bed: 75, bedFirst: 80, chamber: null },
    infillPercent: 12.5,
    supports: true,
    objects: [
      {
        id: '0',
        name: 'left.stl',
        centreMm: null,
        polygonMm: [
          [10, 10],
          [20, 10],
          [20, 20],
        ],
      },
      {
        id: '1',
        name: 'right.stl',
        centreMm: null,
        polygonMm: [
          [30, 10],
          [40, 10],
          [40, 20],
          [30, 20],
        ],
      },
    ],
    thumbnails: ['png 16x16', 'qoi 4x2', 'jpg 8x6'],
    toolChanges: 0,
    derived: ['layerCount', 'boundingBox'],
  },
  // Five tools, two used; a first-layer temperature of 0 means "as the others"; a template is no printer model.
  'prusa-five-tools': {
    slicer: 'PrusaSlicer',
    slicerVersion: '2.7.0',
    slicedAt: '2026-03-04T05:06:07',
    printTimeSeconds: 59,
    filaments: [
      {
        ...noFilament,
        extruder: 0,
        type: 'PLA',
        colour: '#AA0000',
        name: 'A',
        lengthMm: 0,
        volumeMm3: 0,
        weightGrams: 0,
        used: false,
      },
      {
        ...noFilament,
        extruder: 1,
        type: 'PETG',
        colour: '#BB0000',
        name: 'B;b',
        lengthMm: 120,
        volumeMm3: 290,
        weightGrams: 0.36,
        cost: 0.01,
        used: true,
      },
      {
        ...noFilament,
        extruder: 2,
        type: 'PLA',
        colour: '#CC0000',
        name: 'C',
        lengthMm: 0,
        volumeMm3: 0,
        weightGrams: 0,
        used: false,
      },
      {
        ...noFilament,
        extruder: 3,
        type: 'ABS',
        colour: '#333333',
        name: 'D',
        lengthMm: 80.5,
        volumeMm3: 190,
        weightGrams: 0.24,
        cost: 0.01,
        used: true,
      },
      {
        ...noFilament,
        extruder: 4,
        type: 'PLA',
        colour: '#EE0000',
        name: 'E',
        lengthMm: 0,
        volumeMm3: 0,
        weightGrams: 0,
        used: false,
      },
    ],
    wipeTowerGrams: 1.25,
    layerHeightMm: 0.2,
    firstLayerHeightMm: 0.2,
    layerCount: 1,
    objectHeightMm: 0.2,
    boundingBox: { minMm: [10, 10, 0.2], maxMm: [30, 10, 0.2] },
    nozzleDiametersMm: [0.4, 0.4, 0.4, 0.4, 0.4],
    temperatures: { ...unknownTemperatures, nozzle: 240, bed: 60 },
    infillPercent: 15,
    supports: false,
    toolChanges: 1,
    derived: ['layerCount', 'objectHeightMm', 'boundingBox'],
  },
  ...SUPERSLICER,
  // The header's layers beat those of the end G-code; the plate decides the bed temperature; the third filament leads; the
  // chamber is not controlled.
  'orca-four-filaments': {
    slicer: 'OrcaSlicer',
    slicerVersion: '2.3.1',
    slicedAt: '2026-05-06T07:08:09',
    printerModel: 'Jackdaw 5',
    printTimeSeconds: 323,
    firstLayerTimeSeconds: 0.360335,
    filaments: [
      {
        ...noFilament,
        extruder: 0,
        type: 'PLA',
        colour: '#E7BD00',
        name: 'One',
        lengthMm: 0,
        volumeMm3: 0,
        weightGrams: 0,
        used: false,
      },
      {
        ...noFilament,
        extruder: 1,
        type: 'PETG',
        colour: '#00C502',
        name: 'Two',
        lengthMm: 0,
        volumeMm3: 0,
        weightGrams: 0,
        used: false,
      },
      {
        ...noFilament,
        extruder: 2,
        type: 'TPU',
        colour: '#F4E2C1',
        name: 'Three; 3',
        lengthMm: 229.97,
        volumeMm3: 550,
        weightGrams: 0.69,
        cost: 0.01,
        used: true,
      },
      {
        ...noFilament,
        extruder: 3,
        type: 'ABS',
        colour: '#ED1C24',
        name: 'Four',
        lengthMm: 0,
        volumeMm3: 0,
        weightGrams: 0,
        used: false,
      },
    ],
    layerHeightMm: 0.2,
    firstLayerHeightMm: 0.25,
    layerCount: 2,
    objectHeightMm: 0.4,
    boundingBox: { minMm: [1, 1, 0.2], maxMm: [2, 2, 0.4] },
    nozzleDiametersMm: [0.4],
    temperatures: { nozzle: 230, nozzleFirst: 235, bed: 65, bedFirst: 66, chamber: null },
    bedType: 'Textured PEI Plate',
    infillPercent: 15,
    supports: true,
    objects: [
      {
        id: 'cube.stl_id_0_copy_0',
        name: 'cube.stl_id_0_copy_0',
        centreMm: [5, -6.5],
        polygonMm: [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 10],
          [0, 0],
        ],
      },
      { id: 'ring.stl_id_1_copy_0', name: 'ring.stl_id_1_copy_0', centreMm: [40, 40], polygonMm: null },
    ],
    thumbnails: ['png 16x16'],
    toolChanges: 0,
    derived: ['boundingBox', 'toolChanges'],
  },
  // Everything at the beginning; "cm^3" is mm³; the amounts belong to slots 1 and 3.
  'bambu-two-of-three': {
    slicer: 'BambuStudio',
    slicerVersion: '02.04.00.70',
    printerModel: 'Heron X',
    printTimeSeconds: 1216,
    filaments: [
      {
        ...noFilament,
        extruder: 0,
        type: 'PLA',
        colour: '#00AE42',
        name: 'Basic',
        lengthMm: 2227.86,
        volumeMm3: 5358.63,
        weightGrams: 6.75,
        used: true,
      },
      {
        ...noFilament,
        extruder: 1,
        type: 'PETG',
        colour: '#FFFFFF',
        name: 'Other',
        lengthMm: 0,
        volumeMm3: 0,
        weightGrams: 0,
        used: false,
      },
      {
        ...noFilament,
        extruder: 2,
        type: 'PLA',
        colour: '#0A2CA5',
        name: 'Basic',
        lengthMm: 100.5,
        volumeMm3: 241.73,
        weightGrams: 0.3,
        used: true,
      },
    ],
    layerHeightMm: 0.2,
    firstLayerHeightMm: 0.2,
    layerCount: 2,
    objectHeightMm: 0.4,
    boundingBox: { minMm: [1, 1, 0.2], maxMm: [2, 2, 0.4] },
    nozzleDiametersMm: [0.4],
    temperatures: { nozzle: 220, nozzleFirst: 221, bed: 35, bedFirst: 36, chamber: null },
    bedType: 'Cool Plate',
    infillPercent: 15,
    supports: false,
    toolChanges: 0,
    derived: ['boundingBox', 'toolChanges'],
  },
  cura: {
    slicer: 'Cura_SteamEngine',
    slicerVersion: '5.8.1',
    printerModel: 'Magpie Two',
    printTimeSeconds: 6131,
    filaments: [
      { ...noFilament, extruder: 0, lengthMm: 1390, used: true },
      { ...noFilament, extruder: 1, lengthMm: 200, used: true },
    ],
    layerHeightMm: 0.15,
    layerCount: 2,
    objectHeightMm: 0.35,
    boundingBox: { minMm: [70.5, 71, 0.2], maxMm: [150, 149.5, 0.35] },
    temperatures: { ...unknownTemperatures, nozzleFirst: 205, bedFirst: 60 },
    objects: [
      { id: 'lid.stl', name: 'lid.stl', centreMm: null, polygonMm: null },
      { id: 'lid.stl(1)', name: 'lid.stl(1)', centreMm: null, polygonMm: null },
    ],
    toolChanges: 0,
    derived: ['temperatures.nozzleFirst', 'temperatures.bedFirst', 'toolChanges'],
  },
  // 6666 s, 0 m and ±2147480 mm are nothing known; the last TIME_ELAPSED and the moves are.
  'cura-placeholders': {
    slicer: 'Cura_SteamEngine',
    slicerVersion: '4.13.0',
    printTimeSeconds: 136.957617,
    layerHeightMm: 0.2,
    layerCount: 1,
    objectHeightMm: 0.2,
    boundingBox: { minMm: [10, 10, 0.2], maxMm: [20, 10, 0.2] },
    temperatures: { ...unknownTemperatures, bedFirst: 60 },
    toolChanges: 0,
    derived: ['temperatures.bedFirst', 'objectHeightMm', 'boundingBox', 'toolChanges'],
  },
  'cura-griffin': {
    slicer: 'Cura_SteamEngine',
    slicerVersion: '5.2.1',
    printerModel: 'Stork S',
    printTimeSeconds: 1234,
    filaments: [
      { ...noFilament, extruder: 0, volumeMm3: 4615, used: true },
      { ...noFilament, extruder: 1, volumeMm3: 0, used: false },
    ],
    layerCount: 39,
    objectHeightMm: 5.97,
    boundingBox: { minMm: [9, 6, 0.27], maxMm: [173.9, 180, 5.97] },
    nozzleDiametersMm: [0.4, 0.8],
    temperatures: { ...unknownTemperatures, nozzleFirst: 200, bedFirst: 60, chamber: 28 },
    toolChanges: 0,
    derived: ['toolChanges'],
  },
  // Densities in kg/m³; layers begin below 0 with the raft, which has other heights; temperatures only in its commands.
  ideamaker: {
    slicer: 'ideaMaker',
    slicerVersion: '4.2.0.5250',
    slicedAt: '2026-09-03T09:54:14',
    printTimeSeconds: 744,
    filaments: [
      { ...noFilament, extruder: 0, lengthMm: 1000, weightGrams: 2.983, cost: 0.04, used: true },
      { ...noFilament, extruder: 1, lengthMm: 0, weightGrams: 0, used: false },
    ],
    layerHeightMm: 0.15,
    firstLayerHeightMm: 0.3,
    layerCount: 3,
    objectHeightMm: 9.32,
    boundingBox: { minMm: [76.501, 94.994, 0], maxMm: [123.499, 110.006, 9.32] },
    nozzleDiametersMm: [0.4],
    temperatures: { ...unknownTemperatures, nozzleFirst: 215, bedFirst: 60 },
    objects: [
      { id: '0', name: 'left.3mf', centreMm: null, polygonMm: null },
      { id: '1', name: 'right.3mf', centreMm: null, polygonMm: null },
    ],
    toolChanges: 0,
    derived: [
      'filaments.0.weightGrams',
      'filaments.1.weightGrams',
      'layerHeightMm',
      'firstLayerHeightMm',
      'temperatures.nozzleFirst',
      'temperatures.bedFirst',
      'layerCount',
      'toolChanges',
    ],
  },
  // One sum for two extruders belongs to neither; set points per heater; 125 % of 0.24; G-code in a setting is no setting;
  // half past midnight is 12:41 AM; the park move makes no height.
  simplify3d: {
    slicer: 'Simplify3D',
    slicerVersion: '4.1.2',
    slicedAt: '2026-07-01T00:41:20',
    printTimeSeconds: 3900,
    filaments: [
      { ...noFilament, type: 'PETG', lengthMm: 2131.5, volumeMm3: 5126.73, weightGrams: 6.51, cost: 0.29, used: true },
    ],
    layerHeightMm: 0.24,
    firstLayerHeightMm: 0.3,
    layerCount: 2,
    objectHeightMm: 0.54,
    boundingBox: { minMm: [10, 10, 0.3], maxMm: [30, 20, 0.54] },
    nozzleDiametersMm: [0.5, 0.4],
    temperatures: { nozzle: 235, nozzleFirst: 240, bed: 75, bedFirst: 80, chamber: null },
    infillPercent: 35,
    supports: true,
    toolChanges: 0,
    derived: ['objectHeightMm', 'layerCount', 'boundingBox', 'toolChanges'],
  },
  // What two processes say differently is unknown, and no layer of either is the top: that one is measured.
  'simplify3d-two-processes': {
    slicer: 'Simplify3D',
    slicerVersion: '5.1.2',
    slicedAt: '2026-12-31T13:02:03',
    printTimeSeconds: 2400,
    filaments: [{ ...noFilament, extruder: 0, type: 'PLA', lengthMm: 150, weightGrams: 0.45, used: true }],
    layerCount: 2,
    objectHeightMm: 0.3,
    boundingBox: { minMm: [10, 10, 0.1], maxMm: [50, 20, 0.3] },
    nozzleDiametersMm: [0.4],
    infillPercent: 20,
    toolChanges: 0,
    derived: ['layerCount', 'objectHeightMm', 'boundingBox', 'toolChanges'],
  },
  // A first-layer temperature of 0 means "as the others"; the fill is a fraction.
  'kiri-moto': {
    slicer: 'Kiri:Moto',
    slicerVersion: '4.0.8',
    slicedAt: '2026-03-03T10:20:30',
    printerModel: 'Plover One',
    printTimeSeconds: 806,
    filaments: [{ ...noFilament, lengthMm: 225.03, used: true }],
    layerHeightMm: 0.2,
    firstLayerHeightMm: 0.25,
    layerCount: 2,
    objectHeightMm: 0.45,
    boundingBox: { minMm: [10, 10, 0.25], maxMm: [30, 20, 0.45] },
    temperatures: { nozzle: 210, nozzleFirst: null, bed: 60, bedFirst: 65, chamber: null },
    infillPercent: 25.5,
    supports: false,
    toolChanges: 0,
    derived: ['layerCount', 'objectHeightMm', 'boundingBox', 'toolChanges'],
  },
  // Nobody we know: a comment that looks like a total is none, and nothing is guessed from the moves.
  'by-hand': {},
};

describe('what a sliced file says of itself', () => {
  for (const [name, fields] of Object.entries(expected)) {
    test(`[ME1] ${name}: every field is read, and what is not said is unknown`, async () => {
      assert.deepEqual(withoutBytes(await metadataOf(fixture(name))), { ...withoutBytes(unknownMetadata), ...fields });
    });

    test(`[ME1] ${name}: CRLF line ends and a byte order mark change nothing`, async () => {
      const crlf = `\ufeff${fixture(name).replaceAll('\n', '\r\n')}`;
      assert.deepEqual(await metadataOf(crlf), await metadataOf(fixture(name)));
    });
  }

  test('[ME1] a file of 300 MB costs as few reads as a small one, and is not taken for whole', async () => {
    const text = fixture('prusa-head-keys');
    const cut = text.indexOf(';LAYER_CHANGE', text.indexOf(';Z:0.8'));
    const head = new TextEncoder().encode(text.slice(0, cut));
    const tail = new TextEncoder().encode(text.slice(cut));
    const line = new TextEncoder().encode('G1 X10 Y10 E0.01\n');
    const size = 300e6;
    const reads: number[] = [];
    const at = (offset: number): number => {
      if (offset < head.length) return head[offset] ?? 0;
      if (offset >= size - tail.length) return tail[offset - (size - tail.length)] ?? 0;
      return line[(offset - head.length) % line.length] ?? 0;
    };
    const reading = await readPrintFile(
      {
        sizeBytes: size,
        read: (offset, length) => {
          reads.push(length);
          return Promise.resolve(Uint8Array.from({ length }, (_, i) => at(offset + i)));
        },
      },
      inflate,
    );
    assert.deepEqual(reads, [STEP_BYTES, STEP_BYTES]);
    assert.equal(reading.kind, 'print-file');
    const metadata = reading.kind === 'print-file' ? reading.metadata : unknownMetadata;
    assert.equal(metadata.printTimeSeconds, 93_784);
    assert.equal(metadata.layerCount, null);
    assert.equal(metadata.thumbnails.length, 3);
    assert.deepEqual(metadata.warnings, []);
  });

  test('[ME3] the beginning is read on while a picture goes on, and no further than its bound', async () => {
    const picture = fixture('prusa-head-keys').match(/; thumbnail begin[^]*?; thumbnail end\n/)?.[0] ?? '';
    const pictures = picture.repeat(Math.ceil(150_000 / picture.length));
    const moves = 'G1 X1 Y1 E0.01\n'.repeat(30_000);
    const source = sourceOf(`${pictures}G28\n${moves}`);
    const reading = await readPrintFile(source, inflate);
    assert.ok(reading.kind === 'print-file' && reading.metadata.thumbnails.length === 32);
    assert.equal(source.reads.filter(([offset]) => offset < 200_000).length, Math.ceil(pictures.length / STEP_BYTES));

    const endless = sourceOf(`; thumbnail begin 16x16 99\n${`; ${'A'.repeat(76)}\n`.repeat(60_000)}G28\n${moves}`);
    await readPrintFile(endless, inflate);
    assert.ok(
      endless.reads.every(([offset]) => offset < END_MAX_BYTES || offset > endless.sizeBytes - END_MAX_BYTES - 1),
    );
  });

  test('[ME1] the end is read on until the totals are inside', async () => {
    const text = fixture('prusa-head-keys');
    const config = `; prusaslicer_config = begin\n${`; some_key_with_a_long_value = ${'x'.repeat(60)}\n`.repeat(3000)}`;
    const long = text.replace('; prusaslicer_config = begin\n', config);
    const moves = 'G1 X10 Y10 E0.01\n'.repeat(20_000);
    const metadata = await metadataOf(long.replace(';LAYER_CHANGE\n;Z:0.8', `${moves};LAYER_CHANGE\n;Z:0.8`));
    assert.equal(metadata.printTimeSeconds, 93_784);
    assert.deepEqual(metadata.warnings, []);
  });

  test("[ME1] Bambu Studio's command line says the time like its ancestors, and 0 g where it knows no density", async () => {
    const text = fixture('bambu-two-of-three')
      .replace(/^; model printing time: .*$/m, '; estimated printing time (normal mode) = 5m 38s')
      .replace(/^(; total filament weight \[g\] :).*$/m, '$1 0.00,0.00')
      .replace(/^; filament_density.*$/m, '; filament_density = 0,0,0');
    const metadata = await metadataOf(text);
    assert.equal(metadata.printTimeSeconds, 338);
    assert.deepEqual(
      metadata.filaments?.map(({ weightGrams, used }) => [weightGrams, used]),
      [
        [null, true],
        [0, false],
        [null, true],
      ],
    );
  });

  test('[ME1] amounts that fit no filament of the project are attributed to none', async () => {
    const text = fixture('prusa-five-tools').replace(/filament used \[(mm|cm3|g)\] = .*/g, 'filament used [$1] = 5.00');
    const metadata = await metadataOf(text);
    assert.equal(metadata.filaments?.length, 1);
    assert.deepEqual(
      metadata.filaments?.map(({ extruder, type, lengthMm, used }) => ({ extruder, type, lengthMm, used })),
      [{ extruder: null, type: null, lengthMm: 5, used: true }],
    );
  });
});
