/** The colours of a filament, as a disc; by SVG attributes, because the page’s security policy allows no inline styles. */
export function Swatch({ colours, label }: { readonly colours: readonly string[]; readonly label?: string }) {
  const known = colours.filter((colour) => /^#[0-9a-f]{6}$/i.test(colour));
  return (
    <svg
      className="swatch"
      viewBox="-1 -1 2 2"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined}
    >
      {known.length === 0 && <path className="swatch-unknown" d="M-.5-.5.5.5M.5-.5-.5.5" />}
      {known.length === 1 && <circle r="1" fill={known[0]} />}
      {known.length > 1 &&
        known.map((colour, i) => <path key={`${colour}${i}`} d={slice(i, known.length)} fill={colour} />)}
      <circle className="swatch-edge" r=".97" />
    </svg>
  );
}

function slice(i: number, of: number): string {
  const at = (turn: number): string =>
    `${Math.sin(turn * 2 * Math.PI).toFixed(4)} ${(-Math.cos(turn * 2 * Math.PI)).toFixed(4)}`;
  return `M0 0L${at(i / of)}A1 1 0 ${1 / of > 0.5 ? 1 : 0} 1 ${at((i + 1) / of)}Z`;
}
