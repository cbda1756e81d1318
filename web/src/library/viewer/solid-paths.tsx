import { useEffect, useRef, useState } from 'react';
import { Canvas3d } from './canvas-3d.tsx';
import { readLayers } from './layer-path.ts';
import type { Box } from './orbit.ts';
import { packedPaths } from './packed-paths.ts';
import { type Paint, PathDrawable } from './path-drawable.ts';
import { layerHeights, type PathIndex, type PathPlan, pathPlan } from './path-plan.ts';
import { useStage } from './use-stage.ts';

/** Points that are held: a phone has less memory, and fewer pixels to tell them apart. 16 bytes each on the graphics card. */
const BUDGET = { fine: 1_200_000, coarse: 400_000 } as const;
/** So many of the topmost layers are shown as they are where the others are seen from afar. */
const DETAIL_LAYERS = 4;
/** The slider has come to rest. */
const REST_MS = 120;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** All lines of a file as they will lie on the bed. */
export function SolidPaths({
  index,
  box,
  address,
  query,
  range,
  paint,
  widthMm,
  onNone,
}: {
  readonly index: PathIndex;
  readonly box: Box;
  readonly address: string;
  /** Of every request for layers: which plate. */
  readonly query: string;
  readonly range: Range;
  readonly paint: Paint;
  readonly widthMm: number;
  readonly onNone: () => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useStage(canvas, box, index.bed, 0, onNone);
  const [plan, setPlan] = useState<PathPlan | null>(null);
  const [paths, setPaths] = useState<PathDrawable | null>(null);
  const [progress, setProgress] = useState<number | null>(0);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    if (stage === null) return;
    const drawable = stage.add(new PathDrawable(stage.gl, widthMm));
    const isCoarse = window.matchMedia('(pointer: coarse)').matches;
    const planned = pathPlan(index, isCoarse ? BUDGET.coarse : BUDGET.fine);
    const aborter = new AbortController();
    setPaths(drawable);
    setPlan(planned);
    setProgress(0);
    void (async () => {
      for (const [i, [from, to]] of planned.parts.entries()) {
        const packed = await fetchPacked({ index, address, query, from, to, plan: planned, signal: aborter.signal });
        if (aborter.signal.aborted) return;
        drawable.add(packed);
        setProgress(i + 1 === planned.parts.length ? null : (i + 1) / planned.parts.length);
        stage.redraw();
      }
    })().catch((error: unknown) => {
      if (aborter.signal.aborted) return;
      setProgress(null);
      setProblem(error instanceof Error ? error.message : String(error));
    });
    return () => aborter.abort();
  }, [stage, index, address, query, widthMm]);

  useEffect(() => {
    if (paths === null) return;
    paths.paint(paint);
    stage?.redraw();
  }, [stage, paths, paint]);

  useEffect(() => {
    if (paths === null || stage === null || plan === null) return;
    paths.range(range.from, range.to);
    stage.redraw();
    if (!plan.far) return;
    const aborter = new AbortController();
    const rest = setTimeout(() => {
      const from = Math.max(range.from, range.to - DETAIL_LAYERS + 1);
      const near: PathPlan = { far: false, every: 1, parts: [] };
      fetchPacked({ index, address, query, from, to: range.to, plan: near, signal: aborter.signal })
        .then((packed) => {
          if (aborter.signal.aborted) return;
          paths.detail(packed, from, range.to);
          stage.redraw();
        })
        // What is seen from afar stays.
        .catch(() => {});
    }, REST_MS);
    return () => {
      clearTimeout(rest);
      aborter.abort();
    };
  }, [stage, paths, plan, range, index, address, query]);

  return (
    <>
      <Canvas3d canvas={canvas} stage={stage} label="The tool paths in three dimensions" progress={progress} />
      {problem !== null && (
        <p className="trouble" role="alert">
          Some of its layers are missing here: {problem}
        </p>
      )}
    </>
  );
}

async function fetchPacked({
  index,
  address,
  query,
  from,
  to,
  plan,
  signal,
}: {
  readonly index: PathIndex;
  readonly address: string;
  readonly query: string;
  readonly from: number;
  readonly to: number;
  readonly plan: PathPlan;
  readonly signal: AbortSignal;
}) {
  const asked = new URLSearchParams(query);
  if (plan.far) asked.set('far', '1');
  if (plan.every > 1) asked.set('every', String(plan.every));
  const response = await fetch(`${address}/${from}-${to}?${asked}`, { signal });
  const layers = response.ok ? readLayers(await response.arrayBuffer()) : null;
  if (layers === null) throw new Error('the server did not send them.');
  const heights = layerHeights(index, plan.every);
  return packedPaths(
    layers.map((path, i) => {
      const layer = from + i * plan.every;
      const { zMm = 0, heightMm = 0.2 } = heights[layer] ?? {};
      return { layer, path, zMm, heightMm };
    }),
    index.speeds,
  );
}
