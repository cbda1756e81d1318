import { useState } from 'react';
import { ask } from '../graphql/ask.ts';
import { ConfirmBedClearDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';

/**
 * The person’s word that a bed is clear. The dialog keeps the bedId that it was opened with: if the bed changes meanwhile, the
 * server refuses the old word and asks again (BE4).
 */
export function ClearBed({ printer }: { readonly printer: Printer }) {
  const [asked, setAsked] = useState<string | null>(null);
  const { bed } = printer;
  if (bed.bedId === null || bed.state === 'CLEAR') return null;
  if (!ASKED_IN.has(printer.phase)) return null;
  if (bed.confirmed) {
    return (
      <p className="card-note">
        {printer.reachable ? 'Confirmed; the machine takes note.' : 'Confirmed; waits until the printer answers.'}
      </p>
    );
  }
  const { bedId } = bed;
  return (
    <>
      <button type="button" className="button button-main" onClick={() => setAsked(bedId)}>
        <Icon name="bedEmpty" /> Bed is clear
      </button>
      {printer.clearing === 'AT_PRINTER' && printer.phase === 'AWAITING_RETRIEVAL' && (
        <p className="card-note">Or take it off and choose “Set ready” at the printer.</p>
      )}
      {asked !== null && (
        <ConfirmDialog
          title={`Is the bed of ${printer.name} clear?`}
          text={
            <>
              <p>{whatStands(printer)}</p>
              <p>Look at the build platform itself. The next print begins as soon as you confirm.</p>
            </>
          }
          yes="It is clear"
          onYes={() =>
            act(
              () => ask(ConfirmBedClearDocument, { printerId: printer.id, bedId: asked }),
              `${printer.name}: bed confirmed clear.`,
            )
          }
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

const ASKED_IN: ReadonlySet<Printer['phase']> = new Set(['UNVERIFIED', 'AWAITING_RETRIEVAL', 'FAULTED']);

function whatStands(printer: Printer): string {
  const name = printer.print?.name;
  if (printer.phase === 'AWAITING_RETRIEVAL') {
    return name === undefined
      ? 'The last print still stands there.'
      : `“${name}” still stands there: take it off first.`;
  }
  return printer.bed.reason ?? 'Nobody knows what stands there.';
}
