import type { Feedback, Temperature } from '#model/feedback';

/** A thermometer at rest wavers by less, several times a second; pages show whole degrees. */
const WAVER_DEGREES = 0.5;

/** Whether nobody would see a difference between what was told and what is to be told, but that it is newer. */
export function saysTheSame(told: Feedback, next: Feedback): boolean {
  return (
    told.temperatures.length === next.temperatures.length &&
    next.temperatures.every((each, i) => isAsWarm(told.temperatures[i], each)) &&
    restIsSame(told, next)
  );
}

const LOOKED_AT_APART: ReadonlySet<string> = new Set(['at', 'temperatures']);

/** Field by field, not as text: a farm of printers at rest asks this a thousand times a second. */
function restIsSame(told: Feedback, next: Feedback): boolean {
  const [a, b] = [fieldsOf(told), fieldsOf(next)];
  const names = Object.keys(b);
  if (names.length !== Object.keys(a).length) return false;
  return names.every((name) => LOOKED_AT_APART.has(name) || isSame(a[name], b[name]));
}

/** As the wire carries it: measurements are plain values, lists and records. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [fieldsOf(a), fieldsOf(b)];
  const names = Object.keys(right);
  return names.length === Object.keys(left).length && names.every((name) => isSame(left[name], right[name]));
}

const fieldsOf = (value: object): Readonly<Record<string, unknown>> => value as Readonly<Record<string, unknown>>;

const isAsWarm = (told: Temperature | undefined, { name, actual, target }: Temperature): boolean =>
  told?.name === name && told.target === target && Math.abs(told.actual - actual) < WAVER_DEGREES;
