import type { PrusaState } from '#drivers/prusa-state';

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
export function verdictOf(state: PrusaState, percent: number, cancelWished: boolean): Verdict {
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
