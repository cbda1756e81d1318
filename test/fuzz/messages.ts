import { seededChance } from '../../src/lib/fixtures/seeded-chance.ts';

/** What JSON can say and no program writes by itself: put in behind the writing. */
const TOKENS: readonly (readonly [string, string])[] = [
  ['"@huge"', '1e999'],
  ['"@long"', `-${'9'.repeat(400)}`],
  ['"@zero"', '-0.0e-999'],
  ['"@deep"', `${'{"a":['.repeat(300)}1${']}'.repeat(300)}`],
  ['"@proto"', '"__proto__"'],
];
const ODD: readonly unknown[] = [
  null,
  true,
  '',
  '0',
  'NaN',
  '../../x',
  '\u0000\ud800',
  'x'.repeat(5_000),
  -1,
  0.5,
  1e308,
  -1e308,
  2 ** 53,
  '@huge',
  '@long',
  '@zero',
  '@deep',
  [],
  {},
  [[]],
  [null],
  { '@proto': { polluted: true } },
  { constructor: { prototype: { polluted: true } } },
];
/** What a number may become: what is computed with it is no number any more, or no day of any year. */
const NUMBERS: readonly unknown[] = [-1, 0.5, 1e308, -1e308, 2 ** 53, '@huge', '@long', '@zero'];
const MOST_CHANGES = 6;
const MOST_COPIES = 200;

type Chance = ReturnType<typeof seededChance>;

/** Messages that a printer might send, changed by their grammar: wrong types, strange names, depth, huge numbers, and one of before again. */
export function* messages(corpus: readonly unknown[], seed: number): Generator<Buffer> {
  const chance = seededChance(seed);
  const said: Buffer[] = corpus.map((each) => Buffer.from(JSON.stringify(each)));
  yield* said;
  for (;;) {
    if (chance.fraction() < 0.2) {
      yield pick(chance, said);
      continue;
    }
    let message: unknown = structuredClone(pick(chance, corpus));
    for (let left = 1 + below(chance, MOST_CHANGES); left > 0; left--) message = changed(chance, message, corpus);
    const text = TOKENS.reduce((so, [from, to]) => so.replaceAll(from, to), JSON.stringify(message) ?? 'null');
    const bytes = Buffer.from(text);
    said[below(chance, said.length)] = bytes;
    yield bytes;
  }
}

const below = ({ fraction }: Chance, limit: number): number => Math.floor(fraction() * limit);
const pick = <Item>(chance: Chance, items: readonly Item[]): Item => items[below(chance, items.length)] as Item;

/** Something in it, nearer to its leaves than to its root. */
function changed(chance: Chance, value: unknown, corpus: readonly unknown[]): unknown {
  const isBranch = typeof value === 'object' && value !== null;
  const names = isBranch ? Object.keys(value) : [];
  if (!isBranch || names.length === 0 || chance.fraction() < 0.1) return odd(chance, value, corpus);
  const branch = value as Record<string, unknown>;
  const name = pick(chance, names);
  const what = chance.fraction();
  if (what < 0.7) branch[name] = changed(chance, branch[name], corpus);
  else if (what < 0.8 && !Array.isArray(value)) delete branch[name];
  else if (what < 0.9 && Array.isArray(value))
    value.push(...Array.from({ length: below(chance, MOST_COPIES) }, () => structuredClone(value[0])));
  else if (!Array.isArray(value))
    branch[pick(chance, ['@proto', 'constructor', 'toString', '', name.toUpperCase()])] = odd(chance, value, corpus);
  return value;
}

function odd(chance: Chance, value: unknown, corpus: readonly unknown[]): unknown {
  if (typeof value === 'number' && chance.fraction() < 0.5) return pick(chance, NUMBERS);
  const what = chance.fraction();
  if (what < 0.7) return structuredClone(pick(chance, ODD));
  if (what < 0.8) return [structuredClone(value)];
  if (what < 0.9) return typeof value === 'number' ? value * 10 ** below(chance, 300) : typeof value;
  return structuredClone(pick(chance, corpus));
}
