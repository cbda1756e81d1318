import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CreateDriver, Driver, DriverContext, DriverManifest, SpoolRecord } from '#drivers/driver';
import { FileRefused } from '#drivers/printer-files';
import { systemChance } from '#lib/chance';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { silentLog } from '#lib/small-log';
import type { Answer } from '#model/command';
import type { Feedback } from '#model/feedback';
import { bootId } from '#model/ids';
import type { Intake } from './intake.ts';
import type { Journal } from './journal.ts';
import { createMachine, type Machine } from './loop.ts';
import { decidedOn, FILE, fittingCommand, machineIn, openPrint, P2 } from './machine-fixtures.ts';
import type { MachineState } from './machine-state.ts';

const SPOOL: SpoolRecord = {
  printId: P2,
  digest: FILE.digest,
  portSession: '',
  base: 0,
  firstLine: 0,
  reservedTo: 0,
  exceptions: [],
  note: null,
};

/** The loop with a disk, a driver and a link that the test moves by hand. */
function stage(start: MachineState, before: { readonly port?: string; readonly spool?: string } = {}) {
  const clock = createHandClock();
  const done: string[] = [];
  const spools: number[] = [];
  /** Ends the writing to the card. */
  const written: (() => void)[] = [];
  const answers: Answer[] = [];
  const measured: Feedback[] = [];
  let changes = 0;
  let heard = (): void => {};
  let context: DriverContext | null = null;
  const disk = { refuses: false, waiting: [] as (() => void)[], held: false };
  const journal: Journal = {
    append(_before, after) {
      if (disk.refuses) throw new Error('no space left on the disk');
      done.push(`write ${after.phase.kind}`);
    },
    appendSpool(record) {
      if (disk.refuses) throw new Error('no space left on the disk');
      spools.push(record?.reservedTo ?? 0);
      done.push('write spool');
    },
    sync: () => (disk.held ? new Promise((resolve) => disk.waiting.push(resolve)) : Promise.resolve()),
    close: () => {},
  };
  const say = (what: string) => (): void => void done.push(what);
  const driver: Driver = {
    connect: say('connect'),
    start: say('driver start'),
    adopt: say('adopt'),
    pause: say('driver pause'),
    resume: say('driver resume'),
    cancel: say('driver cancel'),
    adjust: say('driver adjust'),
    answer: say('driver answer'),
    stop: say('driver stop'),
    reset: say('driver reset'),
    manual: async () => ({ kind: 'done', replies: [] }),
    card: {
      write({ name }, signal) {
        done.push(`driver write ${name}`);
        const cancelled = new FileRefused('cancelled', 'It was cancelled.');
        return new Promise((resolve, reject) => {
          written.push(resolve);
          signal.addEventListener('abort', () => reject(cancelled));
        });
      },
    },
    async handOver(stillWished) {
      done.push('driver hand-over');
      return stillWished() ? { kind: 'ready' } : { kind: 'refused', reason: 'too late' };
    },
    async [Symbol.asyncDispose]() {},
  };
  const createDriver: CreateDriver = (given) => {
    context = given;
    return driver;
  };
  const intake: Intake = {
    fetch: async () => ({ kind: 'ready' }),
    abandon: say('abandon'),
    pathOf: (digest) => `/files/${digest}`,
  };
  const manifest = {
    limits: { startDeadlineMs: 60_000 },
    optionsSchema: {},
    portOf: () => ({ kind: 'none' }),
  } as unknown as DriverManifest;
  const machine: Machine = createMachine({
    state: start,
    bootId: bootId('boot-1'),
    spool: before.spool === undefined ? null : { ...SPOOL, portSession: before.spool },
    journal,
    intake,
    voice: {
      changed: () => void changes++,
      answer(_id, answer) {
        answers.push(answer);
        heard();
      },
      feedback: (feedback) => void measured.push(feedback),
      history: () => {},
    },
    guardian: { wishPort: () => {}, reopenPort: () => {}, portLost: () => {}, safety: () => {}, mayDrive: () => true },
    port: before.port === undefined ? null : { kind: 'tty', fd: 3, session: before.port, touched: false, unreadMs: 0 },
    portTarget: { kind: 'none' },
    loadDriver: async () => ({ manifest, createDriver }),
    clock,
    chance: systemChance,
    log: silentLog,
  });
  return {
    clock,
    machine,
    done,
    spools,
    written,
    answers,
    measured,
    disk,
    changes: () => changes,
    onAnswer(listener: () => void) {
      heard = listener;
    },
    report: (report: Parameters<DriverContext['report']>[0]) => context?.report(report),
    persistSpool: (changes: Partial<SpoolRecord>) => context?.persistSpool({ ...SPOOL, ...changes }),
    release() {
      disk.held = false;
      for (const resolve of disk.waiting.splice(0)) resolve();
    },
  };
}

