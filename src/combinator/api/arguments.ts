import { defineErrors, errorEntry } from '#lib/user-error';
import { LIST_LIMIT } from './limits.ts';

/** What a root field was asked with, as GraphQL has checked it. */
export type Args = Readonly<Record<string, unknown>>;

export const argumentErrors = defineErrors({
  badId: errorEntry<{ field: string }>({
    code: 'bad-id',
    cause: ({ field }) => `“${field}” is no id of this farm.`,
    remedy: 'Use an id that a query has given.',
    field: ({ field }) => field,
  }),
  badPage: errorEntry<{ first: number }>({
    code: 'bad-page',
    cause: ({ first }) => `A page of ${first} is not possible.`,
    remedy: `Ask for 1 to ${LIST_LIMIT} at once, and for the next with “after”.`,
    field: 'first',
    rule: `1 to ${LIST_LIMIT}`,
  }),
});

export const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** How many, and after which. */
export function pageOf(args: Args): { readonly first: number; readonly after: string | null } {
  const first = Number(args.first);
  if (!Number.isInteger(first) || first < 1 || first > LIST_LIMIT) throw argumentErrors.badPage({ first });
  return { first, after: text(args.after) };
}

/** A place in the log of events, as the API shows it; null where none is given. */
export function cursorOf(value: unknown, field = 'after'): number | null {
  const given = text(value);
  if (given === null) return null;
  const cursor = Number(given);
  if (!/^\d+$/.test(given) || !Number.isSafeInteger(cursor)) throw argumentErrors.badId({ field });
  return cursor;
}
