import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SimulatorOptions } from '../../src/drivers/marlin/simulator/options.ts';

export type FarmQuestion = { readonly ask: 'executed'; readonly text: string } | { readonly ask: 'clear-beds' };
export type FarmAnswer = { readonly urls: readonly string[] } | { readonly count: number };

/** Simulated printers in one other process. */
export interface SimulatedFarm extends AsyncDisposable {
  readonly urls: readonly string[];
  /** How many printers have executed this line of late. */
  executed(text: string): Promise<number>;
  clearBeds(): Promise<void>;
}

export async function startSimulatedFarm(howMany: number, options: Partial<SimulatorOptions>): Promise<SimulatedFarm> {
  const child = fork(
    join(import.meta.dirname, 'simulated-farm-process.ts'),
    [String(howMany), JSON.stringify(options)],
    { execArgv: ['--conditions=source'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const told = async (): Promise<FarmAnswer> => ((await once(child, 'message')) as [FarmAnswer])[0];
  const first = await told();
  const ask = async (question: FarmQuestion): Promise<number> => {
    const answer = told();
    child.send(question);
    const heard = await answer;
    return 'count' in heard ? heard.count : 0;
  };
  return {
    urls: 'urls' in first ? first.urls : [],
    executed: (text) => ask({ ask: 'executed', text }),
    async clearBeds() {
      await ask({ ask: 'clear-beds' });
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
