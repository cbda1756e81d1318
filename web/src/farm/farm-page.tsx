import { memo, useState } from 'react';
import { Link } from 'wouter';
import { ask } from '../graphql/ask.ts';
import { RemoveDemonstrationDocument } from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { ProblemBoard } from '../problems/problem-board.tsx';
import { AddPrinter } from '../printer/printer-form.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';
import { createFarmOrder, type FarmFilter, type FarmOrder } from './farm-order.ts';
import { PrinterCard } from './printer-card.tsx';
import { useLaidOut } from './use-laid-out.ts';

const FILTERS: readonly (readonly [FarmFilter, string])[] = [
  ['all', 'All'],
  ['attention', 'Needs a person'],
  ['printing', 'Printing'],
  ['ready', 'Ready'],
];

export function FarmPage() {
  const farm = useFarm((state) => state.farm);
  const [filter, setFilter] = useState<FarmFilter>('all');
  const [search, setSearch] = useState('');
  const [adding, setAdding] = useState(false);
  const [orderOf] = useState(createFarmOrder);
  const order = useFarm((state) => orderOf(state.printers, filter, search));
  const { count, list, rest } = useLaidOut(order?.shown.length ?? 0);
  if (order === undefined) return <Loading what="the farm" />;
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
          Farm <span className="quiet">{summary(order)}</span>
        </h1>
        <div className="toolbar-end">
          {order.all > 0 && (
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
      {order.all === 0 && (
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
      {order.all > 0 && order.shown.length === 0 && (
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
      <div className="cards" ref={list}>
        {order.shown.slice(0, count).map((id) => (
          <FarmCard key={id} id={id} />
        ))}
      </div>
      {count < order.shown.length && <div className="cards-rest" ref={rest} />}
      <p className="hint">
        Drop a sliced file anywhere on this page to print it, or look into the <Link href="/library">library</Link>.
      </p>
      {adding && <AddPrinter onClose={() => setAdding(false)} />}
    </>
  );
}

/** Reads its printer itself, so that a change of one draws one card and not the page. */
const FarmCard = memo(function FarmCard({ id }: { readonly id: string }) {
  const printer = useFarm((state) => state.printers[id]);
  return printer === undefined ? null : <PrinterCard printer={printer} />;
});

function summary({ all, working, waiting }: FarmOrder): string {
  const parts = [`${all} ${all === 1 ? 'printer' : 'printers'}`];
  if (working > 0) parts.push(`${working} at work`);
  if (waiting > 0) parts.push(`${waiting} ${waiting === 1 ? 'needs' : 'need'} a person`);
  return parts.join(' · ');
}
