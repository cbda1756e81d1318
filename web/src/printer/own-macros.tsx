import { useCallback, useEffect, useState } from 'react';
import { ask } from '../graphql/ask.ts';
import {
  ReadOwnMacrosDocument,
  type ReadOwnMacrosMutation,
  RunOwnMacroDocument,
} from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { mayMove } from './may.ts';
import { told } from './order.ts';
import { OwnMacroForm } from './own-macro-form.tsx';

export type OwnMacro = NonNullable<ReadOwnMacrosMutation['readOwnMacros']>[number];
type Values = Readonly<Record<string, string>>;

type Opened =
  | { readonly kind: 'fill'; readonly macro: OwnMacro }
  | { readonly kind: 'ask'; readonly macro: OwnMacro; readonly values: Values };

/** Macros that stand in the printer's own configuration: one press, or a form for what they read. Nothing where there can be none. */
export function OwnMacros({ printer }: { readonly printer: Printer }) {
  const { id: printerId, phase, name } = printer;
  const [macros, setMacros] = useState<readonly OwnMacro[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const load = useCallback(() => {
    ask(ReadOwnMacrosDocument, { printerId }).then(
      ({ readOwnMacros }) => {
        setMacros(readOwnMacros ?? null);
        setProblem(null);
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  }, [printerId]);
  useEffect(load, [load]);
  const may = mayMove(printer);
  const close = (): void => setOpened(null);

  const run = (macro: OwnMacro, values: Values, confirmed: boolean): Promise<boolean> =>
    told(async () => {
      const given = Object.entries(values).map(([each, value]) => ({ name: each, value }));
      return (await ask(RunOwnMacroDocument, { printerId, name: macro.name, values: given, confirmed })).runOwnMacro;
    }, `“${macro.name}” went to ${name}.`);
  /** Of a bed that nobody has verified a person is asked first. Resolves with whether the form is done with. */
  async function begin(macro: OwnMacro, values: Values): Promise<void> {
    if (phase === 'UNVERIFIED') setOpened({ kind: 'ask', macro, values });
    else if (await run(macro, values, false)) close();
  }

  if (problem === null && (macros === null || macros.length === 0)) return null;
  return (
    <div className="own-macros">
      <h3>Of the printer itself</h3>
      {problem !== null && (
        <p className="quiet">
          {problem}{' '}
          <button type="button" className="button-link" onClick={load}>
            Ask again
          </button>
        </p>
      )}
      <ul>
        {macros?.map((macro) => (
          <li key={macro.name}>
            <button
              type="button"
              className="button macro-run"
              disabled={!may}
              title={
                may
                  ? macro.description || undefined
                  : 'Not while the printer is out of sight, or doing what it does now'
              }
              onClick={() => (macro.parameters.length > 0 ? setOpened({ kind: 'fill', macro }) : void begin(macro, {}))}
            >
              {macro.name}
              {macro.parameters.length > 0 && ' …'}
            </button>
          </li>
        ))}
      </ul>
      {opened?.kind === 'fill' && (
        <OwnMacroForm macro={opened.macro} onRun={(values) => void begin(opened.macro, values)} onClose={close} />
      )}
      {opened?.kind === 'ask' && (
        <ConfirmDialog
          title="Is the way free?"
          text={
            <p>
              Nobody has confirmed the bed of {name} since the machine lost sight of it. Make sure that nothing is in
              the way of the head.
            </p>
          }
          yes={`It is free: run “${opened.macro.name}”`}
          onYes={() => void run(opened.macro, opened.values, true)}
          onClose={close}
        />
      )}
    </div>
  );
}
