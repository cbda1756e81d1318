import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  getNamedType,
  GraphQLError,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  specifiedRules,
  validate,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** What one request may ask for: no query may cost the farm more than a page does (quality.md §6). */
export const BODY_LIMIT_BYTES = 256 * 1024;
export const TOKENS_LIMIT = 2_000;
export const DEPTH_LIMIT = 10;
export const ALIASES_LIMIT = 30;
export const ROOT_FIELDS_LIMIT = 20;
/** Comparing the fields of one object with each other takes the square of their number. */
export const FIELDS_LIMIT = 200;
/** Objects that an answer may hold, lists counted as long as they can be. */
export const COST_LIMIT = 5_000;
/** Longest list that a page may be. */
export const LIST_LIMIT = 200;
/** How long lists are taken to be that no argument bounds: of the farm, and inside another object. */
const ROOT_LIST_GUESS = 50;
const INNER_LIST_GUESS = 5;
/** Documents that were parsed and validated before; our own page sends the same few. */
const KNOWN_DOCUMENTS = 200;

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Parses, measures and validates once per text. Returns the document, or what is wrong with it. */
export type DocumentReader = (text: string) => DocumentNode | readonly GraphQLError[];

export function createDocumentReader(
  schema: GraphQLSchema,
  options: { readonly introspection: boolean },
): DocumentReader {
  const rules = options.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const known = new Map<string, DocumentNode>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) {
      known.delete(text);
      known.set(text, before);
      return before;
    }
    const read = readDocument(schema, rules, text);
    if (!('kind' in read)) return read;
    known.set(text, read);
    const [oldest] = known.keys();
    if (known.size > KNOWN_DOCUMENTS && oldest !== undefined) known.delete(oldest);
    return read;
  };
}

function readDocument(
  schema: GraphQLSchema,
  rules: typeof specifiedRules,
  text: string,
): DocumentNode | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: TOKENS_LIMIT, noLocation: true });
  } catch (error) {
    const tooLong = error instanceof GraphQLError && error.message.includes('tokens');
    return [tooLong ? tooMuch('tokens', TOKENS_LIMIT) : (error as GraphQLError)];
  }
  // Before validating, whose own cost grows with the square of what is asked.
  const beyond = beyondLimits(document);
  if (beyond !== null) return [beyond];
  const errors = validate(schema, document, rules, { maxErrors: 20 });
  return errors.length === 0 ? document : errors;
}

function tooMuch(what: string, limit: number): GraphQLError {
  return new GraphQLError(`The query has more than ${limit} ${what}.`, {
    extensions: { code: 'query-too-large', remedy: 'Ask for less at once, in several requests.' },
  });
}

interface Measure {
  readonly depth: number;
  readonly aliases: number;
  /** Fields of the set itself, those of its fragments included. */
  readonly fields: number;
}

