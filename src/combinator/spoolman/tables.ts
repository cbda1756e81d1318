import type { Migration } from '#storage/migrations';
import type { Flag } from '#storage/storage';

/** What Croft knows of a Spoolman; written by `spoolman` alone. */
export interface SpoolmanTables {
  spoolman: SpoolmanTable;
  spoolman_spool: SpoolmanSpoolTable;
  spoolman_use: SpoolmanUseTable;
}

/** One row while a Spoolman is set. */
export interface SpoolmanTable {
  id: string;
  /** Without user and password. */
  url: string;
  /** These two, sealed. */
  login: string | null;
  synced_at: number | null;
  problem: string | null;
}

/** Which spool here is which spool there. */
export interface SpoolmanSpoolTable {
  spool_id: string;
  remote_id: number;
  /** What was used there, as far as it is accounted for here. */
  remote_used: number;
  /** The fields of both, as they were when they were last the same: JSON. */
  fields: string;
  archived: Flag;
  /** It was deleted there; nothing is sent any more. */
  gone: Flag;
}

/** One entry of a spool's history on its way to Spoolman: once (MT2). */
export interface SpoolmanUseTable {
  use_id: string;
  /** sending, done */
  status: string;
  /** What was used there right before it was sent: by it a lost answer is told from a lost request. */
  base_used: number | null;
}

export const spoolmanMigration: Migration = {
  name: '0011-spoolman',
  statements: () => [
    `create table spoolman (id text primary key, url text not null, synced_at bigint, problem text)`,
    `create table spoolman_spool (spool_id text primary key references spool (id) on delete cascade, remote_id bigint not null unique,
      remote_used double precision not null, fields text not null, archived integer not null, gone integer not null)`,
    `create table spoolman_use (use_id text primary key references spool_use (id) on delete cascade, status text not null,
      base_used double precision)`,
  ],
};
