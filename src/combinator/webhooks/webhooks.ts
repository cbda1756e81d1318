import { backoffDelayMs } from '#lib/backoff';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { defineErrors, errorEntry } from '#lib/user-error';
import { flag, type Storage, type Transaction } from '#storage/storage';
import { compareAndSet } from '#storage/compare-and-set';
import { eventView } from '../api/views.ts';
import type { Events, StoredEvent } from '../events/events.ts';
import type { Problems } from '../problems/problems.ts';
import type { FarmSchema } from '../schema.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Settings } from '../settings/settings.ts';
import type { Resolve } from './address-check.ts';
import { send, type Sent } from './send.ts';
import { newSecret } from './sign.ts';
import type { WebhookDeliveryTable, WebhookTable } from './tables.ts';

export type Webhook = Omit<WebhookTable, 'secret'>;
export type Delivery = Omit<WebhookDeliveryTable, 'id'> & { readonly id: number };

export interface WebhookChange {
  readonly id: string;
  /** The one that the person edited (CF2). */
  readonly version: number;
  readonly url?: string;
  readonly names?: readonly string[] | null;
  readonly enabled?: boolean;
}

/**
 * Events to other programs, signed. Each webhook has a cursor of its own in the log: what was not taken is sent again, in order, over a
 * crash as well, and a receiver that is down holds up no other. One that fails for long is switched off, and the board says so.
 */
export interface Webhooks extends AsyncDisposable {
  /** The secret is shown here and never again. */
  add(
    url: string,
    names: readonly string[] | null,
    by: string,
  ): Promise<{ readonly id: string; readonly secret: string }>;
  change(change: WebhookChange, by: string): Promise<void>;
  renewSecret(id: string, by: string): Promise<string>;
  remove(id: string, by: string): Promise<void>;
  list(): Promise<readonly Webhook[]>;
  get(id: string): Promise<Webhook>;
  /** The newest attempts of one, newest first; `before` is the id that the page before ended with. */
  deliveries(id: string, limit: number, before: number | null): Promise<readonly Delivery[]>;
  /** Sends a message that tells of nothing, now, and says what came of it. */
  test(id: string): Promise<Sent>;
  /** Resolves when nothing is under way and nothing is owed that could be sent now; for tests. */
  idle(): Promise<void>;
}

const errors = defineErrors({
  unknown: errorEntry<{ id: string }>({
    code: 'unknown-webhook',
    cause: () => 'There is no such webhook.',
    remedy: 'It may have been removed meanwhile: load the page again.',
    field: 'id',
  }),
  badUrl: errorEntry<{ rule: string }>({
    code: 'bad-webhook-url',
    cause: ({ rule }) => `This address cannot be used: ${rule}.`,
    remedy: 'Give the whole address of the receiver, such as https://shop.example/croft.',
    field: 'url',
    rule: ({ rule }) => rule,
  }),
  tooMany: errorEntry<{ limit: number }>({
    code: 'too-many-webhooks',
    cause: ({ limit }) => `The farm has ${limit} webhooks already.`,
    remedy: 'Remove one that nobody needs.',
  }),
});

/** Each costs a connection and a place in memory. */
const WEBHOOKS_LIMIT = 50;
const URL_LIMIT = 2_000;
/** Events read from the log at once. */
const BATCH = 50;
const RETRY = { firstMs: 1_000, capMs: 15 * 60_000 };
/** One that fails for this long is switched off: somebody must look, and its backlog must not grow for ever. */
export const SWITCHED_OFF_AFTER_MS = 24 * 3_600_000;
/** Deliveries that the log of one webhook remembers. */
const DELIVERIES_KEPT = 500;
/** The safety net under a wake-up that is lost. */
const LOOK_AGAIN_MS = 30_000;

