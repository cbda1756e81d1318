import { useCallback, useEffect, useState } from 'react';
import { ask, troubleWords } from '../graphql/ask.ts';
import { RecentEventsDocument } from '../graphql/operations.generated.ts';
import type { FarmEvent } from '../live/farm-state.ts';
import { openEventStream } from '../live/stream.ts';

/** More would make the page slow; older ones are asked for a page at a time. */
const KEPT = 2_000;
const PAGE = 100;
const RETRY_MS = 2_000;

export interface EventLog {
  /** Newest first; null while they load. */
  readonly events: readonly FarmEvent[] | null;
  /** Asks for older ones; null when there are none. */
  readonly older: (() => void) | null;
  readonly problem: string | null;
}

/**
 * The newest events of some names or of one workflow, and those that come, without gap: the stream goes on after the last one seen.
 * `names` must stay the same object while nothing changes.
 */
export function useEvents(names: readonly string[] | null, correlationId: string | null): EventLog {
  const [events, setEvents] = useState<readonly FarmEvent[] | null>(null);
  const [hasOlder, setHasOlder] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let over = false;
    let cursor: string | null = null;
    let close: () => void = () => {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (act: () => void): void => {
      if (!over) timer = setTimeout(act, RETRY_MS);
    };
    const follow = (): void => {
      close = openEventStream(cursor, names, {
        next: (event) => {
          cursor = event.cursor;
          if (correlationId !== null && event.correlationId !== correlationId) return;
          setEvents((all) => [event, ...(all ?? [])].slice(0, KEPT));
        },
        closed: () => again(follow),
      });
    };
    const begin = (): void => {
      ask(RecentEventsDocument, { first: PAGE, before: null, names, correlationId }).then(
        ({ events: page }) => {
          if (over) return;
          cursor = page.endCursor;
          setEvents([...page.items].reverse());
          setHasOlder(page.items.length === PAGE);
          setProblem(null);
          follow();
        },
        (error: unknown) => {
          if (over) return;
          setProblem(troubleWords(error));
          again(begin);
        },
      );
    };
    setEvents(null);
    begin();
    return () => {
      over = true;
      clearTimeout(timer);
      close();
    };
  }, [names, correlationId]);

  const before = events?.at(-1)?.cursor ?? null;
  const older = useCallback(() => {
    ask(RecentEventsDocument, { first: PAGE, before, names, correlationId }).then(
      ({ events: page }) => {
        setEvents((all) => [...(all ?? []), ...[...page.items].reverse()]);
        setHasOlder(page.items.length === PAGE);
      },
      (error: unknown) => setProblem(troubleWords(error)),
    );
  }, [before, names, correlationId]);

  return { events, older: hasOlder && before !== null ? older : null, problem };
}
