import type { ReactNode } from 'react';
import type { PrintStatisticsQuery } from '../graphql/operations.generated.ts';
import { percent } from '../format.ts';
import { DayChart } from './day-chart.tsx';
import { REASON_WORDS } from './history-words.ts';

type Statistics = PrintStatisticsQuery['printStatistics'];

const rate = (value: number | null): string => (value === null ? '–' : percent(value));
const hours = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} h`;

/** The farm in figures: the whole, day by day, printer by printer, file by file. */
export function StatisticsView({ statistics, days }: { readonly statistics: Statistics; readonly days: number }) {
  const { printers, files, reasons } = statistics;
  const sum = (pick: (each: Statistics['printers'][number]) => number): number =>
    printers.reduce((total, each) => total + pick(each), 0);
  const [finished, failed] = [sum((each) => each.finished), sum((each) => each.failed)];
  const most = Math.max(1, ...reasons.map(({ count }) => count));
  return (
    <>
      <dl className="tiles">
        <Tile name="Finished" value={String(finished)} />
        <Tile name="Failed" value={String(failed)} />
        <Tile name="Success" value={rate(finished + failed === 0 ? null : finished / (finished + failed))} />
        <Tile name="Printed" value={hours(sum((each) => each.hours))} />
      </dl>
      <figure className="chart">
        <figcaption>Prints by day</figcaption>
        <DayChart days={statistics.days} span={days} />
      </figure>
      <div className="figures">
        <Tallies title="Printers">
          {printers.map((each) => (
            <tr key={each.printerId}>
              <td>{each.name ?? 'A printer that has left'}</td>
              <td className="number">{each.finished}</td>
              <td className="number">{each.failed}</td>
              <td className="number">{rate(each.successRate)}</td>
              <td className="number">{hours(each.hours)}</td>
              <td className="number">{percent(each.utilisation)}</td>
            </tr>
          ))}
        </Tallies>
        <Tallies title="Files" withoutUse>
          {files.map((each) => (
            <tr key={each.digest}>
              <td>{each.name}</td>
              <td className="number">{each.finished}</td>
              <td className="number">{each.failed}</td>
              <td className="number">{rate(each.successRate)}</td>
              <td className="number">{hours(each.hours)}</td>
            </tr>
          ))}
        </Tallies>
      </div>
      {reasons.length > 0 && (
        <section className="reasons">
          <h2 className="section">Why prints went wrong</h2>
          <ul>
            {reasons.map(({ reason, count }) => (
              <li key={reason}>
                <span>{REASON_WORDS[reason]}</span>
                <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={(count / most) * 100} height={10} />
                </svg>
                <span className="number">{count}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Tile({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Tallies({
  title,
  withoutUse = false,
  children,
}: {
  readonly title: string;
  readonly withoutUse?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <section className="counts tallies">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col" className="number">
              Good
            </th>
            <th scope="col" className="number">
              Failed
            </th>
            <th scope="col" className="number">
              Success
            </th>
            <th scope="col" className="number">
              Time
            </th>
            {!withoutUse && (
              <th scope="col" className="number">
                In use
              </th>
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
