import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { MachineProgram } from '#agent/machine-entry';
import type { DriverManifest } from '#drivers/driver';
import { TRIAL_STEPS, type TrialNews, type TrialStep } from '#drivers/trial';
import { checkOptions } from '../printers/check-options.ts';

export interface TrialWish {
  readonly driver: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Tells each step as it begins and ends; ends with the last, or when the signal ends it. */
export type TryPrinter = (wish: TrialWish, signal: AbortSignal) => AsyncIterable<TrialNews>;

/** How far a trial is. */
export interface Trial {
  readonly steps: readonly (Omit<TrialNews, 'state'> & { readonly state: TrialNews['state'] | 'waiting' })[];
  readonly isOver: boolean;
}

/** Connections that are tried out before a printer is added (CO1, CO2): nothing of it is stored. */
export interface Trials {
  run(wish: TrialWish, signal: AbortSignal): AsyncGenerator<Trial>;
}

/** Each is a process; several people who add printers at once wait for none. */
const AT_ONCE = 4;
/** No driver needs so long to say that a printer is not there; its process ends with this. */
const LIMIT_MS = 90_000;

export function createTrials(parts: {
  readonly manifests: ReadonlyMap<string, DriverManifest>;
  readonly tryPrinter: TryPrinter;
}): Trials {
  const { manifests, tryPrinter } = parts;
  let running = 0;
  return {
    async *run(wish, signal) {
      const problem = problemOf(wish, manifests);
      if (problem !== null) return yield failed('address', ...problem);
      if (running >= AT_ONCE)
        return yield failed('address', `${AT_ONCE} connections are tried out already.`, 'Try again in a minute.');
      running += 1;
      try {
        let trial: Trial = WAITING;
        yield trial;
        for await (const news of tryPrinter(wish, signal)) {
          trial = after(trial, news);
          yield trial;
          if (trial.isOver) return;
        }
        const open = trial.steps.find(({ state }) => state === 'running' || state === 'waiting');
        if (open === undefined || signal.aborted) return;
        const remedy = 'Try again; if it stays so, look at the log of Croft.';
        yield after(trial, { step: open.step, state: 'failed', message: 'The trial ended before its time.', remedy });
      } finally {
        running -= 1;
      }
    },
  };
}

const WAITING: Trial = {
  steps: TRIAL_STEPS.map((step) => ({ step, state: 'waiting', message: null, remedy: null })),
  isOver: false,
};

/** PURE. */
function after(trial: Trial, news: TrialNews): Trial {
  const isLast = news.step === TRIAL_STEPS.at(-1);
  return {
    steps: trial.steps.map((each) => (each.step === news.step ? news : each)),
    isOver: news.state === 'failed' || (isLast && news.state === 'passed'),
  };
}

const failed = (step: TrialStep, message: string, remedy: string): Trial =>
  after(WAITING, { step, state: 'failed', message, remedy });

function problemOf(
  { driver, options }: TrialWish,
  manifests: ReadonlyMap<string, DriverManifest>,
): readonly [string, string] | null {
  const manifest = manifests.get(driver);
  if (manifest?.network === undefined)
    return ['A connection of this kind cannot be tried out.', 'Add the printer; its card says what is wrong.'];
  const [problem] = checkOptions(manifest, options);
  if (problem === undefined) return null;
  const properties = (manifest.optionsSchema.properties ?? {}) as Readonly<Record<string, { readonly title?: string }>>;
  return [`“${properties[problem.field]?.title ?? problem.field}” is not right: ${problem.rule}.`, problem.remedy];
}

/** This very program, with `try-printer`. What it is told of a printer comes by its input: arguments are seen by every user of a host. */
export function createTrialProcess(program: MachineProgram): TryPrinter {
  return async function* (wish, signal) {
    if (signal.aborted) return;
    const child = spawn(process.execPath, [...program.execArgv, program.script, 'try-printer'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      signal,
      killSignal: 'SIGKILL',
      timeout: LIMIT_MS,
    });
    // The end of its output says as much; an abort is no error of ours.
    child.on('error', () => {});
    child.stdin.on('error', () => {});
    // Not by `once` of node:events: it takes the error of an abort for its own, and nobody waits for it yet.
    const closed = new Promise<void>((resolve) => void child.once('close', () => resolve()));
    child.stdin.end(JSON.stringify(wish));
    try {
      for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as TrialNews;
    } finally {
      child.kill('SIGKILL');
      await closed;
    }
  };
}
