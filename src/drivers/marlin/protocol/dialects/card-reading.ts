import type { Dialect, DialectName } from './dialect.ts';

/** How a firmware is told to print from its card (M23, M24), and to stop. PURE. */
export interface CardReading {
  /** How it wants a path that it has listed. */
  readonly name: (path: string) => string;
  /** What ends such a print, in turn; empty where one command does it, `abort`. */
  readonly gives: readonly string[];
  /** One command that ends it wherever it stands; null: this firmware has none, or not always. */
  readonly abort: string | null;
  /** Asks how long a file is, of a firmware that says it neither in its list nor when it opens it; null: nobody needs to. */
  readonly length: ((path: string) => string) | null;
}

/** How long a file is, in the answer to `length`; null where that says it not. */
export function lengthIn(said: readonly string[]): number | null {
  const found = said.map((line) => /"err":\s*0\b.*?"size":\s*(\d{1,15})(?!\d)/.exec(line)?.[1]);
  return found.map(Number).find(Number.isSafeInteger) ?? null;
}

const fromRoot = (path: string): string => (path.startsWith('/') ? path : `/${path}`);
const relative = (path: string): string => path.replace(/^\/+/, '');
/** Paused, and begun anew from its first byte should anybody go on with it: the file is given up. */
const GIVES_UP = ['M25', 'M26 S0'] as const;

const READINGS: Readonly<Record<DialectName, CardReading | null>> = {
  marlin2: { name: fromRoot, gives: GIVES_UP, abort: 'M524', length: null },
  marlin1: { name: fromRoot, gives: GIVES_UP, abort: null, length: null },
  prusa: { name: (path) => fromRoot(path).toLowerCase(), gives: GIVES_UP, abort: null, length: null },
  repetier: { name: relative, gives: GIVES_UP, abort: null, length: null },
  // Paused it keeps the file; M0 ends a paused print, with the owner's cancel.g. It opens a file without a word of its length.
  reprapfirmware: { name: relative, gives: ['M25', 'M0'], abort: null, length: (path) => `M36 ${relative(path)}` },
  // How it pauses and gives up a file that it reads itself was never tried.
  smoothie: null,
  // Its files are its host's: printed through Moonraker, or begun there.
  klipper: null,
  grbl: null,
};

/** Null: it prints nothing from a card at our word. */
export const cardReadingOf = ({ name }: Dialect): CardReading | null => (name === 'unknown' ? null : READINGS[name]);
