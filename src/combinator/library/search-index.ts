import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Transaction } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';
import type { KeptMetadata } from './kept-metadata.ts';
import { stemWord } from './link-by-name.ts';
import { firstLetter, indexWords, isOneLetter, searchWords } from './search-words.ts';
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
    .values([...words, ...new Set(words.map(firstLetter)), stemWord(row)].map((word) => ({ word, digest })))
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

/** Every word typed begins a word of the file. The rarest is looked up, and each file asked for the others. */
export async function foundBy(db: Kysely<FarmSchema>, search: string | null): Promise<FoundBy | null> {
  const [first, ...others] = await rarestFirst(db, searchWords(search ?? ''));
  if (first === undefined) return null;
  // One row for each file where a single letter was typed, which is much sooner counted.
  const rows = isOneLetter(first) ? sql`select` : sql`select distinct`;
  const digests = sql<{ readonly digest: string }>`${rows} found.digest from library_word as found where ${sql.join(
    [begins('found', first), ...others.map((word) => hasWord('found', word))],
    sql` and `,
  )}`;
  const own = [first, ...others].map((word) => hasWord('library_file', word));
  return {
    digests,
    among: sql<boolean>`library_file.digest in (${digests})`,
    each: sql<boolean>`(${sql.join(own, sql` and `)})`,
  };
}

/** More than these are many: which of two such words has more files matters little. */
const MANY = 500;

async function rarestFirst(db: Kysely<FarmSchema>, words: readonly string[]): Promise<readonly string[]> {
  if (words.length < 2) return words;
  const counts = new Map<string, number>();
  for (const word of words) {
    const some = sql`select 1 from library_word as found where ${begins('found', word)} limit ${MANY}`;
    const { rows } = await sql<{ total: number }>`select count(*) as total from (${some}) as looked`.execute(db);
    counts.set(word, Number(rows[0]?.total ?? 0));
  }
  return words.toSorted((one, other) => (counts.get(one) ?? 0) - (counts.get(other) ?? 0));
}

const hasWord = (of: string, word: string): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from library_word as own where own.digest = ${sql.ref(`${of}.digest`)} and ${begins('own', word)})`;

function begins(row: string, word: string): RawBuilder<boolean> {
  const column = sql.ref(`${row}.word`);
  if (isOneLetter(word)) return sql<boolean>`${column} = ${firstLetter(word)}`;
  return sql<boolean>`${column} >= ${word} and ${column} <= ${word + LAST}`;
}

/** No word goes on with a character behind it. */
const LAST = '\u{10ffff}';
