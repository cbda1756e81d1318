import type { ForeignPrint } from '#drivers/driver';
import { sinceOf } from '#drivers/foreign-since';
import { type DuetView, nameIn } from './model.ts';

/** The board's and our clock, and a question that waits, are no more apart than this. */
const APART_MS = 120_000;

/** A print that is none of ours. One that was known before keeps its key and its beginning (MA11): boards number no prints. PURE. */
export function foreignOf({ file, job }: DuetView, known: ForeignPrint | null, now: number): ForeignPrint {
  const name = nameIn(file ?? '');
  const since = sinceOf(now, job.elapsedSeconds);
  if (known !== null && known.name === name && Math.abs(known.since - since) < APART_MS) return known;
  return { key: `${name} ${since}`, name, since };
}
