import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phaseWords } from './phase-words.ts';
import { printer } from './fixtures/bare-printer.ts';

test('[PE4] a lost link is said as such, whatever the phase was', () => {
  assert.equal(phaseWords(printer('a', { phase: 'PRINTING', link: 'NETWORK_DISCONNECTED' })).text, 'Link lost');
});

test('a printer that does not answer is not called ready', () => {
  assert.equal(phaseWords(printer('a', { reachable: false })).mood, 'away');
});
