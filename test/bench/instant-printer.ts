import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What the instant printer has seen so far. */
export interface InstantStatus {
  readonly lines: number;
  readonly receivedBytes: number;
  readonly anomalies: number;
  readonly resends: number;
  readonly lastN: number;
  readonly atMs: number;
}

/** From an `ok` to the next bytes of the sender, ms, as the printer sees it. */
export interface Turnaround {
  readonly p50: number;
  readonly p99: number;
}

export interface InstantQuestion {
  readonly ask: 'status' | 'turnaround';
}

export type InstantAnswer = { readonly path: string } | InstantStatus | Turnaround;

/** A printer without any time of its own, in another process: the upper bound of what a sender can be measured with. */
export interface InstantPrinter extends AsyncDisposable {
  readonly path: string;
  readonly pid: number;
  status(): Promise<InstantStatus>;
  turnaround(): Promise<Turnaround>;
}

export async function startInstantPrinter(): Promise<InstantPrinter> {
  const child = fork(join(import.meta.dirname, 'instant-printer-process.ts'), {
    execArgv: ['--conditions=source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const next = async (): Promise<InstantAnswer> => ((await once(child, 'message')) as [InstantAnswer])[0];
  const ask = (what: InstantQuestion['ask']): Promise<InstantAnswer> => {
    const answer = next();
    child.send({ ask: what } satisfies InstantQuestion);
    return answer;
  };
  const ready = await next();
  if (!('path' in ready)) throw new Error('the instant printer did not start');
  return {
    path: ready.path,
    pid: child.pid ?? 0,
    async status() {
      const seen = await ask('status');
      if (!('lines' in seen)) throw new Error('a status without a status');
      return seen;
    },
    async turnaround() {
      const seen = await ask('turnaround');
      if (!('p99' in seen)) throw new Error('a turnaround without one');
      return seen;
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
