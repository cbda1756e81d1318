import type { PrinterId } from '#model/ids';
import type { HistoryBatch } from '#wire/history-lane';
import type { Fleet } from '../fleet/fleet.ts';
import { iso, type View } from './views.ts';

/** The G-code history of machines, carried only while somebody looks (MA14). */
export interface GcodeHistory {
  heard(printer: PrinterId, batch: HistoryBatch): void;
  /** A link is new: whoever looks wants its history too. */
  linked(printer: PrinterId): void;
  watch(printer: PrinterId, signal: AbortSignal): AsyncIterable<View>;
}

/** Batches that wait for one slow reader; beyond that they are dropped, and the reader is told how many lines. */
const READER_QUEUE = 64;

export function createGcodeHistory(fleet: () => Fleet): GcodeHistory {
  const readers = new Map<PrinterId, Set<(batch: HistoryBatch) => void>>();

  async function* watch(printer: PrinterId, signal: AbortSignal): AsyncGenerator<View> {
    const queue: HistoryBatch[] = [];
    let dropped = 0;
    let wake: () => void = () => {};
    const hear = (batch: HistoryBatch): void => {
      if (queue.length < READER_QUEUE) queue.push(batch);
      else dropped += batch.dropped + batch.lines.length;
      wake();
    };
    const onAbort = (): void => wake();
    signal.addEventListener('abort', onAbort, { once: true });
    const own = readers.get(printer) ?? new Set();
    own.add(hear);
    readers.set(printer, own);
    if (own.size === 1) fleet().link(printer)?.watchHistory(true);
    try {
      while (!signal.aborted) {
        const batch = queue.shift();
        if (batch === undefined) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        const lines = batch.lines.map(({ at, direction, text }) => ({
          at: iso(at),
          direction: direction.toUpperCase(),
          text,
        }));
        yield { dropped: batch.dropped + dropped, lines };
        dropped = 0;
      }
    } finally {
      own.delete(hear);
      if (own.size === 0) {
        readers.delete(printer);
        fleet().link(printer)?.watchHistory(false);
      }
      signal.removeEventListener('abort', onAbort);
    }
  }

  return {
    watch,
    heard(printer, batch) {
      for (const reader of readers.get(printer) ?? []) reader(batch);
    },
    linked(printer) {
      if (readers.has(printer)) fleet().link(printer)?.watchHistory(true);
    },
  };
}
