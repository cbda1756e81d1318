import { useState } from 'react';
import { plural } from '../format.ts';
import { ask } from '../graphql/ask.ts';
import {
  AddJobDocument,
  MoveFilesDocument,
  RestoreFilesDocument,
  TagFilesDocument,
  TrashFilesDocument,
} from '../graphql/operations.generated.ts';
import { Icon } from '../ui/icons.tsx';
import { act, say } from '../ui/toasts.tsx';
import { NameDialog } from './library-side.tsx';
import { tagChange } from './tag-change.ts';
import type { Entry } from './use-library.ts';

/** So many at once: the server changes them in one go. */
const AT_ONCE = 200;

/** What can be done with all chosen files together. */
export function BulkBar({
  chosen,
  trashed,
  onDone,
}: {
  readonly chosen: readonly Entry[];
  readonly trashed: boolean;
  readonly onDone: () => void;
}) {
  const [asking, setAsking] = useState<'move' | 'tag' | null>(null);
  const digests = chosen.slice(0, AT_ONCE).map(({ file }) => file.digest);
  const printable = chosen.filter((entry) => entry.printable);
  const words = plural(digests.length, 'file', 'files');
  const close = (): void => setAsking(null);

  async function queue(): Promise<void> {
    for (const { file } of printable) await ask(AddJobDocument, { input: { digest: file.digest } });
    say(`${plural(printable.length, 'job is', 'jobs are')} queued.`);
    onDone();
  }

  return (
    <div className="bulk" role="toolbar" aria-label="The chosen files">
      <p>{words} chosen</p>
      {trashed ? (
        <button
          type="button"
          className="button button-main"
          onClick={() =>
            act(async () => {
              await ask(RestoreFilesDocument, { digests });
              onDone();
            }, `${words} taken out of the trash.`)
          }
        >
          Restore
        </button>
      ) : (
        <>
          {printable.length > 0 && (
            <button type="button" className="button button-main" onClick={() => act(queue)}>
              <Icon name="play" /> Queue
            </button>
          )}
          <button type="button" className="button" onClick={() => setAsking('tag')}>
            Tag
          </button>
          <button type="button" className="button" onClick={() => setAsking('move')}>
            Move
          </button>
          <button type="button" className="button" onClick={() => discard(digests, onDone)}>
            <Icon name="trash" /> Trash
          </button>
        </>
      )}
      <button type="button" className="button-icon" aria-label="Choose none" onClick={onDone}>
        <Icon name="cross" />
      </button>
      {asking === 'move' && (
        <NameDialog
          title={`Move ${words}`}
          label="Folder"
          first=""
          help="Leave it empty for the top. A folder that does not exist is made."
          yes="Move"
          onName={async (folder) => {
            await ask(MoveFilesDocument, { digests, folder });
            onDone();
          }}
          onClose={close}
        />
      )}
      {asking === 'tag' && (
        <NameDialog
          title={`Tag ${words}`}
          label="Tags"
          first=""
          help="Separated by commas. A minus before a tag takes it away."
          yes="Tag"
          onName={async (text) => {
            await ask(TagFilesDocument, { digests, ...tagChange(text) });
            onDone();
          }}
          onClose={close}
        />
      )}
    </div>
  );
}

/** Puts files into the trash, and offers to take them out again. */
export function discard(digests: readonly string[], done: () => void): void {
  act(async () => {
    await ask(TrashFilesDocument, { digests: [...digests] });
    say(`${plural(digests.length, 'file is', 'files are')} in the trash.`, {
      label: 'Undo',
      run: () => act(() => ask(RestoreFilesDocument, { digests: [...digests] }), 'It is as it was.'),
    });
    done();
  });
}
