import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import type { ReportedSlot } from '#model/slots';
import { speedPercent } from './adjustment.ts';
import type { Cc2View } from './view.ts';

/** What is measured; `printId`: our print, when the printer works on it. PURE. */
export function feedbackOf(
  view: Cc2View,
  printId: PrintId | null,
  slots: readonly ReportedSlot[],
): Omit<Feedback, 'at'> {
  const { temperatures, position, fraction, elapsedSeconds, remainingSeconds, layer, fault, busyWith } = view;
  const z = position?.z ?? null;
  const feedPercent = speedPercent(view.speedMode);
  const overrides =
    printId === null || feedPercent === null
      ? {}
      : {
          overrides: { feedPercent, flowPercent: 100, fanPercent: view.fanPercent, babyStepMm: 0, pauseAt: null },
        };
  const word = fault ?? busyWith;
  return {
    temperatures,
    position,
    progress: printId === null ? null : { printId, fraction, elapsedSeconds, remainingSeconds, layer, z },
    line: null,
    notice: word === null ? null : `The printer says: ${word}.`,
    slots,
    ...overrides,
  };
}
