import type { PrintObjectState } from '#model/adjustment';
import type { Feedback } from '#model/feedback';
import type { PrintId } from '#model/ids';
import type { ReportedSlot } from '#model/slots';
import { SPEED_PERCENTS } from './commands.ts';
import { stageWords } from './stages.ts';
import type { PrinterView } from './printer-view.ts';

/**
 * What is measured; `ours`: our print and since when it is at the printer, when it is the one that the printer works on. `notice` goes before what it
 * is at, `told` behind it.
 */
export function feedbackOf(
  view: PrinterView,
  ours: {
    readonly printId: PrintId;
    readonly elapsedSeconds: number;
    readonly objects?: readonly PrintObjectState[];
  } | null,
  notice: string | null,
  slots: readonly ReportedSlot[] = [],
  told: string | null = null,
): Omit<Feedback, 'at'> {
  const progress =
    ours === null
      ? null
      : {
          printId: ours.printId,
          fraction: Math.min(1, Math.max(0, (view.percent ?? 0) / 100)),
          elapsedSeconds: ours.elapsedSeconds,
          // Before the first layer the printer still tells the time of the print before.
          remainingSeconds: view.state === 'RUNNING' || view.state === 'PAUSE' ? view.remainingSeconds : null,
          layer: view.layer,
          z: null,
        };
  const feedPercent = SPEED_PERCENTS[(view.speedLevel ?? 0) - 1];
  const overrides =
    ours === null || feedPercent === undefined
      ? {}
      : {
          overrides: {
            feedPercent,
            flowPercent: 100,
            fanPercent: view.fanPercent,
            babyStepMm: 0,
            pauseAt: null,
            ...(ours.objects === undefined || ours.objects.length === 0 ? {} : { objects: ours.objects }),
          },
        };
  return {
    temperatures: view.temperatures,
    position: null,
    progress,
    line: null,
    notice: notice ?? stageWords(view) ?? told,
    slots,
    ...overrides,
  };
}
