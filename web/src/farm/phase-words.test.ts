import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Printer } from '../live/farm-state.ts';
import { phaseWords } from './phase-words.ts';

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
