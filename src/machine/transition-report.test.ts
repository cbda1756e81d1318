import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DriverReport } from '#drivers/driver';
import { bedIdOf } from '#model/bed';
import { bootId } from '#model/ids';
import { ACTIVE_PHASES, BLOCKING_PHASES, hasOpenPrint, printOf } from '#model/phase';
import type { OpenPrint } from '#model/print';
import { CONFIGURATION, decidedOn, FILE, fittingCommand, machineIn, NOW, openPrint, P1 } from './machine-fixtures.ts';
import type { MachineState } from './machine-state.ts';
import { transition } from './transition.ts';
import { foreignPrintId } from './transition-report.ts';

const hear = (state: MachineState, report: DriverReport) => transition(state, { kind: 'report', report }, NOW);
const boot = (state: MachineState, portReopened = false) =>
  transition(state, { kind: 'boot', bootId: bootId('boot-2'), portReopened }, NOW);
const connected = (
  continuity: 'unbroken' | 'restarted' | 'unproven',
  foreign: { key: string; name: string; since: number } | null = null,
): DriverReport => ({
  kind: 'connected',
  continuity,
  firmware: 'Marlin',
  foreign,
});
const error = { code: 'printer-reset', message: 'reset', at: NOW } as const;
const facts = (state: MachineState) => state.entries.map((entry) => entry.fact.kind);

describe('a printer that would start nothing', () => {
  test('[JO4] [WI4] is a level: told once for each reason, ended by null or by being out of sight, and never before any sight', () => {
    const unable = (reason: string | null): DriverReport => ({ kind: 'unable', reason });
    const broken = hear(machineIn('ready'), unable('The heater is broken.'));
    assert.deepEqual(broken.state.printer, { kind: 'reachable', unable: 'The heater is broken.' });
    assert.ok(broken.state.version > machineIn('ready').version);
    assert.equal(broken.state.phase.kind, 'ready');
    assert.equal(hear(broken.state, unable('The heater is broken.')).state, broken.state);
    assert.deepEqual(hear(broken.state, unable(null)).state.printer, { kind: 'reachable' });
    const away = hear(broken.state, { kind: 'disconnected', reason: 'cable', wrongCredentials: false });
    assert.equal(hear(away.state, unable('Of before.')).state, away.state);
    assert.deepEqual(hear(away.state, connected('unbroken')).state.printer, { kind: 'reachable' });
  });
});

