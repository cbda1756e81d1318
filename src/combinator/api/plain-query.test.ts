import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { buildSchema, execute, getOperationAST, type GraphQLSchema, parse } from 'graphql';
import { createPlainQueries } from './plain-query.ts';

const TEXT = `
  enum Mood { GLAD SAD }
  type Leaf { name: String! count: Int mood: Mood ratio: Float sure: Boolean! }
  type Node { id: ID! leaf: Leaf leaves: [Leaf!]! notes: [String]! child: Node asked(first: Int): String }
  type Query { nodes: [Node!]! node: Node found(id: ID!): Node }
`;

function schemaOf(root: Readonly<Record<string, () => unknown>>): GraphQLSchema {
  const schema = buildSchema(TEXT);
  for (const [name, resolve] of Object.entries(root)) {
    const field = schema.getQueryType()?.getFields()[name];
    if (field !== undefined) field.resolve = resolve;
  }
  return schema;
}

/** By both ways; `plain` null where it is left to the executor. */
async function both(root: Readonly<Record<string, () => unknown>>, query: string) {
  const schema = schemaOf({ node: () => null, nodes: () => [], found: () => null, ...root });
  const document = parse(query);
  const operation = getOperationAST(document);
  assert.ok(operation);
  const { signal } = new AbortController();
  const plain = await createPlainQueries(schema).answer(document, operation, { signal });
  const executed = await execute({ schema, document });
  return { plain: plain && JSON.parse(JSON.stringify(plain)), executed: JSON.parse(JSON.stringify(executed)) };
}

const orMissing = <T>(value: fc.Arbitrary<T>) => fc.option(fc.option(value, { nil: undefined }), { nil: null });
const anyLeaf = fc.record({
  name: fc.oneof(
    { weight: 20, arbitrary: fc.string() as fc.Arbitrary<unknown> },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  count: orMissing(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom<unknown>('7', 1.5, true))),
  mood: orMissing(fc.constantFrom('GLAD', 'SAD', 'GLAD', 'SAD', 'ELSE')),
  ratio: orMissing(fc.double({ noNaN: false })),
  sure: fc.boolean(),
});
const anyNode = fc.letrec((tie) => ({
  node: fc.record({
    id: fc.oneof<fc.Arbitrary<unknown>[]>(fc.string(), fc.integer()),
    leaf: orMissing(anyLeaf),
    leaves: fc.array(anyLeaf, { maxLength: 3 }),
    notes: fc.array(orMissing(fc.string()), { maxLength: 3 }),
    child: fc.option(tie('node'), { nil: null, maxDepth: 2 }),
  }),
})).node;

const LEAF = fc.subarray(['name', 'count', 'mood', 'ratio', 'sure', '__typename', 'other: name'], { minLength: 1 });
const anySelection = (depth: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.subarray(['id', 'notes', '__typename', 'same: id', '...F', '... on Node { id notes }'], { minLength: 1 }),
      fc.option(LEAF, { nil: null }),
      fc.option(LEAF, { nil: null }),
      depth === 0 ? fc.constant(null) : fc.option(anySelection(depth - 1), { nil: null }),
    )
    .map(([own, leaf, leaves, child]) =>
      [
        ...own,
        leaf === null ? '' : `leaf { ${leaf.join(' ')} }`,
        leaves === null ? '' : `leaves { ${leaves.join(' ')} } leaves { sure }`,
        child === null ? '' : `child { ${child} }`,
      ].join(' '),
    );

describe('plain queries', () => {
  test('whatever is answered is what the executor answers, and errors are left to it', async () => {
    let [answered, left] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(anyNode, { maxLength: 3 }), anySelection(2), async (nodes, selection) => {
        const query = `query { nodes { ${selection} } again: node { id } } fragment F on Node { id leaf { sure } }`;
        const { plain, executed } = await both({ nodes: () => nodes, node: async () => nodes[0] ?? null }, query);
        if (plain === null) left++;
        else answered++;
        if (plain === null) assert.ok(executed.errors?.length > 0, 'it was plain enough');
        else assert.deepEqual(plain, executed);
      }),
      { numRuns: 400 },
    );
    assert.ok(answered > 50 && left > 5, `${answered} answered, ${left} left`);
  });

  test('what needs the executor is left to it', async () => {
    const node = () => ({ id: '1', leaves: [], notes: [] });
    for (const query of [
      '{ found(id: "1") { id } }',
      '{ node { asked(first: 2) } }',
      '{ node { asked } }',
      '{ node { id @skip(if: true) } }',
      'query ($a: Boolean = true) { node { id @include(if: $a) } }',
      '{ __schema { queryType { name } } }',
      '{ node { __proto__: id } }',
    ])
      assert.equal((await both({ node }, query)).plain, null, query);
    assert.deepEqual((await both({ node }, '{ node { id } }')).plain, { data: { node: { id: '1' } } });
  });

  test('functions and promises below the root, and a resolver that fails, are left to it', async () => {
    const good = { id: '1', leaves: [], notes: [] };
    for (const node of [
      () => ({ ...good, leaf: () => ({ name: 'a', sure: true }) }),
      () => ({ ...good, leaf: Promise.resolve({ name: 'a', sure: true }) }),
      () => Promise.reject(new Error('not now')),
    ])
      assert.equal((await both({ node }, '{ node { id leaf { name } } }')).plain, null);
  });

  test('an answer that nobody waits for any more ends', async () => {
    const schema = schemaOf({ node: () => new Promise(() => {}) });
    const document = parse('{ node { id } }');
    const operation = getOperationAST(document);
    assert.ok(operation);
    const stop = new AbortController();
    const asked = createPlainQueries(schema).answer(document, operation, { signal: stop.signal });
    stop.abort(new Error('gone'));
    await assert.rejects(asked, { message: 'gone' });
  });
});
