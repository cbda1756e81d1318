import { type FormEvent, useState } from 'react';
import { AskError, ask } from '../graphql/ask.ts';
import { AddMacroDocument, ChangeMacroDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { Dialog } from '../ui/dialog.tsx';
import type { Macro } from './macro-words.ts';
import { FormTrouble } from '../ui/form-problem.tsx';

const EXAMPLE =
  'M104 S{nozzle: number 170..300 = 210}\nM117 {message: text 20 = Loading}\nG28 {axes: choice X|Y|Z = Z}';

/** A new macro, or one as it is kept. What is wrong with it is said by the server, by line or place. */
export function MacroEditor({
  macro,
  printer,
  onClose,
  onSaved,
  onRemove,
}: {
  readonly macro: Macro | null;
  readonly printer: Printer;
  readonly onClose: () => void;
  readonly onSaved: () => void;
  readonly onRemove: (() => void) | null;
}) {
  const [name, setName] = useState(macro?.name ?? '');
  const [text, setText] = useState(macro?.text ?? '');
  const [own, setOwn] = useState(macro !== null && macro.printerId !== null);
  const [whilePrinting, setWhilePrinting] = useState(macro?.whilePrinting ?? false);
  const [problem, setProblem] = useState<AskError | null>(null);
  const [busy, setBusy] = useState(false);
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const input = { name, text, printerId: own ? printer.id : null, whilePrinting };
    try {
      if (macro === null) await ask(AddMacroDocument, { input });
      else await ask(ChangeMacroDocument, { id: macro.id, version: macro.version, input });
      onSaved();
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      setProblem(error);
      setBusy(false);
    }
  }
  return (
    <Dialog title={macro === null ? 'New macro' : 'Change the macro'} onClose={onClose}>
      <form className="form" onSubmit={(event) => void save(event)}>
        <label>
          Name
          <input required maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          G-code
          <textarea
            required
            rows={8}
            spellCheck={false}
            autoCapitalize="off"
            placeholder={EXAMPLE}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <small>
            A place in braces is asked for: <code>{'{nozzle: number 170..300 = 210}'}</code>,{' '}
            <code>{'{note: text 20}'}</code>, <code>{'{axis: choice X|Y|Z}'}</code>. Later <code>{'{nozzle}'}</code>{' '}
            alone.
          </small>
        </label>
        <label className="choice">
          <input type="checkbox" checked={own} onChange={(event) => setOwn(event.target.checked)} /> Only for{' '}
          {printer.name}
        </label>
        <label className="choice">
          <input type="checkbox" checked={whilePrinting} onChange={(event) => setWhilePrinting(event.target.checked)} />{' '}
          Also while it prints
          <small className="quiet">Only changes of the print then: heat, fan, speed, flow, baby-steps.</small>
        </label>
        <FormTrouble problem={problem} />
        <footer className="dialog-actions">
          {onRemove !== null && (
            <button type="button" className="button button-danger" onClick={onRemove}>
              Remove
            </button>
          )}
          <button type="button" className="button" onClick={onClose}>
            Not now
          </button>
          <button type="submit" className="button button-main" disabled={busy}>
            Save
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
