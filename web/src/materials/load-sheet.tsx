import { useDeferredValue, useState } from 'react';
import { ask } from '../graphql/ask.ts';
import { LoadSpoolDocument } from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';
import { slotWords, type Spool, titleOf, wholeGrams } from './spool-words.ts';
import { Swatch } from './swatch.tsx';
import { useSpools } from './use-spools.ts';

function load(spool: Spool, printer: { readonly id: string; readonly name: string }, slot: number): void {
  const variables = { id: spool.id, printerId: printer.id, slot };
  act(() => ask(LoadSpoolDocument, variables), `${titleOf(spool)} is loaded in ${printer.name}.`);
}

function SlotChoice({ slot, onChange }: { readonly slot: string; readonly onChange: (slot: string) => void }) {
  return (
    <label>
      Slot
      <input type="number" min={1} max={256} step={1} value={slot} onChange={(e) => onChange(e.target.value)} />
      <small>1 where the printer has a single one; else its tool, or its place in the changer.</small>
    </label>
  );
}

const slotOf = (text: string): number => Math.max(1, Math.floor(Number(text) || 1)) - 1;

/** Where a spool goes. */
export function LoadIntoPrinter({ spool, onClose }: { readonly spool: Spool; readonly onClose: () => void }) {
  const printers = Object.values(useFarm((state) => state.printers) ?? {});
  const [slot, setSlot] = useState('1');
  return (
    <Dialog title={`Load ${titleOf(spool)}`} onClose={onClose}>
      <div className="form">
        <SlotChoice slot={slot} onChange={setSlot} />
        {printers.length === 0 && <p className="quiet">The farm has no printers yet.</p>}
        <ul className="picks">
          {printers.map((printer) => {
            const there = printer.spools.find((one) => one.slot === slotOf(slot));
            return (
              <li key={printer.id}>
                <button
                  type="button"
                  className="pick"
                  onClick={() => {
                    load(spool, printer, slotOf(slot));
                    onClose();
                  }}
                >
                  <span className="pick-words">
                    <strong>{printer.name}</strong>
                    <span className="quiet">
                      {there === undefined ? 'nothing known to be loaded' : `instead of ${there.name}`}
                    </span>
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </Dialog>
  );
}

/** Which spool goes into a printer. */
export function LoadSpool({
  printer,
  place,
  onClose,
}: {
  readonly printer: { readonly id: string; readonly name: string };
  /** The slot, where it is known. */
  readonly place?: { readonly slot: number; readonly label: string };
  readonly onClose: () => void;
}) {
  const [search, setSearch] = useState('');
  const [typed, setSlot] = useState('1');
  const slot = place?.slot ?? slotOf(typed);
  const spools = useSpools({ search: useDeferredValue(search), show: 'all' });
  return (
    <Dialog
      title={`Load a spool into ${place === undefined ? printer.name : `${place.label} of ${printer.name}`}`}
      onClose={onClose}
    >
      <div className="form">
        <div className="form-row">
          <label>
            Search
            <input type="search" value={search} onChange={(e) => setSearch(e.target.value)} />
          </label>
          {place === undefined && <SlotChoice slot={typed} onChange={setSlot} />}
        </div>
        {spools.problem !== null && (
          <p className="form-problem" role="alert">
            {spools.problem}
          </p>
        )}
        {spools.items === null && spools.problem === null && <Loading what="the spools" />}
        {spools.items?.length === 0 && (
          <p className="quiet">
            {search === '' ? 'There are no spools yet: add them on the page Materials.' : 'No spool fits.'}
          </p>
        )}
        <ul className="picks">
          {spools.items?.map((spool) => (
            <li key={spool.id}>
              <button
                type="button"
                className="pick"
                onClick={() => {
                  load(spool, printer, slot);
                  onClose();
                }}
              >
                <Swatch colours={spool.colours} />
                <span className="pick-words">
                  <strong>{titleOf(spool)}</strong>
                  <span className="quiet">
                    {spool.type} · {spool.code} · {wholeGrams(spool.remainingGrams)} left
                    {spool.printerId === null ? '' : ' · loaded elsewhere'}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
        {spools.more !== null && (
          <button type="button" className="button" onClick={spools.more}>
            Show more
          </button>
        )}
      </div>
    </Dialog>
  );
}

/** What a printer holds, for its card. */
export function LoadedSpools({
  spools,
  slots = [],
}: {
  readonly spools: readonly LoadedSpool[];
  /** As the printer calls them, where it does. */
  readonly slots?: readonly { readonly slot: number; readonly label: string }[];
}) {
  const nameOf = (slot: number): string => slots.find((each) => each.slot === slot)?.label ?? slotWords(slot);
  if (spools.length === 0) return null;
  return (
    <ul className="loaded" aria-label="Loaded filament">
      {spools.map((spool) => (
        <li key={spool.slot} title={spool.name}>
          <Swatch colours={spool.colours} />
          <span className="loaded-name">{spool.name}</span>
          <span className="quiet">
            {spools.length > 1 && `${nameOf(spool.slot)}, `}
            {wholeGrams(spool.remainingGrams)}
          </span>
        </li>
      ))}
    </ul>
  );
}

type LoadedSpool = {
  readonly spoolId: string;
  readonly slot: number;
  readonly name: string;
  readonly colours: readonly string[];
  readonly remainingGrams: number;
};

/** Opens the choice of a spool for a printer. */
export function LoadButton({ printer }: { readonly printer: { readonly id: string; readonly name: string } }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        <Icon name="spool" /> Load a spool
      </button>
      {open && <LoadSpool printer={printer} onClose={() => setOpen(false)} />}
    </>
  );
}
