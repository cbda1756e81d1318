import type { Migration } from '#storage/migrations';

/** A print that goes on where another failed (decision 12); written by `recovery` alone. */
export interface PrintContinuationTable {
  print_id: string;
  /** The print that failed. */
  continues: string;
  /** The stay of the bed that the person named. */
  bed_id: string;
  /** The first command of its file that is printed, from 0. */
  line: number;
  /** From 1. */
  layer: number;
  /** Where the nozzle stood, as the person said; null where the printer finds that itself. */
  z_mm: number | null;
  /** Of the file, 0–1: what lies before it. */
  share_before: number;
  asked_by: string;
}

export const recoveryMigration: Migration = {
  name: '0012-recovery',
  statements: () => [
    `create table print_continuation (print_id text primary key references print (id) on delete cascade, continues text not null,
      bed_id text not null, line bigint not null, layer bigint not null, z_mm double precision,
      share_before double precision not null, asked_by text not null)`,
    `create index print_continuation_of on print_continuation (continues)`,
  ],
};
