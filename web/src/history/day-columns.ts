export interface DayCount {
  /** ISO-8601, the beginning of a day in UTC. */
  readonly day: string;
  readonly finished: number;
  readonly failed: number;
  readonly cancelled: number;
}

/** One column of the chart, heights as parts of the highest. */
export interface DayColumn extends DayCount {
  readonly good: number;
  readonly bad: number;
}

const DAY_MS = 24 * 3_600_000;

/** Every day of the last `span` days with its prints, those without any included: a gap is something to see. */
export function dayColumns(days: readonly DayCount[], span: number, now: number): readonly DayColumn[] {
  const known = new Map(days.map((each) => [Math.floor(Date.parse(each.day) / DAY_MS), each]));
  const today = Math.floor(now / DAY_MS);
  const all = Array.from({ length: span }, (_, i) => {
    const day = today - span + 1 + i;
    return known.get(day) ?? { day: new Date(day * DAY_MS).toISOString(), finished: 0, failed: 0, cancelled: 0 };
  });
  const most = Math.max(1, ...all.map(({ finished, failed, cancelled }) => finished + failed + cancelled));
  return all.map((each) => ({ ...each, good: each.finished / most, bad: (each.failed + each.cancelled) / most }));
}
