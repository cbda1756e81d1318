import type { FarmState, PrinterState } from './farm-state.ts';

/**
 * What of the live state is only measured: it changes every second at every printer, nothing depends on it, and a person reads it of the
 * few printers that are on the screen.
 */
const OF_PRINTER = ['temperatures', 'position', 'line', 'stutter'] as const satisfies readonly (keyof PrinterState)[];
const OF_PRINT = ['progress', 'remainingSeconds', 'layer'] as const satisfies readonly (keyof NonNullable<
  PrinterState['print']
>)[];

type Members = Readonly<Record<string, unknown>>;
/** A merge patch against the live state. */
export interface Patch extends Members {
  readonly printers?: Readonly<Record<string, Members | null>>;
  readonly jobs?: unknown;
}

/**
 * A patch without what is only measured: itself when nothing is, null when everything is. `jobsRead`: of the jobs more may be new than the
 * measurements of their prints.
 */
export function factsOf(patch: Patch, jobsRead: boolean): Patch | null {
  const { printers, jobs, ...rest } = patch;
  const facts: Record<string, unknown> = rest;
  let isWhole = true;
  if (jobs !== undefined && jobsRead) facts.jobs = jobs;
  else if (jobs !== undefined) isWhole = false;
  if (printers !== undefined) {
    const own: Record<string, Members | null> = {};
    for (const [id, printer] of Object.entries(printers)) {
      const left = printer === null ? null : factsOfPrinter(printer);
      if (left !== printer) isWhole = false;
      if (left !== undefined) own[id] = left;
    }
    if (Object.keys(own).length > 0) facts.printers = own;
  }
  if (isWhole) return patch;
  return Object.keys(facts).length === 0 ? null : facts;
}

/** Undefined when nothing is left. */
function factsOfPrinter(printer: Members): Members | undefined {
  // A printer that is new is told whole.
  if ('id' in printer) return printer;
  const print = printer.print as Members | null | undefined;
  // As is a print.
  const isMeasuredPrint = print != null && !('id' in print);
  const left = without(printer, isMeasuredPrint ? [...OF_PRINTER, 'print'] : OF_PRINTER);
  const leftOfPrint = isMeasuredPrint ? without(print, OF_PRINT) : undefined;
  const all = leftOfPrint === undefined ? left : leftOfPrint === print && left === undefined ? { print } : { ...left, print: leftOfPrint };
  if (all === undefined) return undefined;
  return Object.keys(all).length === Object.keys(printer).length && (!isMeasuredPrint || leftOfPrint === print) ? printer : all;
}

/** The same object when none of them is in it, undefined when nothing else is. */
function without(members: Members, names: readonly string[]): Members | undefined {
  if (!names.some((name) => name in members)) return members;
  const left = Object.entries(members).filter(([name]) => !names.includes(name));
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

/** `facts`, and of `whole` what these printers measured; null when that is nothing beyond the facts. */
export function chosenOf(whole: Patch, facts: Patch | undefined, measured: readonly string[]): Patch | null {
  const all = whole.printers ?? {};
  const news = measured.filter((id) => Object.hasOwn(all, id) && all[id] !== facts?.printers?.[id]);
  if (news.length === 0) return null;
  return { ...facts, printers: { ...facts?.printers, ...Object.fromEntries(news.map((id) => [id, all[id] ?? null])) } };
}

/** The measurements of this moment; null: of all printers, and of the prints in jobs. */
export function measurementsOf(state: FarmState | null, of: readonly string[] | null): Patch {
  if (state === null) return {};
  const printers = Object.fromEntries(
    (of ?? Object.keys(state.printers)).flatMap((id) => {
      const printer = Object.hasOwn(state.printers, id) ? state.printers[id] : undefined;
      return printer === undefined ? [] : [[id, measuredOf(printer)] as const];
    }),
  );
  if (of !== null) return { printers };
  const jobs = Object.fromEntries(Object.values(state.jobs).map(({ id, prints }) => [id, { prints }]));
  return { printers, jobs };
}

function measuredOf(printer: PrinterState): Members {
  const own = Object.fromEntries(OF_PRINTER.map((name) => [name, printer[name]]));
  const { print } = printer;
  if (print === null) return own;
  return { ...own, print: Object.fromEntries(OF_PRINT.map((name) => [name, print[name]])) };
}
