import type { Migration } from '#storage/migrations';

/** A job that a printer reads from its own card (decision 21): its `digest` is empty, and its one printer is the one that holds the card. */
export interface JobCardTable {
  job_id: string;
  path: string;
  /** Null: the list of its printer says no lengths. */
  size_bytes: number | null;
}

/** The same of a print, which may outlive its job. */
export interface PrintCardTable {
  print_id: string;
  path: string;
  size_bytes: number | null;
}

export interface CardPrintTables {
  job_card: JobCardTable;
  print_card: PrintCardTable;
}

export const cardPrintMigration: Migration = {
  name: '0022-card-prints',
  statements: () => [
    `create table job_card (job_id text primary key references job (id) on delete cascade, path text not null,
      size_bytes bigint)`,
    `create table print_card (print_id text primary key references print (id) on delete cascade, path text not null,
      size_bytes bigint)`,
  ],
};
