import type { FastifyReply } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Log } from '#lib/log-types';
import { UserError } from '#lib/user-error';

/** What anybody outside is told of a failure: never a stack, never the words of an error that is ours alone. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly field?: string;
  readonly rule?: string;
}

const INTERNAL: Fault = {
  code: 'internal',
  message: 'Something went wrong inside Croft.',
  remedy: 'Try again; the log of Croft says more.',
};

/** A person's mistake keeps its words; anything else is logged, and told without its inside. */
export function faultOf(error: unknown, log: Log, where: string): Fault {
  if (!(error instanceof UserError)) {
    log.error({ err: error, where }, 'a request failed');
    return INTERNAL;
  }
  const { code, message, remedy, field, rule } = error;
  return { code, message, remedy, ...(field === undefined ? {} : { field }), ...(rule === undefined ? {} : { rule }) };
}

/** One entry of a GraphQL answer's `errors`: code, remedy and the rest stand in `extensions`. */
export interface WireError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Omit<Fault, 'message'>;
}

const BAD_QUERY = { code: 'bad-query', remedy: 'Compare the query with schema.graphql.' };

export function wireErrors(errors: readonly GraphQLError[], log: Log): readonly WireError[] {
  return errors.map((error) => wireError(error, log));
}

export function wireError(error: unknown, log: Log): WireError {
  const path = error instanceof GraphQLError ? error.path : undefined;
  const cause = error instanceof GraphQLError ? error.originalError : error;
  const at = path === undefined ? {} : { path };
  // Without a cause it is GraphQL's own word on the query.
  if (error instanceof GraphQLError && (cause === undefined || cause instanceof GraphQLError)) {
    const said = (cause ?? error).extensions as Partial<Fault>;
    return { message: error.message, ...at, extensions: { ...BAD_QUERY, ...said } };
  }
  const { message, ...extensions } = faultOf(cause, log, path?.join('.') ?? 'query');
  return { message, ...at, extensions };
}

export function sendFault(reply: FastifyReply, status: number, fault: Fault): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send({ error: fault });
}
