import { filamentChangeWords } from '#drivers/prusa-state';
import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import type { LinkStatus } from './status.ts';

/** What is measured. `printId`: our print, when the printer works on it. `notice`: what a person should know before that. */
export function feedbackOf(status: LinkStatus, printId: PrintId | null, notice: string | null): Omit<Feedback, 'at'> {
  const { job, temperatures, position, z } = status;
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
  return { temperatures, position, progress, line: null, notice: notice ?? noticeOf(status) };
}

function noticeOf({ state, job }: LinkStatus): string | null {
  if (state === 'ATTENTION') return 'The printer asks something at its panel.';
  if (state === 'BUSY' && job === null) return 'The printer is busy at its panel.';
  return filamentChangeWords(state, job?.changeInSeconds ?? null);
}
