/** What a person says of a print that went wrong. */
export interface PrintNoteTable {
  print_id: string;
  reason: string;
  note: string;
  tagged_by: string;
  tagged_at: number;
}

/** Printers that have left the farm: their prints keep a name. */
export interface FormerPrinterTable {
  id: string;
  name: string;
  removed_at: number;
}

/** Part of 0002-events. */
export const historyStatements: readonly string[] = [
  `create table print_note (print_id text primary key references print (id) on delete cascade, reason text not null,
    note text not null, tagged_by text not null, tagged_at bigint not null)`,
  `create table former_printer (id text primary key, name text not null, removed_at bigint not null)`,
  `create index print_ended on print (ended_at, id) where ended_at is not null`,
];
