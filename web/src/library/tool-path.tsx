import { useEffect, useRef, useState } from 'react';
import { type Frame, frameOf, type LayerPath, readLayer, widened } from './layer-path.ts';
import { PageTrouble } from '../ui/empty.tsx';

interface Layers {
  readonly kinds: readonly string[];
  readonly layers: readonly { readonly zMm: number | null }[];
}

/** Layers that are held in memory: the slider goes back and forth over a few. */
const KEPT_LAYERS = 24;
const MARGIN_PIXELS = 18;
/** One after the other for the kinds of lines of a file; told apart in light and in dark. */
const COLOURS = [
  '#8a8f98',
  '#d9822b',
  '#2f8f63',
  '#7a6bb0',
  '#b5483d',
  '#3f86bf',
  '#b59a2a',
  '#c05a92',
  '#4aa3a0',
  '#8c6a4f',
];

/** What the printer will draw, layer by layer, seen from above. */
export function ToolPath({ digest, plate }: { readonly digest: string; readonly plate: number | null }) {
  const [asked, setAsked] = useState(false);
  if (!asked)
    return (
      <section className="tool-path">
        <h2>Layers</h2>
        <button type="button" className="button" onClick={() => setAsked(true)}>
          Show the tool paths
        </button>
      </section>
    );
  return <Shown key={plate} digest={digest} plate={plate} />;
}

function Shown({ digest, plate }: { readonly digest: string; readonly plate: number | null }) {
  const address = `/api/files/${digest}/layers`;
  const query = plate === null ? '' : `?plate=${plate}`;
  const [layers, setLayers] = useState<Layers | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const [travels, setTravels] = useState(false);

  useEffect(() => {
    let current = true;
    fetch(address + query)
      .then(async (response) => {
        const body = (await response.json()) as Layers & { error?: { message: string } };
        if (!current) return;
        if (!response.ok) return setProblem(body.error?.message ?? 'The server could not read its lines.');
        setLayers(body);
        setAt(Math.max(0, Math.floor(body.layers.length / 2)));
      })
      .catch(() => {
        if (current) setProblem('The server did not answer.');
      });
    return () => {
      current = false;
    };
  }, [address, query]);

  const { path, frame } = useLayer(layers === null ? null : `${address}/${at}${query}`);
  const last = (layers?.layers.length ?? 0) - 1;
  const zMm = layers?.layers[at]?.zMm ?? null;
  return (
    <section className="tool-path">
      <h2>Layers</h2>
      <PageTrouble problem={problem} />
      {layers === null && problem === null && <p className="loading">Reading every line of the file…</p>}
      {layers !== null && last < 0 && <p className="quiet">Nothing is printed by this file.</p>}
      {layers !== null && last >= 0 && (
        <>
          <Drawing path={path} frame={frame} travels={travels} />
          <label className="tool-path-slider">
            <span>
              Layer {at + 1} of {last + 1}
              {zMm === null ? '' : `, ${zMm.toFixed(2)} mm`}
            </span>
            <input type="range" min={0} max={last} value={at} onChange={(event) => setAt(Number(event.target.value))} />
          </label>
          <ul className="tool-path-kinds">
            {layers.kinds.map((kind, i) =>
              path?.kinds.includes(i + 1) === true ? (
                <li key={kind}>
                  <svg viewBox="0 0 10 10" aria-hidden="true">
                    <rect width="10" height="10" rx="2" fill={colourOf(i + 1)} />
                  </svg>
                  {kind}
                </li>
              ) : null,
            )}
            <li>
              <label className="choice">
                <input type="checkbox" checked={travels} onChange={(event) => setTravels(event.target.checked)} />{' '}
                Travels
              </label>
            </li>
          </ul>
        </>
      )}
    </section>
  );
}

const colourOf = (kind: number): string => COLOURS[(kind - 1) % COLOURS.length] ?? '#888888';

/** One layer, and the frame around all layers that were seen so far, so that the picture does not jump. */
function useLayer(address: string | null): { readonly path: LayerPath | null; readonly frame: Frame | null } {
  const kept = useRef(new Map<string, LayerPath>());
  const seen = useRef<Frame | null>(null);
  const [path, setPath] = useState<LayerPath | null>(null);
  useEffect(() => {
    if (address === null) return;
    const known = kept.current.get(address);
    if (known !== undefined) return setPath(known);
    const aborter = new AbortController();
    fetch(address, { signal: aborter.signal })
      .then(async (response) => {
        const read = response.ok ? readLayer(await response.arrayBuffer()) : null;
        if (read === null) return;
        if (kept.current.size >= KEPT_LAYERS) kept.current.delete(kept.current.keys().next().value ?? '');
        kept.current.set(address, read);
        const frame = frameOf(read);
        if (frame !== null) seen.current = seen.current === null ? frame : widened(seen.current, frame);
        setPath(read);
      })
      // Another layer was asked for meanwhile, or the server is away: the picture stays.
      .catch(() => {});
    return () => aborter.abort();
  }, [address]);
  return { path, frame: seen.current };
}

function Drawing({
  path,
  frame,
  travels,
}: {
  readonly path: LayerPath | null;
  readonly frame: Frame | null;
  readonly travels: boolean;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element === null || context == null || path === null || frame === null) return;
    const scale = window.devicePixelRatio || 1;
    const side = Math.round(element.clientWidth * scale);
    element.width = side;
    element.height = side;
    draw(context, side, path, frame, travels);
  }, [path, frame, travels]);
  return <canvas ref={canvas} className="tool-path-canvas" role="img" aria-label="The chosen layer, seen from above" />;
}

function draw(context: CanvasRenderingContext2D, side: number, path: LayerPath, frame: Frame, travels: boolean): void {
  const margin = MARGIN_PIXELS * (window.devicePixelRatio || 1);
  const extent = Math.max(frame.maxX - frame.minX, frame.maxY - frame.minY, 1e-3);
  const scale = (side - 2 * margin) / extent;
  const left = side / 2 - ((frame.minX + frame.maxX) / 2) * scale;
  const bottom = side / 2 + ((frame.minY + frame.maxY) / 2) * scale;
  const { x, y, kinds } = path;
  context.clearRect(0, 0, side, side);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  const used = new Set(kinds);
  for (const kind of [...used].sort((a, b) => a - b)) {
    if (kind === 0 && !travels) continue;
    context.beginPath();
    for (let i = 1; i < kinds.length; i++) {
      if (kinds[i] !== kind) continue;
      if (kinds[i - 1] !== kind || i === 1)
        context.moveTo(left + (x[i - 1] ?? 0) * scale, bottom - (y[i - 1] ?? 0) * scale);
      context.lineTo(left + (x[i] ?? 0) * scale, bottom - (y[i] ?? 0) * scale);
    }
    context.strokeStyle = kind === 0 ? '#3f86bf66' : colourOf(kind);
    context.lineWidth = kind === 0 ? 1 : Math.max(1, Math.min(6, 0.38 * scale));
    context.stroke();
  }
}
