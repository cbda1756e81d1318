export const DAY_MS = 24 * 3_600_000;

/** From and to, ms since the epoch; the end is excluded. */
export type Interval = readonly [from: number, to: number];

/** What became of the hours of one day. What is left of `known` is idle. */
export interface DayHours {
  /** How long of it the printer was in the farm, within the span. */
  readonly knownMs: number;
  readonly printedMs: number;
  /** Not while a print was under way: a printer that prints on out of sight is in use. */
  readonly downMs: number;
}

/** Beginnings of the days (UTC) that a span touches. */
function daysOf([from, to]: Interval): readonly number[] {
  if (from >= to) return [];
  const first = Math.floor(from / DAY_MS);
  return Array.from({ length: Math.ceil(to / DAY_MS) - first }, (_, i) => (first + i) * DAY_MS);
}

/** The hours of every day of a span. Intervals may overlap, and may come in any order. */
export function hoursOfDays(
  span: Interval,
  present: Interval,
  printed: readonly Interval[],
  down: readonly Interval[],
): readonly DayHours[] {
  const known = within([present], span);
  const used = known.flatMap((part) => within(united(printed), part));
  const usedOrDown = known.flatMap((part) => within(united([...printed, ...down]), part));
  const [knownMs, printedMs, busyMs] = [known, used, usedOrDown].map((parts) => byDay(span, parts));
  return daysOf(span).map((_, i) => ({
    knownMs: knownMs?.[i] ?? 0,
    printedMs: printedMs?.[i] ?? 0,
    downMs: (busyMs?.[i] ?? 0) - (printedMs?.[i] ?? 0),
  }));
}

const within = (intervals: readonly Interval[], [from, to]: Interval): readonly Interval[] =>
  intervals
    .map(([begin, end]): Interval => [Math.max(begin, from), Math.min(end, to)])
    .filter(([begin, end]) => begin < end);

/** The same time, each moment once. */
function united(intervals: readonly Interval[]): readonly Interval[] {
  const whole: [number, number][] = [];
  for (const [from, to] of [...intervals].sort(([one], [other]) => one - other)) {
    const last = whole.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else whole.push([from, to]);
  }
  return whole;
}

function byDay(span: Interval, intervals: readonly Interval[]): readonly number[] {
  const days = daysOf(span);
  const sums = days.map(() => 0);
  const first = days[0] ?? 0;
  for (const [from, to] of intervals)
    for (let at = from; at < to; ) {
      const day = Math.floor((at - first) / DAY_MS);
      const end = Math.min(to, first + (day + 1) * DAY_MS);
      sums[day] = (sums[day] ?? 0) + end - at;
      at = end;
    }
  return sums;
}
