import type { Migration } from '#storage/migrations';
import type { Flag } from '#storage/storage';

/** What lies on printers, and what was fetched from them. Each is written by `downloads` alone. */
export interface DownloadTables {
  printer_file: PrinterFileTable;
  printer_files_setting: PrinterFilesSettingTable;
  printer_file_wanted: PrinterFileWantedTable;
  download: DownloadTable;
}

/** As the printer told of its files the last time. */
export interface PrinterFileTable {
  printer_id: string;
  path: string;
  size_bytes: number | null;
  modified_at: number | null;
  first_seen_at: number;
}

export interface PrinterFilesSettingTable {
  printer_id: string;
  /** What it prints is fetched by itself (AU1). */
  auto: Flag;
  listed_at: number | null;
  /** Why the last look came to nothing. */
  problem: string | null;
  /** Files that the last look did not show, because there are too many. */
  unshown: number;
}

/** Prints whose file is to come by itself: once per print, also across restarts (AU3). */
export interface PrinterFileWantedTable {
  print_id: string;
  printer_id: string;
  /** As the printer calls what it prints. */
  filename: string;
  correlation_id: string;
  /** due, fetched, failed */
  status: string;
  at: number;
}

export interface DownloadTable {
  id: string;
  printer_id: string;
  path: string;
  /** waiting, running, complete, failed, cancelled */
  status: string;
  /** The print that it was fetched for by itself; null for what a person asked for. */
  print_id: string | null;
  by: string;
  size_bytes: number | null;
  modified_at: number | null;
  digest: string | null;
  /** Its pictures are still to be made. */
  pictures_due: Flag;
  error_code: string | null;
  error: string | null;
  correlation_id: string;
  requested_at: number;
  ended_at: number | null;
}

export const downloadMigration: Migration = {
  name: '0009-downloads',
  statements: () => [
    `create table printer_file (printer_id text not null references printer (id) on delete cascade, path text not null,
      size_bytes bigint, modified_at bigint, first_seen_at bigint not null, primary key (printer_id, path))`,
    `create table printer_files_setting (printer_id text primary key references printer (id) on delete cascade, auto integer not null,
      listed_at bigint, problem text, unshown bigint not null)`,
    `create table printer_file_wanted (print_id text primary key, printer_id text not null, filename text not null,
      correlation_id text not null, status text not null, at bigint not null)`,
    `create index printer_file_wanted_due on printer_file_wanted (at) where status = 'due'`,
    `create table download (id text primary key, printer_id text not null, path text not null, status text not null, print_id text,
      by text not null, size_bytes bigint, modified_at bigint, digest text, pictures_due integer not null, error_code text, error text,
      correlation_id text not null, requested_at bigint not null, ended_at bigint)`,
    `create unique index download_once on download (printer_id, path) where status in ('waiting', 'running')`,
    `create index download_open on download (requested_at, id) where ended_at is null`,
    `create index download_of_printer on download (printer_id, requested_at)`,
    `create index download_pictures on download (id) where pictures_due = 1`,
    `alter table library_source add column printer_id text`,
    `alter table library_source add column printer_model text`,
    `alter table library_source add column printer_path text`,
  ],
};
