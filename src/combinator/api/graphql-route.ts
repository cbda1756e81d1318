import type { FastifyInstance } from 'fastify';
import {
  execute,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import type { Log } from '#lib/log-types';
import type { DocumentAccess } from '../accounts/document-access.ts';
import { beyondCost, type DocumentReader } from './limits.ts';
import { createPlainQueries } from './plain-query.ts';
import { sendFault, wireErrors } from './wire-errors.ts';

/** A query that takes longer asks for too much; whoever asked has gone or must ask for less. */
const QUERY_LIMIT_MS = 2_000;
/** A mutation may wait for the word of a machine. What it has begun goes on; only the answer ends. */
const MUTATION_LIMIT_MS = 10_000;

export interface GraphqlParts {
  readonly schema: GraphQLSchema;
  readonly read: DocumentReader;
  readonly access: DocumentAccess;
  readonly log: Log;
}

/** Queries and mutations over HTTP. Subscriptions go over the socket (`live-socket.ts`). */
export function addGraphql(app: FastifyInstance, parts: GraphqlParts): void {
  const { schema, read, access, log } = parts;
  const plain = createPlainQueries(schema);
  app.post('/graphql', async (request, reply) => {
    // JSON only: a form of another site cannot send it without asking first.
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
      return sendFault(reply, 415, {
        code: 'json-only',
        message: 'GraphQL is taken as JSON only.',
        remedy: 'Send content-type: application/json.',
      });
    }
    const asked = requestOf(request.body);
    if (asked === null) {
      return sendFault(reply, 400, {
        code: 'bad-request',
        message: 'The request is not one GraphQL query in JSON.',
        remedy: 'Send {"query": "…", "variables": {…}}; several queries need several requests.',
      });
    }
    const refuse = (...errors: readonly GraphQLError[]) => reply.code(400).send({ errors: wireErrors(errors, log) });
    const document = read(asked.query);
    if (!('kind' in document)) return refuse(...document);
    const forbidden = access(document, request.principal);
    if (forbidden !== null) return reply.code(403).send({ errors: wireErrors([forbidden], log) });
    const operation = getOperationAST(document, asked.operationName);
    if (operation == null)
      return refuse(
        said('bad-query', 'The request does not say which operation it means.', 'Name one in operationName.'),
      );
    if (operation.operation === OperationTypeNode.SUBSCRIPTION)
      return refuse(said('bad-query', 'Subscriptions go over the WebSocket.', 'Open one at /graphql.'));
    const tooDear = beyondCost(schema, document, operation, asked.variables);
    if (tooDear !== null) return refuse(tooDear);
    const limitMs = operation.operation === OperationTypeNode.MUTATION ? MUTATION_LIMIT_MS : QUERY_LIMIT_MS;
    const result = await within(limitMs, async (signal) => {
      const contextValue = { signal, principal: request.principal };
      return (
        (await plain.answer(document, operation, contextValue)) ??
        execute({
          schema,
          document,
          variableValues: asked.variables,
          operationName: asked.operationName,
          contextValue,
          abortSignal: signal,
          hideSuggestions: true,
        })
      );
    });
    if (result.errors === undefined) return reply.send(result);
    return reply.send({ ...result, errors: wireErrors(result.errors, log) });
  });
}

const said = (code: string, message: string, remedy: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, remedy } });

async function within(
  limitMs: number,
  run: (signal: AbortSignal) => ExecutionResult | Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), limitMs);
  try {
    return await run(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return {
      data: null,
      errors: [said('too-slow', 'The answer took too long.', 'Ask for less at once, or try again.')],
    };
  } finally {
    clearTimeout(timer);
  }
}

interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

/** One query; null for anything else, a batch included. */
export function requestOf(body: unknown): Asked | null {
  if (!isRecord(body) || typeof body.query !== 'string') return null;
  const { query, variables = null, operationName = null } = body;
  if (variables !== null && !isRecord(variables)) return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  return { query, variables: variables ?? {}, operationName };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
