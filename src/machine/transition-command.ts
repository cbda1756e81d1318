import { unreachable } from '#lib/unreachable';
import { bedIdOf } from '#model/bed';
import { type Answer, type Command, type CommandEnvelope, needsVersion, type RefusalReason } from '#model/command';
import { isSensible } from '#model/adjustment';
import { isCardPath } from '#model/card-print';
import type { ContinuedPrint } from '#model/continuation';
import type { Fact } from '#model/journal-entry';
import { UNTRIED } from '#model/machine-snapshot';
import { type ContinuingStart, isContinuing, whyNotContinued } from '#model/may-continue';
import type { Phase, PhaseKind } from '#model/phase';
import type { OpenPrint } from '#model/print';
import { advance, type Changes, type MachineState, REMEMBERED_COMMANDS } from './machine-state.ts';
import { acceptStop, endUnmoved, unknownBed } from './transition-ends.ts';
import { changed, type Effect, type Transition, unchanged } from './transition-step.ts';

/** How long a first sight after our own reset still counts as the person's clearing (BE8). Boards boot in 2–8 s. */
export const RESET_TRUST_MS = 60_000;

type Of<K extends Command['kind']> = Extract<Command, { kind: K }>;

const refuse = (state: MachineState, reason: RefusalReason): Transition => ({
  ...unchanged(state),
  answer: { kind: 'refused', reason },
});
const ACCEPTED: Answer = { kind: 'accepted' };

/** The phases of the table of MA2, for every command but stop and confirm, which are always answered. */
const ALLOWED: Record<Exclude<Command['kind'], 'stop' | 'confirm'>, readonly PhaseKind[]> = {
  start: ['ready'],
  cancel: ['preparing', 'printing', 'pausing', 'resuming', 'paused', 'ready', 'faulted'],
  pause: ['printing'],
  resume: ['paused'],
  clear: ['unverified', 'awaiting-retrieval', 'faulted'],
  eject: ['awaiting-retrieval'],
  recover: ['stopped'],
  configure: ['connecting', 'unverified', 'ready', 'awaiting-retrieval', 'faulted', 'stopped'],
  manual: ['unverified', 'ready', 'paused', 'awaiting-retrieval'],
  // Of a printer that is out of sight because its firmware has halted, too; and never one that prints.
  restart: ['connecting', 'unverified', 'ready', 'awaiting-retrieval', 'faulted'],
  adjust: ['printing', 'pausing', 'resuming', 'paused'],
  answer: [
    'preparing',
    'printing',
    'pausing',
    'resuming',
    'paused',
    'cancelling',
    'unverified',
    'ready',
    'awaiting-retrieval',
  ],
};

/** MA2–MA6: every (phase, command) pair has an answer; a command that does not fit changes nothing. */
export function onCommand(state: MachineState, envelope: CommandEnvelope, now: number): Transition {
  const { command } = envelope;
  if (command.kind === 'stop') return acceptStop(state, command.stopNumber, 'combinator', now);
  if (envelope.epoch !== state.epoch) return refuse(state, 'stale-epoch');
  if (command.kind === 'confirm') return { ...confirm(state, command), answer: ACCEPTED };
  if (state.acceptedCommands.includes(envelope.commandId)) return { ...unchanged(state), answer: ACCEPTED };
  if (command.kind === 'start' && state.begun.has(command.printId)) return refuse(state, 'already-began');
  if (!isAllowed(command, state.phase.kind)) return refuse(state, 'wrong-phase');
  const ofAssigned = state.phase.kind === 'ready' || state.phase.kind === 'faulted';
  const versioned = needsVersion(command.kind) || (command.kind === 'cancel' && ofAssigned);
  if (versioned && !decidedOnThis(state, envelope)) return refuse(state, 'stale-version');
  const step = obey(state, envelope, command, now);
  if (step.answer?.kind !== 'accepted') return step;
  const acceptedCommands = [...step.state.acceptedCommands, envelope.commandId].slice(-REMEMBERED_COMMANDS);
  return { ...step, state: stamp({ ...step.state, acceptedCommands }, state, envelope) };
}

function isAllowed(command: Exclude<Command, { kind: 'stop' | 'confirm' }>, phase: PhaseKind): boolean {
  if (command.kind === 'start' && isContinuing(command)) return phase === 'faulted';
  return ALLOWED[command.kind].includes(phase);
}

