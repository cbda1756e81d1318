import { flag } from '#storage/storage';
import { inTenThousandths } from './energy.ts';
import { cursorOfPrint, type History, type PastPrint, type PastPrintFilter } from './history.ts';
import type { UsedSpool } from './print-account.ts';

/** Prints read from the database at once; the export of a million of them takes no more memory. */
const BATCH = 500;

const COLUMNS: readonly (readonly [string, (print: PastPrint) => string | number | null])[] = [
  ['print', (print) => print.id],
  ['printer', (print) => print.printer_name],
  ['name', (print) => print.name],
  ['file', (print) => print.file_name],
  ['sha256', (print) => print.digest],
  ['assigned', (print) => time(print.created_at)],
  ['started', (print) => time(print.started_at)],
  ['ended', (print) => time(print.ended_at)],
  ['seconds', (print) => secondsOf(print)],
  ['outcome', (print) => print.outcome],
  ['error', (print) => errorOf(print)],
  ['reason', (print) => print.reason],
  ['note', (print) => print.note],
  ['spools', ({ account }) => account.spools.map(({ title, code }) => `${title} (${code})`).join('; ')],
  ['grams', ({ account: { spools } }) => (spools.length === 0 ? null : inTenThousandths(gramsOf(spools)))],
  ['material cost', ({ account }) => account.materialCost],
  ['energy kWh (estimate)', ({ account }) => account.energy.kwh],
  ['energy cost (estimate)', ({ account }) => account.energy.cost],
  ['cost', ({ account }) => account.cost],
  ['started at the printer', ({ found }) => (found === flag(true) ? 'yes' : null)],
];

const gramsOf = (spools: readonly UsedSpool[]): number => spools.reduce((sum, { grams }) => sum + grams, 0);

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

export const secondsOf = ({ started_at: from, ended_at: to }: PastPrint): number | null =>
  from === null || to === null ? null : Math.max(0, Math.round((to - from) / 1000));

const errorOf = ({ error }: PastPrint): string | null =>
  error === null ? null : (JSON.parse(error) as { message: string }).message;

/**
 * One field as RFC 4180 has it. A text that a spreadsheet would take for a formula gets an apostrophe before it: names of files and
 * notes come from outside, and a formula may send what stands beside it elsewhere.
 */
export function csvField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r\n|%]/.test(value.trimStart()) || /^[\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]|^'|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const lineOf = (fields: readonly (string | number | null)[]): string => `${fields.map(csvField).join(',')}\r\n`;

/** The whole history that fits, newest first, a piece at a time. */
export async function* historyCsv(history: History, filter: PastPrintFilter): AsyncGenerator<string> {
  // With its mark, so that spreadsheets read umlauts as what they are.
  yield `\uFEFF${lineOf(COLUMNS.map(([name]) => name))}`;
  for (let after: string | null = null; ; ) {
    const page: readonly PastPrint[] = await history.page(filter, BATCH, after);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.map((print) => lineOf(COLUMNS.map(([, value]) => value(print)))).join('');
    after = cursorOfPrint(last);
  }
}
