import type { Migration } from '#storage/migrations';

/** One workflow, one print and one printer are found in the log without reading all of it (EV4). */
export const eventMigration: Migration = {
  name: '0002-events',
  statements: () => [
    `create index event_correlation on event (correlation_id, cursor) where correlation_id is not null`,
    `create index event_print on event (print_id, cursor) where print_id is not null`,
  ],
};
