import type { Generated } from 'kysely';
import type { EngineColumns } from '#storage/migrations';
import type { Flag } from '#storage/storage';

export interface WebhookTable {
  id: string;
  url: string;
  /** Names of events as JSON; null: all. */
  names: string | null;
  /** Sealed. Signs what is sent; leaves the farm once, when it is made. */
  secret: string;
  enabled: Flag;
  /** The last event that was delivered: everything after it is still owed. */
  cursor: number;
  /** Failures in a row; 0 while all is well. */
  failures: number;
  failing_since_at: number | null;
  version: number;
  created_at: number;
}

export interface WebhookDeliveryTable {
  id: Generated<number>;
  webhook_id: string;
  /** Of the event; null for a test. */
  cursor: number | null;
  name: string;
  at: number;
  /** Of the answer; null when none came. */
  status: number | null;
  duration_ms: number;
  error: string | null;
}

/** Part of 0002-events. */
export const webhookStatements = (column: EngineColumns): readonly string[] => [
  `create table webhook (id text primary key, url text not null, names text, secret text not null, enabled integer not null,
      cursor bigint not null, failures bigint not null, failing_since_at bigint, version bigint not null, created_at bigint not null)`,
  `create table webhook_delivery (id ${column.sequence}, webhook_id text not null references webhook (id) on delete cascade,
      cursor bigint, name text not null, at bigint not null, status bigint, duration_ms bigint not null, error text)`,
  `create index webhook_delivery_of on webhook_delivery (webhook_id, id)`,
];
