/**
 * For `--import`: tells on SIGUSR2 how long the event loop of this process was held at most since it was asked last, and how long by this
 * process itself, the time left out in which it waited for a processor that others had. Plain JavaScript, so that what strips types is
 * not in the memory that is measured.
 */
import { openSync, readSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const LOOK_MS = 1;

if (isMainThread) {
  /** Of the main thread: ns on a processor, ns waiting for one, turns; see Documentation/scheduler/sched-stats.rst of Linux. */
  const file = openSync('/proc/self/schedstat', 'r');
  const text = Buffer.alloc(64);
  const waitedMs = () => Number(text.toString('latin1', 0, readSync(file, text, 0, 64, 0)).split(' ')[1]) / 1e6;
  let [held, own] = [0, 0];
  let [at, waited] = [performance.now(), waitedMs()];
  setInterval(() => {
    const [now, waitedNow] = [performance.now(), waitedMs()];
    const ms = Math.max(0, now - at - LOOK_MS);
    held = Math.max(held, ms);
    own = Math.max(own, ms - (waitedNow - waited));
    [at, waited] = [now, waitedNow];
  }, LOOK_MS).unref();
  process.on('SIGUSR2', () => {
    process.stderr.write(`loop held ${held} ms, ${own} ms by itself\n`);
    [held, own] = [0, 0];
    [at, waited] = [performance.now(), waitedMs()];
  });
}
