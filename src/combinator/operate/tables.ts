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

/** Files of the library on their way to the card in a printer; written by `card-uploads` alone. */
export interface CardUploadTable {
  id: string;
  printer_id: string;
  digest: string;
  /** As the library calls it. */
  file_name: string;
  size_bytes: number;
  /** As the card is to know it. */
  name: string;
  replaces: Flag;
  /** running, complete, failed, cancelled */
  status: string;
  by: string;
  /** Who has changed their mind. */
  cancel_by: string | null;
  error_code: string | null;
  error: string | null;
  correlation_id: string;
  requested_at: number;
  ended_at: number | null;
}

export const CARD_UPLOAD_MIGRATION: Migration = {
  name: '0021-card-uploads',
  statements: () => [
    `create table card_upload (id text primary key, printer_id text not null references printer (id) on delete cascade,
      digest text not null, file_name text not null, size_bytes bigint not null, name text not null, replaces integer not null,
      status text not null, by text not null, cancel_by text, error_code text, error text, correlation_id text not null,
      requested_at bigint not null, ended_at bigint)`,
    `create unique index card_upload_once on card_upload (printer_id) where status = 'running'`,
    `create index card_upload_of_printer on card_upload (printer_id, requested_at)`,
  ],
};

export const OPERATE_MIGRATION: Migration = {
  name: '0007-operate',
  statements: () => [
    `create table macro (id text primary key, name text not null, text text not null,
      printer_id text references printer (id) on delete cascade, while_printing integer not null, version bigint not null,
      created_at bigint not null)`,
    `create index macro_of_printer on macro (printer_id)`,
  ],
};
