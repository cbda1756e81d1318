import { readdirSync } from 'node:fs';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { PRINTERS_PER_PROCESS } from '../../src/agent/machine-entry.ts';
import { type RunningCroft, temporaryData, until } from '../harness/croft.ts';
import { commandOf, machineProcesses } from '../harness/machine-processes.ts';
import { preciseNow, startBuiltCroft } from './farm.ts';
import { cpuMs, percentile, privateMegabytes, type Result, round, runParts } from './measure.ts';
import { type NetworkFarm, startNetworkFarm } from './network-farm.ts';

const PRINTERS = Number(process.env.BENCH_PRINTERS ?? 100);
const WINDOW_MS = Number(process.env.BENCH_WINDOW ?? 20_000);
/** Start of so many processes on a host that does other things as well. */
const ALL_THERE_LIMIT_MS = 240_000;
const LOOK_MS = 2_000;
const FOUND_LIMIT_MS = 60_000;
/** Behind the start of a farm: a process of several collects what its start left, and V8 compiles what has turned out to be used. */
const SETTLE_MS = Number(process.env.BENCH_SETTLE ?? 60_000);
const PRINTING_SETTLE_MS = 10_000;
/** Of each kind so many starts at a panel are timed, one after the other; the others follow in batches. */
const TIMED = Number(process.env.BENCH_TIMED ?? 15);
const BATCH = 20;
const PAGES = 30;
/** What a person or a script waits for, and what the server may take for a thousand printers (peers.md §3.5). */
const PAGE_MS = 50;
const COMBINATOR_MB = 350;
/** Asked for all at once, a thousand records would wait for the disk in a row, and nobody adds printers so. */
const ADDED_AT_ONCE = 8;

/** What an idle serial machine may have, and 250 KB for the way to its printer (quality.md §8). */
const IDLE_MB = 12.75;
/** A thousand printers on half a core (peers.md §3.5). */
const CPU_MS_PER_SECOND = 0.5;
/** How often, at the most, each of them says or is asked how it is, with nobody's order under way; ms. */
const PERIODS: Readonly<Record<string, number>> = {
  moonraker: 250,
  octoprint: 500,
  prusalink: 5_000,
  bambu: 1_000,
  duet: 2_000,
  elegoo: 1_000,
  // It tells at once that it prints; what prints is asked for with its next call, which comes a second later, and told with the one after.
  'prusa-connect': 2_000,
};
/** What Croft may add to that: event to subscriber (quality.md §8). */
const ADDED_MS = 50;

interface Added {
  readonly driver: string;
  readonly id: string;
  readonly pid: number;
  /** So many printers share its process. */
  readonly together: number;
}

/** A farm of a thousand takes minutes; whoever waits sees where it is. */
const told = (what: string): void => console.log(`  ${round(performance.now() / 1_000, 0)} s: ${what}`);

async function addAll(croft: RunningCroft, farm: NetworkFarm): Promise<readonly Added[]> {
  const ids: string[] = [];
  const query = 'mutation($input: AddPrinterInput!) { addPrinter(input: $input) { id } }';
  const toAdd = [...farm.printers.entries()];
  await Promise.all(
    Array.from({ length: ADDED_AT_ONCE }, async () => {
      for (let next = toAdd.shift(); next !== undefined; next = toAdd.shift()) {
        const [i, { driver, options }] = next;
        const input = { name: `Printer ${i + 1}`, driver, options };
        ids[i] = (await croft.ask<{ addPrinter: { id: string } }>(query, { input })).addPrinter.id;
      }
    }),
  );
  told(`${ids.length} printers added`);
  farm.dial();
  const isThere = ({ phase, link, unreachableSince }: Seen): boolean =>
    phase === 'UNVERIFIED' && link === 'CONNECTED' && unreachableSince === null;
  await until(
    'every printer in sight',
    async () => {
      const { printers } = await croft.ask<{ printers: readonly Seen[] }>(
        '{ printers { phase link unreachableSince unreachableReason } }',
      );
      const missing = printers.filter((each) => !isThere(each));
      if (missing.length === 0 && printers.length === PRINTERS) return true;
      const { phase, link, unreachableReason } = missing[0] ?? {};
      told(
        `${missing.length} of ${printers.length} not in sight, the first: ${phase} ${link} ${unreachableReason ?? ''}`,
      );
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      return false;
    },
    ALL_THERE_LIMIT_MS,
  );
  const processes = [...machineProcesses(croft.data)];
  return farm.printers.map(({ driver }, i) => {
    const id = ids[i] ?? '';
    const [pid, printers] = processes.find(([, driven]) => driven.includes(id)) ?? [Number.NaN, []];
    return { driver, id, pid, together: printers.length };
  });
}

