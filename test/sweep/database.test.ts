import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { bedIdOf } from '#model/bed';
import type { HandMachine } from '#combinator/fixtures/hand-machine';
import { openTestFarm, type TestFarm } from '#combinator/fixtures/test-farm';
import { type FarmSchema, migrations } from '#combinator/schema';
import { openSqlite } from '#storage/sqlite';
import type { Listening, Notice, Storage, Transaction } from '#storage/storage';
import { eachOf, thinned } from './points.ts';

/** SQLite writes below JavaScript, so its disk is cut instead of failed: the log as a crash at any moment may leave it. */

const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** A retry of a run comes within this. */
const RETRY_MS = 2_000;
/** After which a combinator that has died holds no printer any more. */
const LEASE_MS = 11_000;
const TERMINAL: readonly string[] = ['done', 'closed', 'cancelled'];

/** Every row of every table, as text. */
function contentOf(database: DatabaseSync): string {
  const tables = database.prepare("select name from sqlite_schema where type = 'table' order by name").all();
  return JSON.stringify(
    tables.map(({ name }) => [name, database.prepare(`select * from "${String(name)}" order by rowid`).all()]),
  );
}

/** What a commit had made of the database when it was acknowledged, and how far the log reached then. */
interface Commit {
  readonly walBytes: number;
  readonly content: string;
}

/** A database that can be exchanged under a farm, as when a backup is restored; each commit of it is told. */
class Exchanged implements Storage<FarmSchema> {
  #now: Storage<FarmSchema>;
  onCommit = (): void => {};

  constructor(first: Storage<FarmSchema>) {
    this.#now = first;
  }

  async exchange(next: Storage<FarmSchema>): Promise<void> {
    const before = this.#now;
    this.#now = next;
    await before[Symbol.asyncDispose]();
  }

  get engine() {
    return this.#now.engine;
  }
  get read() {
    return this.#now.read;
  }
  get counts() {
    return this.#now.counts;
  }
  async transaction<Result>(work: (tx: Transaction<FarmSchema>) => Promise<Result>): Promise<Result> {
    const result = await this.#now.transaction(work);
    this.onCommit();
    return result;
  }
  notify(channel: string, name: string): void {
    this.#now.notify(channel, name);
  }
  listen(channel: string, handler: (notice: Notice) => void): Listening {
    return this.#now.listen(channel, handler);
  }
  async scrub(): Promise<void> {
    await this.#now.scrub();
  }
  async [Symbol.asyncDispose]() {
    await this.#now[Symbol.asyncDispose]();
  }
}

async function confirmBed(farm: TestFarm, machine: HandMachine): Promise<void> {
  const bedId = bedIdOf(machine.state.bed);
  if (bedId === null) return;
  machine.takeObject();
  await farm.wishes.confirmBed(machine.printerId, bedId, 'ann', 'operator');
  await farm.settle();
}

/** Two copies: one finishes, one fails and is printed again; the bed is cleared after each. */
async function liveThrough(farm: TestFarm, machine: HandMachine): Promise<void> {
  await farm.addJob({ copies: 2 });
  await farm.settle();
  machine.finish();
  await farm.settle();
  await confirmBed(farm, machine);
  machine.fail();
  await farm.settle();
  await confirmBed(farm, machine);
}

/** Until the queue has nothing left to do: whoever stands before the printer confirms its bed, and what prints finishes. */
async function goOn(farm: TestFarm, machine: HandMachine): Promise<void> {
  for (let round = 0; round < 30; round++) {
    await farm.settle();
    const prints = await farm.prints();
    const owed = await farm.storage.read.selectFrom('job').select('owed').execute();
    const open = prints.filter(({ status }) => !TERMINAL.includes(status));
    if (open.length === 0 && owed.every((job) => job.owed === 0) && machine.state.phase.kind === 'ready') return;
    if (machine.state.phase.kind === 'printing') machine.finish();
    else await confirmBed(farm, machine);
  }
  throw new Error(`it never ends: ${machine.state.phase.kind}, ${JSON.stringify(await farm.prints())}`);
}

