import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { ask } from '../graphql/ask.ts';
import { RemoveDemonstrationDocument } from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { ProblemBoard } from '../problems/problem-board.tsx';
import { AddPrinter } from '../printer/printer-form.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';
import { type FarmFilter, needsPerson, phaseWords, shown } from './phase-words.ts';
import { PrinterCard } from './printer-card.tsx';

const FILTERS: readonly (readonly [FarmFilter, string])[] = [
  ['all', 'All'],
  ['attention', 'Needs a person'],
  ['printing', 'Printing'],
  ['ready', 'Ready'],
];

export function FarmPage() {
  const printers = useFarm((state) => state.printers);
  const farm = useFarm((state) => state.farm);
  const [filter, setFilter] = useState<FarmFilter>('all');
  const [search, setSearch] = useState('');
  const [adding, setAdding] = useState(false);
  const all = useMemo(() => (printers === undefined ? [] : Object.values(printers)), [printers]);
  const visible = useMemo(() => shown(all, filter, search), [all, filter, search]);
  if (printers === undefined) return <Loading what="the farm" />;
  const working = all.filter((printer) => phaseWords(printer).mood === 'working').length;
  return (
    <>
      <ProblemBoard />
      {farm?.demonstration === true && (
        <aside className="note">
          <p>
            <strong>This is a demonstration.</strong> Three simulated printers show how a farm works; they run faster
            than time. One of them has no bed sensor and asks you about its bed, as a real one does.
          </p>
          <button
            type="button"
            className="button"
            onClick={() => act(() => ask(RemoveDemonstrationDocument, {}), 'The demonstration is removed.')}
          >
            Remove the demonstration
          </button>
        </aside>
      )}
      <div className="toolbar">
        <h1>
          Farm <span className="quiet">{summary(all.length, working, all.filter(needsPerson).length)}</span>
        </h1>
        <div className="toolbar-end">
          {all.length > 0 && (
            <>
              <div className="segments" role="group" aria-label="Which printers">
                {FILTERS.map(([value, name]) => (
                  <button key={value} type="button" aria-pressed={filter === value} onClick={() => setFilter(value)}>
                    {name}
                  </button>
                ))}
              </div>
              <label className="search">
                <Icon name="search" />
                <input
                  type="search"
                  placeholder="Name, tag, file"
                  aria-label="Search printers"
                  value={search}
                  onChange={(e) => setSearch(e.target.value)}
                />
              </label>
            </>
          )}
          <Link href="/find" className="button">
            <Icon name="search" /> Find printers
          </Link>
          <button type="button" className="button" onClick={() => setAdding(true)}>
            <Icon name="plus" /> Add a printer
          </button>
        </div>
      </div>
      {all.length === 0 && (
        <Empty title="No printers yet">
          <p>Plug in a printer by USB, or name one on the network, and it joins the queue.</p>
          <button type="button" className="button button-main" onClick={() => setAdding(true)}>
            <Icon name="plus" /> Add a printer
          </button>
          <Link href="/find" className="button">
            <Icon name="search" /> Find printers
          </Link>
        </Empty>
      )}
      {all.length > 0 && visible.length === 0 && (
        <Empty title="No printer fits">
          <button
            type="button"
            className="button"
            onClick={() => {
              setFilter('all');
              setSearch('');
            }}
          >
            Show all
          </button>
        </Empty>
      )}
      <div className="cards">
        {visible.map((printer) => (
          <PrinterCard key={printer.id} printer={printer} />
        ))}
      </div>
      <p className="hint">
        Drop a sliced file anywhere on this page to print it, or look into the <Link href="/library">library</Link>.
      </p>
      {adding && <AddPrinter onClose={() => setAdding(false)} />}
    </>
  );
}

function summary(all: number, working: number, waiting: number): string {
  const parts = [`${all} ${all === 1 ? 'printer' : 'printers'}`];
  if (working > 0) parts.push(`${working} at work`);
  if (waiting > 0) parts.push(`${waiting} ${waiting === 1 ? 'needs' : 'need'} a person`);
  return parts.join(' · ');
}
