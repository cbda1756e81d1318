import type { Clock } from '#lib/clock';
import { defineErrors, errorEntry } from '#lib/user-error';
import { type Args, cursorOf, pageOf, text } from '../api/arguments.ts';
import { eventView, iso, type View } from '../api/views.ts';
import { EVENT_NAMES, EVENTS, isEventName } from './catalogue.ts';
import type { EventFilter, Events } from './events.ts';
import { watchTransient } from './watch-transient.ts';

const errors = defineErrors({
  unknownName: errorEntry<{ name: string }>({
    code: 'unknown-event-name',
    cause: ({ name }) => `${JSON.stringify(name.slice(0, 60))} is no event of the catalogue.`,
    remedy: 'Use names of docs/events.md, such as print-ended.',
    field: 'names',
  }),
});

/** Names of the catalogue, or null for all. */
export function namesOf(value: unknown): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  const names = value.map(String);
  for (const name of names) if (!isEventName(name)) throw errors.unknownName({ name });
  return names;
}

const filterOf = (args: Args): EventFilter => ({
  names: namesOf(args.names),
  correlationId: text(args.correlationId),
  printerId: text(args.printerId),
  printId: text(args.printId),
  jobId: text(args.jobId),
});

/** The log of events, the catalogue and its counts, and what is told live. */
export function eventResolvers({ events, clock }: { readonly events: Events; readonly clock: Clock }) {
  async function eventPage(args: Args): Promise<View> {
    const { first, after } = pageOf(args);
    const range = { after: cursorOf(after), before: cursorOf(args.before, 'before'), limit: first };
    const page = await events.page(filterOf(args), range);
    return { items: page.map(eventView), endCursor: page.length === 0 ? (after ?? '0') : String(page.at(-1)?.cursor) };
  }

  const catalogue = (): readonly View[] =>
    EVENT_NAMES.map((name) => {
      const { kind, by, tells, payload } = EVENTS[name];
      return { name, durable: kind === 'durable', emitter: by, tells, payload, count: events.counts().get(name) ?? 0 };
    });

  return {
    Query: { events: eventPage, eventKinds: catalogue },
    Mutation: {
      async resetEventCounts() {
        events.resetCounts();
        return catalogue();
      },
    },
    Subscription: {
      async *events(args: Args, signal: AbortSignal) {
        const names = namesOf(args.names);
        for await (const event of events.follow(cursorOf(args.after), signal))
          if (names === null || names.includes(event.name)) yield eventView(event);
      },
      async *transientEvents(args: Args, signal: AbortSignal) {
        const names = namesOf(args.names);
        for await (const { name, subject, payload } of watchTransient(events, names, signal))
          yield { name, at: iso(clock.now()), printerId: subject.printerId ?? null, payload };
      },
    },
  };
}
