import { type ChangeEvent, type FormEvent, useState } from 'react';
import { plural } from '../format.ts';
import { ask, AskError } from '../graphql/ask.ts';
import {
  CheckPrinterImportDocument,
  type CheckPrinterImportMutation,
  ImportPrintersDocument,
} from '../graphql/operations.generated.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FormTrouble, SheetActions } from '../ui/form-problem.tsx';
import { say } from '../ui/toasts.tsx';
import { tableText, tooLong } from './table-text.ts';

type Checked = CheckPrinterImportMutation['checkPrinterImport'];
type Row = Checked['rows'][number];

/** A file of another farm: looked at first, and then those that a person chooses, or none. */
export function ImportPrinters({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [checked, setChecked] = useState<Checked | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [problem, setProblem] = useState<Pick<AskError, 'message' | 'remedy'> | null>(null);
  const [busy, setBusy] = useState(false);

  async function work(what: () => Promise<void>): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await what();
    } catch (error) {
      setProblem(error instanceof AskError ? error : null);
    }
    setBusy(false);
  }

  const look = (file: File): Promise<void> =>
    work(async () => {
      setChecked(null);
      const read = tableText(new Uint8Array(await file.arrayBuffer()));
      const trouble = tooLong(read);
      if (trouble !== null) return setProblem(trouble);
      const { checkPrinterImport } = await ask(CheckPrinterImportDocument, { text: read });
      setText(read);
      setChecked(checkPrinterImport);
      setChosen(new Set(checkPrinterImport.rows.filter(isRight).map(({ row }) => row)));
    });

  function add(event: FormEvent): void {
    event.preventDefault();
    void work(async () => {
      const { importPrinters } = await ask(ImportPrintersDocument, { text, rows: [...chosen] });
      say(
        importPrinters.length === 1
          ? '1 printer joined the farm.'
          : `${importPrinters.length} printers joined the farm.`,
      );
      onClose();
    });
  }

  function choose(event: ChangeEvent<HTMLInputElement>): void {
    const [file] = event.target.files ?? [];
    if (file !== undefined) void look(file);
  }

  function turn({ row }: Row): void {
    const next = new Set(chosen);
    if (!next.delete(row)) next.add(row);
    setChosen(next);
  }

  return (
    <Dialog title="Import printers" onClose={onClose}>
      <form className="form" onSubmit={add}>
        <p className="quiet">
          The printers of OctoFarm (JSON), what FDM Monster exports (YAML), or a table (CSV) with the columns name,
          driver and those of the settings, such as url or apiKey. It is only looked at first.
        </p>
        <label>
          File
          <input
            type="file"
            accept=".csv,.json,.yaml,.yml,text/csv"
            disabled={busy}
            // The same file again, corrected, is another choice.
            onClick={(event) => {
              event.currentTarget.value = '';
            }}
            onChange={choose}
          />
        </label>
        <FormTrouble problem={problem} />
        {checked !== null && (
          <p role="status">
            {checked.rows.every(isRight)
              ? `${plural(checked.rows.length, 'printer', 'printers')}, all of which can be imported.`
              : `${checked.rows.filter(isRight).length} of ${checked.rows.length} can be imported. What is wrong stands first.`}
          </p>
        )}
        {checked !== null && (
          <ul className="import-rows">
            {checked.rows
              .toSorted((a, b) => Number(isRight(a)) - Number(isRight(b)))
              .map((row) => (
                <li key={row.row}>
                  <label className="choice">
                    <input
                      type="checkbox"
                      checked={chosen.has(row.row)}
                      disabled={!isRight(row)}
                      onChange={() => turn(row)}
                    />
                    <span>
                      <strong>{row.name === '' ? 'Without a name' : row.name}</strong>{' '}
                      <small>
                        {[
                          `row ${row.row}`,
                          row.title,
                          row.place,
                          ...row.secrets.map((each) => `with ${each}`),
                          ...row.tags,
                        ]
                          .filter((each) => each !== null)
                          .join(' · ')}
                      </small>
                    </span>
                    {row.problems.map(({ field, rule, remedy }) => (
                      <small key={`${field} ${rule}`} className="form-problem">
                        {field}: {rule}. {remedy}
                      </small>
                    ))}
                  </label>
                </li>
              ))}
          </ul>
        )}
        <SheetActions
          onClose={onClose}
          busy={busy || chosen.size === 0}
          yes={chosen.size === 0 ? 'Import' : `Import ${chosen.size}`}
        />
      </form>
    </Dialog>
  );
}

const isRight = ({ problems }: Row): boolean => problems.length === 0;
