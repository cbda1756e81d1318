import { plural } from '../format.ts';
import { type DayCount, dayColumns } from './day-columns.ts';

const HEIGHT = 100;

/** Prints that ended, day by day: good ones below, the others on top. */
export function DayChart({ days, span }: { readonly days: readonly DayCount[]; readonly span: number }) {
  const columns = dayColumns(days, span, Date.now());
  const width = 10;
  const total = days.reduce((sum, { finished, failed, cancelled }) => sum + finished + failed + cancelled, 0);
  return (
    <svg
      viewBox={`0 0 ${span * width} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${plural(total, 'print', 'prints')} ended in ${span} days`}
    >
      {columns.map(({ day, good, bad, finished, failed, cancelled }, i) => (
        <g key={day}>
          <title>{`${day.slice(0, 10)}: ${finished} finished, ${failed} failed, ${cancelled} cancelled`}</title>
          <rect className="day" x={i * width} y={0} width={width} height={HEIGHT} />
          <rect className="good" x={i * width + 1} y={HEIGHT * (1 - good)} width={width - 2} height={HEIGHT * good} />
          <rect
            className="bad"
            x={i * width + 1}
            y={HEIGHT * (1 - good - bad)}
            width={width - 2}
            height={HEIGHT * bad}
          />
        </g>
      ))}
    </svg>
  );
}
