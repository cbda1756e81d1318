import { plural } from '../format.ts';
import { type DayCount, dayColumns, type DayMeasure } from './day-columns.ts';
import { hours as hoursWords } from './history-words.ts';

const HEIGHT = 100;

/** Prints that ended, day by day: good ones below, the others on top; or the hours that they took. */
export function DayChart({
  days,
  span,
  measure,
}: {
  readonly days: readonly DayCount[];
  readonly span: number;
  readonly measure: DayMeasure;
}) {
  const columns = dayColumns(days, span, Date.now(), measure);
  const width = 10;
  const total = days.reduce((sum, { finished, failed, cancelled }) => sum + finished + failed + cancelled, 0);
  const hours = days.reduce((sum, each) => sum + each.hours, 0);
  const ended = `${plural(total, 'print', 'prints')} ended in ${span} days`;
  return (
    <svg
      viewBox={`0 0 ${span * width} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={measure === 'hours' ? `${ended}, after ${hoursWords(hours)}` : ended}
    >
      {columns.map(({ day, good, bad, finished, failed, cancelled, hours: printed }, i) => (
        <g key={day}>
          <title>{`${day.slice(0, 10)}: ${finished} finished, ${failed} failed, ${cancelled} cancelled, ${hoursWords(printed)}`}</title>
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
