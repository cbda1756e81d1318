import {
  type ConstDirectiveNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { allows, type Level, LEVELS, type Principal } from './access.ts';

/** What of a document somebody may not use, as the error that answers it; null when all of it is allowed. */
export type DocumentAccess = (document: DocumentNode, principal: Principal) => GraphQLError | null;

interface Use {
  readonly field: string;
  readonly level: Level;
}

/**
 * Enforces `@permission` of schema.graphql for every field that a document names, in whatever operation or fragment. A field of a
 * type has its own, or that of the type; one that has neither is for an admin.
 */
export function createDocumentAccess(schema: GraphQLSchema): DocumentAccess {
  const known = new WeakMap<DocumentNode, readonly Use[]>();
  return (document, principal) => {
    if (principal.kind === 'local') return null;
    const uses = known.get(document) ?? usesOf(schema, document);
    known.set(document, uses);
    const refused = uses.find(({ level }) => !allows(principal, level));
    if (refused === undefined) return null;
    return new GraphQLError(`This key may not use ${refused.field}.`, {
      extensions: { code: 'forbidden', remedy: `Use a key of the scope ${refused.level} or above.` },
    });
  };
}

function usesOf(schema: GraphQLSchema, document: DocumentNode): readonly Use[] {
  const found = new Map<string, Use>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        if (node.name.value.startsWith('__')) return;
        const [type, field] = [types.getParentType(), types.getFieldDef()];
        const name = `${type?.name ?? ''}.${node.name.value}`;
        const level = levelIn(field?.astNode?.directives) ?? levelIn(type?.astNode?.directives) ?? 'admin';
        found.set(name, { field: name, level });
      },
    }),
  );
  return [...found.values()];
}

function levelIn(directives: readonly ConstDirectiveNode[] | undefined): Level | null {
  const value = directives?.find((one) => one.name.value === 'permission')?.arguments?.[0]?.value;
  return value?.kind === 'EnumValue' ? (LEVELS.find((level) => level.toUpperCase() === value.value) ?? null) : null;
}
