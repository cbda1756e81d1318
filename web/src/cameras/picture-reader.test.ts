import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PictureReader, type Told } from './picture-reader.ts';

const words = (told: Told): string =>
  told.kind === 'picture'
    ? `${told.id}: ${Buffer.from(told.jpeg).toString()}`
    : `${told.id}: ${told.message} ${told.remedy}`;

test('pictures and troubles of many cameras come out whole, whatever pieces they come in', () => {
  const trouble = { message: 'Über\nHaupt', remedy: 'Nein.' };
  const stream = Buffer.from(
    `{"id":"a","bytes":5}\none\n2{"id":"b","bytes":0}\n${JSON.stringify({ id: 'b', trouble })}\n{"id":"a","bytes":1}\n3`,
  );
  for (let size = 1; size <= stream.length; size++) {
    const reader = new PictureReader();
    const told: string[] = [];
    for (let at = 0; at < stream.length; at += size)
      told.push(...reader.push(stream.subarray(at, at + size)).map(words));
    assert.deepEqual(told, ['a: one\n2', 'b: ', 'b: Über\nHaupt Nein.', 'a: 3'], `in pieces of ${size}`);
  }
});
