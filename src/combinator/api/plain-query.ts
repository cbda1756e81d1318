import {
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import type { RequestContext } from './graphql.ts';

/**
 * Queries over much that is plain. A page of a thousand printers is twenty thousand fields, and for each of them the executor of `graphql`
 * does what only a few need: arguments, resolvers, promises, a path for an error. Here a selection is compiled once into functions that
 * pick members. Whatever is not as plain as that is left to the executor: a query changes nothing, and may be asked again.
 */
export interface PlainQueries {
  /** The whole answer; null: the executor must be asked. Rejects with the signal's reason, as the executor does. */
  answer(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    context: RequestContext & { readonly signal: AbortSignal },
  ): Promise<ExecutionResult | null>;
}

type Pick = (value: unknown) => unknown;

interface Root {
  readonly key: string;
  readonly resolve: (context: RequestContext) => unknown;
  readonly pick: Pick;
}

/** Thrown where the executor would have something to say: an error, a null that must not be, a promise. */
class NotPlain extends Error {}

export function createPlainQueries(schema: GraphQLSchema): PlainQueries {
  /** Documents live as long as their reader keeps them. */
  const plans = new WeakMap<OperationDefinitionNode, readonly Root[] | null>();

  function planOf(document: DocumentNode, operation: OperationDefinitionNode): readonly Root[] | null {
    const known = plans.get(operation);
    if (known !== undefined) return known;
    const plan = orNull(() => compile(schema, document, operation));
    plans.set(operation, plan);
    return plan;
  }

  return {
    async answer(document, operation, context) {
      const plan = planOf(document, operation);
      if (plan === null) return null;
      const { signal } = context;
      signal.throwIfAborted();
      const given = Promise.all(plan.map(async ({ resolve }) => resolve(context))).catch(() => null);
      const values = await Promise.race([given, aborted(signal)]);
      if (values === null) return null;
      return orNull(() => ({ data: Object.fromEntries(plan.map(({ key, pick }, i) => [key, pick(values[i])])) }));
    },
  };
}

/** Rejects when the signal says so. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function orNull<T>(act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    if (error instanceof NotPlain) return null;
    throw error;
  }
}

function compile(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): readonly Root[] {
  const type = schema.getQueryType();
  if (operation.operation !== OperationTypeNode.QUERY || type == null || operation.variableDefinitions?.length)
    throw new NotPlain();
  if (operation.directives?.length) throw new NotPlain();
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
  return [...collect(type, [operation.selectionSet], fragments)].map(([key, nodes]) => {
    const field = fieldOf(type, nodes);
    const { resolve } = field;
    if (resolve === undefined) throw new NotPlain();
    return {
      key,
      // Root fields of this schema look at nothing but arguments and context (graphql.ts).
      resolve: (context) =>
        (resolve as (root: unknown, args: object, context: RequestContext) => unknown)(undefined, {}, context),
      pick: pickOf(field.type, nodes, fragments),
    };
  });
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Fields by the name that they have in the answer, fragments spread out. */
function collect(
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  fragments: Fragments,
  into = new Map<string, FieldNode[]>(),
  spread = new Set<string>(),
): ReadonlyMap<string, readonly FieldNode[]> {
  for (const selection of sets.flatMap((set) => set.selections)) {
    if (selection.directives?.length) throw new NotPlain();
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      if (key === '__proto__' || selection.arguments?.length) throw new NotPlain();
      const nodes = into.get(key);
      if (nodes === undefined) into.set(key, [selection]);
      else nodes.push(selection);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      if (spread.has(selection.name.value)) continue;
      spread.add(selection.name.value);
    }
    const condition = fragment?.typeCondition?.name.value ?? type.name;
    if (fragment === undefined || condition !== type.name || fragment.directives?.length) throw new NotPlain();
    collect(type, [fragment.selectionSet], fragments, into, spread);
  }
  return into;
}

function fieldOf(type: GraphQLObjectType, nodes: readonly FieldNode[]) {
  const field = type.getFields()[nodes[0]?.name.value ?? ''];
  if (field === undefined || field.args.length > 0) throw new NotPlain();
  return field;
}

function pickOf(type: GraphQLOutputType, nodes: readonly FieldNode[], fragments: Fragments): Pick {
  if (isNonNullType(type)) {
    const pick = pickOf(type.ofType, nodes, fragments);
    return (value) => {
      const picked = pick(value);
      if (picked === null) throw new NotPlain();
      return picked;
    };
  }
  if (isListType(type)) {
    const pick = pickOf(type.ofType, nodes, fragments);
    return (value) => {
      if (value === null || value === undefined) return null;
      if (!Array.isArray(value)) throw new NotPlain();
      return value.map(pick);
    };
  }
  if (isLeafType(type)) {
    return (value) => {
      if (value === null || value === undefined) return null;
      if (typeof value === 'function' || isPromise(value)) throw new NotPlain();
      return coerced(() => type.coerceOutputValue(value));
    };
  }
  if (!isObjectType(type) || type.isTypeOf != null) throw new NotPlain();
  const members = [
    ...collect(
      type,
      nodes.flatMap((node) => node.selectionSet ?? []),
      fragments,
    ),
  ].map(([key, own]) => ({ key, ...memberOf(type, own, fragments) }));
  return (value) => {
    if (value === null || value === undefined) return null;
    if (typeof value !== 'object' || isPromise(value)) throw new NotPlain();
    const picked: Record<string, unknown> = {};
    for (const { key, name, pick } of members) picked[key] = pick((value as Record<string, unknown>)[name]);
    return picked;
  };
}

function memberOf(
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  fragments: Fragments,
): { name: string; pick: Pick } {
  const name = nodes[0]?.name.value ?? '';
  if (name === '__typename') return { name, pick: () => type.name };
  const field = fieldOf(type, nodes);
  if (field.resolve !== undefined || getNamedType(field.type) === undefined) throw new NotPlain();
  return { name, pick: pickOf(field.type, nodes, fragments) };
}

function coerced(act: () => unknown): unknown {
  let value: unknown;
  try {
    value = act();
  } catch {
    throw new NotPlain();
  }
  if (value === null || value === undefined) throw new NotPlain();
  return value;
}

const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function';
