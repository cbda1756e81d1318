import { readIdentity } from './read-identity.ts';
import type { ProcessIdentity } from './machine-process.ts';
import { fields, integer, list, orNull, printerId, text } from './shape.ts';

/** What a guardian leaves to its successor of one shard. */
export interface ShardMemory {
  readonly name: string;
  /** What its machines have in common; null when nobody knows. */
  readonly key: string | null;
  readonly size: number;
  readonly members: readonly string[];
  readonly process: ProcessIdentity | null;
}

const MEMBERS_LIMIT = 2_000;

export function readShard(value: unknown, field: string): ShardMemory {
  const shard = fields(value, field);
  return {
    name: text(shard.name, `${field}.name`),
    key: orNull(text)(shard.key, `${field}.key`),
    size: integer(0, MEMBERS_LIMIT)(shard.size, `${field}.size`),
    members: list(printerId, MEMBERS_LIMIT)(shard.members, `${field}.members`),
    process: orNull(readIdentity)(shard.process, `${field}.process`),
  };
}
