import type { Bed } from '#model/bed';
import type { ContinuedPrint, LastStand } from '#model/continuation';
import type { Fact } from '#model/journal-entry';
import { hasOpenPrint, type Phase, type PrinterError, printOf } from '#model/phase';
import type { OpenPrint, PrintOutcome } from '#model/print';
import { advance, type MachineState, nextBedId } from './machine-state.ts';
import { changed, type Transition, unchanged } from './transition-step.ts';

/** How prints end and beds are left: the few ways, each in one place (BE2). */

/** The bed as nobody knows it, under a new id (BE4). */
export function unknownBed(state: MachineState, reason: string, now: number): Bed {
  return { kind: 'unknown', bedId: nextBedId(state), since: now, reason };
}

/** Whatever was doubted of it before: a print stands on it that the printer has shown. */
export const underPrint = (bed: Bed): Bed =>
  bed.kind === 'unknown' ? { kind: 'occupied', bedId: bed.bedId, since: bed.since } : bed;

/** MA6: the outcome of a print, written once. */
export function withOutcome(state: MachineState, print: OpenPrint, outcome: PrintOutcome): MachineState['begun'] {
  return new Map(state.begun).set(print.id, state.begun.get(print.id) ?? outcome);
}

/** Nothing moved: the bed is as it was, and the machine is ready for the next print, or stands at the object that it was to go on with. */
export function endUnmoved(
  state: MachineState,
  print: OpenPrint,
  outcome: 'never-started' | 'cancelled',
  error: PrinterError | null,
  now: number,
): MachineState {
  const facts: Fact[] = [{ kind: 'print-ended', printId: print.id, outcome, bed: 'unchanged', error }];
  if (print.continues !== undefined) return backAtObject(state, print, print.continues, outcome, error, facts, now);
  return advance(
    state,
    { phase: { kind: 'ready' }, begun: withOutcome(state, print, outcome), lastError: error },
    facts,
    now,
  );
}

/**
 * BE1: a continuation of which nothing moved leaves its machine where it found it, at the object of the print before. The bed gets
 * another id all the same: whoever asked for that continuation must look and ask again.
 */
function backAtObject(
  state: MachineState,
  print: OpenPrint,
  { of, since, error: before, stood }: ContinuedPrint,
  outcome: 'never-started' | 'cancelled',
  error: PrinterError | null,
  facts: readonly Fact[],
  now: number,
): MachineState {
  const { jobId, file, name } = print;
  const phase: Phase = {
    kind: 'faulted',
    print: { id: of, origin: 'ours', jobId, file, name, since },
    error: before,
    stood,
  };
  const bed = unknownBed(state, before.message, now);
  return advance(
    state,
    { phase, bed, begun: withOutcome(state, print, outcome), sensedClear: null, lastError: error ?? before },
    [...facts, { kind: 'bed-left-clear', bed }],
    now,
  );
}

/** Something stands on the bed, and a person takes it (BE2). The bed keeps the id that it got when the print started. */
export function endOnBed(
  state: MachineState,
  print: OpenPrint,
  outcome: 'finished' | 'cancelled' | 'failed',
  error: PrinterError | null,
  now: number,
): MachineState {
  const phase: Phase = { kind: 'awaiting-retrieval', print, outcome };
  const facts: Fact[] = [{ kind: 'print-ended', printId: print.id, outcome, bed: 'occupied', error }];
  return advance(
    state,
    {
      phase,
      bed: underPrint(state.bed),
      begun: withOutcome(state, print, outcome),
      sensedClear: null,
      lastError: error,
    },
    facts,
    now,
  );
}

/** Lost, reset or unproven: an open print has failed, and nobody knows what stands on the bed (MA1). */
export function fault(
  state: MachineState,
  print: OpenPrint | null,
  error: PrinterError,
  now: number,
  stood: LastStand | null = null,
): MachineState {
  const bed = unknownBed(state, error.message, now);
  const facts: Fact[] = [
    { kind: 'printer-error', error },
    { kind: 'bed-left-clear', bed },
  ];
  const open = print !== null && hasOpenPrint(state.phase);
  if (open) facts.unshift({ kind: 'print-ended', printId: print.id, outcome: 'failed', bed: 'unknown', error });
  const begun = open ? withOutcome(state, print, 'failed') : state.begun;
  return advance(
    state,
    {
      phase: { kind: 'faulted', print, error, ...(stood === null ? {} : { stood }) },
      bed,
      begun,
      sensedClear: null,
      dialog: null,
      lastError: error,
    },
    facts,
    now,
  );
}

/** A person must look at the bed before anything prints (BE3). */
export function unverify(state: MachineState, reason: string, facts: readonly Fact[], now: number): MachineState {
  const bed = unknownBed(state, reason, now);
  return advance(
    state,
    { phase: { kind: 'unverified', reason }, bed, sensedClear: null },
    [...facts, { kind: 'bed-left-clear', bed }],
    now,
  );
}

/** MA5, MA6a: accepted in every phase; an old number is answered and does nothing. */
export function acceptStop(
  state: MachineState,
  stopNumber: number,
  by: 'combinator' | 'guardian',
  now: number,
): Transition {
  if (stopNumber <= state.stopNumber) return { ...unchanged(state), answer: { kind: 'accepted' } };
  const print = printOf(state.phase);
  const error: PrinterError = { code: 'emergency-stop', message: 'The emergency stop was pressed.', at: now };
  const bed = unknownBed(state, 'The emergency stop was pressed: look at the build platform.', now);
  const facts: Fact[] = [
    { kind: 'emergency-stop', stopNumber, by },
    { kind: 'bed-left-clear', bed },
  ];
  let { begun } = state;
  if (print !== null && hasOpenPrint(state.phase)) {
    const unmoved = state.phase.kind === 'preparing';
    const outcome = unmoved ? 'never-started' : 'failed';
    facts.unshift({ kind: 'print-ended', printId: print.id, outcome, bed: unmoved ? 'unchanged' : 'unknown', error });
    begun = withOutcome(state, print, outcome);
  }
  const phase: Phase = { kind: 'stopped', print, stopNumber, pending: true };
  const next = advance(
    state,
    { phase, bed, begun, stopNumber, sensedClear: null, dialog: null, lastError: error },
    facts,
    now,
  );
  const step = changed(next, { kind: 'driver-stop' });
  const abandoned =
    state.phase.kind === 'preparing' ? [{ kind: 'abandon-intake', printId: state.phase.print.id } as const] : [];
  return { ...step, effects: [...step.effects, ...abandoned], answer: { kind: 'accepted' } };
}
