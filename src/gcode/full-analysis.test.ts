import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FullAnalyser, type FullAnalysis } from './full-analysis.ts';

function analysed(text: string): FullAnalysis {
  const analyser = new FullAnalyser();
  analyser.push(new TextEncoder().encode(text));
  analyser.end();
  return analyser.result();
}

describe('every line of a file', () => {
  test('[ME1] layers with their height, time and filament; kinds of lines of each; retractions count against it', () => {
    const full = analysed(
      [
        'G90',
        'M82',
        'G1 X0 Y50 Z0.2 E5 F600',
        'G92 E0',
        ';LAYER_CHANGE',
        ';TYPE:External perimeter',
        'G1 X10 Y50 E1 F600',
        'G1 E0.2',
        ';LAYER_CHANGE',
        'G1 Z0.6',
        'G1 E1',
        ';TYPE:Solid infill',
        'G1 X10 Y60 E3',
        'T1',
        'G1 X0 Y60 E4',
        ';LAYER_CHANGE',
      ].join('\n'),
    );
    assert.deepEqual(
      full.layers.map(({ line, zMm, filamentMm }) => [line, zMm, filamentMm]),
      [
        [5, 0.2, 0.2],
        [9, 0.6, 3.8],
        [16, null, 0],
      ],
    );
    assert.equal(full.filamentMm, 9);
    assert.deepEqual(full.features.map(({ name, filamentMm }) => [name, filamentMm]).sort(), [
      ['External perimeter', 1],
      ['Solid infill', 3],
    ]);
    assert.deepEqual(full.tools, [
      { tool: 0, filamentMm: 8 },
      { tool: 1, filamentMm: 1 },
    ]);
    assert.deepEqual(full.boundingBox, { minMm: [0, 0, 0.2], maxMm: [10, 60, 0.6] });
    const [first, second] = full.layers;
    // 10 mm at 10 mm/s, and 20 mm in two lines with a corner and a lift.
    assert.ok(first !== undefined && first.seconds > 1 && first.seconds < 1.3, `${first?.seconds}`);
    assert.ok(second !== undefined && second.seconds > 2 && second.seconds < 2.6, `${second?.seconds}`);
  });

  test('[ME1] without marks a layer begins where filament is pushed higher; a lift of the nozzle is none', () => {
    const full = analysed('G1 X9 Y0 Z0.3 E1 F600\nG1 Z5\nG1 X0\nG1 Z0.3\nG1 X9 E2\nG1 Z0.5\nG1 X0 E3\n');
    assert.deepEqual(
      full.layers.map(({ zMm, line }) => [zMm, line]),
      [
        [0.3, 1],
        [0.5, 7],
      ],
    );
  });

  test('[ME1] the kinds of lines of Bambu Studio and Simplify3D are read; endless kinds become one', () => {
    assert.deepEqual(
      analysed('; FEATURE: Outer wall\nG1 X9 E1\n; feature infill\nG1 X99 E2\n').features.map(({ name }) => name),
      ['infill', 'Outer wall'],
    );
    const many = Array.from({ length: 200 }, (_, i) => `;TYPE:kind ${i}\nG1 X${i % 2} E${i + 1}`).join('\n');
    const { features, filamentMm } = analysed(many);
    assert.ok(features.length <= 41, `${features.length}`);
    assert.equal(Math.round(features.reduce((sum, feature) => sum + feature.filamentMm, 0)), Math.round(filamentMm));
  });

  test('[ME1] whatever the lines, sums are those of their parts and nothing is thrown', () => {
    const line = fc.oneof(
      fc.constantFrom(';LAYER_CHANGE', ';TYPE:a', ';TYPE:b', 'T1', 'T99', 'G92 E0', 'M83', 'G91', 'G28'),
      fc
        .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 50 }), fc.integer({ min: -9, max: 9 }))
        .map(([x, z, e]) => `G1 X${x} Z${z} E${e}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const full = analysed(lines.join('\n'));
        const sum = full.tools.reduce((total, { filamentMm }) => total + filamentMm, 0);
        assert.ok(Math.abs(sum - full.filamentMm) < 0.1);
        assert.ok(full.layers.reduce((total, { seconds }) => total + seconds, 0) <= full.motionSeconds + 0.1);
      }),
      { numRuns: 300 },
    );
  });
});
