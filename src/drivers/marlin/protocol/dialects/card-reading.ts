import type { Dialect, DialectName } from './dialect.ts';

/** How a firmware is told to print from its card (M23, M24), and to stop. PURE. */
export interface CardReading {
  /** How it wants a path that it has listed. */
  readonly name: (path: string) => string;
  /** What ends such a print, in turn; empty where one command does it, `abort`. */
  readonly gives: readonly string[];
  /** One command that ends it wherever it stands; null: this firmware has none, or not always. */
  readonly abort: string | null;
}

const fromRoot = (path: string): string => (path.startsWith('/') ? path : `/${path}`);
const relative = (path: string): string => path.replace(/^\/+/, '');
/** Paused, and begun anew from its first byte should anybody go on with it: the file is given up. */
const GIVES_UP = ['M25', 'M26 S0'] as const;

const READINGS: Readonly<Record<DialectName, CardReading | null>> = {
  marlin2: { name: fromRoot, gives: GIVES_UP, abort: 'M524' },
  marlin1: { name: fromRoot, gives: GIVES_UP, abort: null },
  prusa: { name: (path) => fromRoot(path).toLowerCase(), gives: GIVES_UP, abort: null },
  repetier: { name: relative, gives: GIVES_UP, abort: null },
  // Paused it keeps the file; M0 ends a paused print, with the owner's cancel.g.
  reprapfirmware: { name: relative, gives: ['M25', 'M0'], abort: null },
  // It lists no sizes, so that nobody can tell whether the file is the one that was meant.
  smoothie: null,
  // Its files are its host's: printed through Moonraker, or begun there.
  klipper: null,
  grbl: null,
};

/** Null: it prints nothing from a card at our word. */
export const cardReadingOf = ({ name }: Dialect): CardReading | null => (name === 'unknown' ? null : READINGS[name]);
