import { useMemo, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { clockTime } from '../format.ts';
import type { FarmEvent } from '../live/farm-state.ts';
import { useFarm } from '../live/use-live.ts';
import { Empty, Loading, PageTrouble } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { EventCounts } from './event-counts.tsx';
import { namesOf, type Topic, TOPICS, useEventKinds } from './event-kinds.ts';
import { eventWords } from './event-words.ts';
import { useEvents } from './use-events.ts';

const TROUBLE = new Set([
  'printer-error',
  'machine-crashed',
  'emergency-stop',
  'print-lost',
  'file-upload-failed',
  'metadata-extraction-failed',
  'problem-raised',
]);

const isTopic = (text: string | null): text is Topic => text !== null && Object.hasOwn(TOPICS, text);

/** Everything that happens, as it happens. One click on a trace shows one workflow from end to end (EV4). */
export function EventsPage() {
  const [params, setParams] = useSearchParams();
  const [search, setSearch] = useState('');
  const kinds = useEventKinds();
  const asked = params.get('topic');
  const topic = isTopic(asked) ? asked : null;
  const trace = params.get('trace');
  const names = useMemo(() => (topic === null || kinds === null ? null : namesOf(topic, kinds)), [topic, kinds]);
  const { events, older, problem } = useEvents(names, trace);
  const printers = useFarm((state) => state.printers) ?? {};
  const told = useMemo(() => {
    const words = search.trim().toLowerCase();
    return (events ?? [])
      .map((event) => ({
        event,
        sentence: eventWords(event),
        printer: event.printerId === null ? null : (printers[event.printerId]?.name ?? null),
      }))
      .filter(
        ({ event, sentence, printer }) =>
          words === '' || `${event.name} ${sentence} ${printer ?? ''}`.toLowerCase().includes(words),
      );
  }, [events, search, printers]);
  const choose = (key: 'topic' | 'trace', value: string | null): void =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (value === null) next.delete(key);
      else next.set(key, value);
      return next;
    });
  return (
    <>
      <div className="toolbar">
        <h1>Events</h1>
        <div className="toolbar-end">
          {trace !== null && (
            <button type="button" className="button" onClick={() => choose('trace', null)}>
              <Icon name="cross" /> One workflow only
            </button>
          )}
          <Link href="/events/webhooks" className="button">
            Webhooks
          </Link>
          <select
            aria-label="Topic"
            value={topic ?? ''}
            onChange={(e) => choose('topic', e.target.value === '' ? null : e.target.value)}
          >
            <option value="">Everything</option>
            {Object.keys(TOPICS).map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
          <label className="search">
            <Icon name="search" />
            <input
              type="search"
              placeholder="Event, printer, file"
              aria-label="Search events"
              value={search}
              onChange={(e) => setSearch(e.target.value)}
            />
          </label>
        </div>
      </div>
      <PageTrouble problem={problem} />
      {events === null && problem === null && <Loading what="events" />}
      {events !== null && told.length === 0 && (
        <Empty title={events.length === 0 ? 'Nothing has happened yet' : 'No event fits'} />
      )}
      {told.length > 0 && (
        <ol className="events">
          {told.map(({ event, sentence, printer }) => (
            <EventRow
              key={event.cursor}
              event={event}
              sentence={sentence}
              printer={printer}
              onTrace={trace === null ? (id) => choose('trace', id) : null}
            />
          ))}
        </ol>
      )}
      {older !== null && (
        <p className="more">
          <button type="button" className="button" onClick={older}>
            Older events
          </button>
        </p>
      )}
      {kinds !== null && <EventCounts kinds={kinds} />}
    </>
  );
}

function EventRow({
  event,
  sentence,
  printer,
  onTrace,
}: {
  readonly event: FarmEvent;
  readonly sentence: string;
  readonly printer: string | null;
  readonly onTrace: ((correlationId: string) => void) | null;
}) {
  const { correlationId } = event;
  return (
    <li className={TROUBLE.has(event.name) ? 'trouble' : undefined}>
      <time dateTime={event.at} title={new Date(event.at).toLocaleString()}>
        {clockTime(event.at)}
      </time>
      <div>
        <p>
          {printer !== null && <Link href={`/printers/${event.printerId}`}>{printer}</Link>} {sentence}
        </p>
        <p className="quiet">
          <code>{event.name}</code>
          {correlationId !== null && onTrace !== null && (
            <button type="button" className="button-link" onClick={() => onTrace(correlationId)}>
              trace
            </button>
          )}
        </p>
      </div>
    </li>
  );
}
