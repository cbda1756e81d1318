import { type FormEvent, useState } from 'react';
import { bytes } from '../format.ts';
import { ask, troubleWords } from '../graphql/ask.ts';
import {
  AddFolderDocument,
  EmptyTrashDocument,
  RemoveFolderDocument,
  RenameFolderDocument,
} from '../graphql/operations.generated.ts';
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { act } from '../ui/toasts.tsx';
import { FetchingDialog } from './fetching-dialog.tsx';
import type { Shelf, View } from './use-library.ts';
import { WatchFoldersDialog } from './watch-folders.tsx';

/** Folders, tags and the trash, to choose what is shown. */
export function LibrarySide({
  shelf,
  view,
  onView,
}: {
  readonly shelf: Shelf;
  readonly view: View;
  readonly onView: (change: Partial<View>) => void;
}) {
  const [asking, setAsking] = useState<'add' | 'rename' | 'remove' | 'empty' | 'watch' | 'fetch' | null>(null);
  const { libraryFolders: folders, libraryTags: tags, libraryUsage: usage } = shelf;
  const close = (): void => setAsking(null);
  const show = (change: Partial<View>): void => onView({ folder: null, tag: null, trashed: false, ...change });
  const isAll = view.folder === null && view.tag === null && !view.trashed;
  return (
    <nav className="shelf" aria-label="Folders and tags">
      <ul>
        <li>
          <Choice chosen={isAll} onChoose={() => show({})} label="All files" />
        </li>
        {folders.map(({ path, files }) => (
          <li key={path} className={`shelf-depth-${Math.min(4, path.split('/').length - 1)}`}>
            <Choice
              chosen={view.folder === path}
              onChoose={() => show({ folder: path })}
              label={path.split('/').at(-1) ?? path}
              title={path}
              count={files}
            />
          </li>
        ))}
        <li>
          <Choice
            chosen={view.trashed}
            onChoose={() => show({ trashed: true })}
            label="Trash"
            count={usage.trashedFiles}
          />
        </li>
      </ul>
      <div className="shelf-acts">
        <button type="button" className="button-link" onClick={() => setAsking('add')}>
          <Icon name="plus" /> New folder
        </button>
        {view.folder !== null && view.folder !== '' && (
          <Menu label={`More for the folder ${view.folder}`}>
            <button type="button" onClick={() => setAsking('rename')}>
              <Icon name="settings" /> Rename the folder
            </button>
            <button type="button" onClick={() => setAsking('remove')}>
              <Icon name="trash" /> Dissolve the folder
            </button>
          </Menu>
        )}
        {view.trashed && usage.trashedFiles > 0 && (
          <button type="button" className="button-link" onClick={() => setAsking('empty')}>
            Empty the trash
          </button>
        )}
      </div>
      {tags.length > 0 && (
        <div className="shelf-tags">
          {tags.map(({ tag, files }) => (
            <button
              key={tag}
              type="button"
              className="tag"
              aria-pressed={view.tag === tag}
              onClick={() => (view.tag === tag ? show({}) : show({ tag }))}
            >
              {tag} {files}
            </button>
          ))}
        </div>
      )}
      <div className="shelf-acts">
        <button type="button" className="button-link" onClick={() => setAsking('watch')}>
          Watch folders
        </button>
        <button type="button" className="button-link" onClick={() => setAsking('fetch')}>
          Fetching from printers
        </button>
      </div>
      <p className="quiet shelf-usage">
        {bytes(usage.bytes)} kept
        {usage.quotaGigabytes > 0 ? ` of ${usage.quotaGigabytes} GB` : ''}, {bytes(usage.freeBytes)} free on the disk
      </p>
      {asking === 'watch' && <WatchFoldersDialog onClose={close} />}
      {asking === 'fetch' && <FetchingDialog onClose={close} />}
      {asking === 'add' && (
        <NameDialog
          title="New folder"
          label="Name"
          first={view.folder === null || view.folder === '' ? '' : `${view.folder}/`}
          help="A slash makes a folder in a folder."
          onName={(path) => ask(AddFolderDocument, { path })}
          onClose={close}
        />
      )}
      {asking === 'rename' && view.folder !== null && (
        <NameDialog
          title={`Rename ${view.folder}`}
          label="New name"
          first={view.folder}
          help="With a slash it goes into another folder."
          onName={async (to) => {
            await ask(RenameFolderDocument, { from: view.folder ?? '', to });
            show({ folder: to });
          }}
          onClose={close}
        />
      )}
      {asking === 'remove' && view.folder !== null && (
        <ConfirmDialog
          title={`Dissolve ${view.folder}?`}
          text={<p>Its files, and those of the folders in it, go to the folder above. No file is deleted.</p>}
          yes="Dissolve"
          onYes={() =>
            act(async () => {
              await ask(RemoveFolderDocument, { path: view.folder ?? '' });
              show({});
            })
          }
          onClose={close}
        />
      )}
      {asking === 'empty' && (
        <ConfirmDialog
          title="Empty the trash?"
          text={<p>{usage.trashedFiles} files are removed for good.</p>}
          yes="Delete them"
          danger
          onYes={() => act(() => ask(EmptyTrashDocument, {}), 'The trash is empty.')}
          onClose={close}
        />
      )}
    </nav>
  );
}

function Choice({
  chosen,
  onChoose,
  label,
  title,
  count,
}: {
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly label: string;
  readonly title?: string;
  readonly count?: number;
}) {
  return (
    <button
      type="button"
      className="shelf-choice"
      aria-current={chosen ? 'true' : undefined}
      title={title}
      onClick={onChoose}
    >
      <span>{label}</span>
      {count !== undefined && count > 0 && <span className="quiet">{count}</span>}
    </button>
  );
}

/** Asks for one line of text; what is wrong with it is said where it is typed. */
export function NameDialog({
  title,
  label,
  first,
  help,
  yes = 'Save',
  onName,
  onClose,
}: {
  readonly title: string;
  readonly label: string;
  readonly first: string;
  readonly help?: string;
  readonly yes?: string;
  readonly onName: (name: string) => Promise<unknown>;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState(first);
  const [problem, setProblem] = useState<string | null>(null);
  function save(event: FormEvent): void {
    event.preventDefault();
    onName(name.trim()).then(onClose, (error: unknown) => setProblem(troubleWords(error)));
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="form" onSubmit={save}>
        <label>
          {label}
          <input value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
          {help !== undefined && <small>{help}</small>}
        </label>
        {problem !== null && (
          <p className="form-problem" role="alert">
            {problem}
          </p>
        )}
        <footer className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Back
          </button>
          <button type="submit" className="button button-main">
            {yes}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
