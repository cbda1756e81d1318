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
  const thumb = (label: string, layer: number, onMove: (layer: number) => void) => (
    <input
      type="range"
      aria-label={label}
      min={0}
      max={last}
      value={layer}
      onChange={(event) => onMove(Number(event.target.value))}
    />
  );
  return (
    <div className="viewer-range">
      <p>
        Layers <strong>{from + 1}</strong>
        {height(from)} to <strong>{to + 1}</strong>
        {height(to)} of {last + 1}
      </p>
      <div className="viewer-range-line">
        {thumb('Lowest layer shown', from, (layer) => onChange(Math.min(layer, to), to))}
        {thumb('Highest layer shown', to, (layer) => onChange(from, Math.max(layer, from)))}
      </div>
    </div>
  );
}
