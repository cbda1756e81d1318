import { useState } from 'react';
import { Link } from 'wouter';
import { bytes, facts, plural } from '../format.ts';
import { ask } from '../graphql/ask.ts';
import {
  CancelDownloadDocument,
  DeletePrinterFileDocument,
  DownloadPrinterFileDocument,
  SetAutoDownloadDocument,
} from '../graphql/operations.generated.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { Progress } from '../ui/progress.tsx';
import { act } from '../ui/toasts.tsx';
import {
  isComing,
  type PrinterFile,
  type PrinterFiles,
  type ShownFiles,
  usePrinterFiles,
} from './use-printer-files.ts';

/** What lies on a printer that holds files, and the way of each into the library. */
export function PrinterFilesPanel({ printerId }: { readonly printerId: string }) {
  const shown = usePrinterFiles(printerId);
  const { files, problem, looking, look } = shown;
  const [doomed, setDoomed] = useState<string | null>(null);
  if (files !== null && !files.supported) return null;
  const trouble = problem ?? files?.problem ?? null;
  return (
    <section className="operate" aria-label="Files on the printer">
      <div className="printer-files-head">
        <h2>Files on the printer</h2>
        <button
          type="button"
          className="button"
          disabled={looking || (files === null && trouble === null)}
          onClick={look}
        >
          {looking ? 'Looking…' : 'Look again'}
        </button>
      </div>
      {files === null && trouble === null && <Loading what="the files" />}
      {files !== null && <AutoDownload files={files} shown={shown} />}
      {trouble !== null && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
      {files?.items.length === 0 && trouble === null && !looking && <p className="quiet">Nothing lies on it.</p>}
      <ul className="printer-files">
        {files?.items.map((file) => (
          <Row key={file.path} printerId={printerId} file={file} reload={shown.reload} onDelete={setDoomed} />
        ))}
      </ul>
      {files !== null && files.unshown > 0 && (
        <p className="quiet">{plural(files.unshown, 'older file is', 'older files are')} not shown.</p>
      )}
      {doomed !== null && (
        <ConfirmDialog
          title={`Delete “${nameOf(doomed)}” from the printer?`}
          text={<p>It is gone from the printer for good. What the library has of it stays.</p>}
          yes="Delete it there"
          danger
          onYes={() =>
            act(
              async () => {
                const answer = await ask(DeletePrinterFileDocument, { printerId, path: doomed });
                shown.show(answer.deletePrinterFile);
              },
              `“${nameOf(doomed)}” was deleted from the printer.`,
            )
          }
          onClose={() => setDoomed(null)}
        />
      )}
    </section>
  );
}

function AutoDownload({ files, shown }: { readonly files: PrinterFiles; readonly shown: ShownFiles }) {
  const { printerId, autoDownload } = files;
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={autoDownload}
        onChange={(event) => {
          const enabled = event.target.checked;
          act(
            async () => {
              const answer = await ask(SetAutoDownloadDocument, { printerId, enabled });
              shown.show(answer.setAutoDownload);
            },
            enabled ? 'What it prints comes into the library by itself.' : 'Nothing comes by itself any more.',
          );
        }}
      />
      <span>Fetch by itself what is begun at the printer</span>
    </label>
  );
}

function Row({
  printerId,
  file,
  reload,
  onDelete,
}: {
  readonly printerId: string;
  readonly file: PrinterFile;
  readonly reload: () => void;
  readonly onDelete: (path: string) => void;
}) {
  const { path, sizeBytes, modifiedAt, digest, thumbnail, download } = file;
  /** The picture that did not come. */
  const [missing, setMissing] = useState<string | null>(null);
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const name = nameOf(path);
  const coming = isComing(file);
  const failed = download?.status === 'FAILED' && digest === null;
  return (
    <li>
      {thumbnail === null || thumbnail === missing ? (
        <span className="thumb thumb-none">
          <Icon name="file" />
        </span>
      ) : (
        <img className="thumb" src={thumbnail} alt="" loading="lazy" onError={() => setMissing(thumbnail)} />
      )}
      <div className="printer-file-words">
        <strong title={path}>{name}</strong>
        <small className="quiet">
          {facts([
            folder === '' ? null : folder,
            sizeBytes === null ? null : bytes(sizeBytes),
            modifiedAt === null ? null : new Date(modifiedAt).toLocaleDateString(),
          ])}
        </small>
        {coming && download !== null && <Coming download={download} name={name} />}
        {failed && <small className="trouble">{download.error}</small>}
      </div>
      <div className="printer-file-actions">
        {coming && download !== null && (
          <button
            type="button"
            className="button"
            onClick={() =>
              act(async () => {
                await ask(CancelDownloadDocument, { id: download.id });
                reload();
              }, `“${name}” is not fetched.`)
            }
          >
            Cancel
          </button>
        )}
        {!coming && digest !== null && (
          <Link href={`/library/${digest}`} className="button">
            In the library
          </Link>
        )}
        {!coming && digest === null && (
          <button
            type="button"
            className="button"
            aria-label={`Fetch ${name}`}
            onClick={() =>
              act(async () => {
                await ask(DownloadPrinterFileDocument, { printerId, path });
                reload();
              })
            }
          >
            {failed ? 'Try again' : 'Fetch'}
          </button>
        )}
        <button
          type="button"
          className="button-icon"
          aria-label={`Delete ${name} from the printer`}
          disabled={coming}
          onClick={() => onDelete(path)}
        >
          <Icon name="trash" />
        </button>
      </div>
    </li>
  );
}

function Coming({
  download,
  name,
}: {
  readonly download: NonNullable<PrinterFile['download']>;
  readonly name: string;
}) {
  const { status, gotBytes, sizeBytes } = download;
  if (status === 'WAITING') return <small className="quiet">Waits for its turn</small>;
  return (
    <>
      {sizeBytes !== null && <Progress fraction={sizeBytes === 0 ? 1 : gotBytes / sizeBytes} label={`${name} comes`} />}
      <small className="quiet">
        {bytes(gotBytes)}
        {sizeBytes !== null && ` of ${bytes(sizeBytes)}`}
      </small>
    </>
  );
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
