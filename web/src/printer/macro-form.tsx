import { type FormEvent, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { initialValues, type Macro, type MacroParameter, placeWords, rangeWords, wrongValue } from './macro-words.ts';

/** What a macro asks for before it goes out. */
export function MacroForm({
  macro,
  onRun,
  onClose,
}: {
  readonly macro: Macro;
  readonly onRun: (values: Readonly<Record<string, string>>) => void;
  readonly onClose: () => void;
}) {
  const [values, setValues] = useState(() => initialValues(macro));
  const wrong = macro.parameters.some((parameter) => wrongValue(parameter, values[parameter.name] ?? '') !== null);
  function run(event: FormEvent): void {
    event.preventDefault();
    if (!wrong) onRun(values);
  }
  return (
    <Dialog title={macro.name} onClose={onClose}>
      <form className="form" onSubmit={run}>
        {macro.parameters.map((parameter) => (
          <Place
            key={parameter.name}
            parameter={parameter}
            value={values[parameter.name] ?? ''}
            onChange={(value) => setValues((all) => ({ ...all, [parameter.name]: value }))}
          />
        ))}
        <footer className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Not now
          </button>
          <button type="submit" className="button button-main" disabled={wrong}>
            Run
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function Place({
  parameter,
  value,
  onChange,
}: {
  readonly parameter: MacroParameter;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { name, kind, length, choices } = parameter;
  const wrong = wrongValue(parameter, value);
  return (
    <label>
      {placeWords(name)}
      {kind === 'CHOICE' ? (
        <select value={value} onChange={(event) => onChange(event.target.value)}>
          {value === '' && <option value="" />}
          {choices?.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <input
          inputMode={kind === 'NUMBER' ? 'decimal' : undefined}
          maxLength={kind === 'TEXT' ? (length ?? undefined) : undefined}
          value={value}
          aria-invalid={wrong !== null}
          onChange={(event) => onChange(kind === 'NUMBER' ? event.target.value.replace(',', '.') : event.target.value)}
        />
      )}
      <small className={wrong === null ? undefined : 'form-problem'}>{wrong ?? rangeWords(parameter)}</small>
    </label>
  );
}
