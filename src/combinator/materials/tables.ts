import type { Flag } from '#storage/storage';
import type { Migration } from '#storage/migrations';

/** Spools and what was taken from them; written by `materials` alone. Weights in grams, diameters in mm, density in g/cm³. */
export interface MaterialTables {
  spool: SpoolTable;
  spool_load: SpoolLoadTable;
  spool_use: SpoolUseTable;
  print_progress: PrintProgressTable;
}

export interface SpoolTable {
  id: string;
  /** What stands on its label and in its address; short enough to be typed. */
  code: string;
  vendor: string;
  name: string;
  type: string;
  /** JSON list of `#RRGGBB`. */
  colours: string;
  diameter: number;
  density: number;
  /** Filament on it when it was full. */
  net: number;
  /** May exceed `net`: vendors give more than they promise, and scales are wrong. */
  used: number;
  /** The empty spool, for weighing; null when nobody knows. */
  tare: number | null;
  /** Of the whole spool, in the farm's currency. */
  price: number | null;
  lot: string;
  location: string;
  note: string;
  archived: Flag;
  /** Told to be low, and not filled up since (MT1). */
  low: Flag;
  version: number;
  created_at: number;
  changed_at: number;
}

/** One stay of a spool at a printer; `unloaded_at` null while it lasts. */
export interface SpoolLoadTable {
  spool_id: string;
  printer_id: string;
  slot: number;
  loaded_at: number;
  unloaded_at: number | null;
  by: string;
}

/** One change of how much was taken, never edited: a correction is a further row. */
export interface SpoolUseTable {
  id: string;
  spool_id: string;
  /** `print`, `correction`, `by-hand`, `weighed`, `edited`. */
  kind: string;
  print_id: string | null;
  job_id: string | null;
  printer_id: string | null;
  /** What the print was called, for lists. */
  name: string | null;
  tool: number | null;
  /** Below 0 where something came back. */
  grams: number;
  cost: number | null;
  /** Of a print: `UseBasis`. */
  basis: string | null;
  /** A person must look at it. */
  unsure: Flag;
  note: string;
  /** Of a correction: the entry that it corrects. */
  corrects: string | null;
  by: string;
  at: number;
}

/** How far prints are, so that one that fails while nobody listened is deducted by what was known. */
export interface PrintProgressTable {
  print_id: string;
  fraction: number;
  at: number;
}

export const materialMigration: Migration = {
  name: '0005-materials',
  statements: () => [
    `create table spool (id text primary key, code text not null unique, vendor text not null, name text not null, type text not null,
      colours text not null, diameter double precision not null, density double precision not null, net double precision not null,
      used double precision not null, tare double precision, price double precision, lot text not null, location text not null,
      note text not null, archived integer not null, low integer not null, version bigint not null, created_at bigint not null,
      changed_at bigint not null)`,
    `create index spool_shown on spool (archived, created_at, id)`,
    `create table spool_load (spool_id text not null references spool (id) on delete cascade, printer_id text not null,
      slot bigint not null, loaded_at bigint not null, unloaded_at bigint, by text not null)`,
    `create unique index spool_load_place on spool_load (printer_id, slot) where unloaded_at is null`,
    `create unique index spool_load_spool on spool_load (spool_id) where unloaded_at is null`,
    `create index spool_load_printer on spool_load (printer_id, loaded_at)`,
    `create table spool_use (id text primary key, spool_id text not null references spool (id) on delete cascade, kind text not null,
      print_id text, job_id text, printer_id text, name text, tool bigint, grams double precision not null, cost double precision,
      basis text, unsure integer not null, note text not null, corrects text, by text not null, at bigint not null)`,
    `create unique index spool_use_once on spool_use (print_id, spool_id, coalesce(tool, -1)) where kind = 'print'`,
    `create index spool_use_spool on spool_use (spool_id, at)`,
    `create index spool_use_print on spool_use (print_id) where print_id is not null`,
    `create index spool_use_job on spool_use (job_id) where job_id is not null`,
    `create index spool_use_corrects on spool_use (corrects) where corrects is not null`,
    `create table print_progress (print_id text primary key, fraction double precision not null, at bigint not null)`,
  ],
};
