import { useEffect, useState } from 'react';
import { ask } from '../graphql/ask.ts';
import { RecentEventsDocument } from '../graphql/operations.generated.ts';
import type { FarmEvent } from '../live/farm-state.ts';
import { openEventStream } from '../live/stream.ts';

/** More would make the page slow; older ones are asked for by name of a printer or print elsewhere. */
const KEPT = 500;
const RETRY_MS = 2_000;

/** The newest events and those that come, newest first, without gap: the stream goes on after the last one seen. */
export function useEvents(): readonly FarmEvent[] | null {
  const [events, setEvents] = useState<readonly FarmEvent[] | null>(null);
  useEffect(() => {
    let over = false;
    let cursor: string | null = null;
    let close: () => void = () => {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (act: () => void): void => {
      if (!over) timer = setTimeout(act, RETRY_MS);
    };
    const follow = (): void => {
      close = openEventStream(cursor, {
        next: (event) => {
          cursor = event.cursor;
          setEvents((all) => [event, ...(all ?? [])].slice(0, KEPT));
        },
        closed: () => again(follow),
      });
    };
    const begin = (): void => {
      ask(RecentEventsDocument, { first: 100, after: null }).then(
        ({ events: page }) => {
          if (over) return;
          cursor = page.endCursor;
          setEvents([...page.items].reverse());
          follow();
        },
        () => again(begin),
      );
    };
    begin();
    return () => {
      over = true;
      clearTimeout(timer);
      close();
    };
  }, []);
  return events;
}
