import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { type Clock, systemClock } from '#lib/clock';
import { createSmallLog } from '#lib/small-log';
import { UserError } from '#lib/user-error';
import { compareAndSet } from './compare-and-set.ts';
import {
  type ContractDatabase,
  type ContractSchema,
  type ContractSubject,
  FIRST,
  SECOND,
} from './migration-contract-suite.ts';
import { flag, type Notice, type Storage, TRANSACTION_LIMIT_MS } from './storage.ts';
import {
  ConstraintViolation,
  isStorageError,
  NestedTransaction,
  ReadInsideTransaction,
  StorageClosed,
  TransactionFailed,
  TransactionOver,
  TransactionTooLong,
  UniqueViolation,
} from './storage-errors.ts';

const MIGRATIONS = [FIRST, SECOND];

/** Time that stands still until the test lets the waits of one length end. */
function handHeldClock(): Clock & { end(delayMs: number): void } {
  const timers = new Set<{ delayMs: number; wake: () => void }>();
  return {
    now: () => systemClock.now(),
    monotonic: () => systemClock.monotonic(),
    schedule(delayMs, wake) {
      const timer = { delayMs, wake };
      timers.add(timer);
      return { [Symbol.dispose]: () => void timers.delete(timer) };
    },
    end(delayMs) {
      for (const timer of Array.from(timers)) {
        if (timer.delayMs === delayMs && timers.delete(timer)) timer.wake();
      }
    },
  };
}

