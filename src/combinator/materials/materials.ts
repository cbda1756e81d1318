import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { Feedback } from '#model/feedback';
import type { PrinterId } from '#model/ids';
import { lowStock, remainingOf, roundGrams, shareOf } from '#model/material';
import type { MeasuredProgress } from '#model/material-use';
import type { PrintOutcome } from '#model/print';
import type { ReportedSlot } from '#model/slots';
import { storageErrors } from '#storage/storage-errors';
import { flag, type Storage, type Transaction } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { Problems } from '../problems/problems.ts';
import { printHolding, type PrintRow } from '../queue/store.ts';
import type { FarmSchema } from '../schema.ts';
import type { Settings } from '../settings/settings.ts';
import { costOf, deductPrint } from './deduct.ts';
import { importSpools, spoolsToCsv } from './csv.ts';
import { materialErrors } from './errors.ts';
import { CODE_LETTERS } from './label-letters.ts';
import { columnsOf, fieldsOf } from './spool-fields.ts';
import { createSlotKeeper } from './slot-keeper.ts';
import { slotsTold } from './slot-store.ts';
import { checkSpool, type SpoolField, type SpoolFields } from './spool-schema.ts';
import {
  allSpools,
  type PlacedSpool,
  spoolByCode,
  spoolById,
  type SpoolFilter,
  spoolPage,
  type SpoolRow,
  type SpoolUseRow,
  titleOf,
  usePage,
} from './store.ts';
import { usedAfter, writeSpool } from './take.ts';

export interface SpoolChange {
  readonly id: string;
  /** The version that the person edited; a stale edit is refused (CF2). */
  readonly version: number;
  readonly fields: Partial<SpoolFields>;
}

export interface ListPage {
  readonly first: number;
  readonly after: string | null;
}

/** Filament: what there is, where it is loaded, what took how much of it (MT1, MT2). */
export interface Materials {
  list(filter: SpoolFilter, page: ListPage): ReturnType<typeof spoolPage>;
  get(id: string): Promise<PlacedSpool | null>;
  byCode(code: string): Promise<PlacedSpool | null>;
  add(fields: Partial<SpoolFields>): Promise<string>;
  /** Within a transaction of the caller: an import is all or nothing. */
  addIn(tx: Tx, fields: Partial<SpoolFields>, code?: string): Promise<string>;
  change(change: SpoolChange, by: string): Promise<void>;
  changeIn(tx: Tx, change: SpoolChange, by: string): Promise<void>;
  archive(id: string, archived: boolean, by: string): Promise<void>;
  archiveIn(tx: Tx, id: string, archived: boolean): Promise<void>;
  /** All spools as a table (CSV), and a table of spools in: all of it, or an error that names row and field. */
  exportTable(): Promise<string>;
  importTable(text: string, by: string): Promise<{ readonly added: number; readonly changed: number }>;
  /** Only a spool that nothing was made of; others are archived. */
  remove(id: string): Promise<void>;
  /** Into a printer, at whose slot nothing else remains then. */
  load(id: string, place: { readonly printerId: PrinterId; readonly slot: number }, by: string): Promise<void>;
  unload(id: string, by: string): Promise<void>;
  /** A spool as the printer tells it, loaded where it is. Returns its id. */
  addFromSlot(place: { readonly printerId: PrinterId; readonly slot: number }, by: string): Promise<string>;
  /** Grams taken by hand; below 0: given back. */
  use(id: string, grams: number, note: string, by: string): Promise<void>;
  /** The same within a transaction of the caller. */
  useIn(tx: Tx, id: string, grams: number, note: string, by: string): Promise<void>;
  /** The scale shows this for spool and filament together. */
  weigh(id: string, grossGrams: number, by: string): Promise<void>;
  /** A person knows what a print, or anything else in the history, really took. Returns the id of the spool. */
  correct(useId: string, grams: number, note: string, by: string): Promise<string>;
  uses(
    of: { readonly spoolId: string | null; readonly printId: string | null; readonly unsure: boolean },
    page: ListPage,
  ): ReturnType<typeof usePage>;
  /** To be called once, in the transaction that writes a print's outcome (MT2). `at`: when it ended. */
  printEnded(tx: Tx, print: PrintRow, outcome: PrintOutcome, at: number): Promise<void>;
  /** In the transaction that takes a printer out of the farm, before its print is lost. */
  printerLeaves(tx: Tx, printerId: string): Promise<void>;
  /** How far prints are; only the newest counts. */
  measured(feedback: Feedback): void;
  /** What a printer says that its slots hold: written when it changes, and spools that name themselves are loaded there. */
  slotsTold(printer: PrinterId, slots: readonly ReportedSlot[]): Promise<void>;
  /** Writes down how far prints are, for an end that is heard of by the next combinator. */
  keepProgress(): Promise<void>;
}

