/**
 * The live state, of which only that is read again which changed: after each step of people and machines jobs and printers are what a
 * reading of everything finds.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UserError } from '#lib/user-error';
import { silentLog } from '#lib/small-log';
import type { Feedback } from '#model/feedback';
import { bedIdOf } from '#model/bed';
import type { JobId, PrinterId, PrintId } from '#model/ids';
import type { HandMachine } from '../fixtures/hand-machine.ts';
import { FILE, seededChance } from '../fixtures/test-farm.ts';
import { snapshotOf } from '../printers/printers.ts';
import type { FarmState, ProcessStateName } from './farm-state.ts';
import { openTestServer, type TestServer } from './fixtures/test-server.ts';
import { createLiveFarm, type LiveFarm } from './live-farm.ts';
import { PRINTERS_TOLD } from './waiting-reasons.ts';

const SEEDS = Number(process.env.CROFT_RUNS ?? 6);
const STEPS = 60;
/** Linked and moved by hand; others make the farm longer than reasons are told of. */
const MACHINES = 4;

const liveOf = ({ farm, features }: TestServer): LiveFarm =>
  createLiveFarm({
    storage: farm.storage,
    features,
    farm: () => ({ name: 'Test', version: '0', demonstration: false, startedAt: '' }),
    clock: farm.clock,
    log: silentLog,
  });

async function stateOf(live: LiveFarm): Promise<FarmState> {
  const stop = new AbortController();
  const updates = live.watch(null, stop.signal)[Symbol.asyncIterator]();
  const { value } = await updates.next();
  stop.abort();
  await updates.return?.();
  assert.ok(value?.snapshot);
  return value.snapshot;
}

const feedbackOf = (printId: PrintId | null, fraction: number): Feedback => ({
  at: 0,
  temperatures: [],
  position: null,
  progress: printId === null ? null : { printId, fraction, elapsedSeconds: 1, remainingSeconds: 60, layer: 1, z: 0.2 },
  line: null,
  notice: null,
});

interface World {
  readonly server: TestServer;
  readonly live: LiveFarm;
  readonly machines: readonly HandMachine[];
  readonly measured: Map<PrinterId, Feedback>;
  readonly processes: Map<PrinterId, ProcessStateName>;
}

type Step = (world: World, machine: HandMachine, pick: number) => Promise<unknown>;

const of = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)];

async function jobs({ server }: World): Promise<readonly { readonly id: JobId; readonly version: number }[]> {
  const rows = await server.farm.storage.read.selectFrom('job').selectAll().orderBy('id').execute();
  return rows.map(({ id, version }) => ({ id: id as JobId, version }));
}

/** Each with a job by chance, if there is one. */
const onJob =
  (act: (world: World, id: JobId, version: number, pick: number) => Promise<unknown>): Step =>
  async (world, _, pick) => {
    const job = of(await jobs(world), pick);
    if (job !== undefined) await act(world, job.id, job.version, pick);
  };

const onPrint =
  (act: (world: World, id: PrintId, pick: number) => Promise<unknown>): Step =>
  async (world, _, pick) => {
    const print = of(await world.server.farm.prints(), pick);
    if (print !== undefined) await act(world, print.id as PrintId, pick);
  };

async function confirm({ server: { farm } }: World, machine: HandMachine): Promise<void> {
  const row = await farm.printers.get(machine.printerId);
  const bed = row === null ? undefined : snapshotOf(row)?.bed;
  const bedId = bed === undefined ? null : bedIdOf(bed);
  if (bedId === null || machine.isMoving) return;
  machine.takeObject();
  await farm.wishes.confirmBed(machine.printerId, bedId, 'ann', 'operator');
}

async function changePrinter(
  { server: { farm } }: World,
  id: PrinterId,
  change: { readonly held?: boolean; readonly tags?: readonly string[]; readonly name?: string },
): Promise<void> {
  const row = await farm.printers.get(id);
  if (row !== null) await farm.printers.change({ id, version: row.version, ...change });
}

/** Committed with the word that the library, or the spools, changed. */
const written = (
  { server }: World,
  notice: 'files' | 'spools',
  act: (tx: Parameters<Parameters<TestServer['farm']['storage']['transaction']>[0]>[0]) => Promise<unknown>,
) =>
  server.farm.storage.transaction(async (tx) => {
    await act(tx);
    tx.notify('farm', notice);
  });

