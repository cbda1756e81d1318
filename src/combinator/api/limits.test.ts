import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { buildSchema, type DocumentNode, getOperationAST, Kind, parse } from 'graphql';
import { schemaText } from './graphql.ts';
import {
  ALIASES_LIMIT,
  beyondCost,
  createDocumentReader,
  DEPTH_LIMIT,
  FIELDS_LIMIT,
  ROOT_FIELDS_LIMIT,
  TOKENS_LIMIT,
} from './limits.ts';

const schema = buildSchema(schemaText());
const reader = () => createDocumentReader(schema, { introspection: false });

function refusal(text: string, variables: Record<string, unknown> = {}): string | null {
  const read = reader()(text);
  if (!('kind' in read)) return read[0]?.message ?? '';
  const operation = getOperationAST(read);
  return operation == null ? null : (beyondCost(schema, read, operation, variables)?.message ?? null);
}

const many = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');

describe('a document', () => {
  test('of our own page is within every limit, with the pages that it asks for', () => {
    const path = new URL('../../../web/src/graphql/operations.graphql', import.meta.url);
    const ours = parse(readFileSync(path, 'utf8'));
    const fragments = ours.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    const names = ours.definitions.flatMap((node) => (node.kind === Kind.OPERATION_DEFINITION ? [node] : []));
    assert.ok(names.length > 20);
    for (const operation of names) {
      const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] };
      const first = operation.name?.value === 'FinishedJobs' ? 25 : 100;
      assert.equal(beyondCost(schema, document, operation, { first }), null, operation.name?.value);
    }
  });

  test('that is longer, deeper or wider than any page needs is refused before it is validated', () => {
    const tooMuch: readonly (readonly [string, RegExp])[] = [
      [`{ farm { ${'name '.repeat(TOKENS_LIMIT)} } }`, /tokens/],
      [`{ ${'a { '.repeat(DEPTH_LIMIT)} a ${'} '.repeat(DEPTH_LIMIT)} }`, /levels/],
      [`{ farm { ${many(ALIASES_LIMIT + 1, (i) => `a${i}: name`)} } }`, /aliases/],
      [`{ ${many(ROOT_FIELDS_LIMIT + 1, () => 'farm { name }')} }`, /root fields/],
      [`{ farm { ${'name '.repeat(FIELDS_LIMIT + 1)} } }`, /fields in one object/],
    ];
    for (const [text, expected] of tooMuch) assert.match(refusal(text) ?? 'taken', expected);
  });

  test('is measured with its fragments', () => {
    const nested = many(DEPTH_LIMIT, (i) => `fragment F${i} on Query { farm { ...F${i + 1} } }`);
    assert.match(
      refusal(`{ ...F0 } ${nested} fragment F${DEPTH_LIMIT} on Query { farm { name } }`) ?? 'taken',
      /levels/,
    );
    const roots = `fragment R on Query { ${many(ROOT_FIELDS_LIMIT, () => 'farm { name }')} }`;
    assert.match(refusal(`{ ...R farm { name } } ${roots}`) ?? 'taken', /root fields/);
  });

  test('whose fragments double at every step, or go round in circles, is judged at once', () => {
    const doubling = many(60, (i) => `fragment F${i} on Printer { ...F${i + 1} ...F${i + 1} }`);
    const before = performance.now();
    refusal(`{ printers { ...F0 } } ${doubling} fragment F60 on Printer { name }`);
    assert.ok(refusal('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }') !== null);
    assert.ok(performance.now() - before < 1_000);
  });

  test('that asks for more objects than a page shows is refused', () => {
    const jobs = (head: string, first: string) =>
      `${head} { jobs(first: ${first}) { items { prints { file { metadata { slicer } } } } } }`;
    assert.equal(refusal(jobs('query', '100')), null);
    assert.equal(refusal(jobs('query Q($first: Int)', '$first'), { first: 100 }), null);
    const deep = 'a: jobs(first: 200) { items { prints { file { metadata { slicer } } error { code } } } } ';
    assert.match(refusal(`{ ${deep} ${deep.replace('a:', 'b:')} }`) ?? 'taken', /objects/);
  });

  test('that asks for the schema is refused, but to developers', () => {
    const text = '{ __schema { types { name } } }';
    assert.match(refusal(text) ?? 'taken', /introspection/i);
    assert.ok('kind' in createDocumentReader(schema, { introspection: true })(text));
  });

  test('is parsed and validated once', () => {
    const read = reader();
    assert.equal(read('{ farm { name } }'), read('{ farm { name } }'));
    const first = read('{ farm { version } }');
    for (let i = 0; i < 300; i++) read(`query Q${i} { farm { name } }`);
    assert.notEqual(read('{ farm { version } }'), first, 'old ones are forgotten');
  });
});
