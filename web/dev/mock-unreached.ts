import type { Printer } from '../src/live/farm-state.ts';
import { minutesAgo } from './mock-names.ts';

/** Printers whose host answers, and does not reach them: what a person can do about that stands on their pages. */
export const UNREACHED: readonly Partial<Printer>[] = [
  {
    name: 'Voron 2',
    driver: 'moonraker',
    reachable: false,
    unreachableSince: minutesAgo(9),
    unreachableReason:
      'Klipper has shut down: Heater extruder not heating at expected rate. Once that is mended, restart the firmware.',
    attention: 'The printer cannot be reached.',
  },
  {
    name: 'Old Prusa',
    driver: 'octoprint',
    reachable: false,
    unreachableSince: minutesAgo(31),
    unreachableReason: 'OctoPrint runs, but has no connection to its printer (Offline).',
    attention: 'The printer cannot be reached.',
  },
];
