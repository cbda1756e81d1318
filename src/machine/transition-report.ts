import type { DriverReport, ForeignPrint } from '#drivers/driver';
import { unreachable } from '#lib/unreachable';
import type { Bed } from '#model/bed';
import type { Dialog } from '#model/dialog';
import { bedIdOf } from '#model/bed';
import { printId } from '#model/ids';
import type { Fact } from '#model/journal-entry';
import { hasOpenPrint, type Phase, type PrinterError, printOf } from '#model/phase';
import type { OpenPrint } from '#model/print';
import { advance, type MachineState, nextBedId } from './machine-state.ts';
import { endOnBed, endUnmoved, fault, underPrint, unverify, withOutcome } from './transition-ends.ts';
import { changed, type Effect, type Transition, unchanged } from './transition-step.ts';

const REACHABLE = { kind: 'reachable' } as const;
const OUT_OF_SIGHT =
  'The printer was out of sight: something may be on the build platform. Check that it is clear, then confirm.';
const RESTARTED =
  'The machine restarted: something may be on the build platform. Check that it is clear, then confirm.';
const NOT_RESET =
  'The printer did not show that it restarted after its bed was cleared, and may have moved since. Check the build platform once more, then confirm.';
const RECOVERED =
  'The printer was stopped: something may be on the build platform. Check that it is clear, then confirm.';

/** What the printer says, as its driver understood it. */
export function onReport(state: MachineState, report: DriverReport, now: number): Transition {
  switch (report.kind) {
    case 'connected':
      return connected(state, report, now);
    case 'disconnected':
      return disconnected(state, report, now);
    case 'print-moved':
      return moved(state, report.printId, now);
    case 'print-paused':
      return paused(state, report, now);
    case 'print-resumed':
      return resumed(state, report.printId, now);
    case 'print-slot':
    case 'print-stutter':
      return noted(state, report, now);
    case 'print-ended':
      return ended(state, report, now);
    case 'print-lost':
      return lost(state, report, now);
    case 'adopted':
      return adopted(state, report, now);
    case 'foreign-began':
      return foreignBegan(state, report.foreign, now);
    case 'foreign-ended':
      return foreignEnded(state, report, now);
    case 'standing':
      return standing(state, now);
    case 'trouble':
      return changed(advance(state, {}, [{ kind: 'printer-error', error: report.error }], now));
    case 'unable':
      return unable(state, report.reason, now);
    case 'dialog':
      return asked(state, report.dialog, now);
    case 'bed-sensed':
      return bedSensed(state, report.empty, now);
    case 'bed-declared':
      return bedDeclared(state, report.clear, now);
    case 'feedback':
    case 'files-changed':
      return unchanged(state);
    default:
      return unreachable(report);
  }
}

/** BE3: after any blindness `clear` survives only with the printer's proof that nothing ran meanwhile. */
type Connected = Extract<DriverReport, { kind: 'connected' }>;

function connected(state: MachineState, report: Connected, now: number): Transition {
  const wasBlind = state.printer.kind === 'unreachable';
  const facts: Fact[] = wasBlind ? [{ kind: 'printer-connected' }] : [];
  const seen: MachineState = wasBlind ? { ...state, printer: REACHABLE } : state;
  const awaited = foreignInAdoption(seen);
  if (report.foreign !== null) {
    const isAwaited = awaited?.id === foreignPrintId(state.printerId, report.foreign.key);
    return isAwaited
      ? foreignAdopted(seen, awaited, state, facts, now)
      : foreignBegan(seen, report.foreign, now, facts);
  }
  if (awaited !== null) return foreignUnseen(advance(seen, {}, facts, now), awaited, now);
  const proven = report.continuity === 'unbroken';
  const { phase } = seen;
  switch (phase.kind) {
    case 'connecting': {
      if (seen.bed.kind === 'clear' && (phase.why.kind === 'cleared' ? isResetProven(phase.why, report, now) : proven))
        return changed(advance(seen, { phase: { kind: 'ready' } }, facts, now));
      const reason = phase.why.kind === 'cleared' ? NOT_RESET : RESTARTED;
      return changed(unverify(seen, seen.bed.kind === 'clear' ? reason : bedReason(seen.bed), facts, now));
    }
    case 'ready':
      if (proven) return wasBlind ? changed(advance(seen, {}, facts, now)) : unchanged(state);
      return changed(unverify(seen, OUT_OF_SIGHT, facts, now));
    case 'preparing':
      return proven && !wasBlind ? unchanged(state) : preparingWentBlind(seen, phase.print, proven, facts, now);
    case 'faulted':
      // What it still held of the lost print it may have executed until it answered, whatever it counts: nobody's look was later.
      return wasBlind || !proven ? changed(renewBed(seen, facts, now)) : unchanged(state);
    case 'unverified':
    case 'awaiting-retrieval':
    case 'stopped':
      if (proven) return wasBlind ? changed(advance(seen, {}, facts, now)) : unchanged(state);
      return changed(renewBed(seen, facts, now));
    case 'adopting':
      if (phase.print === null) return changed(unverify(seen, RECOVERED, facts, now));
      return seenAgain(state, proven ? seen : doubt(seen, now), facts, now);
    case 'printing':
    case 'pausing':
    case 'cancelling':
      return seenAgain(state, proven ? seen : doubt(seen, now), facts, now);
    case 'paused':
    case 'resuming':
    case 'clearing':
      return seenAgain(state, seen, facts, now);
    default:
      return unreachable(phase);
  }
}

