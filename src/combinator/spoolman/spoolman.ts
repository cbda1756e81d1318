import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { flag, type Storage, type Transaction } from '#storage/storage';
import type { Materials } from '../materials/materials.ts';
import { fieldsOf } from '../materials/spool-fields.ts';
import { allSpools, spoolByCode, spoolById, type SpoolRow } from '../materials/store.ts';
import type { FarmSchema } from '../schema.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { checkSpoolmanUrl, createSpoolmanClient, type SpoolmanClient } from './client.ts';
import { commentOf, type RemoteFields, type RemoteSpool } from './remote-spool.ts';
import { splitLogin, withLogin } from './login.ts';
import type { SpoolmanSpoolTable } from './tables.ts';

/** How the farm stands with its Spoolman. */
export interface SpoolmanState {
  /** Without user and password; null when none is set. */
  readonly url: string | null;
  readonly hasPassword: boolean;
  readonly syncedAt: number | null;
  readonly problem: string | null;
  /** Spools that both sides have. */
  readonly linked: number;
  /** What was taken here and is not known there yet. */
  readonly waiting: number;
}

/**
 * The same spools here and in a Spoolman.
 *
 * The rules where both sides have changed:
 * S1 What was used is added up: what prints took here is sent there once, what others took there is taken here once. Neither side's
 *    number ever overwrites the other's.
 * S2 Of the other fields that side wins which alone has changed since both were the same; where both did, Spoolman does.
 * S3 What Spoolman keeps with the filament (vendor, name, material, colours, density, diameter, weights) is changed there.
 * S4 A spool that is deleted there stays here, and is not made there again.
 */
export interface Spoolman extends AsyncDisposable {
  state(): Promise<SpoolmanState>;
  /** Another address is another Spoolman: what was known of the old one is forgotten. Null ends it. Errors: `bad-spoolman-address`. */
  set(url: string | null): Promise<void>;
  /** Now; joins one that runs. Errors: those of `spoolmanErrors`. */
  sync(): Promise<void>;
}

const EVERY_MS = 60_000;
/** After a spool changed here; a burst of changes is one. */
const SOON_MS = 2_000;
const ROW = 'farm';
const PLACE = { table: 'spoolman', id: ROW, column: 'login' };
const NONE = { url: null, login: null };
/** Weights are told with a fraction; smaller differences are none. */
const GRAMS_ALIKE = 0.01;
export const SPOOLMAN = 'Spoolman';

type Tx = Transaction<FarmSchema>;
type Link = SpoolmanSpoolTable;

