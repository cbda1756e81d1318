type Rows = readonly (readonly (number | null | undefined)[])[];

const CELL = { width: 46, height: 30 };
/** With more, the numbers would be dust. */
const NUMBERS_UP_TO = 12;

const signed = (mm: number): string => {
  const text = Math.abs(mm).toFixed(2);
  return text === '0.00' ? text : `${mm < 0 ? '−' : '+'}${text}`;
};

/** The heights of a bed, seen from above, its front below: higher places warm, lower ones cold, each with its number. */
export function BedMesh({ rows }: { readonly rows: Rows }) {
  const heights = rows.flat().filter((mm): mm is number => typeof mm === 'number');
  const [least, most] = [Math.min(...heights), Math.max(...heights)];
  const columns = rows[0]?.length ?? 0;
  const reach = Math.max(Math.abs(least), Math.abs(most), 0.01);
  const [width, height] = [columns * CELL.width, rows.length * CELL.height];
  return (
    <figure className="mesh">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`Heights of the bed from ${signed(least)} to ${signed(most)} mm`}
      >
        {rows.map((row, y) =>
          row.map((mm, x) => {
            const place = { x: x * CELL.width, y: (rows.length - 1 - y) * CELL.height };
            return (
              // oxlint-disable-next-line react/no-array-index-key -- a place of the bed is its index
              <g key={`${x}.${y}`}>
                <rect
                  {...place}
                  width={CELL.width - 2}
                  height={CELL.height - 2}
                  rx={4}
                  fill={colourOf(mm ?? null, reach)}
                />
                {columns <= NUMBERS_UP_TO && (
                  <text x={place.x + CELL.width / 2 - 1} y={place.y + CELL.height / 2 + 3.5}>
                    {typeof mm === 'number' ? signed(mm) : '–'}
                  </text>
                )}
              </g>
            );
          }),
        )}
      </svg>
      <figcaption className="quiet">
        From {signed(least)} to {signed(most)} mm: {(most - least).toFixed(2)} mm from the lowest to the highest place.
        The front is below.
      </figcaption>
    </figure>
  );
}

function colourOf(mm: number | null, reach: number): string {
  if (mm === null) return 'var(--grey-soft)';
  const share = Math.round(Math.min(1, Math.abs(mm) / reach) * 55);
  return `color-mix(in oklab, var(${mm < 0 ? '--blue' : '--red'}) ${share}%, var(--raised))`;
}
