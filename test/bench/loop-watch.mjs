/**
 * For `--import`: tells on SIGUSR2 how long the event loop of this process was held at most since it was asked last. Plain JavaScript, so
 * that what strips types is not in the memory that is measured.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** What is measured is the time between two looks, this one in it. */
const LOOK_MS = 1;

if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: LOOK_MS });
  delay.enable();
  process.on('SIGUSR2', () => {
    process.stderr.write(`loop held ${Math.max(0, delay.max / 1e6 - LOOK_MS)} ms\n`);
    delay.reset();
  });
}
