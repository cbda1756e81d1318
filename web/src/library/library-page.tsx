import { useDeferredValue, useRef, useState } from 'react';
import { plural } from '../format.ts';
import type { LibraryOrder } from '../graphql/operations.generated.ts';
import { Empty, Loading, PageTrouble } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { say } from '../ui/toasts.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { useUpload } from './drop-zone.tsx';
import { chosenFolder } from './dropped-files.ts';
import { FileCard } from './file-card.tsx';
import { LibrarySide } from './library-side.tsx';
import { useEntries, useShelf, type View } from './use-library.ts';

const START: View = { search: '', folder: null, tag: null, trashed: false, order: 'NEWEST' };
const ORDERS: readonly (readonly [LibraryOrder, string])[] = [
  ['NEWEST', 'Newest first'],
  ['NAME', 'By name'],
  ['LARGEST', 'Largest first'],
];

export function LibraryPage() {
  const [view, setView] = useState<View>(START);
  const [asList, setAsList] = useState(() => localStorage.getItem('croft-library') === 'list');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const search = useDeferredValue(view.search);
  const files = useEntries({ ...view, search });
  const shelf = useShelf();
  const change = (changes: Partial<View>): void => {
    setView((before) => ({ ...before, ...changes }));
    setChosen([]);
  };
  const toggle = (digest: string): void =>
    setChosen((all) => (all.includes(digest) ? all.filter((one) => one !== digest) : [...all, digest]));
  function show(list: boolean): void {
    setAsList(list);
    localStorage.setItem('croft-library', list ? 'list' : 'grid');
  }
  const picked = (files.items ?? []).filter(({ file }) => chosen.includes(file.digest));
  return (
    <>
      <div className="toolbar">
        <h1>Library {files.items !== null && <span className="quiet">{plural(files.total, 'file', 'files')}</span>}</h1>
        <div className="toolbar-end">
          <label className="search">
            <Icon name="search" />
            <input
              type="search"
              placeholder="Search files"
              aria-label="Search files"
              value={view.search}
              onChange={(e) => change({ search: e.target.value })}
            />
          </label>
          <select
            className="button"
            aria-label="Order"
            value={view.order}
            onChange={(e) => change({ order: e.target.value as LibraryOrder })}
          >
            {ORDERS.map(([order, words]) => (
              <option key={order} value={order}>
                {words}
              </option>
            ))}
          </select>
          <button
            type="button"
            className="button-icon"
            aria-label={asList ? 'Show as a grid' : 'Show as a list'}
            onClick={() => show(!asList)}
          >
            <Icon name={asList ? 'grid' : 'list'} />
          </button>
          <UploadButton folder={view.folder ?? ''} />
        </div>
      </div>
      <div className="library">
        {shelf !== null && <LibrarySide shelf={shelf} view={view} onView={change} />}
        <div>
          <PageTrouble problem={files.problem} onRetry={files.again} />
          {files.items === null && files.problem === null && <Loading what="the library" />}
          {files.items !== null && files.items.length === 0 && <Nothing view={view} />}
          <div className={asList ? 'files files-list' : 'files'}>
            {files.items?.map((entry) => (
              <FileCard
                key={entry.file.digest}
                entry={entry}
                chosen={chosen.includes(entry.file.digest)}
                onChoose={() => toggle(entry.file.digest)}
              />
            ))}
          </div>
          {files.more !== null && (
            <p className="more">
              <button type="button" className="button" onClick={files.more}>
                Show more
              </button>
            </p>
          )}
        </div>
      </div>
      {picked.length > 0 && <BulkBar chosen={picked} trashed={view.trashed} onDone={() => setChosen([])} />}
    </>
  );
}

function Nothing({ view }: { readonly view: View }) {
  if (view.search !== '') return <Empty title="No file fits" />;
  if (view.trashed) return <Empty title="The trash is empty" />;
  if (view.folder !== null || view.tag !== null) return <Empty title="No files here" />;
  return (
    <Empty title="No files yet">
      <p>Drop sliced G-code, models or whole folders anywhere on this page.</p>
    </Empty>
  );
}

function UploadButton({ folder }: { readonly folder: string }) {
  const upload = useUpload();
  const input = useRef<HTMLInputElement>(null);
  const whole = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button button-main" onClick={() => input.current?.click()}>
        <Icon name="upload" /> Upload
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept=".gcode,.gco,.g,.bgcode,.3mf,.stl,.step,.stp"
        onChange={(event) => {
          upload([...(event.target.files ?? [])].map((file) => ({ file, folder })));
          event.target.value = '';
        }}
      />
      <Menu label="More ways to bring files in">
        <button type="button" onClick={() => whole.current?.click()}>
          <Icon name="upload" /> Upload a whole folder
        </button>
      </Menu>
      <input
        ref={(element) => {
          whole.current = element;
          if (element !== null) element.webkitdirectory = true;
        }}
        type="file"
        hidden
        multiple
        aria-label="A folder with files"
        onChange={(event) => {
          const files = chosenFolder([...(event.target.files ?? [])], folder);
          if (files.length === 0) say('There is no file in that folder that the library keeps.');
          upload(files);
          event.target.value = '';
        }}
      />
    </>
  );
}
