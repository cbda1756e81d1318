import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildSchema, type ConstDirectiveNode, type GraphQLSchema, isObjectType } from 'graphql';
import { createSchema, PERMISSIONS, schemaText } from './graphql.ts';
import type { Resolvers } from './resolvers.ts';

const permissionIn = (directives: readonly ConstDirectiveNode[] | undefined): string | null => {
  const value = directives?.find((one) => one.name.value === 'permission')?.arguments?.[0]?.value;
  return value?.kind === 'EnumValue' ? value.value : null;
};

/** Field → the permission that it names, or that its type names for all of its fields. */
function permissions(schema: GraphQLSchema): ReadonlyMap<string, string | null> {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'));
  return new Map(
    types
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields()).map((field): [string, string | null] => [
          `${type.name}.${field.name}`,
          permissionIn(field.astNode?.directives) ?? permissionIn(type.astNode?.directives),
        ]),
      ),
  );
}

const missing = (schema: GraphQLSchema): readonly string[] =>
  [...permissions(schema)].flatMap(([field, of]) =>
    of === null || !(PERMISSIONS as readonly string[]).includes(of) ? [field] : [],
  );

describe('the schema', () => {
  const schema = buildSchema(schemaText());

  test('every field carries the permission that it will need', () => {
    assert.ok(permissions(schema).size > 100);
    assert.deepEqual(missing(schema), []);
  });

  test('a field without a permission is found', () => {
    const planted = buildSchema(`${schemaText()}\nextend type Query { planted: String }`);
    assert.deepEqual(missing(planted), ['Query.planted']);
  });

  test('whatever changes something needs more than looking', () => {
    const roots = [...permissions(schema)].filter(([field]) => field.startsWith('Mutation.'));
    assert.ok(roots.length > 20);
    for (const [field, of] of roots) assert.notEqual(of, 'VIEWER', field);
  });

  test('a root field that stands on one side only is found when the program starts', () => {
    const none = { Query: {}, Mutation: {}, Subscription: {} } as Resolvers;
    assert.throws(() => createSchema(none), /stands only in the schema/);
  });
});
