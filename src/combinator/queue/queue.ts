import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import {
  type CorrelationId,
  correlationId,
  type FileDigest,
  type JobId,
  jobId,
  type PrinterId,
  type PrintId,
} from '#model/ids';
import type { JobSlot } from '#model/assign';
import { AS_FILE, type MaterialWish } from '#model/material';
import { compareAndSet } from '#storage/compare-and-set';
import { flag, type Storage, type Transaction } from '#storage/storage';
import type { Events } from '../events/events.ts';
import { isModel } from '../library/kinds.ts';
import { type FarmSchema, NO_FILE } from '../schema.ts';
import type { JobStatusName } from '../events/catalogue.ts';
import { jobStatus } from './job-status.ts';
import { CARD_NEED, needsOf, parseNeeds } from './needs.ts';
import { checkMaterial, checkSlots } from './check-material.ts';
import { closeIn, loseIn } from './lose.ts';
import { moveIn } from './move.ts';
import { queueErrors } from './queue-errors.ts';
import { countsInDatabase, jobById, type JobRow, platesOf, printHolding, type PrintRow, printsOf } from './store.ts';

export interface NewJob {
  readonly digest: FileDigest;
  readonly name: string | null;
  readonly copies: number;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly printerIds: readonly PrinterId[];
  readonly held: boolean;
  /** Of a file with several plates the one to print; its first when left out. */
  readonly plate?: number | null;
  /** What to make it of (JO5); as the file says when left out. */
  readonly material?: MaterialWish;
  /** The slots that a person chose for filaments of the file, by printer. */
  readonly slots?: readonly JobSlot[];
}

/** What is absent stays as it is. */
export interface JobChange extends Partial<Omit<NewJob, 'digest' | 'name' | 'plate'>> {
  readonly id: JobId;
  readonly version: number;
  readonly name?: string;
}

/** What people ask for (JO1–JO3, JO6, JO8). Assignment and everything that a machine reports is the fleet loop's. */
export interface Queue {
  add(job: NewJob): Promise<JobId>;
  /** One copy of what lies on the card in this printer. Whoever calls it keeps the place, in the same transaction. */
  addFromCard(tx: Transaction<FarmSchema>, printer: PrinterId, name: string): Promise<JobId>;
  change(change: JobChange): Promise<void>;
  /** Puts a job before another of the queue, or last (JO6, TG14). */
  move(id: JobId, before: JobId | null): Promise<void>;
  hold(id: JobId, held: boolean): Promise<void>;
  /** Wishes its prints cancelled; it is over when they are. */
  cancel(id: JobId, by: string): Promise<void>;
  /** The same wish again, as a new job. */
  copy(id: JobId): Promise<JobId>;
  /** JO8: a job with prints that are not over is not deleted. */
  delete(id: JobId): Promise<void>;
  /**
   * Closes a job whose copies are made, or that was cancelled and has no print left; opens one that owes copies again. To be
   * called in the transaction of every change to its prints.
   */
  settle(tx: Transaction<FarmSchema>, id: JobId): Promise<void>;
  /**
   * CO4: the printer leaves the farm. The print that holds it ends with it: lost while nobody knows its outcome, else closed.
   * Refused with `printer-has-print` unless forced.
   */
  printerLeaves(
    tx: Transaction<FarmSchema>,
    printer: { readonly id: PrinterId; readonly name: string },
    force: boolean,
  ): Promise<void>;
}

/** More than a farm makes in a year; a slip of the keyboard must not fill it. */
const COPIES_LIMIT = 10_000;
const NAME_LIMIT = 200;

