// First, so that the code under test gets the disk that can fail.
import { type Operation, type WatchedDisk, watchDisk } from './faulty-disk.ts';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { seeded } from '../kill/person.ts';
import { live } from './life.ts';
import { createOracle } from './oracle.ts';
import { newWorld, type World } from './world.ts';

/** A full disk gets room again after this many refusals: enough for every retry to have met it. */
const REFUSALS = 12;

let base = '';
let operations: readonly Operation[] = [];
const crashes: Crash[] = [];

/** What is found on a disk after a crash, and the world that lived through it. */
interface Crash {
  readonly name: string;
  readonly image: ReadonlyMap<string, Buffer | null>;
  readonly world: World;
}

function folderNamed(name: string): string {
  const folder = join(base, name);
  mkdirSync(folder);
  return folder;
}

function named({ number, kind, path }: Operation): string {
  return `operation ${number} (${kind} ${path.split('/').at(-1)})`;
}

/** A process that dies just before an operation, a power cut that takes all that was not synced, and one that takes some of it. */
function crashesAt(disk: WatchedDisk, root: string, operation: Operation, world: World): Crash[] {
  const chance = seeded(operation.number);
  const images = {
    'the process dies': disk.model.afterPowerCut(() => true),
    'a power cut': disk.model.afterPowerCut(),
    'a power cut that spares a part': disk.model.afterPowerCut(() => chance() < 0.5),
  };
  return Object.entries(images).map(([how, image]) => ({
    name: `${how} before ${named(operation)}`,
    image: new Map([...image].map(([path, bytes]) => [path.slice(root.length), bytes])),
    world: structuredClone(world),
  }));
}

function restore(root: string, image: Crash['image']): void {
  for (const [path, bytes] of [...image].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (bytes === null) mkdirSync(join(root, path), { recursive: true });
    else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), bytes);
    }
  }
}

/** Every point is tried; what is told in the end are all that failed. */
async function eachOf<T>(
  points: readonly T[],
  name: (point: T) => string,
  check: (point: T) => Promise<void>,
): Promise<void> {
  const failures: string[] = [];
  for (const point of points) {
    try {
      await check(point);
    } catch (error) {
      failures.push(`${name(point)}: ${(error as Error).message}`);
    }
  }
  assert.ok(points.length > 0);
  assert.deepEqual(failures, [], `${failures.length} of ${points.length}`);
}

/** A person reads it on the printer's card, or as the reason why a print did not start. */
function assertTold(notices: readonly string[], world: World, what: RegExp): void {
  const reasons = world.entries.map(({ fact }) => (fact.kind === 'print-ended' ? (fact.error?.message ?? '') : ''));
  assert.ok(
    [...notices, ...reasons].some((text) => what.test(text)),
    'nobody was told',
  );
}

describe('one job’s life on a disk that fails', { timeout: 300_000 }, () => {
  before(async () => {
    base = mkdtempSync(join(tmpdir(), 'croft-sweep-'));
    const root = folderNamed('sound');
    const world = newWorld();
    using disk = watchDisk(root);
    disk.onOperation((operation) => crashes.push(...crashesAt(disk, root, operation, world)));
    await live(root, world, createOracle(disk, root));
    ({ operations } = disk);
  });
  after(() => rmSync(base, { recursive: true, force: true }));

  test('[MA6] [MA7] [MA8] [MA10] [BE3] after a crash at any point nothing that was told is lost, and the job goes on to its end', async (t) => {
    const different = crashes.filter((crash, i) => i === 0 || !isSame(crash, crashes[i - 1] as Crash));
    await eachOf(
      different,
      ({ name }) => name,
      async ({ image, world }) => {
        const root = folderNamed(`crash-${different.length}-${Math.random()}`);
        restore(root, image);
        using disk = watchDisk(root);
        await live(root, world, createOracle(disk, root));
        rmSync(root, { recursive: true });
      },
    );
    t.diagnostic(`${crashes.length} crashes at ${operations.length} operations, ${different.length} of them different`);
  });

  test('[MA7] an operation that fails once holds a machine up and harms nothing', async () => {
    await eachOf(operations, named, async ({ number }) => {
      const root = folderNamed(`eio-${number}`);
      using disk = watchDisk(root, { at: number, how: 'EIO' });
      const world = newWorld();
      const notices = await live(root, world, createOracle(disk, root));
      assert.equal(disk.failures, 1);
      assertTold(notices, world, /EIO/);
      rmSync(root, { recursive: true });
    });
  });

  test('[MA7] [F19] a disk that is full from any operation on lets nothing begin, says so, and is gone on with when there is room', async () => {
    await eachOf(operations, named, async ({ number }) => {
      const root = folderNamed(`enospc-${number}`);
      using disk = watchDisk(root, { at: number, how: 'ENOSPC' });
      disk.onOperation(() => {
        if (disk.failures === REFUSALS) disk.makeRoom();
      });
      const world = newWorld();
      const notices = await live(root, world, createOracle(disk, root));
      assertTold(notices, world, /ENOSPC/);
      rmSync(root, { recursive: true });
    });
  });
});

function isSame(a: Crash, b: Crash): boolean {
  if (a.image.size !== b.image.size || JSON.stringify(a.world) !== JSON.stringify(b.world)) return false;
  return [...a.image].every(([path, bytes]) => {
    const other = b.image.get(path);
    return bytes === null || other == null ? bytes === other : bytes.equals(other);
  });
}