export function createSpoolman(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly materials: Pick<Materials, 'addIn' | 'changeIn' | 'archiveIn' | 'useIn'>;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly log: Log;
}): Spoolman {
  const { storage, materials, secrets, clock, log } = parts;
  const ended = new AbortController();
  let timer: { readonly at: number; readonly wait: Disposable } | null = null;
  let running: Promise<void> | null = null;

  const settings = () => storage.read.selectFrom('spoolman').selectAll().where('id', '=', ROW).executeTakeFirst();

  function sync(): Promise<void> {
    running ??= syncNow().finally(() => (running = null));
    return running;
  }

  async function syncNow(): Promise<void> {
    const row = await settings();
    if (row === undefined || ended.signal.aborted) return;
    try {
      const client = createSpoolmanClient(
        withLogin(row.url, row.login === null ? null : secrets.open(PLACE, row.login)),
        ended.signal,
      );
      await sendUses(client);
      await compareAll(client);
      await storage.transaction((tx) =>
        tx.updateTable('spoolman').set({ synced_at: clock.now(), problem: null }).where('id', '=', ROW).execute(),
      );
    } catch (error) {
      if (ended.signal.aborted) return;
      const problem = error instanceof Error ? error.message : String(error);
      await storage.transaction((tx) => tx.updateTable('spoolman').set({ problem }).where('id', '=', ROW).execute());
      throw error;
    }
  }

  // ---- What was taken here (S1)

  async function sendUses(client: SpoolmanClient): Promise<void> {
    const due = await storage.read
      .selectFrom('spool_use')
      .innerJoin('spoolman_spool', 'spoolman_spool.spool_id', 'spool_use.spool_id')
      .leftJoin('spoolman_use', 'spoolman_use.use_id', 'spool_use.id')
      .select(['spool_use.id', 'spool_use.spool_id', 'spool_use.grams', 'spoolman_spool.remote_id'])
      .select(['spoolman_use.status', 'spoolman_use.base_used'])
      .where('spool_use.by', '<>', SPOOLMAN)
      .where('spoolman_spool.gone', '=', 0)
      .where((eb) => eb.or([eb('spoolman_use.status', 'is', null), eb('spoolman_use.status', '=', 'sending')]))
      .orderBy('spool_use.at')
      .orderBy('spool_use.id')
      .execute();
    for (const use of due) {
      const remote = await client.spool(use.remote_id);
      if (remote === null) continue;
      // An answer was lost, or this farm died between request and record: others only add, so what is there now says which.
      const base = use.base_used;
      const arrived =
        base !== null &&
        (use.grams >= 0
          ? remote.usedGrams >= base + use.grams - GRAMS_ALIKE
          : remote.usedGrams <= Math.max(0, base + use.grams) + GRAMS_ALIKE);
      if (base !== null && arrived) {
        await settle(use.id, use.spool_id, Math.max(-base, use.grams));
        continue;
      }
      await storage.transaction((tx) =>
        tx
          .insertInto('spoolman_use')
          .values({ use_id: use.id, status: 'sending', base_used: remote.usedGrams })
          .onConflict((conflict) => conflict.column('use_id').doUpdateSet({ base_used: remote.usedGrams }))
          .execute(),
      );
      if (use.grams !== 0) await client.use(use.remote_id, use.grams);
      await settle(use.id, use.spool_id, Math.max(-remote.usedGrams, use.grams));
    }
  }

  /** It is there: what it took is accounted for on both sides. */
  const settle = (useId: string, spoolId: string, grams: number): Promise<void> =>
    storage.transaction(async (tx) => {
      await tx.updateTable('spoolman_use').set({ status: 'done' }).where('use_id', '=', useId).execute();
      await tx
        .updateTable('spoolman_spool')
        .set((eb) => ({ remote_used: eb('remote_used', '+', grams) }))
        .where('spool_id', '=', spoolId)
        .execute();
    });

  // ---- What both sides have

  async function compareAll(client: SpoolmanClient): Promise<void> {
    const remotes = await client.spools();
    const links = await storage.read.selectFrom('spoolman_spool').selectAll().execute();
    const byRemote = new Map(links.map((link) => [link.remote_id, link]));
    for (const remote of remotes) {
      const link = byRemote.get(remote.id);
      if (link === undefined) await storage.transaction((tx) => takeIn(tx, remote));
      else await compare(client, link, remote);
    }
    const there = new Set(remotes.map(({ id }) => id));
    for (const link of links) {
      if (there.has(link.remote_id) || link.gone === 1) continue;
      await storage.transaction((tx) =>
        tx.updateTable('spoolman_spool').set({ gone: 1 }).where('spool_id', '=', link.spool_id).execute(),
      );
    }
    await sendNew(client);
  }

  /** A spool that is new here, or was made there from one of ours. */
  async function takeIn(tx: Tx, remote: RemoteSpool): Promise<void> {
    const ours = remote.code === null ? undefined : await spoolByCode(tx, remote.code);
    const taken =
      ours === undefined
        ? undefined
        : await tx.selectFrom('spoolman_spool').select('spool_id').where('spool_id', '=', ours.id).executeTakeFirst();
    if (ours !== undefined && taken === undefined) return linkIn(tx, ours.id, remote);
    const id = await materials.addIn(tx, { ...remote.fields, usedGrams: remote.usedGrams });
    await linkIn(tx, id, remote);
    if (remote.archived) await materials.archiveIn(tx, id, true);
  }

  async function linkIn(tx: Tx, spoolId: string, remote: RemoteSpool): Promise<void> {
    await tx
      .insertInto('spoolman_spool')
      .values({
        spool_id: spoolId,
        remote_id: remote.id,
        remote_used: remote.usedGrams,
        fields: JSON.stringify(remote.fields),
        archived: flag(remote.archived),
        gone: 0,
      })
      .execute();
  }

  /** One spool that both sides have (S1, S2). */
  async function compare(client: SpoolmanClient, link: Link, remote: RemoteSpool): Promise<void> {
    const known = JSON.parse(link.fields) as RemoteFields;
    const local = await spoolById(storage.read, link.spool_id);
    if (local === undefined) return;
    const mine = fieldsOf(local);
    const changes: Record<string, unknown> = {};
    for (const [field, name] of SENT) {
      const changedHere = mine[field] !== known[field];
      const changedThere = remote.fields[field] !== known[field];
      if (!changedHere || changedThere) continue;
      changes[name] = field === 'note' && remote.code !== null ? commentOf(mine.note, remote.code) : mine[field];
    }
    const archivedThere = remote.archived !== (link.archived === 1);
    if (!archivedThere && local.archived !== link.archived) changes.archived = local.archived === 1;
    const now = Object.keys(changes).length === 0 ? remote : await client.change(remote.id, changes);
    await storage.transaction(async (tx) => {
      const row = await spoolById(tx, link.spool_id);
      if (row === undefined) return;
      // What was changed there. What we have sent is here already, and may have been edited again since.
      const entries = Object.entries(remote.fields).filter(
        ([field, value]) => JSON.stringify(value) !== JSON.stringify(known[field as keyof RemoteFields]),
      );
      const fields = Object.fromEntries(entries) as Partial<RemoteFields>;
      if (entries.length > 0) await materials.changeIn(tx, { id: row.id, version: row.version, fields }, SPOOLMAN);
      const grams = now.usedGrams - link.remote_used;
      if (Math.abs(grams) >= GRAMS_ALIKE) await materials.useIn(tx, row.id, grams, 'taken in Spoolman', SPOOLMAN);
      if (archivedThere) await materials.archiveIn(tx, row.id, now.archived);
      await tx
        .updateTable('spoolman_spool')
        .set({
          remote_used: now.usedGrams,
          fields: JSON.stringify(now.fields),
          archived: flag(now.archived),
          gone: 0,
        })
        .where('spool_id', '=', link.spool_id)
        .execute();
    });
  }

  /** Spools that only this farm has. */
  async function sendNew(client: SpoolmanClient): Promise<void> {
    const linked = await storage.read.selectFrom('spoolman_spool').select('spool_id').execute();
    const known = new Set(linked.map(({ spool_id: id }) => id));
    const missing = (await allSpools(storage.read)).filter(({ id, archived }) => archived === 0 && !known.has(id));
    for (const { id } of missing) await sendOne(client, id);
  }

  async function sendOne(client: SpoolmanClient, id: string): Promise<void> {
    // Both in one look, before anything is sent: what is taken from now on is not in the amount that is sent, and what was taken is in it,
    // also when the answer is lost and the spool is found there by its code.
    const row = await storage.transaction(async (tx) => {
      const uses = await tx.selectFrom('spool_use').select('id').where('spool_id', '=', id).execute();
      for (const use of uses)
        await tx
          .insertInto('spoolman_use')
          .values({ use_id: use.id, status: 'done', base_used: null })
          .onConflict((conflict) => conflict.column('use_id').doNothing())
          .execute();
      return spoolById(tx, id);
    });
    if (row === undefined) return;
    const remote = await client.create(fieldsOf(row), row.code);
    await storage.transaction(async (tx) => {
      if ((await spoolById(tx, id)) !== undefined) await linkIn(tx, id, remote);
    });
  }

  // ---- When

  function after(ms: number): void {
    const at = clock.monotonic() + ms;
    if (ended.signal.aborted || (timer !== null && timer.at <= at)) return;
    timer?.wait[Symbol.dispose]();
    const wait = clock.schedule(ms, () => {
      timer = null;
      sync()
        .catch((error: unknown) => log.warn({ reason: (error as Error).message }, 'Spoolman could not be asked'))
        .finally(() => after(EVERY_MS));
    });
    timer = { at, wait };
  }
  after(SOON_MS);
  const changed = storage.listen('farm', (notice) => {
    if (notice.kind === 'missed' || notice.name === 'spools') after(SOON_MS);
  });

  return {
    async state() {
      const row = await settings();
      if (row === undefined)
        return { url: null, hasPassword: false, syncedAt: null, problem: null, linked: 0, waiting: 0 };
      const { count: linked } = await storage.read
        .selectFrom('spoolman_spool')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('gone', '=', 0)
        .executeTakeFirstOrThrow();
      const { count: waiting } = await storage.read
        .selectFrom('spool_use')
        .innerJoin('spoolman_spool', 'spoolman_spool.spool_id', 'spool_use.spool_id')
        .leftJoin('spoolman_use', 'spoolman_use.use_id', 'spool_use.id')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('spool_use.by', '<>', SPOOLMAN)
        .where('spoolman_spool.gone', '=', 0)
        .where((eb) => eb.or([eb('spoolman_use.status', 'is', null), eb('spoolman_use.status', '=', 'sending')]))
        .executeTakeFirstOrThrow();
      return {
        url: row.url,
        hasPassword: row.login !== null,
        syncedAt: row.synced_at,
        problem: row.problem,
        linked: Number(linked),
        waiting: Number(waiting),
      };
    },
    async set(given) {
      const { url, login } = given === null ? NONE : splitLogin(checkSpoolmanUrl(given));
      // Until the one that runs is over, it writes of the old one.
      await running?.catch(() => {});
      await storage.transaction(async (tx) => {
        const before = await tx.selectFrom('spoolman').selectAll().where('id', '=', ROW).executeTakeFirst();
        if (url === null || (before !== undefined && before.url !== url)) {
          await tx.deleteFrom('spoolman_use').execute();
          await tx.deleteFrom('spoolman_spool').execute();
        }
        await tx.deleteFrom('spoolman').where('id', '=', ROW).execute();
        if (url !== null)
          await tx
            .insertInto('spoolman')
            .values({
              id: ROW,
              url,
              login: login === null ? null : await secrets.seal(tx, PLACE, login),
              synced_at: null,
              problem: null,
            })
            .execute();
      });
      if (url !== null) after(0);
    },
    sync,
    async [Symbol.asyncDispose]() {
      ended.abort();
      changed[Symbol.dispose]();
      timer?.wait[Symbol.dispose]();
      await running?.catch(() => {});
    },
  };
}

/** The fields that belong to a spool there too, and what they are called (S3). */
const SENT = [
  ['location', 'location'],
  ['lot', 'lot_nr'],
  ['note', 'comment'],
  ['price', 'price'],
] as const satisfies readonly (readonly [keyof RemoteFields & keyof SpoolRow, string])[];