export function createQueue(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly clock: Clock;
  readonly chance: Chance;
}): Queue {
  const { storage, events, clock, chance } = parts;

  async function jobIn(tx: Transaction<FarmSchema>, id: string): Promise<JobRow> {
    const row = await jobById(tx, id);
    if (row === undefined) throw queueErrors.unknownJob({ id });
    return row;
  }

  const subject = (job: { readonly id: string; readonly correlation_id: string }) => ({
    jobId: job.id as JobId,
    correlationId: job.correlation_id as CorrelationId,
  });

  async function settle(tx: Transaction<FarmSchema>, id: JobId): Promise<void> {
    const job = await jobById(tx, id);
    if (job === undefined) return;
    const counts = await countsInDatabase(tx, job);
    const [held, cancelled] = [job.held === 1, job.cancelled === 1];
    const status = jobStatus({ copies: job.copies, held, cancelled }, counts);
    const owed = held || cancelled ? 0 : counts.owed;
    const over = status === 'completed' || status === 'cancelled';
    const ended = over ? (job.ended_at ?? clock.now()) : null;
    if (status !== job.status || owed !== job.owed || ended !== job.ended_at) {
      await tx.updateTable('job').set({ status, owed, ended_at: ended }).where('id', '=', id).execute();
    }
    if (status !== job.status) {
      await events.emit(tx, 'job-status-changed', subject(job), { from: job.status as JobStatusName, to: status });
    }
    if (over && job.ended_at === null) await events.emit(tx, 'job-completed', subject(job), { name: job.name, status });
    tx.notify('job', id);
  }

  async function insert(tx: Transaction<FarmSchema>, job: NewJob): Promise<JobId> {
    const file = await tx
      .selectFrom('library_file')
      .select(['name', 'kind', 'trashed_at'])
      .where('digest', '=', job.digest)
      .executeTakeFirst();
    if (file === undefined) throw queueErrors.unknownFile({ digest: job.digest });
    if (isModel(file.kind)) throw queueErrors.notPrintable({ name: file.name });
    if (file.trashed_at !== null) throw queueErrors.inTrash({ name: file.name });
    const { plate, title } = await plateIn(tx, job, file);
    // A printer that reads G-code is sent the plate unpacked.
    const fileKind = plate === null ? file.kind : 'gcode';
    return insertRow(tx, { ...job, name: job.name ?? title, plate }, fileKind);
  }

  /** `fileKind`: what a printer must be able to print (`Needs`). */
  async function insertRow(
    tx: Transaction<FarmSchema>,
    job: Omit<NewJob, 'digest' | 'name' | 'plate'> & {
      readonly digest: string;
      readonly name: string;
      readonly plate: number | null;
    },
    fileKind: string,
  ): Promise<JobId> {
    const id = jobId(chance.id());
    const flow = correlationId(chance.id());
    const { digest, plate } = job;
    const name = checkName(job.name);
    const copies = checkCopies(job.copies);
    const tags = cleanTags(job.tags);
    const printerIds = [...new Set(job.printerIds)];
    const last = await tx
      .selectFrom('job')
      .select((eb) => eb.fn.max('place').as('place'))
      .executeTakeFirst();
    await tx
      .insertInto('job')
      .values({
        id,
        name,
        digest,
        copies,
        priority: checkPriority(job.priority),
        place: (last?.place ?? 0) + 1,
        tags: JSON.stringify(tags),
        printer_ids: JSON.stringify(printerIds),
        held: flag(job.held),
        cancelled: 0,
        version: 1,
        created_at: clock.now(),
        ended_at: null,
        correlation_id: flow,
        status: job.held ? 'held' : 'to-do',
        owed: job.held ? 0 : copies,
        needs: needsOf({
          tags,
          printerIds,
          fileKind,
          material: checkMaterial(job.material ?? AS_FILE),
          slots: checkSlots(job.slots ?? []),
        }),
        plate,
      })
      .execute();
    const subjectOfNew = { jobId: id, correlationId: flow };
    await events.emit(tx, 'job-created', subjectOfNew, {
      name,
      copies,
      digest: digest === NO_FILE ? null : (digest as FileDigest),
    });
    tx.notify('job', id);
    tx.notify('farm', 'queue');
    return id;
  }

  return {
    settle,
    add: (job) => storage.transaction((tx) => insert(tx, job)),
    addFromCard(tx, printer, name) {
      const job = { digest: NO_FILE, name, copies: 1, priority: 0, tags: [], printerIds: [printer], held: false };
      return insertRow(tx, { ...job, plate: null }, CARD_NEED);
    },
    change: (change) =>
      storage.transaction(async (tx) => {
        const job = await jobIn(tx, change.id);
        if (job.cancelled === 1) throw queueErrors.over({ name: job.name });
        const copies = change.copies === undefined ? job.copies : checkCopies(change.copies);
        const { completed, active } = await countsInDatabase(tx, job);
        // JO3: what is made or under way is not unmade by a smaller number.
        if (copies < job.copies && copies < completed + active) {
          throw queueErrors.badField({
            field: 'copies',
            rule: `at least ${completed + active}, which are made or under way`,
          });
        }
        const tags = change.tags === undefined ? (JSON.parse(job.tags) as string[]) : cleanTags(change.tags);
        const printerIds =
          change.printerIds === undefined
            ? (JSON.parse(job.printer_ids) as PrinterId[])
            : [...new Set(change.printerIds)];
        const needs = parseNeeds(job.needs);
        if (job.digest === NO_FILE && String(printerIds) !== String(needs.printerIds))
          throw queueErrors.badField({ field: 'printerIds', rule: 'the file lies on the card of one printer' });
        const version = await compareAndSet(tx, 'job', {
          key: { id: change.id },
          version: change.version,
          set: {
            name: change.name === undefined ? job.name : checkName(change.name),
            copies,
            priority: change.priority === undefined ? job.priority : checkPriority(change.priority),
            tags: JSON.stringify(tags),
            printer_ids: JSON.stringify(printerIds),
            needs: needsOf({
              ...needs,
              tags,
              printerIds,
              material: checkMaterial(change.material ?? needs.material),
              slots: checkSlots(change.slots ?? needs.slots),
            }),
          },
        });
        const fields = Object.keys(change).filter((field) => field !== 'id' && field !== 'version');
        await events.emit(tx, 'job-changed', subject(job), { version, fields });
        await settle(tx, change.id);
        tx.notify('farm', 'queue');
      }),
    move: (id, before) =>
      storage.transaction(async (tx) => {
        const job = await jobIn(tx, id);
        if (job.ended_at !== null) throw queueErrors.over({ name: job.name });
        if (before === id) return;
        await moveIn(tx, job, before === null ? null : await jobIn(tx, before));
        await events.emit(tx, 'job-moved', subject(job), { before });
        tx.notify('job', id);
        tx.notify('farm', 'queue');
      }),
    hold: (id, held) =>
      storage.transaction(async (tx) => {
        const job = await jobIn(tx, id);
        if (job.ended_at !== null) throw queueErrors.over({ name: job.name });
        if (job.held === flag(held)) return;
        await tx
          .updateTable('job')
          .set({ held: flag(held) })
          .where('id', '=', id)
          .execute();
        await settle(tx, id);
        await wakePrinters(tx, id);
        tx.notify('farm', 'queue');
      }),
    cancel: (id, by) =>
      storage.transaction(async (tx) => {
        const job = await jobIn(tx, id);
        if (job.cancelled === 1 || job.ended_at !== null) return;
        await tx.updateTable('job').set({ cancelled: 1 }).where('id', '=', id).execute();
        const open = ((await printsOf(tx, [id])).get(id) ?? []).filter(isUnderWay);
        for (const print of open) {
          await tx.updateTable('print').set({ cancel_wished: 1 }).where('id', '=', print.id).execute();
          await events.emit(
            tx,
            'print-cancel-wished',
            { ...subject(job), printerId: print.printer_id as PrinterId, printId: print.id as PrintId },
            { by },
          );
          tx.notify('printer', print.printer_id);
        }
        await settle(tx, id);
        tx.notify('farm', 'queue');
      }),
    copy: (id) =>
      storage.transaction(async (tx) => {
        const job = await jobIn(tx, id);
        if (job.digest === NO_FILE) throw queueErrors.fromCard({ name: job.name });
        return insert(tx, {
          digest: job.digest as FileDigest,
          name: job.name,
          copies: job.copies,
          priority: job.priority,
          tags: JSON.parse(job.tags) as string[],
          printerIds: JSON.parse(job.printer_ids) as PrinterId[],
          held: false,
          plate: job.plate,
          material: parseNeeds(job.needs).material,
          slots: parseNeeds(job.needs).slots,
        });
      }),
    delete: (id) =>
      storage.transaction(async (tx) => {
        const job = await jobIn(tx, id);
        const prints = (await printsOf(tx, [id])).get(id) ?? [];
        if (prints.some((print) => !isOver(print))) throw queueErrors.active({ name: job.name });
        // What was printed stays in the history.
        await tx.deleteFrom('print').where('job_id', '=', id).where('started_at', 'is', null).execute();
        await tx.updateTable('print').set({ job_id: null }).where('job_id', '=', id).execute();
        await tx.deleteFrom('job').where('id', '=', id).execute();
        await events.emit(tx, 'job-deleted', subject(job), { name: job.name });
        tx.notify('job', id);
        tx.notify('farm', 'queue');
      }),
    async printerLeaves(tx, printer, force) {
      const print = await printHolding(tx, printer.id);
      if (print === undefined) return;
      if (!force) throw queueErrors.printerBusy({ name: printer.name });
      if (print.outcome === null) await loseIn(tx, { events, clock }, print);
      else await closeIn(tx, { events }, print);
      if (print.job_id !== null) await settle(tx, print.job_id as JobId);
      tx.notify('farm', 'queue');
    },
  };

  async function wakePrinters(tx: Transaction<FarmSchema>, id: JobId): Promise<void> {
    for (const print of (await printsOf(tx, [id])).get(id) ?? [])
      if (!isOver(print)) tx.notify('printer', print.printer_id);
  }
}

