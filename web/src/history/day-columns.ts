export interface DayCount {
  /** ISO-8601, the beginning of a day in UTC. */
  readonly day: string;
  readonly finished: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly hours: number;
}

/** What the chart shows of each day. */
export type DayMeasure = 'prints' | 'hours';

/** One column of the chart, heights as parts of the highest. */
export interface DayColumn extends DayCount {
  readonly good: number;
  readonly bad: number;
}

const DAY_MS = 24 * 3_600_000;

/** Every day of the last `span` days, those without a print included: a gap is something to see. Hours are good and bad alike. */
export function dayColumns(
  days: readonly DayCount[],
  span: number,
  now: number,
  measure: DayMeasure = 'prints',
): readonly DayColumn[] {
  const known = new Map(days.map((each) => [Math.floor(Date.parse(each.day) / DAY_MS), each]));
  const today = Math.floor(now / DAY_MS);
  const all = Array.from({ length: span }, (_, i) => {
    const day = today - span + 1 + i;
    return (
      known.get(day) ?? { day: new Date(day * DAY_MS).toISOString(), finished: 0, failed: 0, cancelled: 0, hours: 0 }
    );
  });
  const heights = all.map(({ finished, failed, cancelled, hours }) =>
    measure === 'hours' ? { good: hours, bad: 0 } : { good: finished, bad: failed + cancelled },
  );
  const most = Math.max(1, ...heights.map(({ good, bad }) => good + bad));
  return all.map((each, i) => ({ ...each, good: (heights[i]?.good ?? 0) / most, bad: (heights[i]?.bad ?? 0) / most }));
}