describe('a start', () => {
  const preparing = machineIn('preparing', { begun: new Map([[P1, null]]) });

  test('[MA7] the bed leaves clear in the record that precedes the first byte', () => {
    const step = transition(preparing, { kind: 'intake-ready', printId: P1 }, NOW);
    assert.equal(step.state.phase.kind, 'printing');
    assert.equal(step.state.bed.kind, 'occupied');
    assert.deepEqual(facts(step.state), ['print-started', 'bed-left-clear']);
    assert.deepEqual(step.effects, [
      { kind: 'driver-start', printId: P1, file: FILE },
      { kind: 'await-motion', printId: P1 },
    ]);
  });

  test('[MA3] a bad file ends in preparing as never-started, and the bed stays clear', () => {
    const step = transition(
      preparing,
      { kind: 'intake-failed', printId: P1, error: { ...error, code: 'file-refused' } },
      NOW,
    );
    assert.equal(step.state.phase.kind, 'ready');
    assert.equal(step.state.bed.kind, 'clear');
    assert.equal(step.state.begun.get(P1), 'never-started');
  });

  test('[MA10] a blind gap in preparing ends the print never-started', () => {
    const gone = hear(preparing, { kind: 'disconnected', reason: 'unplugged', wrongCredentials: false });
    assert.equal(gone.state.begun.get(P1), 'never-started');
    assert.deepEqual(gone.effects, [{ kind: 'abandon-intake', printId: P1 }]);
    const late = transition(gone.state, { kind: 'intake-ready', printId: P1 }, NOW);
    assert.equal(late.state, gone.state, 'a file that comes late starts nothing');
    const back = hear(gone.state, connected('unproven'));
    assert.equal(back.state.phase.kind, 'unverified');
  });

  const gone: DriverReport = { kind: 'disconnected', reason: 'gone', wrongCredentials: false };
  const unmoved: DriverReport = { kind: 'print-ended', printId: P1, outcome: 'failed', moved: false, error };
  for (const [title, told, phase] of [
    ['out of sight and ended, then found without proof', [gone, unmoved, connected('unproven')], 'unverified'],
    ['found without proof, then ended', [gone, connected('unproven'), unmoved], 'unverified'],
    ['in sight all the time, which a printer that began anew was not', [connected('restarted'), unmoved], 'unverified'],
    ['found with the proof that nothing ran', [gone, connected('unbroken'), unmoved], 'ready'],
    ['out of sight and ended, then found with proof', [gone, unmoved, connected('unbroken')], 'ready'],
  ] as const)
    test(`[BE3] a print of which nothing moved, ${title}: ${phase}`, () => {
      const printing = transition(preparing, { kind: 'intake-ready', printId: P1 }, NOW).state;
      const after = told.reduce((state, report) => hear(state, report).state, printing);
      assert.equal(after.phase.kind, phase);
      assert.equal(after.bed.kind, phase === 'ready' ? 'clear' : 'unknown');
      assert.equal(after.begun.get(P1), 'never-started');
    });

  test('[BE3] the same of one that was to be cancelled', () => {
    const printing = transition(preparing, { kind: 'intake-ready', printId: P1 }, NOW).state;
    const cancelling = transition(
      printing,
      { kind: 'command', envelope: decidedOn(printing, { kind: 'cancel', printId: P1 }) },
      NOW,
    ).state;
    assert.equal(cancelling.phase.kind, 'cancelling');
    const told = [gone, connected('unproven'), { ...unmoved, outcome: 'cancelled' } as const];
    const after = told.reduce((state, report) => hear(state, report).state, cancelling);
    assert.equal(after.phase.kind, 'unverified');
    assert.equal(after.begun.get(P1), 'cancelled');
  });

  test('[BE3] the same of one that a process before this one was told to start, whichever of the two is told first', () => {
    const printing = transition(preparing, { kind: 'intake-ready', printId: P1 }, NOW).state;
    for (const told of [
      [unmoved, connected('unproven')],
      [connected('unproven'), unmoved],
    ]) {
      const after = told.reduce((state, report) => hear(state, report).state, boot(printing).state);
      assert.deepEqual([after.phase.kind, after.bed.kind], ['unverified', 'unknown']);
    }
  });

  test('[BE2] [BE4] one that moved after such a gap leaves the bed occupied, under the id that it has', () => {
    const printing = transition(preparing, { kind: 'intake-ready', printId: P1 }, NOW).state;
    const told = [gone, connected('unproven'), { ...unmoved, outcome: 'finished', moved: true, error: null } as const];
    const after = told.reduce((state, report) => hear(state, report).state, printing);
    assert.deepEqual([after.phase.kind, after.bed.kind], ['awaiting-retrieval', 'occupied']);
    assert.equal(bedIdOf(after.bed), bedIdOf(printing.bed));
  });

  test('[JO10] a start that nobody sees by its deadline has failed, with the bed unknown, and stays so', () => {
    const printing = transition(preparing, { kind: 'intake-ready', printId: P1 }, NOW).state;
    const late = transition(printing, { kind: 'start-deadline', printId: P1 }, NOW);
    assert.equal(late.state.phase.kind, 'faulted');
    assert.equal(late.state.bed.kind, 'unknown');
    assert.equal(late.state.begun.get(P1), 'failed');
    const seen = hear(printing, { kind: 'print-moved', printId: P1 }).state;
    assert.equal(transition(seen, { kind: 'start-deadline', printId: P1 }, NOW).state, seen);
  });
});

