import { faultOf, informationOf, sentenceOf } from './printer-errors.ts';
import type { PrinterView } from './printer-view.ts';
import { pauseWords } from './stages.ts';

/** Why it pauses, for a person. */
export function pauseReason(view: PrinterView): string {
  const fault = faultOf(view);
  if (fault !== null) return sentenceOf(fault);
  const information = informationOf(view);
  return pauseWords(view) ?? (information === null ? 'Paused at the printer.' : sentenceOf(information));
}
