import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { silentLog } from '#lib/small-log';
import { openTestFarm, type TestFarm } from '../fixtures/test-farm.ts';
import { gcodeOf, openShelf } from './fixtures/shelf-contract.ts';
import type { Library } from './library.ts';
import { STABLE_MS, StableFiles } from './stable-files.ts';
import { openWatchFolders } from './watch-folders.ts';

const watch = (farm: TestFarm, library: Library) => {
  const { storage, problems, clock, chance } = farm;
  return openWatchFolders({ storage, library, problems, clock, chance, log: silentLog });
};

describe('watch folders', () => {
  test('[LI3] a file comes in when its size and time have stood still, once, with its folder; changed, it is the next version', async () => {
    await using farm = await openTestFarm();
    await using opened = await openShelf(farm);
    const { library } = opened;
    await using stack = new AsyncDisposableStack();
    const root = await mkdtemp(join(tmpdir(), 'croft-watched-'));
    stack.defer(() => rm(root, { recursive: true, force: true }));
    await mkdir(join(root, 'orders/deep'), { recursive: true });
    await writeFile(join(root, 'there.gcode'), gcodeOf('there before'));
    await writeFile(join(root, 'orders/deep/part.gcode'), gcodeOf('part'));
    await writeFile(join(root, 'letter.txt'), 'no print file');
    await writeFile(join(root, '.hidden.gcode'), gcodeOf('hidden'));
    await writeFile(join(root, 'picture.gcode'), Buffer.from('\x89PNG\r\n\x1a\n'.padEnd(3000, 'x'), 'latin1'));
    const outside = join(root, '../', `outside-${farm.chance.id()}.gcode`);
    await writeFile(outside, gcodeOf('outside'));
    stack.defer(() => rm(outside, { force: true }));
    await symlink(outside, join(root, 'link.gcode'));
    await symlink('/', join(root, 'root'));

    const folders = stack.use(await watch(farm, library));
    const names = async () =>
      (await library.list({ search: null, first: 50, after: null, order: 'name' })).items.map(
        ({ name, folder, version }) => [name, folder, version],
      );
    const look = async () => {
      farm.clock.turn(STABLE_MS);
      await folders.scan();
      await folders.scan();
    };
    const id = await folders.add(root, 'From slicer');
    await folders.scan();
    assert.deepEqual(await names(), [], 'nobody knows yet whether they are whole');
    await look();
    assert.deepEqual(await names(), [
      ['part.gcode', 'From slicer/orders/deep', 1],
      ['there.gcode', 'From slicer', 1],
    ]);
    assert.equal((await farm.prints()).length, 0, 'never printed by itself');
    const [told] = await folders.list();
    assert.deepEqual([told?.taken, told?.refused.map(({ path }) => path)], [2, [join(root, 'picture.gcode')]]);
    assert.deepEqual(
      (await farm.problems.list()).map(({ code }) => code),
      ['watched-file-refused'],
    );

    await look();
    assert.equal((await farm.eventsNamed('file-upload-failed')).length, 1, 'a refused file is not tried again');
    assert.equal((await farm.eventsNamed('file-upload-complete')).length, 2);

    await appendFile(join(root, 'there.gcode'), 'G1 X2 Y2 E2\n');
    await folders.scan();
    await appendFile(join(root, 'there.gcode'), 'G1 X3 Y3 E3\n');
    farm.clock.turn(STABLE_MS);
    await folders.scan();
    assert.equal((await names()).length, 2, 'it is still growing');
    await look();
    assert.deepEqual((await names()).map(([name, , version]) => [name, version]).sort(), [
      ['part.gcode', 1],
      ['there.gcode', 1],
      ['there.gcode', 2],
    ]);
    await folders.remove(id);
    await writeFile(join(root, 'late.gcode'), gcodeOf('late'));
    await look();
    assert.equal((await names()).length, 3, 'what it brought stays, nothing more comes');
  });

  test('[LI3] what cannot be watched is refused with the reason; the same folder is watched once', async () => {
    await using farm = await openTestFarm();
    await using opened = await openShelf(farm);
    await using folders = await watch(farm, opened.library);
    const root = await mkdtemp(join(tmpdir(), 'croft-watched-'));
    try {
      await writeFile(join(root, 'file'), '');
      await folders.add(root, '');
      for (const [path, folder, code] of [
        ['relative', '', 'bad-watch-folder'],
        [join(root, 'none'), '', 'bad-watch-folder'],
        [join(root, 'file'), '', 'bad-watch-folder'],
        [root, '', 'bad-watch-folder'],
        [root, '../x', 'bad-folder'],
      ] as const)
        await assert.rejects(folders.add(path, folder), { code }, path);
      await assert.rejects(folders.remove('nobody'), { code: 'unknown-watch-folder' });
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });

  test('[LI3] whole is what has kept its size and time; one that vanished begins anew', () => {
    const files = new StableFiles();
    const one = { path: 'a', sizeBytes: 5, modifiedAt: 1 };
    assert.deepEqual(files.look([one], 0), []);
    assert.deepEqual(files.look([one], STABLE_MS - 1), []);
    assert.ok(files.isWaiting(STABLE_MS - 1));
    assert.deepEqual(files.look([one], STABLE_MS), [one]);
    assert.ok(!files.isWaiting(STABLE_MS));
    const grown = { ...one, sizeBytes: 6 };
    assert.deepEqual(files.look([grown], STABLE_MS + 1), []);
    assert.deepEqual(files.look([], STABLE_MS * 3), []);
    assert.deepEqual(files.look([grown], STABLE_MS * 3), []);
    const empty = { path: 'b', sizeBytes: 0, modifiedAt: 1 };
    files.look([empty], 0);
    assert.deepEqual(files.look([empty], STABLE_MS * 9), [], 'a file of nothing is about to be written');
  });
});
