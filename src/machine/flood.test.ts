import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Driver, DriverContext, DriverManifest, PrintToDrive } from '#drivers/driver';
import { systemChance } from '#lib/chance';
import { type Clock, systemClock } from '#lib/clock';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { silentLog } from '#lib/small-log';
import { bootId } from '#model/ids';
import type { Intake } from './intake.ts';
import { openJournal } from './journal.ts';
import { createMachine, type Machine } from './loop.ts';
import { decidedOn, fittingCommand, machineIn } from './machine-fixtures.ts';
import { TROUBLES_AT_ONCE } from './trouble-limit.ts';

const MANIFEST = {
  spooling: 'device',
  limits: { startDeadlineMs: 60_000 },
  optionsSchema: {},
  portOf: () => ({ kind: 'none' }),
} as unknown as DriverManifest;
const PER_TURN = 200;
const TURNS_OF_A_PRINT = 50;

/** A driver of one printer of a shard: everything in it runs in the turns of one event loop. */
class ShardDriver implements Driver {
  turns = 0;
  stops = 0;
  readonly #context: DriverContext;
  readonly #floods: boolean;
  #ended = false;

  constructor(context: DriverContext, floods: boolean) {
    this.#context = context;
    this.#floods = floods;
  }

  connect(): void {
    this.#context.report({ kind: 'connected', continuity: 'unbroken', firmware: null, foreign: null });
    if (this.#floods) void this.#flood();
  }

  /** In each turn of the loop, without end. */
  async #flood(): Promise<void> {
    const { report, history } = this.#context;
    while (!this.#ended) {
      for (let k = 0; k < PER_TURN; k++) {
        const at = this.turns * PER_TURN + k;
        const error = { code: 'protocol-trouble', message: `complaint ${at}`, at } as const;
        report({ kind: 'trouble', error });
        report({
          kind: 'feedback',
          feedback: { temperatures: [], position: null, progress: null, line: null, notice: `busy with ${at}` },
        });
        history({ at, direction: 'received', text: `line ${at}` });
      }
      this.turns += 1;
      await turn();
    }
  }

  start({ printId }: PrintToDrive): void {
    this.#context.report({ kind: 'print-moved', printId });
    void (async () => {
      for (; this.turns < TURNS_OF_A_PRINT; this.turns++) await turn();
      this.#context.report({ kind: 'print-ended', printId, outcome: 'finished', moved: true, error: null });
    })();
  }

  stop(): void {
    this.stops += 1;
  }

  adopt(): void {}
  pause(): void {}
  resume(): void {}
  cancel(): void {}
  adjust(): void {}
  answer(): void {}
  reset(): void {}
  async manual(): ReturnType<Driver['manual']> {
    return { kind: 'done', replies: [] };
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
  }
}

async function machineWith(
  folder: string,
  floods: boolean,
  clock: Clock,
): Promise<{ readonly machine: Machine; readonly driver: ShardDriver }> {
  const opened = openJournal(folder, 0);
  const drivers: ShardDriver[] = [];
  const machine = createMachine({
    state: machineIn('ready'),
    bootId: bootId('boot-1'),
    spool: null,
    journal: opened.journal,
    intake: {
      fetch: async () => ({ kind: 'ready' }),
      abandon() {},
      pathOf: (digest: string) => digest,
    } satisfies Intake,
    voice: { changed() {}, answer() {}, feedback() {}, history() {} },
    guardian: { wishPort() {}, reopenPort() {}, portLost() {}, safety() {}, mayDrive: () => true },
    port: null,
    portTarget: { kind: 'none' },
    loadDriver: async () => ({
      manifest: MANIFEST,
      createDriver: (context) => {
        const driver = new ShardDriver(context, floods);
        drivers.push(driver);
        return driver;
      },
    }),
    clock,
    chance: systemChance,
    log: silentLog,
  });
  await machine.begin();
  const [driver] = drivers;
  assert.ok(driver !== undefined);
  return { machine, driver };
}

const complaints = (machine: Machine): readonly string[] =>
  machine.snapshot().entries.flatMap(({ fact }) => (fact.kind === 'printer-error' ? [fact.error.message] : []));

test('[PR5a] [MA5] a driver that tells without end silences no neighbour, obeys a stop, and fills no journal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'croft-flood-'));
  const hand = createHandClock();
  const flooding = await machineWith(join(folder, 'loud'), true, hand);
  const quiet = await machineWith(join(folder, 'quiet'), false, systemClock);
  try {
    const until = async (machine: Machine, phase: string): Promise<void> => {
      while (machine.snapshot().phase.kind !== phase) await turn();
    };
    await until(quiet.machine, 'ready');
    const { journalId, bootId: boot, version } = quiet.machine.snapshot();
    const state = { ...machineIn('ready'), journalId, bootId: boot, version };
    quiet.machine.onCommand(decidedOn(state, fittingCommand('start', state)));
    const before = flooding.driver.turns;
    await until(quiet.machine, 'awaiting-retrieval');
    assert.ok(flooding.driver.turns > before, 'it went on telling all the time');

    assert.equal(complaints(flooding.machine).length, TROUBLES_AT_ONCE);
    hand.advance(60_000);
    while (complaints(flooding.machine).length <= TROUBLES_AT_ONCE) await turn();
    assert.match(complaints(flooding.machine)[TROUBLES_AT_ONCE] ?? '', /^\d+ more complaints .* complaint \d+$/);
    flooding.machine.onStop(8, 'combinator');
    assert.equal(flooding.driver.stops, 1);
    await until(flooding.machine, 'stopped');
  } finally {
    await flooding.machine[Symbol.asyncDispose]();
    await quiet.machine[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  }
});
