import type { ReadyWord } from '#drivers/ready-button';
import type { ConnectState } from './telemetry.ts';

export type Verdict =
  | { readonly kind: 'ended'; readonly outcome: 'finished' | 'cancelled' | 'failed'; readonly doubt: string | null }
  /** Nothing can be told from this yet. */
  | { readonly kind: 'open' };

/** Done but for the cleaning moves. */
const FINISHED_PERCENT = 99;

/**
 * How a job ended that the printer has shown and shows no more, where its own history does not tell. A person may have dismissed its last
 * page before anything was heard of it; then what it had reached decides. The bed is occupied either way. PURE.
 */
export function verdictOf(state: ConnectState, percent: number, cancelWished: boolean): Verdict {
  switch (state) {
    case 'FINISHED':
      return { kind: 'ended', outcome: 'finished', doubt: null };
    case 'STOPPED':
      return { kind: 'ended', outcome: 'cancelled', doubt: null };
    case 'IDLE':
    case 'READY':
      if (cancelWished) return { kind: 'ended', outcome: 'cancelled', doubt: null };
      if (percent >= FINISHED_PERCENT) return { kind: 'ended', outcome: 'finished', doubt: null };
      return {
        kind: 'ended',
        outcome: 'failed',
        doubt: `The print went away at ${Math.round(percent)} % and the printer does not say why.`,
      };
    case 'ERROR':
    case 'PRINTING':
    case 'PAUSED':
    case 'ATTENTION':
    case 'BUSY':
    case 'UNKNOWN':
      return { kind: 'open' };
  }
}

/** How a print from the panel ended, as far as the printer shows it. */
export function outcomeShown(state: ConnectState): 'finished' | 'cancelled' | 'failed' | 'unknown' {
  if (state === 'FINISHED') return 'finished';
  if (state === 'STOPPED') return 'cancelled';
  return state === 'ERROR' ? 'failed' : 'unknown';
}

/** Nothing moves, and nothing is asked whose answer may set it in motion. */
export const isQuiet = (state: ConnectState): boolean => ['IDLE', 'READY', 'FINISHED', 'STOPPED'].includes(state);

/** Nothing moves, whatever stands on the bed. */
export const isAtRest = (state: ConnectState, hasJob: boolean): boolean =>
  isQuiet(state) || state === 'ERROR' || (state === 'ATTENTION' && !hasJob);

/** How that stands to the “ready” which a person sets at the printer's screen. */
export function readyWordOf(state: ConnectState): ReadyWord {
  if (state === 'READY') return 'ready';
  return isQuiet(state) ? 'rest' : 'other';
}

/** Why nothing is started now, for a person. */
export function doingOf(state: ConnectState): string {
  if (state === 'ATTENTION') return 'it asks something: answer that first';
  if (state === 'BUSY') return 'it is busy at its panel';
  return state === 'PRINTING' || state === 'PAUSED' ? 'it has another print' : `its state is ${state}`;
}
