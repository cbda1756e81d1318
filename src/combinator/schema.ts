import type { ColumnType, Generated } from 'kysely';
import type { Flag } from '#storage/storage';
import type { Migration } from '#storage/migrations';
import { libraryMigration, searchMigration, type LibraryTables, type ShelfColumns } from './library/tables.ts';
import { ACCOUNTS_MIGRATION, type ApiKeyTable } from './accounts/tables.ts';
import {
  cameraCertificateMigration,
  cameraMigration,
  type CameraTables,
  cameraTurnMigration,
  timelapseMigration,
} from './cameras/tables.ts';
import { eventMigration } from './events/tables.ts';
import { type MacroTable, OPERATE_MIGRATION, CARD_UPLOAD_MIGRATION, type CardUploadTable } from './operate/tables.ts';
import { materialMigration, type MaterialTables } from './materials/tables.ts';
import { slotMigration, slotSwitchMigration, type SlotTables } from './materials/slot-tables.ts';
import { secretMigration, type SecretTables } from './secrets/tables.ts';
import { spoolmanMigration, type SpoolmanTables } from './spoolman/tables.ts';
import { discoveryMigration, type DiscoveryTables } from './discovery/tables.ts';
import { downloadMigration, type DownloadTables } from './downloads/tables.ts';
import type { FormerPrinterTable, PrintNoteTable } from './history/tables.ts';
import { type PrintContinuationTable, recoveryMigration } from './recovery/tables.ts';
import { stutterMigration, type PrintStutterTable } from './stutter/tables.ts';
import { cardPrintMigration, type CardPrintTables } from './card-prints/tables.ts';
import { type PrinterDownTable, usageMigration } from './usage/tables.ts';
import type { WebhookDeliveryTable, WebhookTable } from './webhooks/tables.ts';

/**
 * The farm's tables. Times are milliseconds since the epoch, structures are JSON in text. Each table is written by one feature
 * alone: printer, journal_cursor, former_printer, printer_identity by `printers`; api_key by `accounts`; job, print by `queue`;
 * event by `events`; problem by `problems`; library_… by `library`; spool…, printer_slots, print_slot by `materials`; setting by `settings`; webhook… by
 * `webhooks`; print_note by `history`; print_stutter by `stutter`; macro, card_upload by `operate`; printer_file…, download by
 * `downloads`; camera, print_picture, timelapse by `cameras`; spoolman… by `spoolman`; print_continuation by `recovery`; printer_down by
 * `usage`; job_card, print_card by `card-prints`; secret_scrub by `secrets`, which also seals anew, when it starts, what stands sealed in
 * rows of others.
 */
export interface FarmSchema
  extends LibraryTables,
    MaterialTables,
    SlotTables,
    DownloadTables,
    CameraTables,
    SpoolmanTables,
    SecretTables,
    CardPrintTables {
  printer: PrinterTable;
  journal_cursor: JournalCursorTable;
  job: JobTable;
  print: PrintTable;
  event: EventTable;
  problem: ProblemTable;
  setting: SettingTable;
  library_file: LibraryFileTable;
  library_source: LibrarySourceTable;
  api_key: ApiKeyTable;
  webhook: WebhookTable;
  webhook_delivery: WebhookDeliveryTable;
  print_note: PrintNoteTable;
  former_printer: FormerPrinterTable;
  print_stutter: PrintStutterTable;
  macro: MacroTable;
  card_upload: CardUploadTable;
  print_continuation: PrintContinuationTable;
  printer_identity: DiscoveryTables['printer_identity'];
  printer_down: PrinterDownTable;
}

export interface PrinterTable {
  id: string;
  name: string;
  driver: string;
  options: string;
  model: string | null;
  tags: string;
  clearing: string;
  simulated: Flag;
  held: Flag;
  /** Of the record as people edit it (CF2). */
  version: number;
  /** Of what the machine is to apply: grows only with driver, options and clearing (MA13). */
  configuration_version: number;
  created_at: number;
  /** The last epoch given to a link (WI3). */
  epoch: number;
  /** The last snapshot that a run applied (FL6); null before the first. */
  snapshot: string | null;
  snapshot_epoch: number;
  snapshot_at: number | null;
  stop_wish: number | null;
  recover_wish: number | null;
  confirmed_bed: string | null;
  confirmed_by: string | null;
  confirmed_how: string | null;
  /** The bed that a person was last told of. */
  told_bed: string | null;
  lease_owner: string | null;
  lease_until: number;
}

export interface JournalCursorTable {
  printer_id: string;
  journal_id: string;
  /** The last entry of this journal that took effect (I2). */
  seq: number;
}

export interface JobTable {
  id: string;
  name: string;
  /** `NO_FILE` of what a printer reads from its own card. */
  digest: string;
  copies: number;
  priority: number;
  /** The place that people gave it; lower goes first. */
  place: number;
  tags: string;
  printer_ids: string;
  held: Flag;
  cancelled: Flag;
  version: number;
  created_at: number;
  ended_at: number | null;
  correlation_id: string;
  /** As `jobStatus` last said it. */
  status: string;
  /** Copies that a new print may be made for now, 0 while it is held: kept by `settle`, so that a run finds work without counting. */
  owed: number;
  /** What a printer must be to take it, as one text: jobs with the same needs fit the same printers. */
  needs: string;
  /** Of a file with several plates the one that is printed; null for a file without. */
  plate: ColumnType<number | null, number | null | undefined, never>;
}