type Tx = Transaction<FarmSchema>;

const CODE_LENGTH = 6;
/** Some printers number their slots up to 255; a wilder number is a slip of the keyboard. */
const SLOTS = 256;
/** Of a spool that names itself by radio: so far only one vendor's do, and his hold a kilogram. */
const TAGGED = { vendor: 'Bambu Lab', netGrams: 1_000 };
const GRAMS_LIMIT = 1_000_000;
const NOTE_LIMIT = 500;
/** Moves of less than this are not worth a write. */
const PROGRESS_STEP = 0.01;
/** Prints whose progress is remembered; a farm has fewer printers. */
const MEASURED_LIMIT = 20_000;

export function createMaterials(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly problems: Problems;
  readonly settings: Pick<Settings, 'current'>;
  readonly clock: Clock;
  readonly chance: Chance;
}): Materials {
  const { storage, events, problems, settings, clock, chance } = parts;
  const progress = new Map<string, MeasuredProgress>();
  const kept = new Map<string, number>();
  const tell = { events, problems, clock, thresholdPercent: () => settings.current().lowStockPercent };

  async function spoolIn(tx: Tx, id: string): Promise<SpoolRow> {
    const { printerId: _p, slot: _s, ...row } = (await spoolById(tx, id)) ?? raise(materialErrors.unknown({ id }));
    return row;
  }

  async function freeCode(tx: Tx): Promise<string> {
    for (;;) {
      let code = '';
      for (let i = 0; i < CODE_LENGTH; i++) code += CODE_LETTERS[Math.floor(chance.fraction() * CODE_LETTERS.length)];
      if ((await spoolByCode(tx, code)) === undefined) return code;
    }
  }

  async function addIn(tx: Tx, given: Partial<SpoolFields>, code?: string): Promise<string> {
    const fields = checkSpool(given);
    const id = chance.id();
    const now = clock.now();
    const row: SpoolRow = {
      id,
      code: code ?? (await freeCode(tx)),
      ...columnsOf(fields),
      archived: 0,
      // One that comes into the farm low has not fallen below anything here.
      low: flag(lowStock(fields, tell.thresholdPercent(), false).low),
      version: 1,
      created_at: now,
      changed_at: now,
    };
    await tx.insertInto('spool').values(row).execute();
    const amounts = { remainingGrams: remainingOf(fields), remainingShare: shareOf(fields) };
    await events.emit(tx, 'material-created', {}, { spoolId: id, name: titleOf(row), ...amounts });
    tx.notify('farm', 'spools');
    return id;
  }

  async function changeIn(tx: Tx, { id, version, fields }: SpoolChange, by: string): Promise<void> {
    const row = await spoolIn(tx, id);
    if (row.version !== version) throw storageErrors.stale({ table: 'spool', expected: version, found: row.version });
    const before = fieldsOf(row);
    const after = checkSpool({ ...before, ...fields });
    const changed = (Object.keys(fields) as SpoolField[]).filter(
      (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
    );
    if (changed.length === 0) return;
    if (changed.includes('usedGrams')) {
      const grams = roundGrams(after.usedGrams - before.usedGrams);
      await record(tx, row, { kind: 'edited', grams, note: '', by });
    }
    await writeSpool(tx, tell, row, columnsOf(after), changed);
  }

  async function archiveIn(tx: Tx, id: string, archived: boolean): Promise<void> {
    const spool = await spoolIn(tx, id);
    if (spool.archived === flag(archived)) return;
    if (archived) await unloadIn(tx, { spoolId: id });
    await writeSpool(tx, tell, spool, { archived: flag(archived) }, ['archived']);
  }

  async function record(
    tx: Tx,
    spool: SpoolRow,
    entry: Pick<SpoolUseRow, 'kind' | 'grams' | 'note' | 'by'> & Partial<SpoolUseRow>,
  ): Promise<void> {
    await tx
      .insertInto('spool_use')
      .values({
        print_id: null,
        job_id: null,
        printer_id: null,
        name: null,
        tool: null,
        basis: null,
        corrects: null,
        unsure: 0,
        cost: costOf(spool, entry.grams),
        ...entry,
        id: chance.id(),
        spool_id: spool.id,
        at: clock.now(),
      })
      .execute();
  }

  /** Takes grams and writes down why, both or neither. */
  async function takeByPerson(
    tx: Tx,
    spool: SpoolRow,
    entry: Pick<SpoolUseRow, 'kind' | 'grams' | 'note' | 'by'> & Partial<SpoolUseRow>,
  ): Promise<void> {
    await record(tx, spool, entry);
    await writeSpool(tx, tell, spool, { used: usedAfter(spool, entry.grams) }, ['usedGrams']);
  }

  async function useIn(tx: Tx, id: string, grams: number, note: string, by: string): Promise<void> {
    const spool = await spoolIn(tx, id);
    const amount = checkGrams('grams', grams, -GRAMS_LIMIT);
    if (amount === 0) throw materialErrors.badField({ field: 'grams', rule: 'more or less than 0' });
    await takeByPerson(tx, spool, { kind: 'by-hand', grams: amount, note: checkNote(note), by });
  }

  async function unloadIn(tx: Tx, where: { readonly spoolId: string } | { readonly printerId: string; slot?: number }) {
    let query = tx.updateTable('spool_load').set({ unloaded_at: clock.now() }).where('unloaded_at', 'is', null);
    if ('spoolId' in where) query = query.where('spool_id', '=', where.spoolId);
    else query = query.where('printer_id', '=', where.printerId);
    if ('slot' in where && where.slot !== undefined) query = query.where('slot', '=', where.slot);
    const freed = await query.returning(['printer_id', 'spool_id']).execute();
    for (const { printer_id: printerId } of freed) tx.notify('printer', printerId);
    return freed.map(({ spool_id: spoolId }) => spoolId);
  }

  async function loadIn(
    tx: Tx,
    id: string,
    { printerId, slot }: { readonly printerId: PrinterId; readonly slot: number },
    by: string,
  ): Promise<void> {
    const spool = await spoolIn(tx, id);
    if (spool.archived === 1) throw materialErrors.archived({ name: titleOf(spool) });
    if (!Number.isInteger(slot) || slot < 0 || slot >= SLOTS)
      throw materialErrors.badField({ field: 'slot', rule: `a whole number from 0 to ${SLOTS - 1}` });
    const printer = await tx.selectFrom('printer').select('id').where('id', '=', printerId).executeTakeFirst();
    if (printer === undefined) throw materialErrors.unknownPrinter({ id: printerId });
    const here = await spoolById(tx, id);
    if (here?.printerId === printerId && here.slot === slot) return;
    await unloadIn(tx, { spoolId: id });
    const others = await unloadIn(tx, { printerId, slot });
    await tx
      .insertInto('spool_load')
      .values({ spool_id: id, printer_id: printerId, slot, loaded_at: clock.now(), unloaded_at: null, by })
      .execute();
    for (const other of others) await writeSpool(tx, tell, await spoolIn(tx, other), {}, ['loaded']);
    await writeSpool(tx, tell, spool, {}, ['loaded']);
  }

  async function takeOut(tx: Tx, id: string): Promise<void> {
    const spool = await spoolIn(tx, id);
    const freed = await unloadIn(tx, { spoolId: id });
    if (freed.length > 0) await writeSpool(tx, tell, spool, {}, ['loaded']);
  }

  const keeper = createSlotKeeper({ storage, clock, load: loadIn, unload: takeOut });

  async function printEnded(tx: Tx, print: PrintRow, outcome: PrintOutcome, at: number): Promise<void> {
    const deduction = {
      problems,
      id: () => chance.id(),
      measured: (id: string) => progress.get(id) ?? null,
      take: async (within: Tx, spool: SpoolRow, grams: number) => {
        await writeSpool(within, tell, spool, { used: usedAfter(spool, grams) }, ['usedGrams']);
      },
    };
    await deductPrint(tx, deduction, print, outcome, at);
    tx.afterCommit(() => void progress.delete(print.id));
  }

  return {
    list: (filter, page) => spoolPage(storage.read, filter, page),
    get: async (id) => (await spoolById(storage.read, id)) ?? null,
    byCode: async (code) => (await spoolByCode(storage.read, code.trim().toUpperCase())) ?? null,
    add: (fields) => storage.transaction((tx) => addIn(tx, fields)),
    addIn,
    changeIn,
    change: (change, by) => storage.transaction((tx) => changeIn(tx, change, by)),
    archive: (id, archived) => storage.transaction((tx) => archiveIn(tx, id, archived)),
    archiveIn,
    exportTable: async () => spoolsToCsv(await allSpools(storage.read)),
    importTable: (text, by) => storage.transaction((tx) => importSpools(tx, { addIn, changeIn, archiveIn }, text, by)),
    remove: (id) =>
      storage.transaction(async (tx) => {
        const spool = await spoolIn(tx, id);
        const made = await tx
          .selectFrom('spool_use')
          .select('id')
          .where('spool_id', '=', id)
          .where('kind', '=', 'print')
          .executeTakeFirst();
        if (made !== undefined) throw materialErrors.inHistory({ name: titleOf(spool) });
        // What the board says of it goes with it.
        await writeSpool(tx, tell, spool, { archived: 1 }, ['archived']);
        await unloadIn(tx, { spoolId: id });
        await tx.deleteFrom('spool_use').where('spool_id', '=', id).execute();
        await tx.deleteFrom('spool_load').where('spool_id', '=', id).execute();
        await tx.deleteFrom('spool_tag').where('spool_id', '=', id).execute();
        await tx.deleteFrom('spool').where('id', '=', id).execute();
        await events.emit(tx, 'material-deleted', {}, { spoolId: id, name: titleOf(spool) });
        tx.notify('farm', 'spools');
      }),
    load: (id, place, by) =>
      storage.transaction(async (tx) => {
        await loadIn(tx, id, place, by);
        await keeper.rememberTag(tx, place, id, by);
      }),
    unload: (id) => storage.transaction((tx) => takeOut(tx, id)),
    addFromSlot: (place, by) =>
      storage.transaction(async (tx) => {
        const told = (await slotsTold(tx, place.printerId)).find((each) => each.slot === place.slot);
        if (told === undefined || told.filled === false || told.type === null)
          throw materialErrors.untoldSlot({ slot: told?.label ?? String(place.slot + 1) });
        const { type, colour, tag, remainingPercent } = told;
        const usedGrams = roundGrams((TAGGED.netGrams * (100 - (remainingPercent ?? 100))) / 100);
        const colours = colour === null ? {} : { colours: [colour] };
        const id = await addIn(tx, { type, ...colours, ...(tag === null ? {} : { ...TAGGED, usedGrams }) });
        await loadIn(tx, id, place, by);
        await keeper.rememberTag(tx, place, id, by);
        return id;
      }),
    use: (id, grams, note, by) => storage.transaction((tx) => useIn(tx, id, grams, note, by)),
    useIn,
    weigh: (id, grossGrams, by) =>
      storage.transaction(async (tx) => {
        const spool = await spoolIn(tx, id);
        if (spool.tare === null) throw materialErrors.noTare({ name: titleOf(spool) });
        const gross = checkGrams('grams', grossGrams, 0);
        if (gross < spool.tare)
          throw materialErrors.badField({
            field: 'grams',
            rule: `at least ${spool.tare}, which the empty spool weighs`,
          });
        const grams = roundGrams(spool.net - (gross - spool.tare) - spool.used);
        const note = `${gross} g on the scale`;
        await record(tx, spool, { kind: 'weighed', grams, note, by });
        // A scale may find more than was sold: what is used is then nothing, and the spool is as full as it was sold.
        await writeSpool(tx, tell, spool, { used: usedAfter(spool, grams) }, ['usedGrams']);
        await settleUnsure(tx, id);
      }),
    correct: (useId, grams, note, by) =>
      storage.transaction(async (tx) => {
        const use = await tx.selectFrom('spool_use').selectAll().where('id', '=', useId).executeTakeFirst();
        if (use === undefined) throw materialErrors.unknownUse({ id: useId });
        const spool = await spoolIn(tx, use.spool_id);
        const wanted = checkGrams('grams', grams, 0);
        const corrects = use.corrects ?? use.id;
        const soFar = await tx
          .selectFrom('spool_use')
          .select((eb) => eb.fn.sum<number>('grams').as('grams'))
          .where((eb) => eb.or([eb('id', '=', corrects), eb('corrects', '=', corrects)]))
          .executeTakeFirstOrThrow();
        const { print_id, job_id, printer_id, name, tool } = use;
        const difference = roundGrams(wanted - soFar.grams);
        await tx.updateTable('spool_use').set({ unsure: 0 }).where('id', '=', corrects).execute();
        tx.notify('farm', 'spools');
        if (difference === 0) return spool.id;
        const entry = { kind: 'correction', grams: difference, note: checkNote(note), by, corrects };
        await takeByPerson(tx, spool, { ...entry, print_id, job_id, printer_id, name, tool });
        return spool.id;
      }),
    uses: (of, page) => usePage(storage.read, of, page),
    printEnded,
    async printerLeaves(tx, printerId) {
      const print = await printHolding(tx, printerId);
      if (print !== undefined && print.outcome === null && print.started_at !== null)
        await printEnded(tx, print, 'unknown', clock.now());
      for (const spoolId of await unloadIn(tx, { printerId }))
        await writeSpool(tx, tell, await spoolIn(tx, spoolId), {}, ['loaded']);
      await keeper.forget(tx, printerId);
    },
    slotsTold: (printer, slots) => keeper.told(printer, slots),
    measured({ progress: now, at }) {
      if (now === null) return;
      progress.delete(now.printId);
      progress.set(now.printId, { fraction: now.fraction, at });
      const [oldest] = progress.keys();
      if (progress.size > MEASURED_LIMIT && oldest !== undefined) progress.delete(oldest);
    },
    async keepProgress() {
      const moved = [...progress].filter(
        ([id, { fraction }]) => Math.abs(fraction - (kept.get(id) ?? -1)) >= PROGRESS_STEP,
      );
      if (moved.length === 0) return;
      const running = await runningOnSpools();
      for (const id of progress.keys()) if (!running.has(id)) progress.delete(id);
      for (const id of kept.keys()) if (!running.has(id)) kept.delete(id);
      const worth = moved.filter(([id]) => running.has(id));
      if (worth.length === 0) return;
      await storage.transaction(async (tx) => {
        for (const [id, { fraction, at }] of worth) {
          await tx
            .insertInto('print_progress')
            .values({ print_id: id, fraction, at })
            .onConflict((conflict) => conflict.column('print_id').doUpdateSet({ fraction, at }))
            .execute();
        }
      });
      for (const [id, { fraction }] of worth) kept.set(id, fraction);
    },
  };

  /** What was unsure of a spool is settled by weighing it. */
  async function settleUnsure(tx: Tx, spoolId: string): Promise<void> {
    await tx.updateTable('spool_use').set({ unsure: 0 }).where('spool_id', '=', spoolId).execute();
  }

  /** Prints at work on printers that hold a spool; nothing is kept of others. */
  async function runningOnSpools(): Promise<ReadonlySet<string>> {
    const rows = await storage.read
      .selectFrom('print')
      .innerJoin('spool_load', 'spool_load.printer_id', 'print.printer_id')
      .select('print.id as id')
      .distinct()
      .where('print.status', 'in', ['assigned', 'printing'])
      .where('spool_load.unloaded_at', 'is', null)
      .execute();
    return new Set(rows.map((row) => row.id));
  }
}

function raise(error: Error): never {
  throw error;
}

function checkGrams(field: string, grams: number, least: number): number {
  if (Number.isFinite(grams) && grams >= least && grams <= GRAMS_LIMIT) return roundGrams(grams);
  throw materialErrors.badField({ field, rule: `a weight in grams from ${least} to ${GRAMS_LIMIT}` });
}

function checkNote(note: string): string {
  const trimmed = note.trim();
  if (trimmed.length <= NOTE_LIMIT) return trimmed;
  throw materialErrors.badField({ field: 'note', rule: `at most ${NOTE_LIMIT} characters` });
}
