import type { LastStand } from './continuation.ts';
import type { OpenPrint, PrintOutcome } from './print.ts';

/** An error of the printer as a person reads it. `code` stands in the error table; `message` may quote the printer. */
export interface PrinterError {
  readonly code: PrinterErrorCode;
  readonly message: string;
  readonly at: number;
}

/** Why a print failed or a printer stands still; each has a cause and a remedy in `combinator/settings/errors`. */
export type PrinterErrorCode =
  | 'printer-reported-failure'
  | 'printer-halted'
  | 'printer-reset'
  | 'port-lost'
  | 'no-answer'
  | 'protocol-trouble'
  | 'resume-unproven'
  | 'start-unconfirmed'
  | 'file-unavailable'
  | 'file-refused'
  | 'disk-full'
  | 'machine-crashed'
  | 'emergency-stop'
  | 'wrong-credentials'
  | 'blind-while-preparing'
  | 'noisy-line';

/**
 * What a machine is doing (MA1). *Active* phases end by themselves; *blocking* phases only by the right command.
 * Whether the printer answers is a field beside the phase, never a phase.
 */
export type Phase =
  // active
  | {
      readonly kind: 'connecting';
      /**
       * `cleared`: a person cleared a faulted bed and the reset that follows is ours; until `trustUntil` (ms since the epoch)
       * a first sight of the printer leads to ready although the reset itself proves nothing (BE8).
       */
      readonly why: { readonly kind: 'boot' } | { readonly kind: 'cleared'; readonly trustUntil: number };
    }
  | { readonly kind: 'adopting'; readonly print: OpenPrint | null; readonly resumeInto: AdoptInto }
  | { readonly kind: 'preparing'; readonly print: OpenPrint }
  | {
      readonly kind: 'printing';
      readonly print: OpenPrint;
      /** Whether motion was seen; until then the start deadline runs (JO10). */
      readonly observed: boolean;
    }
  | { readonly kind: 'pausing'; readonly print: OpenPrint; readonly pauseNumber: number }
  | { readonly kind: 'resuming'; readonly print: OpenPrint; readonly pauseNumber: number }
  | { readonly kind: 'cancelling'; readonly print: OpenPrint }
  | { readonly kind: 'clearing'; readonly print: OpenPrint }
  // blocking
  | { readonly kind: 'unverified'; readonly reason: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'paused'; readonly print: OpenPrint; readonly pauseNumber: number; readonly reason: string }
  | { readonly kind: 'awaiting-retrieval'; readonly print: OpenPrint; readonly outcome: PrintOutcome }
  | {
      readonly kind: 'faulted';
      readonly print: OpenPrint | null;
      readonly error: PrinterError;
      /** Of a print that was fed line by line; left out where nobody knows. */
      readonly stood?: LastStand;
    }
  | {
      readonly kind: 'stopped';
      readonly print: OpenPrint | null;
      readonly stopNumber: number;
      /** True until the printer shows that it stands (MA6a). */
      readonly pending: boolean;
    };

export type PhaseKind = Phase['kind'];

/** What an adopted print was doing when its machine died. */
export type AdoptInto = 'printing' | 'paused' | 'cancelling' | 'unverified';

export const BLOCKING_PHASES = ['unverified', 'ready', 'paused', 'awaiting-retrieval', 'faulted', 'stopped'] as const;
export const ACTIVE_PHASES = [
  'connecting',
  'adopting',
  'preparing',
  'printing',
  'pausing',
  'resuming',
  'cancelling',
  'clearing',
] as const;

/** Loop commands are sent in these phases only (FL4, I4). */
export const isBlocking = (kind: PhaseKind): boolean => (BLOCKING_PHASES as readonly PhaseKind[]).includes(kind);

/** The print of a phase, whatever the phase; null when it has none. */
export function printOf(phase: Phase): OpenPrint | null {
  return 'print' in phase ? phase.print : null;
}

/** Phases in which a print is under way: not yet ended by the journal. Configuration waits for their end (MA13). */
export function hasOpenPrint(phase: Phase): boolean {
  switch (phase.kind) {
    case 'preparing':
    case 'printing':
    case 'pausing':
    case 'paused':
    case 'resuming':
    case 'cancelling':
      return true;
    case 'adopting':
      return phase.print !== null;
    default:
      return false;
  }
}