const seenAgain = (before: MachineState, seen: MachineState, facts: readonly Fact[], now: number): Transition =>
  seen === before ? unchanged(before) : changed(advance(seen, {}, facts, now));

/** BE8: a board that was not reset may still hold lines of the print before, and moves after the person has looked. */
function isResetProven(
  { trustUntil }: { readonly trustUntil: number },
  { continuity }: Connected,
  now: number,
): boolean {
  return now <= trustUntil && continuity !== 'unproven';
}

const bedReason = (bed: Bed): string => (bed.kind === 'unknown' ? bed.reason : RESTARTED);

/**
 * BE3: a print that has not been shown yet may still end unmoved, and then the bed is what it was before it: clear, unless something ran
 * while nobody looked. It keeps its id: of an open print nobody is asked.
 */
function doubt(state: MachineState, now: number): MachineState {
  const { phase, bed } = state;
  const mayBeUnmoved = phase.kind !== 'printing' || !phase.observed;
  if (!mayBeUnmoved || bed.kind !== 'occupied') return state;
  return { ...state, bed: { kind: 'unknown', bedId: bed.bedId, since: now, reason: OUT_OF_SIGHT } };
}

/** BE4: whoever confirmed the bed before looked at something that may have changed; the phase stands, the question is new. */
function renewBed(state: MachineState, facts: readonly Fact[], now: number): MachineState {
  const { bed } = state;
  if (bed.kind === 'clear') return unverify(state, OUT_OF_SIGHT, facts, now);
  const renewed: Bed = { ...bed, bedId: nextBedId(state) };
  return advance(state, { bed: renewed, sensedClear: null }, [...facts, { kind: 'bed-left-clear', bed: renewed }], now);
}

/** MA10: a print in preparing that went through a blind gap ends never-started. */
function preparingWentBlind(
  state: MachineState,
  print: OpenPrint,
  proven: boolean,
  facts: readonly Fact[],
  now: number,
): Transition {
  const error: PrinterError = {
    code: 'blind-while-preparing',
    message: 'The printer was out of sight before the print began; nothing moved.',
    at: now,
  };
  const end = endUnmoved(advance(state, {}, facts, now), print, 'never-started', error, now);
  // Of a continuation the object stands there still, under a bed of another id.
  const next = proven || end.phase.kind === 'faulted' ? end : unverify(end, OUT_OF_SIGHT, [], now);
  return changed(next, { kind: 'abandon-intake', printId: print.id });
}

/** MA1: silence changes what is known of the printer, never the phase; only a print that has not begun ends with it. */
function disconnected(
  state: MachineState,
  report: Extract<DriverReport, { kind: 'disconnected' }>,
  now: number,
): Transition {
  const { reason } = report;
  if (state.printer.kind === 'unreachable') {
    if (state.printer.reason === reason) return unchanged(state);
    return changed(advance(state, { printer: { ...state.printer, reason } }, [], now));
  }
  const facts: Fact[] = [{ kind: 'printer-disconnected', reason }];
  if (report.wrongCredentials) {
    facts.push({ kind: 'printer-error', error: { code: 'wrong-credentials', message: reason, at: now } });
  }
  // A question that is answered now would be answered to nobody.
  const blind: MachineState = { ...state, dialog: null, printer: { kind: 'unreachable', since: now, reason } };
  if (state.phase.kind !== 'preparing') return changed(advance(blind, {}, facts, now));
  return preparingWentBlind(blind, state.phase.print, true, facts, now);
}

