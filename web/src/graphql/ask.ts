import type { TypedDocumentString } from './operations.generated.ts';

/** What went wrong, in words for a person: every answer of the server carries code, cause and remedy. */
export class AskError extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly field: string | null;

  constructor(fault: { code: string; message: string; remedy: string; field: string | null }) {
    super(fault.message);
    this.code = fault.code;
    this.remedy = fault.remedy;
    this.field = fault.field;
  }
}

/** Cause and remedy in one line, for the place where what was asked for would stand. */
export function troubleWords(error: unknown): string {
  if (error instanceof AskError) return `${error.message} ${error.remedy}`.trim();
  return error instanceof Error ? error.message : String(error);
}

const UNREACHABLE = {
  code: 'unreachable',
  message: 'The server did not answer.',
  remedy: 'Check that Croft is running and that this device is on its network, then try again.',
  field: null,
};

/** Asks the server once. Throws AskError; nothing is tried again by itself, so that no wish reaches a printer twice. */
export async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  let answer: unknown;
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: document.toString(), variables }),
    });
    answer = await response.json();
  } catch {
    throw new AskError(UNREACHABLE);
  }
  const { data, errors } = answer as { data?: Result | null; errors?: readonly unknown[] };
  if (errors !== undefined && errors.length > 0) throw new AskError(faultOf(errors[0]));
  if (data === undefined || data === null) throw new AskError(faultOf(answer));
  return data;
}

/** Reads a fault out of a GraphQL error, or of a plain `{error: {…}}` as uploads answer. */
export function faultOf(value: unknown): { code: string; message: string; remedy: string; field: string | null } {
  const error = value as {
    message?: unknown;
    extensions?: Record<string, unknown>;
    error?: Record<string, unknown>;
  } | null;
  const more = error?.extensions ?? error?.error ?? {};
  const message = typeof error?.message === 'string' ? error.message : more.message;
  return {
    code: typeof more.code === 'string' ? more.code : 'unknown',
    message: typeof message === 'string' ? message : 'Something went wrong at the server.',
    remedy: typeof more.remedy === 'string' ? more.remedy : 'Try again; if it stays so, look at the log of Croft.',
    field: typeof more.field === 'string' ? more.field : null,
  };
}
