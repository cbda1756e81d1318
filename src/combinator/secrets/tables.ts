import type { Flag } from '#storage/storage';
import type { Migration } from '#storage/migrations';

/** Written by `secrets` alone. The sealed texts themselves stand where they belong: in the rows of their features. */
export interface SecretTables {
  secret_scrub: SecretScrubTable;
}

/** One row. */
export interface SecretScrubTable {
  id: string;
  /** Plain secrets were overwritten, and may still lie in unused parts of the database's files. */
  owed: Flag;
}

/** Marks what is plain; only the program can seal it, and does so when it starts (`secrets.ts`). */
export const secretMigration: Migration = {
  name: '0016-secrets',
  statements: () => [
    `update webhook set secret = 'plain:' || secret`,
    `update camera set password = 'plain:' || password where password is not null`,
    `alter table spoolman add column login text`,
    `create table secret_scrub (id text primary key, owed integer not null)`,
    `insert into secret_scrub (id, owed) select 'farm', case when exists (select 1 from printer) or exists (select 1 from webhook)
      or exists (select 1 from camera) or exists (select 1 from spoolman) then 1 else 0 end`,
  ],
};
