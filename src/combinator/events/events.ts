import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { CorrelationId, JobId, PrinterId, PrintId } from '#model/ids';
import type { Storage, Transaction } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';
import { type DurableName, EVENT_NAMES, type EventName, type EventPayloads, type TransientName } from './catalogue.ts';
import { createTail } from './tail.ts';

/** What an event concerns, beside its payload. */
export interface EventSubject {
  readonly printerId?: PrinterId | null;
  readonly printId?: PrintId | null;
  readonly jobId?: JobId | null;
  readonly correlationId?: CorrelationId | null;
}

/** An event as it stands in the log. */
export interface StoredEvent {
  readonly cursor: number;
  readonly name: DurableName;
  /** ms since the epoch. */
  readonly at: number;
  readonly printerId: string | null;
  readonly printId: string | null;
  readonly jobId: string | null;
  readonly correlationId: string | null;
  readonly payload: unknown;
}

/** Which events are meant; what is left out does not matter. */
export interface EventFilter {
  readonly names?: readonly string[] | null;
  readonly correlationId?: string | null;
  readonly printerId?: string | null;
  readonly printId?: string | null;
  readonly jobId?: string | null;
}

/** Between which cursors, both excluded. Without `after` the newest that fit. */
export interface EventRange {
  readonly after: number | null;
  readonly before: number | null;
  readonly limit: number;
}

export type CommittedListener = <N extends DurableName>(
  name: N,
  subject: EventSubject,
  payload: EventPayloads[N],
) => void;

export type TransientListener = <N extends TransientName>(
  name: N,
  subject: EventSubject,
  payload: EventPayloads[N],
) => void;

/**
 * The farm's memory of what happened (EV1–EV5). A durable event is written in the transaction of the change that it tells of;
 * whoever listens reads the log from its own cursor, so that nothing is missed, doubled or kept waiting.
 */
export interface Events {
  emit<N extends DurableName>(
    tx: Transaction<FarmSchema>,
    name: N,
    subject: EventSubject,
    payload: EventPayloads[N],
  ): Promise<void>;
  /** The same of one name for many: one statement, each told as if it were alone, in their order. */
  emitAll<N extends DurableName>(
    tx: Transaction<FarmSchema>,
    name: N,
    all: readonly { readonly subject: EventSubject; readonly payload: EventPayloads[N] }[],
  ): Promise<void>;
  /** Delivered to whoever listens now, counted, and forgotten (EV5). */
  emitTransient<N extends TransientName>(name: N, subject: EventSubject, payload: EventPayloads[N]): void;
  /** Events after a cursor, oldest first. */
  since(cursor: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Events that fit, oldest first: one workflow by its correlation id (EV4), one printer, one print, some names. */
  page(filter: EventFilter, range: EventRange): Promise<readonly StoredEvent[]>;
  /**
   * Everything after `cursor` (null: from now on), then what comes, until the signal; in order, without gap or repetition. A
   * reader that is slow falls behind and reads on from the log; nobody waits for it. Errors: `events-forgotten` when events after the
   * cursor are gone, `events-cursor-unknown` for one that this log never gave (an older database was restored).
   */
  follow(cursor: number | null, signal: AbortSignal): AsyncIterable<StoredEvent>;
  /** Where a reader begins that has seen everything up to `cursor` (null: up to now). Errors: those of `follow`. */
  begin(cursor: number | null): Promise<number>;
  onTransient(listener: TransientListener): Disposable;
  /** Hears of each committed event by name; a consequence that must not be lost reads the database instead (flows.ts). */
  onCommitted(listener: CommittedListener): Disposable;
  /** How often each event was emitted since the start or the last reset, those that nobody hears included (EV3). */
  counts(): ReadonlyMap<EventName, number>;
  resetCounts(): void;
  /** Forgets events older than `beforeAt`, a few at a time so that nobody waits long. */
  prune(beforeAt: number): Promise<void>;
}

const errors = defineErrors({
  forgotten: errorEntry<{ cursor: number }>({
    code: 'events-forgotten',
    cause: ({ cursor }) => `Events that followed number ${cursor} are older than the log remembers.`,
    remedy: 'Load the present state, and follow from now on.',
    field: 'after',
  }),
  unknownCursor: errorEntry<{ cursor: number }>({
    code: 'events-cursor-unknown',
    cause: ({ cursor }) => `The log of events has no number ${cursor}; an older database may have been restored.`,
    remedy: 'Load the present state, and follow from now on.',
    field: 'after',
  }),
});

/** Events that one follower takes at once. */
const BATCH = 200;
/** Events forgotten in one transaction; a million at once would hold up every printer. */
const PRUNE_BATCH = 5_000;

export function createEvents({
  storage,
  clock,
  log,
  check = () => {},
}: {
  storage: Storage<FarmSchema>;
  clock: Clock;
  log: Log;
  /** Looks at every payload before it is told; tests hold them against the catalogue. */
  check?: (name: EventName, payload: unknown) => void;
}): Events {
  const counts = new Map<EventName, number>(EVENT_NAMES.map((name) => [name, 0]));
  const wakers = new Set<() => void>();
  const transient = new Set<TransientListener>();
  const committed = new Set<CommittedListener>();

  const tail = createTail({ since, last: lastCursor });

  const wakeAll = (): void => {
    tail.stale();
    for (const waker of wakers) waker();
  };
  // Ends with the storage.
  storage.listen('events', wakeAll);

  const count = (name: EventName): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };

