/** Time as a dependency: the farm runs on the node clock, tests and the simulation on one they turn by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch; may jump when the host's clock is set. For records that people read. */
  now(): number;
  /** Milliseconds since an arbitrary origin; never goes back. For waits and deadlines. */
  monotonic(): number;
  /** Calls `wake` once after `delayMs`. The owner disposes the timer; a disposed timer never fires. */
  schedule(delayMs: number, wake: () => void): Disposable;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(delayMs, wake) {
    const timer = setTimeout(wake, delayMs);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
