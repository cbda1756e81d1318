import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandLines } from './command-lines.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(
  text: string,
  piece = text.length,
  offset = 0,
): { texts: string[]; offsets: number[]; lines: CommandLines } {
  const lines = new CommandLines(offset);
  const all = bytes(text);
  const found = [];
  for (let i = 0; i < all.length; i += Math.max(1, piece))
    found.push(...lines.add(all.subarray(i, i + Math.max(1, piece))));
  found.push(...lines.end());
  return { texts: found.map((each) => each.text), offsets: found.map((each) => each.offset), lines };
}

test('comments, blank lines and the file\u2019s own numbers have no index; offsets are where lines begin', () => {
  const text = '; head\nG28\n\n  ; x\nN3 M110 N3*5\nG1 X1 ; go\nM84';
  const { texts, offsets } = read(text);
  assert.deepEqual(texts, ['G28', 'G1 X1', 'M84']);
  assert.deepEqual(offsets, [text.indexOf('G28'), text.indexOf('G1 X1'), text.indexOf('M84')]);
});

test('any cutting of the bytes gives the same lines', () => {
  const text = '\ufeffG28\r\nG1 X1 ; caf\u00e9\rG1 X2\n;\u00e4\u00f6\u00fc\n\r\nG1 X3';
  const whole = read(text);
  assert.deepEqual(whole.texts, ['G28', 'G1 X1', 'G1 X2', 'G1 X3']);
  for (let piece = 1; piece < text.length; piece++) {
    assert.deepEqual(read(text, piece).texts, whole.texts);
    assert.deepEqual(read(text, piece).offsets, whole.offsets);
  }
});

test('reading may begin at any line that was told before', () => {
  const text = Array.from({ length: 50 }, (_, k) => `G1 X${k} ; line ${k}`).join('\n');
  const { texts, offsets } = read(text);
  const from = offsets[20] ?? 0;
  const again = read(text.slice(from), 7, from);
  assert.deepEqual(again.texts, texts.slice(20));
  assert.deepEqual(again.offsets, offsets.slice(20));
});

test('a comment of ten megabytes takes no memory, a command of ten megabytes is refused by name and line', () => {
  const lines = new CommandLines();
  lines.add(bytes('G28\n;'));
  for (let i = 0; i < 100; i++) lines.add(new Uint8Array(100_000).fill(0x41));
  assert.deepEqual(
    lines.add(bytes('\nG1 X1\n')).map((each) => each.text),
    ['G1 X1'],
  );
  for (let i = 0; i < 100; i++) lines.add(new Uint8Array(100_000).fill(0x58));
  lines.add(bytes('\nG1 X2\n'));
  assert.deepEqual(
    lines.refused.map((each) => [each.refusal, each.lineNumber]),
    [['line-too-long', 4]],
  );
});
