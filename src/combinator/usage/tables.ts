import type { Migration } from '#storage/migrations';

/** When a printer could not be used: written by `usage` alone. It outlives its printer, like the history of prints. */
export interface PrinterDownTable {
  printer_id: string;
  began_at: number;
  /** Null while it lasts; one such row per printer. */
  ended_at: number | null;
}

export const usageMigration: Migration = {
  name: '0023-usage',
  statements: () => [
    `create table printer_down (printer_id text not null, began_at bigint not null, ended_at bigint)`,
    `create unique index printer_down_open on printer_down (printer_id) where ended_at is null`,
    `create index printer_down_ended on printer_down (ended_at) where ended_at is not null`,
  ],
};
