import { useCallback, useMemo, useState } from 'react';
import { PageTrouble } from '../../ui/empty.tsx';
import { useFetched } from '../../ui/use-fetched.ts';
import { FlatLayer } from './flat-layer.tsx';
import { LayerRange } from './layer-range.tsx';
import type { Box } from './orbit.ts';
import { kindColour, lineWidthMm, paintFor, toolColour } from './path-colours.ts';
import type { PaintBy } from './path-drawable.ts';
import type { PathIndex } from './path-plan.ts';
import { SolidPaths } from './solid-paths.tsx';
import '../../styles/viewer.css';

const PAINTS: readonly (readonly [PaintBy, string])[] = [
  ['kind', 'Kind of line'],
  ['tool', 'Tool'],
  ['speed', 'Speed'],
];
const TRAVEL = 0;
const TRAVEL_COLOUR = '#6b8fb8';

/** The server reads every line of the file the first time that anybody asks. */
const readIndex = async (response: Response): Promise<PathIndex> => (await response.json()) as PathIndex;

/** What the printer will draw: all of it in three dimensions, or one layer from above. */
export function PathView({
  digest,
  plate,
  facts,
}: {
  readonly digest: string;
  readonly plate: number | null;
  /** What the file says of itself: its filaments and nozzles. */
  readonly facts: unknown;
}) {
  const address = `/api/files/${digest}/layers`;
  const query = plate === null ? '' : `plate=${plate}`;
  const asked = useFetched(query === '' ? address : `${address}?${query}`, readIndex);
  if (asked.kind === 'failed') return <PageTrouble problem={asked.why} />;
  if (asked.kind === 'loading') return <p className="loading">Reading every line of the file…</p>;
  const { box } = asked.value;
  if (box === null || asked.value.layers.length === 0) return <p className="quiet">Nothing is printed by this file.</p>;
  return <Paths index={asked.value} box={box} address={address} query={query} facts={facts} />;
}

function Paths({
  index,
  box,
  address,
  query,
  facts,
}: {
  readonly index: PathIndex;
  readonly box: Box;
  readonly address: string;
  readonly query: string;
  readonly facts: unknown;
}) {
  const { kinds, layers } = index;
  const last = layers.length - 1;
  const [way, setWay] = useState<'solid' | 'above' | 'only-above'>('solid');
  const [range, setRange] = useState({ from: 0, to: last });
  const [by, setBy] = useState<PaintBy>('kind');
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set([TRAVEL]));
  const paint = useMemo(() => paintFor(by, kinds, facts, hidden), [by, kinds, facts, hidden]);
  const none = useCallback(() => setWay('only-above'), []);
  const toggle = (kind: number): void => {
    const next = new Set(hidden);
    if (!next.delete(kind)) next.add(kind);
    setHidden(next);
  };
  const used = index.laid.map((kind) => {
    const name = kinds[kind - 1] ?? '';
    return { name, kind, colour: kindColour(name, kind) };
  });
  const flatColours = useMemo(
    () =>
      [TRAVEL_COLOUR, ...kinds.map((name, i) => kindColour(name, i + 1))].map((one, i) => (hidden.has(i) ? null : one)),
    [kinds, hidden],
  );
  const frame = useMemo(
    () => ({ minX: box.minMm[0], minY: box.minMm[1], maxX: box.maxMm[0], maxY: box.maxMm[1] }),
    [box],
  );
  const zOf = (layer: number): number | null => layers[layer]?.zMm ?? null;
  return (
    <div className="viewer">
      {way === 'only-above' ? (
        <p className="banner">
          This browser shows nothing in three dimensions (WebGL 2 is missing or switched off), so here is each layer
          from above.
        </p>
      ) : (
        <div className="viewer-ways">
          <Choice
            name="way"
            chosen={way}
            choices={[
              ['solid', '3D'],
              ['above', 'One layer'],
            ]}
            onChoose={setWay}
            label="View"
          />
          {way === 'solid' && <Choice name="paint" chosen={by} choices={PAINTS} onChoose={setBy} label="Colour by" />}
        </div>
      )}
      {way === 'solid' ? (
        <>
          <SolidPaths
            index={index}
            box={box}
            address={address}
            query={query}
            range={range}
            paint={paint}
            widthMm={lineWidthMm(facts)}
            onNone={none}
          />
          <LayerRange last={last} {...range} zOf={zOf} onChange={(from, to) => setRange({ from, to })} />
        </>
      ) : (
        <>
          <FlatLayer
            address={`${address}/${range.to}${query === '' ? '' : `?${query}`}`}
            frame={frame}
            colours={flatColours}
          />
          <label className="viewer-range">
            <span>
              Layer <strong>{range.to + 1}</strong>
              {zOf(range.to) === null ? '' : ` (${zOf(range.to)?.toFixed(2)} mm)`} of {last + 1}
            </span>
            <input
              type="range"
              min={0}
              max={last}
              value={range.to}
              onChange={(event) => {
                const to = Number(event.target.value);
                setRange({ from: Math.min(range.from, to), to });
              }}
            />
          </label>
        </>
      )}
      {by === 'speed' && way === 'solid' && index.speeds !== null && <SpeedLegend {...index.speeds} />}
      <ul className="viewer-kinds">
        {by === 'tool' && way === 'solid'
          ? index.tools.map((tool) => (
              <li key={tool}>
                <Swatch colour={toolColour(tool, facts)} /> Tool {tool}
              </li>
            ))
          : used.map(({ name, kind, colour }) => (
              <li key={kind}>
                <label className="choice">
                  <input type="checkbox" checked={!hidden.has(kind)} onChange={() => toggle(kind)} />
                  {(by === 'kind' || way !== 'solid') && <Swatch colour={colour} />} {name}
                </label>
              </li>
            ))}
        <li>
          <label className="choice">
            <input type="checkbox" checked={!hidden.has(TRAVEL)} onChange={() => toggle(TRAVEL)} />
            <Swatch colour={TRAVEL_COLOUR} /> Travel
          </label>
        </li>
      </ul>
    </div>
  );
}

function Choice<Value extends string>({
  name,
  label,
  chosen,
  choices,
  onChoose,
}: {
  readonly name: string;
  readonly label: string;
  readonly chosen: string;
  readonly choices: readonly (readonly [Value, string])[];
  readonly onChoose: (value: Value) => void;
}) {
  return (
    <fieldset className="viewer-choice">
      <legend>{label}</legend>
      {choices.map(([value, words]) => (
        <label key={value}>
          <input type="radio" name={name} checked={chosen === value} onChange={() => onChoose(value)} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}

const Swatch = ({ colour }: { readonly colour: string }) => (
  <svg viewBox="0 0 10 10" aria-hidden="true">
    <rect width="10" height="10" rx="2" fill={colour} />
  </svg>
);

function SpeedLegend({ min, max }: { readonly min: number; readonly max: number }) {
  const steps = 12;
  const { colours } = paintFor('speed', [], null, new Set());
  return (
    <p className="viewer-speeds">
      <span>{Math.round(min)} mm/s</span>
      <svg viewBox={`0 0 ${steps} 1`} preserveAspectRatio="none" aria-hidden="true">
        {Array.from({ length: steps }, (_, i) => {
          const [r, g, b] = (colours[Math.round((i * 63) / (steps - 1))] ?? [0, 0, 0]).map((part) =>
            Math.round(part * 255),
          );
          return <rect key={i} x={i} width="1.02" height="1" fill={`rgb(${r} ${g} ${b})`} />;
        })}
      </svg>
      <span>{Math.round(max)} mm/s</span>
    </p>
  );
}
