import { useState } from 'react';
import { onCardWords } from '../card-prints/on-card-words.ts';
import { PrintFromCard } from '../card-prints/print-from-card.tsx';
import { duration, facts, grams } from '../format.ts';
import { ask } from '../graphql/ask.ts';
import {
  AnswerLostPrintDocument,
  CancelJobDocument,
  ChangeJobDocument,
  CopyJobDocument,
  DeleteJobDocument,
  HoldJobDocument,
  ReleaseJobDocument,
  RetryPrintDocument,
} from '../graphql/operations.generated.ts';
import type { Job, Print } from '../live/farm-state.ts';
import { useFarm } from '../live/use-live.ts';
import { materialWords } from '../materials/material-field.tsx';
import { ChooseSlots, useHasSlots } from '../materials/slot-plans.tsx';
import { fromWords } from '../materials/slot-words.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { Progress } from '../ui/progress.tsx';
import { act } from '../ui/toasts.tsx';

const STATUSES = {
  TO_DO: 'Waiting',
  ACTIVE: 'Printing',
  HELD: 'On hold',
  NEEDS_ATTENTION: 'Needs a person',
  COMPLETED: 'Done',
  CANCELLED: 'Cancelled',
} as const;

const over = (job: Job): boolean => job.status === 'COMPLETED' || job.status === 'CANCELLED';

export function JobRow({
  job,
  onUp,
  onDown,
}: {
  readonly job: Job;
  readonly onUp: (() => void) | null;
  readonly onDown: (() => void) | null;
}) {
  const [asking, setAsking] = useState<'cancel' | 'delete' | 'card' | 'slots' | null>(null);
  const printers = useFarm((state) => state.printers);
  const holder = printers?.[job.printerIds[0] ?? ''] ?? null;
  const hasSlots = useHasSlots();
  const close = (): void => setAsking(null);
  const { id, file } = job;
  return (
    <article className="job" aria-label={job.name}>
      {file?.thumbnail == null ? (
        <div className="thumb thumb-none">
          <Icon name="file" />
        </div>
      ) : (
        <img className="thumb" src={file.thumbnail} alt="" width="56" height="56" loading="lazy" />
      )}
      <div className="job-words">
        <h2 title={job.name}>{job.name}</h2>
        <p className="quiet">
          {facts([
            `${job.completed} of ${job.copies} made`,
            job.active > 0 ? `${job.active} under way` : null,
            onCardWords(job.card),
            file?.metadata?.printTimeSeconds == null ? null : `${duration(file.metadata.printTimeSeconds)} each`,
            file?.metadata?.filamentGrams == null ? null : grams(file.metadata.filamentGrams),
            materialWords(job.material),
            job.takenGrams === null
              ? null
              : `${grams(job.takenGrams)} taken${job.materialCost === null ? '' : ` for ${job.materialCost.toFixed(2)}`}`,
            job.priority === 0 ? null : `priority ${job.priority}`,
          ])}
          {job.tags.map((tag) => (
            <span key={tag} className="tag">
              {tag}
            </span>
          ))}
        </p>
        <Progress fraction={job.completed / job.copies} label={`Copies of ${job.name}`} />
        <Prints prints={job.prints} />
        {!over(job) && job.active === 0 && <Waiting job={job} />}
        {!over(job) && job.active > 0 && job.completed + job.active < job.copies && <Waiting job={job} />}
        {!over(job) && job.waiting.some(({ code }) => ASKS_FOR_SLOTS.has(code)) && (
          <p className="job-ask">
            <button type="button" className="button" onClick={() => setAsking('slots')}>
              Choose slots
            </button>
          </p>
        )}
      </div>
      <p className={`job-status job-status-${job.status.toLowerCase().replaceAll('_', '-')}`}>{STATUSES[job.status]}</p>
      <div className="job-actions">
        {!over(job) && (
          <>
            <button
              type="button"
              className="button-icon"
              aria-label={`Move ${job.name} up`}
              disabled={onUp === null}
              onClick={onUp ?? undefined}
            >
              <Icon name="up" />
            </button>
            <button
              type="button"
              className="button-icon"
              aria-label={`Move ${job.name} down`}
              disabled={onDown === null}
              onClick={onDown ?? undefined}
            >
              <Icon name="down" />
            </button>
          </>
        )}
        <Menu label={`More for ${job.name}`}>
          {!over(job) && job.status !== 'HELD' && (
            <button type="button" onClick={() => act(() => ask(HoldJobDocument, { id }))}>
              <Icon name="pause" /> Hold
            </button>
          )}
          {job.status === 'HELD' && (
            <button type="button" onClick={() => act(() => ask(ReleaseJobDocument, { id }))}>
              <Icon name="play" /> Release
            </button>
          )}
          {!over(job) && hasSlots && job.card == null && (
            <button type="button" onClick={() => setAsking('slots')}>
              <Icon name="spool" /> Filament slots
            </button>
          )}
          {!over(job) && (
            <button
              type="button"
              onClick={() =>
                act(() => ask(ChangeJobDocument, { input: { id, version: job.version, copies: job.copies + 1 } }))
              }
            >
              <Icon name="plus" /> One more copy
            </button>
          )}
          {job.card == null && (
            <button
              type="button"
              onClick={() => act(() => ask(CopyJobDocument, { id }), `${job.name} is queued again.`)}
            >
              <Icon name="copy" /> Queue again
            </button>
          )}
          {job.card != null && holder !== null && (
            <button type="button" onClick={() => setAsking('card')}>
              <Icon name="copy" /> Print it again
            </button>
          )}
          {!over(job) && (
            <button type="button" onClick={() => setAsking('cancel')}>
              <Icon name="cross" /> Cancel
            </button>
          )}
          {over(job) && (
            <button type="button" onClick={() => setAsking('delete')}>
              <Icon name="trash" /> Delete
            </button>
          )}
        </Menu>
      </div>
      {asking === 'cancel' && (
        <ConfirmDialog
          title={`Cancel ${job.name}?`}
          text={
            <p>
              {job.active > 0
                ? 'Prints that run for it are cancelled too; what is made so far stays on their beds.'
                : 'It leaves the queue.'}
            </p>
          }
          yes="Cancel the job"
          danger
          onYes={() => act(() => ask(CancelJobDocument, { id }), `${job.name} is cancelled.`)}
          onClose={close}
        />
      )}
      {asking === 'card' && job.card != null && holder !== null && (
        <PrintFromCard file={{ ...job.card, name: job.name }} printer={holder} onClose={close} />
      )}
      {asking === 'slots' && <ChooseSlots job={job} onClose={close} />}
      {asking === 'delete' && (
        <ConfirmDialog
          title={`Delete ${job.name}?`}
          text={
            <p>
              The job and its list of prints are removed. The file stays{' '}
              {job.card == null ? 'in the library' : 'on the card of its printer'}.
            </p>
          }
          yes="Delete"
          danger
          onYes={() => act(() => ask(DeleteJobDocument, { id }), `${job.name} is deleted.`)}
          onClose={close}
        />
      )}
    </article>
  );
}

