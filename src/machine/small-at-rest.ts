import type { Clock } from '#lib/clock';

/** What starting up and a print leave behind is collected when nothing has changed for this long. */
const REST_MS = 5_000;

export interface SmallAtRestParts {
  readonly clock: Clock;
  /** Whether a pause of some 20 ms would be felt: something prints or is about to. */
  readonly isBusy: () => boolean;
  /** Collects everything that V8 can do without, compiled code of functions that no longer run included. */
  readonly collect: () => void;
}

export interface SmallAtRest extends Disposable {
  /** The machine's state changed. */
  changed(): void;
}

/**
 * Keeps a machine that has nothing to do small: V8 collects when memory is asked for, and an idle machine asks for none, so it would
 * hold the garbage of its start and of its last print for days. Once after each change, when all is quiet.
 */
export function smallAtRest({ clock, isBusy, collect }: SmallAtRestParts): SmallAtRest {
  let timer: Disposable | null = null;
  const cancel = (): void => {
    timer?.[Symbol.dispose]();
    timer = null;
  };
  return {
    changed() {
      cancel();
      timer = clock.schedule(REST_MS, () => {
        timer = null;
        if (!isBusy()) collect();
      });
    },
    [Symbol.dispose]: cancel,
  };
}

/** V8's own collector, where the process was started with `--expose-gc`; else nothing, and the machine is only larger. */
export function collectAll(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
