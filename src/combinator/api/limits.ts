import { type ASTNode, type DocumentNode, GraphQLError, Kind, parse, specifiedRules, validate, visit, type GraphQLSchema } from 'graphql';

/** What one request may ask for: no query may cost the farm more than a page does (quality.md §6). */
export const BODY_LIMIT_BYTES = 256 * 1024;
const TOKENS_LIMIT = 2_000;
const DEPTH_LIMIT = 10;
const ALIASES_LIMIT = 30;
const ROOT_FIELDS_LIMIT = 20;
/** Documents that were parsed and validated before; our own page sends the same few. */
const KNOWN_DOCUMENTS = 200;

const TOO_MUCH = 'query-too-large';

function tooMuch(what: string, limit: number): GraphQLError {
  const remedy = 'Ask for less at once, in several requests.';
  return new GraphQLError(`The query has more than ${limit} ${what}.`, { extensions: { code: TOO_MUCH, remedy } });
}

/** Parses and validates once per text. Returns the document, or what is wrong with it. */
export function createDocumentReader(schema: GraphQLSchema): (text: string) => DocumentNode | readonly GraphQLError[] {
  const known = new Map<string, DocumentNode>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) {
      known.delete(text);
      known.set(text, before);
      return before;
    }
    const read = readDocument(schema, text);
    if (!('kind' in read)) return read;
    known.set(text, read);
    const [oldest] = known.keys();
    if (known.size > KNOWN_DOCUMENTS && oldest !== undefined) known.delete(oldest);
    return read;
  };
}

function readDocument(schema: GraphQLSchema, text: string): DocumentNode | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: TOKENS_LIMIT, noLocation: true });
  } catch (error) {
    return [error instanceof GraphQLError ? error : new GraphQLError('The query cannot be read.')];
  }
  const beyond = beyondLimits(document);
  if (beyond !== null) return [beyond];
  const errors = validate(schema, document, specifiedRules, { maxErrors: 20 });
  return errors.length === 0 ? document : errors;
}

function beyondLimits(document: DocumentNode): GraphQLError | null {
  let aliases = 0;
  let depth = 0;
  let deepest = 0;
  visit(document, {
    Field: {
      enter(node) {
        if (node.alias !== undefined) aliases++;
        depth++;
        deepest = Math.max(deepest, depth);
      },
      leave() {
        depth--;
      },
    },
  });
  // A fragment adds its own depth wherever it is spread; the sum of both is an upper bound that our own queries keep.
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const roots = document.definitions.map((node: ASTNode) => ('selectionSet' in node && node.kind === Kind.OPERATION_DEFINITION ? (node.selectionSet?.selections.length ?? 0) : 0));
  if (aliases > ALIASES_LIMIT) return tooMuch('aliases', ALIASES_LIMIT);
  if (deepest + (fragments.length > 0 ? 4 : 0) > DEPTH_LIMIT + 4) return tooMuch('levels', DEPTH_LIMIT);
  if (Math.max(0, ...roots) > ROOT_FIELDS_LIMIT) return tooMuch('root fields', ROOT_FIELDS_LIMIT);
  return null;
}
