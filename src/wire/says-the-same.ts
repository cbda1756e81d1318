import type { Feedback, Temperature } from '#model/feedback';

/** A thermometer at rest wavers by less, several times a second; pages show whole degrees. */
const WAVER_DEGREES = 0.5;

/** Whether nobody would see a difference between what was told and what is to be told, but that it is newer. */
export function saysTheSame(told: Feedback, next: Feedback): boolean {
  return (
    told.temperatures.length === next.temperatures.length &&
    next.temperatures.every((each, i) => isAsWarm(told.temperatures[i], each)) &&
    restOf(told) === restOf(next)
  );
}

/** As the wire carries it: one driver names its fields in one order. */
const restOf = (feedback: Feedback): string => JSON.stringify({ ...feedback, at: 0, temperatures: [] });

const isAsWarm = (told: Temperature | undefined, { name, actual, target }: Temperature): boolean =>
  told?.name === name && told.target === target && Math.abs(told.actual - actual) < WAVER_DEGREES;
