import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FullAnalyser } from './full-analysis.ts';
import { type LayerPath, ToolPaths } from './tool-paths.ts';

interface Point {
  readonly x: number;
  readonly y: number;
  readonly kind: string;
  readonly tool: number;
  readonly speed: number;
}

function cut(text: string, piece = 1 << 20) {
  const layers: LayerPath[] = [];
  const paths = new ToolPaths({ layer: (layer) => layers.push(layer), restart: () => (layers.length = 0) });
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += piece) paths.push(bytes.slice(at, at + piece));
  paths.end();
  const names = ['travel', ...paths.facts().kinds];
  return {
    facts: paths.facts(),
    layers: layers.map(({ zMm, bytes: near, far }) => ({
      zMm,
      points: decoded(near, names),
      far: decoded(far, names),
    })),
  };
}

function decoded(encoded: Uint8Array, names: readonly string[]): readonly Point[] {
  const view = new DataView(encoded.buffer);
  const count = view.getUint32(0, true);
  assert.equal(encoded.length, 16 + count * 8);
  const [left, front, unit] = [4, 8, 12].map((at) => view.getFloat32(at, true)) as [number, number, number];
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return Array.from({ length: count }, (_, i) => ({
    x: round(left + view.getUint16(16 + i * 4, true) * unit),
    y: round(front + view.getUint16(18 + i * 4, true) * unit),
    kind: names[view.getUint8(16 + count * 4 + i)] ?? '?',
    tool: view.getUint8(16 + count * 5 + i),
    speed: view.getUint16(16 + count * 6 + i * 2, true) / 10,
  }));
}

/** How far a point is from the line between two others. */
function distance(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((point.x - from.x) * dx + (point.y - from.y) * dy) / (dx * dx + dy * dy || 1);
  const at = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - from.x - dx * at, point.y - from.y - dy * at);
}

describe('the way of the nozzle', () => {
  test('[ME1] layer by layer, with travels and kinds of lines; priming before the first layer is none of it', () => {
    const { facts, layers } = cut(
      [
        'G1 X0 Y200 Z0.3 F3000',
        'G1 X90 E9',
        '; printable_area = 0x0,256x0,256x256,0x256',
        ';LAYER_CHANGE',
        ';TYPE:Wall',
        'G1 Z0.2',
        'G1 X10 Y10',
        'G1 X20 E10',
        'G1 E9',
        ';TYPE:Fill',
        'G1 Y20 E11',
        ';LAYER_CHANGE',
        'T3',
        'G1 Z0.4',
        'G1 X5 Y5 E12 F600',
        '',
      ].join('\n'),
    );
    const [first, second, ...others] = layers;
    assert.deepEqual(
      first?.points.map(({ x, y, kind, tool, speed }) => [x, y, kind, tool, speed]),
      [
        [90, 200, 'travel', 0, 50],
        [10, 10, 'travel', 0, 50],
        [20, 10, 'Wall', 0, 50],
        [20, 20, 'Fill', 0, 50],
      ],
    );
    const end = { x: 5, y: 5, kind: 'Fill', tool: 3, speed: 10 };
    assert.deepEqual([first?.zMm, second?.zMm, second?.points.at(-1)], [0.2, 0.4, end]);
    assert.deepEqual(others, []);
    assert.deepEqual(facts, {
      kinds: ['other', 'Wall', 'Fill'],
      laid: [2, 3],
      tools: [0, 3],
      speeds: { min: 10, max: 50 },
      box: { minMm: [5, 5, 0.2], maxMm: [20, 20, 0.4] },
      bed: [
        [0, 0],
        [256, 0],
        [256, 256],
        [0, 256],
      ],
    });
  });

  test('[ME1] a bow is drawn as one, also a full circle, by its centre or by its radius', () => {
    const circle = (line: string, centre: readonly [number, number], radius: number, corners: number) => {
      const [first] = cut(['M83', ';LAYER_CHANGE', 'G1 X10 Y0 Z0.2 F3000', line].join('\n')).layers;
      const laid = (first?.points ?? []).filter(({ kind }) => kind !== 'travel');
      for (const { x, y } of laid) assert.ok(Math.abs(Math.hypot(x - centre[0], y - centre[1]) - radius) < 0.01, line);
      assert.ok(laid.length >= corners, `${line}: ${laid.length}`);
      return laid.map(({ y }) => y);
    };
    assert.ok(Math.min(...circle('G2 I-10 J0 E5', [0, 0], 10, 30)) < -9.9);
    assert.ok(Math.min(...circle('G3 X0 Y10 I-10 J0 E1', [0, 0], 10, 8)) > 0);
    assert.ok(Math.min(...circle('G3 X0 Y10 R10 E1', [0, 0], 10, 8)) > 0);
    assert.ok(Math.min(...circle('G2 X0 Y10 R-10 E3', [0, 0], 10, 24)) < -9.9);
    assert.ok(Math.max(...circle('G2 X0 Y10 R10 E1', [10, 10], 10, 8)) <= 10);
  });

  test('[ME1] seen from afar a layer has fewer points, none of which leaves the way, and no line of another kind', () => {
    const step = fc.tuple(
      fc.integer({ min: -30, max: 30 }),
      fc.integer({ min: -30, max: 30 }),
      fc.constantFrom('', 'a', 'b'),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        let [x, y] = [100, 100];
        const lines = steps.flatMap(([dx, dy, kind]) => {
          x += dx / 20;
          y += dy / 20;
          return [...(kind === '' ? [] : [`;TYPE:${kind}`]), `G1 X${x.toFixed(3)} Y${y.toFixed(3)} E1`];
        });
        const [layer] = cut(['M83', ';LAYER_CHANGE', 'G1 Z.2', ...lines].join('\n')).layers;
        assert.ok(layer !== undefined);
        const { points, far } = layer;
        assert.ok(far.length <= points.length);
        let at = 0;
        for (const [i, to] of far.entries()) {
          if (i === 0) continue;
          const from = far[i - 1] as Point;
          // Every point between the two lies beside the line that stands for it, and is of its kind.
          do {
            at += 1;
            const point = points[at];
            assert.ok(point !== undefined && distance(point, from, to) < 0.15);
            assert.equal(point.kind, to.kind);
          } while (points[at]?.x !== to.x || points[at]?.y !== to.y);
        }
      }),
      // A bend that turned back was once off by more than it may.
      {
        numRuns: 100,
        examples: [
          [
            [
              [0, 0, ''],
              [8, 12, ''],
              [-3, -1, ''],
              [0, 0, ''],
            ],
          ],
        ],
      },
    );
    const round = Array.from({ length: 720 }, (_, i) => {
      const angle = (i * Math.PI) / 360;
      return `G1 X${(50 + 20 * Math.cos(angle)).toFixed(3)} Y${(50 + 20 * Math.sin(angle)).toFixed(3)} E1`;
    });
    const [layer] = cut(['M83', ';LAYER_CHANGE', 'G1 Z.2', ...round].join('\n')).layers;
    assert.ok(layer !== undefined && layer.far.length < 90, String(layer?.far.length));
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
          cut(text, piece).layers.map(({ zMm }) => zMm),
          analyser.result().layers.map(({ zMm }) => zMm),
        );
      }),
      { numRuns: 400 },
    );
  });
});
