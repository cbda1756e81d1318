import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bedIdOf } from '#model/bed';
import type { Command, RefusalReason } from '#model/command';
import { bedId, bootId, fileDigest, jobId, journalId, printId } from '#model/ids';
import type { Phase, PhaseKind } from '#model/phase';
import {
  CONFIGURATION,
  continuation,
  decidedOn,
  FILE,
  machineIn,
  NOW,
  openPrint,
  P1,
  P2,
  PHASES,
} from './machine-fixtures.ts';
import type { MachineState } from './machine-state.ts';
import { transition } from './transition.ts';
import type { Input, Transition } from './transition-step.ts';

/** The rest of a print on its own object: the one exception to BE1, and the way back from each of its ends. */

const P3 = printId('print-3');
const faulted = machineIn('faulted');
const on = (state: MachineState, input: Input): Transition => transition(state, input, NOW + 1);
const send = (state: MachineState, command: Command): Transition =>
  on(state, { kind: 'command', envelope: decidedOn(state, command) });

function refused(state: MachineState, command: Command, reason: RefusalReason): void {
  const step = send(state, command);
  assert.deepEqual(step.answer, { kind: 'refused', reason });
  assert.equal(step.state, state);
}

const withPhase = (changes: Partial<Extract<Phase, { kind: 'faulted' }>>): MachineState => ({
  ...faulted,
  phase: { ...PHASES.faulted, ...changes },
});

/** The continuation of `faulted`, brought as far as `kind`. */
function goingOn(kind: 'preparing' | 'printing'): MachineState {
  const { state } = send(faulted, continuation(faulted));
  return kind === 'preparing' ? state : on(state, { kind: 'intake-ready', printId: P2 }).state;
}

