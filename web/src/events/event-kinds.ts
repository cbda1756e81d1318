import { useEffect, useState } from 'react';
import { ask } from '../graphql/ask.ts';
import { EventKindsDocument, type EventKindsQuery } from '../graphql/operations.generated.ts';

export type EventKind = EventKindsQuery['eventKinds'][number];

/** What people look for, by the beginnings of the names that belong to it. */
export const TOPICS = {
  Printers: ['printer-', 'machine-', 'config-', 'emergency-', 'recovery-', 'macro-'],
  Beds: ['bed-', 'awaiting-'],
  Prints: ['print-'],
  Jobs: ['job-'],
  Files: ['file-', 'files-', 'new-files-', 'library-', 'metadata-', 'thumbnail-', 'auto-download-'],
  Materials: ['material-', 'spool-'],
  Farm: ['settings-', 'problem-', 'webhook-', 'api-key-'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Topic = keyof typeof TOPICS;

/** The durable names of a topic, in the order of the catalogue. */
export function namesOf(topic: Topic, kinds: readonly EventKind[]): readonly string[] {
  return kinds
    .filter(({ name, durable }) => durable && TOPICS[topic].some((start) => name.startsWith(start)))
    .map(({ name }) => name);
}

/** The catalogue of the server with its counts, as of when the page was opened; null while it loads. */
export function useEventKinds(): readonly EventKind[] | null {
  const [kinds, setKinds] = useState<readonly EventKind[] | null>(null);
  useEffect(() => {
    let over = false;
    ask(EventKindsDocument, {}).then(
      ({ eventKinds }) => {
        if (!over) setKinds(eventKinds);
      },
      // The log itself says what is wrong; without the catalogue there are no topics to choose from.
      () => {},
    );
    return () => {
      over = true;
    };
  }, []);
  return kinds;
}