describe('an end', () => {
  test('[MA1] of a print that was adopted only to be cancelled shows that the printer answers', () => {
    const adopting = boot(machineIn('cancelling')).state;
    assert.equal(adopting.printer.kind, 'unreachable');
    const moved = { kind: 'print-ended', printId: P1, outcome: 'cancelled', moved: true, error: null } as const;
    const ended = hear(adopting, moved).state;
    assert.equal(ended.phase.kind, 'awaiting-retrieval');
    assert.equal(ended.printer.kind, 'reachable', 'or nobody could ever clear its bed');
    assert.ok(facts(ended).includes('printer-connected'));
    // Before a hello nothing may be sent, so an end without a motion is no sight of the printer.
    const unmoved = hear(adopting, { ...moved, moved: false }).state;
    assert.equal(unmoved.printer.kind, 'unreachable');
  });

  for (const outcome of ['finished', 'cancelled', 'failed'] as const) {
    test(`[BE2] a print that ${outcome} leaves the bed occupied and waits for a person`, () => {
      const step = hear(machineIn('printing'), { kind: 'print-ended', printId: P1, outcome, moved: true, error: null });
      assert.equal(step.state.phase.kind, 'awaiting-retrieval');
      assert.equal(step.state.bed.kind, 'occupied');
      assert.equal(step.state.begun.get(P1), outcome);
    });
  }

  test('[BE2] after a fault the bed is unknown, under a new bedId', () => {
    const before = machineIn('printing');
    const step = hear(before, { kind: 'print-lost', printId: P1, error });
    assert.equal(step.state.phase.kind, 'faulted');
    assert.equal(step.state.bed.kind, 'unknown');
    assert.notEqual(bedIdOf(step.state.bed), bedIdOf(before.bed));
  });

  test('[I3] an outcome is written once: a second end of the same print changes nothing', () => {
    const end: DriverReport = { kind: 'print-ended', printId: P1, outcome: 'finished', moved: true, error: null };
    const once = hear(machineIn('printing'), end).state;
    assert.equal(hear(once, { ...end, outcome: 'failed' }).state, once);
  });

  test('[BE2] a print cancelled before anything moved leaves the bed clear', () => {
    const step = hear(machineIn('cancelling'), {
      kind: 'print-ended',
      printId: P1,
      outcome: 'cancelled',
      moved: false,
      error: null,
    });
    assert.equal(step.state.phase.kind, 'ready');
    assert.equal(step.state.bed.kind, 'clear');
  });

  test('[BE2] [MA11] the bed under a print from the panel is not clear because a driver saw no motion', () => {
    const panel = { ...openPrint(), origin: 'foreign', file: null } as const;
    const cancelling = machineIn('cancelling', { phase: { kind: 'cancelling', print: panel } });
    const unmoved = { kind: 'print-ended', printId: P1, outcome: 'cancelled', moved: false, error: null } as const;
    const { phase, bed } = hear(cancelling, unmoved).state;
    assert.deepEqual([phase.kind, bed.kind], ['awaiting-retrieval', 'occupied']);
  });

  test('[MA11a] only a report with this print’s own id counts for it', () => {
    const state = machineIn('printing');
    const other = 'print-9' as typeof P1;
    for (const report of [
      { kind: 'print-ended', printId: other, outcome: 'finished', moved: true, error: null },
      { kind: 'print-lost', printId: other, error },
      { kind: 'print-paused', printId: other, reason: 'x' },
    ] as const) {
      assert.equal(hear(state, report).state, state);
    }
  });
});

