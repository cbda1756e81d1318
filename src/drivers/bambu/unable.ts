import { NotToBring } from '#drivers/not-to-bring';
import { DEVELOPER_MODE, saysDeveloperModeOff, sentenceOf, startTrouble } from './protocol/printer-errors.ts';
import type { PrinterView } from './protocol/printer-view.ts';

export const DEVELOPER_MODE_OFF = `${DEVELOPER_MODE.text} ${DEVELOPER_MODE.remedy}`;

/** Why it would take no print at all; null when it would. */
export function unableWords(view: PrinterView): string | null {
  if (saysDeveloperModeOff(view)) return DEVELOPER_MODE_OFF;
  const fault = startTrouble(view);
  return fault === null ? null : sentenceOf(fault);
}

/** It may have become so since the print was given to it. */
export function refuseUnable(view: PrinterView): void {
  const words = unableWords(view);
  if (words !== null) throw new NotToBring('printer-reported-failure', `The printer cannot start: ${words}`);
}
