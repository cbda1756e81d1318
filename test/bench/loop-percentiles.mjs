/**
 * For `--import`: tells on SIGUSR2 how late the event loop of this process was since it was asked last, of samples every few milliseconds
 * the median, the 99th percentile and the worst; and the same without the time in which it waited for a processor that others had.
 */
import { openSync, readSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const LOOK_MS = 5;

if (isMainThread) {
  /** Of the main thread: ns on a processor, ns waiting for one, turns; see Documentation/scheduler/sched-stats.rst of Linux. */
  const file = openSync('/proc/self/schedstat', 'r');
  const text = Buffer.alloc(64);
  const waitedMs = () => Number(text.toString('latin1', 0, readSync(file, text, 0, 64, 0)).split(' ')[1]) / 1e6;
  let held = [];
  let own = [];
  let [at, waited] = [performance.now(), waitedMs()];
  setInterval(() => {
    const [now, waitedNow] = [performance.now(), waitedMs()];
    const ms = Math.max(0, now - at - LOOK_MS);
    held.push(ms);
    own.push(Math.max(0, ms - (waitedNow - waited)));
    [at, waited] = [now, waitedNow];
  }, LOOK_MS).unref();
  const figures = (values) => {
    const sorted = values.sort((a, b) => a - b);
    return [0.5, 0.99, 1].map((share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  };
  process.on('SIGUSR2', () => {
    process.stderr.write(`loop ${JSON.stringify({ held: figures(held), own: figures(own) })}\n`);
    [held, own] = [[], []];
    [at, waited] = [performance.now(), waitedMs()];
  });
}
