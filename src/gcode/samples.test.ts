import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { binaryText, verifyBinaryFile } from './binary-file.ts';
import { FileCheck } from './file-check.ts';
import { inflate, readBytes, sourceOf } from './fixtures/reading.ts';
import { decodeQoi } from './qoi.ts';
import { readThreeMf } from './three-mf.ts';
import { readThumbnails } from './thumbnails.ts';

/** Real files of other projects, which stay out of the repository: tested where the folder beside it exists. */
const folder = new URL('../../../shared/samples/', import.meta.url);

/** What the manifest says of the text files, as values; only the fields that it names. */
const facts: Readonly<Record<string, object>> = {
  'ideamaker.gcode': {
    slicer: 'ideaMaker',
    slicerVersion: '4.2.0.5250',
    printTimeSeconds: 744,
    usedMm: [422.7, 0],
    usedGrams: [1.26, 0],
    nozzleDiametersMm: [0.4],
    boundingBox: { minMm: [76.501, 94.994, 0], maxMm: [123.499, 110.006, 9.32] },
    first: [215, 60],
    firstLayerHeightMm: 0.3,
    layerHeightMm: 0.15,
  },
  'orca231_calicat_4color.gcode': {
    slicer: 'OrcaSlicer',
    slicerVersion: '2.3.1',
    printTimeSeconds: 1323,
    layerCount: 173,
    objectHeightMm: 35,
    usedMm: [2126.98, 0, 0, 0],
    usedGrams: [6.34, 0, 0, 0],
    types: ['TPU', 'TPU', 'TPU', 'TPU'],
    first: [220, 55],
    pictures: ['png 48x48', 'png 300x300'],
    objectCount: 1,
  },
  'orca231_cube.gcode': {
    slicer: 'OrcaSlicer',
    slicerVersion: '2.3.1',
    printTimeSeconds: 323,
    layerCount: 50,
    layerHeightMm: 0.2,
    objectHeightMm: 10,
    usedMm: [0, 0, 229.97, 0],
    usedGrams: [0, 0, 0.69, 0],
    costs: [null, null, 0.01, null],
    types: ['PLA', 'PLA', 'PLA', 'PLA'],
    colours: ['#E7BD00', '#00C502', '#F4E2C1', '#ED1C24'],
    printerModel: 'Flashforge Adventurer 5M Pro',
    nozzleDiametersMm: [0.4],
    first: [220, 55],
    pictures: ['png 48x48', 'png 300x300'],
    objectCount: 1,
  },
  'own_cura413_cli_cube.gcode': {
    slicer: 'Cura_SteamEngine',
    slicerVersion: '4.13.0',
    // 6666 is a placeholder; this is the last TIME_ELAPSED.
    printTimeSeconds: 136.957617,
    layerHeightMm: 0.2,
    layerCount: 10,
    filaments: null,
  },
  'own_ps25_cli_cube.gcode': {
    slicer: 'PrusaSlicer',
    slicerVersion: '2.5.0',
    printTimeSeconds: 135,
    usedMm: [90.03],
    usedGrams: [0.27],
    costs: [0.01],
    types: ['PLA'],
    colours: ['#FF8000'],
    layerHeightMm: 0.2,
    // The topmost of layers of 0.2 mm on a first one of 0.35 mm under a box of 2 mm; the lift to 5 mm is no height.
    objectHeightMm: 1.95,
    first: [205, 60],
    pictures: [],
    objectCount: 1,
  },
  'prusa281_mini_cube.gcode': {
    slicer: 'PrusaSlicer',
    slicerVersion: '2.8.1',
    printerModel: 'MK4S',
    printTimeSeconds: 221,
    usedMm: [252.22],
    usedGrams: [0.75],
    costs: [0.03],
    types: ['PLA'],
    layerHeightMm: 0.2,
    objectHeightMm: 6.2,
    nozzleDiametersMm: [0.4],
    temperatures: { nozzle: 225, nozzleFirst: 230, bed: 60, bedFirst: 60, chamber: null },
    pictures: ['qoi 16x16', 'qoi 313x173'],
    objectCount: 1,
  },
  'prusa281_mini_cube.bgcode': {
    format: 'bgcode',
    slicer: 'PrusaSlicer',
    slicerVersion: '2.8.1',
    printerModel: 'MK4S',
    printTimeSeconds: 221,
    usedMm: [252.22],
    usedMm3: [610],
    usedGrams: [0.75],
    costs: [0.03],
    types: ['PLA'],
    layerHeightMm: 0.2,
    objectHeightMm: 6.2,
    nozzleDiametersMm: [0.4],
    temperatures: { nozzle: 225, nozzleFirst: 230, bed: 60, bedFirst: 60, chamber: null },
    pictures: ['qoi 16x16', 'qoi 313x173'],
    objectCount: 1,
  },
  'superslicer.gcode': {
    slicer: 'SuperSlicer',
    slicerVersion: '2.3.56',
    printerModel: 'Voron_v2_300_aferburner',
    printTimeSeconds: 439,
    usedMm: [264.59],
    usedGrams: [0.67],
    costs: [0.01],
    types: ['ABS'],
    colours: ['#A768DF'],
    layerHeightMm: 0.2,
    first: [240, 110],
    pictures: ['png 64x64', 'png 400x300'],
  },
};

