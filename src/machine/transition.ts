import { unreachable } from '#lib/unreachable';
import type { PrintId } from '#model/ids';
import type { PrinterError } from '#model/phase';
import { advance, type MachineState, nextBedId } from './machine-state.ts';
import { boot } from './transition-boot.ts';
import { onCommand } from './transition-command.ts';
import { acceptStop, endUnmoved, fault } from './transition-ends.ts';
import { onReport } from './transition-report.ts';
import { changed, type Effect, type Input, type Transition, unchanged } from './transition-step.ts';

/**
 * What a machine does next: `transition(state, input, now) → state, effects` (MA2). PURE. The loop persists a changed state
 * before it carries out the effects (MA7), with one exception: `driver-stop` goes first and waits for nothing (MA5).
 */
export function transition(state: MachineState, input: Input, now: number): Transition {
  switch (input.kind) {
    case 'boot':
      return boot(state, input, now);
    case 'command':
      return onCommand(state, input.envelope, now);
    case 'report':
      return onReport(state, input.report, now);
    case 'welcomed':
      return input.epoch > state.epoch ? changed({ ...state, epoch: input.epoch }) : unchanged(state);
    case 'intake-ready':
      return intakeReady(state, input.printId, now);
    case 'intake-failed':
      return state.phase.kind === 'preparing' && state.phase.print.id === input.printId
        ? changed(endUnmoved(state, state.phase.print, 'never-started', input.error, now))
        : unchanged(state);
    case 'start-deadline':
      return startDeadline(state, input.printId, now);
    case 'stop':
      return acceptStop(state, input.stopNumber ?? state.stopNumber + 1, input.by, now);
    case 'crash':
      return changed(
        advance(state, { lastError: input.error }, [{ kind: 'machine-crashed', error: input.error }], now),
      );
    default:
      return unreachable(input);
  }
}

/** MA7: from here on something may move, so the bed leaves clear in the same record that is durable before the first byte. */
function intakeReady(state: MachineState, printId: PrintId, now: number): Transition {
  const { phase } = state;
  if (phase.kind !== 'preparing' || phase.print.id !== printId) return unchanged(state);
  const { print } = phase;
  const { continues } = print;
  const rest = continues === undefined ? {} : { rest: { line: continues.line, zMm: continues.zMm } };
  const begins: Effect | null =
    print.file !== null
      ? { kind: 'driver-start', printId, file: print.file, ...rest }
      : print.card !== undefined
        ? { kind: 'driver-start-card', printId, card: print.card }
        : null;
  if (begins === null) return unchanged(state);
  const bed = { kind: 'occupied', bedId: nextBedId(state), since: now } as const;
  const next = advance(
    state,
    { phase: { kind: 'printing', print, observed: false }, bed, sensedClear: null },
    [
      { kind: 'print-started', print },
      { kind: 'bed-left-clear', bed },
    ],
    now,
  );
  return changed(next, begins, { kind: 'await-motion', printId });
}

/** JO10: nobody can say whether it moved, so the bed is unknown and nothing is tried again. */
function startDeadline(state: MachineState, printId: PrintId, now: number): Transition {
  const { phase } = state;
  if (phase.kind !== 'printing' || phase.observed || phase.print.id !== printId) return unchanged(state);
  const error: PrinterError = {
    code: 'start-unconfirmed',
    message: 'The printer was told to start and showed no sign of it in time.',
    at: now,
  };
  return changed(fault(state, phase.print, error, now), { kind: 'driver-cancel', printId });
}
