import { unreachable } from '#lib/unreachable';
import type { DriverReport } from '#drivers/driver';
import type { Input } from './transition-step.ts';

/**
 * BE1, BE3, MA5: what, coming between the decision to start a print and the start itself, means that nothing may be started: a stop, or a
 * word of the printer by which a print in preparing would have ended.
 */
export function speaksAgainstStart(input: Input): boolean {
  if (input.kind === 'command') return input.envelope.command.kind === 'stop';
  return input.kind === 'stop' || (input.kind === 'report' && endsPreparing(input.report));
}

function endsPreparing(report: DriverReport): boolean {
  switch (report.kind) {
    case 'disconnected':
    case 'print-lost':
    case 'foreign-began':
      return true;
    case 'connected':
      return report.continuity !== 'unbroken' || report.foreign !== null;
    case 'print-moved':
    case 'print-paused':
    case 'print-resumed':
    case 'print-stutter':
    case 'print-slot':
    case 'print-ended':
    case 'adopted':
    case 'foreign-ended':
    case 'standing':
    case 'trouble':
    case 'unable':
    case 'dialog':
    case 'bed-sensed':
    case 'bed-declared':
    case 'feedback':
    case 'files-changed':
      return false;
    default:
      return unreachable(report);
  }
}
