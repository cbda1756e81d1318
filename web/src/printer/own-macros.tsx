import { useCallback, useEffect, useState } from 'react';
import { ask } from '../graphql/ask.ts';
import { LookForMacrosDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { mayMove } from './may.ts';
import { send } from './order.ts';

/** Macros that stand in the printer's own configuration: one press sends the name as a line by hand. Nothing where there can be none. */
export function OwnMacros({ printer }: { readonly printer: Printer }) {
  const { id: printerId, phase, name } = printer;
  const [names, setNames] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const load = useCallback(() => {
    ask(LookForMacrosDocument, { printerId }).then(
      ({ lookForMacros }) => {
        setNames(lookForMacros ?? null);
        setProblem(null);
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  }, [printerId]);
  useEffect(load, [load]);
  const may = mayMove(printer);

  if (problem === null && (names === null || names.length === 0)) return null;
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
        {names?.map((macro) => (
          <li key={macro}>
            <button
              type="button"
              className="button macro-run"
              disabled={!may}
              title={may ? undefined : 'Not while the printer is out of sight, or doing what it does now'}
              onClick={() => (phase === 'UNVERIFIED' ? setAsked(macro) : void send(printer, [macro]))}
            >
              {macro}
            </button>
          </li>
        ))}
      </ul>
      {asked !== null && (
        <ConfirmDialog
          title="Is the way free?"
          text={
            <p>
              Nobody has confirmed the bed of {name} since the machine lost sight of it. Make sure that nothing is in
              the way of the head.
            </p>
          }
          yes={`It is free: run “${asked}”`}
          onYes={() => void send(printer, [asked], true)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}
