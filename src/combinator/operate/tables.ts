import type { Flag } from '#storage/storage';
import type { Migration } from '#storage/migrations';

export interface MacroTable {
  id: string;
  name: string;
  /** G-code with places, as a person wrote it (`model/macro`). */
  text: string;
  /** The one printer that it is for; null for the whole farm. */
  printer_id: string | null;
  /** It may go out while a print is open: each of its lines is a change of a print (MA15). */
  while_printing: Flag;
  version: number;
  created_at: number;
}

export const OPERATE_MIGRATION: Migration = {
  name: '0007-operate',
  statements: () => [
    `create table macro (id text primary key, name text not null, text text not null,
      printer_id text references printer (id) on delete cascade, while_printing integer not null, version bigint not null,
      created_at bigint not null)`,
    `create index macro_of_printer on macro (printer_id)`,
  ],
};
