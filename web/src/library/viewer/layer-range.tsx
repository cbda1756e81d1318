/** Two thumbs on one line: the lowest and the highest layer that are shown. Each is a slider of its own for keys and for readers. */
export function LayerRange({
  last,
  from,
  to,
  zOf,
  onChange,
}: {
  readonly last: number;
  readonly from: number;
  readonly to: number;
  readonly zOf: (layer: number) => number | null;
  readonly onChange: (from: number, to: number) => void;
}) {
  const height = (layer: number): string => {
    const zMm = zOf(layer);
    return zMm === null ? '' : ` (${zMm.toFixed(2)} mm)`;
  };
  return (
    <div className="viewer-range">
      <p>
        Layers <strong>{from + 1}</strong>
        {height(from)} to <strong>{to + 1}</strong>
        {height(to)} of {last + 1}
      </p>
      <div className="viewer-range-line">
        <input
          type="range"
          aria-label="Lowest layer shown"
          min={0}
          max={last}
          value={from}
          onChange={(event) => onChange(Math.min(Number(event.target.value), to), to)}
        />
        <input
          type="range"
          aria-label="Highest layer shown"
          min={0}
          max={last}
          value={to}
          onChange={(event) => onChange(from, Math.max(Number(event.target.value), from))}
        />
      </div>
    </div>
  );
}