describe('blindness', () => {
  const gone: DriverReport = { kind: 'disconnected', reason: 'silence', wrongCredentials: false };

  for (const kind of [...ACTIVE_PHASES, ...BLOCKING_PHASES].filter((k) => k !== 'preparing')) {
    test(`[MA1] ${kind} is not erased by silence`, () => {
      const before = machineIn(kind);
      const step = hear(before, gone);
      assert.equal(step.state.phase, before.phase);
      assert.equal(step.state.bed, before.bed);
      assert.equal(step.state.printer.kind, 'unreachable');
      assert.equal(hear(step.state, gone).state, step.state, 'said once (CO3)');
    });
  }

  test('[BE3] a clear bed survives blindness only with proof', () => {
    const blind = hear(machineIn('ready'), gone).state;
    assert.equal(hear(blind, connected('unbroken')).state.phase.kind, 'ready');
    const doubted = hear(blind, connected('unproven')).state;
    assert.equal(doubted.phase.kind, 'unverified');
    assert.equal(doubted.bed.kind, 'unknown');
  });

  for (const kind of ['awaiting-retrieval', 'unverified', 'faulted', 'stopped'] as const) {
    test(`[BE4] ${kind}: a printer that was out of sight without proof has a new bedId`, () => {
      const before = machineIn(kind);
      const blind = hear(before, gone).state;
      // A printer that lost a print may hold lines of it, and executes them before it answers.
      const stays = bedIdOf(hear(blind, connected('unbroken')).state.bed) === bedIdOf(before.bed);
      assert.equal(stays, kind !== 'faulted');
      const back = hear(blind, connected('unproven')).state;
      assert.notEqual(bedIdOf(back.bed), bedIdOf(before.bed));
      assert.equal(back.phase.kind, kind);
    });
  }
});

describe('a restart', () => {
  test('[BE3] a machine without a journal is unverified once it sees its printer, whatever the printer proves', () => {
    const fresh = machineIn('connecting', {
      bed: { kind: 'unknown', bedId: 'journal-1.1' as never, since: NOW, reason: 'new' },
    });
    assert.equal(hear(boot(fresh).state, connected('unbroken')).state.phase.kind, 'unverified');
  });

  test('[BE3] ready comes back as ready only with proof', () => {
    const booted = boot(machineIn('ready')).state;
    assert.equal(booted.phase.kind, 'connecting');
    assert.equal(hear(booted, connected('unbroken')).state.phase.kind, 'ready');
    assert.equal(hear(booted, connected('unproven')).state.phase.kind, 'unverified');
  });

  for (const kind of ['unverified', 'awaiting-retrieval', 'faulted', 'stopped'] as const) {
    test(`[BE6] ${kind} survives a restart, with its bed`, () => {
      const before = machineIn(kind);
      const booted = boot(before).state;
      assert.equal(booted.phase, before.phase);
      assert.equal(booted.bed, before.bed);
      assert.equal(hear(booted, connected('unbroken')).state.phase.kind, kind);
    });
  }

  test('[MA10] a print in preparing ends never-started', () => {
    const booted = boot(machineIn('preparing')).state;
    assert.equal(booted.begun.get(P1), 'never-started');
    assert.equal(booted.phase.kind, 'connecting');
  });

  for (const [kind, into] of [
    ['printing', 'printing'],
    ['pausing', 'printing'],
    ['resuming', 'printing'],
    ['paused', 'paused'],
    ['cancelling', 'cancelling'],
    ['adopting', 'printing'],
  ] as const) {
    test(`[MA10] ${kind} is adopted, and fails with the bed unknown when the driver has no proof`, () => {
      const booted = boot(machineIn(kind));
      assert.deepEqual(booted.effects, [{ kind: 'driver-adopt', printId: P1, file: FILE, into }]);
      const proven = hear(booted.state, { kind: 'adopted', printId: P1, into: 'printing', gapMs: 90 }).state;
      assert.equal(proven.phase.kind, 'printing');
      const unproven = hear(booted.state, { kind: 'print-lost', printId: P1, error }).state;
      assert.equal(unproven.phase.kind, 'faulted');
      assert.equal(unproven.bed.kind, 'unknown');
    });
  }

  test('[MA10] a print that nobody fed for long comes back paused, under a pause of its own', () => {
    const booted = boot(machineIn('printing')).state;
    const paused = hear(booted, { kind: 'adopted', printId: P1, into: 'paused', gapMs: 70_000 }).state;
    assert.equal(paused.phase.kind === 'paused' && paused.phase.pauseNumber, 4);
    const kept = hear(boot(machineIn('paused')).state, {
      kind: 'adopted',
      printId: P1,
      into: 'paused',
      gapMs: 90,
    }).state;
    assert.equal(kept.phase.kind === 'paused' && kept.phase.pauseNumber, 3, 'the same pause goes on');
  });

  test('[BE9] a restart while the bed is being cleared leaves it to a person', () => {
    assert.equal(boot(machineIn('clearing')).state.phase.kind, 'unverified');
  });

  test('[MA9] the crash stands in the journal before the start that follows', () => {
    const crashed = transition(
      machineIn('ready'),
      { kind: 'crash', error: { ...error, code: 'machine-crashed' } },
      NOW,
    ).state;
    assert.deepEqual(facts(boot(crashed).state), ['machine-crashed', 'machine-started']);
    assert.equal(boot(crashed).state.lastError?.code, 'machine-crashed');
  });
});

