import { cellsOf } from '#lib/csv-cells';
import { defineErrors, errorEntry, UserError } from '#lib/user-error';
import type { Transaction } from '#storage/storage';
import type { FarmSchema } from '../schema.ts';
import { CODE_LETTERS } from './label-letters.ts';
import type { Materials } from './materials.ts';
import { fieldsOf } from './spool-fields.ts';
import { checkSpool, SPOOL_FIELDS, type SpoolField, type SpoolFields } from './spool-schema.ts';
import { spoolByCode, type SpoolRow } from './store.ts';

const csvErrors = defineErrors({
  wrong: errorEntry<{ row: number; field: string; rule: string; more: number }>({
    code: 'bad-spool-table',
    cause: ({ row, field, rule, more }) =>
      `Row ${row}, “${field}”: ${rule}.${more === 0 ? '' : ` And ${more} more ${more === 1 ? 'mistake' : 'mistakes'}.`}`,
    remedy: 'Nothing was imported. Correct the table and import it again.',
    field: ({ row, field }) => `${row}.${field}`,
    rule: ({ rule }) => rule,
  }),
});

/** Rows in one transaction: more would keep the printers waiting for it. */
const ROWS_LIMIT = 1_000;
const COLUMNS = ['code', ...SPOOL_FIELDS, 'archived'] as const;
type Column = (typeof COLUMNS)[number];
const NUMBERS: ReadonlySet<string> = new Set(['diameterMm', 'density', 'netGrams', 'usedGrams', 'tareGrams', 'price']);
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['tareGrams', 'price']);

/** All spools as a table, as a spreadsheet opens it. */
export function spoolsToCsv(spools: readonly SpoolRow[]): string {
  const lines = spools.map((row) => {
    const fields = fieldsOf(row);
    return COLUMNS.map((column) => cell(textOf(row, fields, column))).join(',');
  });
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

function textOf(row: SpoolRow, fields: SpoolFields, column: Column): string {
  if (column === 'code') return row.code;
  if (column === 'archived') return row.archived === 1 ? 'yes' : 'no';
  if (column === 'colours') return fields.colours.join(' ');
  return String(fields[column] ?? '');
}

/** What a spreadsheet would take for a formula is a text there; `plainText` takes the mark off again. */
const FORMULA = /^['=+\-@\t\r]/;

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const plainText = (text: string): string => (/^'['=+\-@\t\r]/.test(text) ? text.slice(1) : text);

interface SpoolLine {
  readonly row: number;
  readonly code: string | null;
  readonly fields: Partial<SpoolFields>;
  readonly archived: boolean | null;
}

/**
 * Adds the spools of a table and changes those whose code the farm has; all of them, or none and an error that names row and
 * field. What a table does not name stays as it is.
 */
export async function importSpools(
  tx: Transaction<FarmSchema>,
  materials: Pick<Materials, 'addIn' | 'changeIn' | 'archiveIn'>,
  text: string,
  by: string,
): Promise<{ readonly added: number; readonly changed: number }> {
  const lines = readLines(text);
  let [added, changed] = [0, 0];
  for (const { row, code, fields, archived } of lines) {
    try {
      const known = code === null ? undefined : await spoolByCode(tx, code);
      const id = known?.id ?? (await materials.addIn(tx, fields, code ?? undefined));
      if (known !== undefined) await materials.changeIn(tx, { id, version: known.version, fields }, by);
      if (archived !== null) await materials.archiveIn(tx, id, archived);
      if (known === undefined) added++;
      else changed++;
    } catch (error) {
      if (!(error instanceof UserError) || error.field === undefined) throw error;
      throw csvErrors.wrong({ row, field: error.field, rule: error.rule ?? error.message, more: 0 }, { cause: error });
    }
  }
  return { added, changed };
}

/** Every row looked at on its own before the first is written; row 1 is the heading. */
function readLines(text: string): readonly SpoolLine[] {
  const [heading = [], ...rows] = cellsOf(text);
  const columns = heading.map((name) => name.trim());
  const wrong = (row: number, field: string, rule: string) => ({ row, field, rule });
  const unknown = columns.find((name) => !(COLUMNS as readonly string[]).includes(name));
  if (unknown !== undefined) fail([wrong(1, unknown, `known columns are ${COLUMNS.join(', ')}`)]);
  if (!columns.includes('type') && !columns.includes('code')) fail([wrong(1, 'type', 'the column is needed')]);
  if (rows.length > ROWS_LIMIT) fail([wrong(ROWS_LIMIT + 2, 'rows', `at most ${ROWS_LIMIT} at once`)]);
  const mistakes: { row: number; field: string; rule: string }[] = [];
  const seen = new Set<string>();
  const lines = rows.map((cells, i): SpoolLine => {
    const row = i + 2;
    const named = Object.fromEntries(columns.map((column, at) => [column, plainText(cells[at] ?? '').trim()]));
    const code = (named.code ?? '').toUpperCase();
    if (cells.length > columns.length) mistakes.push(wrong(row, 'row', 'it has more cells than the heading'));
    if (code !== '' && !Array.from(code).every((letter) => CODE_LETTERS.includes(letter)))
      mistakes.push(wrong(row, 'code', `letters of a code are ${CODE_LETTERS}`));
    if (cells.some((cell) => cell.includes('\0')))
      mistakes.push(wrong(row, 'row', 'it holds a character that is none'));
    if (code.length > 12) mistakes.push(wrong(row, 'code', 'at most 12 letters'));
    if (code !== '' && seen.has(code)) mistakes.push(wrong(row, 'code', 'it stands in the table twice'));
    seen.add(code);
    if (named.archived !== undefined && !['', 'yes', 'no'].includes(named.archived))
      mistakes.push(wrong(row, 'archived', 'yes or no'));
    const fields: Record<string, unknown> = {};
    for (const field of SPOOL_FIELDS) {
      const value = named[field];
      if (value === undefined) continue;
      const read = valueOf(field, value);
      if (read === undefined) mistakes.push(wrong(row, field, 'a number with a point, such as 1.75'));
      else fields[field] = read;
    }
    if (code === '' || 'type' in fields) {
      try {
        checkSpool(fields as Partial<SpoolFields>);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        mistakes.push(wrong(row, error.field ?? 'row', error.rule ?? error.message));
      }
    }
    const archived = named.archived === undefined || named.archived === '' ? null : named.archived === 'yes';
    return { row, code: code === '' ? null : code, fields: fields as Partial<SpoolFields>, archived };
  });
  fail(mistakes);
  return lines;
}

function fail(mistakes: readonly { readonly row: number; readonly field: string; readonly rule: string }[]): void {
  const [first] = mistakes;
  if (first !== undefined) throw csvErrors.wrong({ ...first, more: mistakes.length - 1 });
}

/** Undefined for what is no number where one must stand. */
function valueOf(field: SpoolField, text: string): unknown {
  if (field === 'colours') return text.split(/[\s,|]+/).filter((colour) => colour !== '');
  if (!NUMBERS.has(field)) return text;
  if (text === '') return MAY_BE_EMPTY.has(field) ? null : undefined;
  return /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
}
