import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Bed } from './bed.ts';
import { bedId, bootId, fileDigest, jobId, journalId, printerId, printId } from './ids.ts';
import type { MachineSnapshot } from './machine-snapshot.ts';
import { ACTIVE_PHASES, BLOCKING_PHASES, isBlocking, type Phase, type PhaseKind } from './phase.ts';
import type { OpenPrint, PrintStatus } from './print.ts';
import { type PrinterFacts, type PrintFacts, reconcile } from './reconcile.ts';

const P = printId('print-p');
const Q = printId('print-q');
const JOURNAL = journalId('journal-1');
const BED = bedId(JOURNAL, 5);
const OCCUPIED: Bed = { kind: 'occupied', bedId: BED, since: 1 };
const UNKNOWN: Bed = { kind: 'unknown', bedId: BED, since: 1, reason: 'test' };
const FILE = { digest: fileDigest('a'.repeat(64)), name: 'token.gcode', sizeBytes: 10 };

const open = (id = P): OpenPrint => ({ id, origin: 'ours', jobId: null, file: FILE, name: 'token', since: 1 });

const phaseOf = (kind: PhaseKind, id = P): Phase => {
  const print = open(id);
  const all: Record<PhaseKind, Phase> = {
    connecting: { kind: 'connecting', why: { kind: 'boot' } },
    adopting: { kind: 'adopting', print, resumeInto: 'printing' },
    preparing: { kind: 'preparing', print },
    printing: { kind: 'printing', print, observed: true },
    pausing: { kind: 'pausing', print, pauseNumber: 3 },
    resuming: { kind: 'resuming', print, pauseNumber: 3 },
    cancelling: { kind: 'cancelling', print },
    clearing: { kind: 'clearing', print },
    unverified: { kind: 'unverified', reason: 'test' },
    ready: { kind: 'ready' },
    paused: { kind: 'paused', print, pauseNumber: 3, reason: 'test' },
    'awaiting-retrieval': { kind: 'awaiting-retrieval', print, outcome: 'finished' },
    faulted: { kind: 'faulted', print, error: { code: 'no-answer', message: 'test', at: 1 } },
    stopped: { kind: 'stopped', print, stopNumber: 7, pending: false },
  };
  return all[kind];
};

const bedIn = (kind: PhaseKind): Bed => {
  if (kind === 'ready' || kind === 'connecting' || kind === 'preparing') return { kind: 'clear', since: 1 };
  return kind === 'unverified' || kind === 'faulted' || kind === 'stopped' ? UNKNOWN : OCCUPIED;
};

const machine = (kind: PhaseKind, changes: Partial<MachineSnapshot> = {}): MachineSnapshot => ({
  printerId: printerId('printer-1'),
  journalId: JOURNAL,
  bootId: bootId('boot-1'),
  version: 10,
  phase: phaseOf(kind),
  bed: bedIn(kind),
  printer: { kind: 'reachable' },
  configurationVersion: 1,
  stopNumber: 7,
  pauseNumber: 3,
  sensedClear: null,
  lastError: null,
  begun: [{ printId: P, outcome: null }],
  entries: [],
  more: false,
  ...changes,
});

const print = (status: PrintStatus, changes: Partial<PrintFacts> = {}): PrintFacts => ({
  id: P,
  status,
  journalId: JOURNAL,
  cancelWished: false,
  pauseWish: null,
  resumeWish: null,
  start: { kind: 'start', printId: P, jobId: jobId('job-1'), name: 'token', file: FILE },
  jobHeld: false,
  ...changes,
});

const facts = (changes: Partial<PrinterFacts> = {}): PrinterFacts => ({
  desiredConfiguration: { version: 1, driver: 'marlin', options: {}, clearing: 'operator' },
  appliedSeq: 0,
  stopWish: null,
  recoverWish: null,
  bedConfirmed: null,
  print: null,
  phasePrint: { acquaintance: 'this-printer', status: 'printing' },
  toldOfBed: BED,
  ...changes,
});