describe('our own reset', () => {
  test('[BE8] after clear from a fault the sight of a restarted printer leads to ready, but not when it comes too late', () => {
    const why = { kind: 'cleared', trustUntil: NOW + 1 } as const;
    const cleared = machineIn('connecting', { phase: { kind: 'connecting', why } });
    assert.equal(hear(cleared, connected('restarted')).state.phase.kind, 'ready');
    const late = machineIn('connecting', { phase: { kind: 'connecting', why: { ...why, trustUntil: NOW - 1 } } });
    assert.equal(hear(late, connected('restarted')).state.phase.kind, 'unverified');
  });

  test('[BE8] a board that was not reset may have executed what it still held after the person had looked: who looks is asked again', () => {
    const why = { kind: 'cleared', trustUntil: NOW + 1 } as const;
    const cleared = machineIn('connecting', { phase: { kind: 'connecting', why } });
    const asked = hear(cleared, connected('unproven')).state;
    assert.deepEqual([asked.phase.kind, asked.bed.kind], ['unverified', 'unknown']);
    const again = transition(
      asked,
      { kind: 'command', envelope: decidedOn(asked, fittingCommand('clear', asked)) },
      NOW,
    );
    assert.equal(again.state.phase.kind, 'ready');
  });

  test('[BE3] a restart is no proof that nothing ran before it', () => {
    const blind = machineIn('ready', { printer: { kind: 'unreachable', since: NOW, reason: 'silent' } });
    assert.equal(hear(blind, connected('restarted')).state.phase.kind, 'unverified');
  });

  test('[BE8] recover leads to unverified, never to ready', () => {
    const adopting = machineIn('adopting', { phase: { kind: 'adopting', print: null, resumeInto: 'unverified' } });
    for (const continuity of ['unbroken', 'unproven'] as const) {
      assert.equal(hear(adopting, connected(continuity)).state.phase.kind, 'unverified');
    }
  });
});

describe('a reset of ours that a restart came between', () => {
  const recovering = machineIn('adopting', { phase: { kind: 'adopting', print: null, resumeInto: 'unverified' } });
  const why = { kind: 'cleared', trustUntil: NOW + 1 } as const;
  const cleared = machineIn('connecting', { phase: { kind: 'connecting', why } });

  for (const [name, before] of [
    ['recover', recovering],
    ['clear', cleared],
  ] as const) {
    test(`[BE8] ${name}: is asked for again while the port is the one of before, where a halted printer is mute`, () => {
      const booted = boot(before);
      assert.equal(booted.state.phase, before.phase);
      assert.deepEqual(booted.effects, [{ kind: 'driver-reset' }]);
    });

    test(`[BE8] ${name}: is done when the port was opened anew, and not done for ever`, () => {
      const booted = boot(before, true);
      assert.equal(booted.state.phase, before.phase);
      assert.deepEqual(booted.effects, []);
    });
  }

  test('[BE8] no other phase resets a printer by a restart', () => {
    for (const kind of [...ACTIVE_PHASES, ...BLOCKING_PHASES]) {
      assert.ok(!boot(machineIn(kind)).effects.some((effect) => effect.kind === 'driver-reset'), kind);
    }
  });
});

