import { useState } from 'react';
import { ask } from '../graphql/ask.ts';
import { type DriversQuery, RestartPrinterDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { told } from './order.ts';

type Restart = DriversQuery['drivers'][number]['restarts'][number];

/** Phases in which a machine passes it on (MA2): none with a print. */
const WITHOUT_PRINT: ReadonlySet<Printer['phase']> = new Set([
  'CONNECTING',
  'UNVERIFIED',
  'READY',
  'AWAITING_RETRIEVAL',
  'FAULTED',
]);

/** The firmware of a printer begins anew; where it has halted, with what it says of that. Nothing where there is nothing to restart. */
export function Restarts({ printer, restarts }: { readonly printer: Printer; readonly restarts: readonly Restart[] }) {
  const [asked, setAsked] = useState<Restart | null>(null);
  if (restarts.length === 0) return null;
  const may = printer.link === 'CONNECTED' && WITHOUT_PRINT.has(printer.phase);
  const trouble = printer.reachable ? null : printer.unreachableReason;
  return (
    <section className="operate" aria-label="Restart">
      <div className="section-head">
        <h2>Restart</h2>
        <div className="operate-row">
          {restarts.map((restart) => (
            <button
              key={restart.what}
              type="button"
              className="button"
              disabled={!may}
              title={may ? undefined : 'Not while the printer has a print, or its machine is away'}
              onClick={() => setAsked(restart)}
            >
              {restart.words}
            </button>
          ))}
        </div>
      </div>
      {trouble !== null && (
        <p className="form-problem" role="status">
          {trouble}
        </p>
      )}
      <p className="quiet">
        Brings back a firmware that has halted, once what it complains of is mended. Heaters and motors go off; the
        printer must be homed afterwards.
      </p>
      {asked !== null && (
        <ConfirmDialog
          title={`${asked.words}?`}
          text={<p>Heaters and motors of {printer.name} go off, and it does not know any more where its head is.</p>}
          yes={asked.words}
          onYes={() =>
            void told(
              async () =>
                (await ask(RestartPrinterDocument, { printerId: printer.id, what: asked.what })).restartPrinter,
              `${printer.name} is restarting.`,
            )
          }
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}
