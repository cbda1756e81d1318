import { type Fields, isRecord } from './message.ts';

/**
 * The state as the printer has told it: whole when it was asked, and afterwards by what has changed. One that was missed makes all that is
 * known doubtful, until it is asked again. PURE.
 */
export interface StatusSoFar {
  readonly fields: Fields;
  /** Of the change that was told last. */
  readonly lastId: number | null;
  readonly isWhole: boolean;
}

export const NOTHING_TOLD: StatusSoFar = { fields: {}, lastId: null, isWhole: false };

/** It was asked for everything. */
export const toldWhole = (before: StatusSoFar, fields: Fields): StatusSoFar => ({
  ...before,
  fields: merge({}, fields, 0),
  isWhole: true,
});

export function toldChange(before: StatusSoFar, id: number | null, change: Fields): StatusSoFar {
  const isNext = id === null || before.lastId === null || id === before.lastId + 1;
  return {
    fields: before.isWhole && isNext ? merge(before.fields, change, 0) : before.fields,
    lastId: id ?? before.lastId,
    isWhole: before.isWhole && isNext,
  };
}

/** A printer with more fields or deeper ones than these is none; it must not fill our memory. */
const FIELDS_LIMIT = 500;
const DEPTH_LIMIT = 8;

function merge(before: Fields, change: Fields, depth: number): Fields {
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(change)) {
    if (name === '__proto__') continue;
    if (!(name in merged) && Object.keys(merged).length >= FIELDS_LIMIT) continue;
    const known = merged[name];
    // What has become of another kind is a fault of the message.
    if (isRecord(known) && !isRecord(value)) continue;
    merged[name] =
      isRecord(value) && depth < DEPTH_LIMIT ? merge(isRecord(known) ? known : {}, value, depth + 1) : value;
  }
  return merged;
}
