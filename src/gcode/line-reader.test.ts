import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { LINE_MAX_BYTES, LineReader, type TextLine, utf8Text } from './line-reader.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function readAll(bytes: Uint8Array, chunk: number): readonly TextLine[] {
  const reader = new LineReader();
  const lines: TextLine[] = [];
  for (let at = 0; at < bytes.length; at += chunk) lines.push(...reader.push(bytes.subarray(at, at + chunk)));
  return [...lines, ...reader.end()];
}

describe('lines of a file that arrives in pieces', () => {
  test('[ME1] LF, CRLF and CR end a line, also mixed, wherever the pieces are cut', () => {
    const bytes = bytesOf('a\nb\r\nc\rd\r\r\n\ne');
    const expected: readonly (readonly [text: string, start: number, next: number, ending: TextLine['ending']])[] = [
      ['a', 0, 2, 'lf'],
      ['b', 2, 5, 'crlf'],
      ['c', 5, 7, 'cr'],
      ['d', 7, 9, 'cr'],
      ['', 9, 11, 'crlf'],
      ['', 11, 12, 'lf'],
      ['e', 12, 13, 'end'],
    ];
    for (let chunk = 1; chunk <= bytes.length; chunk++)
      assert.deepEqual(
        readAll(bytes, chunk).map(({ text, start, next, ending }) => [text, start, next, ending]),
        expected,
        `in pieces of ${chunk}`,
      );
  });

  test('[ME1] offsets and numbers lead back to the bytes, for any bytes and any pieces', () => {
    const part = fc.oneof(fc.constantFrom(10, 13, 13, 10, 65), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (codes, chunk) => {
        const bytes = Uint8Array.from(codes);
        const lines = readAll(bytes, chunk);
        let at = lines[0]?.start === 3 ? 3 : 0;
        for (const [index, line] of lines.entries()) {
          assert.equal(line.number, index + 1);
          assert.equal(line.start, at);
          assert.equal(line.next - line.start - line.text.length, { lf: 1, crlf: 2, cr: 1, end: 0 }[line.ending]);
          at = line.next;
        }
        assert.equal(at, bytes.length);
        const again = new LineReader({ start: lines[1]?.start ?? 0, number: 2 });
        const rest = lines.length > 1 ? [...again.push(bytes.subarray(lines[1]?.start)), ...again.end()] : [];
        assert.deepEqual(rest, lines.slice(1));
      }),
      { numRuns: 3000 },
    );
  });

  test('[ME1] a byte order mark is dropped, once and at the beginning only', () => {
    const lines = readAll(bytesOf('\ufeffG28\n\ufeffG1'), 2);
    assert.deepEqual(
      lines.map(({ text, start }) => [utf8Text(text), start]),
      [
        ['G28', 3],
        ['\ufeffG1', 7],
      ],
    );
  });

  test('[ME1] text is UTF-8 where its bytes are, and windows-1252 otherwise; one character is one byte', () => {
    const latin = Uint8Array.of(0x3b, 0xe9, 0x80, 10);
    assert.deepEqual(
      readAll(latin, 9).map(({ text }) => utf8Text(text)),
      [';é€'],
    );
    const [line] = readAll(bytesOf('; ü €\n'), 1);
    assert.equal(line?.text.length, 8);
    assert.equal(utf8Text(line?.text ?? ''), '; ü €');
  });

  test('[ME2] the longest line passes, one byte more is a problem with its line number, and nothing follows', () => {
    const longest = 'x'.repeat(LINE_MAX_BYTES);
    assert.equal(readAll(bytesOf(`a\n${longest}\nb`), 1000).length, 3);
    for (const chunk of [1000, 1_000_000]) {
      const reader = new LineReader();
      const bytes = bytesOf(`a\n${longest}x\nb\n`);
      const lines: TextLine[] = [];
      for (let at = 0; at < bytes.length; at += chunk) lines.push(...reader.push(bytes.subarray(at, at + chunk)));
      lines.push(...reader.end());
      assert.deepEqual(
        lines.map(({ text }) => text),
        ['a'],
      );
      assert.deepEqual([reader.problem?.code, reader.problem?.line], ['line-too-long', 2]);
    }
  });

  test('[ME2] a line of 10 MB in pieces of one byte costs no square time', () => {
    const reader = new LineReader();
    const byte = Uint8Array.of(65);
    const began = process.cpuUsage();
    for (let i = 0; i < 100_000; i++) reader.push(byte);
    assert.equal(reader.problem?.code, 'line-too-long');
    assert.ok(process.cpuUsage(began).user < 2_000_000);
  });
});