const STEPS_BY_NAME: Readonly<Record<string, Step>> = {
  add: ({ server }, machine, pick) =>
    server.farm.addJob({
      copies: 1 + (pick % 3),
      tags: pick % 4 === 0 ? ['red'] : [],
      printerIds: pick % 5 === 0 ? [machine.printerId] : [],
      priority: pick % 2,
    }),
  hold: onJob(({ server }, id, _, pick) => server.farm.queue.hold(id, pick % 2 === 0)),
  copies: onJob(({ server }, id, version, pick) => server.farm.queue.change({ id, version, copies: 1 + (pick % 4) })),
  rename: onJob(({ server }, id, version, pick) => server.farm.queue.change({ id, version, name: `Job ${pick}` })),
  move: async (world, _, pick) => {
    const all = await jobs(world);
    const id = of(all, pick)?.id;
    if (id !== undefined) await world.server.farm.queue.move(id, of(all, pick >> 3)?.id ?? null);
  },
  cancel: onJob(({ server }, id) => server.farm.queue.cancel(id, 'ann')),
  delete: onJob(({ server }, id) => server.farm.queue.delete(id)),
  cancelPrint: onPrint(({ server }, id) => server.farm.wishes.cancelPrint(id, 'ann')),
  pausePrint: onPrint(({ server }, id) => server.farm.wishes.pausePrint(id, 'ann')),
  retry: onPrint(({ server }, id) => server.farm.wishes.retryPrint(id, 'ann')),
  answer: onPrint(({ server }, id, pick) => server.farm.wishes.answerLost(id, pick % 2 === 0, 'ann')),
  finish: async (_, machine) => machine.finish(),
  fail: async (_, machine) => machine.fail(),
  lose: async (_, machine) => machine.lose(),
  reboot: async (_, machine) => machine.reboot(),
  panel: async (_, machine, pick) => machine.beginForeign(`panel ${pick}`),
  away: async (_, machine) => machine.disconnect(),
  back: async (_, machine) => (machine.link === null ? machine.connect() : undefined),
  confirm,
  holdPrinter: (world, machine, pick) => changePrinter(world, machine.printerId, { held: pick % 2 === 0 }),
  tag: (world, machine, pick) => changePrinter(world, machine.printerId, { tags: pick % 2 === 0 ? ['red'] : [] }),
  /** Sometimes beyond those that are told, sometimes before. */
  namePrinter: (world, machine, pick) =>
    changePrinter(world, machine.printerId, { name: `${pick % 2 === 0 ? 'A' : 'Z'} ${pick}` }),
  measure: async ({ live, measured, server }, machine, pick) => {
    const print = of(
      (await server.farm.prints()).filter(({ printer_id }) => printer_id === machine.printerId),
      pick,
    );
    const feedback = feedbackOf((print?.id ?? null) as PrintId | null, (pick % 100) / 100);
    measured.set(machine.printerId, feedback);
    live.feedback(machine.printerId, feedback);
  },
  process: async ({ live, processes }, machine, pick) => {
    const word = pick % 2 === 0 ? 'RUNNING' : 'CRASH_LOOPING';
    processes.set(machine.printerId, word);
    live.process(machine.printerId, word, null);
  },
  file: (world, _, pick) =>
    written(world, 'files', (tx) =>
      tx
        .updateTable('library_file')
        .set({ name: `token ${pick}.gcode` })
        .where('digest', '=', FILE)
        .execute(),
    ),
  spool: async (world, _, pick) => {
    const print = of(await world.server.farm.prints(), pick);
    const [spool] = await world.server.farm.storage.read.selectFrom('spool').select('id').execute();
    if (print === undefined || spool === undefined) return;
    const used = { id: `use ${pick}`, spool_id: spool.id, kind: 'print', print_id: print.id, job_id: print.job_id };
    const rest = { printer_id: print.printer_id, name: print.name, tool: 0, grams: pick % 50, cost: null, by: 'ann' };
    const row = { ...used, ...rest, basis: null, unsure: 0 as const, note: '', corrects: null, at: 0 };
    await written(world, 'spools', (tx) =>
      tx
        .insertInto('spool_use')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
  },
};

async function openWorld(server: TestServer, live: LiveFarm): Promise<World> {
  const { farm } = server;
  const machines: HandMachine[] = [];
  for (let i = 0; i < MACHINES; i++) {
    const machine = await farm.addMachine(`M ${i}`, { tags: i % 2 === 0 ? ['red'] : [] });
    await farm.makeReady(machine);
    machines.push(machine);
  }
  for (let i = 0; i < PRINTERS_TOLD; i++) await farm.addMachine(`N ${i}`);
  await server.features.materials.add({ name: 'Red', type: 'PLA' });
  return { server, live, machines, measured: new Map(), processes: new Map() };
}

describe('jobs and printers of the live state', () => {
  for (let seed = 1; seed <= SEEDS; seed++)
    test(`are what a reading of everything finds, seed ${seed}`, async () => {
      await using server = await openTestServer();
      await using live = liveOf(server);
      const world = await openWorld(server, live);
      await stateOf(live);
      const chance = seededChance(seed);
      const names = Object.keys(STEPS_BY_NAME);
      const done: string[] = [];
      for (let i = 0; i < STEPS; i++) {
        const pick = Math.floor(chance.fraction() * 1_000);
        const name = of(names, Math.floor(chance.fraction() * names.length)) ?? '';
        const machine = of(world.machines, Math.floor(chance.fraction() * MACHINES)) as HandMachine;
        done.push(name);
        try {
          await STEPS_BY_NAME[name]?.(world, machine, pick);
        } catch (error) {
          // What a person is refused is no failure.
          if (!(error instanceof UserError)) throw error;
        }
        if (pick % 3 === 0) await server.farm.rest();
        else await server.farm.settle();
        await using fresh = liveOf(server);
        for (const [printer, feedback] of world.measured) fresh.feedback(printer, feedback);
        for (const [printer, word] of world.processes) fresh.process(printer, word, null);
        const [now, whole] = [await stateOf(live), await stateOf(fresh)];
        const told = `after ${done.slice(-5).join(', ')}`;
        assert.deepEqual(now.jobs, whole.jobs, told);
        assert.deepEqual(now.jobOrder, whole.jobOrder, told);
        assert.deepEqual(now.printers, whole.printers, told);
      }
    });
});
