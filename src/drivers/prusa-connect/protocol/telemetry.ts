import { PRUSA_STATES, type PrusaState } from '#drivers/prusa-state';
import type { Temperature } from '#model/feedback';
import { type Fields, isRecord, number } from './json-fields.ts';
import { type ConnectSlots, NO_SLOTS, slotsIntroduced, slotsTold } from './slots.ts';

/**
 * What a printer tells of itself about once a second, merged (prusa3d/Prusa-Firmware-Buddy, src/connect/render.cpp): the state always, the
 * job while there is one, measurements only when they have changed. PURE.
 */

export interface ConnectJob {
  readonly id: number;
  /** 0–100. */
  readonly percent: number;
  readonly printingSeconds: number;
  readonly remainingSeconds: number | null;
  /** Until it asks for another filament; null where it will not, or does not say. */
  readonly changeInSeconds: number | null;
}

export interface ConnectStatus {
  readonly state: PrusaState;
  readonly job: ConnectJob | null;
  readonly temperatures: readonly Temperature[];
  readonly x: number | null;
  readonly y: number | null;
  readonly z: number | null;
  readonly feedPercent: number | null;
  readonly flowPercent: number | null;
  /** What it asks now, by its own number. */
  readonly dialogId: number | null;
  /** Of a file on its way to it. */
  readonly transfer: { readonly id: number; readonly percent: number | null } | null;
  readonly slots: ConnectSlots;
}

/** `null`: this is no telemetry (DR12). Old builds say `{}` when nothing has changed. */
export function mergeTelemetry(
  before: ConnectStatus | null,
  told: unknown,
  slots: ConnectSlots = before?.slots ?? NO_SLOTS,
): ConnectStatus | null {
  if (!isRecord(told) || told.event !== undefined) return null;
  const state = PRUSA_STATES.find((each) => each === told.state);
  if (state === undefined) return told.state === undefined ? before : null;
  const job = jobOf(told, before?.job ?? null);
  if (job === undefined) return null;
  const kept = (name: 'x' | 'y' | 'z'): number | null => number(told[`axis_${name}`]) ?? before?.[name] ?? null;
  return {
    state,
    job,
    temperatures: temperaturesOf(told, before?.temperatures ?? []),
    x: kept('x'),
    y: kept('y'),
    z: kept('z'),
    feedPercent: number(told.speed) ?? before?.feedPercent ?? null,
    flowPercent: number(told.flow) ?? before?.flowPercent ?? null,
    dialogId: number(told.dialog_id),
    transfer: transferOf(told),
    slots: slotsTold(slots, told.slot),
  };
}

/** An event tells the state, the job and the dialog of its moment as well; nothing of it is measured. */
export function mergeEvent(before: ConnectStatus | null, told: Fields): ConnectStatus | null {
  const state = PRUSA_STATES.find((each) => each === told.state);
  if (before === null || state === undefined) return before;
  // Answers that only say yes or no leave the job out.
  const saysJob = told.event !== 'ACCEPTED' && told.event !== 'REJECTED';
  const id = number(told.job_id);
  const job =
    id === null
      ? saysJob
        ? null
        : before.job
      : before.job?.id === id
        ? before.job
        : { id, percent: 0, printingSeconds: 0, remainingSeconds: null, changeInSeconds: null };
  const slots = told.event === 'INFO' && isRecord(told.data) ? slotsIntroduced(before.slots, told.data) : before.slots;
  return { ...before, state, job, dialogId: number(told.dialog_id), slots };
}

/** Undefined for what cannot be. Old builds leave the number out where it is the one that they told before. */
function jobOf(told: Fields, before: ConnectJob | null): ConnectJob | null | undefined {
  if (told.job_id !== undefined && number(told.job_id) === null) return undefined;
  const saysJob = told.job_id !== undefined || told.progress !== undefined || told.time_printing !== undefined;
  if (!saysJob) return null;
  const id = number(told.job_id) ?? before?.id ?? null;
  if (id === null) return null;
  return {
    id,
    percent: Math.min(100, Math.max(0, number(told.progress) ?? 0)),
    printingSeconds: number(told.time_printing) ?? 0,
    remainingSeconds: number(told.time_remaining),
    changeInSeconds: number(told.filament_change_in),
  };
}

function transferOf(told: Fields): ConnectStatus['transfer'] {
  const id = number(told.transfer_id);
  return id === null ? null : { id, percent: number(told.transfer_progress) };
}

function temperaturesOf(told: Fields, before: readonly Temperature[]): readonly Temperature[] {
  const chamber = isRecord(told.chamber) ? told.chamber : {};
  const heaters = [
    heater('nozzle', told.temp_nozzle, told.target_nozzle),
    heater('bed', told.temp_bed, told.target_bed),
    heater('chamber', chamber.temp, chamber.target_temp),
  ];
  return heaters.flatMap(({ name, actual, target }) => {
    const known = before.find((each) => each.name === name);
    const measured = actual ?? known?.actual ?? null;
    if (measured === null) return [];
    return [{ name, actual: measured, target: target === null ? (known?.target ?? null) : target || null }];
  });
}

const heater = (name: string, actual: unknown, target: unknown) => ({
  name,
  actual: number(actual),
  target: number(target),
});
