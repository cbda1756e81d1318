import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SimulatorLaunch, startSimulator } from '../../src/drivers/marlin/simulator/simulator-client.ts';
import { ask, root, runCroft, until } from '../harness/croft.ts';
import { startInstantPrinter, type Turnaround } from './instant-printer.ts';
import { privateMegabytes } from './measure.ts';

/** What one print showed, from outside of every process that took part. */
export interface PrintFigures {
  /** Between the first and the last look at the steady part of the print. */
  readonly linesPerSecond: number;
  /** Share of the wire's capacity that the host used; 0 without a baud rate. */
  readonly wireShare: number;
  readonly underruns: number;
  readonly standstillMs: number;
  readonly resends: number;
  readonly anomalies: number;
  /** The number that the printer accepted last. */
  readonly lastNumber: number;
  /** All threads of the sender, µs for each line; NaN for the ideal sender. */
  readonly cpuMicrosecondsPerLine: number;
  readonly turnaround: Turnaround | null;
  readonly idleMegabytes: number;
  readonly printingMegabytes: number;
}

/** What a printer of the bench tells of itself. */
interface Status {
  readonly lines: number;
  readonly receivedBytes: number;
  readonly underruns: number;
  readonly standstillMs: number;
  readonly resends: number;
  readonly anomalies: number;
  readonly lastN: number;
  readonly atMs: number;
}

/** A printer in a process of its own, on a pseudo terminal. */
interface BenchPrinter extends AsyncDisposable {
  readonly path: string;
  status(): Promise<Status>;
  /** Null where the printer takes time of its own. */
  turnaround(): Promise<Turnaround | null>;
}

/** A print that is under way, for whoever does something to it. */
export interface Scene {
  readonly printerId: string;
  readonly dataFolder: string;
  readonly status: () => Promise<Status>;
}

/** Either the simulator, or a printer that needs no time for anything: the simulator takes longer for a line than the senders. */
export type BenchLaunch = SimulatorLaunch | 'instant';

const baudOf = (printer: BenchLaunch): number => (printer === 'instant' ? 0 : (printer.baud ?? 0));

interface Look {
  readonly seen: Status;
  readonly cpuMs: number;
}

/** An exact printer keeps a processor busy. `BENCH_PRECISE=0` measures with one that answers up to a millisecond late instead. */
const PRECISE = process.env.BENCH_PRECISE !== '0';
const LOOK_MS = 100;
const LOOKS_PER_WEIGHING = 20;
/** Five minutes: a print of a bench that is not over by then never will be. */
const LOOKS_LIMIT = 3_000;
/** Lines at both ends of a print that are not counted: hello, start, and the wait for standstill. */
const EDGE_LINES = 200;
/** A machine process has done with its start by then. */
const SETTLED_MS = 5_000;

/** The file as a person drops it, and how many command lines it has. */
export interface BenchFile {
  readonly text: string;
  readonly lines: number;
}

