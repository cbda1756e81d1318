import { type FormEvent, useMemo, useState } from 'react';
import { AskError, ask } from '../graphql/ask.ts';
import { ChangePrinterDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { FormTrouble, SheetActions } from '../ui/form-problem.tsx';
import { say } from '../ui/toasts.tsx';
import { type FormField, formFields, isScript, optionsOf } from './form-fields.ts';
import { useDrivers } from './printer-form.tsx';
import { wrongLine, wrongWords } from './script-lines.ts';

/** What is sent to a printer around its prints. What is wrong with it is said by the server, and shown at its line. */
export function ChangeScripts({ printer, onClose }: { readonly printer: Printer; readonly onClose: () => void }) {
  const { drivers, unread } = useDrivers();
  // As it was when the sheet was opened: whoever changed it meanwhile is not overwritten.
  const [opened] = useState(printer);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<AskError | null>(null);
  const [busy, setBusy] = useState(false);
  const schema = drivers?.find(({ name }) => name === opened.driver)?.optionsSchema;
  const fields = useMemo(() => formFields(schema, opened.options), [schema, opened]);
  const scripts = fields.filter(isScript);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      const { id, version } = opened;
      await ask(ChangePrinterDocument, { input: { id, version, options: optionsOf(fields, values) } });
      say(`The scripts of ${opened.name} are saved. A print that is open goes on with those that it began with.`);
      onClose();
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      setProblem(error);
      setBusy(false);
    }
  }

  const hasPlace = scripts.some(({ name }) => problem?.field === `options.${name}`);
  return (
    <Dialog title={`Scripts of ${opened.name}`} onClose={onClose}>
      <FormTrouble problem={unread} />
      {drivers === null ? (
        unread === null && <Loading what="the scripts" />
      ) : scripts.length === 0 ? (
        <Empty title="This kind of printer has no scripts." />
      ) : (
        <form className="form" onSubmit={(event) => void save(event)}>
          {scripts.map((field) => (
            <Script
              key={field.name}
              field={field}
              text={values[field.name] ?? String(field.initial)}
              onChange={(text) => setValues((all) => ({ ...all, [field.name]: text }))}
              problem={problem?.field === `options.${field.name}` ? problem : null}
            />
          ))}
          <FormTrouble problem={hasPlace ? null : problem} />
          <SheetActions onClose={onClose} busy={busy} />
        </form>
      )}
    </Dialog>
  );
}

const FEWEST_ROWS = 2;

function Script({
  field,
  text,
  onChange,
  problem,
}: {
  readonly field: FormField;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly problem: AskError | null;
}) {
  const rows = Math.max(FEWEST_ROWS, text.split('\n').length);
  const wrong = problem === null ? null : wrongLine(problem.message);
  return (
    <label>
      {field.title}
      <span className="script">
        <span className="script-numbers" aria-hidden="true">
          {Array.from({ length: rows }, (_, i) => (
            <span key={i} className={wrong === i + 1 ? 'script-wrong' : undefined}>
              {i + 1}
            </span>
          ))}
        </span>
        <textarea
          rows={rows}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          aria-invalid={problem !== null}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      </span>
      {problem !== null && (
        <small className="form-problem" role="alert">
          {wrongWords(problem.message)} {problem.remedy}
        </small>
      )}
      {field.help !== null && <small>{field.help}</small>}
    </label>
  );
}
