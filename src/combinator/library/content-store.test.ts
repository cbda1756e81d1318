import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { UserError } from '#lib/user-error';
import { fileDigest } from '#model/ids';
import { type ContentStore, openContentStore } from './content-store.ts';

let folder = '';
let store: ContentStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'croft-content-'));
  store = await openContentStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function* pieces(bytes: Uint8Array, size: number, failAfter = Infinity): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    if (at >= failAfter) throw new Error('the connection broke');
    yield bytes.subarray(at, at + size);
  }
}

const unfinished = (): Promise<string[]> => readdir(join(folder, 'incoming'));
const digestOf = (bytes: Uint8Array) => fileDigest(createHash('sha256').update(bytes).digest('hex'));

describe('the content store', () => {
  test('a stream becomes a file under its digest, byte for byte, readable in pieces', async () => {
    const bytes = randomBytes(700_001);
    const received = await store.receive(pieces(bytes, 65_536), { sizeBytes: bytes.length });
    assert.equal(received.digest, digestOf(bytes));
    assert.equal(await store.has(received.digest), false, 'not before it is kept');
    await received.keep();
    assert.deepEqual(await readFile(store.pathOf(received.digest)), bytes);
    assert.deepEqual(Buffer.from(await store.read(received.digest, 700_000, 262_144)), bytes.subarray(700_000));
    assert.deepEqual(await unfinished(), []);
    assert.deepEqual(await Array.fromAsync(store.digests()), [received.digest]);
  });

  test('an upload that breaks, or brings too few or too many bytes, leaves nothing', async () => {
    const bytes = randomBytes(100_000);
    await assert.rejects(
      store.receive(pieces(bytes, 1000, 50_000), { sizeBytes: bytes.length }),
      /the connection broke/,
    );
    for (const sizeBytes of [99_999, 100_001]) {
      await assert.rejects(
        store.receive(pieces(bytes, 1000), { sizeBytes }),
        (error) => error instanceof UserError && error.code === 'upload-incomplete',
      );
    }
    assert.deepEqual(await unfinished(), []);
  });

  test('the same content at once from many is one file', async () => {
    const bytes = randomBytes(10_000);
    const received = await Promise.all(
      Array.from({ length: 8 }, () => store.receive(pieces(bytes, 999), { sizeBytes: null })),
    );
    await Promise.all(received.map((one) => one.keep()));
    assert.equal((await Array.fromAsync(store.digests())).length, 1);
    assert.deepEqual(await unfinished(), []);
  });

  test('what a crash left unfinished is gone at the next start, and what is whole stays', async () => {
    const bytes = randomBytes(1_000);
    await (await store.receive(pieces(bytes, 100), { sizeBytes: null })).keep();
    await writeFile(join(folder, 'incoming', '1-1'), 'half');
    const again = await openContentStore(folder);
    assert.deepEqual(await unfinished(), []);
    assert.equal(await again.has(digestOf(bytes)), true);
  });

  test('a file that cannot fit is refused before its first byte', async () => {
    const never = pieces(randomBytes(10), 10);
    await assert.rejects(
      store.receive(never, { sizeBytes: 7 * 1024 ** 3 * 1000 }),
      (error) => error instanceof UserError && (error.code === 'file-too-large' || error.code === 'disk-full'),
    );
    assert.deepEqual(await unfinished(), []);
  });

  test('a file that was removed is not there', async () => {
    const received = await store.receive(pieces(randomBytes(10), 10), { sizeBytes: 10 });
    await received.keep();
    await store.remove(received.digest);
    assert.equal(await store.has(received.digest), false);
    await assert.rejects(store.read(received.digest, 0, 10), { code: 'ENOENT' });
  });
});
