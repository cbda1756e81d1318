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

/** What a person is told of it before, and after the order was passed on. */
interface Words {
  readonly head: string;
  readonly quiet: string;
  readonly warning: (name: string) => string;
  readonly done: (name: string) => string;
}

const RESTART: Words = {
  head: 'Restart',
  quiet:
    'Brings back a firmware that has halted, once what it complains of is mended. Heaters and motors go off; the printer must be homed afterwards.',
  warning: (name) => `Heaters and motors of ${name} go off, and it does not know any more where its head is.`,
  done: (name) => `${name} is restarting.`,
};

const CONNECTION: Words = {
  head: 'Connection',
  quiet:
    'Its program runs, and has let go of the printer. Most boards start anew when they are connected; a print that was begun at the printer from its own card ends by it.',
  warning: (name) =>
    `Most boards start anew by that. If ${name} prints from its own card, begun at its panel, that print ends: look at it first.`,
  done: (name) => `${name} is being connected.`,
};

const POWER: Words = {
  head: 'Power',
  quiet:
    'By the switch of its host that it hangs on. It is not switched off while it prints; a hot nozzle loses its fan with it.',
  warning: (name) => `${name} must be looked at before its next print.`,
  done: (name) => `${name} is being switched.`,
};

const wordsOf = ({ what }: Restart): Words =>
  what === 'CONNECTION' ? CONNECTION : what === 'POWER_ON' || what === 'POWER_OFF' ? POWER : RESTART;

/** What of a printer can begin anew or be switched, where its settings name what that needs. */
export function Restarts({ printer, restarts }: { readonly printer: Printer; readonly restarts: readonly Restart[] }) {
  const options = printer.options as Readonly<Record<string, unknown>> | null;
  const there = restarts.filter(({ needs }) => needs === null || Boolean(options?.[needs]));
  const kinds = [...new Set(there.map(wordsOf))];
  return kinds.map((words) => (
    <RestartsOfKind
      key={words.head}
      printer={printer}
      words={words}
      restarts={there.filter((each) => wordsOf(each) === words)}
    />
  ));
}

/** The firmware of a printer begins anew; where it has halted, with what it says of that. Nothing where there is nothing to restart. */
function RestartsOfKind({
  printer,
  words,
  restarts,
}: {
  readonly printer: Printer;
  readonly words: Words;
  readonly restarts: readonly Restart[];
}) {
  const [asked, setAsked] = useState<Restart | null>(null);
  const may = printer.link === 'CONNECTED' && WITHOUT_PRINT.has(printer.phase);
  const trouble = printer.reachable || words === POWER ? null : printer.unreachableReason;
  // What is connected has nothing to be connected.
  if (words === CONNECTION && printer.reachable) return null;
  return (
    <section className="operate" aria-label={words.head}>
      <div className="section-head">
        <h2>{words.head}</h2>
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
      <p className="quiet">{words.quiet}</p>
      {asked !== null && (
        <ConfirmDialog
          title={`${asked.words}?`}
          text={<p>{words.warning(printer.name)}</p>}
          yes={asked.words}
          onYes={() =>
            void told(
              async () =>
                (await ask(RestartPrinterDocument, { printerId: printer.id, what: asked.what })).restartPrinter,
              words.done(printer.name),
            )
          }
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}
