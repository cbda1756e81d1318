import { useDeferredValue, useState } from 'react';
import { plural } from '../format.ts';
import { Empty, Loading, PageTrouble } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { MaterialSettingsSheet } from './material-settings.tsx';
import { SpoolForm } from './spool-form.tsx';
import { SpoolTable } from './spool-table.tsx';
import { SpoolHistory } from './spool-history.tsx';
import { SpoolRow } from './spool-row.tsx';
import { type SpoolFilter, useMaterialSettings, useSpools } from './use-spools.ts';

const FILTERS: readonly { readonly show: SpoolFilter['show']; readonly name: string }[] = [
  { show: 'all', name: 'All' },
  { show: 'low', name: 'Low' },
  { show: 'loaded', name: 'Loaded' },
  { show: 'archived', name: 'Archived' },
];

const NOTHING = {
  all: 'No spools yet',
  low: 'Nothing is running low',
  loaded: 'No spool is loaded',
  archived: 'Nothing is archived',
} as const;

export function MaterialsPage() {
  const [search, setSearch] = useState('');
  const [show, setShow] = useState<SpoolFilter['show']>('all');
  const [open, setOpen] = useState<'add' | 'settings' | null>(null);
  const { settings, again } = useMaterialSettings();
  const spools = useSpools({ search: useDeferredValue(search), show });
  const currency = settings?.currency ?? '';
  const close = (): void => setOpen(null);
  return (
    <>
      <div className="toolbar">
        <h1>
          Materials {spools.items !== null && <span className="quiet">{plural(spools.total, 'spool', 'spools')}</span>}
        </h1>
        <div className="toolbar-end">
          <label className="search">
            <Icon name="search" />
            <input
              type="search"
              placeholder="Search spools"
              aria-label="Search spools"
              value={search}
              onChange={(e) => setSearch(e.target.value)}
            />
          </label>
          <SpoolTable shown={spools.items ?? []} />
          <button type="button" className="button" onClick={() => setOpen('settings')}>
            <Icon name="settings" /> Settings
          </button>
          <button type="button" className="button button-main" onClick={() => setOpen('add')}>
            <Icon name="plus" /> Add a spool
          </button>
        </div>
      </div>
      <div className="filters" role="group" aria-label="Which spools">
        {FILTERS.map((filter) => (
          <button
            key={filter.show}
            type="button"
            className="filter"
            aria-pressed={show === filter.show}
            onClick={() => setShow(filter.show)}
          >
            {filter.name}
          </button>
        ))}
      </div>
      <SpoolHistory spoolId={null} currency={currency} />
      <PageTrouble problem={spools.problem} onRetry={spools.again} />
      {spools.items === null && spools.problem === null && <Loading what="the spools" />}
      {spools.items?.length === 0 && (
        <Empty title={search === '' ? NOTHING[show] : 'No spool fits'}>
          {search === '' && show === 'all' && (
            <p>
              Croft prints without them. With them it says what is left, what a print costs, and which printer holds
              what.
            </p>
          )}
        </Empty>
      )}
      <div className="spools">
        {spools.items?.map((spool) => (
          <SpoolRow key={spool.id} spool={spool} currency={currency} />
        ))}
      </div>
      {spools.more !== null && (
        <p className="more">
          <button type="button" className="button" onClick={spools.more}>
            Show more
          </button>
        </p>
      )}
      {open === 'add' && <SpoolForm spool={null} currency={currency} onClose={close} />}
      {open === 'settings' && settings !== null && (
        <MaterialSettingsSheet
          settings={settings}
          onClose={() => {
            close();
            again();
          }}
        />
      )}
    </>
  );
}
