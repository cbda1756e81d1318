import { filamentChangeWords } from '#drivers/prusa-state';
import type { PrintObjectState } from '#model/adjustment';
import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import type { ConnectStatus } from './telemetry.ts';

/** What is measured. `printId`: our print, when the printer works on it. `notice`: what a person should know before that. PURE. */
export function feedbackOf(
  status: ConnectStatus,
  printId: PrintId | null,
  objects: readonly Omit<PrintObjectState, 'current'>[],
  notice: string | null,
): Omit<Feedback, 'at'> {
  const { job, temperatures, x, y, z } = status;
  const told = notice ?? noticeOf(status);
  const position = x === null || y === null || z === null || job !== null ? null : { x, y, z };
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
  const overrides = {
    feedPercent: status.feedPercent ?? 100,
    flowPercent: status.flowPercent ?? 100,
    fanPercent: null,
    babyStepMm: 0,
    pauseAt: null,
    // One alone is the print itself.
    objects: objects.length < 2 ? [] : objects.map((each) => ({ ...each, current: false })),
  };
  const { reported } = status.slots;
  return {
    temperatures,
    position,
    progress,
    line: null,
    notice: told,
    ...(printId === null ? {} : { overrides }),
    ...(reported.length < 2 ? {} : { slots: reported }),
  };
}

function noticeOf({ state, job }: ConnectStatus): string | null {
  if (state === 'ATTENTION') return 'The printer asks something.';
  if (state === 'BUSY' && job === null) return 'The printer is busy at its panel.';
  return filamentChangeWords(state, job?.changeInSeconds ?? null);
}
