import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Printer } from '../live/farm-state.ts';
import { createFarmOrder } from './farm-order.ts';
import { printer } from './fixtures/bare-printer.ts';

const farm = (...all: readonly Printer[]): Readonly<Record<string, Printer>> =>
  Object.fromEntries(all.map((each) => [each.id, each]));

test('who needs a person comes first, then who works, then by name as people count', () => {
  const all = farm(
    printer('P10'),
    printer('P9'),
    printer('W', { phase: 'PRINTING' }),
    printer('Z', { phase: 'AWAITING_RETRIEVAL' }),
  );
  const order = createFarmOrder();
  assert.deepEqual(order(all, 'all', ''), { shown: ['Z', 'W', 'P9', 'P10'], all: 4, working: 1, waiting: 1 });
  assert.deepEqual(order(all, 'attention', '').shown, ['Z']);
  assert.deepEqual(order(all, 'printing', '').shown, ['W']);
  assert.deepEqual(order(all, 'ready', '').shown, ['P9', 'P10']);
  assert.deepEqual(order(all, 'all', ' P1 ').shown, ['P10']);
});

test('measurements change nothing of the order, and it is the same object', () => {
  const order = createFarmOrder();
  const before = farm(printer('a', { phase: 'PRINTING' }), printer('b'));
  const temperatures = [{ name: 'T0', actual: 211, target: 215 }];
  const first = order(before, 'all', '');
  assert.equal(order({ ...before, a: { ...before.a, temperatures } as Printer }, 'all', ''), first);
});

test('a printer that begins to work, joins, leaves or is called otherwise is at its place at once', () => {
  const order = createFarmOrder();
  const two = farm(printer('a'), printer('b'));
  assert.deepEqual(order(two, 'all', '').shown, ['a', 'b']);
  assert.deepEqual(order({ ...two, ...farm(printer('b', { phase: 'PRINTING' })) }, 'all', '').shown, ['b', 'a']);
  assert.deepEqual(order({ ...two, ...farm(printer('0')) }, 'all', '').shown, ['0', 'a', 'b']);
  assert.deepEqual(order(farm(printer('b')), 'all', '').shown, ['b']);
  assert.deepEqual(order({ ...two, a: { ...two.a, name: 'c' } as Printer }, 'all', '').shown, ['b', 'a']);
});