interface Seen {
  readonly phase: string;
  readonly link: string;
  readonly unreachableSince: string | null;
  readonly unreachableReason: string | null;
}

/** CPU time of each printer’s process, or its share of it, and of combinator and guardian, ms for each second of the window. */
async function cpuShares(croft: RunningCroft, added: readonly Added[]): Promise<ReadonlyMap<string, number>> {
  const pids = [
    ...added.map(({ id, pid, together }) => [id, pid, together] as const),
    ['combinator', croft.pid, 1] as const,
    ['guardian', guardianOf(croft.data), 1] as const,
  ];
  const used = (): ReadonlyMap<number, number> =>
    new Map([...new Set(pids.map(([, pid]) => pid))].map((pid) => [pid, cpuMs(pid)]));
  const before = used();
  const from = performance.now();
  await new Promise((resolve) => setTimeout(resolve, WINDOW_MS));
  const after = used();
  const seconds = (performance.now() - from) / 1_000;
  const of = (pid: number): number => (after.get(pid) ?? Number.NaN) - (before.get(pid) ?? Number.NaN);
  return new Map(pids.map(([id, pid, together]) => [id, of(pid) / seconds / together]));
}

function guardianOf(data: string): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return Number(
    pids.find(
      (pid) =>
        commandOf(Number(pid))
          .join(' ')
          .match(/guardian-process\.js .*--data (\S+)/)?.[1] === data,
    ),
  );
}

const memories = (added: readonly Added[]): ReadonlyMap<string, number> =>
  new Map(added.map(({ id, pid, together }) => [id, privateMegabytes(pid) / together]));

