import { useEffect, useRef, useState } from 'react';
import { type Frame, frameOf, type LayerPath, readLayers } from './layer-path.ts';

/** Layers that are held in memory: the slider goes back and forth over a few. */
const KEPT_LAYERS = 24;
const MARGIN_PIXELS = 18;

/** One layer, seen from above. `colours[n]` is that of kind n; a kind without one is not shown. */
export function FlatLayer({
  address,
  frame,
  colours,
}: {
  /** Of the layer. */
  readonly address: string;
  /** Around all layers, so that the picture does not jump. */
  readonly frame: Frame | null;
  readonly colours: readonly (string | null)[];
}) {
  const path = useLayer(address);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element === null || context == null || path === null) return;
    const around = frame ?? frameOf(path);
    const scale = window.devicePixelRatio || 1;
    [element.width, element.height] = [element.clientWidth * scale, element.clientHeight * scale].map(Math.round) as [
      number,
      number,
    ];
    if (around !== null) draw(context, path, around, colours);
  }, [path, frame, colours]);
  return (
    <div className="viewer-stage">
      <canvas ref={canvas} className="viewer-canvas" role="img" aria-label="The chosen layer, seen from above" />
    </div>
  );
}

function useLayer(address: string): LayerPath | null {
  const kept = useRef(new Map<string, LayerPath>());
  const [path, setPath] = useState<LayerPath | null>(null);
  useEffect(() => {
    const known = kept.current.get(address);
    if (known !== undefined) return setPath(known);
    const aborter = new AbortController();
    fetch(address, { signal: aborter.signal })
      .then(async (response) => {
        const [read] = (response.ok ? readLayers(await response.arrayBuffer()) : null) ?? [];
        if (read === undefined) return;
        if (kept.current.size >= KEPT_LAYERS) kept.current.delete(kept.current.keys().next().value ?? '');
        kept.current.set(address, read);
        setPath(read);
      })
      // Another layer was asked for meanwhile, or the server is away: the picture stays.
      .catch(() => {});
    return () => aborter.abort();
  }, [address]);
  return path;
}

function draw(
  context: CanvasRenderingContext2D,
  path: LayerPath,
  frame: Frame,
  colours: readonly (string | null)[],
): void {
  const { width, height } = context.canvas;
  const margin = MARGIN_PIXELS * (window.devicePixelRatio || 1);
  const scale = Math.min(
    (width - 2 * margin) / Math.max(frame.maxX - frame.minX, 1e-3),
    (height - 2 * margin) / Math.max(frame.maxY - frame.minY, 1e-3),
  );
  const left = width / 2 - ((frame.minX + frame.maxX) / 2) * scale;
  const bottom = height / 2 + ((frame.minY + frame.maxY) / 2) * scale;
  const { x, y, kinds } = path;
  context.clearRect(0, 0, width, height);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const kind of [...new Set(kinds)].sort((a, b) => a - b)) {
    const colour = colours[kind] ?? null;
    if (colour === null) continue;
    context.beginPath();
    for (let i = 1; i < kinds.length; i++) {
      if (kinds[i] !== kind) continue;
      if (kinds[i - 1] !== kind || i === 1)
        context.moveTo(left + (x[i - 1] ?? 0) * scale, bottom - (y[i - 1] ?? 0) * scale);
      context.lineTo(left + (x[i] ?? 0) * scale, bottom - (y[i] ?? 0) * scale);
    }
    context.strokeStyle = colour;
    context.lineWidth = kind === 0 ? 1 : Math.max(1, Math.min(6, 0.38 * scale));
    context.stroke();
  }
}
