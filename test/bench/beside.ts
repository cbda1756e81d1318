import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { type RunningCroft, root, startCroft, temporaryData, until } from '../harness/croft.ts';
import { machineProcesses } from '../harness/machine-processes.ts';
import { type Result, round, runParts } from './measure.ts';
import { type NetworkFarm, startNetworkFarm } from './network-farm.ts';

/** Of each side, in one process. */
const PRINTERS = Number(process.env.BENCH_PRINTERS ?? 21);
/** Folders of builds, each held against the first with the same kinds of printers; all kinds, or those behind a colon, as `dist:duet+bambu`. */
const BUILDS = (process.env.BENCH_BUILDS ?? 'dist').split(',');
const SETTLE_MS = Number(process.env.BENCH_SETTLE ?? 60_000);
const WINDOW_MS = Number(process.env.BENCH_WINDOW ?? 30_000);
/** Where profiles of each side's process are laid down (`<this>-<side>-<when>.cpuprofile`), each behind the window; none where it is left out. */
const PROFILES = process.env.BENCH_PROFILES;
const IN_SIGHT_LIMIT_MS = 180_000;
/** Each process that is profiled opens its inspector at a port of its own, and only then. */
const INSPECTOR_PORT = 19_300;
const PROFILE_EVERY_US = 200;
const GOAL_MS = 0.5;

interface Side extends AsyncDisposable {
  readonly name: string;
  readonly farm: NetworkFarm;
  readonly croft: RunningCroft;
  readonly pid: number;
  readonly port: number;
}

/** Of a process with its threads, so far. */
interface Used {
  readonly cpuMs: number;
  /** How often it went to sleep by itself. */
  readonly sleeps: number;
}

function usedBy(pid: number): Used {
  const tasks = readdirSync(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}`);
  const sum = (of: (task: string) => number): number => tasks.reduce((all, task) => all + of(task), 0);
  return {
    cpuMs: sum((task) => Number(readFileSync(`${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6),
    sleeps: sum((task) =>
      Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`${task}/status`, 'utf8'))?.[1]),
    ),
  };
}

async function startSide(build: string, nth: number): Promise<Side> {
  const [folder = 'dist', kinds] = build.split(':');
  const stack = new AsyncDisposableStack();
  const data = stack.use(temporaryData());
  const port = INSPECTOR_PORT + nth;
  // Both are read by the process that is started, before the next line.
  if (kinds !== undefined) process.env.BENCH_DRIVERS = kinds.replaceAll('+', ',');
  const beginning = startNetworkFarm(PRINTERS);
  delete process.env.BENCH_DRIVERS;
  const farm = stack.use(await beginning);
  process.env.NODE_OPTIONS = `--inspect-port=${port}`;
  const flags = ['combinator', '--printers-per-process', String(PRINTERS)];
  const starting = startCroft(flags, data.path, 0, [process.execPath, join(root, folder, 'main.js')]);
  delete process.env.NODE_OPTIONS;
  const croft = stack.use(await starting);
  const query = 'mutation($input: AddPrinterInput!) { addPrinter(input: $input) { id } }';
  for (const [k, { driver, options }] of farm.printers.entries())
    await croft.ask(query, { input: { name: `Printer ${k + 1}`, driver, options } });
  farm.dial();
  await until(
    `the printers of ${build} in sight`,
    async () => {
      const { printers } = await croft.ask<{ printers: { link: string; unreachableSince: string | null }[] }>(
        '{ printers { link unreachableSince } }',
      );
      return printers.every(({ link, unreachableSince }) => link === 'CONNECTED' && unreachableSince === null);
    },
    IN_SIGHT_LIMIT_MS,
  );
  const [pid = Number.NaN] = machineProcesses(data.path).keys();
  return { name: build, farm, croft, pid, port, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Where the time of a process goes, as the tools of browsers show it. */
async function profile({ pid, port }: Side, path: string): Promise<void> {
  process.kill(pid, 'SIGUSR1');
  const address = await until(`the inspector of process ${pid} at port ${port}`, async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
    const shown = answer === null ? [] : ((await answer.json()) as { webSocketDebuggerUrl: string }[]);
    return shown[0]?.webSocketDebuggerUrl;
  });
  const socket = new WebSocket(address);
  await new Promise((resolve) => socket.once('open', resolve));
  let last = 0;
  const ask = (method: string, params = {}): Promise<unknown> => {
    const id = ++last;
    socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) =>
      socket.on('message', (data) => {
        const told = JSON.parse(String(data)) as { id?: number; result?: { profile?: unknown } };
        if (told.id === id) resolve(told.result?.profile);
      }),
    );
  };
  await ask('Profiler.enable');
  await ask('Profiler.setSamplingInterval', { interval: PROFILE_EVERY_US });
  await ask('Profiler.start');
  await rest(WINDOW_MS);
  writeFileSync(path, JSON.stringify(await ask('Profiler.stop')));
  socket.close();
}

/** What each side uses in the same seconds, for each of its printers and each second. */
async function measure(sides: readonly Side[], when: string): Promise<readonly Result[]> {
  const look = (): readonly (readonly [Used, Used])[] =>
    sides.map(({ pid, croft }) => [usedBy(pid), usedBy(croft.pid)]);
  const before = look();
  const from = performance.now();
  await rest(WINDOW_MS);
  const after = look();
  const perPrinter = ((performance.now() - from) / 1_000) * PRINTERS;
  const of = (side: number, which: 0 | 1, what: keyof Used): number =>
    ((after[side]?.[which][what] ?? Number.NaN) - (before[side]?.[which][what] ?? Number.NaN)) / perPrinter;
  const kindsOf = (name: string): string => name.split(':')[1] ?? '';
  return sides.flatMap(({ name }, side): readonly Result[] => {
    const first = sides.findIndex((each) => kindsOf(each.name) === kindsOf(name));
    const figure = (what: string, which: 0 | 1): Result => {
      const value = round(of(side, which, 'cpuMs'), 3);
      const reference = side === first ? null : round(of(first, which, 'cpuMs'), 3);
      const goal = `≤ ${GOAL_MS} ms/s`;
      return { name: `${name}, ${when}: ${what}`, value, unit: 'ms/s', reference, goal, met: value <= GOAL_MS };
    };
    const wakes = `its process (${round(of(side, 0, 'sleeps'))} wake-ups/s)`;
    return [figure(wakes, 0), figure('combinator', 1)];
  });
}

/** Two builds, or more, at the same time on the same host: what else runs there is the same for all of them. */
async function sideBySide(): Promise<readonly Result[]> {
  await using stack = new AsyncDisposableStack();
  const sides = (await Promise.all(BUILDS.map(startSide))).map((side) => stack.use(side));
  const results: Result[] = [];
  for (const when of ['idle', 'printing']) {
    if (when === 'printing')
      await Promise.all(sides.flatMap(({ farm }) => farm.printers.map((_each, k) => farm.startAtPanel(k))));
    await rest(SETTLE_MS);
    results.push(...(await measure(sides, when)));
    if (PROFILES === undefined) continue;
    for (const side of sides) await profile(side, `${PROFILES}-${side.name.replaceAll(/\W/g, '-')}-${when}.cpuprofile`);
  }
  return results;
}

await runParts('beside', { builds: sideBySide });