function moved(state: MachineState, id: string, now: number): Transition {
  const { phase } = state;
  if (phase.kind !== 'printing' || phase.observed || phase.print.id !== id) return unchanged(state);
  return changed(advance(state, { phase: { ...phase, observed: true }, bed: underPrint(state.bed) }, [], now));
}

/** Asked for, or by the printer itself (filament run-out, a button): then the machine allots the number (MA6a). */
function paused(state: MachineState, report: Extract<DriverReport, { kind: 'print-paused' }>, now: number): Transition {
  const { phase } = state;
  if (phase.kind !== 'pausing' && phase.kind !== 'printing' && phase.kind !== 'resuming') return unchanged(state);
  if (phase.print.id !== report.printId) return unchanged(state);
  const pauseNumber = phase.kind === 'pausing' ? phase.pauseNumber : state.pauseNumber + 1;
  const { print } = phase;
  const { reason } = report;
  const fact: Fact = { kind: 'print-paused', printId: print.id, pauseNumber, reason };
  return changed(advance(state, { phase: { kind: 'paused', print, pauseNumber, reason }, pauseNumber }, [fact], now));
}

function resumed(state: MachineState, id: string, now: number): Transition {
  const { phase } = state;
  if (phase.kind !== 'resuming' && phase.kind !== 'paused' && phase.kind !== 'pausing') return unchanged(state);
  if (phase.print.id !== id) return unchanged(state);
  const fact: Fact = { kind: 'print-resumed', printId: phase.print.id, pauseNumber: phase.pauseNumber };
  return changed(advance(state, { phase: { kind: 'printing', print: phase.print, observed: true } }, [fact], now));
}

/** Kept with the print; no phase depends on it. */
function noted(
  state: MachineState,
  report: Extract<DriverReport, { kind: 'print-slot' | 'print-stutter' }>,
  now: number,
): Transition {
  if (!hasOpenPrint(state.phase) || printOf(state.phase)?.id !== report.printId) return unchanged(state);
  return changed(advance(state, {}, [report], now));
}

function ended(state: MachineState, report: Extract<DriverReport, { kind: 'print-ended' }>, now: number): Transition {
  const { phase } = state;
  if (!hasOpenPrint(phase) || phase.kind === 'preparing') return unchanged(state);
  const print = printOf(phase);
  if (print === null || print.id !== report.printId) return unchanged(state);
  // An end with a motion shows the printer; one without may come before any hello.
  if (report.moved || report.outcome === 'finished')
    return changed(endOnBed(inSight(state, now), print, report.outcome, report.error, now));
  // Nobody here knows the bed under a print from the panel, whatever is said of its motion (BE2).
  if (print.origin === 'foreign') return changed(endOnBed(state, print, report.outcome, report.error, now));
  const outcome = report.outcome === 'cancelled' ? 'cancelled' : 'never-started';
  // Nothing moved: the bed is what it was before the start, which is clear, but for the object of a continuation (BE1) and for what may
  // have run meanwhile (BE3).
  if (print.continues === undefined && state.bed.kind === 'unknown')
    return changed(unverify(endUnmoved(state, print, outcome, report.error, now), OUT_OF_SIGHT, [], now));
  const before: MachineState = print.continues === undefined ? { ...state, bed: { kind: 'clear', since: now } } : state;
  return changed(endUnmoved(before, print, outcome, report.error, now));
}

/** An end that the printer itself has shown: a print adopted only to be cancelled was never reported as adopted, and nothing else is. */
function inSight(state: MachineState, now: number): MachineState {
  if (state.printer.kind === 'reachable') return state;
  return advance(state, { printer: REACHABLE }, [{ kind: 'printer-connected' }], now);
}

