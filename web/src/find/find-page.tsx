import { useState } from 'react';
import { Link } from 'wouter';
import { useFarm } from '../live/use-live.ts';
import { type FoundPort, portNote, portTitle } from '../printer/port-words.ts';
import { AddPrinter, ChangePrinter, type Preset } from '../printer/printer-form.tsx';
import { Icon } from '../ui/icons.tsx';
import { AddSeveral } from './add-several.tsx';
import { type FoundPrinter, inOrder, matching, placeOf } from './found-words.ts';
import { ImportPrinters } from './import-printers.tsx';
import { useFoundPorts, useFoundPrinters } from './use-found.ts';

/** Fewer are seen at one glance. */
const SEARCH_FROM = 12;

type Opened =
  | { readonly kind: 'import' }
  | { readonly kind: 'several' }
  | { readonly kind: 'add'; readonly preset: Preset | null }
  | { readonly kind: 'move'; readonly printerId: string; readonly preset: Preset };

const presetOf = ({ driver, name, model, options, identity, note }: FoundPrinter): Preset => ({
  driver,
  name,
  model,
  options,
  identity,
  note,
});

/** CO5: what can be added, found while somebody looks. Nothing is added by itself. */
export function FindPage() {
  const found = useFoundPrinters();
  const ports = useFoundPorts();
  const printers = useFarm((state) => state.printers) ?? {};
  const [opened, setOpened] = useState<Opened | null>(null);
  const [search, setSearch] = useState('');
  const close = (): void => setOpened(null);
  const all = inOrder(found?.printers ?? []);
  const shown = matching(all, search);
  // Who has the address of another one is added by itself, by a person who has read that.
  const fresh = shown.filter(({ standing }) => standing === 'NEW');
  const moving = opened?.kind === 'move' ? printers[opened.printerId] : undefined;
  const free = (ports ?? []).filter((port) => port.printerId === null);
  return (
    <>
      <div className="toolbar">
        <h1>Find printers</h1>
        <div className="toolbar-end">
          <button type="button" className="button" onClick={() => setOpened({ kind: 'import' })}>
            <Icon name="upload" /> Import…
          </button>
          <button type="button" className="button" onClick={() => setOpened({ kind: 'add', preset: null })}>
            <Icon name="plus" /> Type it in
          </button>
        </div>
      </div>
      <section className="found" aria-labelledby="found-network">
        <h2 id="found-network">In the network</h2>
        <p className="quiet" role="status">
          <span className="found-beat" aria-hidden="true" />
          {found === null || found.printers.length === 0
            ? 'Listening. A printer that is switched on shows within some seconds.'
            : `${found.printers.length} found; still listening.`}
        </p>
        {(all.length > SEARCH_FROM || fresh.length > 1) && (
          <div className="found-tools">
            {all.length > SEARCH_FROM && (
              <label className="search">
                <Icon name="search" />
                <input
                  type="search"
                  placeholder="Name, make or address"
                  aria-label="Search what was found"
                  value={search}
                  onChange={(event) => setSearch(event.target.value)}
                />
              </label>
            )}
            {fresh.length > 1 && (
              <button type="button" className="button" onClick={() => setOpened({ kind: 'several' })}>
                <Icon name="plus" /> Add several…
              </button>
            )}
          </div>
        )}
        {shown.length === 0 && all.length > 0 && <p className="quiet">None of them is called so.</p>}
        <ul>
          {shown.map((each) => (
            <FoundCard
              key={each.key}
              found={each}
              owner={each.printerId === null ? null : (printers[each.printerId]?.name ?? 'a printer of the farm')}
              onAdd={() => setOpened({ kind: 'add', preset: presetOf(each) })}
              onMove={(printerId) => setOpened({ kind: 'move', printerId, preset: presetOf(each) })}
            />
          ))}
        </ul>
        {found?.troubles.map((trouble) => (
          <p key={trouble} className="form-problem">
            {trouble}
          </p>
        ))}
        <details className="found-help">
          <summary>It is switched on and does not show</summary>
          <ul>
            <li>Croft and the printer must be in the same network; guest networks keep their devices apart.</li>
            <li>Klipper: write a line [zeroconf] into moonraker.conf.</li>
            <li>OctoPrint: its plugin Discovery must be enabled. Bambu Lab: enable LAN Only at the printer.</li>
            <li>Elegoo Centauri Carbon 2: enable LAN Only Mode at its screen, under Settings, Network.</li>
            <li>Not every printer announces itself. Type in the address that its screen shows.</li>
          </ul>
        </details>
      </section>
      <section className="found" aria-labelledby="found-ports">
        <h2 id="found-ports">Plugged in at the computer of Croft</h2>
        {ports !== null && free.length === 0 && (
          <p className="quiet" role="status">
            {ports.length === 0
              ? 'No serial port yet. Plug a printer in and switch it on.'
              : 'Each port belongs to a printer of the farm.'}
          </p>
        )}
        <ul>
          {free.map((port) => (
            <PortCard
              key={port.device}
              port={port}
              onAdd={() =>
                setOpened({
                  kind: 'add',
                  preset: {
                    driver: 'marlin',
                    name: '',
                    model: port.vendorId === null ? null : portTitle(port),
                    options: { connection: port.path },
                    identity: null,
                    note: null,
                  },
                })
              }
            />
          ))}
        </ul>
      </section>
      {opened?.kind === 'import' && <ImportPrinters onClose={close} />}
      {opened?.kind === 'several' && <AddSeveral found={fresh} onClose={close} />}
      {opened?.kind === 'add' && <AddPrinter preset={opened.preset} onClose={close} />}
      {opened?.kind === 'move' && moving !== undefined && (
        <ChangePrinter printer={moving} preset={opened.preset} onClose={close} />
      )}
    </>
  );
}

