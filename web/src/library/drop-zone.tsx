import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { bytes, percent } from '../format.ts';
import { AskError } from '../graphql/ask.ts';
import { JobSheet } from '../queue/job-sheet.tsx';
import { Icon } from '../ui/icons.tsx';
import { Progress } from '../ui/progress.tsx';
import { say, Toasts } from '../ui/toasts.tsx';
import { type Uploaded, upload } from './upload.ts';

interface Upload {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly sent: number;
  readonly problem: { readonly text: string; readonly remedy: string } | null;
  readonly abort: () => void;
}

const UploadContext = createContext<(files: readonly File[]) => void>(() => {});

/** Uploads files from anywhere on the page, and from the button of the library. */
export const useUpload = (): ((files: readonly File[]) => void) => useContext(UploadContext);

/** A file dropped anywhere is uploaded, with progress; when it is there, the sheet for a job opens. */
export function DropZone({ children }: { readonly children: ReactNode }) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [ready, setReady] = useState<readonly Uploaded[]>([]);
  const [over, setOver] = useState(false);
  const counter = useRef(0);

  const begin = useCallback((files: readonly File[]) => {
    for (const file of files) {
      const id = ++counter.current;
      const change = (changes: Partial<Upload>): void =>
        setUploads((all) => all.map((one) => (one.id === id ? { ...one, ...changes } : one)));
      const { done, abort } = upload(file, (sent) => change({ sent }));
      setUploads((all) => [...all, { id, name: file.name, size: file.size, sent: 0, problem: null, abort }]);
      done.then(
        (uploaded) => {
          setUploads((all) => all.filter((one) => one.id !== id));
          if (uploaded.duplicate) say(`${uploaded.name} was in the library already.`);
          if (files.length === 1) setReady((all) => [...all, uploaded]);
          else say(`${uploaded.name} is in the library.`);
        },
        (error: unknown) => {
          if (error instanceof AskError && error.code === 'upload-cancelled') {
            setUploads((all) => all.filter((one) => one.id !== id));
            return;
          }
          const remedy = error instanceof AskError ? error.remedy : '';
          change({ problem: { text: error instanceof Error ? error.message : String(error), remedy } });
        },
      );
    }
  }, []);

  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      begin([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', hover);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', hover);
      window.removeEventListener('drop', drop);
    };
  }, [begin]);

  const forget = (id: number): void => setUploads((all) => all.filter((one) => one.id !== id));
  const next = ready[0];
  return (
    <UploadContext value={begin}>
      {children}
      {over && (
        <div className="drop-veil" aria-hidden="true">
          <p>
            <Icon name="upload" /> Drop to upload
          </p>
        </div>
      )}
      <div className="corners">
        {uploads.length > 0 && (
          <section className="uploads" aria-label="Uploads">
            {uploads.map((one) => (
              <UploadRow key={one.id} upload={one} onForget={() => forget(one.id)} />
            ))}
          </section>
        )}
        <Toasts />
      </div>
      {next !== undefined && <JobSheet file={next} onClose={() => setReady((all) => all.slice(1))} />}
    </UploadContext>
  );
}

function UploadRow({ upload: one, onForget }: { readonly upload: Upload; readonly onForget: () => void }) {
  const fraction = one.size === 0 ? 1 : one.sent / one.size;
  return (
    <div className={one.problem === null ? 'upload' : 'upload upload-failed'}>
      <p className="upload-name" title={one.name}>
        {one.name} <span className="quiet">{bytes(one.size)}</span>
      </p>
      {one.problem === null ? (
        <>
          <Progress fraction={fraction} label={`Upload of ${one.name}`} />
          <p className="quiet">{fraction < 1 ? percent(fraction) : 'The server is reading it…'}</p>
          <button
            type="button"
            className="button-icon"
            aria-label={`Cancel the upload of ${one.name}`}
            onClick={one.abort}
          >
            <Icon name="cross" />
          </button>
        </>
      ) : (
        <>
          <p role="alert">
            {one.problem.text} <span className="quiet">{one.problem.remedy}</span>
          </p>
          <button type="button" className="button-icon" aria-label="Close" onClick={onForget}>
            <Icon name="cross" />
          </button>
        </>
      )}
    </div>
  );
}