/** A machine that has just found its printer again, ready to be told. */
async function ready() {
  const farm = stage(machineIn('ready'));
  await farm.machine.begin();
  farm.report({ kind: 'connected', continuity: 'unbroken', firmware: null, foreign: null });
  await farm.machine.settled();
  assert.equal(farm.machine.snapshot().phase.kind, 'ready');
  farm.done.length = 0;
  return farm;
}

/** The state as a combinator would decide on it. */
const seen = (machine: Machine): MachineState =>
  ({ ...machineIn('ready'), ...machine.snapshot(), epoch: machine.highestEpoch() }) as never;

function start({ machine }: { readonly machine: Machine }): void {
  const state = seen(machine);
  machine.onCommand(decidedOn(state, fittingCommand('start', machineIn('ready'))));
}

describe('the loop of a machine', () => {
  test('[MA7] nothing is handed to the driver, and no answer given, before the disk has what decided it', async () => {
    const farm = await ready();
    farm.disk.held = true;
    start(farm);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(farm.done, ['write preparing']);
    assert.deepEqual(farm.answers, []);
    farm.release();
    await new Promise((resolve) => setImmediate(resolve));
    await farm.machine.settled();
    assert.deepEqual(farm.answers, [{ kind: 'accepted' }]);
    assert.deepEqual(farm.done, ['write preparing', 'write printing', 'driver start']);
  });

  const unproven = { kind: 'connected', continuity: 'unproven', firmware: null, foreign: null } as const;
  const cut = { kind: 'disconnected', reason: 'gone', wrongCredentials: false } as const;
  const panel = { key: 'panel', name: 'panel.gcode', since: 1 };
  for (const [what, told, phase] of [
    ['out of sight and back', [cut, unproven], 'unverified'],
    ['begun anew', [unproven], 'unverified'],
    ['seen at another print', [{ kind: 'foreign-began', foreign: panel }], 'printing'],
    [
      'halted',
      [{ kind: 'print-lost', printId: null, error: { code: 'printer-halted', message: '', at: 1 } }],
      'faulted',
    ],
  ] as const)
    test(`[BE1] [BE3] a printer ${what} while the disk takes the start is not told to start: ${phase}`, async () => {
      const farm = await ready();
      farm.disk.held = true;
      start(farm);
      while (farm.disk.waiting.length === 0) await Promise.resolve();
      farm.disk.waiting.splice(0).forEach((synced) => synced());
      // The file has come, and that it starts is on its way to the disk.
      while (farm.disk.waiting.length === 0) await Promise.resolve();
      for (const report of told) farm.report(report);
      farm.release();
      await farm.machine.settled();
      assert.ok(!farm.done.includes('driver start'), farm.done.join(', '));
      const { phase: after, bed } = farm.machine.snapshot();
      assert.deepEqual([after.kind, bed.kind === 'clear'], [phase, false]);
      await farm.machine[Symbol.asyncDispose]();
    });

  test('[BE1] what comes in one breath with the file counts, too', async () => {
    const farm = await ready();
    // The file has come by then.
    farm.onAnswer(() => [cut, unproven].forEach((report) => farm.report(report)));
    start(farm);
    await farm.machine.settled();
    const { phase, bed } = farm.machine.snapshot();
    assert.ok(!farm.done.includes('driver start'), farm.done.join(', '));
    assert.deepEqual([phase.kind, bed.kind], ['unverified', 'unknown']);
    await farm.machine[Symbol.asyncDispose]();
  });

  test('[MA5] a print whose start is on its way to the disk when the stop comes is not started behind it', async () => {
    const farm = await ready();
    farm.disk.held = true;
    start(farm);
    while (farm.disk.waiting.length === 0) await Promise.resolve();
    farm.disk.waiting.splice(0).forEach((synced) => synced());
    while (farm.disk.waiting.length === 0) await Promise.resolve();
    farm.machine.onStop(8, 'guardian');
    farm.release();
    await farm.machine.settled();
    assert.ok(farm.done.includes('driver stop') && !farm.done.includes('driver start'), farm.done.join(', '));
    assert.equal(farm.machine.snapshot().phase.kind, 'stopped');
    await farm.machine[Symbol.asyncDispose]();
  });

  test('[MA5] [I6] an emergency stop reaches the driver while the disk stands still', async () => {
    const farm = await ready();
    farm.disk.held = true;
    start(farm);
    await new Promise((resolve) => setImmediate(resolve));
    farm.machine.onStop(8, 'combinator');
    assert.equal(farm.done.at(-1), 'driver stop');
    farm.machine.onStop(8, 'combinator');
    farm.release();
    await farm.machine.settled();
    assert.equal(farm.done.filter((one) => one === 'driver stop').length, 1, 'once per number');
    assert.equal(farm.machine.snapshot().phase.kind, 'stopped');
  });

  test('[PR2] nothing is handed over when nobody wishes it any more by the time that the disk is done', async () => {
    const farm = await ready();
    assert.deepEqual(await farm.machine.handOver(() => true), { kind: 'ready' });
    farm.disk.held = true;
    farm.report({ kind: 'disconnected', reason: 'off', wrongCredentials: false });
    let wished = true;
    const handing = farm.machine.handOver(() => wished);
    await new Promise((resolve) => setImmediate(resolve));
    wished = false;
    farm.done.length = 0;
    farm.release();
    assert.equal((await handing).kind, 'refused');
    assert.deepEqual(farm.done, []);
  });

  test('[PR5] [MA8] without any link a print goes on to its end, and its outcome waits in the journal', async () => {
    const farm = await ready();
    start(farm);
    await farm.machine.settled();
    await new Promise((resolve) => setImmediate(resolve));
    await farm.machine.settled();
    farm.report({ kind: 'print-moved', printId: P2 });
    farm.report({ kind: 'print-ended', printId: P2, outcome: 'finished', moved: true, error: null });
    await farm.machine.settled();
    const { phase, entries } = farm.machine.snapshot();
    assert.equal(phase.kind, 'awaiting-retrieval');
    assert.ok(entries.some(({ fact }) => fact.kind === 'print-ended' && fact.outcome === 'finished'));
  });

  test('[MA7] a disk that refuses holds everything up and loses nothing; with room it goes on (F19)', async () => {
    const farm = await ready();
    farm.disk.refuses = true;
    start(farm);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(farm.machine.snapshot().phase.kind, 'ready');
    assert.deepEqual(farm.answers, []);
    farm.disk.refuses = false;
    farm.clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
    await farm.machine.settled();
    assert.deepEqual(farm.answers, [{ kind: 'accepted' }]);
  });

  test('[MA10] a record that a disk refused never comes behind a newer one: the last on disk is the last that was given', async () => {
    const farm = await ready();
    farm.disk.refuses = true;
    const older = farm.persistSpool({ reservedTo: 1 });
    farm.clock.advance(500);
    farm.disk.refuses = false;
    await farm.persistSpool({ reservedTo: 2 });
    farm.clock.advance(500);
    await older;
    assert.equal(farm.spools.at(-1), 2);
  });

  test('[DL2] that the printer’s files changed is counted with what it measures, and writes nothing', async () => {
    const farm = await ready();
    farm.report({ kind: 'files-changed' });
    const bed = { name: 'bed', actual: 60, target: 60 };
    const warm = { temperatures: [bed], position: null, progress: null, line: null, notice: null };
    farm.report({ kind: 'feedback', feedback: warm });
    farm.report({ kind: 'files-changed' });
    assert.deepEqual(
      farm.measured.map(({ filesChanged, temperatures }) => [filesChanged, temperatures.length]),
      [
        [1, 0],
        [1, 1],
        [2, 1],
      ],
      'and takes nothing from what was measured',
    );
    await farm.machine.settled();
    assert.deepEqual(farm.done, []);
  });

  test('what arrives in the very moment in which the loop comes to rest is taken in', async () => {
    // How many promises lie between the last answer and the rest is nobody's business, so each distance is tried.
    for (let distance = 0; distance < 12; distance++) {
      const farm = await ready();
      start(farm);
      const answered = Promise.withResolvers<void>();
      farm.onAnswer(() => {
        let turn = Promise.resolve();
        for (let i = 0; i < distance; i++) turn = turn.then(() => {});
        void turn.then(() => farm.machine.onStop(8, 'guardian')).then(answered.resolve);
      });
      await answered.promise;
      await farm.machine.settled();
      assert.equal(farm.machine.snapshot().stopNumber, 8, `${distance} promises after the answer`);
    }
  });

  test('[MA9] a crash while the disk is waited for is written on top of what was written, not instead of it', async () => {
    const farm = await ready();
    farm.disk.held = true;
    start(farm);
    await new Promise((resolve) => setImmediate(resolve));
    farm.machine.recordCrash({ code: 'machine-crashed', message: 'test', at: 1 });
    assert.deepEqual(farm.done, ['write preparing', 'write preparing']);
    farm.release();
    await farm.machine.settled();
  });

  test('[MA6a] a stop that came while there was no driver is sent by the one that the configuration brings', async () => {
    const stopped = { kind: 'stopped', print: null, stopNumber: 8, pending: true } as const;
    const farm = stage(machineIn('stopped', { phase: stopped, stopNumber: 8, configuration: null }));
    await farm.machine.begin();
    farm.done.length = 0;
    farm.machine.onCommand(decidedOn(seen(farm.machine), fittingCommand('configure', machineIn('stopped'))));
    await farm.machine.settled();
    assert.deepEqual(farm.done, ['write stopped', 'connect', 'driver stop']);
  });

  test('[BE8] a reset that a restart came between is brought about again, once, and then the printer is reached', async () => {
    const recovering = machineIn('adopting', { phase: { kind: 'adopting', print: null, resumeInto: 'unverified' } });
    for (const [port, done] of [
      ['session-1', ['write adopting', 'driver reset', 'connect']],
      ['session-2', ['write adopting', 'connect']],
    ] as const) {
      const farm = stage(recovering, { port, spool: 'session-1' });
      await farm.machine.begin();
      assert.deepEqual(farm.done, done);
      farm.report({ kind: 'connected', continuity: 'unproven', firmware: null, foreign: null });
      await farm.machine.settled();
      assert.equal(farm.machine.snapshot().phase.kind, 'unverified');
    }
  });

  test('[MA10] [MA11] a foreign print of before the restart comes to its end once the printer is in sight without it', async () => {
    const print = { ...openPrint(P2), origin: 'foreign', file: null } as const;
    const farm = stage(machineIn('printing', { phase: { kind: 'printing', print, observed: true } }));
    await farm.machine.begin();
    assert.equal(farm.machine.snapshot().phase.kind, 'adopting');
    assert.deepEqual(farm.done, ['write adopting', 'connect'], 'there is no file to go on with');
    farm.report({ kind: 'connected', continuity: 'unproven', firmware: null, foreign: null });
    await farm.machine.settled();
    const { phase, bed } = farm.machine.snapshot();
    assert.deepEqual([phase.kind, bed.kind], ['faulted', 'unknown']);
  });

  test('[MA15] while a file is written to the card nothing else is let through but a stop; a start is not lost, it comes again', async () => {
    const farm = await ready();
    const upload = { file: FILE, name: 'A.GCO', replace: false };
    const { signal } = new AbortController();
    const writing = farm.machine.writeCard(upload, signal, () => {});
    await farm.machine.settled();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(farm.done, ['driver write A.GCO']);
    const state = seen(farm.machine);
    for (const kind of ['start', 'manual', 'configure'] as const)
      farm.machine.onCommand(decidedOn(state, fittingCommand(kind, machineIn('ready'))));
    await farm.machine.settled();
    const busy = { kind: 'refused', reason: 'card-busy' };
    assert.deepEqual(farm.answers, [busy, busy, busy]);
    await assert.rejects(
      farm.machine.writeCard(upload, signal, () => {}),
      { reason: 'busy' },
    );
    assert.equal((await farm.machine.handOver(() => true)).kind, 'refused');
    farm.written[0]?.();
    await writing;
    start(farm);
    await farm.machine.settled();
    assert.deepEqual(farm.answers.at(-1), { kind: 'accepted' });
    await assert.rejects(
      farm.machine.writeCard(upload, signal, () => {}),
      { reason: 'busy' },
      'a print is open',
    );
  });

  test('[MA5] a stop reaches the driver while a file is written to the card', async () => {
    const farm = await ready();
    const abort = new AbortController();
    const writing = farm.machine.writeCard({ file: FILE, name: 'A.GCO', replace: false }, abort.signal, () => {});
    await new Promise((resolve) => setImmediate(resolve));
    farm.machine.onStop(9, 'combinator');
    assert.equal(farm.done.at(-1), 'driver stop');
    abort.abort();
    await assert.rejects(writing, { reason: 'cancelled' });
  });
});