function beyondLimits(document: DocumentNode): GraphQLError | null {
  const fragments = fragmentsOf(document);
  const measured = new Map<string, Measure>();
  let widest = 0;

  function ofSelections(set: SelectionSetNode | undefined, path: ReadonlySet<string>): Measure {
    let [depth, aliases, fields] = [0, 0, 0];
    for (const selection of set?.selections ?? []) {
      const one = ofSelection(selection, path);
      depth = Math.max(depth, one.depth);
      aliases += one.aliases;
      fields += one.fields;
    }
    widest = Math.max(widest, fields);
    return { depth, aliases, fields };
  }

  function ofSelection(selection: SelectionNode, path: ReadonlySet<string>): Measure {
    switch (selection.kind) {
      case Kind.FIELD: {
        const inner = ofSelections(selection.selectionSet, path);
        const own = selection.alias === undefined ? 0 : 1;
        return { depth: inner.depth + 1, aliases: inner.aliases + own, fields: 1 };
      }
      case Kind.INLINE_FRAGMENT:
        return ofSelections(selection.selectionSet, path);
      case Kind.FRAGMENT_SPREAD:
        return ofFragment(selection.name.value, path);
    }
  }

  /** Once per fragment: fragments that spread each other twice would take for ever otherwise. Cycles are refused later. */
  function ofFragment(name: string, path: ReadonlySet<string>): Measure {
    const before = measured.get(name);
    if (before !== undefined) return before;
    if (path.has(name)) return { depth: 0, aliases: 0, fields: 0 };
    const found = ofSelections(fragments.get(name)?.selectionSet, new Set([...path, name]));
    measured.set(name, found);
    return found;
  }

  for (const operation of operationsOf(document)) {
    const { depth, aliases, fields } = ofSelections(operation.selectionSet, new Set());
    if (fields > ROOT_FIELDS_LIMIT) return tooMuch('root fields', ROOT_FIELDS_LIMIT);
    if (depth > DEPTH_LIMIT) return tooMuch('levels', DEPTH_LIMIT);
    if (aliases > ALIASES_LIMIT) return tooMuch('aliases', ALIASES_LIMIT);
  }
  return widest > FIELDS_LIMIT ? tooMuch('fields in one object', FIELDS_LIMIT) : null;
}

/** What is too expensive with these variables, or null. To be called for validated documents. */
export function beyondCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | null {
  const fragments = fragmentsOf(document);
  const costs = new Map<string, number>();
  const root = schema.getRootType(operation.operation);
  if (root == null) return null;

  function ofSet(type: GraphQLObjectType, set: SelectionSetNode, page: number | null): number {
    let sum = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) sum += ofFragment(type, selection.name.value, page);
      else if (selection.kind === Kind.INLINE_FRAGMENT) sum += ofSet(type, selection.selectionSet, page);
      else if (selection.selectionSet !== undefined) {
        const field = type.getFields()[selection.name.value];
        const inner = field === undefined ? null : getNamedType(field.type);
        if (field === undefined || !isCompositeType(inner) || !isObjectType(inner)) continue;
        const first = selection.arguments?.find((argument) => argument.name.value === 'first')?.value;
        const asked = first === undefined ? defaultFirst(field.args) : sizeOf(first);
        const guess = type === root ? ROOT_LIST_GUESS : INNER_LIST_GUESS;
        const times = isList(field.type) ? (page ?? guess) : 1;
        sum += times * (1 + ofSet(inner, selection.selectionSet, asked));
      }
      if (sum > COST_LIMIT) break;
    }
    return sum;
  }

  function ofFragment(type: GraphQLObjectType, name: string, page: number | null): number {
    const key = `${name} ${page}`;
    const before = costs.get(key);
    if (before !== undefined) return before;
    const fragment = fragments.get(name);
    const cost = fragment === undefined ? 0 : ofSet(type, fragment.selectionSet, page);
    costs.set(key, cost);
    return cost;
  }

  function sizeOf(value: { readonly kind: string; readonly value?: unknown; readonly name?: unknown }): number {
    const named = value.kind === Kind.VARIABLE ? (value.name as { value: string }).value : null;
    const size = Number(named === null ? value.value : (variables[named] ?? LIST_LIMIT));
    return Number.isFinite(size) ? Math.min(Math.max(size, 1), LIST_LIMIT) : LIST_LIMIT;
  }

  return ofSet(root, operation.selectionSet, null) > COST_LIMIT ? tooMuch('objects', COST_LIMIT) : null;
}

function defaultFirst(args: readonly GraphQLArgument[]): number | null {
  const first = args.find((arg) => arg.name === 'first');
  const literal = first?.default?.literal;
  if (first === undefined) return null;
  return literal?.kind === Kind.INT ? Number(literal.value) : LIST_LIMIT;
}

const isList = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);

const fragmentsOf = (document: DocumentNode): Fragments =>
  new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );

const operationsOf = (document: DocumentNode): readonly OperationDefinitionNode[] =>
  document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