function decidedOnThis(state: MachineState, { decidedOn }: CommandEnvelope): boolean {
  return (
    decidedOn !== null &&
    decidedOn.journalId === state.journalId &&
    decidedOn.bootId === state.bootId &&
    decidedOn.version === state.version
  );
}

/** EV4: the entries that a command brings about carry its correlation id. */
function stamp(after: MachineState, before: MachineState, { correlationId }: CommandEnvelope): MachineState {
  if (correlationId === null || after.nextSeq === before.nextSeq) return after;
  return { ...after, entries: after.entries.map((e) => (e.seq < before.nextSeq ? e : { ...e, correlationId })) };
}

/** MA8: what a combinator has committed may be forgotten. Says nothing new, so the version stays. */
function confirm(state: MachineState, command: Of<'confirm'>): Transition {
  if (command.journalId !== state.journalId) return unchanged(state);
  const entries = state.entries.filter((entry) => entry.seq > command.seq);
  return entries.length === state.entries.length ? unchanged(state) : changed({ ...state, entries });
}

function obey(
  state: MachineState,
  envelope: CommandEnvelope,
  command: Exclude<Command, { kind: 'stop' | 'confirm' }>,
  now: number,
): Transition {
  switch (command.kind) {
    case 'start':
      return start(state, command, now);
    case 'cancel':
      return cancel(state, command, now);
    case 'pause':
      return pause(state, command, now);
    case 'resume':
      return resume(state, command, now);
    case 'clear':
      return clear(state, command, now);
    case 'eject':
      // Ejection policies come with a later rule (BE5, BE9); until then no printer has one.
      return refuse(state, 'unsupported');
    case 'recover':
      return recover(state, command, now);
    case 'configure':
      return configure(state, command, now);
    case 'manual':
      return manual(state, envelope, command, now);
    case 'restart':
      // The bed is judged by what the printer shows when it is back (BE3).
      return { state, effects: [{ kind: 'driver-restart', what: command.what }], answer: ACCEPTED };
    case 'adjust':
      return adjust(state, command);
    case 'answer':
      return answer(state, command, now);
    default:
      return unreachable(command);
  }
}

function accept(
  state: MachineState,
  changes: Changes,
  facts: readonly Fact[],
  now: number,
  ...effects: Effect[]
): Transition {
  return { state: advance(state, changes, facts, now), effects, answer: ACCEPTED };
}

/** BE1: the one way in which a print begins. Every condition stands here and in `continued`. */
function start(state: MachineState, command: Of<'start'>, now: number): Transition {
  if (state.configuration === null) return refuse(state, 'not-configured');
  if (isContinuing(command)) return continued(state, command, now);
  if (state.bed.kind !== 'clear') return refuse(state, 'bed-not-clear');
  if (state.printer.kind !== 'reachable') return refuse(state, 'blind');
  const taken = takenIn(command);
  return taken === null ? refuse(state, 'unsupported') : begin(state, command, taken, null, now);
}

/** What comes before the first byte: a file of ours is fetched and judged, one on the printer's card is looked for. Null: neither is named. */
function takenIn({ printId, file, how }: Of<'start'>): Effect | null {
  const isFromCard = how?.kind === 'card';
  if (isFromCard === (file !== null)) return null;
  if (file !== null) return { kind: 'intake', printId, file };
  if (!isFromCard || !isCardPath(how.path)) return null;
  return { kind: 'look-on-card', printId, card: { path: how.path, sizeBytes: how.sizeBytes } };
}

/**
 * The one exception to BE1: what stands on the bed is the object of the very print that is to go on. The person has named both, that print
 * and the stay of the bed; it has failed in a way that leaves its rest printable, and it is what this machine stands at.
 */
function continued(state: MachineState, command: ContinuingStart, now: number): Transition {
  const { phase, bed, begun } = state;
  const reason = whyNotContinued(command, { phase, bed, outcomeOf: (id) => begun.get(id) });
  if (reason !== null) return refuse(state, reason);
  if (state.printer.kind !== 'reachable') return refuse(state, 'blind');
  if (phase.kind !== 'faulted' || phase.print === null || phase.stood === undefined)
    return refuse(state, 'unknown-print');
  const { of, line, layer, zMm } = command.how;
  const { error, stood, print } = phase;
  const taken = takenIn(command);
  if (taken === null) return refuse(state, 'unsupported');
  return begin(state, command, taken, { of, line, layer, zMm, since: print.since, stood, error }, now);
}