/** It may still begin or is at work. */
export const isUnderWay = (print: PrintRow): boolean =>
  print.outcome === null && (print.status === 'assigned' || print.status === 'printing');

const isOver = (print: PrintRow): boolean =>
  print.status === 'done' ||
  print.status === 'closed' ||
  print.status === 'cancelled' ||
  (print.status === 'lost' && print.verdict !== null);

/** The plate that a job prints, null for a file that is printed as a whole; and what such a job is called. */
async function plateIn(
  tx: Transaction<FarmSchema>,
  { digest, plate = null }: NewJob,
  { name, kind }: { readonly name: string; readonly kind: string },
): Promise<{ readonly plate: number | null; readonly title: string }> {
  if (kind !== '3mf') {
    if (plate !== null) throw queueErrors.unknownPlate({ name, plates: [] });
    return { plate: null, title: name };
  }
  const plates = await platesOf(tx, digest);
  const [first] = plates;
  if (first === undefined) throw queueErrors.platesUnread({ name });
  const chosen = plate ?? first;
  if (!plates.includes(chosen)) throw queueErrors.unknownPlate({ name, plates });
  const title = plates.length === 1 ? name : `${name.slice(0, NAME_LIMIT - 12)}, plate ${chosen}`;
  return { plate: chosen, title };
}

function checkCopies(copies: number): number {
  if (Number.isInteger(copies) && copies >= 1 && copies <= COPIES_LIMIT) return copies;
  throw queueErrors.badField({ field: 'copies', rule: `a whole number from 1 to ${COPIES_LIMIT}` });
}

function checkPriority(priority: number): number {
  if (Number.isInteger(priority) && Math.abs(priority) <= 1000) return priority;
  throw queueErrors.badField({ field: 'priority', rule: 'a whole number from −1000 to 1000' });
}

function checkName(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== '' && trimmed.length <= NAME_LIMIT) return trimmed;
  throw queueErrors.badField({ field: 'name', rule: `1 to ${NAME_LIMIT} characters` });
}

const cleanTags = (tags: readonly string[]): string[] => [
  ...new Set(tags.map((tag) => tag.trim().toLowerCase()).filter((tag) => tag !== '')),
];
