import type { ForeignPrint } from '#drivers/driver';
import { isActive, isAtRest, type PrinterView } from './printer-view.ts';
import { isCancelEcho } from './printer-errors.ts';

/** Prints from the panel often have this id, or none. */
const isNamed = (id: string): boolean => id !== '' && id !== '0';

/** What a printer does that is none of ours; a print known before keeps its key. */
export function foreignOf(view: PrinterView, known: ForeignPrint | null, now: number): ForeignPrint | null {
  if (!isActive(view)) return null;
  const found = { name: view.name, since: now, ...plateOf(view.file) };
  if (isNamed(view.subtaskId)) {
    const key = `task ${view.subtaskId}`;
    return known?.key === key ? known : { key, ...found };
  }
  return known?.name === view.name ? known : { key: `${view.name} ${now}`, ...found };
}

/** Printers that unpack a project before they print it name the plate as its file lies in there; others name the project. */
const PLATE = /(?:^|\/)Metadata\/plate_(\d{1,3})\.gcode$/i;

function plateOf(file: string): { readonly plate?: number } {
  const number = PLATE.exec(file)?.[1];
  return number === undefined ? {} : { plate: Number(number) };
}

/** How a print from the panel ended, as far as the printer shows it. */
export function outcomeShown({ state, printError }: PrinterView): 'finished' | 'cancelled' | 'failed' | 'unknown' {
  if (state === 'FINISH') return 'finished';
  if (state === 'FAILED') return isCancelEcho(printError) ? 'cancelled' : 'failed';
  return 'unknown';
}

/**
 * What a printer that stands shows, if it cannot show the same after another print: FINISH and FAILED last until the next print, and name the
 * one that they speak of. Null for IDLE, which a printer shows after every power cut (BE3).
 */
export function standingOf({ state, subtaskId, taskId, file }: PrinterView): string | null {
  if ((state !== 'FINISH' && state !== 'FAILED') || !isNamed(subtaskId)) return null;
  return JSON.stringify([state, subtaskId, taskId, file]);
}

/**
 * BE3: it stands as it stood, and names the print after which it stands, whose file is `gone`: with the file a person may repeat it at the
 * panel, perhaps under the same number, and it would stand the same after it. Or it was out of sight for less time than a print and a restart take
 * (`view`: as it was then). IDLE alone proves nothing, for so stands a printer after each power cut.
 */
export function isUnbroken(
  now: PrinterView,
  before: { readonly standing: string | null; readonly gone: string | null; readonly view: PrinterView | null },
): boolean {
  const standing = standingOf(now);
  if (standing !== null && standing === before.standing && now.subtaskId === before.gone) return true;
  const { view } = before;
  return (
    view !== null &&
    isAtRest(now) &&
    view.state === now.state &&
    view.subtaskId === now.subtaskId &&
    view.file === now.file
  );
}