function begin(
  state: MachineState,
  command: Of<'start'>,
  taken: Effect,
  continues: ContinuedPrint | null,
  now: number,
): Transition {
  const { printId: id, jobId, file, name } = command;
  const of = continues === null ? {} : { continues };
  const from = taken.kind === 'look-on-card' ? { card: taken.card } : {};
  const print: OpenPrint = { id, origin: 'ours', jobId, file, ...from, name, ...of, since: now };
  const begun = new Map(state.begun).set(id, null);
  return accept(
    state,
    { phase: { kind: 'preparing', print }, begun, lastError: null },
    [{ kind: 'print-accepted', print }],
    now,
    taken,
  );
}

function cancel(state: MachineState, { printId }: Of<'cancel'>, now: number): Transition {
  const { phase } = state;
  if (phase.kind === 'ready' || phase.kind === 'faulted') return cancelAssigned(state, printId, now);
  if (!('print' in phase) || phase.print?.id !== printId) return refuse(state, 'unknown-print');
  if (phase.kind === 'preparing') {
    const ended = endUnmoved(state, phase.print, 'cancelled', null, now);
    return { state: ended, effects: [{ kind: 'abandon-intake', printId }], answer: ACCEPTED };
  }
  const next: Phase = { kind: 'cancelling', print: phase.print };
  return accept(state, { phase: next }, [], now, { kind: 'driver-cancel', printId });
}

/** A print that was assigned and never offered, or whose start is still on its way: it can never begin from here on (MA6). */
function cancelAssigned(state: MachineState, printId: Of<'cancel'>['printId'], now: number): Transition {
  if (state.begun.has(printId)) return refuse(state, 'already-began');
  const begun = new Map(state.begun).set(printId, 'cancelled');
  return accept(
    state,
    { begun },
    [{ kind: 'print-ended', printId, outcome: 'cancelled', bed: 'unchanged', error: null }],
    now,
  );
}

function pause(state: MachineState, { printId, pauseNumber }: Of<'pause'>, now: number): Transition {
  const { phase } = state;
  if (phase.kind !== 'printing' || phase.print.id !== printId) return refuse(state, 'unknown-print');
  if (pauseNumber <= state.pauseNumber) return refuse(state, 'stale-pause');
  const next: Phase = { kind: 'pausing', print: phase.print, pauseNumber };
  return accept(state, { phase: next, pauseNumber }, [], now, { kind: 'driver-pause', printId });
}

function resume(state: MachineState, { printId, pauseNumber }: Of<'resume'>, now: number): Transition {
  const { phase } = state;
  if (phase.kind !== 'paused' || phase.print.id !== printId) return refuse(state, 'unknown-print');
  if (pauseNumber !== phase.pauseNumber) return refuse(state, 'stale-pause');
  if (state.printer.kind !== 'reachable') return refuse(state, 'blind');
  const next: Phase = { kind: 'resuming', print: phase.print, pauseNumber };
  return accept(state, { phase: next }, [], now, { kind: 'driver-resume', printId });
}

/**
 * BE8: the one command that makes a bed clear. It names the stay that the person looked at (BE4). A sensor's word counts only where the
 * configuration has it as its policy and this machine's own driver has seen that stay empty: a driver without a sensor never says so. So it is
 * with what a person says at the printer.
 */
function clear(state: MachineState, command: Of<'clear'>, now: number): Transition {
  if (bedIdOf(state.bed) !== command.bedId) return refuse(state, 'stale-bed');
  if (state.printer.kind !== 'reachable') return refuse(state, 'blind');
  if (state.configuration === null) return refuse(state, 'not-configured');
  const isPolicy = command.how === state.configuration.clearing && state.sensedClear === command.bedId;
  if (command.how !== 'operator' && !isPolicy) return refuse(state, 'unsupported');
  const facts: Fact[] = [{ kind: 'bed-cleared', bedId: command.bedId, by: command.by, how: command.how }];
  const bed = { kind: 'clear', since: now } as const;
  if (state.phase.kind !== 'faulted')
    return accept(state, { phase: { kind: 'ready' }, bed, sensedClear: null }, facts, now);
  const phase: Phase = { kind: 'connecting', why: { kind: 'cleared', trustUntil: now + RESET_TRUST_MS } };
  return accept(state, { phase, bed, sensedClear: null }, facts, now, { kind: 'driver-reset' });
}

