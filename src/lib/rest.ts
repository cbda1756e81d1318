import type { Clock } from './clock.ts';

/** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
export function rest(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const wake = (): void => {
      timer[Symbol.dispose]();
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = clock.schedule(ms, wake);
    signal.addEventListener('abort', wake, { once: true });
  });
}
