import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endWords, SCOPES, scopeWords, targetWords } from './key-words.ts';

test('a key says what it is good for, where it sends and how long', () => {
  assert.equal(new Set(SCOPES.map(scopeWords)).size, 5);
  const name = (id: string): string | null => (id === 'p1' ? 'Left' : null);
  assert.equal(targetWords('queue', name), 'the queue');
  assert.equal(targetWords('tag/petg', name), 'printers with the tag petg');
  assert.equal(targetWords('printer/p1', name), 'Left');
  assert.equal(targetWords('printer/gone', name), 'a removed printer');
  const at = '2026-11-29T12:00:00.000Z';
  const now = Date.parse(at);
  assert.equal(endWords({ expiresAt: null, revokedAt: null }, now), 'no end');
  assert.match(endWords({ expiresAt: at, revokedAt: null }, now - 1), /^until .*2026/);
  assert.match(endWords({ expiresAt: at, revokedAt: null }, now), /^ended .*2026/);
  assert.match(endWords({ expiresAt: at, revokedAt: at }, now), /^revoked .*2026/);
});
