import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { crc32 as crc32OfNode } from 'node:zlib';
import fc from 'fast-check';
import { crc32 } from './crc32.ts';
import { sha256Hex } from './sha256.ts';

const texts = fc.string({ unit: 'binary', maxLength: 200 });

test('sha256 is what node:crypto makes of it', () => {
  for (const text of ['', 'a'.repeat(55), 'a'.repeat(56), 'a'.repeat(64), 'ü'.repeat(60)])
    assert.equal(sha256Hex(text), createHash('sha256').update(text).digest('hex'));
  fc.assert(fc.property(texts, (text) => sha256Hex(text) === createHash('sha256').update(text).digest('hex')));
});

test('crc32 is what node:zlib makes of it', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => crc32(bytes) === crc32OfNode(bytes)));
});
