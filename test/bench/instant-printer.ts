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

export type InstantAnswer = { readonly path: string } | InstantStatus;

/** A printer without any time of its own, in another process: the upper bound of what a sender can be measured with. */
export interface InstantPrinter extends AsyncDisposable {
  readonly path: string;
  readonly pid: number;
  status(): Promise<InstantStatus>;
}

export async function startInstantPrinter(): Promise<InstantPrinter> {
  const child = fork(join(import.meta.dirname, 'instant-printer-process.ts'), {
    execArgv: ['--conditions=source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const next = async (): Promise<InstantAnswer> => ((await once(child, 'message')) as [InstantAnswer])[0];
  const ready = await next();
  if (!('path' in ready)) throw new Error('the instant printer did not start');
  return {
    path: ready.path,
    pid: child.pid ?? 0,
    async status() {
      const answer = next();
      child.send({});
      const seen = await answer;
      if ('path' in seen) throw new Error('the instant printer started twice');
      return seen;
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