describe('a foreign print', () => {
  const foreign = { key: 'task-1', name: 'benchy', since: NOW };

  for (const kind of ['connecting', 'ready', 'unverified', 'awaiting-retrieval', 'faulted', 'stopped'] as const) {
    test(`[MA11] seen in ${kind}: recorded as found, and it protects the bed`, () => {
      const step = hear(machineIn(kind), { kind: 'foreign-began', foreign });
      assert.equal(step.state.phase.kind, 'printing');
      assert.equal(step.state.bed.kind, 'occupied');
      assert.ok(facts(step.state).includes('print-found'));
    });
  }

  test('[MA11] the same print seen again is not found twice, with or without the journal', () => {
    const found = hear(machineIn('ready'), { kind: 'foreign-began', foreign }).state;
    assert.equal(hear(found, { kind: 'foreign-began', foreign }).state, found);
    assert.equal(foreignPrintId('printer-1', 'task-1'), foreignPrintId('printer-1', 'task-1'));
    assert.notEqual(foreignPrintId('printer-1', 'task-1'), foreignPrintId('printer-2', 'task-1'));
  });

  test('[MA11] the plate that its printer names goes on to the farm, and none where it names none', () => {
    for (const plate of [{ plate: 2 }, {}]) {
      const { state } = hear(machineIn('ready'), { kind: 'foreign-began', foreign: { ...foreign, ...plate } });
      const [found] = state.entries.flatMap(({ fact }) => (fact.kind === 'print-found' ? [fact.print] : []));
      assert.equal(found?.plate, plate.plate);
      assert.equal(found !== undefined && 'plate' in found, 'plate' in plate);
    }
  });

  test('[MA11] its end waits for retrieval like any other', () => {
    const found = hear(machineIn('ready'), { kind: 'foreign-began', foreign }).state;
    const done = hear(found, { kind: 'foreign-ended', key: 'task-1', outcome: 'finished' }).state;
    assert.equal(done.phase.kind, 'awaiting-retrieval');
    const lost = hear(found, { kind: 'foreign-ended', key: 'task-1', outcome: 'unknown' }).state;
    assert.equal(lost.phase.kind, 'faulted');
  });

  describe('that was open when its machine died', () => {
    const found = hear(machineIn('ready'), { kind: 'foreign-began', foreign }).state;
    const id = foreignPrintId('printer-1', 'task-1') as typeof P1;
    const booted = boot(found).state;

    test('[MA10] [MA11] is waited for until the printer is in sight, and goes on when it still runs', () => {
      assert.equal(booted.phase.kind, 'adopting');
      for (const continuity of ['unbroken', 'unproven'] as const) {
        const step = hear(booted, connected(continuity, foreign));
        assert.equal(step.state.phase.kind, 'printing');
        assert.equal(step.state.printer.kind, 'reachable');
        assert.equal(step.state.bed, found.bed, 'it is the same stay of the bed');
        assert.equal(facts(step.state).filter((kind) => kind === 'print-found').length, 1, 'found once');
        assert.equal(facts(step.state).at(-1), 'print-adopted');
        assert.equal(hear(step.state, connected(continuity, foreign)).state, step.state);
        const done = hear(step.state, { kind: 'foreign-ended', key: 'task-1', outcome: 'finished' }).state;
        assert.equal(done.phase.kind, 'awaiting-retrieval');
      }
    });

    test('[MA10] [MA11] [BE3] has failed with the bed unknown when the printer does not print it any more', () => {
      for (const continuity of ['unbroken', 'unproven'] as const) {
        const step = hear(booted, connected(continuity));
        assert.equal(step.state.phase.kind, 'faulted');
        assert.equal(step.state.printer.kind, 'reachable');
        assert.equal(step.state.bed.kind, 'unknown');
        assert.notEqual(bedIdOf(step.state.bed), bedIdOf(found.bed), 'a word on the bed before counts no more (BE4)');
        assert.equal(step.state.begun.get(id), 'failed');
        assert.equal(facts(step.state).filter((kind) => kind === 'print-ended').length, 1);
        const late = hear(step.state, { kind: 'foreign-ended', key: 'task-1', outcome: 'unknown' }).state;
        assert.equal(late, step.state, 'it ends once');
      }
    });

    test('[MA11] is not what runs there when that has another key: it has failed, and the other protects the bed', () => {
      const step = hear(booted, connected('unproven', { ...foreign, key: 'task-2' })).state;
      assert.equal(step.begun.get(id), 'failed');
      assert.equal(step.phase.kind === 'printing' && step.phase.print.id, foreignPrintId('printer-1', 'task-2'));
      assert.equal(step.bed.kind, 'occupied');
    });

    test('[MA11] a wish to cancel it is not forgotten', () => {
      const phase = { kind: 'cancelling', print: printOf(found.phase) as OpenPrint } as const;
      const step = hear(boot({ ...found, phase }).state, connected('unbroken', foreign));
      assert.equal(step.state.phase.kind, 'cancelling');
      assert.deepEqual(step.effects, [{ kind: 'driver-cancel', printId: id }]);
    });
  });

  test('[MA11] ours cannot be what runs there: in preparing it never started, after that it has failed', () => {
    assert.equal(hear(machineIn('preparing'), { kind: 'foreign-began', foreign }).state.begun.get(P1), 'never-started');
    assert.equal(hear(machineIn('printing'), { kind: 'foreign-began', foreign }).state.begun.get(P1), 'failed');
  });
});

