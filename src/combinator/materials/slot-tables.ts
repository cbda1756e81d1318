import type { Flag } from '#storage/storage';
import type { Migration } from '#storage/migrations';

/** What printers say of their slots, and what follows; written by `materials`, the slots of a print as it is assigned. */
export interface SlotTables {
  printer_slots: PrinterSlotsTable;
  spool_tag: SpoolTagTable;
  print_slot: PrintSlotTable;
  print_slot_switch: PrintSlotSwitchTable;
}

export interface PrinterSlotsTable {
  printer_id: string;
  /** JSON list of `ReportedSlot`, as the printer told it last. */
  slots: string;
  at: number;
}

/** The tags by which spools are known wherever they appear. */
export interface SpoolTagTable {
  tag: string;
  spool_id: string;
  by: string;
  at: number;
}

/** Where a print takes a filament from, as it was decided when it was assigned; never changed. */
export interface PrintSlotTable {
  print_id: string;
  filament: number;
  slot: number;
  label: string;
  /** What the farm knew to be there. */
  spool_id: string | null;
  why: string;
  /** JSON of `SlotHolds`. */
  holds: string;
}

/** Where the printer went on from another slot than that, in the order in which it told it. */
export interface PrintSlotSwitchTable {
  print_id: string;
  /** 1, 2, 3 … within its print. */
  number: number;
  /** Null: nobody can say which. */
  filament: number | null;
  slot: number;
  label: string;
  fraction: number;
  /** As it happened; else at some time before. */
  seen: Flag;
  at: number;
}

export const slotMigration: Migration = {
  name: '0026-slots',
  statements: () => [
    `create table printer_slots (printer_id text primary key, slots text not null, at bigint not null)`,
    `create table spool_tag (tag text primary key, spool_id text not null references spool (id) on delete cascade, by text not null,
      at bigint not null)`,
    `create index spool_tag_spool on spool_tag (spool_id)`,
    `create table print_slot (print_id text not null, filament bigint not null, slot bigint not null, label text not null, spool_id text,
      why text not null, holds text not null, primary key (print_id, filament))`,
  ],
};

export const slotSwitchMigration: Migration = {
  name: '0028-slot-switches',
  statements: () => [
    `create table print_slot_switch (print_id text not null references print (id) on delete cascade, number bigint not null,
      filament bigint, slot bigint not null, label text not null, fraction double precision not null, seen integer not null,
      at bigint not null, primary key (print_id, number))`,
  ],
};
