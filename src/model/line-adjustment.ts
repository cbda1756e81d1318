import type { Adjustment } from './adjustment.ts';

/** Commands that only change how a print runs. While one is open nothing else goes out (MA15). */
const TARGETS = { M104: 'nozzle', M140: 'bed', M141: 'chamber' } as const;

/**
 * A line as the change of an open print that it means; null for every other line, also for one that says more than that (a tool, a fan
 * that is not the first): it is sent by hand, while nothing prints, or not at all.
 */
export function adjustmentOfLine(line: string): Adjustment | null {
  const match = /^([GM]\d+)(?:\s*([A-Z])\s*(-?(?:\d+(?:\.\d*)?|\.\d+)))?\s*$/i.exec(line.trim());
  if (match === null) return null;
  const command = (match[1] ?? '').toUpperCase();
  const letter = match[2]?.toUpperCase() ?? null;
  const value = Number(match[3] ?? Number.NaN);
  if (letter === null) return command === 'M107' ? { kind: 'fan', percent: 0 } : null;
  if (command === 'M290') return letter === 'Z' ? { kind: 'baby-step', mm: value } : null;
  if (letter !== 'S') return null;
  switch (command) {
    case 'M104':
    case 'M140':
    case 'M141':
      return { kind: 'target', heater: TARGETS[command], celsius: value };
    case 'M106':
      return { kind: 'fan', percent: (value / 255) * 100 };
    case 'M220':
      return { kind: 'feed', percent: value };
    case 'M221':
      return { kind: 'flow', percent: value };
    default:
      return null;
  }
}
