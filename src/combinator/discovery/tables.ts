import type { Migration } from '#storage/migrations';

/** What printers announced of themselves when they were added: by it they are known wherever they go. Written by `printers`. */
export interface DiscoveryTables {
  printer_identity: PrinterIdentityTable;
}

export interface PrinterIdentityTable {
  printer_id: string;
  identity: string;
}

export const discoveryMigration: Migration = {
  name: '0018-discovery',
  statements: () => [
    `create table printer_identity (printer_id text primary key references printer (id) on delete cascade, identity text not null)`,
  ],
};
