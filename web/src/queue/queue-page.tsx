import { useState } from 'react';
import { plural } from '../format.ts';
import { ask } from '../graphql/ask.ts';
import { FinishedJobsDocument, MoveJobDocument } from '../graphql/operations.generated.ts';
import type { Job } from '../live/farm-state.ts';
import { useFarm } from '../live/use-live.ts';
import { ProblemBoard } from '../problems/problem-board.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { act, sayFailure } from '../ui/toasts.tsx';
import { JobRow } from './job-row.tsx';

/** Every job that is not over, in the order in which they will be printed. Dragging or the arrow buttons change it. */
export function QueuePage() {
  const jobs = useFarm((state) => state.jobs);
  const order = useFarm((state) => state.jobOrder);
  const [dragged, setDragged] = useState<string | null>(null);
  if (jobs === undefined || order === undefined) return <Loading what="the queue" />;
  const rows = order.map((id) => jobs[id]).filter((job) => job !== undefined);
  const move = (id: string, before: string | null): void => {
    if (id !== before) act(() => ask(MoveJobDocument, { id, before }));
  };
  const waiting = rows.filter((job) => job.status === 'TO_DO').length;
  return (
    <>
      <ProblemBoard />
      <div className="toolbar">
        <h1>
          Queue{' '}
          <span className="quiet">
            {plural(rows.length, 'job', 'jobs')}
            {waiting > 0 && ` · ${waiting} waiting`}
          </span>
        </h1>
      </div>
      {rows.length === 0 && (
        <Empty title="The queue is empty">
          <p>Drop a sliced file anywhere on this page, or print one from the library.</p>
        </Empty>
      )}
      <ol className="jobs">
        {rows.map((job, i) => (
          <li
            key={job.id}
            draggable
            className={dragged === job.id ? 'dragged' : undefined}
            onDragStart={(event) => {
              event.dataTransfer.setData('text/plain', job.id);
              event.dataTransfer.effectAllowed = 'move';
              setDragged(job.id);
            }}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => {
              if (dragged !== null) event.preventDefault();
            }}
            onDrop={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              const below = order.indexOf(dragged) < i;
              move(dragged, below ? (order[i + 1] ?? null) : job.id);
              setDragged(null);
            }}
          >
            <JobRow
              job={job}
              onUp={i === 0 ? null : () => move(job.id, order[i - 1] ?? null)}
              onDown={i === rows.length - 1 ? null : () => move(job.id, order[i + 2] ?? null)}
            />
          </li>
        ))}
      </ol>
      <Finished />
    </>
  );
}

const PAGE = 25;

/** Jobs that are over, on request, a page at a time. */
function Finished() {
  const [shown, setShown] = useState<{ readonly jobs: readonly Job[]; readonly next: string | null } | null>(null);
  const load = (after: string | null): void => {
    ask(FinishedJobsDocument, { first: PAGE, after }).then(({ jobs: { items, hasMore, endCursor } }) => {
      const done = items.filter(({ status }) => status === 'COMPLETED' || status === 'CANCELLED');
      setShown((before) => ({
        jobs: after === null ? done : [...(before?.jobs ?? []), ...done],
        next: hasMore ? endCursor : null,
      }));
    }, sayFailure);
  };
  if (shown === null) {
    return (
      <p className="more">
        <button type="button" className="button" onClick={() => load(null)}>
          Show what is done
        </button>
      </p>
    );
  }
  return (
    <section aria-label="Done">
      <h2>Done</h2>
      {shown.jobs.length === 0 && <p className="quiet">Nothing yet.</p>}
      <ol className="jobs">
        {shown.jobs.map((job) => (
          <li key={job.id}>
            <JobRow job={job} onUp={null} onDown={null} />
          </li>
        ))}
      </ol>
      {shown.next !== null && (
        <p className="more">
          <button type="button" className="button" onClick={() => load(shown.next)}>
            Show more
          </button>
        </p>
      )}
    </section>
  );
}