const stood = { taken: 100, sent: 104, leftOut: false, led: false };
/** At the object of Q, which has failed. */
const atObject = (changes: Partial<MachineSnapshot> = {}): MachineSnapshot =>
  machine('faulted', {
    phase: {
      kind: 'faulted',
      print: { ...open(Q), jobId: jobId('job-1') },
      error: { code: 'printer-reset', message: 'test', at: 1 },
      stood,
    },
    begun: [{ printId: Q, outcome: 'failed' }],
    ...changes,
  });
const how = { kind: 'continuation', of: Q, bedId: BED, line: 90, layer: 3, zMm: 0.6 } as const;
/** P, which is to go on where Q failed. */
const goingOn = (changes: Partial<PrintFacts> = {}): PrintFacts =>
  print('assigned', {
    start: { kind: 'start', printId: P, jobId: jobId('job-1'), name: 'token', file: FILE, how },
    ...changes,
  });

/** P, which is to be read from the printer's card. */
const fromCard = (changes: Partial<PrintFacts> = {}): PrintFacts =>
  print('assigned', {
    start: {
      kind: 'start',
      printId: P,
      jobId: jobId('job-1'),
      name: 'cube',
      file: null,
      how: { kind: 'card', path: 'CUBE.GCO', sizeBytes: 91_022 },
    },
    ...changes,
  });

const ALL = [...ACTIVE_PHASES, ...BLOCKING_PHASES];
const confirmed = { bedId: BED, by: 'ann', how: 'operator' } as const;

