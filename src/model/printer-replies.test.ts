import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseBedMesh } from './bed-mesh.ts';
import { parseCardList } from './card-list.ts';
import { parseFirmwareSettings } from './firmware-settings.ts';

const lines = (text: string): readonly string[] => text.split('\n');

describe('what printers say of themselves', () => {
  test('settings of Marlin 2 stand under its headings, with their values and what they mean', () => {
    const settings = parseFirmwareSettings(
      lines(
        'echo:; Linear Units:\necho:  G21 ; (mm)\n T:21.0 /0.0 B:20.9 /0.0 @:0 B@:0\necho:; Steps per unit:\necho: M92 X80.00 Y80.00 Z400.00 E93.00\n' +
          'echo:; PID settings:\necho:  M301 P23.1 I1.7 D77.6\necho:  M304 P462.10 I85.47 D624.59\necho:busy: processing\necho:; Filament runout sensor:\necho:  M412 S1',
      ),
    );
    assert.deepEqual(
      settings?.groups.map(({ title, lines: all }) => [title, all.map(({ text }) => text)]),
      [
        ['Linear Units', ['G21']],
        ['Steps per unit', ['M92 X80.00 Y80.00 Z400.00 E93.00']],
        ['PID settings', ['M301 P23.1 I1.7 D77.6', 'M304 P462.10 I85.47 D624.59']],
        ['Filament runout sensor', ['M412 S1']],
      ],
    );
    const steps = settings.groups[1]?.lines[0];
    assert.equal(steps?.meaning, 'steps per mm');
    assert.deepEqual(
      steps.values.map(({ letter, value }) => `${letter}=${value}`),
      ['X=80.00', 'Y=80.00', 'Z=400.00', 'E=93.00'],
    );
  });

  test('settings of Marlin 1, Prusa, Smoothie and RepRapFirmware are read alike', () => {
    const texts = (reply: string): readonly (readonly [string, string])[] | undefined =>
      parseFirmwareSettings(lines(reply))?.groups.flatMap(({ title, lines: all }) =>
        all.map(({ text }) => [title, text] as const),
      );
    assert.deepEqual(
      texts('echo:Steps per unit:\necho:  M92 X100.00 Y100.00\necho:Maximum feedrates (mm/s):\necho:  M203 X200.00'),
      [
        ['Steps per unit', 'M92 X100.00 Y100.00'],
        ['Maximum feedrates (mm/s)', 'M203 X200.00'],
      ],
    );
    assert.deepEqual(texts(';Steps per unit:\nM92 X80 Y80 \n;Acceleration mm/sec^2:\nM204 S3000 \n'), [
      ['Steps per unit', 'M92 X80 Y80'],
      ['Acceleration mm/sec^2', 'M204 S3000'],
    ]);
    assert.deepEqual(texts('; Drives\nM569 P0 S1 ; physical drive 0\nM550 P"Duet 3"'), [
      ['Drives', 'M569 P0 S1'],
      ['Drives', 'M550 P"Duet 3"'],
    ]);
    assert.equal(texts('echo:Unknown command: "M503"\nok\n T:20.1 /0.0'), undefined);
  });

  test('a bed of Marlin is read from front to back, whatever levelling measured it', () => {
    assert.deepEqual(
      parseBedMesh(
        lines(
          'echo:busy: processing\nBilinear Leveling Grid:\n      0      1      2\n 0 +0.255 +0.225 -0.038\n 1 +0.060 =======  -0.255\nSubdivided with CATMULL ROM Leveling Grid:\n        0       1\n 0 +9.00000 +9.00000\nok',
        ),
      ),
      {
        rows: [
          [0.255, 0.225, -0.038],
          [0.06, null, -0.255],
        ],
      },
    );
    assert.deepEqual(
      parseBedMesh(
        lines(
          'Mesh Bed Level data:\n3x2 mesh. Z offset: 0.00000\nMeasured points:\n        0       1       2\n 0 +0.00000 +0.10000 +0.20000\n 1 +0.01000 +0.11000 +0.21000',
        ),
      ),
      {
        rows: [
          [0, 0.1, 0.2],
          [0.01, 0.11, 0.21],
        ],
      },
    );
    assert.deepEqual(
      parseBedMesh(
        lines(
          'Bed Topography Report:\n\n    (  1,229)                (229,229)\n        0       1       2\n 2 | +0.323  +0.202  +0.080\n   |\n 1 | +0.284  .       +0.080\n   |\n 0 |[+0.279] +0.214  +0.150\n        0       1       2\n    (  1,  1)                (229,  1)',
        ),
      ),
      {
        rows: [
          [0.279, 0.214, 0.15],
          [0.284, null, 0.08],
          [0.323, 0.202, 0.08],
        ],
      },
    );
    assert.deepEqual(parseBedMesh(lines('Bed Topography Report for CSV:\n\n0.300\t0.200\n0.100\t0.000\nok')), {
      rows: [
        [0.1, 0],
        [0.3, 0.2],
      ],
    });
    for (const none of [
      '',
      'echo:Bed Leveling Off\nok',
      'Bilinear Leveling Grid:\n      0      1\n 0 +0.1 +0.2\n 1 +0.1',
      'Bilinear Leveling Grid:\n 0 ===== =====\n 1 ===== =====',
    ])
      assert.equal(parseBedMesh(lines(none)), null, none);
  });

  test('the card is listed with long names, sizes and folders, where the printer tells them', () => {
    assert.deepEqual(
      parseCardList(
        lines(
          'Begin file list\nBENCHY~1.GCO 5909969\nPARTS/BIG.GCO 17 0x5a2f3c1d Big part, 0.2 mm.gcode\nM.GCO\necho:busy: processing\nok T:20.0 /0.0\nEnd file list\nok',
        ),
      ),
      [
        { path: 'BENCHY~1.GCO', name: 'BENCHY~1.GCO', sizeBytes: 5_909_969 },
        { path: 'PARTS/BIG.GCO', name: 'Big part, 0.2 mm.gcode', sizeBytes: 17 },
        { path: 'M.GCO', name: 'M.GCO', sizeBytes: null },
      ],
    );
    assert.deepEqual(
      parseCardList(
        lines(
          'Begin file list\nDIR_ENTER: /CUBES/ "cubes"\nA~1.GCO 100 "A cube.gcode"\nDIR_EXIT\nB.GCO 2 "b.gcode"\nEnd file list',
        ),
      ),
      [
        { path: 'CUBES/A~1.GCO', name: 'A cube.gcode', sizeBytes: 100 },
        { path: 'B.GCO', name: 'b.gcode', sizeBytes: 2 },
      ],
    );
    assert.deepEqual(parseCardList(lines('Begin file list\nEnd file list')), []);
    assert.equal(parseCardList(lines('echo:No SD card\nok')), null);
  });

  test('[DR12] whatever a printer says, reading it ends and throws nothing', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom(
        'Bilinear Leveling Grid:',
        'Begin file list',
        'echo:; x:',
        ' 0 +0.1 +0.2',
        ' 1 | . .',
        'DIR_EXIT',
        'M92 X',
        '$1=2',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (reply) => {
        const mesh = parseBedMesh(reply);
        assert.ok(mesh === null || new Set(mesh.rows.map((row) => row.length)).size === 1);
        parseCardList(reply);
        parseFirmwareSettings(reply);
      }),
      { numRuns: 150 },
    );
    const long = `${'+0.1 '.repeat(20_000)}x`;
    assert.equal(parseBedMesh(['Measured points:', long]), null);
  });
});
