import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Disk } from './disk.ts';

/** What every disk promises to the journal. `make` gives a disk and a folder of its own that is not there yet. */
export function diskContract(
  name: string,
  make: () => { readonly disk: Disk; readonly folder: string } & Disposable,
): void {
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const put = (disk: Disk, fd: number, words: string, at: number): void => {
    const bytes = new TextEncoder().encode(words);
    for (let written = 0; written < bytes.length; )
      written += disk.write(fd, bytes, written, bytes.length - written, at + written);
  };

  describe(`a disk (${name})`, () => {
    test('a file holds what was written where', async () => {
      using made = make();
      const { disk, folder } = made;
      disk.makeFolder(folder);
      disk.makeFolder(folder);
      const fd = disk.open(`${folder}/a`, 'w');
      put(disk, fd, 'hello world', 0);
      put(disk, fd, 'w', 0);
      put(disk, fd, '!', 11);
      await disk.sync(fd);
      disk.close(fd);
      assert.equal(text(disk.read(`${folder}/a`)), 'wello world!');
    });

    test('opening again keeps, empties or finds nothing', () => {
      using made = make();
      const { disk, folder } = made;
      disk.makeFolder(folder);
      const noFile = { code: 'ENOENT' };
      assert.throws(() => disk.open(`${folder}/a`, 'r+'), noFile);
      assert.throws(() => disk.read(`${folder}/a`), noFile);
      const first = disk.open(`${folder}/a`, 'w');
      put(disk, first, 'abc', 0);
      disk.close(first);
      const second = disk.open(`${folder}/a`, 'r+');
      put(disk, second, 'd', 3);
      disk.truncate(second, 2);
      disk.syncNow(second);
      disk.close(second);
      assert.equal(text(disk.read(`${folder}/a`)), 'ab');
      disk.close(disk.open(`${folder}/a`, 'w'));
      assert.equal(text(disk.read(`${folder}/a`)), '');
    });

    test('a name takes the place of another, and an open file goes with its name', () => {
      using made = make();
      const { disk, folder } = made;
      disk.makeFolder(folder);
      const old = disk.open(`${folder}/a`, 'w');
      put(disk, old, 'old', 0);
      const fresh = disk.open(`${folder}/a.new`, 'w');
      put(disk, fresh, 'new', 0);
      disk.rename(`${folder}/a.new`, `${folder}/a`);
      const inFolder = disk.open(folder, 'r');
      disk.syncNow(inFolder);
      disk.close(inFolder);
      put(disk, fresh, 'er', 3);
      put(disk, old, 'er', 3);
      assert.equal(text(disk.read(`${folder}/a`)), 'newer');
      assert.throws(() => disk.read(`${folder}/a.new`), { code: 'ENOENT' });
      for (const fd of [old, fresh]) disk.close(fd);
    });

    test('a closed file takes nothing', () => {
      using made = make();
      const { disk, folder } = made;
      disk.makeFolder(folder);
      const fd = disk.open(`${folder}/a`, 'w');
      disk.close(fd);
      assert.throws(() => put(disk, fd, 'late', 0), { code: 'EBADF' });
    });
  });
}
