import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerHeights, pathPlan } from './path-plan.ts';

const layers = (count: number, points: number, farPoints: number) =>
  Array.from({ length: count }, (_, i) => ({ zMm: (i + 1) / 5, points, farPoints }));

test('a small file is fetched whole; a large one from afar; a huge one with layers left out', () => {
  assert.deepEqual(pathPlan({ layers: layers(100, 1000, 100) }, 1_000_000), { far: false, every: 1, parts: [[0, 99]] });
  assert.deepEqual(pathPlan({ layers: layers(100, 100_000, 5000) }, 1_000_000), {
    far: true,
    every: 1,
    parts: [
      [0, 49],
      [50, 99],
    ],
  });
  const huge = pathPlan({ layers: layers(3000, 5000, 1000) }, 1_000_000);
  assert.deepEqual([huge.far, huge.every], [true, 3]);
  assert.deepEqual(huge.parts[0], [0, 747]);
  // What is left out is left out alike in every part: each begins where the one before would have gone on.
  for (const [from, to] of huge.parts) assert.deepEqual([from % 3, to % 3], [0, 0]);
  assert.deepEqual(pathPlan({ layers: [] }, 10), { far: false, every: 1, parts: [] });
});

test('lines are as high as their layer; those that stand for several as all of them', () => {
  const of = (zs: readonly (number | null)[], every = 1) =>
    layerHeights({ layers: zs.map((zMm) => ({ zMm, points: 0, farPoints: 0 })) }, every).map(({ zMm, heightMm }) => [
      zMm,
      Math.round(heightMm * 1000) / 1000,
    ]);
  assert.deepEqual(of([0.3, 0.5, null, 0.7]), [
    [0.3, 0.3],
    [0.5, 0.2],
    [0.5, 0.2],
    [0.7, 0.2],
  ]);
  // The next object begins on the bed again.
  assert.deepEqual(of([0.2, 20, 0.2]).at(-1), [0.2, 0.3]);
  assert.deepEqual(of([0.2, 0.4, 0.6, 0.8], 2)[2], [0.8, 0.4]);
});
