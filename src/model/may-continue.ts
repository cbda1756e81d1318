import { type Bed, bedIdOf } from './bed.ts';
import type { Command, RefusalReason } from './command.ts';
import { isContinuable, type StartHow } from './continuation.ts';
import type { PrintId } from './ids.ts';
import type { Phase } from './phase.ts';
import type { PrintOutcome } from './print.ts';

type Start = Extract<Command, { kind: 'start' }>;
/** A start onto the object of another print. */
export type ContinuingStart = Start & { readonly how: Extract<StartHow, { kind: 'continuation' }> };

export const isContinuing = (start: Start): start is ContinuingStart => start.how?.kind === 'continuation';

/**
 * BE1: whether a machine may begin this continuation, sight of the printer apart. It must stand at the very print that was named, which has
 * failed in a way that leaves its rest printable, on the very stay of the bed that was named. The machine and the run ask the same.
 */
export function whyNotContinued(
  { how, file, jobId }: ContinuingStart,
  machine: {
    readonly phase: Phase;
    readonly bed: Bed;
    readonly outcomeOf: (id: PrintId) => PrintOutcome | null | undefined;
  },
): RefusalReason | null {
  const { phase, bed } = machine;
  if (phase.kind !== 'faulted') return 'wrong-phase';
  const { print, stood, error } = phase;
  if (print?.id !== how.of || machine.outcomeOf(how.of) !== 'failed') return 'unknown-print';
  const isSame =
    print.origin === 'ours' && print.file !== null && print.file.digest === file?.digest && print.jobId === jobId;
  if (!isSame) return 'unknown-print';
  if (bedIdOf(bed) !== how.bedId) return 'stale-bed';
  return stood === undefined || stood.leftOut || !isContinuable(error.code) ? 'unsupported' : null;
}
