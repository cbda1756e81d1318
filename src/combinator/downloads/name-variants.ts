/**
 * Which file of a printer is meant by the name that it shows while it prints (AU2). Printers shorten and change names, and some show that
 * of a task instead of a file's. What is found so is fetched and looked at; nothing is ever started by it.
 */
export interface NameMatch {
  readonly path: string;
  readonly how: NameVariant;
}

export type NameVariant =
  | 'exact'
  | 'case-insensitive'
  | 'without-punctuation'
  | 'underscores'
  | 'collapsed-spaces'
  | 'prefix';

/** What tasks without an extension may lie on the printer as, the likeliest first. */
const EXTENSIONS = ['.gcode.3mf', '.3mf', '.gcode', '.bgcode'] as const;
const PREFIX_CHARACTERS = 20;
const PRINTABLE = /\.(gcode|gco|g|ufp|bgcode|3mf)$/i;
/** `Bracket v2.5` has none. */
const ANY_EXTENSION = /\.[a-z][a-z0-9]{0,4}$/i;

/** Whether what a printer prints can be a file of the library: one of its kinds, or a task, whose name has no extension. */
export const isPrintable = (name: string): boolean => PRINTABLE.test(name) || !ANY_EXTENSION.test(name);

type Rule = (wanted: string, found: string) => boolean;

const alike = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const RULES: readonly (readonly [NameVariant, Rule])[] = [
  ['exact', (wanted, found) => wanted === found],
  ['case-insensitive', alike],
  ['without-punctuation', (wanted, found) => alike(wanted.replace(/[(),]/g, ''), found)],
  ['underscores', (wanted, found) => alike(wanted.replaceAll(' ', '_'), found)],
  ['collapsed-spaces', (wanted, found) => alike(wanted.replace(/ {2,}/g, ' '), found)],
];

/** The files that may be meant, the likeliest first; `paths` in the order of the printer's listing, the newest first. */
export function matchesOf(filename: string, paths: readonly string[]): readonly NameMatch[] {
  const wanted = filename.normalize('NFC').replace(/^\/+/, '');
  if (wanted === '') return [];
  const names = namesOf(wanted);
  const found = new Map<string, NameVariant>();
  const add = (how: NameVariant, matching: readonly string[]): void => {
    for (const path of matching) if (!found.has(path)) found.set(path, how);
  };
  for (const [how, rule] of RULES)
    for (const name of names)
      add(
        how,
        paths.filter((path) => fits(path, name, rule)),
      );
  const beginning = baseOf(wanted).replace(ANY_EXTENSION, '').slice(0, PREFIX_CHARACTERS).toLowerCase();
  const cut = paths.filter((path) => baseOf(path).toLowerCase().startsWith(beginning));
  // Two files that begin alike are no answer.
  if (beginning.length === PREFIX_CHARACTERS && cut.length === 1) add('prefix', cut);
  return [...found].map(([path, how]) => ({ path, how }));
}

/** The whole path, or only its last part: tasks have no folder. */
const fits = (path: string, wanted: string, rule: Rule): boolean => {
  const plain = path.normalize('NFC').replace(/^\/+/, '');
  return rule(wanted, plain) || (!wanted.includes('/') && rule(wanted, baseOf(plain)));
};

/** A task has no extension; one that is printed as G-code may lie there as the 3MF that holds it. */
function namesOf(wanted: string): readonly string[] {
  if (/\.gcode$/i.test(wanted)) return [wanted, `${wanted}.3mf`];
  return ANY_EXTENSION.test(wanted) ? [wanted] : [wanted, ...EXTENSIONS.map((extension) => `${wanted}${extension}`)];
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
