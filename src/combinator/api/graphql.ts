import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { Principal } from '../accounts/access.ts';
import type { Resolvers } from './resolvers.ts';

/** Who may use a field, from the least to the most trusted; `accounts/document-access.ts` enforces it. */
export const PERMISSIONS = ['VIEWER', 'OPERATOR', 'TECHNICIAN', 'ADMIN'] as const;

/** What each subscription and request carries. */
export interface RequestContext {
  /** Aborted when the client has gone. */
  readonly signal?: AbortSignal;
  /** Who asks; somebody on this host when absent. */
  readonly principal?: Principal;
}

export const schemaText = (): string => readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8');

/** The public schema as it is committed, with a resolver at every root field: one that is missing on either side fails here. */
export function createSchema(resolvers: Resolvers): GraphQLSchema {
  const schema = buildSchema(schemaText());
  attach(schema.getQueryType(), resolvers.Query, (field, resolve) => {
    field.resolve = (_root, args: Record<string, unknown>, context?: RequestContext) => resolve(args, context);
  });
  attach(schema.getMutationType(), resolvers.Mutation, (field, resolve) => {
    field.resolve = (_root, args: Record<string, unknown>, context?: RequestContext) => resolve(args, context);
  });
  attach(schema.getSubscriptionType(), resolvers.Subscription, (field, resolve) => {
    field.subscribe = (_root, args: Record<string, unknown>, context: RequestContext) =>
      until(context.signal, (signal) => resolve(args, signal));
    field.resolve = (value: unknown) => value;
  });
  return schema;
}

type Field = ReturnType<GraphQLObjectType['getFields']>[string];

function attach<Resolver>(
  type: GraphQLObjectType | undefined | null,
  resolvers: Readonly<Record<string, Resolver>>,
  set: (field: Field, resolver: Resolver) => void,
): void {
  const fields = type?.getFields() ?? {};
  for (const name of new Set([...Object.keys(fields), ...Object.keys(resolvers)])) {
    const [field, resolver] = [fields[name], resolvers[name]];
    if (field === undefined || resolver === undefined)
      throw new Error(`${type?.name}.${name} stands only in the schema or only in the resolvers`);
    set(field, resolver);
  }
}

/**
 * An iterator that ends what it reads from when it is ended, and when the client has gone. Not a generator: one that waits for
 * the next value could not be told that nobody wants it any more.
 */
function until<Value>(
  outer: AbortSignal | undefined,
  open: (signal: AbortSignal) => AsyncIterable<Value>,
): AsyncIterableIterator<Value> {
  const own = new AbortController();
  const signal = outer === undefined ? own.signal : AbortSignal.any([outer, own.signal]);
  const inner = open(signal)[Symbol.asyncIterator]();
  return {
    next: () => inner.next(),
    async return() {
      own.abort();
      await inner.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
