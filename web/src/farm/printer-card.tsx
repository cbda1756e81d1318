import { memo, type ReactNode, useRef } from 'react';
import { Link } from 'wouter';
import { ago, duration, percent } from '../format.ts';
import type { Printer } from '../live/farm-state.ts';
import { Icon } from '../ui/icons.tsx';
import { useFarm, useMeasuredInSight } from '../live/use-live.ts';
import { LoadedSpools } from '../materials/load-sheet.tsx';
import { PrinterQuestion } from '../printer/printer-question.tsx';
import { Progress } from '../ui/progress.tsx';
import { useNow } from '../ui/use-now.ts';
import { ClearBed } from './clear-bed.tsx';
import { EmergencyStop } from './emergency-stop.tsx';
import { otherVersionWords } from './other-version-words.ts';
import { PHASE_NAMES, phaseWords } from './phase-words.ts';
import { PrintActions } from './print-actions.tsx';

/** One printer at a glance. Drawn again only when this printer changes. */
export const PrinterCard = memo(function PrinterCard({ printer }: { readonly printer: Printer }) {
  const { text, mood } = phaseWords(printer);
  const card = useRef<HTMLElement>(null);
  useMeasuredInSight(card, printer.id);
  return (
    <article ref={card} className={`card card-${mood}`} aria-label={printer.name}>
      <header className="card-head">
        <div>
          <h2>
            <Link href={`/printers/${printer.id}`} title={printer.name}>
              {printer.name}
            </Link>
          </h2>
          <p className="card-sub">
            {printer.simulated && <span className="tag tag-simulated">Simulated</span>}
            {printer.model !== null && <span>{printer.model}</span>}
            {printer.tags.map((tag) => (
              <span key={tag} className="tag">
                {tag}
              </span>
            ))}
          </p>
        </div>
        <p className={`phase phase-${mood}`}>{text}</p>
      </header>
      <CardPrint printer={printer} />
      <dl className="card-facts">
        <Bed printer={printer} />
        {printer.temperatures.map((heater) => (
          <div key={heater.name}>
            <dt>{heaterName(heater.name)}</dt>
            <dd>
              {Math.round(heater.actual)}
              <span className="quiet">
                {heater.target === null || heater.target === 0 ? ' °C' : ` / ${Math.round(heater.target)} °C`}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <LoadedSpools spools={printer.spools} slots={printer.slots} />
      <CardWords printer={printer} />
      <PrinterQuestion printer={printer} />
      <footer className="card-actions">
        <div>
          <ClearBed printer={printer} />
          <PrintActions printer={printer} />
        </div>
        <EmergencyStop printer={printer} />
      </footer>
    </article>
  );
});

function CardPrint({ printer }: { readonly printer: Printer }) {
  const { print } = printer;
  if (print === null) {
    const words = idleWords(printer);
    return words === null ? null : <p className="card-free">{words}</p>;
  }
  const thumbnail = print.file?.thumbnail ?? null;
  return (
    <div className="card-print">
      {thumbnail === null ? (
        <div className="thumb thumb-none">
          <Icon name="file" />
        </div>
      ) : (
        <img className="thumb" src={thumbnail} alt="" width="64" height="64" loading="lazy" />
      )}
      <div className="card-print-words">
        <p className="card-print-name" title={print.name}>
          <span>{print.name}</span>
          {print.found && <span className="tag">started at the printer</span>}
        </p>
        {print.progress !== null && (
          <>
            <Progress fraction={print.progress} label={`Progress of ${print.name}`} />
            <p className="card-print-numbers">
              <strong>{percent(print.progress)}</strong>
              {print.layer !== null && <span>layer {print.layer}</span>}
              {print.remainingSeconds !== null && <span>{duration(print.remainingSeconds)} left</span>}
            </p>
          </>
        )}
        {print.progress === null && print.outcome !== null && <p className="quiet">{OUTCOMES[print.outcome]}</p>}
      </div>
    </div>
  );
}

/** What to expect of a printer that has nothing on it. */
function idleWords({ phase, link, reachable, held }: Printer): string | null {
  if (link === 'NEVER_CONNECTED' || phase === 'OFFLINE') return 'Its machine process has not reported yet.';
  if (link === 'NETWORK_DISCONNECTED') return null;
  if (!reachable) return null;
  if (phase === 'CONNECTING') return 'Getting to know the printer.';
  if (phase !== 'READY') return null;
  return held ? 'Gets no new prints until it is put into service.' : 'Free for the next job that fits.';
}

const OUTCOMES = {
  FINISHED: 'Finished: take it off the bed.',
  CANCELLED: 'Cancelled: take off what is there.',
  FAILED: 'Failed.',
  NEVER_STARTED: 'Never started.',
  UNKNOWN: 'Nobody knows how it ended.',
} as const;

const BEDS = { CLEAR: 'clear', OCCUPIED: 'occupied', UNKNOWN: 'unknown' } as const;

function Bed({ printer }: { readonly printer: Printer }) {
  return (
    <div>
      <dt>Bed</dt>
      <dd className={`bed bed-${BEDS[printer.bed.state]}`}>
        <Icon name={printer.bed.state === 'CLEAR' ? 'bedEmpty' : 'bed'} /> {BEDS[printer.bed.state]}
      </dd>
    </div>
  );
}

const WAITS_FOR_PRINTER: ReadonlySet<Printer['phase']> = new Set(['CONNECTING', 'ADOPTING', 'READY']);

/** Why a person is needed, what went wrong and what helps; and how old the picture is when the link is down (PE4). */
function CardWords({ printer }: { readonly printer: Printer }) {
  const version = useFarm((state) => state.farm.version);
  const words: {
    readonly key: string;
    readonly text: ReactNode;
    readonly more: string | null;
    readonly trouble: boolean;
  }[] = [];
  if (printer.process === 'CRASH_LOOPING') {
    words.push({
      key: 'process',
      text: 'Its machine process keeps crashing and is being restarted.',
      more: 'The log of the machine tells why.',
      trouble: true,
    });
  }
  if (printer.link === 'NETWORK_DISCONNECTED')
    words.push({ key: 'link', text: <LastKnown printer={printer} />, more: null, trouble: false });
  if (printer.portTrouble !== null) {
    words.push({ key: 'port', text: `${printer.portTrouble}.`, more: 'It reconnects by itself.', trouble: false });
  } else if (!printer.reachable && WAITS_FOR_PRINTER.has(printer.phase) && printer.link === 'CONNECTED') {
    words.push({
      key: 'reach',
      // Who has met it says what helps (DR9): a wrong key, a firmware that has halted, a printer that is off.
      text: printer.unreachableReason ?? 'It reconnects by itself.',
      more: null,
      trouble: false,
    });
  }
  if (printer.error !== null)
    words.push({ key: 'error', text: printer.error.message, more: printer.error.remedy, trouble: true });
  if (printer.attention !== null && printer.attention !== printer.error?.message) {
    words.push({ key: 'attention', text: printer.attention, more: null, trouble: false });
  }
  if (printer.pauseReason !== null && printer.phase === 'PAUSED')
    words.push({ key: 'pause', text: printer.pauseReason, more: null, trouble: false });
  if (printer.notice !== null) words.push({ key: 'notice', text: printer.notice, more: null, trouble: false });
  const otherVersion = otherVersionWords(printer, version);
  if (otherVersion !== null) words.push({ key: 'version', ...otherVersion, trouble: false });
  if (printer.configurationPending)
    words.push({ key: 'config', text: 'Some changes wait for the end of the print.', more: null, trouble: false });
  if (words.length === 0) return null;
  return (
    <ul className="card-words">
      {words.map((word) => (
        <li key={word.key} className={word.trouble ? 'trouble' : undefined}>
          {word.text}
          {word.more !== null && <span className="quiet"> {word.more}</span>}
        </li>
      ))}
    </ul>
  );
}

/** Alone knows the time: the cards that tell no age need none. */
function LastKnown({ printer: { phase, linkSince } }: { readonly printer: Printer }) {
  const now = useNow();
  return `Last known: ${PHASE_NAMES[phase]}${linkSince === null ? '' : ` ${ago(Date.parse(linkSince), now)}`}.`;
}

function heaterName(name: string): string {
  if (name === 'B' || name === 'bed') return 'Plate';
  if (name === 'T' || name === 'T0' || name === 'nozzle') return 'Nozzle';
  if (name === 'C' || name === 'chamber') return 'Chamber';
  return name;
}