/** The firmware was reset, halted or is gone: an open print has failed, and the bed is unknown (BE2). */
function lost(state: MachineState, report: Extract<DriverReport, { kind: 'print-lost' }>, now: number): Transition {
  const { phase } = state;
  const print = printOf(phase);
  if (report.printId !== null && print?.id !== report.printId) return unchanged(state);
  if (phase.kind === 'stopped') return unchanged(state);
  if (phase.kind === 'faulted') return unchanged(state);
  if (phase.kind === 'preparing') {
    const unmoved = endUnmoved(state, phase.print, 'never-started', report.error, now);
    const back = unmoved.phase.kind === 'faulted' ? unmoved.phase : null;
    const after = fault(unmoved, back?.print ?? null, report.error, now, back?.stood);
    return changed(after, { kind: 'abandon-intake', printId: phase.print.id });
  }
  return changed(fault(state, print, report.error, now, report.stood));
}

function adopted(state: MachineState, report: Extract<DriverReport, { kind: 'adopted' }>, now: number): Transition {
  const { phase } = state;
  if (phase.kind !== 'adopting' || phase.print === null || phase.print.id !== report.printId) return unchanged(state);
  const { print } = phase;
  const facts: Fact[] = [{ kind: 'print-adopted', print, gapMs: report.gapMs }];
  const seen: MachineState = { ...state, printer: REACHABLE, bed: underPrint(state.bed) };
  if (report.into === 'printing') {
    return changed(advance(seen, { phase: { kind: 'printing', print, observed: true } }, facts, now));
  }
  const wasPaused = phase.resumeInto === 'paused';
  const pauseNumber = wasPaused ? state.pauseNumber : state.pauseNumber + 1;
  const reason = wasPaused
    ? 'The print was paused before the machine restarted.'
    : 'The machine was away for a while. Check that the object still stands as it was left, then resume.';
  facts.push({ kind: 'print-paused', printId: print.id, pauseNumber, reason });
  return changed(advance(seen, { phase: { kind: 'paused', print, pauseNumber, reason }, pauseNumber }, facts, now));
}

/** MA11: a print that nobody here began protects the bed like any other, and is never interrupted by the queue. */
function foreignBegan(
  state: MachineState,
  foreign: ForeignPrint,
  now: number,
  before: readonly Fact[] = [],
): Transition {
  const id = printId(foreignPrintId(state.printerId, foreign.key));
  const open = printOf(state.phase);
  if (open?.id === id && hasOpenPrint(state.phase)) {
    return before.length === 0 ? unchanged(state) : changed(advance(state, {}, before, now));
  }
  if (state.begun.get(id) !== undefined && state.begun.get(id) !== null) return unchanged(state);
  const facts: Fact[] = [...before];
  const effects: Effect[] = [];
  let { begun } = state;
  if (open !== null && hasOpenPrint(state.phase)) {
    // Ours cannot be what runs there. Before its start it never began; after it, nobody can say what became of it.
    const unmoved = state.phase.kind === 'preparing';
    const error: PrinterError = {
      code: 'protocol-trouble',
      message: 'Another print was started at the printer.',
      at: now,
    };
    const outcome = unmoved ? 'never-started' : 'failed';
    facts.push({ kind: 'print-ended', printId: open.id, outcome, bed: unmoved ? 'unchanged' : 'unknown', error });
    begun = withOutcome(state, open, outcome);
    if (unmoved) effects.push({ kind: 'abandon-intake', printId: open.id });
  }
  const { name, since, plate } = foreign;
  const told = { ...(plate === undefined ? {} : { plate }), name, since };
  const print: OpenPrint = { id, origin: 'foreign', jobId: null, file: null, ...told };
  const bed: Bed = { kind: 'occupied', bedId: nextBedId(state), since: now };
  facts.push({ kind: 'print-found', print, foreignKey: foreign.key }, { kind: 'bed-left-clear', bed });
  const phase: Phase = { kind: 'printing', print, observed: true };
  return changed(
    advance(state, { phase, bed, begun: new Map(begun).set(id, null), sensedClear: null }, facts, now),
    ...effects,
  );
}

/** A print that nobody here began, open when this machine started: no driver can prove where it stands, only the printer shows it. */
function foreignInAdoption({ phase }: MachineState): OpenPrint | null {
  return phase.kind === 'adopting' && phase.print?.origin === 'foreign' ? phase.print : null;
}

