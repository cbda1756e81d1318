import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { receiveForm } from './receive-form.ts';

/** A request whose body comes in these chunks, each in memory of its own, as from a socket. */
function requestOf(chunks: readonly Uint8Array[], boundary: string): IncomingMessage {
  const socket = Object.assign(new EventEmitter(), { setTimeout: () => socket });
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  const body = Object.assign(Readable.from(chunks), { headers, socket, complete: true });
  return body as unknown as IncomingMessage;
}

/** Cut at these places. */
const cut = (bytes: Uint8Array, places: readonly number[]): Buffer[] =>
  [0, ...places].map((from, i) => {
    const part = bytes.subarray(from, places[i] ?? bytes.length);
    return Buffer.from(Uint8Array.from(part).buffer);
  });

const BOUNDARY = '-----x';
const part = (name: string, value: string): string =>
  `--${BOUNDARY}\r\nContent-Disposition:form-data;name=${name}\r\n\r\n${value}\r\n`;
/** Lines that end as those of Windows do, and much that begins as a boundary does. */
const FILE = Buffer.from(`G28\r\n${'G1 X1\r\n--\r\n-----\r\n-----y\r\r\n---'.repeat(20)}\r\n-----`);
const FORM = Buffer.concat([
  Buffer.from(`${part('path', '')}--${BOUNDARY}\r\nContent-Disposition:form-data;name=file;filename=a\r\n\r\n`),
  FILE,
  Buffer.from(`\r\n${part('select', 't')}${part('print', 'true')}--${BOUNDARY}--\r\n`),
]);

/** Reads at leisure, so that what is freed too early or written over is seen. */
async function taken(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const got: Buffer[] = [];
  for await (const piece of bytes) {
    await new Promise(setImmediate);
    got.push(Buffer.from(piece));
  }
  return Buffer.concat(got);
}

test('a form arrives byte for byte wherever its chunks are cut, with the fields before and behind its file', async () => {
  const cuts = [
    ...Array.from({ length: 20 }, (_, i) => [FORM.length - 3 * i - 2]),
    ...Array.from({ length: 10 }, (_, i) => Array.from({ length: 9 }, (__, k) => 60 + i + k * (37 + i))),
    Array.from({ length: FORM.length - 1 }, (_, i) => i + 1),
  ];
  for (const places of cuts) {
    const { fields, taken: file } = await receiveForm(requestOf(cut(FORM, places), BOUNDARY), ({ bytes }) =>
      taken(bytes),
    );
    const at = `cut at ${places.slice(0, 9).join(', ')}`;
    assert.deepEqual(file.toString(), FILE.toString(), at);
    assert.deepEqual(
      [...fields],
      [
        ['path', ''],
        ['select', 't'],
        ['print', 'true'],
      ],
      at,
    );
  }
});

test('a chunk within the file is freed when it is taken; one that holds anything else is left alone', async () => {
  const chunks = cut(FORM, [200, 300, 400, 500]);
  const { taken: pieces } = await receiveForm(requestOf(chunks, BOUNDARY), async ({ bytes }) => {
    let count = 0;
    for await (const piece of bytes) {
      count++;
      assert.ok(piece.length > 0, 'it is whole while it is looked at');
    }
    return count;
  });
  assert.ok(pieces >= 5, 'pieces are not joined');
  const sizes = [200, 100, 100, 100, FORM.length - 500];
  assert.deepEqual(
    chunks.map(({ length }, i) => length === sizes[i]),
    [true, false, false, false, true],
  );
});
