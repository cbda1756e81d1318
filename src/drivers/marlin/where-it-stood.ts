import type { PrintToDrive } from '#drivers/driver';
import type { LastStand } from '#model/continuation';
import type { ObjectRun } from './object-run.ts';
import type { Stage } from './run-parts.ts';

/** What is known of the place where a lost print ended. */
export interface LastPlace {
  /** Lines of the file that the printer is known to have taken. */
  readonly taken: number;
  readonly lines: number | null;
  /** Of what was sent; 0 before the first. */
  readonly layer: number;
  readonly z: number;
}

/** A sentence behind the reason of a loss, for whoever wants to cut the file there and print the rest; empty when nothing was taken. */
export function whereItStood({ taken, lines, layer, z }: LastPlace): string {
  if (taken <= 0) return '';
  const of = lines === null ? '' : ` of ${lines}`;
  const height = layer > 0 ? `, in layer ${layer} at ${z.toFixed(2)} mm` : '';
  return ` The printer had taken at least line ${taken}${of} of the file by then${height}.`;
}

/** Where a print stood that was lost in this stage. `done`: lines of its file that were acknowledged; `next`: the first that was never sent. */
export function lastStandOf(
  stage: Stage,
  { rest }: PrintToDrive,
  done: number,
  next: number,
  objects: ObjectRun | null,
): LastStand {
  return {
    taken: Math.max(rest?.line ?? 0, done),
    sent: next,
    leftOut: (objects?.note().skips.length ?? 0) > 0,
    led: stage !== 'printing' && stage !== 'ending',
  };
}
