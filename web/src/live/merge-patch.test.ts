import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergePatch } from './merge-patch.ts';

/** The examples of RFC 7396, appendix A. */
const EXAMPLES: readonly (readonly [unknown, unknown, unknown])[] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

test('a merge patch does what RFC 7396 says', () => {
  for (const [target, patch, result] of EXAMPLES) assert.deepEqual(mergePatch(target, patch), result);
});

test('what a patch does not touch stays the same object', () => {
  const state = { printers: { a: { name: 'A' }, b: { name: 'B' } }, jobs: {} };
  const next = mergePatch(state, { printers: { a: { name: 'C' } } }) as typeof state;
  assert.equal(next.printers.b, state.printers.b);
  assert.equal(next.jobs, state.jobs);
  assert.notEqual(next.printers, state.printers);
});

test('a patch that changes nothing returns the very same state', () => {
  const state = { printers: { a: { name: 'A' } } };
  assert.equal(mergePatch(state, { printers: { a: { name: 'A' }, b: null } }), state);
});

test('a patch cannot reach a prototype', () => {
  mergePatch({}, JSON.parse('{"__proto__":{"polluted":true}}'));
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test('from a given depth on a null is a value: an entry goes, a field of it stays', () => {
  const state = { printers: { a: { name: 'A', print: { id: 'p' } }, b: { name: 'B', print: null } } };
  const next = mergePatch(state, { printers: { a: { print: null }, b: null, c: { name: 'C', print: null } } }, 2);
  assert.deepEqual(next, { printers: { a: { name: 'A', print: null }, c: { name: 'C', print: null } } });
});
