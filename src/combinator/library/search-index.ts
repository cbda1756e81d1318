import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Transaction } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';
import type { KeptMetadata } from './kept-metadata.ts';
import { stemWord } from './link-by-name.ts';
import { indexWords, searchWords } from './search-words.ts';
import { fileByDigest } from './store.ts';

/** Makes the words of a file anew, after any change to what it is found by. */
export async function indexFile(tx: Transaction<FarmSchema>, digest: string): Promise<void> {
  const row = await fileByDigest(tx, digest);
  if (row === undefined) return;
  const tags = await tx.selectFrom('library_tag').select('tag').where('digest', '=', digest).execute();
  const metadata = JSON.parse(row.metadata ?? '{}') as Partial<KeptMetadata>;
  const filaments = metadata.filaments?.filter(({ used }) => used !== false) ?? [];
  const words = indexWords([
    row.name.replace(/(\.gcode)?\.[a-z0-9]{1,6}$/i, ''),
    row.folder,
    ...tags.map(({ tag }) => tag),
    metadata.slicer ?? null,
    metadata.printerModel ?? null,
    ...filaments.flatMap(({ type, name }) => [type, name]),
    ...(metadata.plates ?? []).map(({ name }) => name),
  ]);
  await tx.deleteFrom('library_word').where('digest', '=', digest).execute();
  await tx
    .insertInto('library_word')
    .values([...words, stemWord(row)].map((word) => ({ word, digest })))
    .execute();
}

/** Files that nothing has indexed yet: those of a database that is older than the index. */
export async function unindexed(db: Kysely<FarmSchema>, limit: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('library_file')
    .select('digest')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('library_word').select('word').whereRef('library_word.digest', '=', 'library_file.digest'),
        ),
      ),
    )
    .limit(limit)
    .execute();
  return rows.map(({ digest }) => digest);
}

/** The condition that every word typed begins a word of the file; null when nothing was typed. */
export function foundBy(search: string | null): RawBuilder<boolean> | null {
  const words = searchWords(search ?? '');
  if (words.length === 0) return null;
  const each = words.map(
    (word) =>
      sql<boolean>`digest in (select digest from library_word where word >= ${word} and word <= ${word + LAST})`,
  );
  return sql<boolean>`(${sql.join(each, sql` and `)})`;
}

/** No word goes on with a character behind it. */
const LAST = '\u{10ffff}';
