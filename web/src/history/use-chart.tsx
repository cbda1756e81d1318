import type { PrinterUseQuery } from '../graphql/operations.generated.ts';
import { percent } from '../format.ts';
import { shareOf, togetherOf, type UseColumn, useColumns, type UsedHours } from './use-columns.ts';

const HEIGHT = 24;

/** What each printer did with its days: printing from below, out of order from above, and between them idle. */
export function UseChart({ printers }: { readonly printers: PrinterUseQuery['printerUse'] }) {
  return (
    <figure className="chart printers-use">
      <figcaption>
        <span>Use of printers, by {isByWeek(printers) ? 'week' : 'day'}</span>
        <span className="printers-use-key">
          <i className="printed" /> printing <i className="idle" /> idle <i className="down" /> out of order
        </span>
      </figcaption>
      <ul>
        {printers.length > 1 && <UseRow name="All printers" used={togetherOf(printers)} />}
        {printers.map((each) => (
          <UseRow key={each.printerId} name={each.name ?? 'A printer that has left'} used={each} />
        ))}
      </ul>
    </figure>
  );
}

const isByWeek = (printers: readonly UsedHours[]): boolean => {
  const [first] = printers;
  return first !== undefined && useColumns(first).length < first.hours.length;
};

function UseRow({ name, used }: { readonly name: string; readonly used: UsedHours }) {
  const columns = useColumns(used);
  const { isThere, printed, down } = shareOf(used);
  return (
    <li>
      <span className="printers-use-name">{name}</span>
      <svg viewBox={`0 0 ${columns.length} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path className="idle" d={bars(columns, (each) => (each.isThere ? [0, 1] : null))} />
        <path className="printed" d={bars(columns, (each) => [1 - each.printed, 1])} />
        <path className="down" d={bars(columns, (each) => [0, each.down])} />
      </svg>
      <span className="printers-use-words">
        {isThere ? `${percent(printed)} printing` : 'not there yet'}
        {down >= 0.01 && `, ${percent(down)} out of order`}
      </span>
    </li>
  );
}

/** One path for all columns: a farm of a hundred printers would be ten thousand rectangles. */
const bars = (columns: readonly UseColumn[], reach: (of: UseColumn) => readonly [number, number] | null): string =>
  columns
    .map((column, i) => {
      const [from, to] = reach(column) ?? [0, 0];
      return from === to ? '' : `M${i + 0.08} ${from * HEIGHT}h.84V${to * HEIGHT}h-.84z`;
    })
    .join('');
