import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import { noticeOf, type Pause } from './notice.ts';
import type { PrinterView } from './status.ts';

/** Below this nobody can tell from what is done how long the rest takes. */
const LEAST_FRACTION = 0.01;

/** What is measured; `printId`: our print, when it is the one that the printer works on. */
export function feedbackOf(
  view: PrinterView,
  printId: PrintId | null,
  pause: Pause | null = null,
): Omit<Feedback, 'at'> {
  const fraction = view.fraction ?? 0;
  const isUnderWay = fraction > LEAST_FRACTION;
  const progress =
    printId === null
      ? null
      : {
          printId,
          fraction,
          elapsedSeconds: view.totalSeconds,
          remainingSeconds: isUnderWay ? (view.printSeconds * (1 - fraction)) / fraction : null,
          layer: view.layer,
          z: view.position?.z ?? null,
        };
  const overrides = printId === null ? null : view.overrides;
  return {
    temperatures: view.temperatures,
    position: view.position,
    progress,
    line: null,
    notice: noticeOf(view, pause),
    ...(overrides === null ? {} : { overrides }),
  };
}
