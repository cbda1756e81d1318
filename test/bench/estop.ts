import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { takePrecedence } from '../../src/lib/precedence.ts';
import { stopPrinter } from '../../src/guardian/client.ts';
import { runtimeFolder } from '../../src/lib/folders.ts';
import { temporaryData } from '../harness/croft.ts';
import { addReadyPrinter, machinePid, preciseNow, startBuiltCroft } from './farm.ts';
import { percentile, type Result, round } from './measure.ts';
import { type SimulatedFarm, startSimulatedFarm } from './simulated-farm.ts';

const STOPS = Number(process.env.BENCH_STOPS ?? 200);
const LATENESS_EVERY_MS = 5;
/** One for each processor that the figures speak of. */
const SPINNERS = 2;

/**
 * An emergency stop until its bytes are at the printer: by the API, by the guardian's own socket, with the combinator dead, with the
 * machine hung (SIGSTOP); quiet, and with every processor kept busy. The stop is asked for here and heard in the simulator's
 * process, so the wake-ups of both are in the figure.
 */
export async function measureStops(): Promise<readonly Result[]> {
  // The person who presses is no process of the busy host either.
  takePrecedence(-20);
  await using data = temporaryData();
  await using farm = await startSimulatedFarm(1, { speed: 1000, advancedOk: true });
  const croft = await startBuiltCroft(data.path);
  const id = await addReadyPrinter(croft, 'Printer 1', farm.urls[0] ?? '');
  const runtime = runtimeFolder(data.path);
  const results: Result[] = [];
  let pid = machinePid(id);

  const byApi = () => croft.ask('mutation($id: ID!) { emergencyStop(printerId: $id) { id } }', { id });
  const byGuardian = () => stopPrinter(runtime, id);
  async function withMachineHung(): Promise<void> {
    process.kill(pid, 'SIGSTOP');
    await byGuardian();
  }
  const goOn = (): void => void process.kill(pid, 'SIGCONT');

  await measure('by the API, quiet', byApi, 10);
  await measure('by the guardian, quiet', byGuardian, 10);
  const spinners = keepBusy(SPINNERS);
  try {
    await measure('by the API, processors busy', byApi, 25);
    await measure('by the guardian, processors busy', byGuardian, 25);
    await measure('by the guardian, busy, machine hung', withMachineHung, 25, goOn);
    await croft.end('SIGKILL');
    pid = machinePid(id);
    await measure('by the guardian, busy, combinator dead', byGuardian, 25);
    await measure('by the guardian, busy, combinator dead and machine hung', withMachineHung, 25, goOn);
  } finally {
    for (const spinner of spinners) spinner.kill('SIGKILL');
  }
  return results;

  async function measure(how: string, stop: () => Promise<unknown>, goalMs: number, after = (): void => {}) {
    const all: number[] = [];
    const lateness = watchLateness();
    for (let i = 0; i < STOPS; i++) all.push(await one(farm, stop, after));
    const late = round(percentile(lateness(), 0.99));
    const p99 = round(percentile(all, 0.99));
    results.push({
      name: `emergency stop ${how}, ${STOPS} stops, p50`,
      value: round(percentile(all, 0.5)),
      unit: 'ms',
      reference: null,
      goal: '–',
      met: true,
    });
    results.push({
      name: `emergency stop ${how}, p99`,
      value: p99,
      unit: 'ms',
      reference: late,
      goal: `≤ ${goalMs} ms`,
      met: p99 <= goalMs,
    });
    console.log(how, results.at(-2)?.value, p99, 'late', late);
  }
}

/** How late this host lets a process run that comes before all others: what no program can do anything about. */
function watchLateness(): () => readonly number[] {
  const late: number[] = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    late.push(now - last - LATENESS_EVERY_MS);
    last = now;
  }, LATENESS_EVERY_MS);
  return () => {
    clearInterval(timer);
    return late;
  };
}

/** The printer is reset after each, so that the next is heard; what the farm thinks of it is no matter here. */
async function one(farm: SimulatedFarm, stop: () => Promise<unknown>, after: () => void): Promise<number> {
  const heard = farm.next(0, 'emergency', 'killed');
  const from = preciseNow();
  const told = stop();
  const { at } = await heard;
  await told;
  after();
  await farm.reset(0);
  return at - from;
}

const keepBusy = (howMany: number): readonly ChildProcess[] =>
  Array.from({ length: howMany }, () => {
    const spinner = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    if (spinner.pid !== undefined) setPriority(spinner.pid, 0);
    return spinner;
  });
