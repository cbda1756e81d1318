const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_MS = 24 * 3_600_000;

/**
 * What a listing in the form of `ls -l` says of a file's time, as ms since the epoch: to the minute for the last months (`Nov 29 17:41`), to
 * the day before (`Nov 29 2025`). Null for anything else. `now`: by which the year that it leaves out is known.
 */
export function listedTime(text: string, now: number): number | null {
  const [, monthText = '', day = '', hour, minute, year] =
    /^([A-Za-z]{3})\s+(\d{1,2})\s+(?:(\d{1,2}):(\d{2})|(\d{4}))$/.exec(text.trim()) ?? [];
  const month = MONTHS.indexOf(monthText.toLowerCase());
  if (month < 0) return null;
  if (year !== undefined) return Date.UTC(Number(year), month, Number(day));
  const thisYear = new Date(now).getUTCFullYear();
  const at = Date.UTC(thisYear, month, Number(day), Number(hour), Number(minute));
  // No file is of tomorrow, but for a printer whose clock is in another zone.
  return at > now + DAY_MS ? Date.UTC(thisYear - 1, month, Number(day), Number(hour), Number(minute)) : at;
}
