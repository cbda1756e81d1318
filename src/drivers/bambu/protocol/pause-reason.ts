import { faultOf, sentenceOf } from './printer-errors.ts';
import type { PrinterView } from './printer-view.ts';
import { pauseWords } from './stages.ts';

/** Why it pauses, for a person. */
export function pauseReason(view: PrinterView): string {
  const fault = faultOf(view);
  return fault === null ? (pauseWords(view) ?? 'Paused at the printer.') : sentenceOf(fault);
}
