import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FullAnalyser } from './full-analysis.ts';
import { type LayerPath, ToolPaths } from './tool-paths.ts';

interface Point {
  readonly x: number;
  readonly y: number;
  readonly kind: string;
}

function cut(text: string, piece = 1 << 20): { readonly zMm: number | null; readonly points: readonly Point[] }[] {
  const layers: LayerPath[] = [];
  const paths = new ToolPaths({ layer: (layer) => layers.push(layer), restart: () => (layers.length = 0) });
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += piece) paths.push(bytes.slice(at, at + piece));
  paths.end();
  const names = ['travel', ...paths.kinds];
  return layers.map(({ zMm, bytes: encoded }) => {
    const view = new DataView(encoded.buffer);
    const count = view.getUint32(0, true);
    assert.equal(encoded.length, 4 + count * 9);
    const points = Array.from({ length: count }, (_, i) => ({
      x: view.getFloat32(4 + i * 8, true),
      y: view.getFloat32(8 + i * 8, true),
      kind: names[view.getUint8(4 + count * 8 + i)] ?? '?',
    }));
    return { zMm, points };
  });
}

describe('the way of the nozzle', () => {
  test('[ME1] an arc is round, both ways round and by its centre or its radius, and ends where it ends', () => {
    for (const [arc, centre, length] of [
      ['G3 X20 Y20 I0 J10', [10, 20], 90],
      ['G2 X20 Y20 I0 J10', [10, 20], 270],
      ['G2 X20 Y20 I10 J0', [20, 10], 90],
      ['G3 X20 Y20 R10', [10, 20], 90],
      ['G2 X20 Y20 R10', [20, 10], 90],
      ['G2 X20 Y20 R-10', [10, 20], 270],
    ] as const) {
      const [layer] = cut(`;LAYER_CHANGE\n;TYPE:Wall\nM83\nG1 X10 Y10 Z.2\n${arc} E1\n`);
      const points = layer?.points.slice(1) ?? [];
      assert.equal(points.length, length / 5 + 1, arc);
      for (const { x, y } of points) assert.ok(Math.abs(Math.hypot(x - centre[0], y - centre[1]) - 10) < 1e-4, arc);
      assert.deepEqual(points.at(-1), { x: 20, y: 20, kind: 'Wall' });
    }
  });

  test('[ME1] layer by layer, with travels and kinds of lines; priming before the first layer is none of it', () => {
    const [first, second, ...others] = cut(
      [
        'G1 X0 Y200 Z0.3 F3000',
        'G1 X90 E9',
        ';LAYER_CHANGE',
        ';TYPE:Wall',
        'G1 Z0.2',
        'G1 X10 Y10',
        'G1 X20 E10',
        'G1 E9',
        ';TYPE:Fill',
        'G1 Y20 E11',
        ';LAYER_CHANGE',
        'G1 Z0.4',
        'G1 X5 Y5 E12',
        '',
      ].join('\n'),
    );
    assert.deepEqual(first, {
      zMm: 0.2,
      points: [
        { x: 90, y: 200, kind: 'travel' },
        { x: 10, y: 10, kind: 'travel' },
        { x: 20, y: 10, kind: 'Wall' },
        { x: 20, y: 20, kind: 'Fill' },
      ],
    });
    assert.deepEqual([second?.zMm, second?.points.at(-1)], [0.4, { x: 5, y: 5, kind: 'Fill' }]);
    assert.deepEqual(others, []);
  });

  test('[ME1] there are as many layers as the full analysis counts, at the same heights, marked or not, however the file is cut', () => {
    const line = fc.oneof(
      fc.constantFrom(';LAYER_CHANGE', ';TYPE:a', 'G92 E0', 'G91', 'G90', 'M83'),
      fc
        .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 9 }))
        .map(([x, z, e]) => `G1 X${x} Z${z} E${e}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.integer({ min: 3, max: 200 }), (lines, piece) => {
        const text = `${lines.join('\n')}\n`;
        const analyser = new FullAnalyser();
        analyser.push(new TextEncoder().encode(text));
        analyser.end();
        assert.deepEqual(
          cut(text, piece).map(({ zMm }) => zMm),
          analyser.result().layers.map(({ zMm }) => zMm),
        );
      }),
      { numRuns: 400 },
    );
  });
});