export interface PrintTable {
  id: string;
  job_id: string | null;
  printer_id: string;
  journal_id: string;
  name: string;
  digest: string | null;
  /** Of a file with several plates the one that is printed: by its job, or as the printer says of one that was found. */
  plate: number | null;
  status: string;
  outcome: string | null;
  /** A person's word on a lost print: made or not-made. */
  verdict: string | null;
  found: Flag;
  /** Its copy has been queued again by a person (JO3). */
  retried: Flag;
  cancel_wished: Flag;
  pause_wish: number | null;
  resume_wish: number | null;
  error: string | null;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
  correlation_id: string;
}

export interface EventTable {
  cursor: Generated<number>;
  name: string;
  at: number;
  correlation_id: string | null;
  printer_id: string | null;
  print_id: string | null;
  job_id: string | null;
  payload: string;
}

export interface ProblemTable {
  id: string;
  code: string;
  message: string;
  printer_id: string | null;
  print_id: string | null;
  job_id: string | null;
  first_at: number;
  last_at: number;
  count: number;
}

export interface SettingTable {
  name: string;
  value: string;
  version: number;
}

export interface LibraryFileTable extends ShelfColumns {
  digest: string;
  name: string;
  size_bytes: number;
  kind: string;
  added_at: number;
  metadata: string | null;
  metadata_problem: string | null;
  warnings: string;
  /** File name of the picture in the thumbnail folder; pictures are files, never columns. */
  thumbnail: string | null;
}

export interface LibrarySourceTable {
  digest: string;
  name: string;
  kind: string;
  added_at: number;
  /** Where from: the path in a watch folder, the printer, the program that sent it. */
  detail: ColumnType<string | null, string | null | undefined, never>;
  /** Of a file that lay on a printer (DL2): which, what kind, and where. */
  printer_id: ColumnType<string | null, string | null | undefined, never>;
  printer_model: ColumnType<string | null, string | null | undefined, never>;
  printer_path: ColumnType<string | null, string | null | undefined, never>;
}

/** Where a job names no file of the library. */
export const NO_FILE = '';

/** Statuses in which a print holds its printer; the same set as `model/print` `holdsPrinter` (a test compares them). */
export const HOLDING = ['assigned', 'printing', 'awaiting-retrieval', 'retrieved', 'failed', 'recovering'] as const;

export const migrations: readonly Migration[] = [
  {
    name: '0001-spine',
    statements: (column) => [
      `create table printer (id text primary key, name text not null unique, driver text not null, options text not null,
        model text, tags text not null, clearing text not null, simulated integer not null, held integer not null,
        version bigint not null, configuration_version bigint not null, created_at bigint not null, epoch bigint not null,
        snapshot text, snapshot_epoch bigint not null, snapshot_at bigint, stop_wish bigint, recover_wish bigint,
        confirmed_bed text, confirmed_by text, confirmed_how text, told_bed text, lease_owner text, lease_until bigint not null)`,
      `create table journal_cursor (printer_id text not null references printer (id) on delete cascade, journal_id text not null,
        seq bigint not null, primary key (printer_id, journal_id))`,
      `create table job (id text primary key, name text not null, digest text not null, copies bigint not null,
        priority bigint not null, place double precision not null, tags text not null, printer_ids text not null,
        held integer not null, cancelled integer not null, version bigint not null, created_at bigint not null, ended_at bigint,
        correlation_id text not null, status text not null,
        owed bigint not null, needs text not null)`,
      `create index job_open on job (priority desc, place, id) where ended_at is null`,
      `create index job_owed on job (needs, priority desc, place, id) where owed > 0`,
      `create index job_place on job (place)`,
      `create index job_digest on job (digest) where ended_at is null`,
      `create table print (id text primary key, job_id text references job (id) on delete cascade, printer_id text not null,
        journal_id text not null, name text not null, digest text, status text not null, outcome text, verdict text,
        found integer not null, retried integer not null, cancel_wished integer not null, pause_wish bigint, resume_wish bigint,
        error text, created_at bigint not null, started_at bigint, ended_at bigint, correlation_id text not null)`,
      `create unique index print_holds_printer on print (printer_id)
        where status in ('assigned', 'printing', 'awaiting-retrieval', 'retrieved', 'failed', 'recovering')`,
      `create index print_of_job on print (job_id)`,
      `create index print_of_printer on print (printer_id, created_at)`,
      `create table event (cursor ${column.sequence}, name text not null, at bigint not null, correlation_id text, printer_id text,
        print_id text, job_id text, payload text not null)`,
      `create index event_at on event (at)`,
      `create table problem (id text primary key, code text not null, message text not null, printer_id text, print_id text,
        job_id text, first_at bigint not null, last_at bigint not null, count bigint not null)`,
      `create table setting (name text primary key, value text not null, version bigint not null)`,
      `create table library_file (digest text primary key, name text not null, size_bytes bigint not null, kind text not null,
        added_at bigint not null, metadata text, metadata_problem text, warnings text not null, thumbnail text)`,
      `create index library_file_added on library_file (added_at, digest)`,
      `create table library_source (digest text not null references library_file (digest) on delete cascade, name text not null,
        kind text not null, added_at bigint not null)`,
    ],
  },
  eventMigration,
  ACCOUNTS_MIGRATION,
  libraryMigration,
  materialMigration,
  stutterMigration,
  OPERATE_MIGRATION,
  downloadMigration,
  cameraMigration,
  spoolmanMigration,
  recoveryMigration,
  secretMigration,
  discoveryMigration,
  searchMigration,
  timelapseMigration,
  CARD_UPLOAD_MIGRATION,
  cardPrintMigration,
  usageMigration,
  slotMigration,
  cameraCertificateMigration,
  slotSwitchMigration,
  cameraTurnMigration,
  {
    name: '0030-print-plate',
    statements: () => [
      `alter table print add column plate bigint`,
      `update print set plate = (select job.plate from job where job.id = print.job_id)
        where job_id in (select id from job where plate is not null)`,
    ],
  },
];