const limits = { maxNozzleTemperature: 260, maxBedTemperature: 110, maxChamberTemperature: 60 };

const present = existsSync(new URL('manifest.tsv', folder));

describe(present ? 'files of real slicers' : 'files of real slicers: not beside this checkout', () => {
  const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));

  for (const [name, expected] of present ? Object.entries(facts) : []) {
    test(`[ME1] ${name}`, async () => {
      const bytes = bytesOf(name);
      const reading = await readBytes(bytes);
      assert.equal(reading.kind, 'print-file');
      if (reading.kind !== 'print-file') return;
      const { metadata } = reading;
      const filaments = metadata.filaments ?? [];
      const seen: Readonly<Record<string, unknown>> = {
        ...metadata,
        usedMm: filaments.map(({ lengthMm }) => lengthMm),
        usedMm3: filaments.map(({ volumeMm3 }) => volumeMm3),
        usedGrams: filaments.map(({ weightGrams }) => weightGrams !== null && Math.round(weightGrams * 100) / 100),
        costs: filaments.map(({ cost }) => cost),
        types: filaments.map(({ type }) => type),
        colours: filaments.map(({ colour }) => colour),
        first: [metadata.temperatures.nozzleFirst, metadata.temperatures.bedFirst],
        pictures: metadata.thumbnails.map(({ format, width, height }) => `${format} ${width}x${height}`),
        objectCount: metadata.objects?.length,
      };
      assert.deepEqual(Object.fromEntries(Object.keys(expected).map((field) => [field, seen[field]])), expected);
      assert.deepEqual(metadata.warnings, []);
      for (const { format, width, height, bytes: picture } of metadata.thumbnails)
        if (format === 'qoi') assert.equal(decodeQoi(picture)?.rgba.length, width * height * 4);
    });

    if (!name.endsWith('.gcode')) continue;
    test(`[MA15] ${name} passes the gate of a printer that can do 260 °C`, () => {
      const check = new FileCheck(limits);
      check.push(bytesOf(name));
      assert.equal(check.end(), null);
    });
  }

  test('[ME3] pictures of every format in the heads of files', () => {
    if (!present) return;
    const pictures = (name: string) =>
      readThumbnails(new TextDecoder().decode(bytesOf(name)).split(/\r?\n/)).thumbnails.map(
        ({ format, width, height, bytes }) => `${format} ${width}x${height} ${bytes.length}`,
      );
    assert.deepEqual(
      pictures('prusa293_head_thumb.gcode').map((picture) => picture.replace(/ \d+$/, '')),
      ['png 16x16', 'png 220x124', 'qoi 64x64', 'jpg 64x64'],
    );
    assert.deepEqual(pictures('thumb_jpg.gcode'), ['jpg 160x160 12222']);
  });

  test('[ME1] [PZ9] binary G-code is decoded to the bytes that its makers decode it to', async () => {
    if (!present) return;
    const decodedBytes = async (name: string): Promise<number> => {
      let bytes = 0;
      for await (const text of binaryText(sourceOf(bytesOf(name)), inflate)) {
        assert.equal(text.kind, 'read', name);
        if (text.kind === 'read') bytes += text.value.length;
      }
      return bytes;
    };
    assert.equal(await decodedBytes('prusa281_mini_cube.bgcode'), 53_301);
    assert.equal(await decodedBytes('buddy_heatshrink_meatpack.bgcode'), 2_075_688);
    assert.equal(await verifyBinaryFile(sourceOf(bytesOf('buddy_heatshrink_meatpack.bgcode'))), null);
  });

  test('[ME2] a wrong checksum in the middle of the G-code is found, and the metadata before it is whole', async () => {
    if (!present) return;
    const source = sourceOf(bytesOf('buddy_bad_crc_gcode.bgcode'));
    const reading = await readBytes(bytesOf('buddy_bad_crc_gcode.bgcode'));
    const sound = await readBytes(bytesOf('buddy_heatshrink_meatpack.bgcode'));
    assert.ok(reading.kind === 'print-file' && sound.kind === 'print-file');
    assert.equal(reading.metadata.printTimeSeconds, sound.metadata.printTimeSeconds);
    assert.notEqual(reading.metadata.printTimeSeconds, null);
    const problem = await verifyBinaryFile(source);
    assert.ok(problem?.code === 'binary-damaged' && problem.found === 'a wrong checksum', JSON.stringify(problem));
  });

  test('[ME1] a sliced 3MF of two plates: time, weight, length, layers, height, objects and pictures of each', async () => {
    if (!present) return;
    const reading = await readBytes(bytesOf('bambu_2plates.gcode.3mf'));
    assert.ok(reading.kind === 'print-file');
    const { metadata } = reading;
    assert.deepEqual(
      [metadata.format, metadata.slicer, metadata.slicerVersion, metadata.printerModelId],
      ['3mf', 'BambuStudio', '02.04.00.70', 'BL-P001'],
    );
    assert.deepEqual(
      metadata.plates.map((plate) => ({
        index: plate.index,
        time: plate.printTimeSeconds,
        grams: plate.weightGrams,
        filaments: plate.filaments?.map(({ type, colour, lengthMm }) => [type, colour, lengthMm]),
        layers: [plate.layerCount, plate.objectHeightMm],
        objects: plate.objects?.map(({ id, name }) => `${name} ${id}`),
        pictures: plate.thumbnails.map(({ width, height }) => `${width}x${height}`),
      })),
      [
        {
          index: 1,
          time: 1216,
          grams: 6.75,
          filaments: [['PLA', '#00AE42', 2227.86]],
          layers: [128, 25.6],
          objects: ['Cube 75'],
          pictures: ['512x512', '128x128'],
        },
        {
          index: 2,
          time: 1094,
          grams: 3.91,
          filaments: [['PLA', '#00AE42', 1290.88]],
          layers: [128, 25.6],
          objects: ['Sphere 115'],
          pictures: ['512x512', '128x128'],
        },
      ],
    );
  });

  test('a project that is not sliced is no print file, and still has the pictures of its plates', async () => {
    if (!present) return;
    const bytes = bytesOf('bambu_2plates_project.3mf');
    const reading = await readBytes(bytes);
    assert.ok(reading.kind === 'refused' && reading.problem.code === 'not-sliced');
    const project = await readThreeMf(sourceOf(bytes), inflate);
    assert.ok(project.kind === 'read' && project.value.kind === 'project');
    assert.deepEqual(
      project.value.thumbnails.map(({ width }) => width),
      [512, 128, 512, 128],
    );
  });
});
