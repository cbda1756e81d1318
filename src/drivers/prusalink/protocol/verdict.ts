import type { ReadyWord } from '#drivers/ready-button';
import type { LinkState } from './status.ts';

export type Verdict =
  | { readonly kind: 'ended'; readonly outcome: 'finished' | 'cancelled' | 'failed'; readonly doubt: string | null }
  /** The printer has stopped by itself: nobody knows where the head stands. */
  | { readonly kind: 'broken' }
  /** Nothing can be told from this yet. */
  | { readonly kind: 'open' };

/** Done but for the cleaning moves: a person who dismissed the end has seen it finished. */
const FINISHED_PERCENT = 99;

/**
 * How a job ended that the printer has shown and shows no more. Where a person dismissed its last page before it was read, what it had
 * reached decides; the bed is occupied either way.
 */
export function verdictOf(state: LinkState, percent: number, cancelWished: boolean): Verdict {
  switch (state) {
    case 'FINISHED':
      return { kind: 'ended', outcome: 'finished', doubt: null };
    case 'STOPPED':
      return { kind: 'ended', outcome: 'cancelled', doubt: null };
    case 'ERROR':
      return { kind: 'broken' };
    case 'IDLE':
    case 'READY':
      if (cancelWished) return { kind: 'ended', outcome: 'cancelled', doubt: null };
      if (percent >= FINISHED_PERCENT) return { kind: 'ended', outcome: 'finished', doubt: null };
      return {
        kind: 'ended',
        outcome: 'failed',
        doubt: `The print went away at ${Math.round(percent)} % and the printer does not say why.`,
      };
    case 'PRINTING':
    case 'PAUSED':
    case 'ATTENTION':
    case 'BUSY':
    case 'UNKNOWN':
      return { kind: 'open' };
  }
}

/** How a print from the panel ended, as far as the printer shows it. */
export function outcomeShown(state: LinkState): 'finished' | 'cancelled' | 'failed' | 'unknown' {
  if (state === 'FINISHED') return 'finished';
  if (state === 'STOPPED') return 'cancelled';
  return state === 'ERROR' ? 'failed' : 'unknown';
}

/** Nothing moves, and nothing is asked whose answer may set it in motion. */
export const isQuiet = (state: LinkState): boolean => ['IDLE', 'READY', 'FINISHED', 'STOPPED'].includes(state);

/** Nothing moves, whatever stands on the bed. */
export const isAtRest = (state: LinkState, hasJob: boolean): boolean =>
  ['IDLE', 'READY', 'FINISHED', 'STOPPED', 'ERROR'].includes(state) || (state === 'ATTENTION' && !hasJob);

/** How that stands to the “ready” which a person sets at the printer's screen. */
export function readyWordOf(state: LinkState): ReadyWord {
  if (state === 'READY') return 'ready';
  return isQuiet(state) ? 'rest' : 'other';
}

/** Why nothing is started now, for a person. */
export function doingOf(state: LinkState): string {
  if (state === 'ATTENTION') return 'it asks something at its panel: answer that first';
  if (state === 'BUSY') return 'it is busy at its panel';
  return state === 'PRINTING' || state === 'PAUSED' ? 'it has another print' : `its state is ${state}`;
}
