import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { plural } from '../format.ts';
import { ask, troubleWords } from '../graphql/ask.ts';
import {
  AddWatchFolderDocument,
  RemoveWatchFolderDocument,
  WatchFoldersDocument,
  type WatchFoldersQuery,
} from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';

type Folders = WatchFoldersQuery['watchFolders'];

/** Folders of the host that bring their files by themselves. */
export function WatchFoldersDialog({ onClose }: { readonly onClose: () => void }) {
  const changed = useFarm((state) => state.filesChanged);
  const [folders, setFolders] = useState<Folders | null>(null);
  const [path, setPath] = useState('');
  const [folder, setFolder] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const load = useCallback(() => {
    ask(WatchFoldersDocument, {}).then(
      (answer) => setFolders(answer.watchFolders),
      (error: unknown) => setProblem(troubleWords(error)),
    );
  }, []);
  useEffect(() => {
    void changed;
    load();
  }, [load, changed]);

  function add(event: FormEvent): void {
    event.preventDefault();
    ask(AddWatchFolderDocument, { path: path.trim(), folder }).then(
      () => {
        setPath('');
        setProblem(null);
        load();
      },
      (error: unknown) => setProblem(troubleWords(error)),
    );
  }

  return (
    <Dialog title="Watch folders" onClose={onClose}>
      <p className="quiet">
        Sliced files and models that are put into such a folder of the computer that runs Croft come into the library
        when they are whole. Nothing of them is printed by itself.
      </p>
      {folders === null && problem === null && <Loading what="the folders" />}
      <ul className="watch-folders">
        {folders?.map((one) => (
          <li key={one.id}>
            <div>
              <strong>{one.path}</strong>
              <small className="quiet">
                {plural(one.taken, 'file', 'files')} into {one.folder === '' ? 'the top' : one.folder}
              </small>
              {one.refused.map((file) => (
                <small key={file.path} className="trouble">
                  {file.problem}
                </small>
              ))}
            </div>
            <button
              type="button"
              className="button-icon"
              aria-label={`Stop watching ${one.path}`}
              onClick={() =>
                act(async () => {
                  await ask(RemoveWatchFolderDocument, { id: one.id });
                  load();
                }, 'It is not watched any more; what it brought stays.')
              }
            >
              <Icon name="trash" />
            </button>
          </li>
        ))}
      </ul>
      <form className="form" onSubmit={add}>
        <label>
          Folder on the host
          <input
            value={path}
            placeholder="/home/ann/sliced"
            required
            onChange={(event) => setPath(event.target.value)}
          />
        </label>
        <label>
          Into this folder of the library
          <input value={folder} placeholder="the top" onChange={(event) => setFolder(event.target.value)} />
        </label>
        {problem !== null && (
          <p className="form-problem" role="alert">
            {problem}
          </p>
        )}
        <footer className="dialog-actions">
          <button type="submit" className="button button-main">
            Watch it
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
