import { isActive, type PrinterView } from './status.ts';

/** A pause as far as Klipper's `idle_timeout` goes. */
export interface Pause {
  readonly sinceMs: number;
  /** After this Klipper switches heaters and motors off; null where that is not known. */
  readonly limitMs: number | null;
}

const MINUTE_MS = 60_000;

/** What a person should know who looks at the printer: what its state does not say by itself, then what it shows on its display. PURE. */
export function noticeOf(view: PrinterView, pause: Pause | null): string | null {
  const words = [runoutOf(view), pause === null ? null : pauseWords(view, pause), handWords(view), view.display];
  const told = words.filter((each) => each !== null);
  return told.length === 0 ? null : told.join(' ');
}

/** Null when every sensor that is switched on has its filament. */
export function runoutOf({ emptySensors }: PrinterView): string | null {
  if (emptySensors.length === 0) return null;
  return `No filament at ${emptySensors.map((name) => `“${name}”`).join(' and ')}.`;
}

/** Somebody moves or heats it: no print may begin into that. */
export const isMovedByHand = (view: PrinterView): boolean => view.activity === 'printing' && !isActive(view);

const handWords = (view: PrinterView): string | null =>
  isMovedByHand(view) ? 'It moves or heats without a print: at its panel, from its page, or by lines by hand.' : null;

function pauseWords(view: PrinterView, { sinceMs, limitMs }: Pause): string | null {
  if (view.activity === 'idle')
    return 'Klipper has switched heaters and motors off in this long pause: resumed as it is, the print fails.';
  if (limitMs === null || view.activity === 'printing') return null;
  const minutes = Math.ceil((limitMs - sinceMs) / MINUTE_MS);
  return minutes <= 0
    ? null
    : `Klipper switches heaters and motors off in ${minutes} min, unless the print goes on before.`;
}

/** `idle_timeout.timeout` of the configuration that a query has shown, in ms. PURE. */
export function pauseLimitOf(settings: unknown): number | null {
  const found = field(field(settings, 'idle_timeout'), 'timeout');
  return typeof found === 'number' && found > 0 && found < 1e9 ? found * 1_000 : null;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
