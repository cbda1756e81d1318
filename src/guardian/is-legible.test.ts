import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLegible } from './is-legible.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

for (const text of [
  'ok T:19.38 /0.00 B:19.38 /0.00 @:0 B@:0\n',
  'start\nok\n',
  '\xff\x00\xfe start\r\necho:Marlin 2.1.2\r\n',
  '// Klipper state: Ready\n',
]) {
  test(`legible: ${JSON.stringify(text)}`, () => assert.ok(isLegible(bytes(text))));
}

for (const text of [
  '',
  'ok T:19.38 /0.00 B:19.38',
  'ok\n',
  '\x80\xf8\x00\xe6\x1e\n\xff\xff\x00\n',
  'k\xe6T:19.38 /0.00 B:19.38\n',
  '\n\n\n\n',
  'a\nb\nc\n',
]) {
  test(`noise, or too little: ${JSON.stringify(text)}`, () => assert.ok(!isLegible(bytes(text))));
}
