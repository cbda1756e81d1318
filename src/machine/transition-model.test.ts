import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bedIdOf } from '#model/bed';
import type { CommandEnvelope } from '#model/command';
import { bootId, commandId, journalId, printerId } from '#model/ids';
import type { BedId, PrintId } from '#model/ids';
import { isContinuing } from '#model/may-continue';
import { hasOpenPrint, printOf } from '#model/phase';
import { isTerminal, type PrintStatus } from '#model/print';
import { type PrinterFacts, reconcile } from '#model/reconcile';
import {
  at,
  cardStart,
  continuationOf,
  type Draw,
  draws,
  envelopeFor,
  inputFor,
  JOURNAL,
  PRINTS,
  wholeStart,
} from './fixtures/random-inputs.ts';
import { CONFIGURATION, NOW } from './machine-fixtures.ts';
import { type MachineState, newMachine, snapshotOf } from './machine-state.ts';
import { foreignPrintId } from './transition-report.ts';
import type { Input, Transition } from './transition-step.ts';
import { transition } from './transition.ts';

/**
 * Tier T1: random lives of a machine, fitting and unfitting inputs mixed, held against a model that knows only what a person at the
 * printer would: what was started, what stands on the bed, who has taken it.
 */

/** Runs of each property per scale (quality.md §3, T1). */
const SCALES: Readonly<Record<string, number>> = { nightly: 2_000_000, release: 20_000_000 };
const RUNS = SCALES[process.env['CROFT_TEST_SCALE'] ?? ''] ?? Number(process.env['CROFT_RUNS'] ?? 20_000);
const SEED = Number(process.env['CROFT_TEST_SEED'] ?? 20_260);
const PRINTER = printerId('printer-1');

/** What the model remembers of a life, from the inputs and effects alone. */
interface Witness {
  /** Prints that the driver was told to start, ever (I1, MA6). */
  readonly started: Set<PrintId>;
  /** How often each print's end was told in the journal. */
  readonly ends: Map<PrintId, number>;
  /** Ids of beds that a person has cleared. */
  readonly cleared: Set<BedId>;
  /** Whether a person has cleared the bed since something last moved on it. */
  vouched: boolean;
  /** The printer was found without proof of what it did since the open print was started, and the print was not shown before that. */
  unproven: boolean;
  /** Whose object stands on the bed, the last first; emptied when a person has cleared it, or somebody else has printed there. */
  standing: PrintId[];
  /** The print and the stay of the bed that were named for a continuation. */
  readonly named: Map<PrintId, { readonly of: PrintId; readonly bedId: BedId }>;
}

function hold(before: MachineState, input: Input, step: Transition, witness: Witness): void {
  const { state: after, effects, answer } = step;
  if (input.kind === 'command') holdAnswer(before, input.envelope, step, witness);
  else assert.equal(answer === null || input.kind === 'stop', true, 'only commands and stops are answered');

  if (after === before)
    assert.ok(
      effects.every((e) => e.kind === 'driver-manual' || e.kind === 'driver-adjust'),
      'no effect without a durable change',
    );
  assert.ok(after.version >= before.version && after.nextSeq >= before.nextSeq && after.epoch >= before.epoch);
  assert.ok(after.stopNumber >= before.stopNumber && after.pauseNumber >= before.pauseNumber);
  if (after.phase !== before.phase || after.bed !== before.bed)
    assert.ok(after.version > before.version, 'MA4: what a command is decided on has a version of its own');

  holdJournal(before, input, after, witness);
  for (const [id, outcome] of before.begun) {
    assert.ok(after.begun.has(id), 'MA6: a print once begun is never forgotten');
    if (outcome !== null) assert.equal(after.begun.get(id), outcome, 'I3: no terminal print changes');
  }
  noteProof(before, input, witness);
  for (const effect of effects) {
    if (effect.kind !== 'driver-start' && effect.kind !== 'driver-start-card') continue;
    assert.ok(!witness.started.has(effect.printId), 'I1, MA6: no print starts twice');
    if (effect.kind === 'driver-start-card' || effect.rest === undefined) {
      assert.equal(before.bed.kind, 'clear', 'BE1: nothing starts unless the bed is clear');
      assert.ok(witness.vouched, 'BE1: nothing starts unless a person has cleared what moved before');
    } else {
      const named = witness.named.get(effect.printId);
      assert.equal(named?.of, witness.standing[0], 'BE1: only the print whose object stands there goes on');
      assert.equal(named?.bedId, bedIdOf(before.bed), 'BE1: on the stay of the bed that was named');
    }
    assert.equal(after.phase.kind, 'printing');
    witness.standing.unshift(effect.printId);
    witness.started.add(effect.printId);
    witness.vouched = false;
  }
  holdBed(before, input, after, witness);
  const print = printOf(after.phase);
  if (print?.origin === 'foreign' || after.bed.kind === 'clear') witness.standing.length = 0;
  if (input.kind === 'stop' || (input.kind === 'command' && input.envelope.command.kind === 'stop')) {
    if (after.stopNumber > before.stopNumber) {
      assert.equal(effects[0]?.kind, 'driver-stop', 'MA5: the stop comes before everything');
      assert.equal(after.phase.kind, 'stopped');
    }
  }
}

