import { useCallback, useEffect, useState } from 'react';
import { ask } from '../graphql/ask.ts';
import { MacrosDocument, RemoveMacroDocument, RunMacroDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';
import { MacroEditor } from './macro-editor.tsx';
import { MacroForm } from './macro-form.tsx';
import { initialValues, type Macro, mayRun } from './macro-words.ts';
import { told } from './order.ts';
import { OwnMacros } from './own-macros.tsx';

type Opened =
  | { readonly kind: 'edit'; readonly macro: Macro | null }
  | { readonly kind: 'fill'; readonly macro: Macro }
  | { readonly kind: 'ask'; readonly macro: Macro; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'remove'; readonly macro: Macro };

/** G-code that people keep: one press, or a form for what changes from time to time. */
export function Macros({ printer }: { readonly printer: Printer }) {
  const { id: printerId, phase } = printer;
  const [list, setList] = useState<readonly Macro[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const load = useCallback(() => {
    ask(MacrosDocument, { printerId }).then(
      ({ macros }) => {
        setList(macros);
        setProblem(null);
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  }, [printerId]);
  useEffect(load, [load]);
  const close = (): void => setOpened(null);

  function run(macro: Macro, values: Readonly<Record<string, string>>, confirmed: boolean): void {
    const given = Object.entries(values).map(([name, value]) => ({ name, value }));
    const { id, version } = macro;
    void told(
      async () => (await ask(RunMacroDocument, { printerId, id, version, values: given, confirmed })).runMacro,
      `“${macro.name}” went to ${printer.name}.`,
    ).finally(load);
  }
  /** Of a bed that nobody has verified a person is asked first. */
  function begin(macro: Macro, values: Readonly<Record<string, string>>): void {
    if (phase === 'UNVERIFIED') setOpened({ kind: 'ask', macro, values });
    else {
      close();
      run(macro, values, false);
    }
  }

  return (
    <section className="operate" aria-label="Macros">
      <div className="section-head">
        <h2>Macros</h2>
        <button type="button" className="button" onClick={() => setOpened({ kind: 'edit', macro: null })}>
          <Icon name="plus" /> New macro
        </button>
      </div>
      {problem !== null && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
      {list?.length === 0 && (
        <p className="quiet">
          None yet. A macro is a few lines of G-code with a name; what changes from time to time is asked for when it is
          run.
        </p>
      )}
      {list !== null && list.length > 0 && (
        <ul className="macros">
          {list.map((macro) => (
            <li key={macro.id}>
              <button
                type="button"
                className="button macro-run"
                disabled={!mayRun(macro, printer)}
                title={
                  mayRun(macro, printer)
                    ? undefined
                    : 'Not while the printer is out of sight, or doing what it does now'
                }
                onClick={() =>
                  macro.parameters.length > 0 ? setOpened({ kind: 'fill', macro }) : begin(macro, initialValues(macro))
                }
              >
                {macro.name}
                {macro.parameters.length > 0 && ' …'}
              </button>
              {macro.printerId !== null && <span className="tag">this printer</span>}
              {macro.whilePrinting && <span className="tag">while printing</span>}
              <button
                type="button"
                className="button-link macro-edit"
                aria-label={`Change ${macro.name}`}
                onClick={() => setOpened({ kind: 'edit', macro })}
              >
                Change
              </button>
            </li>
          ))}
        </ul>
      )}
      <OwnMacros printer={printer} />
      {opened?.kind === 'edit' && (
        <MacroEditor
          macro={opened.macro}
          printer={printer}
          onClose={close}
          onSaved={() => {
            close();
            load();
          }}
          onRemove={
            opened.macro === null ? null : () => opened.macro && setOpened({ kind: 'remove', macro: opened.macro })
          }
        />
      )}
      {opened?.kind === 'fill' && (
        <MacroForm macro={opened.macro} onRun={(values) => begin(opened.macro, values)} onClose={close} />
      )}
      {opened?.kind === 'ask' && (
        <ConfirmDialog
          title="Is the way free?"
          text={
            <p>
              Nobody has confirmed the bed of {printer.name} since the machine lost sight of it. Make sure that nothing
              is in the way of the head.
            </p>
          }
          yes={`It is free: run “${opened.macro.name}”`}
          onYes={() => run(opened.macro, opened.values, true)}
          onClose={close}
        />
      )}
      {opened?.kind === 'remove' && (
        <ConfirmDialog
          title={`Remove “${opened.macro.name}”?`}
          text={
            <p>
              {opened.macro.printerId === null
                ? 'It goes from every printer of the farm.'
                : `It is one of ${printer.name} alone.`}
            </p>
          }
          yes="Remove"
          danger
          onYes={() =>
            act(
              () => ask(RemoveMacroDocument, { id: opened.macro.id }).finally(load),
              `“${opened.macro.name}” is gone.`,
            )
          }
          onClose={close}
        />
      )}
    </section>
  );
}
