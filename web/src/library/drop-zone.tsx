import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { bytes, percent } from '../format.ts';
import { AskError } from '../graphql/ask.ts';
import { JobSheet } from '../queue/job-sheet.tsx';
import { Icon } from '../ui/icons.tsx';
import { Progress } from '../ui/progress.tsx';
import { say, Toasts } from '../ui/toasts.tsx';
import { droppedFiles } from './dropped-files.ts';
import { uploadInPieces } from './resumable-upload.ts';
import { type Uploaded, upload } from './upload.ts';

interface Upload {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly sent: number;
  readonly problem: { readonly text: string; readonly remedy: string } | null;
  readonly abort: () => void;
}

/** A file with the folder of the library that it goes into. */
export interface Dropped {
  readonly file: File;
  readonly folder: string;
}

/** So many at once: a dropped folder of a thousand files must not open a thousand connections. */
const AT_ONCE = 3;
/** Beyond this a connection that breaks would cost too much to begin again. */
const IN_PIECES_BYTES = 16 * 1024 * 1024;

const UploadContext = createContext<(files: readonly Dropped[]) => void>(() => {});

/** Uploads files from anywhere on the page, and from the button of the library. */
export const useUpload = (): ((files: readonly Dropped[]) => void) => useContext(UploadContext);

/** A file dropped anywhere is uploaded, with progress; when it is there, the sheet for a job opens. */
export function DropZone({ children }: { readonly children: ReactNode }) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [ready, setReady] = useState<readonly Uploaded[]>([]);
  const [over, setOver] = useState(false);
  const counter = useRef(0);

  const waiting = useRef<(() => Promise<void>)[]>([]);
  const running = useRef(0);

  const begin = useCallback((files: readonly Dropped[]) => {
    function next(): void {
      const first = running.current < AT_ONCE ? waiting.current.shift() : undefined;
      if (first === undefined) return;
      running.current += 1;
      void first().finally(() => {
        running.current -= 1;
        next();
      });
      next();
    }
    for (const { file, folder } of files) {
      const id = ++counter.current;
      const change = (changes: Partial<Upload>): void =>
        setUploads((all) => all.map((one) => (one.id === id ? { ...one, ...changes } : one)));
      let cancelled = false;
      const abort = (): void => {
        cancelled = true;
        setUploads((all) => all.filter((one) => one.id !== id));
      };
      setUploads((all) => [...all, { id, name: file.name, size: file.size, sent: 0, problem: null, abort }]);
      waiting.current.push(async () => {
        if (cancelled) return;
        const send = file.size > IN_PIECES_BYTES ? uploadInPieces : upload;
        const started = send(file, folder, (sent) => change({ sent }));
        change({ abort: started.abort });
        await started.done.then(
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
      });
    }
    next();
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
      if (event.dataTransfer !== null) void droppedFiles(event.dataTransfer).then(begin);
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
