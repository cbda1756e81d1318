import { useCallback, useEffect, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { ask, troubleWords } from '../graphql/ask.ts';
import {
  EnergySettingsDocument,
  type EnergySettingsQuery,
  HistoryDocument,
  type HistoryQuery,
  PrinterUseDocument,
  type PrinterUseQuery,
  PrintStatisticsDocument,
  type PrintStatisticsQuery,
} from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { Empty, Loading, PageTrouble } from '../ui/empty.tsx';
import { EnergySheet } from './energy-sheet.tsx';
import { OUTCOME_WORDS } from './history-words.ts';
import { PastPrintRow } from './past-print-row.tsx';
import { StatisticsView } from './statistics-view.tsx';

export type PastPrint = HistoryQuery['history']['items'][number];
export type EnergySettings = EnergySettingsQuery['energySettings'];

type Outcome = PastPrint['outcome'];
const isOutcome = (text: string | null): text is Outcome => text !== null && Object.hasOwn(OUTCOME_WORDS, text);

const PAGE = 50;
const DAY_MS = 24 * 3_600_000;
const SPANS = { '7': 'Last 7 days', '30': 'Last 30 days', '90': 'Last 90 days', '365': 'Last year' } as const;
type SpanDays = keyof typeof SPANS;
const isSpan = (text: string | null): text is SpanDays => text !== null && Object.hasOwn(SPANS, text);

/** What was printed, how it ended, and what can be counted of it. */
export function HistoryPage() {
  const [params, setParams] = useSearchParams();
  const printers = useFarm((state) => state.printers) ?? {};
  const asked = params.get('days');
  const days: SpanDays = isSpan(asked) ? asked : '30';
  const printerId = params.get('printer');
  const digest = params.get('file');
  const outcomeAsked = params.get('outcome');
  const outcome = isOutcome(outcomeAsked) ? outcomeAsked : null;
  /** The figures are of all prints of the time. */
  const isWhole = printerId === null && digest === null && outcome === null;
  const [statistics, setStatistics] = useState<PrintStatisticsQuery['printStatistics'] | null>(null);
  const [use, setUse] = useState<PrinterUseQuery['printerUse'] | null>(null);
  const [prints, setPrints] = useState<readonly PastPrint[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [energy, setEnergy] = useState<EnergySettings | null>(null);
  /** Counts up when all is asked for again: other watts change the estimates of every print. */
  const [reckoned, setReckoned] = useState(0);
  const [settingEnergy, setSettingEnergy] = useState(false);
  const span = useMemo(() => {
    const to = Date.now();
    return { from: new Date(to - Number(days) * DAY_MS).toISOString(), to: new Date(to).toISOString() };
  }, [days]);

  const load = useCallback(
    async (after: string | null, isCurrent: () => boolean) => {
      try {
        const { history } = await ask(HistoryDocument, {
          printerId,
          digest,
          outcome,
          from: span.from,
          first: PAGE,
          after,
        });
        if (!isCurrent()) return;
        setPrints((before) => (after === null ? history.items : [...(before ?? []), ...history.items]));
        setCursor(history.endCursor);
        setProblem(null);
      } catch (error) {
        if (isCurrent()) setProblem(troubleWords(error));
      }
    },
    [printerId, digest, outcome, span],
  );
  useEffect(() => {
    let current = true;
    void reckoned;
    setPrints(null);
    setProblem(null);
    void load(null, () => current);
    ask(PrintStatisticsDocument, span).then(
      ({ printStatistics }) => {
        if (current) setStatistics(printStatistics);
      },
      // The list beside it fails likewise, and says why.
      () => {},
    );
    // Whole days: half of one beside whole ones would look like a printer that did half as much.
    const midnight = Math.floor(Date.parse(span.to) / DAY_MS) * DAY_MS;
    ask(PrinterUseDocument, { ...span, from: new Date(midnight - (Number(days) - 1) * DAY_MS).toISOString() }).then(
      ({ printerUse }) => {
        if (current) setUse(printerUse);
      },
      () => {},
    );
    return () => {
      current = false;
    };
  }, [load, span, days, reckoned]);
  useEffect(() => {
    let current = true;
    ask(EnergySettingsDocument, {}).then(
      ({ energySettings }) => {
        if (current) setEnergy(energySettings);
      },
      // Without them costs stand without a currency.
      () => {},
    );
    return () => {
      current = false;
    };
  }, []);

  const choose = (key: 'days' | 'printer' | 'outcome' | 'file', value: string): void =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (value === '') next.delete(key);
      else next.set(key, value);
      return next;
    });
  const changed = (print: PastPrint): void =>
    setPrints((all) => all?.map((each) => (each.id === print.id ? print : each)) ?? null);
  const currency = energy?.currency ?? '';
  const saved = (settings: EnergySettings): void => {
    setEnergy(settings);
    setReckoned((before) => before + 1);
  };
  const filters = Object.entries({ printerId, digest, outcome }).filter(([, value]) => value !== null);
  const query = new URLSearchParams({ from: span.from, ...Object.fromEntries(filters) });
  return (
    <>
      <div className="toolbar">
        <h1>History</h1>
        <div className="toolbar-end">
          <select aria-label="Printer" value={printerId ?? ''} onChange={(e) => choose('printer', e.target.value)}>
            <option value="">Every printer</option>
            {Object.values(printers).map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <select aria-label="Outcome" value={outcome ?? ''} onChange={(e) => choose('outcome', e.target.value)}>
            <option value="">Every outcome</option>
            {Object.entries(OUTCOME_WORDS).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
          <select aria-label="Time" value={days} onChange={(e) => choose('days', e.target.value)}>
            {Object.entries(SPANS).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
          {energy !== null && (
            <button type="button" className="button" onClick={() => setSettingEnergy(true)}>
              Energy
            </button>
          )}
          <a className="button" href={`/api/history.csv?${query.toString()}`} download>
            Export CSV
          </a>
        </div>
      </div>
      {digest !== null && (
        <p className="banner">
          <span>
            Prints of <Link href={`/library/${digest}`}>{prints?.[0]?.fileName ?? 'one file'}</Link> alone.
          </span>
          <button type="button" className="button-link" onClick={() => choose('file', '')}>
            Show all
          </button>
        </p>
      )}
      <PageTrouble problem={problem} onRetry={() => setReckoned((before) => before + 1)} />
      {prints === null && problem === null && <Loading what="the history" />}
      {prints?.length === 0 && (
        <Empty title={isWhole ? 'Nothing was printed in this time' : 'No print of this time fits'}>
          {isWhole && <p>Prints stand here when they are over, whatever became of them.</p>}
        </Empty>
      )}
      {prints !== null && prints.length > 0 && (
        <>
          {statistics !== null && isWhole && (
            <StatisticsView statistics={statistics} use={use} days={Number(days)} currency={currency} />
          )}
          <h2 className="section">Prints</h2>
          <ol className="past">
            {prints.map((print) => (
              <PastPrintRow key={print.id} print={print} currency={currency} onChanged={changed} />
            ))}
          </ol>
        </>
      )}
      {cursor !== null && (
        <p className="more">
          <button type="button" className="button" onClick={() => void load(cursor, () => true)}>
            Older prints
          </button>
        </p>
      )}
      {settingEnergy && energy !== null && (
        <EnergySheet settings={energy} onClose={() => setSettingEnergy(false)} onSaved={saved} />
      )}
    </>
  );
}
