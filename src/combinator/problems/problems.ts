import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { JobId, PrinterId, PrintId } from '#model/ids';
import type { Storage, Transaction } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { FarmSchema, ProblemTable } from '../schema.ts';
import type { ProblemCode } from './error-table.ts';

/** One trouble that a person must see. The same trouble of the same subject again counts up instead of filling the board. */
export interface NewProblem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly printerId?: PrinterId | null;
  readonly printId?: PrintId | null;
  readonly jobId?: JobId | null;
}

export type Problem = ProblemTable;

/** The board above the queue: stays until a person clears it (CF3). */
export interface Problems {
  raise(tx: Transaction<FarmSchema>, problem: NewProblem): Promise<void>;
  /**
   * For a trouble that the database itself may have: on the board at once and from memory, one per printer, until `raiseHeld` has
   * written it down or a person clears it.
   */
  hold(problem: NewProblem & { readonly printerId: PrinterId }): void;
  /** Writes down what is held of one printer, with a transaction that works again. */
  raiseHeld(tx: Transaction<FarmSchema>, printerId: PrinterId): Promise<void>;
  list(): Promise<readonly Problem[]>;
  clear(id: string, by: string): Promise<void>;
  clearAll(by: string): Promise<number>;
  /** Takes back the problems of one printer of these codes: what they told of is over. */
  settle(tx: Transaction<FarmSchema>, printerId: PrinterId, codes: readonly ProblemCode[]): Promise<void>;
  /** Takes back one problem by its words: what it told of is over. */
  takeBack(
    tx: Transaction<FarmSchema>,
    problem: { readonly code: ProblemCode; readonly message: string },
  ): Promise<void>;
}

const errors = defineErrors({
  unknown: errorEntry<{ id: string }>({
    code: 'unknown-problem',
    cause: () => 'This problem is not on the board.',
    remedy: 'Somebody has cleared it already.',
    field: 'id',
  }),
});

/** A farm in great trouble shows its newest problems; the event log holds them all. */
const LISTED = 200;

export function createProblems(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly clock: Clock;
  readonly chance: Chance;
}): Problems {
  const { storage, events, clock, chance } = parts;
  const held = new Map<PrinterId, Problem>();

  const problems: Problems = {
    async raise(tx, { code, message, printerId = null, printId = null, jobId = null }) {
      const at = clock.now();
      let same = tx
        .selectFrom('problem')
        .select(['id', 'count'])
        .where('code', '=', code)
        .where('message', '=', message);
      same = printerId === null ? same.where('printer_id', 'is', null) : same.where('printer_id', '=', printerId);
      const found = await same.executeTakeFirst();
      if (found !== undefined) {
        const count = found.count + 1;
        await tx
          .updateTable('problem')
          .set({ count, last_at: at, print_id: printId, job_id: jobId })
          .where('id', '=', found.id)
          .execute();
        return tx.notify('farm', 'problems');
      }
      const id = chance.id();
      await tx
        .insertInto('problem')
        .values({
          id,
          code,
          message,
          printer_id: printerId,
          print_id: printId,
          job_id: jobId,
          first_at: at,
          last_at: at,
          count: 1,
        })
        .execute();
      await events.emit(tx, 'problem-raised', { printerId, printId, jobId }, { problemId: id, code, message });
      tx.notify('farm', 'problems');
    },
    hold({ code, message, printerId, printId = null, jobId = null }) {
      const before = held.get(printerId);
      const at = clock.now();
      held.set(printerId, {
        id: before?.id ?? chance.id(),
        code,
        message,
        printer_id: printerId,
        print_id: printId,
        job_id: jobId,
        first_at: before?.first_at ?? at,
        last_at: at,
        count: (before?.count ?? 0) + 1,
      });
      storage.notify('farm', 'problems');
    },
    async raiseHeld(tx, printerId) {
      const problem = held.get(printerId);
      if (problem === undefined) return;
      await problems.raise(tx, { code: problem.code as ProblemCode, message: problem.message, printerId });
      tx.afterCommit(() => void held.delete(printerId));
    },
    async list() {
      const rows = await storage.read
        .selectFrom('problem')
        .selectAll()
        .orderBy('last_at', 'desc')
        .limit(LISTED)
        .execute();
      return [...held.values(), ...rows];
    },
    async clear(id, by) {
      const ours = [...held].find(([, problem]) => problem.id === id);
      if (ours !== undefined) {
        held.delete(ours[0]);
        return storage.notify('farm', 'problems');
      }
      await storage.transaction(async (tx) => {
        const row = await tx
          .deleteFrom('problem')
          .where('id', '=', id)
          .returning(['code', 'printer_id'])
          .executeTakeFirst();
        if (row === undefined) throw errors.unknown({ id });
        await events.emit(
          tx,
          'problem-cleared',
          { printerId: row.printer_id as PrinterId | null },
          { problemId: id, code: row.code, by },
        );
        tx.notify('farm', 'problems');
      });
    },
    clearAll: (by) =>
      storage.transaction(async (tx) => {
        tx.afterCommit(() => held.clear());
        const rows = await tx.deleteFrom('problem').returning(['id', 'code']).execute();
        for (const { id, code } of rows) await events.emit(tx, 'problem-cleared', {}, { problemId: id, code, by });
        tx.notify('farm', 'problems');
        return rows.length;
      }),
    async settle(tx, printerId, codes) {
      const gone = await tx
        .deleteFrom('problem')
        .where('printer_id', '=', printerId)
        .where('code', 'in', [...codes])
        .returning('id')
        .execute();
      if (gone.length > 0) tx.notify('farm', 'problems');
    },
    async takeBack(tx, { code, message }) {
      await tx.deleteFrom('problem').where('code', '=', code).where('message', '=', message).execute();
      tx.notify('farm', 'problems');
    },
  };
  return problems;
}
