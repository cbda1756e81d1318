import type { Selectable } from 'kysely';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { Adjustment } from '#model/adjustment';
import type { PrinterId } from '#model/ids';
import { adjustmentOfLine } from '#model/line-adjustment';
import { fillMacro, type Macro, type MacroProblem, parseMacro, sampleValues } from '#model/macro';
import type { PhaseKind } from '#model/phase';
import { compareAndSet } from '#storage/compare-and-set';
import { flag, type Storage, type Transaction } from '#storage/storage';
import { storageErrors } from '#storage/storage-errors';
import type { Events } from '../events/events.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { printerErrors } from '../printers/printers.ts';
import type { FarmSchema } from '../schema.ts';
import type { MacroTable } from './tables.ts';

export type MacroRow = Selectable<MacroTable>;

export interface MacroFields {
  readonly name: string;
  readonly text: string;
  readonly printerId: PrinterId | null;
  readonly whilePrinting: boolean;
}

export interface MacroRun {
  readonly id: string;
  /** The one whose form the values were entered into (CF2). */
  readonly version: number;
  readonly printerId: PrinterId;
  readonly values: ReadonlyMap<string, string>;
  /** A person was asked about a bed that nobody has verified. */
  readonly confirmed: boolean;
}

export interface MacroResult {
  readonly accepted: boolean;
  readonly reason: string | null;
  /** Those that the machine took, as it got them. */
  readonly lines: readonly string[];
}

/** G-code with places for values that people keep and run (MA15): through the same gate as lines by hand, sent once. */
export interface Macros {
  /** In the order of their names; those of a printer are its own and the farm's. */
  list(printer: PrinterId | null): Promise<readonly MacroRow[]>;
  get(id: string): Promise<MacroRow>;
  add(fields: MacroFields, by: string): Promise<string>;
  change(id: string, version: number, fields: MacroFields, by: string): Promise<void>;
  remove(id: string, by: string): Promise<void>;
  run(run: MacroRun, by: string): Promise<MacroResult>;
}

const errors = defineErrors({
  unknown: errorEntry<{ id: string }>({
    code: 'unknown-macro',
    cause: () => 'There is no such macro.',
    remedy: 'It may have been removed meanwhile: load the page again.',
    field: 'id',
  }),
  otherPrinter: errorEntry<{ name: string }>({
    code: 'macro-of-another-printer',
    cause: ({ name }) => `“${name}” is a macro of another printer.`,
    remedy: 'Run it there, or make it one of the whole farm.',
    field: 'printerId',
  }),
  badName: errorEntry<object>({
    code: 'bad-macro-name',
    cause: () => 'A macro needs a name that fits on a button.',
    remedy: 'Give it a name of 1 to 40 characters.',
    field: 'name',
    rule: '1 to 40 characters, no control characters',
  }),
  nameTaken: errorEntry<{ name: string }>({
    code: 'macro-name-taken',
    cause: ({ name }) => `There is a macro “${name}” already.`,
    remedy: 'Choose another name, or change the one that is there.',
    field: 'name',
    rule: 'unique among those of one printer, and of the farm',
  }),
  tooMany: errorEntry<object>({
    code: 'too-many-macros',
    cause: () => `The farm has ${MACROS_LIMIT} macros already.`,
    remedy: 'Remove one that nobody needs.',
  }),
  badText: errorEntry<MacroProblem>({
    code: 'bad-macro',
    cause: ({ field, rule }) => `The macro is not right at ${field === 'text' ? 'its text' : `“${field}”`}: ${rule}.`,
    remedy: 'Correct it there and save again. The guide shows how places are written.',
    field: 'text',
    rule: ({ rule }) => rule,
  }),
  notForPrints: errorEntry<{ line: string }>({
    code: 'macro-not-for-prints',
    cause: ({ line }) => `“${line}” is nothing that may be sent while a print is open.`,
    remedy:
      'A macro for open prints holds only M104, M140, M141, M106, M220 and M221 with S, M107, and M290 with Z. Otherwise leave “while printing” off.',
    field: 'whilePrinting',
  }),
  badValue: errorEntry<MacroProblem>({
    code: 'bad-macro-value',
    cause: ({ field, rule }) => `“${field}” is not right: ${rule}.`,
    remedy: 'Enter another value and run it again.',
    field: ({ field }) => field,
    rule: ({ rule }) => rule,
  }),
  printing: errorEntry<{ name: string }>({
    code: 'macro-while-printing',
    cause: ({ name }) => `“${name}” is not meant for a printer that prints.`,
    remedy: 'Wait for the end of the print, or pause it.',
  }),
});

const MACROS_LIMIT = 200;
const NAME_LIMIT = 40;
const TEXT_LIMIT = 8_000;

/** Phases in which nothing but changes of the print goes out. */
const PRINTING: ReadonlySet<PhaseKind> = new Set([
  'preparing',
  'printing',
  'pausing',
  'resuming',
  'cancelling',
  'adopting',
]);

type Tx = Transaction<FarmSchema>;

