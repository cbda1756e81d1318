import { percent } from '../format.ts';
import { money } from '../materials/spool-words.ts';
import { hours, kilowattHours, rate } from './history-words.ts';

/** What is counted of one printer, file or material. */
export interface TallyRow {
  readonly key: string;
  readonly name: string;
  readonly finished: number;
  readonly failed: number;
  readonly successRate: number | null;
  readonly hours: number;
  /** Of printers alone. */
  readonly utilisation?: number;
  readonly grams: number;
  readonly energyKwh: number | null;
  readonly cost: number | null;
}

interface Column {
  readonly title: string;
  readonly show: (row: TallyRow) => string;
  /** A column without a value in any row is left out: most farms never say watts or prices. */
  readonly has: (row: TallyRow) => boolean;
}

const columnsIn = (currency: string): readonly Column[] => [
  { title: 'Good', show: ({ finished }) => String(finished), has: () => true },
  { title: 'Failed', show: ({ failed }) => String(failed), has: () => true },
  { title: 'Success', show: ({ successRate }) => rate(successRate), has: () => true },
  { title: 'Time', show: (row) => hours(row.hours), has: () => true },
  { title: 'In use', show: ({ utilisation = 0 }) => percent(utilisation), has: (row) => row.utilisation !== undefined },
  { title: 'Material', show: ({ grams }) => weight(grams), has: ({ grams }) => grams !== 0 },
  { title: 'Energy ≈', show: ({ energyKwh }) => kilowattHours(energyKwh), has: ({ energyKwh }) => energyKwh !== null },
  {
    title: 'Cost',
    show: ({ cost }) => (cost === null ? '–' : money(cost, currency)),
    has: ({ cost }) => cost !== null,
  },
];

const weight = (grams: number): string =>
  grams >= 1000 ? `${(grams / 1000).toFixed(1)} kg` : `${Math.round(grams)} g`;

export function TallyTable({
  title,
  rows,
  currency,
}: {
  readonly title: string;
  readonly rows: readonly TallyRow[];
  readonly currency: string;
}) {
  const columns = columnsIn(currency).filter(({ has }) => rows.some(has));
  return (
    <section className="counts tallies">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{title}</th>
            {columns.map((column) => (
              <th key={column.title} scope="col" className="number">
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <td>{row.name}</td>
              {columns.map((column) => (
                <td key={column.title} className="number">
                  {column.show(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
