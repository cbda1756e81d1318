import { createHash, randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { encodeId } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { Storage } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { FarmSchema } from '../schema.ts';
import { type KeyScope, parseTarget, SCOPES, targetText } from './access.ts';
import { verifierOf } from './digest-login.ts';
import type { ApiKeyTable } from './tables.ts';

export type ApiKeyRow = Selectable<ApiKeyTable>;

export interface NewKey {
  readonly name: string;
  readonly scope: KeyScope;
  /** `queue`, `tag/…` or `printer/…`: for keys that only send files. */
  readonly target: string | null;
  readonly expiresInDays: number | null;
  /** Whether it is also a password for HTTP digest: for keys that only send files. */
  readonly digestLogin: boolean;
}

/** The keys of the farm: made, listed, revoked. The key itself is told once and kept nowhere. */
export interface ApiKeys {
  create(key: NewKey, by: string): Promise<{ readonly row: ApiKeyRow; readonly secret: string }>;
  /** Newest first, the revoked ones too. */
  list(): Promise<readonly ApiKeyRow[]>;
  /** For good, and at once. Revoking twice is one revoking. */
  revoke(id: string, by: string): Promise<ApiKeyRow>;
  find(id: string): Promise<ApiKeyRow | null>;
  /** How many open the farm now. */
  usable(): Promise<number>;
  /** Remembered to the minute. */
  used(row: ApiKeyRow): Promise<void>;
  /** Hears of every key that opens nothing any more. */
  onRevoked(hear: (id: string) => void): Disposable;
}

const errors = defineErrors({
  name: errorEntry<Record<never, never>>({
    code: 'bad-key-name',
    cause: () => 'This is no name for a key.',
    remedy: 'Name what uses it, in 1 to 80 characters, such as “PrusaSlicer on the office PC”.',
    field: 'name',
  }),
  scope: errorEntry<{ scope: string }>({
    code: 'bad-key-scope',
    cause: ({ scope }) => `${JSON.stringify(scope.slice(0, 40))} is no scope of a key.`,
    remedy: `Use one of ${SCOPES.join(', ')}.`,
    field: 'scope',
  }),
  target: errorEntry<{ target: string }>({
    code: 'bad-key-target',
    cause: ({ target }) => `${JSON.stringify(target.slice(0, 120))} is no target for uploads.`,
    remedy: 'Use queue, tag/<tag> or printer/<id of a printer>.',
    field: 'target',
  }),
  uploadOnly: errorEntry<{ field: string }>({
    code: 'key-not-for-uploads',
    cause: () => 'Only a key that sends files, and nothing else, has a target or a digest login.',
    remedy: 'Choose the scope upload, or leave it out.',
    field: ({ field }) => field,
  }),
  expiry: errorEntry<Record<never, never>>({
    code: 'bad-key-expiry',
    cause: () => 'This is no number of days for a key.',
    remedy: `Use a whole number from 1 to 3650, or leave it out for a key without an end.`,
    field: 'expiresInDays',
  }),
  many: errorEntry<{ limit: number }>({
    code: 'too-many-keys',
    cause: ({ limit }) => `The farm has ${limit} keys that were not revoked.`,
    remedy: 'Revoke those that nobody uses.',
  }),
  unknown: errorEntry<Record<never, never>>({
    code: 'unknown-key',
    cause: () => 'There is no such key.',
    remedy: 'List the keys again: it may be an old page.',
    field: 'id',
  }),
});

const DAY_MS = 24 * 60 * 60_000;
/** More is a script that makes one each time that it runs. */
const KEYS_LIMIT = 1_000;
const LAST_USE_MS = 60_000;

/** `croft_<10 characters that name it>_<52 characters of secret>`: nothing that a dialog or a shell would change. */
const FORM = /^croft_([0-9a-z]{10})_[0-9a-z]{52}$/;

/** Which key a text claims to be; null when it has not the form of one. */
export const keyIdOf = (secret: string): string | null => FORM.exec(secret)?.[1] ?? null;

/** 256 random bits need no slow hash: nobody can try them all (docs/decisions/0008-api-keys.md). */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export function createApiKeys(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly clock: Clock;
}): ApiKeys {
  const { storage, events, clock } = parts;
  const hearers = new Set<(id: string) => void>();
  const lastUses = new Map<string, number>();

  const usableRows = (now: number) =>
    storage.read
      .selectFrom('api_key')
      .where('revoked_at', 'is', null)
      .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]));

  return {
    async create(key, by) {
      const name = key.name.trim();
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      if (name === '' || name.length > 80 || /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(name))
        throw errors.name({});
      if (!SCOPES.includes(key.scope)) throw errors.scope({ scope: key.scope });
      const target = key.target === null ? null : parseTarget(key.target);
      if (key.target !== null && target === null) throw errors.target({ target: key.target });
      if (key.scope !== 'upload' && target !== null) throw errors.uploadOnly({ field: 'target' });
      if (key.scope !== 'upload' && key.digestLogin) throw errors.uploadOnly({ field: 'digestLogin' });
      const days = key.expiresInDays;
      if (days !== null && (!Number.isInteger(days) || days < 1 || days > 3650)) throw errors.expiry({});
      const id = encodeId(randomBytes(16)).slice(-10);
      const secret = `croft_${id}_${encodeId(randomBytes(16))}${encodeId(randomBytes(16))}`;
      const row: ApiKeyRow = {
        id,
        name,
        scope: key.scope,
        target: target === null ? null : targetText(target),
        hash: hashOf(secret),
        digest_hash: key.digestLogin ? verifierOf(id, secret) : null,
        created_at: clock.now(),
        created_by: by,
        expires_at: days === null ? null : clock.now() + days * DAY_MS,
        last_used_at: null,
        revoked_at: null,
      };
      await storage.transaction(async (tx) => {
        const { kept } = await tx
          .selectFrom('api_key')
          .select((eb) => eb.fn.countAll<number>().as('kept'))
          .where('revoked_at', 'is', null)
          .executeTakeFirstOrThrow();
        if (Number(kept) >= KEYS_LIMIT) throw errors.many({ limit: KEYS_LIMIT });
        if (target?.kind === 'printer') {
          const known = await tx
            .selectFrom('printer')
            .select('id')
            .where('id', '=', target.printerId)
            .executeTakeFirst();
          if (known === undefined) throw errors.target({ target: targetText(target) });
        }
        await tx.insertInto('api_key').values(row).execute();
        await events.emit(tx, 'api-key-created', {}, { keyId: id, name, scope: key.scope, by });
      });
      return { row, secret };
    },
    list: () => storage.read.selectFrom('api_key').selectAll().orderBy('created_at', 'desc').orderBy('id').execute(),
    async revoke(id, by) {
      const row = await storage.transaction(async (tx) => {
        const known = await tx.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst();
        if (known === undefined) throw errors.unknown({});
        if (known.revoked_at !== null) return known;
        const revoked = { ...known, revoked_at: clock.now(), digest_hash: null };
        await tx
          .updateTable('api_key')
          .set({ revoked_at: revoked.revoked_at, digest_hash: null })
          .where('id', '=', id)
          .execute();
        await events.emit(tx, 'api-key-revoked', {}, { keyId: id, name: known.name, by });
        return revoked;
      });
      for (const hear of hearers) hear(id);
      return row;
    },
    async find(id) {
      return (await storage.read.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
    },
    async usable() {
      const { count } = await usableRows(clock.now())
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    async used(row) {
      const now = clock.now();
      if (now - (lastUses.get(row.id) ?? row.last_used_at ?? 0) < LAST_USE_MS) return;
      lastUses.set(row.id, now);
      await storage.transaction(async (tx) => {
        await tx.updateTable('api_key').set({ last_used_at: now }).where('id', '=', row.id).execute();
      });
    },
    onRevoked(hear) {
      hearers.add(hear);
      return { [Symbol.dispose]: () => void hearers.delete(hear) };
    },
  };
}
