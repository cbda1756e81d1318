import type { Bell } from '#lib/bell';
import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';

/** Waits until `isSo`, asked at each ring of the bell: false when it was not so within `limitMs`; true as well when `signal` says that nobody waits. */
export async function untilShown(isSo: () => boolean, { clock, bell, limitMs, signal }: Waiting): Promise<boolean> {
  const late = new AbortController();
  using _deadline = clock.schedule(limitMs, () => late.abort());
  while (!signal.aborted && !isSo()) {
    if (late.signal.aborted) return false;
    await rest(clock, limitMs, AbortSignal.any([bell.signal, late.signal, signal]));
  }
  return true;
}

interface Waiting {
  readonly clock: Clock;
  /** Rings whenever it may be so. */
  readonly bell: Bell;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}
