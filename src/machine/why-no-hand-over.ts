import { unreachable } from '#lib/unreachable';
import type { Phase } from '#model/phase';

/** Why this is no moment to replace the process, as a person reads it; null when it is one. */
export function whyNoHandOver(phase: Phase): string | null {
  switch (phase.kind) {
    case 'preparing':
      return 'a print is about to begin, and would not';
    case 'pausing':
    case 'resuming':
    case 'cancelling':
    case 'clearing':
      return 'the printer is about to pause, to go on or to end its print';
    case 'connecting':
      // With a printer that is off it stays there for ever.
      return phase.why.kind === 'boot' ? null : 'the printer is about to be reset';
    case 'adopting':
      return 'the machine is about to find its printer';
    case 'printing':
    case 'paused':
    case 'unverified':
    case 'ready':
    case 'awaiting-retrieval':
    case 'faulted':
    case 'stopped':
      return null;
    default:
      return unreachable(phase);
  }
}