function holdAnswer(
  before: MachineState,
  envelope: CommandEnvelope,
  { state: after, effects, answer }: Transition,
  witness: Witness,
): void {
  assert.ok(answer, 'MA2: every command is answered in every phase');
  const { command } = envelope;
  if (command.kind === 'stop') assert.equal(answer.kind, 'accepted', 'MA5: a stop is accepted in every phase');
  else if (envelope.epoch !== before.epoch)
    assert.equal(answer.kind, 'refused', 'I11: commands of an old epoch are refused');
  if (answer.kind === 'refused') {
    assert.equal(after, before, 'MA3: a refused command changes nothing');
    assert.deepEqual(effects, []);
  } else if (command.kind === 'start' && command.how?.kind === 'continuation' && after !== before) {
    assert.equal(before.begun.get(command.how.of), 'failed', 'BE1: only what has failed is continued');
    witness.named.set(command.printId, command.how);
  }
}

function holdJournal(before: MachineState, input: Input, after: MachineState, witness: Witness): void {
  const confirmed = input.kind === 'command' && input.envelope.command.kind === 'confirm';
  const fresh = after.entries.filter((entry) => entry.seq >= before.nextSeq);
  const kept = after.entries.filter((entry) => entry.seq < before.nextSeq);
  if (!confirmed) assert.deepEqual(kept, before.entries, 'MA8: only a confirmation lets entries go');
  assert.deepEqual(
    fresh.map((entry) => entry.seq),
    Array.from({ length: after.nextSeq - before.nextSeq }, (_, i) => before.nextSeq + i),
    'I2: numbers without a gap',
  );
  for (const { fact } of fresh) {
    if (fact.kind !== 'print-ended') continue;
    const times = (witness.ends.get(fact.printId) ?? 0) + 1;
    witness.ends.set(fact.printId, times);
    assert.equal(times, 1, `JO1: the end of ${fact.printId} is told once`);
    assert.equal(after.begun.get(fact.printId), fact.outcome, 'what is told is what is remembered');
    if (fact.bed === 'unchanged' && witness.standing[0] === fact.printId) witness.standing.shift();
  }
}

/** Of a print that the printer has not shown yet, in the phases in which that can be. */
function noteProof(before: MachineState, input: Input, witness: Witness): void {
  const { phase } = before;
  if (phase.kind === 'preparing') witness.unproven = false;
  if (input.kind !== 'report' || input.report.kind !== 'connected' || input.report.continuity === 'unbroken') return;
  witness.unproven ||= phase.kind === 'printing' && !phase.observed && input.report.foreign === null;
}

function holdBed(before: MachineState, input: Input, after: MachineState, witness: Witness): void {
  const { phase, bed } = after;
  const goesOn = phase.kind === 'preparing' && phase.print.continues !== undefined;
  if (phase.kind === 'ready' || (phase.kind === 'preparing' && !goesOn))
    assert.equal(bed.kind, 'clear', `${phase.kind} with a bed that is not`);
  else if (phase.kind !== 'connecting') assert.notEqual(bed.kind, 'clear', `${phase.kind} with a clear bed`);
  const open = printOf(phase);
  if (open !== null && hasOpenPrint(phase))
    assert.equal(after.begun.get(open.id), null, 'an open print has no outcome');

  if (bed.kind !== 'clear') {
    assert.ok(!witness.cleared.has(bed.bedId), 'BE4: a bed that was cleared never asks under the same id');
    if (before.bed.kind === 'clear') witness.vouched = false;
    return;
  }
  if (before.bed.kind === 'clear') return;
  if (input.kind === 'command' && input.envelope.command.kind === 'clear') {
    assert.equal(input.envelope.command.bedId, before.bed.bedId, 'BE4: a confirmation serves the bed that it names');
    witness.cleared.add(before.bed.bedId);
    witness.vouched = true;
    return;
  }
  assert.ok(!witness.unproven, 'BE3: nobody knows what ran while the printer was out of sight');
  // The only other way: the printer itself proves that our print never moved, so that the bed is what it was.
  assert.ok(
    input.kind === 'report' && input.report.kind === 'print-ended' && !input.report.moved,
    `the bed is clear by ${input.kind}`,
  );
  assert.equal(printOf(before.phase)?.origin, 'ours', 'nobody here knows the bed under a print from the panel');
  witness.vouched = true;
}

