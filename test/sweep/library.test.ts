// First, so that the code under test gets the disk that can fail.
import { type Operation, type WatchedDisk, watchDisk } from './faulty-disk.ts';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openTestFarm, type TestFarm } from '#combinator/fixtures/test-farm';
import { openContentStore } from '#combinator/library/content-store';
import { type Library, openLibrary } from '#combinator/library/library';
import { encodePng } from '#gcode/png';
import { systemClock } from '#lib/clock';
import { silentLog } from '#lib/small-log';
import { UserError } from '#lib/user-error';
import { type FileDigest, fileDigest } from '#model/ids';
import { squareGcode } from '../harness/files.ts';
import { type DiskImage, imagesBefore, restore } from './disk-images.ts';
import { eachOf } from './points.ts';
import { digestOf } from './world.ts';

const CHUNK_BYTES = 4096;

/** A file of its own content for each point, with a picture. */
function fileNamed(name: string): Buffer {
  const picture = encodePng({ width: 16, height: 16, rgba: new Uint8Array(16 * 16 * 4).fill(200) });
  const text = Buffer.from(picture).toString('base64');
  const lines = (text.match(/.{1,78}/g) ?? []).map((line) => `; ${line}`).join('\n');
  const thumbnail = `; thumbnail begin 16x16 ${text.length}\n${lines}\n; thumbnail end\n`;
  return Buffer.from(squareGcode(name, 6, 40).replace('\n', `\n${thumbnail}`));
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

interface Stage extends AsyncDisposable {
  readonly root: string;
  readonly farm: TestFarm;
  readonly library: Library;
  /** As the next process does. */
  open(): Promise<Library>;
  upload(name: string): Promise<void>;
  pathOf(name: string): string;
}

describe('an upload on a disk that fails', { timeout: 600_000 }, () => {
  let base = '';
  before(() => {
    base = mkdtempSync(join(tmpdir(), 'croft-sweep-library-'));
  });
  after(() => rmSync(base, { recursive: true, force: true }));

  async function stageIn(name: string): Promise<Stage> {
    const root = join(base, name);
    mkdirSync(join(root, 'library'), { recursive: true });
    const farm = await openTestFarm();
    // The farm's own file has no bytes; here every record has.
    await farm.storage.transaction((tx) => tx.deleteFrom('library_file').execute());
    const { storage, events, problems, chance } = farm;
    const folder = join(root, 'library');
    const open = (): Promise<Library> =>
      openLibrary({ storage, events, problems, folder, clock: systemClock, chance, log: silentLog });
    const library = await open();
    return {
      root,
      farm,
      library,
      open,
      async upload(file) {
        const bytes = fileNamed(file);
        await library.upload(`${file}.gcode`, chunks(bytes), bytes.length);
      },
      pathOf(file) {
        const digest = digestOf(fileNamed(file));
        return join(folder, 'files', digest.slice(0, 2), digest);
      },
      async [Symbol.asyncDispose]() {
        await library[Symbol.asyncDispose]();
        await farm[Symbol.asyncDispose]();
      },
    };
  }

  /** What a sound upload does, and the disk before each of it. */
  async function soundUpload(
    stage: Stage,
  ): Promise<readonly { operation: Operation; images: Record<string, DiskImage> }[]> {
    const found: { operation: Operation; images: Record<string, DiskImage> }[] = [];
    using disk = watchDisk(stage.root);
    disk.onOperation((operation) => found.push({ operation, images: imagesBefore(disk, stage.root, operation) }));
    await stage.upload('sound');
    assertStored(disk, stage, 'sound');
    return found;
  }

  /** LI1, C1: whole, under its own name, and still there after a power cut. */
  function assertStored(disk: WatchedDisk, stage: Stage, name: string): void {
    const kept = disk.model.keptBytes(stage.pathOf(name));
    assert.ok(kept !== undefined, 'its name is not durable');
    assert.equal(digestOf(kept), digestOf(fileNamed(name)), 'its bytes are not durable');
    assert.ok(readFileSync(stage.pathOf(name)).equals(fileNamed(name)));
  }

  for (const [how, codes] of [
    ['EIO', ['disk-failing']],
    ['ENOSPC', ['disk-full']],
  ] as const) {
    test(`[LI1] ${how} at any operation: the upload is refused with cause and remedy, nothing is left, and the next one works`, async () => {
      await using stage = await stageIn(how);
      const points = await soundUpload(stage);
      await eachOf(
        points.map(({ operation }) => operation),
        ({ number, kind, path }) => `operation ${number} (${kind} ${path.slice(stage.root.length)})`,
        async ({ number }) => {
          const name = `${how}-${number}`;
          using disk = watchDisk(stage.root, { at: number, how });
          const error = await stage.upload(name).then(
            () => null,
            (reason: unknown) => reason,
          );
          assert.ok(disk.failures > 0, 'it met no fault');
          disk.makeRoom();
          const digest = fileDigest(digestOf(fileNamed(name)));
          if (error === null) {
            // Its picture is all that was lost.
            assert.equal((await stage.library.get(digest))?.thumbnail, null);
          } else {
            assert.ok(error instanceof UserError && codes.some((code) => code === error.code), String(error));
            assert.equal(await stage.library.get(digest), null, 'a record of what is not there');
            await stage.upload(name);
          }
          assertStored(disk, stage, name);
          assert.notEqual(await stage.library.get(digest), null);
        },
      );
      // What a full disk would not even remove is gone at the next start (C3).
      await using next = await stage.open();
      assert.ok(next);
      assert.deepEqual(readdirSync(join(stage.root, 'library/files/incoming')), []);
      assert.deepEqual(
        readdirSync(join(stage.root, 'library/thumbnails')).filter((name) => name.endsWith('.new')),
        [],
      );
    });
  }

  test('[LI1] after a crash at any operation every file that stands in the library is whole, and no other is left', async () => {
    await using stage = await stageIn('crashes');
    await stage.upload('before');
    const points = await soundUpload(stage);
    const crashes = points.flatMap(({ operation, images }) =>
      Object.entries(images).map(([how, image]) => ({ name: `${how} before operation ${operation.number}`, image })),
    );
    await eachOf(
      crashes,
      ({ name }) => name,
      async ({ name, image }) => {
        const root = join(base, name);
        mkdirSync(root);
        restore(root, image);
        const store = await openContentStore(join(root, 'library/files'));
        const found: FileDigest[] = [];
        for await (const digest of store.digests()) found.push(digest);
        for (const digest of found)
          assert.equal(digestOf(readFileSync(store.pathOf(digest))), digest, 'it is not whole');
        assert.ok(await store.has(fileDigest(digestOf(fileNamed('before')))), 'an older file is gone');
        assert.ok(found.length <= 2);
        assert.deepEqual(readdirSync(join(root, 'library/files/incoming')), []);
        rmSync(root, { recursive: true });
      },
    );
  });
});