describe('pauses and sensors', () => {
  test('[MA6a] a pause by the printer itself gets the next number', () => {
    const paused = hear(machineIn('printing'), { kind: 'print-paused', printId: P1, reason: 'filament run-out' }).state;
    assert.equal(paused.phase.kind === 'paused' && paused.phase.pauseNumber, 4);
  });

  test('[BE5] a sensor speaks of the bed that waits, and of no other', () => {
    for (const kind of [...ACTIVE_PHASES, ...BLOCKING_PHASES]) {
      const state = machineIn(kind);
      const sensed = hear(state, { kind: 'bed-sensed', empty: true }).state.sensedClear;
      const asked = kind === 'awaiting-retrieval' || kind === 'unverified';
      assert.equal(sensed, asked ? bedIdOf(state.bed) : null, kind);
    }
  });

  test('[BE5] an object seen again takes the word back', () => {
    const empty = hear(machineIn('awaiting-retrieval'), { kind: 'bed-sensed', empty: true }).state;
    assert.equal(hear(empty, { kind: 'bed-sensed', empty: false }).state.sensedClear, null);
  });

  test('[BE5] a word at the printer speaks of the object that a print has left, where that is the policy, and of nothing else', () => {
    const configuration = { ...CONFIGURATION, clearing: 'at-printer' } as const;
    const declared: DriverReport = { kind: 'bed-declared', clear: true };
    for (const kind of [...ACTIVE_PHASES, ...BLOCKING_PHASES]) {
      const state = machineIn(kind, { configuration });
      const after: MachineState = hear(state, declared).state;
      assert.equal(after.sensedClear, kind === 'awaiting-retrieval' ? bedIdOf(state.bed) : null, kind);
      assert.equal(hear(machineIn(kind), declared).state.sensedClear, null, `${kind}: not the policy`);
    }
    const waiting = machineIn('awaiting-retrieval', { configuration });
    const said = hear(waiting, declared).state;
    assert.equal(hear(said, { kind: 'bed-declared', clear: false }).state.sensedClear, null, 'taken back');
    const blind = hear(waiting, { kind: 'disconnected', reason: 'off', wrongCredentials: false }).state;
    assert.equal(hear(blind, declared).state.sensedClear, null, 'out of sight');
    const again = hear(said, { kind: 'disconnected', reason: 'off', wrongCredentials: false }).state;
    assert.equal(hear(again, connected('unproven')).state.sensedClear, null, 'what ran meanwhile nobody saw');
  });

  test('[BE1] whatever is reported, only clear makes a bed clear that something stood on', () => {
    for (const kind of [...ACTIVE_PHASES, ...BLOCKING_PHASES]) {
      const state = machineIn(kind);
      if (state.bed.kind === 'clear') continue;
      const reports: DriverReport[] = [
        connected('unbroken'),
        connected('unproven'),
        { kind: 'standing' },
        { kind: 'bed-sensed', empty: true },
        { kind: 'bed-declared', clear: true },
        { kind: 'print-resumed', printId: P1 },
        { kind: 'print-ended', printId: P1, outcome: 'finished', moved: true, error: null },
        { kind: 'print-lost', printId: null, error },
        { kind: 'adopted', printId: P1, into: 'printing', gapMs: 1 },
      ];
      for (const report of reports) {
        const after = hear(state, report).state;
        assert.notEqual(after.bed.kind, 'clear', `${kind}: ${report.kind}`);
        assert.ok(after.phase.kind !== 'ready', `${kind}: ${report.kind}`);
        assert.ok(!hasOpenPrint(after.phase) || hasOpenPrint(state.phase), `${kind}: ${report.kind} begins no print`);
      }
    }
  });
});

