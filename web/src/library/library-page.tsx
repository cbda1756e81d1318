import { useDeferredValue, useRef, useState } from 'react';
import { bytes, duration, facts, grams, plural } from '../format.ts';
import { ask } from '../graphql/ask.ts';
import { DeleteFileDocument } from '../graphql/operations.generated.ts';
import type { LibraryFile } from '../live/farm-state.ts';
import { JobSheet } from '../queue/job-sheet.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';
import { useUpload } from './drop-zone.tsx';
import { useFiles } from './use-files.ts';

export function LibraryPage() {
  const [search, setSearch] = useState('');
  const files = useFiles(useDeferredValue(search));
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
              value={search}
              onChange={(e) => setSearch(e.target.value)}
            />
          </label>
          <UploadButton />
        </div>
      </div>
      {files.problem !== null && (
        <p className="banner banner-trouble" role="alert">
          <Icon name="warning" /> The library could not be read: {files.problem}
        </p>
      )}
      {files.items === null && files.problem === null && <Loading what="the library" />}
      {files.items !== null && files.items.length === 0 && (
        <Empty title={search === '' ? 'No files yet' : 'No file fits'}>
          {search === '' && <p>Drop sliced G-code anywhere on this page.</p>}
        </Empty>
      )}
      <div className="files">
        {files.items?.map((file) => (
          <FileCard key={file.digest} file={file} />
        ))}
      </div>
      {files.more !== null && (
        <p className="more">
          <button type="button" className="button" onClick={files.more}>
            Show more
          </button>
        </p>
      )}
    </>
  );
}

function UploadButton() {
  const upload = useUpload();
  const input = useRef<HTMLInputElement>(null);
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
        accept=".gcode,.gco,.g,.bgcode,.3mf"
        onChange={(event) => {
          upload([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </>
  );
}

function FileCard({ file }: { readonly file: LibraryFile }) {
  const [open, setOpen] = useState<'print' | 'delete' | null>(null);
  const { metadata } = file;
  const close = (): void => setOpen(null);
  return (
    <article className="file" aria-label={file.name}>
      {file.thumbnail === null ? (
        <div className="file-picture thumb-none">
          <Icon name="file" />
        </div>
      ) : (
        <img className="file-picture" src={file.thumbnail} alt="" loading="lazy" />
      )}
      <div className="file-words">
        <h2 title={file.name}>{file.name}</h2>
        <p className="quiet">
          {facts([
            metadata?.printTimeSeconds == null ? null : duration(metadata.printTimeSeconds),
            metadata?.filamentGrams == null ? null : grams(metadata.filamentGrams),
            ...(metadata?.filamentTypes ?? []),
            metadata?.layerHeight == null ? null : `${metadata.layerHeight} mm layers`,
            bytes(file.sizeBytes),
          ])}
        </p>
        {metadata?.slicer != null && (
          <p className="quiet">
            {metadata.slicer} {metadata.slicerVersion}
            {metadata.printerModel !== null && <> for {metadata.printerModel}</>}
          </p>
        )}
        {file.metadataProblem !== null && <p className="trouble">{file.metadataProblem}</p>}
        {file.warnings.map((warning) => (
          <p key={warning} className="trouble">
            {warning}
          </p>
        ))}
      </div>
      <footer className="card-actions">
        <button type="button" className="button button-main" onClick={() => setOpen('print')}>
          <Icon name="play" /> Print
        </button>
        <button
          type="button"
          className="button-icon"
          aria-label={`Delete ${file.name}`}
          onClick={() => setOpen('delete')}
        >
          <Icon name="trash" />
        </button>
      </footer>
      {open === 'print' && <JobSheet file={file} onClose={close} />}
      {open === 'delete' && (
        <ConfirmDialog
          title={`Delete ${file.name}?`}
          text={<p>The file is removed for good. A file that a job still needs is not deleted.</p>}
          yes="Delete"
          danger
          onYes={() => act(() => ask(DeleteFileDocument, { digest: file.digest }), `${file.name} is deleted.`)}
          onClose={close}
        />
      )}
    </article>
  );
}
