import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { bytes, duration, facts, grams, plural } from '../format.ts';
import { ask, troubleWords } from '../graphql/ask.ts';
import {
  FileDetailDocument,
  type FileDetailQuery,
  MoveFilesDocument,
  RenameFileDocument,
  RestoreFilesDocument,
  TagFilesDocument,
} from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { JobSheet } from '../queue/job-sheet.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';
import { discard } from './bulk-bar.tsx';
import { factRows } from './file-facts.ts';
import { NameDialog } from './library-side.tsx';
import { tagChange } from './tag-change.ts';
import { Viewer } from './viewer.tsx';
import type { Entry } from './use-library.ts';
import { WeldDialog } from './weld-dialog.tsx';

type Detail = NonNullable<FileDetailQuery['fileDetail']>;
type State =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'here'; readonly detail: Detail };

/** STEP is kept and not drawn: its surfaces are formulas. */
const isShown = ({ name }: { readonly name: string }): boolean => !/\.ste?p$/i.test(name);

/** Everything about one file of the library. */
export function FilePage({ digest }: { readonly digest: string }) {
  const state = useDetail(digest);
  if (state.kind === 'loading') return <Loading what="the file" />;
  if (state.kind === 'failed')
    return (
      <p className="banner banner-trouble" role="alert">
        <Icon name="warning" /> The file could not be read: {state.why}
      </p>
    );
  if (state.kind === 'gone')
    return (
      <Empty title="This file is not in the library">
        <Link href="/library" className="button">
          <Icon name="back" /> To the library
        </Link>
      </Empty>
    );
  return <FileShown detail={state.detail} />;
}

function useDetail(digest: string): State {
  const changed = useFarm((farm) => farm.filesChanged);
  const [state, setState] = useState<State>({ kind: 'loading' });
  useEffect(() => {
    let current = true;
    void changed;
    ask(FileDetailDocument, { digest }).then(
      ({ fileDetail }) => {
        if (current) setState(fileDetail === null ? { kind: 'gone' } : { kind: 'here', detail: fileDetail });
      },
      (error: unknown) => {
        if (current) setState({ kind: 'failed', why: troubleWords(error) });
      },
    );
    return () => {
      current = false;
    };
  }, [digest, changed]);
  return state;
}

