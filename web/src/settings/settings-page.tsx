import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { ask, AskError, troubleWords } from '../graphql/ask.ts';
import {
  ChangeFarmSettingsDocument,
  FarmSettingsDocument,
  type FarmSettingsQuery,
} from '../graphql/operations.generated.ts';
import { type FormField, formFields } from '../printer/form-fields.ts';
import { Loading, PageTrouble } from '../ui/empty.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { say } from '../ui/toasts.tsx';
import { changesOf, sectionsOf, type Values } from './setting-sections.ts';

/** What holds for the farm as a whole; the server's schema draws the form. */
export function SettingsPage() {
  const [settings, setSettings] = useState<FarmSettingsQuery['farmSettings'] | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const load = useCallback(() => {
    ask(FarmSettingsDocument, {}).then(
      ({ farmSettings }) => {
        setSettings(farmSettings);
        setTrouble(null);
      },
      (error: unknown) => setTrouble(troubleWords(error)),
    );
  }, []);
  useEffect(load, [load]);
  return (
    <>
      <div className="toolbar">
        <h1>Settings</h1>
      </div>
      <PageTrouble problem={trouble} />
      {settings === null && trouble === null && <Loading what="the settings" />}
      {settings !== null && (
        // Begun anew with what was saved, or loaded after another person's change.
        <SettingsForm key={settings.version} settings={settings} onSaved={setSettings} onReload={load} />
      )}
    </>
  );
}

function SettingsForm({
  settings,
  onSaved,
  onReload,
}: {
  readonly settings: FarmSettingsQuery['farmSettings'];
  readonly onSaved: (settings: FarmSettingsQuery['farmSettings']) => void;
  readonly onReload: () => void;
}) {
  const fields = formFields(settings.schema, settings.values);
  const [values, setValues] = useState<Values>({});
  const [problem, setProblem] = useState<AskError | null>(null);
  const [busy, setBusy] = useState(false);
  const changes = changesOf(fields, values);
  const isChanged = Object.keys(changes).length > 0;

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || !isChanged) return;
    setBusy(true);
    try {
      const { changeFarmSettings } = await ask(ChangeFarmSettingsDocument, { version: settings.version, changes });
      say('The settings are saved.');
      onSaved(changeFarmSettings);
    } catch (error) {
      setProblem(error instanceof AskError ? error : null);
      setBusy(false);
    }
  }

  return (
    <form className="form settings" onSubmit={(event) => void save(event)}>
      {sectionsOf(fields).map(({ title, fields: own }) => (
        <fieldset key={title}>
          <legend>{title}</legend>
          {own.map((field) => (
            <Setting
              key={field.name}
              field={field}
              value={values[field.name] ?? field.initial}
              problem={problem}
              onChange={(value) => setValues((all) => ({ ...all, [field.name]: value }))}
            />
          ))}
        </fieldset>
      ))}
      <FormProblem problem={problem} fields={fields.map(({ name }) => name)} />
      <footer className="dialog-actions">
        {problem?.code === 'stale-version' && (
          <button type="button" className="button" onClick={onReload}>
            Load them again
          </button>
        )}
        {isChanged && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setValues({});
              setProblem(null);
            }}
          >
            Undo
          </button>
        )}
        <button type="submit" className="button button-main" disabled={busy || !isChanged}>
          Save
        </button>
      </footer>
    </form>
  );
}

function Setting({
  field,
  value,
  problem,
  onChange,
}: {
  readonly field: FormField;
  readonly value: string | boolean;
  readonly problem: AskError | null;
  readonly onChange: (value: string | boolean) => void;
}) {
  if (field.kind === 'flag')
    return (
      <label className="choice">
        <input type="checkbox" checked={value === true} onChange={(e) => onChange(e.target.checked)} /> {field.title}
        <FormProblem problem={problem} field={field.name} />
      </label>
    );
  const isNumber = field.kind === 'integer' || field.kind === 'number';
  return (
    <label>
      {field.title}
      <input
        type={isNumber ? 'number' : 'text'}
        step={field.kind === 'number' ? 'any' : isNumber ? 1 : undefined}
        min={field.minimum ?? undefined}
        max={field.maximum ?? undefined}
        required={isNumber}
        value={typeof value === 'string' ? value : ''}
        onChange={(e) => onChange(e.target.value)}
      />
      {field.help !== null && <small>{field.help}</small>}
      <FormProblem problem={problem} field={field.name} />
    </label>
  );
}
