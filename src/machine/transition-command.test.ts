import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bedIdOf } from '#model/bed';
import type { Command, CommandEnvelope, MachineConfiguration, RefusalReason } from '#model/command';
import { type BedId, bedId, bootId, journalId } from '#model/ids';
import { ACTIVE_PHASES, BLOCKING_PHASES, type PhaseKind } from '#model/phase';
import {
  CONFIGURATION,
  continuation,
  decidedOn,
  DIALOG,
  FILE,
  fittingCommand,
  machineIn,
  NOW,
  P1,
  P2,
} from './machine-fixtures.ts';
import type { MachineState } from './machine-state.ts';
import { transition } from './transition.ts';

/** A continuation is a form of `start` with a column of its own. */
type Column = Command['kind'] | 'continuation';

const KINDS: readonly Column[] = [
  'start',
  'continuation',
  'cancel',
  'pause',
  'resume',
  'clear',
  'eject',
  'recover',
  'configure',
  'manual',
  'restart',
  'adjust',
  'answer',
  'stop',
  'confirm',
];

/** The table of MA2, written out by hand: which commands each phase accepts. */
const ACCEPTED: Record<PhaseKind, readonly Column[]> = {
  connecting: ['configure', 'restart', 'stop', 'confirm'],
  adopting: ['stop', 'confirm'],
  preparing: ['cancel', 'answer', 'stop', 'confirm'],
  printing: ['cancel', 'pause', 'adjust', 'answer', 'stop', 'confirm'],
  pausing: ['cancel', 'adjust', 'answer', 'stop', 'confirm'],
  resuming: ['cancel', 'adjust', 'answer', 'stop', 'confirm'],
  paused: ['cancel', 'resume', 'manual', 'adjust', 'answer', 'stop', 'confirm'],
  cancelling: ['answer', 'stop', 'confirm'],
  clearing: ['stop', 'confirm'],
  unverified: ['clear', 'configure', 'manual', 'restart', 'answer', 'stop', 'confirm'],
  ready: ['start', 'cancel', 'configure', 'manual', 'restart', 'answer', 'stop', 'confirm'],
  'awaiting-retrieval': ['clear', 'configure', 'manual', 'restart', 'answer', 'stop', 'confirm'],
  faulted: ['continuation', 'cancel', 'clear', 'configure', 'restart', 'stop', 'confirm'],
  stopped: ['recover', 'configure', 'stop', 'confirm'],
};

const commandOf = (column: Column, state: MachineState): Command =>
  column === 'continuation' ? continuation(state) : fittingCommand(column, state);

const send = (state: MachineState, envelope: CommandEnvelope) => transition(state, { kind: 'command', envelope }, NOW);

function assertRefused(state: MachineState, envelope: CommandEnvelope, reason: RefusalReason): void {
  const step = send(state, envelope);
  assert.deepEqual(step.answer, { kind: 'refused', reason });
  assert.equal(step.state, state, 'a refused command changes nothing');
  assert.deepEqual(step.effects, []);
}

