import { useEffect, useState } from 'react';
import { bytes } from '../format.ts';
import { ask, AskError } from '../graphql/ask.ts';
import { FilesForCardDocument, type FilesForCardQuery, UploadToCardDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { FormProblem, FormTrouble, SheetActions } from '../ui/form-problem.tsx';

const FIELDS = ['name', 'digest'];

/** Chooses a file of the library, and what the card shall call it. */
export function SendToCard({
  printer,
  onSent,
  onClose,
}: {
  readonly printer: Printer;
  readonly onSent: () => void;
  readonly onClose: () => void;
}) {
  const [search, setSearch] = useState('');
  const [digest, setDigest] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [replace, setReplace] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AskError | null>(null);
  const files = useGcodeFiles(search.trim());

  async function send(): Promise<void> {
    if (digest === null) return;
    setBusy(true);
    try {
      const wished = name.trim();
      await ask(UploadToCardDocument, { printerId: printer.id, digest, name: wished === '' ? null : wished, replace });
      onSent();
      onClose();
    } catch (error) {
      setProblem(error instanceof AskError ? error : null);
      setBusy(false);
    }
  }

  return (
    <Dialog title={`Send a file to the card in ${printer.name}`} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label className="field">
          <span>Find in the library</span>
          <input type="search" value={search} onChange={(event) => setSearch(event.target.value)} />
        </label>
        <fieldset className="card-files">
          <legend className="quiet">G-code files</legend>
          {files === null && <Loading what="the files" />}
          {files?.length === 0 && <p className="quiet">The library has no such G-code file.</p>}
          {files?.map((file) => (
            <label key={file.digest} className="choice">
              <input
                type="radio"
                name="file"
                checked={digest === file.digest}
                onChange={() => setDigest(file.digest)}
              />
              <span>
                {file.name} <small className="quiet">{bytes(file.sizeBytes)}</small>
              </span>
            </label>
          ))}
          <FormProblem problem={problem} field="digest" />
        </fieldset>
        <label className="field">
          <span>Name on the card</span>
          <input
            value={name}
            maxLength={12}
            placeholder="made from the file’s name"
            onChange={(event) => setName(event.target.value)}
          />
          <small className="quiet">At most eight letters and digits, then .GCO</small>
          <FormProblem problem={problem} field="name" />
        </label>
        <label className="choice">
          <input type="checkbox" checked={replace} onChange={(event) => setReplace(event.target.checked)} />
          <span>Replace what has this name on the card</span>
        </label>
        <p className="quiet">
          It goes over the printer’s own wire, line by line: some megabytes take many minutes, and the printer takes no
          prints meanwhile.
        </p>
        {problem !== null && !FIELDS.includes(problem.field ?? '') && <FormTrouble problem={problem} />}
        <SheetActions onClose={onClose} busy={busy || digest === null} yes="Send" />
      </form>
    </Dialog>
  );
}

const GCODE = /\.(?:g|gco|gcode)$/i;

type FileOfLibrary = FilesForCardQuery['files']['items'][number];

/** Of the library, the newest first; null while they are asked for. */
function useGcodeFiles(search: string): readonly FileOfLibrary[] | null {
  const [files, setFiles] = useState<readonly FileOfLibrary[] | null>(null);
  useEffect(() => {
    let isAsked = true;
    const show = (found: readonly FileOfLibrary[]): void => {
      if (isAsked) setFiles(found.filter((file) => GCODE.test(file.name)));
    };
    ask(FilesForCardDocument, { search: search === '' ? null : search }).then(
      (answer) => show(answer.files.items),
      () => show([]),
    );
    return () => {
      isAsked = false;
    };
  }, [search]);
  return files;
}
