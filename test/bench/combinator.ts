/**
 * `npm run bench:combinator [100|500|1000 …]`: the combinator from `dist` beside so many printers, all printing and telling measurements once
 * a second, over the real links, without the processes that would drive real printers (`fake-farm-process.ts`). `BENCH_WINDOW`,
 * `BENCH_SETTLE`: ms. Other farms: `BENCH_SIZES=50,200`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { runtimeFolder } from '../../src/lib/folders.ts';
import { builtProgram, type RunningCroft, startCroft, until } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import { cpuMs, percentile, privateMegabytes, type Result, round, runParts, syncedWriteMs } from './measure.ts';
import { type FakeFarm, startFakeFarm } from './fake-farm.ts';
import { preciseNow, upload } from './farm.ts';
import { openViewer, type Viewer } from './viewer.ts';

const SIZES = (process.env.BENCH_SIZES ?? '100,500,1000').split(',').map(Number);
const WINDOW_MS = Number(process.env.BENCH_WINDOW ?? 10_000);
const SETTLE_MS = Number(process.env.BENCH_SETTLE ?? 30_000);
const ALL_THERE_LIMIT_MS = 240_000;
const PAGES = 30;
const AT_ONCE = 8;
/** A job has so many copies, each on its own printer. */
const COPIES = 4;
const FILES = 12;
/** Jobs that wait, for each ten printers. */
const WAITING_SHARE = 10;
/** What a browser window shows of the grid of printers without scrolling. */
const ON_SCREEN = 24;
const FEW_VIEWERS = 5;
const DASHBOARDS = 50;
/** Ends of prints told one after the other while viewers look. */
const TIMED_ENDS = 40;
const SINGLE_MS = 50;

const KINDS: readonly ((i: number) => { readonly driver: string; readonly options: object })[] = [
  (i) => ({ driver: 'moonraker', options: { url: urlOf(i) } }),
  (i) => ({ driver: 'octoprint', options: { url: urlOf(i), apiKey: 'A'.repeat(32) } }),
  (i) => ({ driver: 'prusalink', options: { url: urlOf(i), password: 'bench' } }),
  (i) => ({
    driver: 'bambu',
    options: { host: '127.0.0.1', serial: `01P00A${100_000_000 + i}`, accessCode: '12345678' },
  }),
  (i) => ({ driver: 'duet', options: { url: urlOf(i) } }),
  (i) => ({ driver: 'elegoo', options: { url: urlOf(i) } }),
];
/** Nobody ever dials it. */
const urlOf = (i: number): string => `http://127.0.0.1:${20_000 + i}`;

/** What a script asks that looks at all printers. */
const LIST =
  '{ printers { id name driver tags phase link unreachableReason bed { state bedId } print { name progress } temperatures { name actual target } } }';

const told = (what: string): void => console.log(`  ${round(performance.now() / 1_000, 0)} s: ${what}`);

interface Farm {
  readonly croft: RunningCroft;
  readonly fake: FakeFarm;
  readonly ids: readonly string[];
}

