import { duration, plural } from '../format.ts';

interface Stutter {
  readonly underruns: number;
  readonly standstillSeconds: number;
  readonly seenBy: 'MODEL' | 'PLACES' | 'PRINTER';
}

const WITNESS = {
  MODEL: ', estimated',
  PLACES: '',
  PRINTER: ', counted by the printer',
} as const;

/** How often the planner of a printer ran dry in a print, for people: `ran dry 3 times, 0.4 s of standstill`. */
export function stutterWords({ underruns, standstillSeconds, seenBy }: Stutter): string {
  if (underruns === 0) return `never ran dry${WITNESS[seenBy]}`;
  const still = standstillSeconds < 60 ? `${standstillSeconds.toFixed(1)} s` : duration(standstillSeconds);
  return `ran dry ${plural(underruns, 'time', 'times')}, ${still} of standstill${WITNESS[seenBy]}`;
}
