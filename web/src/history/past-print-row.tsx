import { useState } from 'react';
import { Link } from 'wouter';
import { onCardWords } from '../card-prints/on-card-words.ts';
import { duration, facts } from '../format.ts';
import { ask } from '../graphql/ask.ts';
import { TagPrintDocument } from '../graphql/operations.generated.ts';
import { stutterWords } from '../printer/stutter-words.ts';
import { Dialog } from '../ui/dialog.tsx';
import { SheetActions } from '../ui/form-problem.tsx';
import { sayFailure } from '../ui/toasts.tsx';
import { FilmLink } from './film-link.tsx';
import type { PastPrint } from './history-page.tsx';
import { accountWords, type FailureReason, OUTCOME_WORDS, REASON_WORDS } from './history-words.ts';

/** One print that is over; one that went wrong may be given a reason. */
export function PastPrintRow({
  print,
  currency,
  onChanged,
}: {
  readonly print: PastPrint;
  readonly currency: string;
  readonly onChanged: (print: PastPrint) => void;
}) {
  const [asking, setAsking] = useState(false);
  const [missing, setMissing] = useState(false);
  const wentWrong = print.outcome !== 'FINISHED';
  const warning = print.warnings[0];
  const account = accountWords(print, currency);
  return (
    <li>
      {print.thumbnail !== null && !missing ? (
        <img src={print.thumbnail} alt="" width={48} height={48} loading="lazy" onError={() => setMissing(true)} />
      ) : (
        <span className="past-blank" aria-hidden="true" />
      )}
      <div className="past-words">
        <p>
          <strong>{print.name}</strong>{' '}
          <span className={wentWrong ? 'tag tag-trouble' : 'tag tag-good'}>{OUTCOME_WORDS[print.outcome]}</span>
          {print.found && <span className="tag">started at the printer</span>}
          {print.reason !== null && <span className="tag">{REASON_WORDS[print.reason]}</span>}
        </p>
        <p className="quiet">
          {facts([
            print.printerName ?? 'a printer that has left',
            new Date(print.endedAt).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' }),
            print.seconds === null ? null : duration(print.seconds),
            onCardWords(print.card),
            print.stutter === null ? null : `planner ${stutterWords(print.stutter)}`,
          ])}
        </p>
        {print.fromLayer !== null && (
          <p className="quiet">Continued from layer {print.fromLayer}, onto what the print before it had left.</p>
        )}
        {account !== null && <p className="quiet">{account}</p>}
        {print.error !== null && <p>{print.error.message}</p>}
        {print.note !== null && print.note !== '' && <p>“{print.note}”</p>}
        {print.timelapses.map(({ id, trouble }) =>
          trouble === null ? null : (
            <p key={id} className="quiet">
              {trouble.message} {trouble.remedy}
            </p>
          ),
        )}
        {warning !== undefined && <p className="quiet">In its G-code: {warning}</p>}
      </div>
      <div className="past-actions">
        {print.pictures.map((picture) => (
          <a key={picture.url} href={picture.url} target="_blank" rel="noreferrer" className="button-link">
            {print.pictures.length > 1 ? `picture by “${picture.camera}”` : 'picture'}
          </a>
        ))}
        {print.timelapses.map((film) => (
          <FilmLink
            key={film.id}
            film={film}
            name={print.name}
            isOneOfMany={print.timelapses.length > 1}
            onChanged={(now) =>
              onChanged({
                ...print,
                timelapses: print.timelapses.flatMap((each) => (each.id !== film.id ? each : (now ?? []))),
              })
            }
          />
        ))}
        <Link href={`/events?trace=${encodeURIComponent(print.correlationId)}`} className="button-link">
          events
        </Link>
        {wentWrong && (
          <button type="button" className="button-link" onClick={() => setAsking(true)}>
            {print.reason === null ? 'why?' : 'change the reason'}
          </button>
        )}
      </div>
      {asking && <ReasonDialog print={print} onClose={() => setAsking(false)} onChanged={onChanged} />}
    </li>
  );
}

function ReasonDialog({
  print,
  onClose,
  onChanged,
}: {
  readonly print: PastPrint;
  readonly onClose: () => void;
  readonly onChanged: (print: PastPrint) => void;
}) {
  const [reason, setReason] = useState<FailureReason | ''>(print.reason ?? '');
  const [note, setNote] = useState(print.note ?? '');
  const [busy, setBusy] = useState(false);
  const save = (): void => {
    setBusy(true);
    ask(TagPrintDocument, { id: print.id, reason: reason === '' ? null : reason, note }).then(
      ({ tagPrint }) => {
        onChanged(tagPrint);
        onClose();
      },
      (error: unknown) => {
        setBusy(false);
        sayFailure(error);
      },
    );
  };
  return (
    <Dialog title={`Why did “${print.name}” go wrong?`} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <label>
          Reason
          <select value={reason} onChange={(e) => setReason(e.target.value as FailureReason | '')}>
            <option value="">Nobody has said</option>
            {Object.entries(REASON_WORDS).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
          <small>Reasons are counted, so that the usual one is seen.</small>
        </label>
        <label>
          Note
          <input value={note} maxLength={500} disabled={reason === ''} onChange={(e) => setNote(e.target.value)} />
        </label>
        <SheetActions onClose={onClose} busy={busy} />
      </form>
    </Dialog>
  );
}