/** From the panel to whoever watches the farm's events, ms; null of a start that was not timed. Each kind has its own queue. */
async function latencies(
  croft: RunningCroft,
  farm: NetworkFarm,
  added: readonly Added[],
): Promise<readonly (number | null)[]> {
  const heardAt = new Map<string, number>();
  const client = createClient({
    url: `${croft.address.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
  });
  const query = 'subscription { events(names: ["print-found"]) { printerId } }';
  client.subscribe<{ events: { printerId: string } }>(
    { query },
    {
      next: ({ data }) => {
        if (data != null) heardAt.set(data.events.printerId, preciseNow());
      },
      error: (error) => console.error(error),
      complete: () => {},
    },
  );
  // What happens before the server has taken the subscription is told to nobody.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const all: (number | null)[] = added.map(() => null);
  const begin = async (i: number): Promise<number> => {
    const { id, driver } = added[i] ?? { id: '', driver: '' };
    const at = await farm.startAtPanel(i);
    return (await until(`the print of ${driver}, the ${i + 1}th,`, async () => heardAt.get(id), FOUND_LIMIT_MS)) - at;
  };
  const kinds = Map.groupBy(added.keys(), (i) => added[i]?.driver ?? '');
  await Promise.all(
    [...kinds.values()].map(async (own) => {
      for (const i of own.slice(0, TIMED)) all[i] = await begin(i);
    }),
  );
  const others = [...kinds.values()].flatMap((own) => own.slice(TIMED));
  while (others.length > 0) await Promise.all(others.splice(0, BATCH).map(begin));
  await client.dispose();
  return all;
}

/** What whoever opens the page of all printers waits for, ms. */
async function pageOfAll(croft: RunningCroft): Promise<readonly number[]> {
  const query =
    '{ printers { id name driver tags phase link unreachableReason bed { state bedId } print { name progress } temperatures { name actual target } } }';
  const all: number[] = [];
  for (let i = 0; i < PAGES; i++) {
    const from = performance.now();
    await croft.ask(query);
    all.push(performance.now() - from);
  }
  return all;
}

const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;

const ALL = 'all kinds';

/** One farm of all kinds: what each printer costs while nothing happens, while it prints, and how soon its word is heard. */
async function measureFarm(perProcess: number): Promise<readonly Result[]> {
  const howMany = perProcess === 1 ? 'alone' : `${perProcess} in a process`;
  await using data = temporaryData();
  await using farm = await startNetworkFarm(PRINTERS);
  told(`${PRINTERS} simulated printers`);
  await using croft = await startBuiltCroft(data.path, ['--printers-per-process', String(perProcess)]);
  const from = performance.now();
  const added = await addAll(croft, farm);
  const allThereMs = performance.now() - from;
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const idleMemory = memories(added);
  const idleCpu = await cpuShares(croft, added);
  const pages = await pageOfAll(croft);
  const combinatorMb = privateMegabytes(croft.pid);
  // What follows may not come to its end in a farm of a thousand.
  const meanOf = (values: ReadonlyMap<string, number>): number =>
    mean(added.map(({ id }) => values.get(id) ?? Number.NaN));
  told(
    `idle measured: ${round(meanOf(idleCpu))} ms/s and ${round(meanOf(idleMemory), 1)} MB for each, combinator ${round((idleCpu.get('combinator') ?? Number.NaN) / PRINTERS)} ms/s for each and ${round(combinatorMb, 0)} MB, page p50 ${round(percentile(pages, 0.5), 1)} ms`,
  );
  const heard = await latencies(croft, farm, added);
  told('all print');
  await new Promise((resolve) => setTimeout(resolve, PRINTING_SETTLE_MS));
  const printingCpu = await cpuShares(croft, added);
  const printingCombinatorMb = privateMegabytes(croft.pid);
  const printingMemory = memories(added);
  const drivers = [ALL, ...new Set(added.map(({ driver }) => driver))];
  const results = drivers.flatMap((driver): readonly Result[] => {
    const own = added.filter((each) => driver === ALL || each.driver === driver);
    const of = (values: ReadonlyMap<string, number>): number => mean(own.map(({ id }) => values.get(id) ?? Number.NaN));
    const memory = (when: string, values: ReadonlyMap<string, number>, goal: number): Result => {
      const value = round(of(values), 1);
      return {
        name: `${driver}, ${howMany}, ${when}: private memory`,
        value,
        unit: 'MB',
        reference: null,
        goal: `≤ ${goal} MB`,
        met: value <= goal,
      };
    };
    const cpu = (when: string, values: ReadonlyMap<string, number>): Result => {
      const value = round(of(values));
      const goal = `≤ ${CPU_MS_PER_SECOND} ms/s`;
      return {
        name: `${driver}, ${howMany}, ${when}: CPU`,
        value,
        unit: 'ms/s',
        reference: null,
        goal,
        met: value <= CPU_MS_PER_SECOND,
      };
    };
    const figures = [
      memory('idle', idleMemory, IDLE_MB),
      memory('printing', printingMemory, 22),
      cpu('idle', idleCpu),
      cpu('printing', printingCpu),
    ];
    // Of processes that drive printers of several kinds nobody can say what each kind costs.
    if (driver === ALL) return figures;
    const waits = heard.filter((ms, k): ms is number => ms !== null && added[k]?.driver === driver);
    const period = PERIODS[driver] ?? 0;
    const worst = round(percentile(waits, 0.99), 0);
    return [
      ...(perProcess === 1 ? figures : []),
      {
        name: `${driver}, ${howMany}: panel to subscriber, worst of ${waits.length} (p50 ${round(percentile(waits, 0.5), 0)})`,
        value: worst,
        unit: 'ms',
        reference: period,
        goal: `≤ its period + ${ADDED_MS} ms`,
        met: worst <= period + ADDED_MS,
      },
    ];
  });
  const other = (name: 'combinator' | 'guardian', when: string, values: ReadonlyMap<string, number>): Result => {
    const value = round((values.get(name) ?? Number.NaN) / PRINTERS);
    return {
      name: `${name}, ${howMany}, for each ${when}: CPU`,
      value,
      unit: 'ms/s',
      reference: null,
      goal: `≤ ${CPU_MS_PER_SECOND} ms/s`,
      met: value <= CPU_MS_PER_SECOND,
    };
  };
  const whole = (what: string, value: number, unit: string, limit: number): Result => ({
    name: `${PRINTERS} printers, ${howMany}: ${what}`,
    value: round(value, 1),
    unit,
    reference: null,
    goal: `≤ ${limit} ${unit}`,
    met: value <= limit,
  });
  return [
    ...results,
    whole('added → all in sight', allThereMs / 1_000, 's', ALL_THERE_LIMIT_MS / 1_000),
    whole('page of them all, p50', percentile(pages, 0.5), 'ms', PAGE_MS),
    whole('page of them all, worst', percentile(pages, 1), 'ms', PAGE_MS),
    whole('combinator’s private memory, idle', combinatorMb, 'MB', COMBINATOR_MB),
    whole('combinator’s private memory, printing', printingCombinatorMb, 'MB', COMBINATOR_MB),
    other('combinator', 'idle', idleCpu),
    other('combinator', 'printing', printingCpu),
    other('guardian', 'idle', idleCpu),
    other('guardian', 'printing', printingCpu),
  ];
}

await runParts('drivers', { alone: () => measureFarm(1), shared: () => measureFarm(PRINTERS_PER_PROCESS) });
