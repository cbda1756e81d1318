import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import type { LinkStatus } from './status.ts';

/** What is measured. `printId`: our print, when the printer works on it. `notice`: what a person should know before that. */
export function feedbackOf(status: LinkStatus, printId: PrintId | null, notice: string | null): Omit<Feedback, 'at'> {
  const { state, job, temperatures, position, z } = status;
  const progress =
    printId === null || job === null
      ? null
      : {
          printId,
          fraction: job.percent / 100,
          elapsedSeconds: job.printingSeconds,
          remainingSeconds: job.remainingSeconds,
          layer: null,
          z,
        };
  return { temperatures, position, progress, line: null, notice: notice ?? noticeOf(state, job !== null) };
}

function noticeOf(state: LinkStatus['state'], hasJob: boolean): string | null {
  if (state === 'ATTENTION') return 'The printer asks something at its panel.';
  return state === 'BUSY' && !hasJob ? 'The printer is busy at its panel.' : null;
}
