import type { PrusaState } from '#drivers/prusa-state';

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
export function verdictOf(state: PrusaState, percent: number, cancelWished: boolean): Verdict {
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
