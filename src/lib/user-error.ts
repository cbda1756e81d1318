/**
 * An error that a person can meet and do something about. The message is the cause, in one sentence; the remedy says
 * what to do. Errors that nobody outside can have caused stay plain errors and are shown as "internal".
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  /** Stable, kebab-case, one meaning in the whole program: for documentation, translations, clients. */
  readonly code: string;
  readonly remedy: string;
  /** Which input was wrong (a path such as `printer.settings.baud`), and the rule that it broke. */
  readonly field: string | undefined;
  readonly rule: string | undefined;

  constructor(facts: UserErrorFacts, options: { readonly cause?: unknown } = {}) {
    super(facts.message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = facts.code;
    this.remedy = facts.remedy;
    this.field = facts.field;
    this.rule = facts.rule;
  }
}

export interface UserErrorFacts {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly field?: string;
  readonly rule?: string;
}

/** One line of the error table; `Details` are the facts of one occurrence that its sentences speak of. */
export interface ErrorEntry<Details> {
  readonly code: string;
  readonly cause: (details: Details) => string;
  readonly remedy: string | ((details: Details) => string);
  readonly field?: string | ((details: Details) => string);
  readonly rule?: string | ((details: Details) => string);
}

type ErrorMakers<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends ErrorEntry<infer Details>
    ? (details: Details, options?: { readonly cause?: unknown }) => UserError
    : never;
};

const CODE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const codes = new Set<string>();

/** Describes one entry; exists so that the type of `details` is written once, at the entry. */
export function errorEntry<Details>(entry: ErrorEntry<Details>): ErrorEntry<Details> {
  return entry;
}

/**
 * A group of errors of one folder, each becoming a function that makes the error:
 * `const errors = defineErrors({ taken: errorEntry<{ port: number }>({ code: 'port-taken', … }) }); throw errors.taken({ port })`.
 * A code that is not kebab-case or stands in two groups is a programming error, thrown when the module loads.
 */
export function defineErrors<Table extends Readonly<Record<string, ErrorEntry<never>>>>(
  table: Table,
): ErrorMakers<Table> {
  const makers: Record<string, (details: never, options?: { readonly cause?: unknown }) => UserError> = {};
  for (const [name, entry] of Object.entries(table)) {
    if (!CODE.test(entry.code)) throw new Error(`error code '${entry.code}' is not kebab-case`);
    if (codes.has(entry.code)) throw new Error(`error code '${entry.code}' is defined twice`);
    codes.add(entry.code);
    makers[name] = (details, options) => {
      const said = <Part>(part: Part | ((details: never) => Part)) =>
        typeof part === 'function' ? (part as (details: never) => Part)(details) : part;
      return new UserError(
        {
          code: entry.code,
          message: entry.cause(details),
          remedy: said(entry.remedy),
          ...(entry.field === undefined ? {} : { field: said(entry.field) }),
          ...(entry.rule === undefined ? {} : { rule: said(entry.rule) }),
        },
        options,
      );
    };
  }
  return makers as ErrorMakers<Table>;
}

/** Every code defined by the modules loaded so far, sorted: for the table in the documentation and its test. */
export function definedErrorCodes(): readonly string[] {
  return [...codes].sort();
}