async function eachAtOnce<T>(all: Iterable<T>, act: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await act(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Every printer in sight, its bed confirmed, and printing a copy of a job from the library. */
async function setUp({ croft, fake }: Omit<Farm, 'ids'>, printers: number): Promise<readonly string[]> {
  void fake;
  const ids: string[] = [];
  const add = 'mutation($input: AddPrinterInput!) { addPrinter(input: $input) { id } }';
  await eachAtOnce(Array(printers).keys(), async (i) => {
    const kind = KINDS[i % KINDS.length]?.(i);
    const input = { name: `Printer ${i + 1}`, tags: [`row-${i % 10}`], model: 'Bench', ...kind };
    ids[i] = (await croft.ask<{ addPrinter: { id: string } }>(add, { input })).addPrinter.id;
  });
  const beds = await until(
    'every printer in sight',
    async () => {
      const { printers: all } = await croft.ask<{ printers: { id: string; phase: string; bed: { bedId: string } }[] }>(
        '{ printers { id phase bed { bedId } } }',
      );
      return all.length === printers && all.every(({ phase }) => phase === 'UNVERIFIED') ? all : null;
    },
    ALL_THERE_LIMIT_MS,
  );
  told(`${printers} in sight`);
  const clear = 'mutation($id: ID!, $bed: ID!) { confirmBedClear(printerId: $id, bedId: $bed) { id } }';
  await eachAtOnce(beds, async ({ id, bed }) => void (await croft.ask(clear, { id, bed: bed.bedId })));
  const digests = await Promise.all(
    Array.from({ length: FILES }, (_, i) => upload(croft.address, `part-${i}.gcode`, squareGcode(`part ${i}`, 40))),
  );
  const job = 'mutation($input: AddJobInput!) { addJob(input: $input) { id } }';
  const jobs = Math.ceil(printers / COPIES);
  await eachAtOnce(Array(jobs + Math.floor(printers / WAITING_SHARE)).keys(), async (i) => {
    const input = { digest: digests[i % FILES], name: `Order ${i + 1}`, copies: COPIES };
    await croft.ask(job, { input });
  });
  await until(
    'every printer printing',
    async () => {
      const { printers: all } = await croft.ask<{ printers: { phase: string }[] }>('{ printers { phase } }');
      return all.every(({ phase }) => phase === 'PRINTING');
    },
    ALL_THERE_LIMIT_MS,
  );
  told('all print');
  return ids;
}

interface Timed<T> {
  readonly all: readonly number[];
  readonly last: T;
  /** Processor time of the asked process for each, what else it did meanwhile included; ms. */
  readonly cpu: number;
}

async function timed<T>(pid: number, times: number, act: () => Promise<T>): Promise<Timed<T>> {
  const all: number[] = [];
  let last: T | null = null;
  const before = cpuMs(pid);
  for (let i = 0; i < times; i++) {
    const from = performance.now();
    last = await act();
    all.push(performance.now() - from);
  }
  return { all, last: last as T, cpu: (cpuMs(pid) - before) / times };
}

const rest = async (croft: RunningCroft, path: string): Promise<string> => {
  const response = await fetch(`${croft.address}${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.text();
};

const residentMegabytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

interface LoopFigures {
  /** Median, 99th percentile, worst; ms. */
  readonly held: readonly [number, number, number];
  readonly own: readonly [number, number, number];
}

/** Since it was asked last. */
async function loopOf(croft: RunningCroft): Promise<LoopFigures> {
  const before = croft.output().split('\nloop ').length;
  process.kill(croft.pid, 'SIGUSR2');
  return until('the figures of its loop', async () => {
    const parts = `\n${croft.output()}`.split('\nloop ');
    const [text = ''] = parts.at(-1)?.split('\n') ?? [];
    return parts.length > before && text.endsWith('}') ? (JSON.parse(text) as LoopFigures) : null;
  });
}

interface Watched {
  readonly bytesPerSecond: number;
  readonly single: readonly number[];
  readonly list: readonly number[];
  readonly heard: readonly number[];
  readonly lost: number;
  readonly cpu: number;
  readonly loop: LoopFigures;
  readonly privateMb: number;
  readonly residentMb: number;
}

/** So many browsers look, scripts ask and prints end: what each of them gets, and what it costs. */
async function watched({ croft, fake, ids }: Farm, howMany: number): Promise<Watched> {
  const viewers: Viewer[] = [];
  for (let i = 0; i < howMany; i++) {
    const first = Math.floor((i * ids.length) / howMany);
    const onScreen = Array.from(
      { length: Math.min(ON_SCREEN, ids.length) },
      (_, k) => ids[(first + k) % ids.length] ?? '',
    );
    viewers.push(await openViewer(croft.address, onScreen));
  }
  const heardAt = new Map<string, number>();
  using _events = await openViewer(croft.address, null, (printerId) => heardAt.set(printerId, preciseNow()));
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await loopOf(croft);
  const before = { bytes: bytesOf(viewers), cpu: cpuMs(croft.pid), at: performance.now() };
  const single: number[] = [];
  const list: number[] = [];
  const stop = AbortSignal.timeout(WINDOW_MS);
  const pace = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const asking = async (path: () => string, into: number[], everyMs: number): Promise<void> => {
    while (!stop.aborted) {
      const from = performance.now();
      await rest(croft, path());
      into.push(performance.now() - from);
      await pace(Math.max(0, everyMs - (performance.now() - from)));
    }
  };
  const anyId = (): string => ids[Math.floor(Math.random() * ids.length)] ?? '';
  const heard: number[] = [];
  let lost = 0;
  const ending = async (): Promise<void> => {
    const own = ids.slice(0, TIMED_ENDS);
    for (const id of own) {
      if (stop.aborted) return;
      const at = await fake.act({ act: 'finish', printers: [id] });
      const deadline = performance.now() + 5_000;
      while (!heardAt.has(id) && performance.now() < deadline) await pace(1);
      const then = heardAt.get(id);
      if (then === undefined) lost++;
      else heard.push(then - at);
      await pace(WINDOW_MS / TIMED_ENDS / 2);
    }
  };
  await Promise.all([
    asking(() => `/api/printers/${anyId()}`, single, 50),
    asking(() => '/api/jobs?first=50', single, 200),
    asking(() => '/api/printers', list, 1_000),
    ending(),
  ]);
  const seconds = (performance.now() - before.at) / 1_000;
  const result: Watched = {
    bytesPerSecond: (bytesOf(viewers) - before.bytes) / seconds / howMany,
    single,
    list,
    heard,
    lost,
    cpu: (cpuMs(croft.pid) - before.cpu) / seconds,
    loop: await loopOf(croft),
    privateMb: privateMegabytes(croft.pid),
    residentMb: residentMegabytes(croft.pid),
  };
  for (const viewer of viewers) viewer[Symbol.dispose]();
  // The next measurement wants them printing.
  return result;
}

const bytesOf = (viewers: readonly Viewer[]): number => viewers.reduce((sum, viewer) => sum + viewer.bytes, 0);

async function measureSize(printers: number): Promise<readonly Result[]> {
  const data = mkdtempSync(join(tmpdir(), 'croft-bench-'));
  try {
    const runtime = runtimeFolder(data);
    await using cleanup = new AsyncDisposableStack();
    cleanup.defer(() => rmSync(runtime, { recursive: true, force: true }));
    const fake = cleanup.use(await startFakeFarm(runtime));
    const flags = (process.env.BENCH_NODE_FLAGS ?? '').split(' ').filter((flag) => flag !== '');
    const watch = ['--import', join(import.meta.dirname, 'loop-percentiles.mjs'), ...flags];
    const [node, ...script] = builtProgram;
    const croft = cleanup.use(await startCroft(['combinator'], data, 0, [node, ...watch, ...script]));
    return await measureFarm({ croft, fake }, printers);
  } finally {
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function measureFarm(parts: Omit<Farm, 'ids'>, printers: number): Promise<readonly Result[]> {
  const { croft } = parts;
  const farm: Farm = { ...parts, ids: await setUp(parts, printers) };
  const atStart = { privateMb: privateMegabytes(croft.pid), residentMb: residentMegabytes(croft.pid) };
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const settled = { privateMb: privateMegabytes(croft.pid), residentMb: residentMegabytes(croft.pid) };
  const page = await timed(croft.pid, PAGES, () => croft.ask<{ printers: object[] }>(LIST));
  const restPage = await timed(croft.pid, PAGES, () => rest(croft, '/api/printers'));
  const plain = await timed(process.pid, PAGES, async () => JSON.stringify(page.last));
  const rows = JSON.parse(restPage.last) as object;
  const plainRest = await timed(process.pid, PAGES, async () => JSON.stringify(rows));
  told(
    `page of all: GraphQL ${round(percentile(page.all, 0.5), 1)} ms, REST ${round(percentile(restPage.all, 0.5), 1)} ms`,
  );
  const first = await timed(croft.pid, 3, async () => {
    using viewer = await openViewer(croft.address, farm.ids.slice(0, ON_SCREEN));
    return viewer.bytes;
  });
  const few = await watched(farm, FEW_VIEWERS);
  await printAgain(farm);
  const many = await watched(farm, DASHBOARDS);
  await printAgain(farm);
  const burst = await allAtOnce(farm);
  const synced = percentile(syncedWriteMs(200), 0.5);
  const at = (name: string): string => `${printers} printers: ${name}`;
  const limit = (name: string, value: number, unit: string, goal: number, reference: number | null = null): Result => ({
    name: at(name),
    value: round(value, value < 10 ? 2 : 1),
    unit,
    reference: reference === null ? null : round(reference, 2),
    goal: `≤ ${goal} ${unit}`,
    met: value <= goal,
  });
  const ofViewers = (howMany: number, seen: Watched): readonly Result[] => [
    limit(`${howMany} viewers: to each`, seen.bytesPerSecond / 1e6, 'MB/s', 0.1),
    limit(`${howMany} viewers: REST of one, p50`, percentile(seen.single, 0.5), 'ms', SINGLE_MS),
    limit(`${howMany} viewers: REST of one, p99`, percentile(seen.single, 0.99), 'ms', SINGLE_MS),
    limit(`${howMany} viewers: REST of all, worst`, percentile(seen.list, 1), 'ms', 2 * SINGLE_MS),
    limit(`${howMany} viewers: end → subscriber, p50`, percentile(seen.heard, 0.5), 'ms', SINGLE_MS, synced),
    limit(`${howMany} viewers: end → subscriber, p99`, percentile(seen.heard, 0.99), 'ms', SINGLE_MS, synced),
    limit(`${howMany} viewers: ends not heard of ${seen.heard.length + seen.lost}`, seen.lost, '', 0),
    limit(`${howMany} viewers: loop late, p99`, seen.loop.held[1], 'ms', 20),
    limit(`${howMany} viewers: loop late by itself, p99`, seen.loop.own[1], 'ms', 20),
    limit(`${howMany} viewers: loop late by itself, worst`, seen.loop.own[2], 'ms', 100),
    limit(`${howMany} viewers: CPU`, seen.cpu, 'ms/s', howMany === FEW_VIEWERS ? 500 : 1_000),
    limit(`${howMany} viewers: private memory`, seen.privateMb, 'MB', 350),
    limit(`${howMany} viewers: resident`, seen.residentMb, 'MB', howMany === FEW_VIEWERS ? 350 : 1_500),
  ];
  return [
    limit('private memory, all just print', atStart.privateMb, 'MB', 350),
    limit(`private memory, ${SETTLE_MS / 1_000} s later`, settled.privateMb, 'MB', 350),
    limit('resident, then', settled.residentMb, 'MB', 350),
    limit('page of them all, GraphQL, p50', percentile(page.all, 0.5), 'ms', 50, percentile(plain.all, 0.5)),
    limit('page of them all, GraphQL, CPU', page.cpu, 'ms', 50, plain.cpu),
    limit('page of them all, REST, CPU', restPage.cpu, 'ms', 50, plainRest.cpu),
    limit('page of them all, GraphQL, worst', percentile(page.all, 1), 'ms', 100, percentile(plain.all, 1)),
    limit('page of them all, REST, p50', percentile(restPage.all, 0.5), 'ms', 50, percentile(plainRest.all, 0.5)),
    limit('first state of a viewer', percentile(first.all, 0.5), 'ms', 250),
    limit('first state of a viewer, CPU', first.cpu, 'ms', 250),
    limit('first state of a viewer', first.last / 1e6, 'MB', 5),
    ...ofViewers(FEW_VIEWERS, few),
    ...ofViewers(DASHBOARDS, many),
    limit('all end in one turn → the last one heard', burst.lastMs, 'ms', 5_000),
    limit(`all end in one turn: not heard`, burst.lost, '', 0),
  ];
}

interface PrinterNow {
  readonly id: string;
  readonly phase: string;
  readonly bed: { readonly bedId: string; readonly confirmed: boolean };
}

/** Those whose prints have ended begin another: their beds are confirmed. */
async function printAgain({ croft, ids }: Farm): Promise<void> {
  const { files } = await croft.ask<{ files: { items: { digest: string }[] } }>('{ files { items { digest } } }');
  const job = 'mutation($input: AddJobInput!) { addJob(input: $input) { id } }';
  const input = { digest: files.items[0]?.digest, name: 'Once more', copies: Math.min(TIMED_ENDS, ids.length) };
  await croft.ask(job, { input });
  const clear = 'mutation($id: ID!, $bed: ID!) { confirmBedClear(printerId: $id, bedId: $bed) { id } }';
  await until('every printer printing again', async () => {
    const { printers } = await croft.ask<{ printers: PrinterNow[] }>(
      '{ printers { id phase bed { bedId confirmed } } }',
    );
    const ended = printers.filter(({ phase, bed }) => phase === 'AWAITING_RETRIEVAL' && !bed.confirmed);
    await eachAtOnce(ended, async ({ id, bed }) => void (await croft.ask(clear, { id, bed: bed.bedId })));
    return printers.length === ids.length && printers.every(({ phase }) => phase === 'PRINTING');
  });
}

/** The prints of all printers end in the same turn of their process. */
async function allAtOnce({ croft, fake, ids }: Farm): Promise<{ readonly lastMs: number; readonly lost: number }> {
  const heard = new Set<string>();
  let last = 0;
  using _events = await openViewer(croft.address, null, (printerId) => {
    heard.add(printerId);
    last = preciseNow();
  });
  const at = await fake.act({ act: 'finish', printers: ids });
  const deadline = performance.now() + 30_000;
  while (heard.size < ids.length && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return { lastMs: last - at, lost: ids.length - heard.size };
}

await runParts('combinator', Object.fromEntries(SIZES.map((size) => [String(size), () => measureSize(size)])));
