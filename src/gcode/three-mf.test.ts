import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inflate, metadataOf, readBytes, sourceOf } from './fixtures/reading.ts';
import { picture, plateGcode, sliceInfo, threeMfEntries } from './fixtures/three-mf.ts';
import { type EntryToWrite, zipFile } from './fixtures/zip-file.ts';
import { readThreeMf } from './three-mf.ts';

const file = zipFile(threeMfEntries);
const without = (...names: string[]): readonly EntryToWrite[] =>
  threeMfEntries.filter(({ name }) => !names.includes(name));
const withEntry = (name: string, content: string | Uint8Array): readonly EntryToWrite[] => [
  ...without(name),
  { name, content },
];

describe('a sliced 3MF', () => {
  test('[ME1] every plate with its time, filaments, height, objects and pictures; unused filaments are listed, not counted', async () => {
    const metadata = await metadataOf(file);
    const [first, second, ...more] = metadata.plates;
    assert.ok(first !== undefined && second !== undefined && more.length === 0);
    assert.deepEqual(
      { ...first, thumbnails: first.thumbnails.map(({ width, bytes }) => [width, bytes.length]) },
      {
        index: 1,
        name: null,
        entry: 'Metadata/plate_1.gcode',
        printTimeSeconds: 1216,
        firstLayerTimeSeconds: 99.5,
        weightGrams: 7.05,
        filaments: [
          {
            extruder: 0,
            type: 'PLA',
            colour: '#00AE42',
            name: 'Basic',
            lengthMm: 2227.86,
            volumeMm3: 5358.63,
            weightGrams: 6.75,
            cost: null,
            used: true,
          },
          {
            extruder: 1,
            type: 'ABS',
            colour: '#FFFFFF',
            name: 'Other',
            lengthMm: 0,
            volumeMm3: 0,
            weightGrams: 0,
            cost: null,
            used: false,
          },
          {
            extruder: 2,
            type: 'PETG',
            colour: '#0A2CA5',
            name: 'Say "hi"; then go',
            lengthMm: 100.5,
            volumeMm3: 241.73,
            weightGrams: 0.3,
            cost: null,
            used: true,
          },
        ],
        layerCount: 128,
        objectHeightMm: 25.6,
        nozzleDiametersMm: [0.4],
        temperatures: { nozzle: 220, nozzleFirst: 221, bed: 55, bedFirst: 56, chamber: null },
        supports: false,
        objects: [{ id: '71', name: 'Lid & box', centreMm: null, polygonMm: null }],
        outside: false,
        thumbnails: [
          [64, picture(64).length],
          [16, picture(16).length],
        ],
      },
    );
    assert.deepEqual([second.index, second.name, second.outside, second.printTimeSeconds], [3, 'Second', true, 1094]);
    assert.deepEqual(
      second.filaments?.map(({ lengthMm, weightGrams, used }) => [lengthMm, weightGrams, used]),
      [
        [1290, 3.91, true],
        [0, 0, false],
        [0, 0, false],
      ],
    );
    assert.deepEqual(
      second.thumbnails.map(({ width }) => width),
      [32],
    );
  });

  test('[ME1] of a printer with two nozzles each filament says which one this plate was sliced for', async () => {
    const entries = threeMfEntries.map(({ content, ...entry }) => ({
      ...entry,
      content:
        typeof content === 'string'
          ? content
              .replace(
                '"nozzle_diameter":["0.4"]',
                '"nozzle_diameter":["0.4","0.4"],"physical_extruder_map":["1","0"],"filament_map":["1","1","1"]',
              )
              .replace('<metadata key="prediction" value="1094"/>', '$&<metadata key="filament_maps" value="2 1 1"/>')
          : content,
    }));
    const metadata = await metadataOf(zipFile(entries));
    const nozzles = metadata.plates.map(({ filaments }) => filaments?.map(({ nozzle }) => nozzle));
    assert.deepEqual(nozzles, [
      ['left', 'left', 'left'],
      ['right', 'left', 'left'],
    ]);
  });

  test('[ME1] of the file is known what its plates say alike, and nothing that they say differently', async () => {
    const metadata = await metadataOf(file);
    assert.deepEqual(
      [metadata.format, metadata.slicer, metadata.slicerVersion, metadata.printerModel, metadata.printerModelId],
      ['3mf', 'BambuStudio', '02.04.00.70', 'Heron X', 'HX-1'],
    );
    assert.deepEqual(
      [metadata.layerHeightMm, metadata.firstLayerHeightMm, metadata.infillPercent, metadata.bedType],
      [0.2, 0.25, 15, 'Textured PEI Plate'],
    );
    assert.deepEqual([metadata.printTimeSeconds, metadata.filaments, metadata.objects], [null, null, null]);
    assert.equal(metadata.thumbnails.length, 2);
    assert.deepEqual(
      metadata.warnings.map(({ code, message }) => [code, message]),
      [
        ['slicer-warning', 'the slicer warns of plate 1: bed is hot'],
        ['slicer-warning', 'the slicer warns of plate 3: bed is hot'],
      ],
    );
    const single = await metadataOf(zipFile(without('Metadata/plate_3.gcode')));
    assert.deepEqual([single.printTimeSeconds, single.filaments?.length, single.objects?.length], [1216, 3, 1]);
  });

  test('[ME1] without any description a plate is still one, and tells what its first lines tell', async () => {
    const metadata = await metadataOf(zipFile([{ name: 'Metadata/plate_2.gcode', content: plateGcode }]));
    assert.deepEqual(
      metadata.plates.map(({ index, printTimeSeconds, layerCount, outside }) => [
        index,
        printTimeSeconds,
        layerCount,
        outside,
      ]),
      [[2, 1216, 128, null]],
    );
  });

  test('[ME1] the G-code stays packed but for its beginning', async () => {
    const moves = Array.from({ length: 160_000 }, (_, i) => `G1 X${(i * 7919) % 200} Y${(i * 104_729) % 200} E${i}`);
    const large = zipFile(withEntry('Metadata/plate_1.gcode', `${plateGcode}${moves.join('\n')}\n`));
    const source = sourceOf(large);
    const reading = await readThreeMf(source, inflate);
    assert.equal(reading.kind, 'read');
    const read = source.reads.reduce((sum, [, length]) => sum + length, 0);
    assert.ok(large.length > 400_000 && read < 120_000, `${read} of ${large.length} bytes were read`);
  });

  test('[ME2] a damaged picture is left out with a warning, the rest is read', async () => {
    const metadata = await metadataOf(zipFile(withEntry('Metadata/plate_1_small.png', 'no picture')));
    assert.equal(metadata.plates[0]?.thumbnails.length, 1);
    assert.ok(metadata.warnings.some(({ code }) => code === 'thumbnail-damaged'));
  });

  test('a project that is not sliced has pictures, and is refused as a print file with what to do', async () => {
    const entries = [
      ...without('Metadata/plate_1.gcode', 'Metadata/plate_3.gcode'),
      { name: '3D/3dmodel.model', content: '<model/>' },
    ];
    const project = await readThreeMf(sourceOf(zipFile(entries)), inflate);
    assert.ok(project.kind === 'read' && project.value.kind === 'project');
    assert.deepEqual(
      project.value.thumbnails.map(({ width }) => width),
      [64, 16, 32],
    );
    const reading = await readBytes(zipFile(entries));
    assert.ok(reading.kind === 'refused' && reading.problem.code === 'not-sliced');
    assert.match(reading.problem.remedy, /slice/);
  });

  const bad: readonly (readonly [what: string, entries: readonly EntryToWrite[], found: RegExp])[] = [
    [
      'a document type',
      withEntry('Metadata/slice_info.config', `<!DOCTYPE c [<!ENTITY a "aaaa">]>${sliceInfo}`),
      /document type/,
    ],
    [
      '65 levels',
      withEntry('Metadata/slice_info.config', `${'<a>'.repeat(65)}${'</a>'.repeat(65)}`),
      /more than 64 levels/,
    ],
    ['an element that is not closed', withEntry('Metadata/model_settings.config', '<config><plate>'), /not closed/],
    ['settings that are no JSON', withEntry('Metadata/project_settings.config', '<config/>'), /no JSON object/],
  ];
  for (const [what, entries, found] of bad)
    test(`[ME2] ${what} in a description is refused, and the entry is named`, async () => {
      const reading = await readBytes(zipFile(entries));
      assert.ok(reading.kind === 'refused', JSON.stringify(reading));
      assert.equal(reading.problem.code, 'archive-xml');
      assert.match(reading.problem.found, found);
      assert.match(reading.problem.field, /^entry "Metadata\//);
    });
});
