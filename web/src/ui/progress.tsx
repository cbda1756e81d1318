import { percent } from '../format.ts';

/** A bar drawn by SVG attributes: the page’s security policy allows no inline styles. */
export function Progress({ fraction, label }: { readonly fraction: number; readonly label: string }) {
  const width = Math.min(1, Math.max(0, fraction)) * 100;
  return (
    <svg
      className="progress"
      viewBox="0 0 100 1"
      preserveAspectRatio="none"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(width)}
      aria-valuetext={percent(fraction)}
    >
      <rect className="progress-track" width="100" height="1" />
      <rect className="progress-fill" width={width} height="1" />
    </svg>
  );
}