describe('a continuation', () => {
  test('[BE1] begins as a new print of the same job and file, and the driver is given the place and the height', () => {
    const accepted = send(faulted, continuation(faulted));
    assert.deepEqual(accepted.answer, { kind: 'accepted' });
    assert.deepEqual(accepted.effects, [{ kind: 'intake', printId: P2, file: FILE }]);
    const { phase } = accepted.state;
    assert.equal(phase.kind, 'preparing');
    assert.equal(phase.kind === 'preparing' && phase.print.continues?.of, P1);
    assert.equal(accepted.state.begun.get(P1), 'failed', 'the one before stays what it is');
    assert.equal(bedIdOf(accepted.state.bed), bedIdOf(faulted.bed), 'nothing has moved yet');

    const begun = on(accepted.state, { kind: 'intake-ready', printId: P2 });
    assert.deepEqual(begun.effects, [
      { kind: 'driver-start', printId: P2, file: FILE, rest: { line: 100, zMm: 0.8 } },
      { kind: 'await-motion', printId: P2 },
    ]);
    assert.equal(begun.state.bed.kind, 'occupied');
    assert.notEqual(bedIdOf(begun.state.bed), bedIdOf(faulted.bed), 'BE4: a word for the stay before does nothing');
  });

  test('[BE1] is refused unless the person named the print at which the machine stands and this stay of the bed', () => {
    refused(faulted, continuation(faulted, { of: P3 }), 'unknown-print');
    refused(faulted, continuation(faulted, { bedId: bedId(journalId('journal-1'), 4) }), 'stale-bed');
    refused(withPhase({ print: openPrint(P3) }), continuation(faulted), 'unknown-print');
    refused(withPhase({ print: null }), continuation(faulted), 'unknown-print');
    refused(withPhase({ print: { ...openPrint(), origin: 'foreign' } }), continuation(faulted), 'unknown-print');
    const other = { ...FILE, digest: fileDigest('b'.repeat(64)) };
    refused(faulted, { ...continuation(faulted), file: other }, 'unknown-print');
    refused(faulted, { ...continuation(faulted), jobId: jobId('job-2') }, 'unknown-print');
    refused({ ...faulted, begun: new Map([[P1, 'finished']]) }, continuation(faulted), 'unknown-print');
  });

  test('[BE1] is refused where nobody knows the place, objects were left out, the fault allows none, or the printer is out of sight', () => {
    const { stood: _, ...phase } = PHASES.faulted;
    refused({ ...faulted, phase }, continuation(faulted), 'unsupported');
    refused(
      withPhase({ stood: { taken: 1, sent: 1, leftOut: true, led: false } }),
      continuation(faulted),
      'unsupported',
    );
    const error = { code: 'printer-halted', message: 'Thermal runaway', at: NOW } as const;
    refused(withPhase({ error }), continuation(faulted), 'unsupported');
    const blind = { ...faulted, printer: { kind: 'unreachable', since: NOW, reason: 'test' } } as const;
    refused(blind, continuation(faulted), 'blind');
    refused({ ...faulted, configuration: null }, continuation(faulted), 'not-configured');
  });

  test('[MA6] is asked for once: the same id, or the same word again, begins nothing more', () => {
    const { state } = send(faulted, continuation(faulted));
    refused(state, continuation(faulted), 'already-began');
    refused(state, { ...continuation(faulted), printId: P3 }, 'wrong-phase');
  });

  const ends: readonly (readonly [string, 'preparing' | 'printing', Input])[] = [
    ['its file cannot be had', 'preparing', failedIntake()],
    ['it is cancelled before it began', 'preparing', cancelled()],
    ['its machine restarts first', 'preparing', { kind: 'boot', bootId: bootId('boot-2'), portReopened: false }],
    [
      'the printer goes out of sight first',
      'preparing',
      report({ kind: 'disconnected', reason: 'x', wrongCredentials: false }),
    ],
    [
      'the printer restarts first',
      'preparing',
      report({ kind: 'connected', continuity: 'unproven', firmware: null, foreign: null }),
    ],
    [
      'the printer is lost first',
      'preparing',
      report({ kind: 'print-lost', printId: P2, error: PHASES.faulted.error }),
    ],
    [
      'its driver refuses it',
      'printing',
      report({ kind: 'print-ended', printId: P2, outcome: 'failed', moved: false, error: null }),
    ],
  ];
  for (const [what, kind, input] of ends) {
    test(`[BE1] nothing of it moved (${what}): the machine stands at the object of the print before, and asks anew`, () => {
      const before = goingOn(kind);
      const { state } = on(before, input);
      assert.equal(state.phase.kind, 'faulted');
      assert.deepEqual(state.phase.kind === 'faulted' && state.phase.print, openPrint());
      assert.deepEqual(state.phase.kind === 'faulted' && state.phase.stood, PHASES.faulted.stood);
      assert.equal(state.bed.kind, 'unknown');
      assert.notEqual(bedIdOf(state.bed), bedIdOf(faulted.bed));
      const outcome = state.begun.get(P2);
      assert.ok(outcome === 'never-started' || outcome === 'cancelled', outcome ?? 'open');
      const again = { ...state, printer: { kind: 'reachable' } } as const;
      refused(again, { ...continuation(faulted), printId: P3 }, 'stale-bed');
      assert.deepEqual(send(again, { ...continuation(again), printId: P3 }).answer, { kind: 'accepted' });
    });
  }

  test('[BE2] one that moved ends like any other, and may itself be continued when the printer is lost again', () => {
    const printing = goingOn('printing');
    const done = on(
      printing,
      report({ kind: 'print-ended', printId: P2, outcome: 'finished', moved: true, error: null }),
    );
    assert.equal(done.state.phase.kind, 'awaiting-retrieval');
    assert.equal(done.state.begun.get(P2), 'finished');
    const stood = { taken: 300, sent: 310, leftOut: false, led: false };
    const lost = on(printing, report({ kind: 'print-lost', printId: P2, error: PHASES.faulted.error, stood })).state;
    const third = { ...continuation(lost, { of: P2 }), printId: P3 };
    assert.deepEqual(send(lost, third).answer, { kind: 'accepted' });
    refused(lost, { ...continuation(lost), printId: P3 }, 'unknown-print');
  });

  test('[MA2] an assigned one that was not begun is taken back, and can never begin', () => {
    const step = send(faulted, { kind: 'cancel', printId: P2 });
    assert.deepEqual(step.answer, { kind: 'accepted' });
    assert.equal(step.state.phase.kind, 'faulted');
    assert.equal(step.state.begun.get(P2), 'cancelled');
    refused(step.state, continuation(step.state), 'already-began');
    refused(faulted, { kind: 'cancel', printId: P1 }, 'already-began');
  });

  test('[BE1] what one driver knew of the place is forgotten with it: the next may print whole files only', () => {
    const configuration = { ...CONFIGURATION, version: 2, options: { heightAfterPowerLoss: 'stays' } };
    const ofTheSame = send(faulted, { kind: 'configure', configuration }).state;
    assert.deepEqual(ofTheSame.phase, faulted.phase, 'other settings of the same driver change nothing');
    const other = { ...configuration, driver: 'moonraker' };
    const step = send(faulted, { kind: 'configure', configuration: other });
    assert.deepEqual(step.answer, { kind: 'accepted' });
    refused({ ...step.state, printer: { kind: 'reachable' } }, continuation(step.state), 'unsupported');
  });

  test('[BE1] no phase but faulted takes one, however well it is named', () => {
    const others = (Object.keys(PHASES) as PhaseKind[]).filter((kind) => kind !== 'faulted');
    for (const kind of others) refused(machineIn(kind), continuation(machineIn(kind)), 'wrong-phase');
  });
});

function report(what: Extract<Input, { kind: 'report' }>['report']): Input {
  return { kind: 'report', report: what };
}

function failedIntake(): Input {
  return { kind: 'intake-failed', printId: P2, error: { code: 'file-unavailable', message: 'test', at: NOW } };
}

function cancelled(): Input {
  return { kind: 'command', envelope: decidedOn(goingOn('preparing'), { kind: 'cancel', printId: P2 }) };
}
