import { parentPort } from 'node:worker_threads';
import { live } from './live.ts';

/** Lives through the seeds that it is given, one after the other. */
parentPort?.on('message', (seed: number) => {
  void live(seed).then((life) => parentPort?.postMessage(life));
});