export function createWebhooks(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly problems: Problems;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
  readonly resolve?: Resolve;
}): Webhooks {
  const { storage, events, problems, settings, secrets, clock, chance, log } = parts;
  const stop = new AbortController();
  const pumps = new Map<string, Pump>();

  interface Pump {
    /** Something is owed, or may be. */
    dirty: boolean;
    timer: Disposable | null;
    running: Promise<void> | null;
  }

  async function rowIn(db: Storage<FarmSchema>['read'], id: string): Promise<WebhookTable> {
    const row = await db.selectFrom('webhook').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw errors.unknown({ id });
    return row;
  }

  function wake(id: string): void {
    if (stop.signal.aborted) return;
    const pump = pumps.get(id) ?? { dirty: false, timer: null, running: null };
    pumps.set(id, pump);
    pump.dirty = true;
    // One that waits to try again is not woken by what happens meanwhile.
    if (pump.running !== null || pump.timer !== null) return;
    pump.running = run(id, pump)
      .catch((error: unknown) => {
        log.error({ err: error, webhook: id }, 'a webhook could not be served');
        later(id, pump, LOOK_AGAIN_MS);
      })
      .finally(() => {
        pump.running = null;
        if (pump.dirty) wake(id);
      });
  }

  function later(id: string, pump: Pump, ms: number): void {
    pump.timer?.[Symbol.dispose]();
    pump.timer = clock.schedule(ms, () => {
      pump.timer = null;
      wake(id);
    });
  }

  async function run(id: string, pump: Pump): Promise<void> {
    while (pump.dirty && !stop.signal.aborted) {
      pump.dirty = false;
      const row = await storage.read.selectFrom('webhook').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined || row.enabled === 0) return;
      const names = row.names === null ? null : (JSON.parse(row.names) as string[]);
      const owed = await events.page({ names }, { after: row.cursor, before: null, limit: BATCH });
      for (const event of owed) {
        const now = await rowIn(storage.read, id).catch(() => null);
        if (now === null || now.enabled === 0 || stop.signal.aborted) return;
        if (!(await deliver(now, event, pump))) return;
      }
      if (owed.length === BATCH) pump.dirty = true;
    }
  }

  /** Whether it was taken. */
  async function deliver(row: WebhookTable, event: StoredEvent, pump: Pump): Promise<boolean> {
    const began = clock.now();
    const sent = await post(row, `event-${event.cursor}`, JSON.stringify(eventView(event)));
    // Ending is no failure of the receiver: the event stays owed.
    if (stop.signal.aborted && sent.error !== null) return false;
    const at = clock.now();
    const durationMs = at - began;
    const failing = row.failing_since_at ?? began;
    const failures = sent.error === null ? 0 : row.failures + 1;
    const givesUp = sent.error !== null && at - failing >= SWITCHED_OFF_AFTER_MS;
    await storage.transaction(async (tx) => {
      await record(tx, row.id, { cursor: event.cursor, name: event.name, at: began, durationMs, sent });
      await tx
        .updateTable('webhook')
        .set(
          sent.error === null
            ? { cursor: event.cursor, failures: 0, failing_since_at: null }
            : { failures, failing_since_at: failing },
        )
        .where('id', '=', row.id)
        .execute();
      if (givesUp) await switchOff(tx, row, sent.error ?? '');
    });
    if (sent.error !== null && !givesUp) later(row.id, pump, backoffDelayMs(failures - 1, RETRY, chance));
    return sent.error === null;
  }

  async function switchOff(
    tx: Transaction<FarmSchema>,
    { id, url, version }: WebhookTable,
    reason: string,
  ): Promise<void> {
    const host = new URL(url).host;
    await tx
      .updateTable('webhook')
      .set({ enabled: 0, version: version + 1 })
      .where('id', '=', id)
      .execute();
    await events.emit(tx, 'webhook-disabled', {}, { webhookId: id, host, reason });
    await problems.raise(tx, {
      code: 'webhook-failing',
      message: `The webhook to ${host} was switched off: ${reason}.`,
    });
  }

  const post = async (row: WebhookTable, id: string, body: string): Promise<Sent> => {
    const secret = secrets.open(placeOf(row.id), row.secret);
    if (secret === null) return { status: null, error: 'its secret cannot be read any more; make a new one' };
    return send(
      { url: row.url, secret, id, body, at: clock.now() },
      {
        localAllowed: settings.current().webhooksToThisHost,
        signal: stop.signal,
        ...(parts.resolve === undefined ? {} : { resolve: parts.resolve }),
      },
    );
  };

  async function record(
    tx: Transaction<FarmSchema>,
    id: string,
    told: { cursor: number | null; name: string; at: number; durationMs: number; sent: Sent },
  ): Promise<void> {
    const { id: newest } = await tx
      .insertInto('webhook_delivery')
      .values({
        webhook_id: id,
        cursor: told.cursor,
        name: told.name,
        at: told.at,
        status: told.sent.status,
        duration_ms: told.durationMs,
        error: told.sent.error,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    if (newest % 50 !== 0) return;
    const last = await tx
      .selectFrom('webhook_delivery')
      .select('id')
      .where('webhook_id', '=', id)
      .orderBy('id', 'desc')
      .offset(DELIVERIES_KEPT)
      .limit(1)
      .executeTakeFirst();
    if (last !== undefined)
      await tx.deleteFrom('webhook_delivery').where('webhook_id', '=', id).where('id', '<=', last.id).execute();
  }

  const wakeAll = async (): Promise<void> => {
    for (const { id } of await storage.read.selectFrom('webhook').select('id').where('enabled', '=', 1).execute())
      wake(id);
  };
  const lookAgain = (): Disposable =>
    clock.schedule(LOOK_AGAIN_MS, () => {
      wakeAll().catch((error: unknown) => log.error({ err: error }, 'the webhooks could not be read'));
      again = lookAgain();
    });
  let again = lookAgain();
  // What is committed is owed to those that are known; others are found by the timer.
  const listening = events.onCommitted(() => {
    for (const id of pumps.keys()) wake(id);
  });
  void wakeAll().catch((error: unknown) => log.error({ err: error }, 'the webhooks could not be read'));

  return {
    async add(url, names, by) {
      checkUrl(url);
      const id = chance.id();
      const secret = newSecret();
      const cursor = await events.begin(null);
      await storage.transaction(async (tx) => {
        const { count } = await tx
          .selectFrom('webhook')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow();
        if (Number(count) >= WEBHOOKS_LIMIT) throw errors.tooMany({ limit: WEBHOOKS_LIMIT });
        await tx
          .insertInto('webhook')
          .values({
            id,
            url,
            names: names === null ? null : JSON.stringify(names),
            secret: await secrets.seal(tx, placeOf(id), secret),
            enabled: 1,
            cursor,
            failures: 0,
            failing_since_at: null,
            version: 1,
            created_at: clock.now(),
          })
          .execute();
        await events.emit(tx, 'webhook-added', {}, { webhookId: id, host: new URL(url).host, by });
      });
      wake(id);
      return { id, secret };
    },
    async change({ id, version, url, names, enabled }, by) {
      if (url !== undefined) checkUrl(url);
      await storage.transaction(async (tx) => {
        const row = await rowIn(tx, id);
        const changes = {
          ...(url === undefined ? {} : { url }),
          ...(names === undefined ? {} : { names: names === null ? null : JSON.stringify(names) }),
          // Switched on again it begins with what it is owed, and its patience begins anew.
          ...(enabled === undefined ? {} : { enabled: flag(enabled), failures: 0, failing_since_at: null }),
        };
        await compareAndSet<FarmSchema, 'webhook'>(tx, 'webhook', { key: { id }, version, set: changes });
        const host = new URL(url ?? row.url).host;
        const given = { url, names, enabled };
        const fields = Object.entries(given).flatMap(([field, value]) => (value === undefined ? [] : [field]));
        await events.emit(tx, 'webhook-changed', {}, { webhookId: id, host, fields, by });
      });
      const pump = pumps.get(id);
      pump?.timer?.[Symbol.dispose]();
      if (pump !== undefined) pump.timer = null;
      wake(id);
    },
    renewSecret: (id, by) =>
      storage.transaction(async (tx) => {
        const row = await rowIn(tx, id);
        const secret = newSecret();
        await compareAndSet<FarmSchema, 'webhook'>(tx, 'webhook', {
          key: { id },
          version: row.version,
          set: { secret: await secrets.seal(tx, placeOf(id), secret) },
        });
        const host = new URL(row.url).host;
        await events.emit(tx, 'webhook-changed', {}, { webhookId: id, host, fields: ['secret'], by });
        return secret;
      }),
    async remove(id, by) {
      await storage.transaction(async (tx) => {
        const { url } = await rowIn(tx, id);
        await tx.deleteFrom('webhook_delivery').where('webhook_id', '=', id).execute();
        await tx.deleteFrom('webhook').where('id', '=', id).execute();
        await events.emit(tx, 'webhook-removed', {}, { webhookId: id, host: new URL(url).host, by });
      });
      pumps.get(id)?.timer?.[Symbol.dispose]();
      pumps.delete(id);
    },
    async list() {
      const rows = await storage.read.selectFrom('webhook').selectAll().orderBy('created_at').orderBy('id').execute();
      return rows.map(withoutSecret);
    },
    get: async (id) => withoutSecret(await rowIn(storage.read, id)),
    async deliveries(id, limit, before) {
      let query = storage.read.selectFrom('webhook_delivery').selectAll().where('webhook_id', '=', id);
      if (before !== null) query = query.where('id', '<', before);
      return query.orderBy('id', 'desc').limit(limit).execute();
    },
    async test(id) {
      const row = await rowIn(storage.read, id);
      const began = clock.now();
      const body = { name: 'webhook-test', at: new Date(began).toISOString(), payload: { webhookId: id } };
      const sent = await post(row, `test-${chance.id()}`, JSON.stringify(body));
      const told = { cursor: null, name: body.name, at: began, durationMs: clock.now() - began, sent };
      await storage.transaction((tx) => record(tx, id, told));
      return sent;
    },
    async idle() {
      for (;;) {
        const running = [...pumps.values()].flatMap((pump) => (pump.running === null ? [] : [pump.running]));
        if (running.length === 0) return;
        await Promise.all(running);
      }
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      again[Symbol.dispose]();
      listening[Symbol.dispose]();
      for (const pump of pumps.values()) pump.timer?.[Symbol.dispose]();
      for (const pump of pumps.values()) await pump.running;
    },
  };
}

const placeOf = (id: string) => ({ table: 'webhook', id, column: 'secret' });

/** All that leaves this file of a row. */
function withoutSecret(row: WebhookTable): Webhook {
  const { id, url, names, enabled, cursor, failures, failing_since_at, version, created_at } = row;
  return { id, url, names, enabled, cursor, failures, failing_since_at, version, created_at };
}

function checkUrl(text: string): void {
  if (text.length > URL_LIMIT) throw errors.badUrl({ rule: `at most ${URL_LIMIT} characters` });
  const url = URL.parse(text);
  if (url === null) throw errors.badUrl({ rule: 'it is no address' });
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw errors.badUrl({ rule: 'only https:// and http://' });
  if (url.username !== '' || url.password !== '') throw errors.badUrl({ rule: 'no name and password in it' });
}
