import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Life } from './live.ts';

/** Threads that live through seeds; more than the cores would only take turns. */
const THREADS_LIMIT = 8;

/** Lives through the seeds on all cores and tells of each as it ends; `enough` says when no further one is begun. */
export async function liveAll(
  seeds: readonly number[],
  tell: (life: Life) => void,
  enough: () => boolean,
): Promise<void> {
  const waiting = [...seeds];
  const threads = Math.min(availableParallelism(), THREADS_LIMIT, seeds.length);
  await Promise.all(Array.from({ length: threads }, () => liveInThread(waiting, tell, enough)));
}

async function liveInThread(waiting: number[], tell: (life: Life) => void, enough: () => boolean): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url));
  try {
    for (let seed = waiting.shift(); seed !== undefined && !enough(); seed = waiting.shift()) {
      const life = await new Promise<Life>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.postMessage(seed);
      });
      worker.removeAllListeners('error');
      tell(life);
    }
  } finally {
    await worker.terminate();
  }
}
