import type { FarmState, PrinterState, PrintState } from './farm-state.ts';
import { mergePatchOf } from './merge-patch.ts';

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
  readonly jobs?: Readonly<Record<string, Members | null>>;
}

/** A patch from one state to the next without what is only measured: itself when nothing is, null when everything is. */
export function factsOf(patch: Patch, before: FarmState, next: FarmState): Patch | null {
  const { printers, jobs, ...rest } = patch;
  const facts: Record<string, unknown> = rest;
  let isWhole = true;
  const keep = (
    name: string,
    entries: Readonly<Record<string, Members | null>>,
    of: (id: string, entry: Members) => Members | undefined,
  ): void => {
    const own: Record<string, Members | null> = {};
    for (const [id, entry] of Object.entries(entries)) {
      const left = entry === null ? null : of(id, entry);
      if (left !== entry) isWhole = false;
      if (left !== undefined) own[id] = left;
    }
    if (Object.keys(own).length > 0) facts[name] = own;
  };
  if (jobs !== undefined)
    keep('jobs', jobs, (id, job) => {
      if (!('prints' in job)) return job;
      return isOnlyMeasured(before.jobs[id]?.prints, next.jobs[id]?.prints) ? without(job, ['prints']) : job;
    });
  if (printers !== undefined) keep('printers', printers, (_, printer) => factsOfPrinter(printer));
  if (isWhole) return patch;
  return Object.keys(facts).length === 0 ? null : facts;
}

/** Prints of a job are told together, so that one measurement of one of them would be a word about all. */
function isOnlyMeasured(before: readonly PrintState[] | undefined, next: readonly PrintState[] | undefined): boolean {
  if (before === undefined || next === undefined || before.length !== next.length) return false;
  return before.every((print, i) => {
    const now = next[i];
    if (print === now || now === undefined) return now !== undefined;
    const { progress: _, remainingSeconds: __, layer: ___, ...rest } = print;
    return mergePatchOf(rest, { ...now, progress: null, remainingSeconds: null, layer: null }) === undefined;
  });
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
  const all =
    leftOfPrint === undefined
      ? left
      : leftOfPrint === print && left === undefined
        ? { print }
        : { ...left, print: leftOfPrint };
  if (all === undefined) return undefined;
  return Object.keys(all).length === Object.keys(printer).length && (!isMeasuredPrint || leftOfPrint === print)
    ? printer
    : all;
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
