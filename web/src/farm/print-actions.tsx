import { useState } from 'react';
import { ask } from '../graphql/ask.ts';
import {
  CancelPrintDocument,
  PausePrintDocument,
  RecoverPrinterDocument,
  ResumePrintDocument,
} from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';

const CANCELLABLE: ReadonlySet<Printer['phase']> = new Set(['PREPARING', 'PRINTING', 'PAUSING', 'PAUSED', 'RESUMING']);

/** Pause, resume, cancel, and the way out of an emergency stop: what fits the phase and nothing else. */
export function PrintActions({ printer }: { readonly printer: Printer }) {
  const [asking, setAsking] = useState<'cancel' | 'recover' | null>(null);
  const { print, phase } = printer;
  const close = (): void => setAsking(null);
  return (
    <>
      {phase === 'PRINTING' && print !== null && !print.found && (
        <button
          type="button"
          className="button"
          disabled={print.pauseWished}
          onClick={() => act(() => ask(PausePrintDocument, { id: print.id }))}
        >
          <Icon name="pause" /> {print.pauseWished ? 'Pausing…' : 'Pause'}
        </button>
      )}
      {phase === 'PAUSED' && print !== null && printer.pauseNumber !== null && (
        <button
          type="button"
          className="button button-main"
          onClick={() => act(() => ask(ResumePrintDocument, { id: print.id, pauseNumber: printer.pauseNumber ?? 0 }))}
        >
          <Icon name="play" /> Resume
        </button>
      )}
      {print !== null && !print.found && CANCELLABLE.has(phase) && (
        <button type="button" className="button" disabled={print.cancelWished} onClick={() => setAsking('cancel')}>
          <Icon name="cross" /> {print.cancelWished ? 'Cancelling…' : 'Cancel'}
        </button>
      )}
      {phase === 'STOPPED' && printer.stopNumber !== null && (
        <button
          type="button"
          className="button button-main"
          disabled={printer.stopPending}
          onClick={() => setAsking('recover')}
        >
          <Icon name="play" /> {printer.stopPending ? 'Waiting for the printer to stand…' : 'Recover'}
        </button>
      )}
      {asking === 'cancel' && print !== null && (
        <ConfirmDialog
          title={`Cancel “${print.name}”?`}
          text={
            <p>
              {printer.name} stops, and what is made so far stays on the bed for you to take off. This copy is not
              printed again by itself.
            </p>
          }
          yes="Cancel the print"
          danger
          onYes={() => act(() => ask(CancelPrintDocument, { id: print.id }), 'The print is being cancelled.')}
          onClose={close}
        />
      )}
      {asking === 'recover' && printer.stopNumber !== null && (
        <ConfirmDialog
          title={`Recover ${printer.name}?`}
          text={
            <p>
              Make sure that what made you stop it is over. The printer is reset and reconnected; after that you are
              asked about its bed.
            </p>
          }
          yes="Recover"
          onYes={() =>
            act(
              () => ask(RecoverPrinterDocument, { printerId: printer.id, stopNumber: printer.stopNumber ?? 0 }),
              `${printer.name} is being recovered.`,
            )
          }
          onClose={close}
        />
      )}
    </>
  );
}
