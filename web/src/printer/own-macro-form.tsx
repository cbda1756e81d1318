import { type FormEvent, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import type { OwnMacro } from './own-macros.tsx';

const NUMBER = /^-?\d{1,9}(?:\.\d{1,6})?$/;
const TEXT = /^[\p{L}\d_.,:+\-/%()@ ]{0,80}$/u;

/** What a macro of the printer itself reads; what stays empty is the macro's to choose. */
export function OwnMacroForm({
  macro,
  onRun,
  onClose,
}: {
  readonly macro: OwnMacro;
  readonly onRun: (values: Readonly<Record<string, string>>) => void;
  readonly onClose: () => void;
}) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const isWrong = ({ name, isNumber }: OwnMacro['parameters'][number]): boolean => {
    const value = values[name] ?? '';
    return value !== '' && !(isNumber ? NUMBER : TEXT).test(value);
  };
  const wrong = macro.parameters.some(isWrong);
  function run(event: FormEvent): void {
    event.preventDefault();
    if (!wrong) onRun(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')));
  }
  return (
    <Dialog title={macro.name} onClose={onClose}>
      <form className="form" onSubmit={run}>
        {macro.description !== '' && <p>{macro.description}</p>}
        <p className="quiet">What stays empty the macro chooses by itself.</p>
        {macro.parameters.map((parameter) => (
          <label key={parameter.name}>
            {parameter.name}
            <input
              inputMode={parameter.isNumber ? 'decimal' : undefined}
              maxLength={80}
              value={values[parameter.name] ?? ''}
              placeholder={parameter.initial ?? undefined}
              aria-invalid={isWrong(parameter)}
              onChange={(event) => {
                const { value } = event.target;
                setValues((all) => ({
                  ...all,
                  [parameter.name]: parameter.isNumber ? value.replace(',', '.') : value,
                }));
              }}
            />
            {isWrong(parameter) && (
              <small className="form-problem">
                {parameter.isNumber
                  ? 'A number, such as 220 or -0.05'
                  : 'Letters, digits, spaces and . , : + - / % ( ) @ _'}
              </small>
            )}
          </label>
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
