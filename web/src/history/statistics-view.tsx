import { useState } from 'react';
import type { PrinterUseQuery, PrintStatisticsQuery } from '../graphql/operations.generated.ts';
import { money } from '../materials/spool-words.ts';
import { DayChart } from './day-chart.tsx';
import type { DayMeasure } from './day-columns.ts';
import { hours, kilowattHours, rate, REASON_WORDS, sumOf } from './history-words.ts';
import { TallyTable } from './tally-table.tsx';
import { UseChart } from './use-chart.tsx';

type Statistics = PrintStatisticsQuery['printStatistics'];

/** The farm in figures: the whole, day by day, printer by printer, file by file, material by material. */
export function StatisticsView({
  statistics,
  use,
  days,
  currency,
}: {
  readonly statistics: Statistics;
  /** Null until it has come. */
  readonly use: PrinterUseQuery['printerUse'] | null;
  readonly days: number;
  readonly currency: string;
}) {
  const { printers, files, materials, reasons } = statistics;
  const [measure, setMeasure] = useState<DayMeasure>('prints');
  const sum = (pick: (each: Statistics['printers'][number]) => number): number =>
    printers.reduce((total, each) => total + pick(each), 0);
  const [finished, failed] = [sum((each) => each.finished), sum((each) => each.failed)];
  const energy = sumOf(printers.map(({ energyKwh }) => energyKwh));
  const cost = sumOf(printers.map((each) => each.cost));
  const most = Math.max(1, ...reasons.map(({ count }) => count));
  return (
    <>
      <dl className="tiles">
        <Tile name="Finished" value={String(finished)} />
        <Tile name="Failed" value={String(failed)} />
        <Tile name="Success" value={rate(finished + failed === 0 ? null : finished / (finished + failed))} />
        <Tile name="Printed" value={hours(sum((each) => each.hours))} />
        {energy !== null && <Tile name="Energy, an estimate" value={kilowattHours(energy)} />}
        {cost !== null && <Tile name="Cost" value={money(cost, currency)} />}
      </dl>
      <figure className="chart">
        <figcaption>
          <select
            className="button"
            aria-label="What the chart shows"
            value={measure}
            onChange={(e) => setMeasure(e.target.value === 'hours' ? 'hours' : 'prints')}
          >
            <option value="prints">Prints by day</option>
            <option value="hours">Hours by day</option>
          </select>
        </figcaption>
        <DayChart days={statistics.days} span={days} measure={measure} />
      </figure>
      {use !== null && use.length > 0 && <UseChart printers={use} />}
      <div className="figures">
        <TallyTable
          title="Printers"
          currency={currency}
          rows={printers.map((each) => ({
            ...each,
            key: each.printerId,
            name: each.name ?? 'A printer that has left',
          }))}
        />
        <TallyTable title="Files" currency={currency} rows={files.map((each) => ({ ...each, key: each.digest }))} />
        {materials.some(({ type }) => type !== null) && (
          <TallyTable
            title="Materials"
            currency={currency}
            rows={materials.map((each) => ({ ...each, key: each.type ?? '', name: each.type ?? 'Of no known spool' }))}
          />
        )}
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