describe('the database of a combinator', { timeout: 600_000 }, () => {
  let base = '';
  before(() => {
    base = mkdtempSync(join(tmpdir(), 'croft-sweep-database-'));
  });
  after(() => rmSync(base, { recursive: true, force: true }));

  test('[I2] [I7] [F23] cut off at any frame of its log, or within it: what was acknowledged is there, whole, and the farm goes on', async (t) => {
    const file = join(base, 'farm.sqlite');
    await using storage = new Exchanged(await openSqlite<FarmSchema>({ file, migrations }));
    await using farm = await openTestFarm({ storage });
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    const beside = new DatabaseSync(file);
    beside.exec('pragma wal_checkpoint(truncate)');
    const commits: Commit[] = [{ walBytes: 0, content: contentOf(beside) }];
    storage.onCommit = () => {
      commits.push({ walBytes: statSync(`${file}-wal`).size, content: contentOf(beside) });
    };
    await liveThrough(farm, machine);
    beside.close();
    storage.onCommit = () => {};
    assert.deepEqual(machine.collisions, []);
    // Nothing moves any more: these bytes are what a crash now would leave, and their beginnings what one before would have.
    const pristine = readFileSync(file);
    const wal = readFileSync(`${file}-wal`);

    const pageBytes = wal.readUInt32BE(8);
    const frameBytes = FRAME_HEADER_BYTES + pageBytes;
    const frames = (wal.length - WAL_HEADER_BYTES) / frameBytes;
    assert.equal(frames, Math.floor(frames));
    assert.ok(commits.length > 20 && frames > commits.length, `${commits.length} commits in ${frames} frames`);
    const cuts = [0, WAL_HEADER_BYTES - 1];
    for (let frame = 0; frame <= frames; frame++) {
      const end = WAL_HEADER_BYTES + frame * frameBytes;
      cuts.push(end);
      if (frame < frames) cuts.push(end + FRAME_HEADER_BYTES + 1, end + FRAME_HEADER_BYTES + pageBytes / 2);
    }
    const acknowledged = (cut: number): Commit => commits.findLast(({ walBytes }) => walBytes <= cut) as Commit;
    const cutAt = (cut: number, path: string): void => {
      writeFileSync(path, pristine);
      writeFileSync(`${path}-wal`, wal.subarray(0, cut));
      rmSync(`${path}-shm`, { force: true });
    };
    await eachOf(
      cuts,
      (cut) => `cut at byte ${cut}`,
      async (cut) => {
        const path = join(base, 'cut.sqlite');
        cutAt(cut, path);
        const database = new DatabaseSync(path);
        try {
          assert.equal(database.prepare('pragma integrity_check').get()?.integrity_check, 'ok');
          assert.ok(contentOf(database) === acknowledged(cut).content, 'it is not what was acknowledged');
        } finally {
          database.close();
        }
      },
    );
    t.diagnostic(`${cuts.length} cuts, ${commits.length} commits, ${frames} frames`);

    // An older database meets a machine that has gone on: the farm comes to rest, and no print begins twice or onto another.
    await eachOf(
      thinned(commits, 5),
      ({ walBytes }) => `the farm on the database cut at byte ${walBytes}`,
      async ({ walBytes }, index) => {
        const path = join(base, `again-${index}.sqlite`);
        cutAt(walBytes, path);
        machine.disconnect();
        await storage.exchange(await openSqlite<FarmSchema>({ file: path, migrations }));
        farm.clock.turn(LEASE_MS);
        await farm.restart();
        await machine.connect();
        await goOn(farm, machine);
        assert.deepEqual(machine.collisions, []);
        assert.equal(new Set(machine.begun).size, machine.begun.length, 'a print began twice');
        const made = (await farm.prints()).filter(({ outcome, found }) => outcome === 'finished' && found === 0);
        assert.ok(made.length <= 2, 'more copies than were asked for');
      },
    );
  });

  test('[MA8] [CF3] a full disk: what a machine says waits in its journal, the board says why, and with room all of it is taken in once', async () => {
    const file = join(base, 'full.sqlite');
    await using storage = await openSqlite<FarmSchema>({ file, migrations });
    await using farm = await openTestFarm({ storage });
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    await fill(storage);
    // Pages that are open still take a little.
    let said = 0;
    while (farm.fleet.counts.failures === 0) {
      assert.ok(++said < 1_000, 'the disk is never full');
      machine.report({ kind: 'trouble', error: { code: 'protocol-trouble', message: `Line ${said}.`, at: said } });
      await farm.settle();
    }
    machine.finish();
    for (let i = 0; i < 3; i++) {
      await farm.settle();
      farm.clock.turn(RETRY_MS);
    }
    await farm.settle();
    assert.deepEqual(
      (await farm.prints()).map(({ status }) => status),
      ['printing'],
    );
    assert.ok(
      machine.state.entries.some(({ fact }) => fact.kind === 'print-ended'),
      'it was forgotten unheard',
    );
    const [board] = await farm.problems.list();
    assert.equal(board?.code, 'run-failed');
    assert.match(board?.message ?? '', /no space left/);
    assert.equal(board?.printer_id, machine.printerId);

    await setPageLimit(storage, 1_000_000);
    farm.clock.turn(RETRY_MS);
    await farm.settle();
    assert.deepEqual(machine.state.entries, []);
    assert.deepEqual(
      (await farm.prints()).map(({ status, outcome }) => [status, outcome]),
      [['awaiting-retrieval', 'finished']],
    );
    assert.equal((await farm.eventsNamed('print-ended')).length, 1);
    assert.equal((await farm.eventsNamed('printer-error')).length, said);
    const after = (await farm.problems.list()).filter(({ code }) => code === 'run-failed');
    assert.equal(after.length, 1, 'it stays until a person clears it');
    await farm.problems.clear(after[0]?.id ?? '', 'ann');
    assert.ok((await farm.problems.list()).every(({ code }) => code !== 'run-failed'));
  });

  test('[MA8] a database that another program holds when a print ends: it is tried again, and no person is called for one refusal', async () => {
    const file = join(base, 'busy.sqlite');
    await using storage = await openSqlite<FarmSchema>({ file, migrations });
    await using farm = await openTestFarm({ storage });
    const machine = await farm.addMachine('one');
    await farm.makeReady(machine);
    await farm.addJob();
    await farm.settle();
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    machine.finish();
    await farm.settle();
    assert.equal(farm.fleet.counts.failures, 1);
    assert.notDeepEqual(machine.state.entries, []);
    other.exec('rollback');
    other.close();
    farm.clock.turn(RETRY_MS);
    await farm.settle();
    assert.deepEqual(machine.state.entries, []);
    assert.equal((await farm.eventsNamed('print-ended')).length, 1);
    assert.deepEqual(await farm.problems.list(), []);
  });
});

async function setPageLimit(storage: Storage<FarmSchema>, pages: number): Promise<void> {
  await storage.transaction(async (tx) => {
    await sql`pragma max_page_count = ${sql.raw(String(pages))}`.execute(tx);
  });
}

/** Leaves no page free: what is written from now on fits into pages that are open, or not at all. */
async function fill(storage: Storage<FarmSchema>): Promise<void> {
  // A limit below what is in use is the size in use.
  await setPageLimit(storage, 1);
  for (let i = 0; ; i++) {
    try {
      await storage.transaction((tx) =>
        tx
          .insertInto('setting')
          .values({ name: `filling-${i}`, value: 'x'.repeat(3_000), version: 1 })
          .execute(),
      );
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'storage-disk-full');
      return;
    }
  }
}
