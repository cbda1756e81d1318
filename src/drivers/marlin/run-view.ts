import type { Clock } from '#lib/clock';
import type { Overrides, PauseAt } from '#model/adjustment';
import type { PrintProgress } from '#model/feedback';
import type { FileLines } from './file-lines.ts';
import type { Modal } from './protocol/modal.ts';
import { type ProgressTrack, progressOf } from './protocol/progress.ts';

/** How a print differs from its file, as people see it. */
export function overridesOf(modal: Modal, pauseAt: PauseAt | null, objects: Overrides['objects'] | null): Overrides {
  const { fan, feedPercent, flowPercent, babystepMm } = modal;
  return {
    feedPercent,
    flowPercent,
    fanPercent: fan === null ? null : Math.round((fan / 255) * 100),
    babyStepMm: Math.round(babystepMm * 1000) / 1000,
    pauseAt,
    ...(objects == null ? {} : { objects }),
  };
}

/** How far a print has come in its file, with `done` of its lines acknowledged. */
export function progressIn(
  file: FileLines,
  done: number,
  track: ProgressTrack,
  startedAt: number,
  clock: Clock,
): Omit<PrintProgress, 'printId'> {
  const elapsedMs = Math.max(0, clock.now() - startedAt);
  const told = progressOf(track, {
    done: file.linesBefore(done),
    lines: file.facts?.lines ?? null,
    plannedDoneMs: file.plannedBefore(done),
    plannedMs: file.facts?.plannedMs ?? null,
    bytesFraction: (file.checkpoint(done)?.offset ?? 0) / Math.max(1, file.sizeBytes),
    elapsedMs,
    at: clock.monotonic(),
  });
  return { ...told, elapsedSeconds: Math.round(elapsedMs / 1000) };
}

/** Until when the printer works off what it has accepted, by the model, ms since the epoch. */
export const movesUntil = (clock: Clock, planner: { readonly endsAt: number }): number =>
  clock.now() + Math.max(0, planner.endsAt - clock.monotonic());