/** BE8: leaves `stopped` only, and never leads to ready: the bed stays unknown until a person has looked. */
function recover(state: MachineState, command: Of<'recover'>, now: number): Transition {
  const { phase } = state;
  if (phase.kind !== 'stopped' || phase.stopNumber !== command.stopNumber) return refuse(state, 'stale-version');
  if (phase.pending) return refuse(state, 'stop-pending');
  const next: Phase = { kind: 'adopting', print: null, resumeInto: 'unverified' };
  return accept(state, { phase: next }, [], now, { kind: 'driver-reset' });
}

/** MA13: bed and journal are untouched; a driver whose options changed is made anew, and must find its printer again. */
function configure(state: MachineState, { configuration }: Of<'configure'>, now: number): Transition {
  const before = state.configuration;
  const sameDriver =
    before !== null &&
    before.driver === configuration.driver &&
    JSON.stringify(before.options) === JSON.stringify(configuration.options);
  const facts: Fact[] = [{ kind: 'config-applied', configurationVersion: configuration.version }];
  // BE5: what was said under another policy, or to a driver that is no more, is nobody's word any longer.
  const sensedClear = sameDriver && before.clearing === configuration.clearing ? state.sensedClear : null;
  if (sameDriver) return accept(state, { configuration, sensedClear }, facts, now);
  const reason = UNTRIED.reconfigured;
  const since = state.printer.kind === 'unreachable' ? state.printer.since : now;
  const phase = before?.driver === configuration.driver ? state.phase : withoutPlace(state.phase);
  const printer = { kind: 'unreachable', since, reason } as const;
  return accept(state, { configuration, phase, printer, sensedClear }, facts, now, { kind: 'driver-anew' });
}

/** BE1: a driver that knows no place in a file would print the whole of it onto the object. */
function withoutPlace(phase: Phase): Phase {
  return phase.kind === 'faulted' ? { kind: 'faulted', print: phase.print, error: phase.error } : phase;
}

/** MA15: motion without a print changes a bed only towards unknown. */
function manual(state: MachineState, envelope: CommandEnvelope, command: Of<'manual'>, now: number): Transition {
  if (state.printer.kind !== 'reachable') return refuse(state, 'blind');
  const moves = command.nature === 'motion' || command.nature === 'extruding';
  if (state.phase.kind === 'unverified' && moves && !command.confirmed) return refuse(state, 'needs-confirmation');
  const effect: Effect = { kind: 'driver-manual', commandId: envelope.commandId, lines: command.lines };
  if (command.nature !== 'extruding' || state.phase.kind !== 'ready')
    return { state, effects: [effect], answer: ACCEPTED };
  const reason = 'Filament was extruded by hand: look at the build platform.';
  const bed = unknownBed(state, reason, now);
  return accept(state, { phase: { kind: 'unverified', reason }, bed }, [{ kind: 'bed-left-clear', bed }], now, effect);
}

/** MA5, MA15: what goes out while a print is open, and names it. */
function adjust(state: MachineState, { printId, change }: Of<'adjust'>): Transition {
  const { phase } = state;
  if (!('print' in phase) || phase.print?.id !== printId || phase.print.origin !== 'ours')
    return refuse(state, 'unknown-print');
  if (state.printer.kind !== 'reachable') return refuse(state, 'blind');
  if (!isSensible(change)) return refuse(state, 'out-of-range');
  return { state, effects: [{ kind: 'driver-adjust', printId, change }], answer: ACCEPTED };
}

/** Given once: the dialog is over with it, and whoever answers later has seen another one or none. */
function answer(state: MachineState, { dialogId, choice }: Of<'answer'>, now: number): Transition {
  const dialog = state.dialog ?? null;
  if (dialog === null || dialog.id !== dialogId) return refuse(state, 'stale-dialog');
  const fits = choice === null ? dialog.choices.length === 0 : choice < dialog.choices.length;
  if (!fits) return refuse(state, 'stale-dialog');
  if (state.printer.kind !== 'reachable') return refuse(state, 'blind');
  return accept(state, { dialog: null }, [], now, { kind: 'driver-answer', dialogId, choice });
}