/** The table of FL2: a snapshot, what the database says, and what must come of it. */
const ROWS: readonly (readonly [string, MachineSnapshot | null, PrinterFacts, string, string | null])[] = [
  [
    'a print from the card is to begin',
    machine('ready'),
    facts({ print: fromCard(), phasePrint: null }),
    'start',
    'start',
  ],
  [
    'a print from the card is to begin, and its printer is out of sight',
    machine('ready', { printer: { kind: 'unreachable', since: 1, reason: 'test' } }),
    facts({ print: fromCard(), phasePrint: null }),
    'start-blind',
    null,
  ],
  [
    'a print from the card was held before it began',
    machine('ready'),
    facts({ print: fromCard({ jobHeld: true }), phasePrint: null }),
    'cancel-assigned',
    'cancel',
  ],
  [
    'a print from the card is to begin, and an object stands there',
    machine('awaiting-retrieval', { phase: phaseOf('awaiting-retrieval', Q) }),
    facts({ print: fromCard() }),
    'awaiting-retrieval',
    null,
  ],
  ['a print is to go on where another failed', atObject(), facts({ print: goingOn() }), 'continuation', 'start'],
  [
    'a print is to go on, and its printer is out of sight',
    atObject({ printer: { kind: 'unreachable', since: 1, reason: 'test' } }),
    facts({ print: goingOn() }),
    'continuation-blind',
    null,
  ],
  [
    'a print is to go on, and its bed was renewed',
    atObject({ bed: { ...UNKNOWN, bedId: bedId(JOURNAL, 6) } as Bed }),
    facts({ print: goingOn() }),
    'continuation-taken-back',
    'cancel',
  ],
  [
    'a print is to go on, and its machine stands at another',
    machine('faulted', { phase: phaseOf('faulted', printId('print-x')) }),
    facts({ print: goingOn() }),
    'continuation-taken-back',
    'cancel',
  ],
  [
    'a print is to go on, and a person does not wish it any more',
    atObject(),
    facts({ print: goingOn({ cancelWished: true }) }),
    'continuation-taken-back',
    'cancel',
  ],
  [
    'a print is to go on, and its job is held',
    atObject(),
    facts({ print: goingOn({ jobHeld: true }) }),
    'continuation-taken-back',
    'cancel',
  ],
  [
    'a print is to go on, and somebody took the object',
    atObject(),
    facts({ print: goingOn(), bedConfirmed: confirmed }),
    'faulted-clear',
    'clear',
  ],
  [
    'a print was to go on, and the bed is clear',
    machine('ready'),
    facts({ print: goingOn() }),
    'cancel-assigned',
    'cancel',
  ],
  ['the link is down', null, facts({ print: print('assigned') }), 'link-down', null],
  [
    'a stop is wished',
    machine('printing'),
    facts({ stopWish: 8, print: print('printing', { cancelWished: true }) }),
    'stop-wished',
    'stop',
  ],
  ['the stop is acknowledged', machine('printing'), facts({ stopWish: 7, print: print('printing') }), 'printing', null],
  [
    'another journal is in the machine',
    machine('ready', { journalId: journalId('new') }),
    facts({ print: print('printing') }),
    'print-lost',
    null,
  ],
  [
    'the machine lacks the print',
    machine('ready', { begun: [] }),
    facts({ print: print('printing') }),
    'print-lost',
    null,
  ],
  [
    'an assigned print was offered to another journal',
    machine('ready', { journalId: journalId('new') }),
    facts({ print: print('assigned') }),
    'print-lost',
    null,
  ],
  [
    'ready, a wish to cancel the assigned print',
    machine('ready'),
    facts({ print: print('assigned', { cancelWished: true }) }),
    'cancel-assigned',
    'cancel',
  ],
  [
    'ready, the job is held',
    machine('ready'),
    facts({ print: print('assigned', { jobHeld: true }) }),
    'cancel-assigned',
    'cancel',
  ],
  [
    'a stranger runs, nothing expected',
    machine('printing', { phase: phaseOf('printing', Q) }),
    facts({ phasePrint: { acquaintance: 'unknown', status: null } }),
    'print-found',
    null,
  ],
  [
    'a stranger runs, another is assigned',
    machine('printing', { phase: phaseOf('printing', Q) }),
    facts({ print: print('assigned'), phasePrint: { acquaintance: 'unknown', status: null } }),
    'print-found',
    null,
  ],
  [
    'a stranger runs where a print awaited retrieval',
    machine('printing', { phase: phaseOf('printing', Q) }),
    facts({ print: print('awaiting-retrieval'), phasePrint: { acquaintance: 'unknown', status: null } }),
    'superseded',
    null,
  ],
  [
    'a print of another printer',
    machine('printing'),
    facts({ phasePrint: { acquaintance: 'another-printer', status: 'printing' } }),
    'print-elsewhere',
    null,
  ],
  [
    'a terminal print runs',
    machine('printing'),
    facts({ phasePrint: { acquaintance: 'this-printer', status: 'done' } }),
    'print-terminal',
    null,
  ],
  ['a fault of a printing print', machine('faulted'), facts({ print: print('printing') }), 'print-failed', null],
  ['unverified, confirmed', machine('unverified'), facts({ bedConfirmed: confirmed }), 'unverified-clear', 'clear'],
  [
    'faulted, confirmed',
    machine('faulted'),
    facts({ print: print('failed'), bedConfirmed: confirmed }),
    'faulted-clear',
    'clear',
  ],
  ['unverified, never told', machine('unverified'), facts({ toldOfBed: null }), 'unverified', null],
  ['ready after retrieval', machine('ready'), facts({ print: print('retrieved') }), 'print-done', null],
  ['ready after recovery', machine('ready'), facts({ print: print('recovering') }), 'print-closed', null],
  ['ready, assigned', machine('ready'), facts({ print: print('assigned') }), 'start', 'start'],
  ['ready, nothing', machine('ready'), facts(), 'ready', null],
  ['preparing, still assigned', machine('preparing'), facts({ print: print('assigned') }), 'print-began', null],
  ['printing, still assigned', machine('printing'), facts({ print: print('assigned') }), 'print-began', null],
  [
    'printing, cancel wished',
    machine('printing'),
    facts({ print: print('printing', { cancelWished: true }) }),
    'cancel-wished',
    'cancel',
  ],
  [
    'preparing, cancel wished',
    machine('preparing'),
    facts({ print: print('printing', { cancelWished: true }) }),
    'cancel-wished',
    'cancel',
  ],
  [
    'pausing, cancel wished',
    machine('pausing'),
    facts({ print: print('printing', { cancelWished: true }) }),
    'cancel-wished',
    'cancel',
  ],
  [
    'resuming, cancel wished',
    machine('resuming'),
    facts({ print: print('printing', { cancelWished: true }) }),
    'cancel-wished',
    'cancel',
  ],
  [
    'printing, pause wished',
    machine('printing'),
    facts({ print: print('printing', { pauseWish: 4 }) }),
    'pause-wished',
    'pause',
  ],
  [
    'paused, this pause is to end',
    machine('paused'),
    facts({ print: print('printing', { resumeWish: 3 }) }),
    'resume-wished',
    'resume',
  ],
  [
    'paused, an older pause was to end',
    machine('paused'),
    facts({ print: print('printing', { resumeWish: 2 }) }),
    'paused',
    null,
  ],
  [
    'paused, cancel wished',
    machine('paused'),
    facts({ print: print('printing', { cancelWished: true, resumeWish: 3 }) }),
    'cancel-wished',
    'cancel',
  ],
  [
    'the print ended',
    machine('awaiting-retrieval'),
    facts({ print: print('printing') }),
    'print-awaits-retrieval',
    null,
  ],
  [
    'retrieved',
    machine('awaiting-retrieval'),
    facts({ print: print('retrieved'), bedConfirmed: confirmed }),
    'awaiting-retrieval-clear',
    'clear',
  ],
  [
    'awaiting a person',
    machine('awaiting-retrieval'),
    facts({ print: print('awaiting-retrieval') }),
    'awaiting-retrieval',
    null,
  ],
  ['stopped, recovery wished', machine('stopped'), facts({ recoverWish: 7 }), 'recovery-wished', 'recover'],
  ['stopped, recovery of another stop wished', machine('stopped'), facts({ recoverWish: 6 }), 'stopped', null],
];