  /** EV2: one listener's failure is its own. */
  function tell(name: EventName, act: () => void): void {
    try {
      act();
    } catch (error) {
      log.error({ err: error, event: name }, 'an event listener failed');
    }
  }

  async function emitAll<N extends DurableName>(
    tx: Transaction<FarmSchema>,
    name: N,
    all: readonly { readonly subject: EventSubject; readonly payload: EventPayloads[N] }[],
  ): Promise<void> {
    if (all.length === 0) return;
    for (const { payload } of all) check(name, payload);
    const at = clock.now();
    const rows = all.map(({ subject, payload }) => ({
      name,
      at,
      printer_id: subject.printerId ?? null,
      print_id: subject.printId ?? null,
      job_id: subject.jobId ?? null,
      correlation_id: subject.correlationId ?? null,
      payload: JSON.stringify(payload),
    }));
    await tx.insertInto('event').values(rows).execute();
    // The other combinators on this database hear of it by notice (PE5).
    if (storage.engine === 'postgres') tx.notify('events', 'new');
    tx.afterCommit(() => {
      for (const _ of all) count(name);
      wakeAll();
      for (const { subject, payload } of all)
        for (const listener of committed) tell(name, () => listener(name, subject, payload));
    });
  }

  async function since(cursor: number, limit: number): Promise<readonly StoredEvent[]> {
    const rows = await storage.read
      .selectFrom('event')
      .selectAll()
      .where('cursor', '>', cursor)
      .orderBy('cursor')
      .limit(limit)
      .execute();
    return rows.map(stored);
  }

  async function page(filter: EventFilter, { after, before, limit }: EventRange): Promise<readonly StoredEvent[]> {
    let query = storage.read.selectFrom('event').selectAll().limit(limit);
    if (filter.names != null) query = query.where('name', 'in', [...filter.names]);
    if (filter.correlationId != null) query = query.where('correlation_id', '=', filter.correlationId);
    if (filter.printerId != null) query = query.where('printer_id', '=', filter.printerId);
    if (filter.printId != null) query = query.where('print_id', '=', filter.printId);
    if (filter.jobId != null) query = query.where('job_id', '=', filter.jobId);
    if (before !== null) query = query.where('cursor', '<', before);
    if (after !== null) return (await query.where('cursor', '>', after).orderBy('cursor').execute()).map(stored);
    return (await query.orderBy('cursor', 'desc').execute()).reverse().map(stored);
  }

  async function lastCursor(): Promise<number> {
    const row = await storage.read
      .selectFrom('event')
      .select('cursor')
      .orderBy('cursor', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.cursor ?? 0;
  }

  async function beginAt(from: number | null): Promise<number> {
    const { oldest, newest: last } = await storage.read
      .selectFrom('event')
      .select((eb) => [eb.fn.min('cursor').as('oldest'), eb.fn.max('cursor').as('newest')])
      .executeTakeFirstOrThrow();
    if (from === null) return last ?? 0;
    if (from > (last ?? 0)) throw errors.unknownCursor({ cursor: from });
    // 0 is the beginning, whatever is left of it.
    if (from > 0 && oldest !== null && from < oldest - 1) throw errors.forgotten({ cursor: from });
    return from;
  }

  async function* follow(from: number | null, signal: AbortSignal): AsyncGenerator<StoredEvent> {
    let wake: () => void = () => {};
    let woken = true;
    const onWake = (): void => {
      woken = true;
      wake();
    };
    wakers.add(onWake);
    signal.addEventListener('abort', onWake, { once: true });
    try {
      let cursor = await beginAt(from);
      while (!signal.aborted) {
        woken = false;
        const batch = await tail.after(cursor, BATCH);
        for (const event of batch) {
          if (signal.aborted) return;
          cursor = event.cursor;
          yield event;
        }
        if (batch.length === 0 && !woken && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      wakers.delete(onWake);
      signal.removeEventListener('abort', onWake);
    }
  }

  return {
    emit: (tx, name, subject, payload) => emitAll(tx, name, [{ subject, payload }]),
    emitAll,
    emitTransient(name, subject, payload) {
      check(name, payload);
      count(name);
      for (const listener of transient) tell(name, () => listener(name, subject, payload));
    },
    since,
    page,
    follow,
    begin: beginAt,
    onTransient: (listener) => member(transient, listener),
    onCommitted: (listener) => member(committed, listener),
    counts: () => counts,
    resetCounts() {
      for (const name of counts.keys()) counts.set(name, 0);
    },
    async prune(beforeAt) {
      const batch = (tx: Transaction<FarmSchema>) =>
        tx
          .deleteFrom('event')
          .where('cursor', 'in', (eb) =>
            eb.selectFrom('event').select('cursor').where('at', '<', beforeAt).orderBy('at').limit(PRUNE_BATCH),
          )
          .executeTakeFirstOrThrow();
      while ((await storage.transaction(batch)).numDeletedRows > 0n);
    },
  };
}

function member<T>(set: Set<T>, value: T): Disposable {
  set.add(value);
  return { [Symbol.dispose]: () => void set.delete(value) };
}

function stored(row: {
  cursor: number;
  name: string;
  at: number;
  printer_id: string | null;
  print_id: string | null;
  job_id: string | null;
  correlation_id: string | null;
  payload: string;
}): StoredEvent {
  return {
    cursor: row.cursor,
    name: row.name as DurableName,
    at: row.at,
    printerId: row.printer_id,
    printId: row.print_id,
    jobId: row.job_id,
    correlationId: row.correlation_id,
    payload: JSON.parse(row.payload),
  };
}