describe('commands', () => {
  for (const phase of [...ACTIVE_PHASES, ...BLOCKING_PHASES]) {
    for (const kind of KINDS) {
      const accepted = ACCEPTED[phase].includes(kind);
      test(`[MA2] ${phase}: ${kind} is ${accepted ? 'accepted' : 'refused'}`, () => {
        const state = machineIn(phase);
        const step = send(state, decidedOn(state, commandOf(kind, state)));
        assert.equal(step.answer?.kind, accepted ? 'accepted' : 'refused');
        if (!accepted) assert.equal(step.state, state, 'a refused command changes nothing');
      });
    }
  }

  const versioned: readonly (readonly [PhaseKind, Column])[] = [
    ['ready', 'start'],
    ['faulted', 'continuation'],
    ['faulted', 'cancel'],
    ['ready', 'cancel'],
    ['paused', 'resume'],
    ['unverified', 'clear'],
    ['awaiting-retrieval', 'clear'],
    ['faulted', 'clear'],
    ['stopped', 'recover'],
    ['ready', 'configure'],
    ['ready', 'manual'],
    ['faulted', 'restart'],
  ];
  for (const [phase, kind] of versioned) {
    test(`[MA4] ${kind} decided on another version, boot or journal than the machine's is stale in ${phase}`, () => {
      const state = machineIn(phase);
      const command = commandOf(kind, state);
      const base = { journalId: state.journalId, bootId: state.bootId, version: state.version };
      assertRefused(
        state,
        decidedOn(state, command, { decidedOn: { ...base, version: base.version - 1 } }),
        'stale-version',
      );
      assertRefused(
        state,
        decidedOn(state, command, { decidedOn: { ...base, bootId: bootId('boot-0') } }),
        'stale-version',
      );
      assertRefused(
        state,
        decidedOn(state, command, { decidedOn: { ...base, journalId: journalId('other') } }),
        'stale-version',
      );
      assertRefused(state, decidedOn(state, command, { decidedOn: null }), 'stale-version');
    });
  }

  test('[MA5] interrupts need no version', () => {
    const state = machineIn('printing');
    for (const kind of ['cancel', 'pause'] as const) {
      const step = send(state, decidedOn(state, fittingCommand(kind, state), { decidedOn: null }));
      assert.equal(step.answer?.kind, 'accepted', kind);
    }
  });

  test('[MA5] [MA15] a change of a print names it, is within limits, needs sight of the printer, and is carried out once', () => {
    const state = machineIn('printing');
    const feed = { kind: 'adjust', printId: P1, change: { kind: 'feed', percent: 90 } } as const;
    const envelope = decidedOn(state, feed, { decidedOn: null });
    const step = send(state, envelope);
    assert.deepEqual(step.effects, [{ kind: 'driver-adjust', printId: P1, change: feed.change }]);
    assert.deepEqual(send(step.state, envelope).effects, [], 'the same command twice');
    assertRefused(state, decidedOn(state, { ...feed, printId: P2 }), 'unknown-print');
    assertRefused(state, decidedOn(state, { ...feed, change: { kind: 'feed', percent: 5 } }), 'out-of-range');
    assertRefused(state, decidedOn(state, { ...feed, change: { kind: 'baby-step', mm: 3 } }), 'out-of-range');
    const blind = machineIn('printing', { printer: { kind: 'unreachable', since: NOW, reason: 'test' } });
    assertRefused(blind, decidedOn(blind, feed), 'blind');
  });

  test('[MA15] a dialog is answered once, by its id and with a choice that it has', () => {
    const state = machineIn('paused');
    const answer = { kind: 'answer', dialogId: DIALOG.id, choice: 0 } as const;
    const step = send(state, decidedOn(state, answer, { decidedOn: null }));
    assert.deepEqual(step.effects, [{ kind: 'driver-answer', dialogId: DIALOG.id, choice: 0 }]);
    assertRefused(step.state, decidedOn(step.state, answer), 'stale-dialog');
    assertRefused(state, decidedOn(state, { ...answer, dialogId: 'dialog-0' }), 'stale-dialog');
    assertRefused(state, decidedOn(state, { ...answer, choice: 2 }), 'stale-dialog');
    assertRefused(state, decidedOn(state, { ...answer, choice: null }), 'stale-dialog');
    const told = machineIn('ready', { dialog: { ...DIALOG, choices: [] } });
    assert.equal(send(told, decidedOn(told, { ...answer, choice: null })).answer?.kind, 'accepted');
  });

  test('[WI3] a command of another epoch is refused, and a stop of any epoch is not', () => {
    const state = machineIn('printing');
    assertRefused(state, decidedOn(state, fittingCommand('cancel', state), { epoch: 3 }), 'stale-epoch');
    assertRefused(state, decidedOn(state, fittingCommand('cancel', state), { epoch: 5 }), 'stale-epoch');
    const stop = send(state, decidedOn(state, { kind: 'stop', stopNumber: 8 }, { epoch: 1, decidedOn: null }));
    assert.equal(stop.state.phase.kind, 'stopped');
    assert.deepEqual(stop.effects, [{ kind: 'driver-stop' }]);
  });

  test('[BE1] no start unless the bed is clear', () => {
    for (const kind of ['occupied', 'unknown'] as const) {
      const bed = { kind, bedId: bedId(journalId('journal-1'), 5), since: NOW, reason: 'test' };
      const state = machineIn('ready', { bed: bed as MachineState['bed'] });
      assertRefused(state, decidedOn(state, fittingCommand('start', state)), 'bed-not-clear');
    }
  });

  test('[BE3] no start and no clear while the printer is out of sight', () => {
    const printer = { kind: 'unreachable', since: NOW, reason: 'test' } as const;
    for (const [phase, kind] of [
      ['ready', 'start'],
      ['unverified', 'clear'],
      ['awaiting-retrieval', 'clear'],
      ['faulted', 'clear'],
      ['paused', 'resume'],
    ] as const) {
      const state = machineIn(phase, { printer });
      assertRefused(state, decidedOn(state, fittingCommand(kind, state)), 'blind');
    }
  });

  test('[BE4] a confirmation of another stay of the bed does nothing', () => {
    for (const phase of ['unverified', 'awaiting-retrieval', 'faulted'] as const) {
      const state = machineIn(phase);
      const clear = { kind: 'clear', bedId: bedId(state.journalId, 4), by: 'ann', how: 'operator' } as const;
      assertRefused(state, decidedOn(state, clear), 'stale-bed');
    }
  });

  test('[BE5] [BE8] a policy clears a bed only where it is configured and this machine’s driver has seen that stay empty', () => {
    for (const phase of ['unverified', 'awaiting-retrieval'] as const) {
      const bed = bedIdOf(machineIn(phase).bed);
      assert.ok(bed !== null);
      const clear = { kind: 'clear', bedId: bed, by: 'the bed sensor', how: 'simulated-sensor' } as const;
      const policy = { ...CONFIGURATION, clearing: 'simulated-sensor' } as const;
      for (const wrong of [
        machineIn(phase),
        machineIn(phase, { sensedClear: bed }),
        machineIn(phase, { configuration: policy }),
        machineIn(phase, { configuration: policy, sensedClear: bedId(machineIn(phase).journalId, 4) }),
      ])
        assertRefused(wrong, decidedOn(wrong, clear), 'unsupported');
      const sensed = machineIn(phase, { configuration: policy, sensedClear: bed });
      assert.equal(send(sensed, decidedOn(sensed, clear)).state.bed.kind, 'clear');
      const person = { ...clear, by: 'ann', how: 'operator' } as const;
      assert.equal(send(sensed, decidedOn(sensed, person)).state.bed.kind, 'clear', 'a person may always');
    }
  });

  test('[BE5] another policy, and another driver, know nothing of a word of before', () => {
    const bed = bedIdOf(machineIn('awaiting-retrieval').bed);
    const configuration = { ...CONFIGURATION, clearing: 'at-printer' } as const;
    const said = machineIn('awaiting-retrieval', { configuration, sensedClear: bed });
    const after = (change: Partial<MachineConfiguration>): BedId | null => {
      const next = { ...configuration, version: 2, ...change };
      return send(said, decidedOn(said, { kind: 'configure', configuration: next })).state.sensedClear;
    };
    assert.equal(after({}), bed);
    assert.equal(after({ clearing: 'operator' }), null);
    assert.equal(after({ options: { connection: '/dev/y' } }), null);
  });

  test('[MA6] a print begins once: a known id is refused with whatever version', () => {
    const state = machineIn('ready', { begun: new Map([[P2, 'finished']]) });
    assertRefused(state, decidedOn(state, fittingCommand('start', state)), 'already-began');
    assertRefused(state, decidedOn(state, fittingCommand('start', state), { decidedOn: null }), 'already-began');
  });

  test('[MA6] a print that was cancelled before its start can never start', () => {
    const state = machineIn('ready');
    const cancelled = send(state, decidedOn(state, { kind: 'cancel', printId: P2 })).state;
    assert.equal(cancelled.begun.get(P2), 'cancelled');
    assertRefused(cancelled, decidedOn(cancelled, fittingCommand('start', cancelled)), 'already-began');
  });

  test('[MA6] a command that arrives twice takes effect once', () => {
    const state = machineIn('ready');
    const envelope = decidedOn(state, fittingCommand('configure', state));
    const once = send(state, envelope);
    const twice = send(once.state, envelope);
    assert.deepEqual(twice, { state: once.state, effects: [], answer: { kind: 'accepted' } });
  });

  test('[MA6a] an old wish to pause or resume never touches a newer pause', () => {
    const printing = machineIn('printing');
    assertRefused(printing, decidedOn(printing, { kind: 'pause', printId: P1, pauseNumber: 3 }), 'stale-pause');
    const paused = machineIn('paused');
    assertRefused(paused, decidedOn(paused, { kind: 'resume', printId: P1, pauseNumber: 2 }), 'stale-pause');
  });

  test('[MA6a] a stop takes effect once per number and keeps its pending mark until the printer stands', () => {
    const state = machineIn('printing');
    const first = send(state, decidedOn(state, { kind: 'stop', stopNumber: 8 }));
    assert.deepEqual(first.state.phase, {
      kind: 'stopped',
      print: machineIn('printing').phase.kind === 'printing' ? (state.phase as { print: unknown }).print : null,
      stopNumber: 8,
      pending: true,
    });
    assert.equal(first.state.bed.kind, 'unknown');
    assert.equal(first.state.begun.get(P1), 'failed');
    const again = send(first.state, decidedOn(first.state, { kind: 'stop', stopNumber: 8 }));
    assert.equal(again.state, first.state);
    assert.deepEqual(again.effects, []);
    assertRefused(first.state, decidedOn(first.state, { kind: 'recover', stopNumber: 8 }), 'stop-pending');
    const standing = transition(first.state, { kind: 'report', report: { kind: 'standing' } }, NOW).state;
    const recovered = send(standing, decidedOn(standing, { kind: 'recover', stopNumber: 8 }));
    assert.equal(recovered.state.phase.kind, 'adopting');
    assert.equal(recovered.state.bed.kind, 'unknown', 'recover never makes a bed clear (BE8)');
  });

  test('[BE8] clear leads to ready, and from a fault by way of connecting', () => {
    for (const phase of ['unverified', 'awaiting-retrieval'] as const) {
      const state = machineIn(phase);
      const step = send(state, decidedOn(state, fittingCommand('clear', state)));
      assert.equal(step.state.phase.kind, 'ready');
      assert.equal(step.state.bed.kind, 'clear');
    }
    const faulted = machineIn('faulted');
    const step = send(faulted, decidedOn(faulted, fittingCommand('clear', faulted)));
    assert.equal(step.state.phase.kind, 'connecting');
    assert.deepEqual(step.effects, [{ kind: 'driver-reset' }]);
  });

  test('[MA13] configuration touches neither bed nor phase, and makes the driver anew only when its options changed', () => {
    const state = machineIn('awaiting-retrieval');
    const changed = send(state, decidedOn(state, fittingCommand('configure', state)));
    assert.deepEqual(changed.effects, [{ kind: 'driver-anew' }]);
    assert.equal(changed.state.phase, state.phase);
    assert.equal(changed.state.bed, state.bed);
    const same = send(state, decidedOn(state, { kind: 'configure', configuration: { ...CONFIGURATION, version: 9 } }));
    assert.deepEqual(same.effects, []);
    assert.equal(same.state.configuration?.version, 9);
  });

  test('[MA15] by hand: motion needs a second confirmation in unverified, and extruding makes a clear bed unknown', () => {
    const unverified = machineIn('unverified');
    const jog = { kind: 'manual', lines: ['G1 X1'], nature: 'motion', confirmed: false } as const;
    assertRefused(unverified, decidedOn(unverified, jog), 'needs-confirmation');
    assert.equal(send(unverified, decidedOn(unverified, { ...jog, confirmed: true })).answer?.kind, 'accepted');
    const ready = machineIn('ready');
    const extruded = send(ready, decidedOn(ready, { ...jog, nature: 'extruding' }));
    assert.equal(extruded.state.phase.kind, 'unverified');
    assert.equal(extruded.state.bed.kind, 'unknown');
  });

  test('[MA8] confirmed entries are forgotten, those after them are repeated, and another journal’s confirmation is nothing', () => {
    const state = machineIn('ready');
    const started = send(state, decidedOn(state, fittingCommand('start', state))).state;
    const [entry] = started.entries;
    assert.ok(entry);
    assert.equal(
      send(started, decidedOn(started, { kind: 'confirm', journalId: journalId('other'), seq: entry.seq })).state,
      started,
    );
    const confirmed = send(
      started,
      decidedOn(started, { kind: 'confirm', journalId: started.journalId, seq: entry.seq }),
    ).state;
    assert.deepEqual(confirmed.entries, []);
    assert.equal(confirmed.version, started.version);
    assert.equal(confirmed.nextSeq, started.nextSeq);
  });

  test('[EV4] what a command brings about carries its correlation id', () => {
    const state = machineIn('ready');
    const step = send(state, decidedOn(state, fittingCommand('start', state), { correlationId: 'flow-1' as never }));
    assert.deepEqual(
      step.state.entries.map((entry) => [entry.fact.kind, entry.correlationId]),
      [['print-accepted', 'flow-1']],
    );
    assert.deepEqual(step.effects, [{ kind: 'intake', printId: P2, file: FILE }]);
  });
});
