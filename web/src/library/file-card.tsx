import { useState } from 'react';
import { Link } from 'wouter';
import { bytes, duration, facts, grams } from '../format.ts';
import { ask } from '../graphql/ask.ts';
import { RestoreFilesDocument } from '../graphql/operations.generated.ts';
import { JobSheet } from '../queue/job-sheet.tsx';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';
import { discard } from './bulk-bar.tsx';
import type { Entry } from './use-library.ts';

const MODELS: Readonly<Record<string, string>> = { STL: 'STL model', STEP: 'STEP model', THREE_MF_MODEL: '3MF model' };

/** One file, as a card of the grid or a row of the list. */
export function FileCard({
  entry,
  chosen,
  onChoose,
}: {
  readonly entry: Entry;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const [printing, setPrinting] = useState(false);
  const { file } = entry;
  const { metadata } = file;
  const page = `/library/${file.digest}`;
  return (
    <article className={chosen ? 'file file-chosen' : 'file'} aria-label={file.name}>
      <label className="file-choose">
        <input type="checkbox" checked={chosen} onChange={onChoose} aria-label={`Choose ${file.name}`} />
      </label>
      <Link href={page} className="file-look" aria-label={`Look at ${file.name}`}>
        {file.thumbnail === null ? (
          <div className="file-picture thumb-none">
            <Icon name="file" />
          </div>
        ) : (
          <img className="file-picture" src={file.thumbnail} alt="" loading="lazy" />
        )}
      </Link>
      <div className="file-words">
        <h2 title={file.name}>
          <Link href={page}>{file.name}</Link>
        </h2>
        <p className="quiet">
          {facts([
            MODELS[entry.kind] ?? null,
            entry.version > 1 ? `version ${entry.version}` : null,
            entry.plateCount > 1 ? `${entry.plateCount} plates` : null,
            metadata?.printTimeSeconds == null ? null : duration(metadata.printTimeSeconds),
            metadata?.filamentGrams == null ? null : grams(metadata.filamentGrams),
            ...(metadata?.filamentTypes ?? []),
            metadata?.layerHeight == null ? null : `${metadata.layerHeight} mm layers`,
            bytes(file.sizeBytes),
          ])}
        </p>
        {metadata?.slicer != null && (
          <p className="quiet file-slicer">
            {metadata.slicer} {metadata.slicerVersion}
            {metadata.printerModel !== null && <> for {metadata.printerModel}</>}
          </p>
        )}
        {(entry.tags.length > 0 || entry.folder !== '') && (
          <p className="quiet">
            {entry.folder}
            {entry.tags.map((tag) => (
              <span key={tag} className="tag">
                {tag}
              </span>
            ))}
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
        {entry.trashedAt !== null ? (
          <button
            type="button"
            className="button"
            onClick={() => act(() => ask(RestoreFilesDocument, { digests: [file.digest] }), `${file.name} is back.`)}
          >
            Restore
          </button>
        ) : (
          <>
            {entry.printable ? (
              <button type="button" className="button button-main" onClick={() => setPrinting(true)}>
                <Icon name="play" /> Print
              </button>
            ) : (
              <Link href={page} className="button">
                Look
              </Link>
            )}
            <button
              type="button"
              className="button-icon"
              aria-label={`Put ${file.name} into the trash`}
              onClick={() => discard([file.digest], () => {})}
            >
              <Icon name="trash" />
            </button>
          </>
        )}
      </footer>
      {printing && <JobSheet file={file} onClose={() => setPrinting(false)} />}
    </article>
  );
}
