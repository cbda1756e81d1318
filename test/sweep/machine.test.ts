// First, so that the code under test gets the disk that can fail.
import { type Operation, type WatchedDisk, watchDisk } from './faulty-disk.ts';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type DiskImage, imagesBefore, isSameImage, restore } from './disk-images.ts';
import { live } from './life.ts';
import { createOracle } from './oracle.ts';
import { eachOf, thinned } from './points.ts';
import { newWorld, type World } from './world.ts';

/** A full disk gets room again after this many refusals: enough for every retry to have met it. */
const REFUSALS = 12;

/** A recovery has about this many operations before it goes on as the life before it. */
const RECOVERY = 12;
/** Processes at once: as many as the smallest machine has cores. */
const PARALLEL = 2;

let base = '';
let operations: readonly Operation[] = [];
const crashes: Crash[] = [];

/** What is found on a disk after a crash, and the world that lived through it. */
interface Crash {
  readonly name: string;
  readonly image: DiskImage;
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

function crashesAt(disk: WatchedDisk, root: string, operation: Operation, world: World): Crash[] {
  return Object.entries(imagesBefore(disk, root, operation)).map(([how, image]) => ({
    name: `${how} before ${named(operation)}`,
    image,
    world: structuredClone(world),
  }));
}

/** A person reads it on the printer's card, or as the reason why a print did not start. */
function assertTold(notices: readonly string[], world: World, what: RegExp): void {
  const reasons = world.entries.map(({ fact }) => (fact.kind === 'print-ended' ? (fact.error?.message ?? '') : ''));
  assert.ok(
    [...notices, ...reasons].some((text) => what.test(text)),
    'nobody was told',
  );
}

describe('one job’s life on a disk that fails', { timeout: 1_200_000 }, () => {
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
    const tried = thinned(different, 3);
    await eachOf(
      tried,
      ({ name }) => name,
      async ({ image, world }, index) => {
        const root = folderNamed(`crash-${index}`);
        restore(root, image);
        // Every other one meets a fault while it recovers.
        using disk = watchDisk(root, index % 2 === 0 ? null : { at: 1 + ((index >> 1) % RECOVERY), how: 'EIO' });
        await live(root, world, createOracle(disk, root));
        rmSync(root, { recursive: true });
      },
    );
    t.diagnostic(`${tried.length} of ${different.length} different crashes at ${operations.length} operations`);
  });

  test('[MA6] [MA7] [MA8] [F20] kill -9 before and in the middle of an operation: the next process goes on', async (t) => {
    const points = operations.flatMap(({ number, kind }) =>
      (kind === 'write' ? (['kill', 'tear'] as const) : (['kill'] as const)).map((how) => ({ number, kind, how })),
    );
    const tried = thinned(points, 10);
    const killed = await inParallel(tried, async (point) => {
      const root = folderNamed(`${point.how}-${point.number}`);
      return { ...point, root, ...(await killedLife(root, point.number, point.how)) };
    });
    await eachOf(
      killed,
      ({ number, kind, how }) => `${how} at operation ${number} (${kind})`,
      async ({ root, signal, output }) => {
        assert.equal(signal, 'SIGKILL', output);
        using disk = watchDisk(root);
        await live(root, JSON.parse(output) as World, createOracle(disk, root));
        rmSync(root, { recursive: true });
      },
    );
    t.diagnostic(`${tried.length} of ${points.length} kills`);
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

  test('[MA7] [MA8] [F5] [F19] a machine that dies on a full disk comes back on a full disk, and has lost nothing', async () => {
    const deaths: Crash[] = [];
    for (const { number } of thinned(operations, 12)) {
      const root = folderNamed(`full-${number}`);
      using disk = watchDisk(root, { at: number, how: 'ENOSPC' });
      const world = newWorld();
      disk.onOperation((operation) => {
        if (disk.failures === REFUSALS - 1) deaths.push(...crashesAt(disk, root, operation, world));
        if (disk.failures === REFUSALS) disk.makeRoom();
      });
      await live(root, world, createOracle(disk, root));
      rmSync(root, { recursive: true });
    }
    await eachOf(
      deaths,
      ({ name }) => name,
      async ({ image, world }, index) => {
        const root = folderNamed(`full-again-${index}`);
        restore(root, image);
        using disk = watchDisk(root, { at: 1, how: 'ENOSPC' });
        disk.onOperation(() => {
          if (disk.failures === REFUSALS) disk.makeRoom();
        });
        await live(root, world, createOracle(disk, root));
        rmSync(root, { recursive: true });
      },
    );
  });
});

const isSame = (a: Crash, b: Crash): boolean =>
  JSON.stringify(a.world) === JSON.stringify(b.world) && isSameImage(a.image, b.image);

/** A process of its own that lives until the operation and tells how the world stood. */
function killedLife(
  root: string,
  at: number,
  how: 'kill' | 'tear',
): Promise<{ readonly signal: NodeJS.Signals | null; readonly output: string }> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const script = fileURLToPath(new URL('killed-life.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=source', script, root, String(at), how], {
    // Each is a whole new process: what it compiles is what the one before has compiled.
    env: { ...env, NODE_COMPILE_CACHE: join(base, 'compiled') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_code, signal) => resolve({ signal, output }));
  });
}

async function inParallel<T, R>(points: readonly T[], act: (point: T) => Promise<R>): Promise<readonly R[]> {
  const left = [...points.entries()];
  const results: R[] = [];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) results[next[0]] = await act(next[1]);
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return results;
}
