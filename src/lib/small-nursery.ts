import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** What new objects are made in: with less, those of one turn of the loop are old before they are garbage. */
const ENOUGH_BYTES = 16 * 1024 * 1024;

/**
 * Lets V8's room for new objects grow to some 16 MB and no further: by itself it doubles it to 128 MB wherever much is read at once, as
 * when the machines of a farm link, and keeps all of it. Asked for at run time, because the combinator is begun by a person's hand, without
 * flags; V8 offers no size there, only by how much to grow.
 */
export function keepNurserySmall(): Disposable {
  const observer = new PerformanceObserver(() => {
    if (nurseryBytes() < ENOUGH_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect();
  });
  // A collection is when it grows.
  observer.observe({ entryTypes: ['gc'] });
  return { [Symbol.dispose]: () => observer.disconnect() };
}

/** The room for new objects that V8 has set aside. */
export const nurseryBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
