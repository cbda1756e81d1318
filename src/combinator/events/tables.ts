import type { Migration } from '#storage/migrations';
import { historyStatements } from '../history/tables.ts';
import { webhookStatements } from '../webhooks/tables.ts';

/** One workflow and one print are found in the log without reading all of it (EV4); webhooks and the history of prints. */
export const eventMigration: Migration = {
  name: '0002-events',
  statements: (column) => [
    `create index event_correlation on event (correlation_id, cursor) where correlation_id is not null`,
    `create index event_print on event (print_id, cursor) where print_id is not null`,
    ...webhookStatements(column),
    ...historyStatements,
  ],
};