/** MA10, MA11: the printer still does what it did. A pause of its own is reported anew; a wish to cancel is carried out again. */
function foreignAdopted(
  seen: MachineState,
  print: OpenPrint,
  before: MachineState,
  connection: readonly Fact[],
  now: number,
): Transition {
  const gapMs = before.printer.kind === 'unreachable' ? Math.max(0, now - before.printer.since) : 0;
  const facts: Fact[] = [...connection, { kind: 'print-adopted', print, gapMs }];
  const cancels = before.phase.kind === 'adopting' && before.phase.resumeInto === 'cancelling';
  if (!cancels) return changed(advance(seen, { phase: { kind: 'printing', print, observed: true } }, facts, now));
  const next = advance(seen, { phase: { kind: 'cancelling', print } }, facts, now);
  return changed(next, { kind: 'driver-cancel', printId: print.id });
}

/** The printer is in sight and does not do it any more; nobody saw how it ended, so a person looks (BE2, BE3). */
function foreignUnseen(state: MachineState, print: OpenPrint, now: number): Transition {
  const message = 'The end of a print started at the printer was not seen.';
  return changed(fault(state, print, { code: 'no-answer', message, at: now }, now));
}

/** Deterministic, so that a wiped journal records no found print twice (MA11). FNV-1a, 2 × 32 bits, over printer and key. */
export function foreignPrintId(printer: string, key: string): string {
  const text = `${printer}\n${key}`;
  const hash = (seed: number): string => {
    let h = seed;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    return (h >>> 0).toString(16).padStart(8, '0');
  };
  return `found-${hash(0x811c9dc5)}${hash(0x9e3779b9)}`;
}

function foreignEnded(
  state: MachineState,
  report: Extract<DriverReport, { kind: 'foreign-ended' }>,
  now: number,
): Transition {
  const print = printOf(state.phase);
  if (print === null || !hasOpenPrint(state.phase)) return unchanged(state);
  if (print.id !== foreignPrintId(state.printerId, report.key)) return unchanged(state);
  if (report.outcome !== 'unknown') return changed(endOnBed(state, print, report.outcome, null, now));
  return foreignUnseen(state, print, now);
}

function standing(state: MachineState, now: number): Transition {
  const { phase } = state;
  if (phase.kind !== 'stopped' || !phase.pending) return unchanged(state);
  const fact: Fact = { kind: 'emergency-stop-standing', stopNumber: phase.stopNumber };
  return changed(advance(state, { phase: { ...phase, pending: false } }, [fact], now));
}

/** BE5: kept with the id of the stay that was sensed; the combinator's policy makes a confirmation of it. */
function bedSensed(state: MachineState, empty: boolean, now: number): Transition {
  const { phase } = state;
  const asked = phase.kind === 'awaiting-retrieval' || phase.kind === 'unverified';
  const sensedClear = asked && empty ? bedIdOf(state.bed) : null;
  return sensedClear === state.sensedClear ? unchanged(state) : changed(advance(state, { sensedClear }, [], now));
}

/**
 * BE5: a person's word at the printer. It speaks of the object that a print has left, and of nothing else: what nobody here knows, a person
 * looks at and confirms. Where it is not the policy it is not kept either, so that a later change of the policy finds no old word.
 */
function bedDeclared(state: MachineState, clear: boolean, now: number): Transition {
  const isMeant = state.phase.kind === 'awaiting-retrieval' && state.configuration?.clearing === 'at-printer';
  const sensedClear = isMeant && clear && state.printer.kind === 'reachable' ? bedIdOf(state.bed) : null;
  return sensedClear === state.sensedClear ? unchanged(state) : changed(advance(state, { sensedClear }, [], now));
}

/** JO4: a level of the printer, so that no print is given to it which it would refuse. */
function unable(state: MachineState, reason: string | null, now: number): Transition {
  const { printer } = state;
  if (printer.kind !== 'reachable' || (printer.unable ?? null) === reason) return unchanged(state);
  return changed(advance(state, { printer: reason === null ? REACHABLE : { ...REACHABLE, unable: reason } }, [], now));
}

/** A level of the printer, as a snapshot shows it: every combinator sees the question that stands (WI4). */
function asked(state: MachineState, dialog: Dialog | null, now: number): Transition {
  const before = state.dialog ?? null;
  if (before?.id === dialog?.id || state.printer.kind !== 'reachable') return unchanged(state);
  return changed(advance(state, { dialog }, [], now));
}
