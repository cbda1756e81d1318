import type { ForeignPrint } from '#drivers/driver';
import { sinceOf } from '#drivers/foreign-since';
import type { OctoState } from './state.ts';

/** A print that is none of ours; OctoPrint numbers none, so its file and its beginning are its key. */
export function foreignOf({ file, progress }: OctoState, known: ForeignPrint | null, now: number): ForeignPrint {
  const name = file.name === '' ? 'Print at the printer' : file.name;
  if (known?.name === name) return known;
  const since = sinceOf(now, progress.elapsedSeconds);
  return { key: `${file.origin}:${file.path} ${since}`, name, since };
}
