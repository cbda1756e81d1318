/** Hours of days, as the farm tells them: three lists of the same length. */
export interface UsedHours {
  readonly hours: readonly number[];
  readonly printed: readonly number[];
  readonly down: readonly number[];
}

/** One column of the chart: parts of the time in which the printer was there. `isThere`: it was at all. */
export interface UseColumn {
  readonly isThere: boolean;
  readonly printed: number;
  readonly down: number;
}

/** More columns are no wider than a pixel on a phone. */
const COLUMNS_MOST = 92;

/** A column for each day, or for each week where there are too many of them; whole weeks end with the last day. */
export function useColumns({ hours, printed, down }: UsedHours): readonly UseColumn[] {
  const length = hours.length > COLUMNS_MOST ? 7 : 1;
  const count = Math.ceil(hours.length / length);
  return Array.from({ length: count }, (_, i) => {
    const end = hours.length - (count - 1 - i) * length;
    const within = (values: readonly number[]) => values.slice(Math.max(0, end - length), end);
    return shareOf({ hours: within(hours), printed: within(printed), down: within(down) });
  });
}

/** Of the whole time, or of a part of it. */
export function shareOf({ hours, printed, down }: UsedHours): UseColumn {
  const known = sum(hours);
  const part = (values: readonly number[]): number => (known === 0 ? 0 : Math.min(1, sum(values) / known));
  return { isThere: known > 0, printed: part(printed), down: part(down) };
}

/** Printers added up, day by day. */
export function togetherOf(printers: readonly UsedHours[]): UsedHours {
  const add = (pick: (of: UsedHours) => readonly number[]): number[] =>
    (printers[0]?.hours ?? []).map((_, day) => sum(printers.map((each) => pick(each)[day] ?? 0)));
  return { hours: add((of) => of.hours), printed: add((of) => of.printed), down: add((of) => of.down) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
