import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bedIdOf } from '#model/bed';
import type { Command, RefusalReason } from '#model/command';
import { bootId, jobId } from '#model/ids';
import type { PhaseKind } from '#model/phase';
import { decidedOn, FILE, machineIn, NOW, P2, PHASES } from './machine-fixtures.ts';
import type { MachineState } from './machine-state.ts';
import { transition } from './transition.ts';
import type { Input, Transition } from './transition-step.ts';

/** A print that the printer reads from its own card: it begins as every other, and by nothing else (decision 21). */

type Start = Extract<Command, { kind: 'start' }>;
const CARD = { path: 'PARTS/CUBE~1.GCO', sizeBytes: 91_022 };
const START: Start = {
  kind: 'start',
  printId: P2,
  jobId: jobId('job-1'),
  name: 'cube',
  file: null,
  how: { kind: 'card', ...CARD },
};
const ready = machineIn('ready');
const on = (state: MachineState, input: Input): Transition => transition(state, input, NOW + 1);
const send = (state: MachineState, command: Command): Transition =>
  on(state, { kind: 'command', envelope: decidedOn(state, command) });
const report = (what: Extract<Input, { kind: 'report' }>['report']): Input => ({ kind: 'report', report: what });

function refused(state: MachineState, command: Command, reason: RefusalReason): void {
  const step = send(state, command);
  assert.deepEqual(step.answer, { kind: 'refused', reason });
  assert.equal(step.state, state);
}

const preparing = send(ready, START).state;
const printing = on(preparing, { kind: 'intake-ready', printId: P2 }).state;

describe('a print from the card', () => {
  test('[BE1] [MA15] is looked for first, and begins with the bed durably off clear before the driver hears of it', () => {
    const accepted = send(ready, START);
    assert.deepEqual(accepted.answer, { kind: 'accepted' });
    assert.deepEqual(accepted.effects, [{ kind: 'look-on-card', printId: P2, card: CARD }]);
    assert.equal(accepted.state.bed.kind, 'clear', 'looking moves nothing');
    const begun = on(accepted.state, { kind: 'intake-ready', printId: P2 });
    assert.deepEqual(begun.effects, [
      { kind: 'driver-start-card', printId: P2, card: CARD },
      { kind: 'await-motion', printId: P2 },
    ]);
    assert.equal(begun.state.phase.kind, 'printing');
    assert.equal(begun.state.bed.kind, 'occupied');
    const { phase } = begun.state;
    assert.deepEqual(phase.kind === 'printing' && [phase.print.file, phase.print.card, phase.print.origin], [
      null,
      CARD,
      'ours',
    ]);
  });

  test('[MA15] of a list that says no lengths begins as every other, and is asked after by its path', () => {
    const card = { ...CARD, sizeBytes: null };
    const accepted = send(ready, { ...START, how: { kind: 'card', ...card } });
    assert.deepEqual(accepted.effects, [{ kind: 'look-on-card', printId: P2, card }]);
    const begun = on(accepted.state, { kind: 'intake-ready', printId: P2 });
    assert.deepEqual(begun.effects[0], { kind: 'driver-start-card', printId: P2, card });
    assert.equal(begun.state.bed.kind, 'occupied');
    const booted = on(begun.state, { kind: 'boot', bootId: bootId('boot-2'), portReopened: false });
    assert.deepEqual(booted.effects, [{ kind: 'driver-adopt', printId: P2, file: null, card, into: 'printing' }]);
  });

  test('[BE1] never begins on a bed that is not clear, nor in any phase but ready, nor blind, nor twice', () => {
    for (const kind of (Object.keys(PHASES) as PhaseKind[]).filter((each) => each !== 'ready'))
      refused(machineIn(kind), START, 'wrong-phase');
    const bed = { kind: 'occupied', bedId: bedIdOf(printing.bed), since: NOW } as MachineState['bed'];
    refused({ ...ready, bed }, START, 'bed-not-clear');
    refused({ ...ready, printer: { kind: 'unreachable', since: NOW, reason: 'test' } }, START, 'blind');
    refused({ ...ready, configuration: null }, START, 'not-configured');
    refused(preparing, START, 'already-began');
  });

  test('[MA3] names a file on the card or a file of ours, never both or neither, and a path that can go out as one word', () => {
    refused(ready, { ...START, file: FILE }, 'unsupported');
    const { how: _, ...nothing } = START;
    refused(ready, nothing, 'unsupported');
    for (const path of ['', 'A B.GCO', 'A.GCO\nM112', 'A;B.GCO', 'A*1.GCO', 'É.GCO', `${'A'.repeat(300)}.GCO`])
      refused(ready, { ...START, how: { kind: 'card', path, sizeBytes: 1 } }, 'unsupported');
  });

  test('[BE2] what is not on the card never started: the bed stays clear, and the printer takes the next', () => {
    const error = { code: 'file-unavailable', message: 'gone', at: NOW } as const;
    const { state } = on(preparing, { kind: 'intake-failed', printId: P2, error });
    assert.deepEqual([state.phase.kind, state.bed.kind, state.begun.get(P2)], ['ready', 'clear', 'never-started']);
    assert.equal(on(state, { kind: 'intake-ready', printId: P2 }).state, state, 'a late word begins nothing');
    const cancelled = send(preparing, { kind: 'cancel', printId: P2 }).state;
    assert.equal(on(cancelled, { kind: 'intake-ready', printId: P2 }).state, cancelled);
  });

  test('[MA10] after a restart the driver is asked to adopt it by its place on the card; before it began it never started', () => {
    const booted = on(printing, { kind: 'boot', bootId: bootId('boot-2'), portReopened: false });
    assert.deepEqual(booted.effects, [{ kind: 'driver-adopt', printId: P2, file: null, card: CARD, into: 'printing' }]);
    const seen = on(booted.state, report({ kind: 'connected', continuity: 'unbroken', firmware: null, foreign: null }));
    assert.equal(seen.state.phase.kind, 'adopting', 'sight of the printer alone says nothing of the print');
    const adopted = on(seen.state, report({ kind: 'adopted', printId: P2, into: 'printing', gapMs: 10 }));
    assert.equal(adopted.state.phase.kind, 'printing');
    const ended = on(
      adopted.state,
      report({ kind: 'print-ended', printId: P2, outcome: 'finished', moved: true, error: null }),
    );
    assert.deepEqual([ended.state.phase.kind, ended.state.begun.get(P2)], ['awaiting-retrieval', 'finished']);
    const unmoved = on(
      seen.state,
      report({ kind: 'print-ended', printId: P2, outcome: 'failed', moved: false, error: null }),
    );
    assert.deepEqual(
      [unmoved.state.phase.kind, unmoved.state.bed.kind],
      ['ready', 'clear'],
      'it was never told to begin',
    );

    const before = on(preparing, { kind: 'boot', bootId: bootId('boot-2'), portReopened: false });
    assert.deepEqual([before.state.begun.get(P2), before.effects], ['never-started', []]);
  });
});
