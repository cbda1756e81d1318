import type { Clock } from '#lib/clock';
import type { PrinterError } from '#model/phase';

/** More than any person reads, and less than would fill a journal, a log of events and a page. */
export const TROUBLES_AT_ONCE = 20;
const WINDOW_MS = 60_000;

export interface TroubleLimit extends Disposable {
  /** Hands it on, or counts it. */
  told(error: PrinterError): void;
}

/**
 * Each trouble is an entry of the journal and an event of the farm, for ever. A printer that complains without end, or a driver that does,
 * has so many told within a minute; the rest is counted, and the number is told at the end of that minute.
 */
export function limitTroubles(clock: Clock, tell: (error: PrinterError) => void): TroubleLimit {
  let count = 0;
  let last: PrinterError | null = null;
  let window: Disposable | null = null;

  const over = (): void => {
    window = null;
    const more = count - TROUBLES_AT_ONCE;
    count = 0;
    if (last === null || more <= 0) return;
    tell({
      ...last,
      message: `${more} more complaints came within a minute and are left out; the last: ${last.message}`,
    });
    last = null;
  };

  return {
    told(error) {
      window ??= clock.schedule(WINDOW_MS, over);
      count += 1;
      if (count <= TROUBLES_AT_ONCE) tell(error);
      else last = error;
    },
    [Symbol.dispose]() {
      window?.[Symbol.dispose]();
    },
  };
}
