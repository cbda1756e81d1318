import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SimulatorOptions } from '../../src/drivers/marlin/simulator/options.ts';

/** No report takes longer, or the benchmark would hang. */
const REPORT_LIMIT_MS = 60_000;

export type FarmQuestion =
  | { readonly ask: 'executed'; readonly text: string }
  | { readonly ask: 'reset'; readonly printer: number }
  | { readonly ask: 'clear-beds' };
export type FarmAnswer = { readonly urls: readonly string[] } | { readonly count: number };
/** `at`: ms since the epoch, as `preciseNow`. */
export interface FarmReport {
  readonly printer: number;
  /** `emergency`, `killed`, or how a watched line begins. */
  readonly what: string;
  readonly at: number;
}

/** The first line of the benchmarks' files: no driver sends it by itself. */
export const WATCHED = 'M73 P0';
export const WATCHED_LINES: readonly string[] = [WATCHED, 'M110'];

/** Simulated printers in one other process. */
export interface SimulatedFarm extends AsyncDisposable {
  readonly urls: readonly string[];
  /** How many printers have executed this line of late. */
  executed(text: string): Promise<number>;
  clearBeds(): Promise<void>;
  /** The printer's reset button. */
  reset(printer: number): Promise<void>;
  /** The next report of this kind from now on. */
  next(printer: number, ...what: readonly string[]): Promise<FarmReport>;
}

export async function startSimulatedFarm(howMany: number, options: Partial<SimulatorOptions>): Promise<SimulatedFarm> {
  const child = fork(
    join(import.meta.dirname, 'simulated-farm-process.ts'),
    [String(howMany), JSON.stringify(options)],
    { execArgv: ['--conditions=source'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const heard = <Message>(accepts: (message: object) => boolean): Promise<Message> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        child.off('message', listener);
        reject(new Error('the simulated farm reported nothing in time'));
      }, REPORT_LIMIT_MS);
      const listener = (message: object): void => {
        if (!accepts(message)) return;
        clearTimeout(timer);
        child.off('message', listener);
        resolve(message as Message);
      };
      child.on('message', listener);
    });
  const { urls } = await heard<{ readonly urls: readonly string[] }>((message) => 'urls' in message);
  const ask = async (question: FarmQuestion): Promise<number> => {
    const answer = heard<{ readonly count: number }>((message) => 'count' in message);
    child.send(question);
    return (await answer).count;
  };
  return {
    urls,
    executed: (text) => ask({ ask: 'executed', text }),
    async clearBeds() {
      await ask({ ask: 'clear-beds' });
    },
    async reset(printer) {
      await ask({ ask: 'reset', printer });
    },
    next: (printer, ...what) =>
      heard<FarmReport>((message) => {
        const report = message as Partial<FarmReport>;
        return report.printer === printer && report.what !== undefined && what.includes(report.what);
      }),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
