import type { PrintToDrive } from '#drivers/driver';
import type { LastStand } from '#model/continuation';
import type { PrinterError } from '#model/phase';
import type { FileLines } from './file-lines.ts';
import type { ObjectRun } from './object-run.ts';
import type { ProgressTrack } from './protocol/progress.ts';
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

/** What the process knows of a print at the moment in which it is lost. */
export interface LostRun {
  readonly stage: Stage;
  readonly print: PrintToDrive;
  readonly file: FileLines | null;
  /** Lines that were acknowledged, and the first that was never sent; scripts counted in. */
  readonly done: number;
  readonly next: number;
  readonly track: ProgressTrack;
  readonly objects: ObjectRun | null | 'uncounted';
}

/** The reason with the place behind it, in words and, where the firmware counts lines, for whoever prints the rest. */
export function lossOf(
  error: PrinterError,
  run: LostRun,
): { readonly error: PrinterError; readonly stood?: LastStand } {
  const { stage, print, file, track, objects } = run;
  const taken = file?.linesBefore(run.done) ?? 0;
  const lines = file?.facts?.lines ?? null;
  const told = {
    ...error,
    message: error.message + whereItStood({ taken, lines, layer: track.layer, z: track.layerZ }),
  };
  if (objects === 'uncounted') return { error: told };
  const stood: LastStand = {
    taken: Math.max(print.rest?.line ?? 0, taken),
    sent: file?.linesBefore(run.next) ?? 0,
    leftOut: (objects?.note().skips.length ?? 0) > 0,
    // In the end an object may be presented, and in a cancelled print too.
    led: stage !== 'printing' || file?.isOverBefore(run.next) === true,
  };
  return { error: told, stood };
}
