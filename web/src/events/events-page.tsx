import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { clockTime } from '../format.ts';
import { useFarm } from '../live/use-live.ts';
import { Empty, Loading } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { eventWords } from './event-words.ts';
import { useEvents } from './use-events.ts';

const TROUBLE = new Set([
  'printer-error',
  'machine-crashed',
  'emergency-stop',
  'print-lost',
  'file-upload-failed',
  'metadata-extraction-failed',
]);

/** Everything that happens, as it happens. One click on a trace shows one workflow from end to end (EV4). */
export function EventsPage() {
  const events = useEvents();
  const printers = useFarm((state) => state.printers) ?? {};
  const [search, setSearch] = useState('');
  const [trace, setTrace] = useState<string | null>(null);
  const told = useMemo(() => {
    const words = search.trim().toLowerCase();
    return (events ?? [])
      .filter((event) => trace === null || event.correlationId === trace)
      .map((event) => ({
        event,
        sentence: eventWords(event),
        printer: event.printerId === null ? null : (printers[event.printerId]?.name ?? null),
      }))
      .filter(
        ({ event, sentence, printer }) =>
          words === '' || `${event.name} ${sentence} ${printer ?? ''}`.toLowerCase().includes(words),
      );
  }, [events, search, trace, printers]);
  if (events === null) return <Loading what="events" />;
  return (
    <>
      <div className="toolbar">
        <h1>Events</h1>
        <div className="toolbar-end">
          {trace !== null && (
            <button type="button" className="button" onClick={() => setTrace(null)}>
              <Icon name="cross" /> One workflow only
            </button>
          )}
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
      {told.length === 0 && <Empty title={events.length === 0 ? 'Nothing has happened yet' : 'No event fits'} />}
      <ol className="events">
        {told.map(({ event, sentence, printer }) => (
          <li key={event.cursor} className={TROUBLE.has(event.name) ? 'trouble' : undefined}>
            <time dateTime={event.at} title={event.at}>
              {clockTime(event.at)}
            </time>
            <div>
              <p>
                {printer !== null && <Link href={`/printers/${event.printerId}`}>{printer}</Link>} {sentence}
              </p>
              <p className="quiet">
                <code>{event.name}</code>
                {event.correlationId !== null && trace === null && (
                  <button type="button" className="button-link" onClick={() => setTrace(event.correlationId)}>
                    trace
                  </button>
                )}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
