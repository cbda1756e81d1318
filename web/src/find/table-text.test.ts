import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tableText, tooLong } from './table-text.ts';

describe('the text of a table', () => {
  test('is read as what the program wrote that saved it', () => {
    const text = 'name;driver\r\nBlümchen;moonraker\r\n';
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const coded = [
      Buffer.from(text, 'utf8'),
      Buffer.from(`\uFEFF${text}`, 'utf8'),
      little,
      Buffer.from(little).swap16(),
      Buffer.from(text, 'latin1'),
    ];
    for (const [i, bytes] of coded.entries()) assert.equal(tableText(new Uint8Array(bytes)), text, `${i}`);
  });

  test('has an end', () => {
    assert.equal(tooLong('x'.repeat(240_000)), null);
    assert.match(tooLong('x'.repeat(240_001))?.message ?? '', /has 241 kB; 240 kB can be/);
  });
});