/** JO4: why it waits, from the same function that decides. */
function Waiting({ job }: { readonly job: Job }) {
  const [first] = job.waiting;
  if (first === undefined) return null;
  if (job.waiting.length === 1) return <p className="waiting">{first.text}</p>;
  return (
    <details className="waiting">
      <summary>Waits: {summary(job)}</summary>
      <ul>
        {job.waiting.map((reason) => (
          <li key={reason.printerId ?? reason.code}>{reason.text}</li>
        ))}
      </ul>
    </details>
  );
}

/** What another slot may mend. */
const ASKS_FOR_SLOTS: ReadonlySet<string> = new Set(['slot-choice', 'slot-trouble', 'nozzle-other']);

const SUMMARIES: Readonly<Record<string, string>> = {
  busy: 'busy',
  'awaiting-retrieval': 'waiting for retrieval',
  'bed-unverified': 'with an unverified bed',
  faulted: 'at fault',
  stopped: 'stopped',
  'printer-unreachable': 'not answering',
  'network-disconnected': 'without a link',
  'never-connected': 'never connected',
  'tags-missing': 'without the tags',
  'other-printers-wanted': 'not chosen',
  'printer-held': 'out of service',
  'configuration-pending': 'taking new settings',
  'behind-others': 'taking a job that comes first',
  'file-kind': 'unable to print it',
  'slot-choice': 'where a person chooses the slots',
  'slot-trouble': 'with a slot that cannot be used',
  'external-alone': 'without a changer for it',
  'nozzle-other': 'with it at another nozzle',
  'nozzle-unknown': 'with two nozzles',
  'material-other': 'with another material',
  'material-unknown': 'with an unknown material',
  'material-short': 'with too little left',
  'colour-other': 'with another colour',
};

function summary(job: Job): string {
  const counts = new Map<string, number>();
  for (const { code } of job.waiting) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${count} ${SUMMARIES[code] ?? code}`).join(', ');
}

/** The attempts at this job that a person may want to know of: those that run, and those that went wrong. */
function Prints({ prints }: { readonly prints: readonly Print[] }) {
  const printers = useFarm((state) => state.printers);
  const told = prints.filter(
    (print) => (print.status !== 'DONE' && print.status !== 'PLANNED') || print.outcome === 'FAILED',
  );
  if (told.length === 0) return null;
  return (
    <ul className="job-prints">
      {told.map((print) => (
        <li key={print.id}>
          <span>
            {printers?.[print.printerId ?? '']?.name ?? 'A printer'}: {printWords(print)}
            {print.outcome === null && fromWords(print.slots) !== null && `, ${fromWords(print.slots)}`}
          </span>
          {print.status === 'LOST' && (
            <span className="choices">
              Was it made?
              <button
                type="button"
                className="button"
                onClick={() => act(() => ask(AnswerLostPrintDocument, { id: print.id, made: true }))}
              >
                Yes
              </button>
              <button
                type="button"
                className="button"
                onClick={() => act(() => ask(AnswerLostPrintDocument, { id: print.id, made: false }))}
              >
                No
              </button>
            </span>
          )}
          {isTriable(print) && (
            <button
              type="button"
              className="button"
              onClick={() => act(() => ask(RetryPrintDocument, { id: print.id }), 'The copy is queued again.')}
            >
              Print this copy again
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Of a file on a card a person says so too when it never began. */
const isTriable = ({ outcome, card }: Print): boolean =>
  outcome === 'FAILED' || outcome === 'CANCELLED' || (outcome === 'NEVER_STARTED' && card != null);

function printWords(print: Print): string {
  switch (print.status) {
    case 'PLANNED':
    case 'ASSIGNED':
      return 'about to start';
    case 'PRINTING':
      return 'printing';
    case 'AWAITING_RETRIEVAL':
      return print.outcome === 'FINISHED'
        ? 'finished, still on the bed'
        : `${print.outcome?.toLowerCase() ?? 'ended'}, still on the bed`;
    case 'RETRIEVED':
    case 'DONE':
      return print.outcome?.toLowerCase() ?? 'done';
    case 'LOST':
      return 'nobody knows what became of it.';
    default:
      return print.error?.message ?? print.outcome?.toLowerCase().replace('_', ' ') ?? print.status.toLowerCase();
  }
}
