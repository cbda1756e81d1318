/**
 * What a file is found by, as words: lower case, without accents, cut at everything that is no letter and no digit. A word counts
 * from each of its beginnings, so that `BracketV2_04mm` is found by `v2` and by `04mm` as well as by `brack`.
 */
export function indexWords(texts: readonly (string | null)[]): readonly string[] {
  const words = new Set<string>();
  for (const text of texts) {
    for (const token of tokens(text ?? '')) {
      for (const beginning of beginnings(token)) {
        const word = plain(beginning).slice(0, WORD_LIMIT);
        if (word !== '') words.add(word);
        if (words.size >= WORDS_MAX) return [...words];
      }
    }
  }
  return [...words];
}

/** What a person typed: a file is found when each of these begins one of its words. */
export function searchWords(search: string): readonly string[] {
  const words = tokens(search).map((token) => plain(token).slice(0, WORD_LIMIT));
  return [...new Set(words.filter((word) => word !== ''))].slice(0, SEARCH_WORDS_MAX);
}

/** A single letter begins a word of nearly every file: those it begins are kept under it as well, each file once. */
export const firstLetter = (word: string): string => `^${initialOf(word)}`;
export const isOneLetter = (word: string): boolean => word === initialOf(word);

const initialOf = (word: string): string => String.fromCodePoint(word.codePointAt(0) ?? 0);

/** Of one file: a name of 200 characters and its facts have some forty. */
const WORDS_MAX = 96;
const WORD_LIMIT = 48;
/** More words than anybody types; each costs a look into the index. */
const SEARCH_WORDS_MAX = 8;

const tokens = (text: string): readonly string[] => text.normalize('NFC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

const plain = (word: string): string =>
  word
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();

/** The word itself, and its rest from each change between small and capital letters, letters and digits. */
function beginnings(token: string): readonly string[] {
  const found = [token];
  for (const { index } of token.matchAll(/(?<=\p{Ll})\p{Lu}|(?<=\p{N})\p{L}|(?<=\p{L})\p{N}/gu))
    found.push(token.slice(index));
  return found;
}
