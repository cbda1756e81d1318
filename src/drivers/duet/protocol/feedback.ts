import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import type { DuetView } from './model.ts';

/** What is measured; `printId`: our print, when the board works on it. */
export function feedbackOf(view: DuetView, printId: PrintId | null): Omit<Feedback, 'at'> {
  const { temperatures, position, job, display, overrides } = view;
  return {
    temperatures,
    position,
    progress: printId === null ? null : { printId, ...job, z: position?.z ?? null },
    line: null,
    notice: display,
    ...(printId === null || overrides === null ? {} : { overrides }),
  };
}
