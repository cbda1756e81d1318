import { type Clock, systemClock } from '#lib/clock';

/** Below this we spin, because a timer of Node is up to this late. */
const SPIN_MS = 2;

/**
 * The node clock with timers exact to some microseconds, at the price of a busy processor while one is near: for
 * measuring a host against the wire, where a millisecond for each line would be the simulator's fault.
 */
export const spinningClock: Clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic(),
  schedule(delayMs, wake) {
    const atMs = performance.now() + delayMs;
    let timer: NodeJS.Timeout | null = null;
    let turn: NodeJS.Immediate | null = null;
    function spin(): void {
      if (performance.now() >= atMs) wake();
      else turn = setImmediate(spin);
    }
    if (delayMs > SPIN_MS) timer = setTimeout(spin, delayMs - SPIN_MS);
    else turn = setImmediate(spin);
    return {
      [Symbol.dispose]() {
        if (timer !== null) clearTimeout(timer);
        if (turn !== null) clearImmediate(turn);
      },
    };
  },
};
