/** Tells whether a value is a T. When it is not, `errors` says why, until the next call. */
export interface Check<T> {
  (value: unknown): value is T;
  errors?: readonly CheckProblem[] | null;
}

/** What a check disliked: where in the value (a JSON pointer), and which keyword of JSON Schema it broke. */
interface CheckProblem {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A value, or what is wrong with it. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** A name of a field that a stranger made up ends up in logs: at most this much of it. */
const PROBLEM_CHARACTERS = 200;

/** Runs a check and says in a few words what the deepest problem is, such as `/snapshot/bed/kind: discriminator …`. */
export function readChecked<T>(check: Check<T>, value: unknown): Read<T> {
  if (check(value)) return { ok: true, value };
  const problems = check.errors ?? [];
  // Of `null or a file` the file's own problem says more than "is not null".
  const deepest = problems.toSorted((a, b) => b.instancePath.length - a.instancePath.length)[0];
  if (deepest === undefined) return { ok: false, problem: 'not understood' };
  const words = `${deepest.instancePath || '/'}: ${deepest.keyword} ${JSON.stringify(deepest.params)}`;
  return { ok: false, problem: words.slice(0, PROBLEM_CHARACTERS) };
}