function FileShown({ detail }: { readonly detail: Detail }) {
  const { file, entry, plates, sources, versions, linked } = detail;
  const [asking, setAsking] = useState<'print' | 'rename' | 'move' | 'tag' | 'weld' | null>(null);
  const [plate, setPlate] = useState<number | null>(plates[0]?.index ?? null);
  const close = (): void => setAsking(null);
  const digests = [file.digest];
  const picture = file.thumbnail === null ? null : `${file.thumbnail}?size=large`;
  return (
    <>
      <div className="toolbar">
        <h1 title={file.name}>{file.name}</h1>
        <div className="toolbar-end">
          {entry.trashedAt === null ? (
            <>
              {entry.printable && (
                <button type="button" className="button button-main" onClick={() => setAsking('print')}>
                  <Icon name="play" /> Print
                </button>
              )}
              {entry.kind === 'GCODE' && (
                <button type="button" className="button" onClick={() => setAsking('weld')}>
                  Weld arcs
                </button>
              )}
              <button type="button" className="button" onClick={() => setAsking('rename')}>
                Rename
              </button>
              <button type="button" className="button" onClick={() => setAsking('move')}>
                Move
              </button>
              <button type="button" className="button" onClick={() => setAsking('tag')}>
                Tag
              </button>
              {entry.printable && (
                <Link href={`/history?file=${file.digest}&days=365`} className="button">
                  History
                </Link>
              )}
              <a className="button" href={`/api/files/${file.digest}`} download={file.name}>
                Download
              </a>
              <button
                type="button"
                className="button-icon"
                aria-label={`Put ${file.name} into the trash`}
                onClick={() => discard(digests, () => {})}
              >
                <Icon name="trash" />
              </button>
            </>
          ) : (
            <button
              type="button"
              className="button button-main"
              onClick={() => act(() => ask(RestoreFilesDocument, { digests }), `${file.name} is back.`)}
            >
              Take out of the trash
            </button>
          )}
        </div>
      </div>
      <div className="file-page">
        <div>
          {picture === null ? (
            <div className="file-picture thumb-none">
              <Icon name="file" />
            </div>
          ) : (
            <img className="file-picture" src={picture} alt="" />
          )}
          <p className="quiet">
            {facts([
              entry.folder === '' ? null : entry.folder,
              `version ${entry.version}`,
              bytes(file.sizeBytes),
              `since ${new Date(file.addedAt).toLocaleDateString()}`,
            ])}
            {entry.tags.map((tag) => (
              <span key={tag} className="tag">
                {tag}
              </span>
            ))}
          </p>
          {!entry.printable && (
            <p className="banner">
              A model: no printer reads it. Slice it, and what the slicer exports under its name is shown here.
            </p>
          )}
          {file.metadataProblem !== null && <p className="trouble">{file.metadataProblem}</p>}
          {file.warnings.map((warning) => (
            <p key={warning} className="trouble">
              {warning}
            </p>
          ))}
          <FactTable said={detail.facts} />
        </div>
        <div>
          {isShown(file) && (
            <Viewer
              digest={file.digest}
              plate={plate}
              sizeBytes={file.sizeBytes}
              isModel={!entry.printable}
              facts={detail.facts}
            />
          )}
          {plates.length > 0 && (
            <section>
              <h2>{plural(plates.length, 'plate', 'plates')}</h2>
              <div className="plates">
                {plates.map((one) => (
                  <label key={one.index} className="plate">
                    <input
                      type="radio"
                      name="shown-plate"
                      checked={one.index === plate}
                      onChange={() => setPlate(one.index)}
                    />
                    {one.thumbnail !== null && <img src={one.thumbnail} alt="" loading="lazy" />}
                    <span>
                      <strong>{one.name ?? `Plate ${one.index}`}</strong>
                      <small>
                        {facts([
                          one.metadata.printTimeSeconds === null ? null : duration(one.metadata.printTimeSeconds),
                          one.metadata.filamentGrams === null ? null : grams(one.metadata.filamentGrams),
                          ...one.metadata.filamentTypes,
                        ])}
                      </small>
                      {one.outside === true && <small className="trouble">Something lies outside of it.</small>}
                    </span>
                  </label>
                ))}
              </div>
            </section>
          )}
          <Others title={entry.printable ? 'Its model' : 'Sliced from it'} entries={linked} />
          <Others title="Other versions" entries={versions} />
          <section>
            <h2>Where it came from</h2>
            <ul className="file-sources">
              {sources.map((source) => (
                <li key={`${source.at}${source.name}`}>
                  <span>{SOURCES[source.kind] ?? source.kind}</span> <strong>{source.name}</strong>{' '}
                  {source.detail !== null && <span className="quiet">{source.detail}</span>}{' '}
                  <time className="quiet" dateTime={source.at}>
                    {new Date(source.at).toLocaleString()}
                  </time>
                </li>
              ))}
            </ul>
          </section>
        </div>
      </div>
      {asking === 'print' && <JobSheet file={file} onClose={close} />}
      {asking === 'weld' && <WeldDialog file={file} onClose={close} />}
      {asking === 'rename' && (
        <NameDialog
          title={`Rename ${file.name}`}
          label="New name"
          first={file.name}
          onName={(name) => ask(RenameFileDocument, { digest: file.digest, name })}
          onClose={close}
        />
      )}
      {asking === 'move' && (
        <NameDialog
          title={`Move ${file.name}`}
          label="Folder"
          first={entry.folder}
          help="Leave it empty for the top. A folder that does not exist is made."
          onName={(folder) => ask(MoveFilesDocument, { digests, folder })}
          onClose={close}
        />
      )}
      {asking === 'tag' && (
        <NameDialog
          title={`Tag ${file.name}`}
          label="Tags"
          first={entry.tags.join(', ')}
          help="Separated by commas."
          onName={(text) => {
            const { add } = tagChange(text);
            return ask(TagFilesDocument, { digests, add, remove: entry.tags.filter((tag) => !add.includes(tag)) });
          }}
          onClose={close}
        />
      )}
    </>
  );
}

const SOURCES: Readonly<Record<string, string>> = {
  upload: 'Uploaded as',
  printer: 'Fetched from a printer:',
  recovered: 'Found on the disk as',
  'watch-folder': 'From a watch folder:',
  'welded-arcs': 'Arcs welded from',
};

function FactTable({ said }: { readonly said: unknown }) {
  const rows = factRows(said);
  if (rows.length === 0) return null;
  return (
    <dl className="file-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Others({ title, entries }: { readonly title: string; readonly entries: readonly Entry[] }) {
  if (entries.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul className="file-others">
        {entries.map(({ file, version }) => (
          <li key={file.digest}>
            <Link href={`/library/${file.digest}`}>
              {file.thumbnail === null ? <Icon name="file" /> : <img src={`${file.thumbnail}?size=small`} alt="" />}
              <span>{file.name}</span>
              <span className="quiet">
                version {version}, {new Date(file.addedAt).toLocaleDateString()}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