/** What every storage must be; one suite for all engines. */
export function describeStorageContract(subject: ContractSubject): void {
  describe(`storage contract on ${subject.title}`, () => {
    let database: ContractDatabase;
    let storage: Storage<ContractSchema>;
    const said: string[] = [];
    const log = createSmallLog({ level: 'debug', name: 'test', destination: { write: (line) => said.push(line) } });
    before(async () => {
      database = await subject.create();
      storage = await database.open<ContractSchema>({ migrations: MIGRATIONS, log });
    });
    after(async () => {
      await storage[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    });

    const addCounter = (id: string, value = 0) =>
      storage.transaction((tx) => tx.insertInto('counter').values({ id, value, version: 1 }).execute());
    const counter = (id: string) =>
      storage.read.selectFrom('counter').selectAll().where('id', '=', id).executeTakeFirst();
    const entry = (job: string, part = 1) => ({ job, part, done: flag(false), weight: null });

    describe('values', () => {
      test('text, whole numbers, measurements, flags and nulls come back as they went in', async () => {
        const rows = [
          { job: 'ünï "\' \\ 🖨\n', part: Number.MAX_SAFE_INTEGER, done: flag(true), weight: 0.1 },
          { job: '', part: -1_764_000_000_000, done: flag(false), weight: null },
          { job: '7', part: 0, done: flag(false), weight: 3 },
        ];
        const back = await storage.transaction(async (tx) => {
          await tx.insertInto('entry').values(rows).execute();
          return tx.selectFrom('entry').select(['job', 'part', 'done', 'weight']).orderBy('number').execute();
        });
        assert.deepEqual(back, rows);
        const sums = await storage.read
          .selectFrom('entry')
          .select(({ fn }) => [
            fn.countAll<number>().as('n'),
            fn.sum<number>('part').as('s'),
            fn.avg<number>('weight').as('a'),
          ])
          .where('weight', 'is not', null)
          .executeTakeFirstOrThrow();
        assert.deepEqual(sums, { n: 2, s: Number.MAX_SAFE_INTEGER, a: 1.55 });
      });

      test('a whole number stays whole: as text, and when it divides', async () => {
        const row = await storage.transaction(async (tx) => {
          await tx
            .insertInto('entry')
            .values({ ...entry('', 7), job: 7 as unknown as string })
            .execute();
          return tx
            .selectFrom('entry')
            .select((from) => ['job', sql<number>`${from.ref('part')} / ${2}`.as('half')])
            .where('part', '=', 7)
            .executeTakeFirst();
        });
        assert.deepEqual(row, { job: '7', half: 3 });
      });

      test('what the engines would store differently is refused by both', async () => {
        const never = 'not storable' as never;
        for (const value of [true, new Date(), ['a'], new Uint8Array(1), { a: 1 }, 'a\0b']) {
          await assert.rejects(
            storage.transaction((tx) =>
              tx
                .insertInto('entry')
                .values({ ...entry('refused'), job: value as typeof never })
                .execute(),
            ),
            TypeError,
          );
        }
      });

      test('a number that counts itself up is never given twice, and a rollback is no reason to', async () => {
        const add = (job: string) =>
          storage.transaction((tx) =>
            tx.insertInto('entry').values(entry(job)).returning('number').executeTakeFirstOrThrow(),
          );
        const first = await add('seq-1');
        await storage.transaction((tx) => tx.deleteFrom('entry').where('number', '=', first.number).execute());
        const second = await add('seq-2');
        assert.ok(second.number > first.number);
      });
    });

    describe('transactions', () => {
      test('a rollback leaves nothing, and what the work threw comes out as it is', async () => {
        const mine = new Error('mine');
        const failing = storage.transaction(async (tx) => {
          await tx.insertInto('counter').values({ id: 'rolled-back', value: 1, version: 1 }).execute();
          throw mine;
        });
        await assert.rejects(failing, (error) => error === mine);
        assert.equal(await counter('rolled-back'), undefined);
      });

      test('a transaction sees its own work, and nobody else sees it before the commit', async () => {
        const gate = Promise.withResolvers<void>();
        const written = Promise.withResolvers<void>();
        const running = storage.transaction(async (tx) => {
          await tx.insertInto('counter').values({ id: 'unseen', value: 1, version: 1 }).execute();
          const own = await tx.selectFrom('counter').select('value').where('id', '=', 'unseen').executeTakeFirst();
          written.resolve();
          await gate.promise;
          throw new Error(`undo ${own?.value}`);
        });
        await written.promise;
        // In memory readers wait for their turn, elsewhere they look at what was committed: neither sees the row.
        const seen = counter('unseen');
        await turn();
        gate.resolve();
        await assert.rejects(running, /undo 1/);
        assert.equal(await seen, undefined);
        await addCounter('seen', 4);
        assert.deepEqual(await counter('seen'), { id: 'seen', value: 4, version: 1 });
      });

      test('fifty transactions at once that read and write the same row all succeed, and none is lost', async () => {
        await addCounter('shared');
        const increments = Array.from({ length: 50 }, () =>
          storage.transaction(async (tx) => {
            const query = tx.selectFrom('counter').select('value').where('id', '=', 'shared');
            const { value } = await query.executeTakeFirstOrThrow();
            await turn();
            await tx
              .updateTable('counter')
              .set({ value: value + 1 })
              .where('id', '=', 'shared')
              .execute();
          }),
        );
        await Promise.all(increments);
        assert.equal((await counter('shared'))?.value, 50);
      });

      test('[TG8] a transaction inside of a transaction is refused at once instead of waiting for itself', async () => {
        const outer = storage.transaction(async (tx) => {
          await tx.insertInto('counter').values({ id: 'nested', value: 0, version: 1 }).execute();
          await storage.transaction(async () => assert.fail('never runs'));
        });
        await assert.rejects(outer, NestedTransaction);
        await assert.rejects(
          storage.transaction(async () => {
            await storage[Symbol.asyncDispose]();
          }),
          NestedTransaction,
        );
        assert.equal(await counter('nested'), undefined);
      });

      test('what was started inside of a transaction and comes after its end may begin its own', async () => {
        const gate = Promise.withResolvers<void>();
        let later: Promise<unknown> | undefined;
        await storage.transaction(async () => {
          later = gate.promise.then(() => storage.transaction(async () => 'own'));
        });
        gate.resolve();
        assert.equal(await later, 'own');
      });

      test('storage.read inside of a transaction is refused, where it would not see that work', async () => {
        await assert.rejects(
          storage.transaction(() => counter('x')),
          ReadInsideTransaction,
        );
      });

      test('storage.read does not write', async () => {
        await assert.rejects(storage.read.insertInto('counter').values({ id: 'r', value: 0, version: 1 }).execute());
        assert.equal(await counter('r'), undefined);
      });

      test('tx is of no use after its transaction', async () => {
        let kept: (() => Promise<unknown>) | undefined;
        let hook: (() => void) | undefined;
        await storage.transaction(async (tx) => {
          kept = () => tx.insertInto('counter').values({ id: 'late', value: 0, version: 1 }).execute();
          hook = () => tx.afterCommit(() => assert.fail('too late'));
        });
        await assert.rejects(async () => kept?.());
        assert.throws(() => hook?.(), TransactionOver);
        assert.equal(await counter('late'), undefined);
      });

      test('[TG8] a transaction that waits for something else is rolled back in time, and the next goes on', async () => {
        const clock = handHeldClock();
        await using own = await subject.create();
        await using slow = await own.open<ContractSchema>({ migrations: MIGRATIONS, clock });
        const written = Promise.withResolvers<void>();
        const gate = Promise.withResolvers<void>();
        let late: Promise<unknown> | undefined;
        const overdue = slow.transaction(async (tx) => {
          await tx.insertInto('counter').values({ id: 'overdue', value: 0, version: 1 }).execute();
          tx.afterCommit(() => assert.fail('was rolled back'));
          written.resolve();
          await gate.promise;
          late = tx.insertInto('counter').values({ id: 'overdue-2', value: 0, version: 1 }).execute();
          await late;
        });
        const next = slow.transaction((tx) =>
          tx.insertInto('counter').values({ id: 'next', value: 0, version: 1 }).execute(),
        );
        await written.promise;
        clock.end(TRANSACTION_LIMIT_MS);
        await assert.rejects(overdue, TransactionTooLong);
        gate.resolve();
        await next;
        await assert.rejects(async () => late);
        const left = await slow.read.selectFrom('counter').select('id').execute();
        assert.deepEqual(left, [{ id: 'next' }]);
        assert.equal(slow.counts.overdue, 1);
      });

      test('a query that is late by the very turn of the deadline is refused as well', async () => {
        const clock = handHeldClock();
        await using own = await subject.create();
        await using slow = await own.open<ContractSchema>({ migrations: MIGRATIONS, clock });
        let late: Promise<unknown> | undefined;
        const overdue = slow.transaction(async (tx) => {
          clock.end(TRANSACTION_LIMIT_MS);
          // The rollback has not even begun: the query must not slip in after it, outside of any transaction.
          late = tx.insertInto('counter').values({ id: 'slipped', value: 0, version: 1 }).execute();
          await late;
        });
        await assert.rejects(overdue, TransactionTooLong);
        await assert.rejects(async () => late, TransactionTooLong);
        assert.deepEqual(await slow.read.selectFrom('counter').selectAll().execute(), []);
      });
    });

    describe('failing statements', () => {
      test('a row that is there already is a UniqueViolation that names table and columns', async () => {
        await addCounter('unique');
        await assert.rejects(addCounter('unique'), (error) => {
          assert.ok(error instanceof UniqueViolation, String(error));
          assert.deepEqual([error.table, error.columns], ['counter', ['id']]);
          return true;
        });
        const twice = storage.transaction(async (tx) => {
          await tx.insertInto('entry').values(entry('j1', 2)).execute();
          await tx.insertInto('entry').values(entry('j1', 2)).execute();
        });
        await assert.rejects(twice, (error) => error instanceof UniqueViolation && error.isOn('entry', 'part', 'job'));
      });

      test('an index on an expression is told by its name', async () => {
        const twice = storage.transaction(async (tx) => {
          await tx.insertInto('tag').values({ name: 'abc' }).execute();
          await tx.insertInto('tag').values({ name: 'ABC' }).execute();
        });
        await assert.rejects(
          twice,
          (error) => error instanceof UniqueViolation && error.constraint === 'tag_lower_name',
        );
      });

      test('other broken rules are told by their kind', async () => {
        await addCounter('parent');
        const child = (counter_id: string, label: string | null) =>
          storage.transaction((tx) =>
            tx
              .insertInto('child')
              .values({ id: 'c', counter_id, label: label as string })
              .execute(),
          );
        const isKind = (kind: string) => (error: unknown) =>
          error instanceof ConstraintViolation && error.kind === kind;
        await assert.rejects(child('nobody', 'x'), isKind('foreign-key'));
        await assert.rejects(child('parent', ''), isKind('check'));
        await assert.rejects(child('parent', null), isKind('not-null'));
        await child('parent', 'x');
        await assert.rejects(
          storage.transaction((tx) => tx.deleteFrom('counter').where('id', '=', 'parent').execute()),
          isKind('foreign-key'),
        );
      });

      test('a statement that fails ends its transaction, also when the work swallows the error', async () => {
        await addCounter('swallowed');
        let second: unknown;
        const swallowing = storage.transaction(async (tx) => {
          await tx.insertInto('counter').values({ id: 'beside', value: 0, version: 1 }).execute();
          await tx
            .insertInto('counter')
            .values({ id: 'swallowed', value: 0, version: 1 })
            .execute()
            .catch(() => {});
          await tx
            .selectFrom('counter')
            .select('id')
            .execute()
            .catch((error: unknown) => {
              second = error;
            });
        });
        await assert.rejects(swallowing, TransactionFailed);
        assert.ok(second instanceof TransactionFailed && second.cause instanceof UniqueViolation);
        assert.equal(await counter('beside'), undefined);
      });

      test('`on conflict` is how to expect a row that is there', async () => {
        await addCounter('expected');
        const result = await storage.transaction((tx) =>
          tx
            .insertInto('counter')
            .values({ id: 'expected', value: 9, version: 1 })
            .onConflict((conflict) => conflict.column('id').doNothing())
            .executeTakeFirstOrThrow(),
        );
        assert.equal(result.numInsertedOrUpdatedRows, 0n);
      });
    });

    describe('after the commit', () => {
      test('[EV2] hooks run after their commit, in the order of the commits, before the transaction resolves', async () => {
        const order: string[] = [];
        const one = (name: string) =>
          storage
            .transaction(async (tx) => {
              tx.afterCommit(() => order.push(`${name} first`));
              await tx
                .insertInto('counter')
                .values({ id: `order-${name}`, value: 0, version: 1 })
                .execute();
              tx.afterCommit(() => order.push(`${name} second`));
              order.push(`${name} work`);
            })
            .then(() => order.push(`${name} resolved`));
        await Promise.all([one('a'), one('b')]);
        assert.deepEqual(
          order.filter((step) => !step.endsWith('resolved')),
          ['a work', 'a first', 'a second', 'b work', 'b first', 'b second'],
        );
        assert.ok(order.indexOf('a second') < order.indexOf('a resolved'));
      });

      test('[EV1] what a hook reads is there, and a hook may begin a transaction', async () => {
        const later = Promise.withResolvers<unknown>();
        await storage.transaction(async (tx) => {
          await tx.insertInto('counter').values({ id: 'hooked', value: 5, version: 1 }).execute();
          tx.afterCommit(() => {
            const reading = counter('hooked').then((row) => storage.transaction(async () => row?.value));
            reading.then(later.resolve, later.reject);
          });
        });
        assert.equal(await later.promise, 5);
      });

      test('no hook runs after a rollback; one that throws is logged and harms no other', async () => {
        await assert.rejects(
          storage.transaction(async (tx) => {
            tx.afterCommit(() => assert.fail('was rolled back'));
            throw new Error('undo');
          }),
          /undo/,
        );
        let ran = false;
        await storage.transaction(async (tx) => {
          tx.afterCommit(() => {
            throw new Error('hook of the test');
          });
          tx.afterCommit(() => {
            ran = true;
          });
        });
        assert.ok(ran);
        assert.ok(said.some((line) => line.includes('hook of the test')));
      });
    });

    describe('notices', () => {
      /** Collects notices and waits for the n-th. */
      const collect = async (from: Storage<ContractSchema>, channel: string) => {
        const heard: Notice[] = [];
        let wake = () => {};
        const listening = from.listen(channel, (notice) => {
          heard.push(notice);
          wake();
        });
        await listening.ready;
        return {
          heard,
          listening,
          async until(count: number) {
            while (heard.length < count) {
              await new Promise<void>((resolve) => {
                wake = resolve;
              });
            }
            return heard.map((notice) => (notice.kind === 'named' ? notice.name : notice.kind));
          },
        };
      };

      test('[EV2] a listener hears the names of its channel, in order, and never inside of the emitting', async () => {
        const heard = await collect(storage, 'wake');
        storage.notify('other', 'x');
        storage.notify('wake', 'p1');
        storage.notify('wake', 'p1');
        storage.notify('wake', 'p2');
        assert.deepEqual(heard.heard, []);
        assert.deepEqual(await heard.until(2), ['p1', 'p2']);
        heard.listening[Symbol.dispose]();
      });

      test('[PE5] a notice of a transaction is told after the commit, and not at all after a rollback', async () => {
        const heard = await collect(storage, 'wake-tx');
        await assert.rejects(
          storage.transaction(async (tx) => {
            tx.notify('wake-tx', 'undone');
            throw new Error('undo');
          }),
        );
        await storage.transaction(async (tx) => {
          tx.notify('wake-tx', 'done');
          await turn();
          assert.deepEqual(heard.heard, []);
        });
        assert.deepEqual(await heard.until(1), ['done']);
        heard.listening[Symbol.dispose]();
      });

      test('[EV2] a listener that throws harms no other, and one that has gone hears nothing', async () => {
        const gone = await collect(storage, 'wake-many');
        const throwing = storage.listen('wake-many', () => {
          throw new Error('listener of the test');
        });
        const heard = await collect(storage, 'wake-many');
        gone.listening[Symbol.dispose]();
        storage.notify('wake-many', 'x');
        assert.deepEqual(await heard.until(1), ['x']);
        assert.deepEqual(gone.heard, []);
        assert.ok(said.some((line) => line.includes('listener of the test')));
        throwing[Symbol.dispose]();
        heard.listening[Symbol.dispose]();
        heard.listening[Symbol.dispose]();
      });

      test('too many names at once become one "missed"', async () => {
        const heard = await collect(storage, 'wake-flood');
        for (let i = 0; i < 5_000; i++) storage.notify('wake-flood', `p${i}`);
        assert.deepEqual(await heard.until(1), ['missed']);
        heard.listening[Symbol.dispose]();
      });

      test('what no engine could carry is thrown', () => {
        for (const channel of ['', 'Wake', 'a b', '1a', 'a'.repeat(61), 'a"b']) {
          assert.throws(() => storage.notify(channel, 'x'), RangeError);
          assert.throws(() => storage.listen(channel, () => {}), RangeError);
        }
        assert.throws(() => storage.notify('wake', 'x'.repeat(1_001)), RangeError);
        assert.throws(() => storage.notify('wake', 'a\0'), RangeError);
      });
    });

    describe('compare and set', () => {
      const set = (id: string, version: number, value: number) =>
        storage.transaction((tx) => compareAndSet(tx, 'counter', { key: { id }, version, set: { value } }));

      test('[CF2] the edit of the newest version counts the version up', async () => {
        await addCounter('cas');
        assert.equal(await set('cas', 1, 10), 2);
        assert.equal(await set('cas', 2, 20), 3);
        assert.deepEqual(await counter('cas'), { id: 'cas', value: 20, version: 3 });
      });

      test('[TG6] an edit of an older version is refused loudly and changes nothing', async () => {
        await addCounter('stale');
        const results = await Promise.allSettled([set('stale', 1, 10), set('stale', 1, 20)]);
        assert.deepEqual(
          results.map(({ status }) => status),
          ['fulfilled', 'rejected'],
        );
        const refusal = results[1]?.status === 'rejected' ? (results[1].reason as unknown) : undefined;
        assert.ok(refusal instanceof UserError && refusal.code === 'stale-version', String(refusal));
        assert.match(refusal.message, /version 1 was edited, and it is at version 2/);
        assert.deepEqual(await counter('stale'), { id: 'stale', value: 10, version: 2 });
      });

      test('[TG6] an edit of a row that is gone is refused as well; one without a key is a fault', async () => {
        await assert.rejects(set('gone', 1, 1), (error) => isStorageError(error, 'stale-version'));
        await assert.rejects(
          storage.transaction((tx) => compareAndSet(tx, 'counter', { key: {}, version: 1, set: { value: 0 } })),
          /needs a key/,
        );
      });

      test('a key that fits several rows is a fault, and nothing is changed', async () => {
        await addCounter('twin-a', 77);
        await addCounter('twin-b', 77);
        const both = storage.transaction((tx) =>
          compareAndSet(tx, 'counter', { key: { value: 77 }, version: 1, set: { value: 0 } }),
        );
        await assert.rejects(both, /fits 2 rows/);
        assert.equal((await counter('twin-a'))?.value, 77);
      });
    });

    describe('counts and closing', () => {
      test('a slow query is counted and logged without its values', async () => {
        let now = 0;
        const clock: Clock = { ...systemClock, monotonic: () => (now += 150) };
        const lines: string[] = [];
        const ownLog = createSmallLog({ level: 'warn', name: 'x', destination: { write: (line) => lines.push(line) } });
        await using own = await subject.create();
        await using slow = await own.open<ContractSchema>({ migrations: MIGRATIONS, clock, log: ownLog });
        await slow.transaction((tx) =>
          tx.insertInto('counter').values({ id: 'canary', value: 0, version: 1 }).execute(),
        );
        assert.equal(slow.counts.slowQueries, 1);
        assert.equal(slow.counts.queries, 1);
        assert.equal(slow.counts.commits, 1);
        assert.match(lines.join(''), /slow query/);
        assert.match(lines.join(''), /insert into/);
        assert.ok(!lines.join('').includes('canary'));
      });

      test('closing lets the running transaction end, refuses those that wait and all that come', async () => {
        await using own = await subject.create();
        const ending = await own.open<ContractSchema>({ migrations: MIGRATIONS });
        const gate = Promise.withResolvers<void>();
        const running = ending.transaction(async (tx) => {
          await gate.promise;
          await tx.selectFrom('counter').selectAll().execute();
          return 'ended';
        });
        const waiting = ending.transaction(async () => assert.fail('never runs'));
        const closed = ending[Symbol.asyncDispose]();
        await assert.rejects(waiting, StorageClosed);
        await assert.rejects(
          ending.transaction(async () => {}),
          StorageClosed,
        );
        gate.resolve();
        assert.equal(await running, 'ended');
        await closed;
        await ending[Symbol.asyncDispose]();
        await assert.rejects(ending.read.selectFrom('counter').selectAll().execute());
      });
    });
  });
}
