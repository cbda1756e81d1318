/**
 * The object model of a board: what it says of itself, in parts that come as changes. PURE, as everything in this folder; what is of
 * another type than it should be counts as not told (DR12).
 */
export type Model = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Model =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
