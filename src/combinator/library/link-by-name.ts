import type { Transaction } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';
import { isModel } from './kinds.ts';

/** Shorter beginnings fit by accident: `a.stl` is not the model of every file that begins with a. */
const STEM_MIN = 4;
const STEM_LIMIT = 120;
/** A model of a common name must not be tied to a whole library. */
const LINKS_MAX = 50;

/** The name that a model and its sliced files share: without what slicers append, and without endings. */
const stemOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/(\.gcode)?\.[a-z0-9]{1,6}$/, '')
    .slice(0, STEM_LIMIT);

/** The word under which a file waits for its counterpart; no search finds it, because nobody can type it as a word. */
export const stemWord = ({ name, kind }: { readonly name: string; readonly kind: string }): string =>
  `${isModel(kind) ? '=' : '~'}${stemOf(name)}`;

/**
 * Ties a new file to what its name belongs to: slicers begin the name of a sliced file with that of its model and go on with `_` or
 * `-`. A person may untie them. Costs the same however large the library is.
 */
export async function linkByName(
  tx: Transaction<FarmSchema>,
  file: { readonly digest: string; readonly name: string; readonly kind: string },
  now: number,
): Promise<void> {
  const stem = stemOf(file.name);
  if (stem.length < STEM_MIN) return;
  const own = isModel(file.kind);
  const words = tx.selectFrom('library_word').selectAll();
  const near = own
    ? words.where('word', '>=', `~${stem}`).where('word', '<=', `~${stem}\u{10ffff}`)
    : words.where(
        'word',
        'in',
        beginnings(stem).map((model) => `=${model}`),
      );
  for (const { digest, word } of await near.limit(LINKS_MAX).execute()) {
    const other = word.slice(1);
    if (own && other !== stem && !/[_\- .(]/.test(other.charAt(stem.length))) continue;
    const [model, sliced] = own ? [file.digest, digest] : [digest, file.digest];
    await tx
      .insertInto('library_link')
      .values({ model, sliced, how: 'name', created_at: now })
      .onConflict((conflict) => conflict.columns(['model', 'sliced']).doNothing())
      .execute();
  }
}

/** The stem itself, and all that comes before one of the signs that slicers put behind a model's name. */
function beginnings(stem: string): readonly string[] {
  const found = [stem];
  for (const { index } of stem.matchAll(/[_\- .(]/g)) if (index >= STEM_MIN) found.push(stem.slice(0, index));
  return found;
}
