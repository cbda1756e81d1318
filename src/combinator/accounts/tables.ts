import type { Migration } from '#storage/migrations';

/** Keys that programs and pages show. What opens the farm stands nowhere: only its hash does. */
export interface ApiKeyTable {
  id: string;
  name: string;
  scope: string;
  /** Where uploads with it go, as the path after `/to/`; null for the queue. Keys of other scopes have none. */
  target: string | null;
  /** SHA-256 of the key, hexadecimal. */
  hash: string;
  /** What proves it in a digest login; null for keys that may not log in that way. */
  digest_hash: string | null;
  created_at: number;
  created_by: string;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
}

export const ACCOUNTS_MIGRATION: Migration = {
  name: '0003-api-keys',
  statements: () => [
    `create table api_key (id text primary key, name text not null, scope text not null, target text, hash text not null,
      digest_hash text, created_at bigint not null, created_by text not null, expires_at bigint, last_used_at bigint,
      revoked_at bigint)`,
  ],
};