describe('reconcile', () => {
  for (const [title, snapshot, database, row, command] of ROWS) {
    test(`[FL2] ${title}: ${row}, ${command ?? 'no command'}`, () => {
      const decision = reconcile(snapshot, database);
      assert.equal(decision.row, row);
      assert.equal(decision.command?.kind ?? null, command);
      assert.deepEqual(reconcile(snapshot, database), decision, '[FL10] the same question has the same answer');
    });
  }

  test('[FL2] journal entries come before anything else, and are confirmed only with what was written of them', () => {
    const entry = (seq: number) =>
      ({
        seq,
        bootId: bootId('boot-1'),
        at: 1,
        correlationId: null,
        fact: { kind: 'machine-started', driver: null },
      }) as const;
    const snapshot = machine('printing', { entries: [entry(4), entry(5)] });
    const decision = reconcile(snapshot, facts({ appliedSeq: 4, stopWish: 9 }));
    assert.deepEqual(decision.writes, [{ kind: 'apply-entries', journalId: JOURNAL, entries: [entry(5)] }]);
    assert.deepEqual(decision.command, { kind: 'confirm', journalId: JOURNAL, seq: 5 });
    assert.equal(decision.again, true);
    const known = reconcile(snapshot, facts({ appliedSeq: 5 }));
    assert.deepEqual(known.writes, [], '[I2] applied once');
    assert.equal(known.command?.kind, 'confirm');
  });

  for (const kind of ALL) {
    const may = ['connecting', 'unverified', 'ready', 'awaiting-retrieval', 'faulted', 'stopped'].includes(kind);
    test(`[MA13] ${kind}: a new configuration ${may ? 'is sent' : 'waits'}`, () => {
      const decision = reconcile(
        machine(kind, { configurationVersion: 0 }),
        facts({ print: may ? null : print('printing') }),
      );
      assert.equal(decision.command?.kind === 'configure', may);
    });
  }

  test('[MA6a] while a stop is wished nothing but stop and confirm is sent, in every phase', () => {
    for (const kind of ALL) {
      const wishes = facts({
        stopWish: 8,
        recoverWish: 7,
        bedConfirmed: confirmed,
        print: print('printing', { cancelWished: true, pauseWish: 4, resumeWish: 3 }),
      });
      assert.equal(reconcile(machine(kind, { configurationVersion: 0 }), wishes).command?.kind, 'stop', kind);
    }
  });

  test('[FL4] loop commands go out in blocking phases only', () => {
    const wishes = [
      facts({ print: print('assigned') }),
      facts({ bedConfirmed: confirmed, print: print('retrieved') }),
      facts({ recoverWish: 7 }),
      facts({ print: print('printing', { resumeWish: 3 }) }),
    ];
    for (const kind of ALL) {
      for (const wish of wishes) {
        const command = reconcile(machine(kind), wish).command?.kind ?? null;
        if (command === 'start' || command === 'clear' || command === 'recover' || command === 'resume')
          assert.ok(isBlocking(kind), `${kind}: ${command}`);
      }
    }
  });

  test('[BE4] a confirmation of another stay is never sent, and a retrieved print is asked for again', () => {
    const stale = { ...confirmed, bedId: bedId(JOURNAL, 4) };
    for (const kind of ['unverified', 'faulted', 'awaiting-retrieval'] as const) {
      assert.equal(reconcile(machine(kind), facts({ bedConfirmed: stale })).command, null, kind);
    }
    const again = reconcile(machine('awaiting-retrieval'), facts({ print: print('retrieved'), bedConfirmed: stale }));
    assert.deepEqual(again.writes, [{ kind: 'ask-again', printId: P }]);
  });

  test('[BE7] a mark made while the printer is out of sight waits for it', () => {
    const printer = { kind: 'unreachable', since: 1, reason: 'off' } as const;
    const decision = reconcile(
      machine('awaiting-retrieval', { printer }),
      facts({ print: print('retrieved'), bedConfirmed: confirmed }),
    );
    assert.equal(decision.command, null);
    assert.deepEqual(decision.writes, []);
  });

  test('[BE5] a sensor’s word counts only where the policy says so, and for the bed that it named', () => {
    const policy = { ...facts().desiredConfiguration, clearing: 'simulated-sensor' } as const;
    const sensed = machine('awaiting-retrieval', { sensedClear: BED });
    const waiting = facts({ print: print('awaiting-retrieval') });
    assert.deepEqual(reconcile(sensed, waiting).writes, []);
    assert.deepEqual(reconcile(sensed, { ...waiting, desiredConfiguration: policy }).writes, [
      { kind: 'policy-cleared', bedId: BED, printId: P, how: 'simulated-sensor' },
    ]);
    const old = machine('awaiting-retrieval', { sensedClear: bedId(JOURNAL, 4) });
    assert.deepEqual(reconcile(old, { ...waiting, desiredConfiguration: policy }).writes, []);
  });

  test('[BE5] a word that was taken back before the machine heard of it clears nothing, and the person is asked again', () => {
    const desiredConfiguration = { ...facts().desiredConfiguration, clearing: 'at-printer' } as const;
    const bedConfirmed = { bedId: BED, by: 'somebody at the printer', how: 'at-printer' } as const;
    const noted = facts({ print: print('retrieved'), bedConfirmed, desiredConfiguration });
    const said = reconcile(machine('awaiting-retrieval', { sensedClear: BED }), noted);
    assert.deepEqual(said.command, { kind: 'clear', ...bedConfirmed });
    const takenBack = reconcile(machine('awaiting-retrieval'), noted);
    assert.deepEqual([takenBack.command, takenBack.writes], [null, [{ kind: 'ask-again', printId: P }]]);
  });

  test('[BE1] start is sent in ready alone', () => {
    for (const kind of ALL.filter((k) => k !== 'ready')) {
      assert.notEqual(reconcile(machine(kind), facts({ print: print('assigned') })).command?.kind, 'start', kind);
    }
  });

  test('[FL9] a failed print is never started again by the loop', () => {
    for (const status of ['failed', 'recovering', 'lost', 'cancelled', 'closed', 'done'] as const) {
      for (const kind of ALL)
        assert.notEqual(reconcile(machine(kind), facts({ print: print(status) })).command?.kind, 'start');
    }
  });

  test('[JO4] a ready machine with nothing to do asks for work', () => {
    assert.equal(reconcile(machine('ready'), facts()).wantsAssignment, true);
    for (const kind of ALL.filter((k) => k !== 'ready'))
      assert.equal(reconcile(machine(kind), facts()).wantsAssignment, false);
  });
});