/** A printer has a processor of its own: where the host permits it, nothing of what else runs there delays the simulated one. */
async function startPrinter(launch: BenchLaunch): Promise<BenchPrinter> {
  if (launch === 'instant') {
    const instant = await startInstantPrinter();
    favour(instant.pid, -15);
    const status = async (): Promise<Status> => ({ ...(await instant.status()), underruns: 0, standstillMs: 0 });
    return {
      path: instant.path,
      status,
      turnaround: () => instant.turnaround(),
      [Symbol.asyncDispose]: () => instant[Symbol.asyncDispose](),
    };
  }
  const simulator = await startSimulator({ ...launch, plug: 'pty', precise: PRECISE, record: null });
  favour(simulator.pid, -15);
  return {
    path: simulator.path ?? '',
    async status() {
      const { status: seen } = await simulator.control({ command: 'status' });
      if (seen === undefined) throw new Error('a status without a status');
      return seen;
    },
    turnaround: () => Promise.resolve(null),
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

/** As `lib/raise-priority` does for a machine process. */
function favour(pid: number, priority: number): void {
  try {
    setPriority(pid, priority);
    writeFileSync(`/proc/${pid}/autogroup`, String(priority));
  } catch {
    // Not permitted: then what else runs here is measured, too.
  }
}

/** Follows a print on the simulator from its first lines to its last, with a look at the sender at the same moments. */
async function follow(
  simulator: BenchPrinter,
  before: Status,
  file: BenchFile,
  baud: number,
  sender: number | null,
): Promise<Omit<PrintFigures, 'idleMegabytes'>> {
  let first: Look | null = null;
  let last: Look = { seen: before, cpuMs: 0 };
  let printingMegabytes = 0;
  for (let looks = 0; ; looks++) {
    const look = { seen: await simulator.status(), cpuMs: sender === null ? Number.NaN : cpuTimeMs(sender) };
    const done = look.seen.lines - before.lines;
    if (done >= EDGE_LINES) first ??= look;
    if (done <= file.lines - EDGE_LINES) last = look;
    if (done >= file.lines) break;
    if (looks > LOOKS_LIMIT) throw new Error(`the print stands at line ${done} of ${file.lines}`);
    // A look at memory holds the sender up for a moment.
    if (sender !== null && looks % LOOKS_PER_WEIGHING === 0)
      printingMegabytes = Math.max(printingMegabytes, privateMegabytes(sender));
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  if (first === null) throw new Error('the print was over before it was looked at');
  const { seen, cpuMs } = first;
  const ms = last.seen.atMs - seen.atMs;
  const lines = last.seen.lines - seen.lines;
  const bytes = last.seen.receivedBytes - seen.receivedBytes;
  const end = await simulator.status();
  return {
    linesPerSecond: (lines / ms) * 1000,
    wireShare: baud === 0 ? 0 : (bytes * 10_000) / baud / ms,
    underruns: end.underruns - before.underruns,
    standstillMs: end.standstillMs - before.standstillMs,
    resends: end.resends - before.resends,
    anomalies: end.anomalies - before.anomalies,
    lastNumber: end.lastN,
    turnaround: await simulator.turnaround(),
    cpuMicrosecondsPerLine: ((last.cpuMs - cpuMs) / lines) * 1000,
    printingMegabytes,
  };
}

/** Prints a file with Croft as people run it: combinator, guardian and machine from `dist`, the printer on a pseudo terminal. */
export async function printWithCroft(
  file: BenchFile,
  printer: BenchLaunch,
  options: Readonly<Record<string, unknown>> = {},
  meanwhile: ((scene: Scene) => Promise<void>) | null = null,
): Promise<PrintFigures> {
  await using data = farmFolder();
  await using simulator = await startPrinter(printer);
  await using croft = await startFromDist(data.path);
  const ready = (id: string, ...phases: readonly string[]) =>
    until(`${id} in ${phases.join(' or ')}`, async () => {
      const { printer: now } = await croft.ask<{ printer: { phase: string; bed: { bedId: string | null } } }>(
        'query($id: ID!) { printer(id: $id) { phase bed { bedId } } }',
        { id },
      );
      return phases.includes(now.phase) ? now : null;
    });
  const { addPrinter } = await croft.ask<{ addPrinter: { id: string } }>(
    'mutation($input: AddPrinterInput!) { addPrinter(input: $input) { id } }',
    {
      input: {
        name: 'Printer',
        driver: 'marlin',
        options: {
          connection: simulator.path,
          ...(baudOf(printer) === 0 ? {} : { baud: baudOf(printer) }),
          ...options,
        },
      },
    },
  );
  const { id } = addPrinter;
  const { bed } = await ready(id, 'UNVERIFIED');
  await croft.ask('mutation($id: ID!, $bed: ID!) { confirmBedClear(printerId: $id, bedId: $bed) { id } }', {
    id,
    bed: bed.bedId,
  });
  await ready(id, 'READY');
  const pid = machinePid(id);
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  const idleMegabytes = privateMegabytes(pid);
  const before = await simulator.status();
  const response = await fetch(`${croft.address}/api/files?name=bench.gcode`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file.text,
  });
  const { digest } = (await response.json()) as { digest?: string };
  if (digest === undefined) throw new Error('the file was refused');
  await croft.ask('mutation($input: AddJobInput!) { addJob(input: $input) { id } }', { input: { digest } });
  // Who replaces the machine process leaves none to be weighed.
  const sender = meanwhile === null ? pid : null;
  const [figures] = await Promise.all([
    follow(simulator, before, file, baudOf(printer), sender),
    meanwhile?.({ printerId: id, dataFolder: data.path, status: () => simulator.status() }),
  ]);
  await ready(id, 'AWAITING_RETRIEVAL');
  return { ...figures, idleMegabytes };
}

/** The same file and printer, fed by the ideal sender. `ring` and `receiveBytes` are what it may count on. */
export function printIdeally(
  file: BenchFile,
  printer: BenchLaunch,
  knows: { readonly ring: number; readonly receiveBytes: number; readonly base: number },
): Promise<PrintFigures> {
  const script = join(import.meta.dirname, 'serial-ideal.ts');
  const known = [knows.ring, knows.receiveBytes, knows.base].map(String);
  return printBySender(file, printer, (tty, path) => [process.execPath, script, tty, path, ...known]);
}

/** Whether there is a Printrun here to be measured beside Croft. */
export const hasPrintcore = (): boolean =>
  spawnSync('python3', ['-c', 'import printrun.printcore'], { stdio: 'ignore' }).status === 0;

/** The same file and printer, fed by printcore. */
export function printWithPrintcore(file: BenchFile, printer: BenchLaunch): Promise<PrintFigures> {
  const script = join(import.meta.dirname, 'printcore-sender.py');
  return printBySender(file, printer, (tty, path) => ['python3', script, tty, path, String(baudOf(printer))]);
}

/** `command`: the sender, given the terminal of the printer and the file. */
async function printBySender(
  file: BenchFile,
  printer: BenchLaunch,
  command: (tty: string, path: string) => readonly string[],
): Promise<PrintFigures> {
  await using data = farmFolder();
  await using simulator = await startPrinter(printer);
  const path = join(data.path, 'bench.gcode');
  writeFileSync(path, file.text);
  const before = await simulator.status();
  const [program = '', ...args] = command(simulator.path, path);
  const sender = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  // As the machine process asks for itself.
  favour(sender.pid ?? 0, -10);
  const exited = once(sender, 'exit');
  const figures = await follow(simulator, before, file, baudOf(printer), sender.pid ?? null);
  await exited;
  return { ...figures, idleMegabytes: Number.NaN };
}

function farmFolder(): { readonly path: string } & AsyncDisposable {
  const path = mkdtempSync(join(tmpdir(), 'croft-serial-'));
  return {
    path,
    async [Symbol.asyncDispose]() {
      await runCroft(['down', '--data', path, '--cancel-prints', '--yes']);
      rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

interface Farm extends AsyncDisposable {
  readonly address: string;
  ask<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
}

async function startFromDist(data: string): Promise<Farm> {
  const args = [join(root, 'dist/main.js'), 'combinator', '--data', data, '--port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await addressOf(child);
  return {
    address,
    ask: (query, variables) => ask(address, query, variables),
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk);
    const found = /is ready: (http:\/\/\S+)/.exec(output)?.[1];
    if (found !== undefined) {
      child.stdout?.resume();
      return found;
    }
  }
  throw new Error(`Croft ended: ${output}`);
}

const machinePid = (id: string): number =>
  Number(execFileSync('pgrep', ['-f', `dist/main.js machine --printer ${id}`], { encoding: 'utf8' }).split('\n')[0]);

/** CPU time of all threads of a process, ms; NaN when it is gone. */
function cpuTimeMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // User and system time, in clock ticks of 10 ms on every Linux.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}
