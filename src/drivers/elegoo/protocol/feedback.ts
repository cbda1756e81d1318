import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import type { ElegooView } from './view.ts';

/** What is measured; `printId`: our print, when the printer works on it. */
export function feedbackOf(view: ElegooView, printId: PrintId | null): Omit<Feedback, 'at'> {
  const { temperatures, position, fraction, elapsedSeconds, remainingSeconds, layer, fault } = view;
  const z = position?.z ?? null;
  return {
    temperatures,
    position,
    progress: printId === null ? null : { printId, fraction, elapsedSeconds, remainingSeconds, layer, z },
    line: null,
    notice: fault === null ? null : `The printer says: ${fault}.`,
  };
}
