import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { PRINTERS_PER_PROCESS } from '../../src/agent/machine-entry.ts';
import { type RunningCroft, temporaryData, until } from '../harness/croft.ts';
import { startBuiltCroft } from './farm.ts';
import { percentile, type Result, round, runParts } from './measure.ts';
import { type NetworkFarm, startNetworkFarm } from './network-farm.ts';

const PRINTERS = Number(process.env.BENCH_PRINTERS ?? 100);
const RESTARTS = Number(process.env.BENCH_RESTARTS ?? 5);
/** Asked for all at once, a thousand records would wait for the disk in a row, and nobody adds printers so. */
const ADDED_AT_ONCE = 8;
const ALL_THERE_LIMIT_MS = 300_000;
const CONVERGED_LIMIT_MS = 240_000;
/** A second for a hundred printers, five for a thousand. */
const GOAL_MS = PRINTERS > 100 ? 5_000 : 1_000;

interface Seen {
  readonly phase: string;
  readonly link: string;
  readonly unreachableSince: string | null;
}

const isInSight = ({ phase, link, unreachableSince }: Seen): boolean =>
  phase === 'UNVERIFIED' && link === 'CONNECTED' && unreachableSince === null;

/** Until the page shows every printer as it is. */
const allInSight = (croft: RunningCroft, limitMs: number): Promise<boolean> =>
  until(
    'every printer in sight',
    async () => {
      const { printers } = await croft.ask<{ printers: readonly Seen[] }>(
        '{ printers { phase link unreachableSince } }',
      );
      return printers.length === PRINTERS && printers.every(isInSight);
    },
    limitMs,
  );

async function addAll(croft: RunningCroft, farm: NetworkFarm): Promise<void> {
  const query = 'mutation($input: AddPrinterInput!) { addPrinter(input: $input) { id } }';
  const toAdd = [...farm.printers.entries()];
  await Promise.all(
    Array.from({ length: ADDED_AT_ONCE }, async () => {
      for (let next = toAdd.shift(); next !== undefined; next = toAdd.shift()) {
        const [i, { driver, options }] = next;
        await croft.ask(query, { input: { name: `Printer ${i + 1}`, driver, options } });
      }
    }),
  );
  farm.dial();
}

interface FarmDatabase extends Disposable {
  epochs(): ReadonlyMap<string, number>;
  /** Printers whose snapshot of a newer epoch than this was applied by a run. */
  reconciled(since: ReadonlyMap<string, number>): number;
  /** Links given since then: more than one to a printer are handshakes that had to be done again. */
  given(since: ReadonlyMap<string, number>): number;
}

function openDatabase(data: string): FarmDatabase {
  const database = new DatabaseSync(join(data, 'farm.sqlite'), { readOnly: true });
  const printers = database.prepare('select id, epoch, snapshot_epoch from printer');
  const grown = (since: ReadonlyMap<string, number>, row: Record<string, unknown>): number =>
    Number(row.epoch) - (since.get(String(row.id)) ?? 0);
  return {
    epochs: () => new Map(printers.all().map((row) => [String(row.id), Number(row.epoch)])),
    reconciled: (since) =>
      printers.all().filter((row) => row.snapshot_epoch === row.epoch && grown(since, row) > 0).length,
    given: (since) => printers.all().reduce((sum, row) => sum + grown(since, row), 0),
    [Symbol.dispose]: () => database.close(),
  };
}

/** Processor time of the combinator so far, ms. */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/**
 * A killed combinator until every network printer is in sight again: its machine linked under a new epoch, the snapshot of that epoch
 * written and decided on. Node's start is in it.
 */
async function measureRestarts(): Promise<readonly Result[]> {
  await using data = temporaryData();
  await using farm = await startNetworkFarm(PRINTERS);
  const flags = ['--printers-per-process', String(PRINTERS_PER_PROCESS)];
  let croft = await startBuiltCroft(data.path, flags);
  const from = performance.now();
  await addAll(croft, farm);
  await allInSight(croft, ALL_THERE_LIMIT_MS);
  const addedMs = performance.now() - from;
  console.log(`  ${PRINTERS} printers in sight ${round(addedMs / 1_000, 1)} s after the first was added`);
  using database = openDatabase(data.path);
  const whole: number[] = [];
  const sinceListening: number[] = [];
  let again = 0;
  for (let i = 0; i < RESTARTS; i++) {
    const before = database.epochs();
    await croft.end('SIGKILL');
    const killed = performance.now();
    croft = await startBuiltCroft(data.path, flags);
    const listening = performance.now();
    await until('the farm to converge', async () => database.reconciled(before) === PRINTERS, CONVERGED_LIMIT_MS);
    whole.push(performance.now() - killed);
    sinceListening.push(performance.now() - listening);
    const used = processorMs(croft.pid);
    await allInSight(croft, CONVERGED_LIMIT_MS);
    const links = database.given(before) - PRINTERS;
    again += links;
    console.log(
      `  restart ${i + 1}: ready after ${round(listening - killed, 0)} ms, converged after ${round(whole.at(-1) ?? 0, 0)} ms, ` +
        `${used} ms of the combinator's processor, ${links} links given again`,
    );
  }
  await croft.end('SIGTERM');
  const worst = round(Math.max(...whole), 0);
  const result = (name: string, value: number, unit: string, goal: string, met: boolean): Result => ({
    name: `${PRINTERS} network printers, ${PRINTERS_PER_PROCESS} in a process: ${name}`,
    value: round(value, 1),
    unit,
    reference: null,
    goal,
    met,
  });
  return [
    result('added → all in sight', addedMs / 1_000, 's', '–', true),
    result(`combinator killed → all in sight, p50 of ${RESTARTS}`, percentile(whole, 0.5), 'ms', '–', true),
    result(`the same, longest, Node's start included`, worst, 'ms', `≤ ${GOAL_MS} ms`, worst <= GOAL_MS),
    result('the same, from the ready server on, longest', Math.max(...sinceListening), 'ms', '–', true),
    result('links given more than once', again, '', '0', again === 0),
  ];
}

await runParts('network-restart', { restart: measureRestarts });
