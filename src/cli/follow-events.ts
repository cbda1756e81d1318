import { backoffDelayMs } from '#lib/backoff';
import { systemChance } from '#lib/chance';
import { defineErrors, errorEntry } from '#lib/user-error';
import { readEventStream } from './read-event-stream.ts';

const errors = defineErrors({
  unreachable: errorEntry<{ server: string; reason: string }>({
    code: 'server-unreachable',
    cause: ({ server, reason }) => `There is no Croft server at ${server}: ${reason}.`,
    remedy: 'Start it with croft up, or name its address with --server.',
    field: '--server',
  }),
  refused: errorEntry<{ message: string; remedy: string }>({
    code: 'events-refused',
    cause: ({ message }) => message,
    remedy: ({ remedy }) => remedy,
  }),
});

const RETRY = { firstMs: 500, capMs: 10_000 };
/** A stream on which nothing comes for this long is dead: the server says something every 15 s. */
const SILENCE_MS = 45_000;

/** Where to ask, and for what. */
export interface AskedEvents {
  readonly server: string;
  readonly names: readonly string[];
  readonly all: boolean;
}

/** An event as the API tells it; a transient one has no cursor. */
export interface ShownEvent {
  readonly cursor?: string;
  readonly name: string;
  readonly at: string;
  readonly printerId: string | null;
  readonly payload: unknown;
}

const QUERY = `query ($after: String, $first: Int!, $names: [String!]) {
  events(after: $after, first: $first, names: $names) { endCursor items { cursor name at correlationId printerId printId jobId payload } }
}`;

interface Page {
  readonly items: readonly ShownEvent[];
  readonly endCursor: string | null;
}

/** A page of the log. Errors: `server-unreachable`, `events-refused`. */
export async function eventPage(
  { server, names }: AskedEvents,
  range: { readonly after?: string; readonly first: number },
): Promise<Page> {
  const variables = { ...range, names: names.length === 0 ? null : names };
  const response = await reach(server, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY, variables }),
  });
  const answer = (await response.json()) as {
    data?: { events: Page } | null;
    errors?: readonly { message: string; extensions?: { remedy?: string } }[];
  };
  const [error] = answer.errors ?? [];
  if (error !== undefined || answer.data == null)
    throw errors.refused({
      message: error?.message ?? 'The server did not answer.',
      remedy: error?.extensions?.remedy ?? '',
    });
  return answer.data.events;
}

/** Reads on and on, until the signal. Only the first connection may fail: afterwards the server is known to be there, and comes back. */
export async function followEvents(
  asked: AskedEvents,
  after: string | null,
  show: (event: ShownEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  let last = after;
  let isKnown = false;
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      await readOnce(asked, last, signal, {
        show,
        moved(id) {
          last = id;
          isKnown = true;
          attempt = 0;
        },
      });
    } catch (error) {
      if (signal.aborted) return;
      if (!isKnown || (error as { code?: string }).code === 'events-refused') throw error;
    }
    if (signal.aborted) return;
    await waited(backoffDelayMs(attempt, RETRY, systemChance), signal);
  }
}

async function readOnce(
  { server, names, all }: AskedEvents,
  after: string | null,
  signal: AbortSignal,
  told: { readonly show: (event: ShownEvent) => void; readonly moved: (id: string) => void },
): Promise<void> {
  const query = new URLSearchParams();
  if (names.length > 0) query.set('name', names.join(','));
  if (all) query.set('transient', 'yes');
  const silence = new AbortController();
  const alarm = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await reach(server, `/api/events/stream?${query.toString()}`, {
      headers: { accept: 'text/event-stream', ...(after === null ? {} : { 'last-event-id': after }) },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || response.body === null) {
      const { error } = (await response.json()) as { error: { message: string; remedy: string } };
      throw errors.refused(error);
    }
    const stream = readEventStream(response.body, (id) => {
      alarm.refresh();
      told.moved(id);
    });
    for await (const { data } of stream) told.show(JSON.parse(data) as ShownEvent);
  } finally {
    clearTimeout(alarm);
  }
}

async function reach(server: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${server}${path}`, init);
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw errors.unreachable({ server, reason }, { cause: error });
  }
}

function waited(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
