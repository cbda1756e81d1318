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

/** How the files of a search are told, in each of the ways that a query may need; null when nothing was typed. */
export interface FoundBy {
  /** Their digests, each once. */
  readonly digests: RawBuilder<{ readonly digest: string }>;
  /** Whether a file is one of them, for a query that has narrowed the files down: all of them are looked up first. */
  readonly among: RawBuilder<boolean>;
  /** The same for a query that stops at the first few of many: each file is asked by itself. */
  readonly each: RawBuilder<boolean>;
}

/** Every word typed begins a word of the file. */
export function foundBy(search: string | null): FoundBy | null {
  const words = searchWords(search ?? '');
  if (words.length === 0) return null;
  const begins = words.map((word) => sql`word >= ${word} and word <= ${word + LAST}`);
  const digests = sql<{ readonly digest: string }>`${sql.join(
    begins.map((begin) => sql`select distinct digest from library_word where ${begin}`),
    sql` intersect `,
  )}`;
  const own = begins.map(
    (begin) =>
      sql<boolean>`exists (select 1 from library_word where library_word.digest = library_file.digest and ${begin})`,
  );
  return {
    digests,
    among: sql<boolean>`library_file.digest in (${digests})`,
    each: sql<boolean>`(${sql.join(own, sql` and `)})`,
  };
}

/** No word goes on with a character behind it. */
const LAST = '\u{10ffff}';
