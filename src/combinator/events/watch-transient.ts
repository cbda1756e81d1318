import type { TransientName } from './catalogue.ts';
import type { Events, EventSubject } from './events.ts';

export interface TransientEvent {
  readonly name: TransientName;
  readonly subject: EventSubject;
  readonly payload: unknown;
}

/** Of one kind and one printer only the newest matters: a reader that is slow holds no more than one of each (EV5). */
export const newestKey = (name: TransientName, subject: EventSubject): string => `${name} ${subject.printerId ?? ''}`;

/** What is told and not kept, as it happens; of what waits for a slow reader the newest wins. */
export async function* watchTransient(
  events: Events,
  names: readonly string[] | null,
  signal: AbortSignal,
): AsyncGenerator<TransientEvent> {
  const waiting = new Map<string, TransientEvent>();
  let wake: () => void = () => {};
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  using _listening = events.onTransient((name, subject, payload) => {
    if (names !== null && !names.includes(name)) return;
    waiting.set(newestKey(name, subject), { name, subject, payload });
    wake();
  });
  try {
    while (!signal.aborted) {
      const [first] = waiting;
      if (first === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      waiting.delete(first[0]);
      yield first[1];
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