function FoundCard({
  found,
  owner,
  onAdd,
  onMove,
}: {
  readonly found: FoundPrinter;
  /** The printer of the farm that it is, or whose place it has. */
  readonly owner: string | null;
  readonly onAdd: () => void;
  readonly onMove: (printerId: string) => void;
}) {
  const { standing, printerId } = found;
  const link = printerId !== null && <Link href={`/printers/${printerId}`}>{owner}</Link>;
  return (
    <li className={standing === 'KNOWN' ? 'found-card found-known' : 'found-card'}>
      <div>
        <h3>{found.name}</h3>
        <p className="quiet">{placeOf(found)}</p>
        {standing === 'KNOWN' && <p>In the farm as {link}.</p>}
        {standing === 'MOVED' && (
          <p className="found-moved">{link} has another address now. Its settings still name the old one.</p>
        )}
        {standing === 'ADDRESS_TAKEN' && (
          <p>It has the address that the settings of {link} name, and is another one.</p>
        )}
        {(standing === 'NEW' || standing === 'ADDRESS_TAKEN') && (
          <p className="quiet">
            {found.needs.length === 0 ? 'Needs nothing more.' : `Needs: ${found.needs.join(', ')}.`}
          </p>
        )}
        {standing !== 'KNOWN' && found.note !== null && <p className="quiet">{found.note}</p>}
      </div>
      {standing === 'MOVED' && printerId !== null ? (
        <button type="button" className="button button-main" onClick={() => onMove(printerId)}>
          Use the new address…
        </button>
      ) : (
        standing !== 'KNOWN' && (
          <button type="button" className="button button-main" aria-label={`Add ${found.name}`} onClick={onAdd}>
            Add…
          </button>
        )
      )}
    </li>
  );
}

function PortCard({ port, onAdd }: { readonly port: FoundPort; readonly onAdd: () => void }) {
  return (
    <li className="found-card">
      <div>
        <h3>{portTitle(port)}</h3>
        <p className="quiet">{portNote(port)}</p>
        {port.trouble !== null && <p className="form-problem">{port.trouble}</p>}
      </div>
      <button type="button" className="button" aria-label={`Add ${portTitle(port)}`} onClick={onAdd}>
        Add…
      </button>
    </li>
  );
}