/** Lives a life and shows each step to `look`. */
function live(
  life: readonly Draw[],
  look: (before: MachineState, input: Input, step: Transition) => void,
): MachineState {
  let state = newMachine({ printerId: PRINTER, journalId: JOURNAL, bootId: bootId('boot-1') }, NOW);
  const fitting: Input[] = [
    { kind: 'welcomed', epoch: 1 },
    {
      kind: 'command',
      envelope: {
        ...envelopeFor({ ...state, epoch: 1 }, 9, 1, 9_000),
        command: { kind: 'configure', configuration: CONFIGURATION },
      },
    },
    { kind: 'report', report: { kind: 'connected', continuity: 'unproven', firmware: null, foreign: null } },
  ];
  life.forEach((draw, i) => {
    const input = fitting.shift() ?? inputFor(state, draw, i);
    const step = transition(state, input, NOW + i);
    look(state, input, step);
    state = step.state;
  });
  return state;
}

describe('the machine as a model', () => {
  test('[BE1] [BE4] [MA2] [MA3] [MA5] [MA6] [MA8] holds in random lives', () => {
    fc.assert(
      fc.property(draws, (life) => {
        const witness: Witness = {
          started: new Set(),
          ends: new Map(),
          cleared: new Set(),
          vouched: false,
          unproven: false,
          standing: [],
          named: new Map(),
        };
        live(life, (before, input, step) => hold(before, input, step, witness));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test('lives reach every phase, and end prints in every way', () => {
    const phases = new Set<string>();
    const ends = new Set<string>();
    fc.assert(
      fc.property(draws, (life) => {
        live(life, (_before, _input, { state }) => {
          phases.add(state.phase.kind);
          for (const outcome of state.begun.values()) ends.add(String(outcome));
        });
      }),
      { numRuns: 4_000, seed: 1 },
    );
    // `clearing` has no way in until ejection comes (BE5).
    const expected =
      'adopting awaiting-retrieval cancelling connecting faulted paused pausing preparing printing ready resuming stopped unverified';
    assert.deepEqual([...phases].sort(), expected.split(' '));
    assert.deepEqual([...ends].sort(), ['cancelled', 'failed', 'finished', 'never-started', 'null']);
  });
});

const STATUSES: readonly PrintStatus[] = [
  'planned',
  'assigned',
  'printing',
  'awaiting-retrieval',
  'retrieved',
  'done',
  'failed',
  'recovering',
  'closed',
  'cancelled',
  'lost',
];

/** What a database might say of this machine: true, out of date or from an old backup. */
function factsFor(state: MachineState, [what, which, twist]: Draw): PrinterFacts {
  const open = printOf(state.phase)?.id ?? null;
  const bed = bedIdOf(state.bed);
  const goesOn = state.phase.kind === 'faulted' && what % 2 === 0;
  const fresh = PRINTS.find((each) => !state.begun.has(each)) ?? at(PRINTS, which);
  const id = goesOn ? fresh : which % 3 === 0 || open === null ? at(PRINTS, which) : open;
  const status = goesOn ? 'assigned' : at(STATUSES, twist);
  const holds = !isTerminal(status) && status !== 'planned' && status !== 'lost';
  return {
    desiredConfiguration: what % 4 === 1 ? { ...CONFIGURATION, version: 9 } : (state.configuration ?? CONFIGURATION),
    appliedSeq: what % 3 === 0 ? 0 : state.nextSeq - 1,
    stopWish: which % 7 === 0 ? state.stopNumber + 1 : null,
    recoverWish: which % 2 === 0 ? state.stopNumber : null,
    bedConfirmed: bed !== null && twist % (goesOn ? 5 : 2) === 0 ? { bedId: bed, by: 'ann', how: 'operator' } : null,
    print: holds
      ? {
          id,
          status,
          journalId: which % 5 === 0 ? journalId('journal-2') : state.journalId,
          cancelWished: twist % 3 === 0,
          pauseWish: which % 4 === 0 ? state.pauseNumber + 1 : null,
          resumeWish: which % 4 === 1 ? state.pauseNumber : null,
          start:
            goesOn && open !== null && bed !== null
              ? continuationOf(id, twist % 8 === 0 ? at(PRINTS, twist) : open, bed)
              : what % 7 === 0
                ? cardStart(id)
                : wholeStart(id),
          jobHeld: what % 5 === 0,
        }
      : null,
    phasePrint:
      open === null
        ? null
        : { acquaintance: at(['unknown', 'this-printer', 'another-printer'] as const, goesOn ? 1 : what), status },
    toldOfBed: twist % 4 === 0 ? bed : null,
  };
}

describe('reconcile as a model', () => {
  /** Commands that a person's wish sends in an active phase; every other waits for a blocking one (FL4). */
  const WISHES = ['cancel', 'pause', 'stop', 'confirm', 'configure'];

  test('[FL2] [FL4] [FL10] decides the same twice, and only what the machine accepts', () => {
    const sent = new Set<string>();
    fc.assert(
      fc.property(draws, fc.tuple(fc.nat(99), fc.nat(999), fc.nat(999)), (life, draw) => {
        const lived = live(life, () => undefined);
        // Most runs see a machine whose entries are all confirmed; the others can only be asked for their entries.
        const state = draw[0] % 8 === 0 ? lived : { ...lived, entries: [] };
        const snapshot = snapshotOf(state);
        const facts = factsFor(state, draw);
        const decision = reconcile(snapshot, facts);
        assert.deepEqual(reconcile(snapshot, facts), decision, 'FL10: the same twice');
        const { command } = decision;
        if (command === null) return;
        sent.add(command.kind);
        assert.ok(
          WISHES.includes(command.kind) ||
            ['unverified', 'ready', 'paused', 'awaiting-retrieval', 'faulted', 'stopped'].includes(state.phase.kind),
        );
        const { version, bootId: boot } = state;
        const decidedOn = { journalId: state.journalId, bootId: boot, version };
        const step = transition(
          state,
          {
            kind: 'command',
            envelope: {
              commandId: commandId('command-new'),
              correlationId: null,
              epoch: state.epoch,
              decidedOn,
              command,
            },
          },
          NOW,
        );
        assert.deepEqual(step.answer, { kind: 'accepted' }, `${decision.row} in ${state.phase.kind}: ${command.kind}`);
        if (command.kind !== 'start') return;
        if (command.how !== undefined) sent.add(`start (${command.how.kind})`);
        if (isContinuing(command)) return assert.equal(state.phase.kind, 'faulted');
        assert.equal(state.bed.kind, 'clear');
      }),
      { seed: SEED, numRuns: RUNS },
    );
    // Fewer runs, as a person may ask for, need not meet every kind.
    if (RUNS < 20_000) return;
    assert.deepEqual([...sent].sort(), [
      'cancel',
      'clear',
      'configure',
      'confirm',
      'pause',
      'recover',
      'resume',
      'start',
      'start (card)',
      'start (continuation)',
      'stop',
    ]);
  });

  test('[FL8] a print of another journal is never started, whatever the database says', () => {
    fc.assert(
      fc.property(draws, fc.tuple(fc.nat(99), fc.nat(999), fc.nat(999)), (life, draw) => {
        const state = live(life, () => undefined);
        const facts = factsFor(state, draw);
        if (facts.print === null) return;
        const other = { ...facts, print: { ...facts.print, journalId: journalId('journal-2') } };
        assert.notEqual(reconcile(snapshotOf(state), other).command?.kind, 'start');
      }),
      { seed: SEED, numRuns: Math.min(RUNS, 20_000) },
    );
  });
});

test('a foreign print has the same id wherever it is seen', () => {
  assert.equal(foreignPrintId('printer-1', 'panel-1'), foreignPrintId('printer-1', 'panel-1'));
  assert.notEqual(foreignPrintId('printer-1', 'panel-1'), foreignPrintId('printer-1', 'panel-2'));
});
