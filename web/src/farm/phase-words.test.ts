import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Printer } from '../live/farm-state.ts';
import { phaseWords, shown } from './phase-words.ts';

const printer = (name: string, changes: Partial<Printer> = {}): Printer =>
  ({
    id: name,
    name,
    tags: [],
    model: null,
    phase: 'READY',
    link: 'CONNECTED',
    process: 'RUNNING',
    reachable: true,
    held: false,
    attention: null,
    print: null,
    ...changes,
  }) as Printer;

test('[PE4] a lost link is said as such, whatever the phase was', () => {
  assert.equal(phaseWords(printer('a', { phase: 'PRINTING', link: 'NETWORK_DISCONNECTED' })).text, 'Link lost');
});

test('a printer that does not answer is not called ready', () => {
  assert.equal(phaseWords(printer('a', { reachable: false })).mood, 'away');
});

test('who needs a person comes first, then who works, then by name as people count', () => {
  const all = [
    printer('P10'),
    printer('P9'),
    printer('W', { phase: 'PRINTING' }),
    printer('Z', { phase: 'AWAITING_RETRIEVAL' }),
  ];
  assert.deepEqual(
    shown(all, 'all', '').map((p) => p.name),
    ['Z', 'W', 'P9', 'P10'],
  );
  assert.deepEqual(
    shown(all, 'attention', '').map((p) => p.name),
    ['Z'],
  );
  assert.deepEqual(
    shown(all, 'all', 'p1').map((p) => p.name),
    ['P10'],
  );
});
