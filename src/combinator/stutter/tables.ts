import type { Migration } from '#storage/migrations';

/** How well a print was fed; written by `stutter` alone. */
export interface PrintStutterTable {
  print_id: string;
  underruns: number;
  standstill_ms: number;
  seen_by: string;
}

export const stutterMigration: Migration = {
  name: '0006-stutter',
  statements: () => [
    `create table print_stutter (print_id text primary key references print (id) on delete cascade, underruns bigint not null,
      standstill_ms bigint not null, seen_by text not null)`,
  ],
};