export function createMacros(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  /** Asked each time: tests begin another one on the same data. */
  readonly fleet: () => Pick<Fleet, 'sendManual' | 'order' | 'liveSnapshot'>;
  readonly clock: Clock;
  readonly chance: Chance;
}): Macros {
  const { storage, events, clock, chance } = parts;

  async function rowIn(db: Storage<FarmSchema>['read'], id: string): Promise<MacroRow> {
    const row = await db.selectFrom('macro').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw errors.unknown({ id });
    return row;
  }

  async function check(
    tx: Tx,
    fields: MacroFields,
    own: string | null,
  ): Promise<Omit<MacroTable, 'id' | 'version' | 'created_at'>> {
    const { text, printerId, whilePrinting } = fields;
    const name = fields.name.trim();
    // oxlint-disable-next-line no-control-regex -- it stands on a button
    if (name === '' || name.length > NAME_LIMIT || /[\u0000-\u001f\u007f]/.test(name)) throw errors.badName({});
    if (text.length > TEXT_LIMIT) throw errors.badText({ field: 'text', rule: `at most ${TEXT_LIMIT} characters` });
    const macro = macroOf(text);
    if (whilePrinting) changesOf(linesOf(macro, sampleValues(macro)));
    if (printerId !== null) {
      const printer = await tx.selectFrom('printer').select('id').where('id', '=', printerId).executeTakeFirst();
      if (printer === undefined) throw printerErrors.unknown({ id: printerId });
    }
    const same = await tx
      .selectFrom('macro')
      .select('id')
      .where('name', '=', name)
      .where('printer_id', printerId === null ? 'is' : '=', printerId)
      .execute();
    if (same.some(({ id }) => id !== own)) throw errors.nameTaken({ name });
    return { name, text, printer_id: printerId, while_printing: flag(whilePrinting) };
  }

  /** One command of each line, in their order; what is refused ends it, and what went before has been sent. */
  async function adjust(printer: PrinterId, lines: readonly string[]): Promise<MacroResult> {
    const phase = parts.fleet().liveSnapshot(printer)?.phase;
    const print = phase !== undefined && 'print' in phase ? phase.print : null;
    if (print === null) return { accepted: false, reason: 'unknown-print', lines: [] };
    const sent: string[] = [];
    for (const [i, change] of changesOf(lines).entries()) {
      const { accepted, reason } = await parts.fleet().order(printer, { kind: 'adjust', printId: print.id, change });
      if (!accepted) return { accepted, reason, lines: sent };
      sent.push(lines[i] ?? '');
    }
    return { accepted: true, reason: null, lines: sent };
  }

  async function send(printer: PrinterId, lines: readonly string[], confirmed: boolean): Promise<MacroResult> {
    const answer = await parts.fleet().sendManual(printer, lines, confirmed);
    return { ...answer, lines: answer.accepted ? lines : [] };
  }

  return {
    list(printer) {
      const query = storage.read.selectFrom('macro').selectAll().orderBy('name').orderBy('id');
      if (printer === null) return query.execute();
      return query.where((eb) => eb.or([eb('printer_id', 'is', null), eb('printer_id', '=', printer)])).execute();
    },
    get: (id) => rowIn(storage.read, id),
    add: (fields, by) =>
      storage.transaction(async (tx) => {
        const row = await check(tx, fields, null);
        const { count } = await tx
          .selectFrom('macro')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow();
        if (Number(count) >= MACROS_LIMIT) throw errors.tooMany({});
        const id = chance.id();
        await tx
          .insertInto('macro')
          .values({ id, ...row, version: 1, created_at: clock.now() })
          .execute();
        await events.emit(tx, 'macro-added', subjectOf(row.printer_id), { macroId: id, name: row.name, by });
        return id;
      }),
    change: (id, version, fields, by) =>
      storage.transaction(async (tx) => {
        await rowIn(tx, id);
        const row = await check(tx, fields, id);
        await compareAndSet(tx, 'macro', { key: { id }, version, set: row });
        await events.emit(tx, 'macro-changed', subjectOf(row.printer_id), { macroId: id, name: row.name, by });
      }),
    remove: (id, by) =>
      storage.transaction(async (tx) => {
        const row = await rowIn(tx, id);
        await tx.deleteFrom('macro').where('id', '=', id).execute();
        await events.emit(tx, 'macro-removed', subjectOf(row.printer_id), { macroId: id, name: row.name, by });
      }),
    async run({ id, version, printerId, values, confirmed }, by) {
      const row = await rowIn(storage.read, id);
      if (row.version !== version) throw storageErrors.stale({ table: 'macro', expected: version, found: row.version });
      if (row.printer_id !== null && row.printer_id !== printerId) throw errors.otherPrinter({ name: row.name });
      const lines = linesOf(macroOf(row.text), values);
      const phase = parts.fleet().liveSnapshot(printerId)?.phase.kind;
      const isPrinting = phase !== undefined && PRINTING.has(phase);
      // The machine refuses it all the same; here it can be told what is to be done instead.
      if (isPrinting && row.while_printing === 0) throw errors.printing({ name: row.name });
      const result = isPrinting ? await adjust(printerId, lines) : await send(printerId, lines, confirmed);
      if (result.lines.length > 0) {
        await storage.transaction((tx) =>
          events.emit(tx, 'macro-run', { printerId }, { macroId: id, name: row.name, lines: result.lines, by }),
        );
      }
      return result;
    },
  };
}

const subjectOf = (printer: string | null): { readonly printerId?: PrinterId } =>
  printer === null ? {} : { printerId: printer as PrinterId };

/** Throws what is wrong with the text, as a person reads it. */
export function macroOf(text: string): Macro {
  const parsed = parseMacro(text);
  if (parsed.kind === 'wrong') throw errors.badText(parsed.problem);
  return parsed.value;
}

function linesOf(macro: Macro, values: ReadonlyMap<string, string>): readonly string[] {
  const filled = fillMacro(macro, values);
  if (filled.kind === 'wrong') throw errors.badValue(filled.problem);
  return filled.value;
}

function changesOf(lines: readonly string[]): readonly Adjustment[] {
  return lines.map((line) => adjustmentOfLine(line) ?? raise(errors.notForPrints({ line })));
}

function raise(error: Error): never {
  throw error;
}
