import type { Printer } from '../live/farm-state.ts';

/** Phases in which a person’s own lines go out (MA15). */
const BY_HAND: ReadonlySet<Printer['phase']> = new Set(['READY', 'PAUSED', 'AWAITING_RETRIEVAL', 'UNVERIFIED']);
/** Phases in which an open print can be changed. */
const OPEN: ReadonlySet<Printer['phase']> = new Set(['PRINTING', 'PAUSING', 'RESUMING', 'PAUSED']);

export const mayMove = (printer: Pick<Printer, 'phase' | 'reachable' | 'link'>): boolean =>
  printer.link === 'CONNECTED' && printer.reachable && BY_HAND.has(printer.phase);

export const mayAdjust = (printer: Pick<Printer, 'phase' | 'reachable' | 'link' | 'print'>): boolean =>
  printer.link === 'CONNECTED' && printer.reachable && OPEN.has(printer.phase) && printer.print?.found === false;