test('[MT2] another slot than the print began with is a fact of the open print, and of no other', () => {
  const change = { filament: 0, slot: 3, fraction: 0.4, seen: true };
  const printing = machineIn('printing');
  const { state } = hear(printing, { kind: 'print-slot', printId: P1, change });
  assert.equal(state.phase, printing.phase);
  assert.deepEqual(state.entries.at(-1)?.fact, { kind: 'print-slot', printId: P1, change });
  const ready = machineIn('ready');
  assert.equal(hear(ready, { kind: 'print-slot', printId: P1, change }).state, ready);
});

test('[MA14] how well a print was fed is a fact of the open print, and of no other', () => {
  const stutter = { underruns: 2, standstillMs: 40, seenBy: 'places' } as const;
  const printing = machineIn('printing');
  const { state } = hear(printing, { kind: 'print-stutter', printId: P1, stutter });
  assert.equal(state.phase, printing.phase);
  assert.deepEqual(state.entries.at(-1)?.fact, { kind: 'print-stutter', printId: P1, stutter });
  const ready = machineIn('ready');
  assert.equal(hear(ready, { kind: 'print-stutter', printId: P1, stutter }).state, ready);
});

test('[PR5a] [MA8] what nothing depends on does not fill the disk while nobody confirms it; an outcome is told all the same', () => {
  let state = machineIn('printing', { begun: new Map([[P1, null]]) });
  const full = 2_000;
  for (let k = 0; k <= full; k++) {
    const complaint = { code: 'protocol-trouble', message: `complaint ${k}`, at: NOW } as const;
    state = hear(state, { kind: 'trouble', error: complaint }).state;
  }
  assert.equal(state.entries.length, full);
  state = hear(state, { kind: 'disconnected', reason: 'gone', wrongCredentials: false }).state;
  assert.deepEqual([state.entries.length, state.printer.kind], [full, 'unreachable']);
  state = hear(state, connected('unproven')).state;
  state = hear(state, { kind: 'print-ended', printId: P1, outcome: 'finished', moved: true, error: null }).state;
  assert.equal(facts(state).at(-1), 'print-ended');
});
