import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface FakeFarmAsk {
  /** `finish`: their prints end. `panel`: somebody starts a print at each. All in one turn. */
  readonly act: 'finish' | 'panel';
  readonly printers: readonly string[];
}
export type FakeFarmAnswer = { readonly ready: true } | { readonly actedAt: number };

/** A farm's guardian and machines in one other process, without drivers (`fake-farm-process.ts`). */
export interface FakeFarm extends AsyncDisposable {
  readonly pid: number;
  /** Resolves with the moment; ms since the epoch, as `preciseNow`. */
  act(ask: FakeFarmAsk): Promise<number>;
}

/** `runtime`: the folder in which the combinator of this farm will look for its guardian. */
export async function startFakeFarm(runtime: string): Promise<FakeFarm> {
  const child = fork(join(import.meta.dirname, 'fake-farm-process.ts'), [runtime], {
    execArgv: ['--conditions=source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = new Promise<never>((_, reject) => {
    child.once('exit', () => reject(new Error('the fake farm has ended')));
  });
  gone.catch(() => {});
  const next = async (): Promise<FakeFarmAnswer> => {
    const heard = new Promise<FakeFarmAnswer>((resolve) => child.once('message', resolve));
    return Promise.race([heard, gone]);
  };
  await next();
  return {
    pid: child.pid ?? 0,
    async act(ask) {
      const answer = next();
      child.send(ask);
      const said = await answer;
      return 'actedAt' in said ? said.actedAt : Number.NaN;
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
