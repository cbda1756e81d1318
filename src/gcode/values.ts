/**
 * The grammar of the values that slicers write into comments. Each function takes the text after `=` or `:` and gives a
 * value or null; placeholders, templates and numbers out of any sensible range are null, never a guess.
 */

/** Larger numbers are placeholders (CuraEngine writes 2.14748e+06 mm and more) or damage. */
const LARGEST_SENSIBLE = 1_000_000;
/** A print of more than a year is damage. */
const LONGEST_SENSIBLE_SECONDS = 366 * 86_400;
/** A damaged list must not become a million filaments. */
const LONGEST_LIST = 256;
/** Longest text taken over into the metadata: a name, not a program. */
const LONGEST_TEXT = 1000;

/** A plain decimal number (`-12`, `.5`, `3.`); exponents, hexadecimal and units are null. */
export function parseNumber(text: string): number | null {
  const trimmed = text.trim();
  if (!/^[+-]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return Math.abs(value) < LARGEST_SENSIBLE ? value : null;
}

/** A number above zero: where 0 means "inherit", "off" or "not known". */
export function parsePositive(text: string): number | null {
  const value = parseNumber(text);
  return value !== null && value > 0 ? value : null;
}

/** A number of at least zero: where 0 is a fact, such as the length of an unused filament. */
export function parseAmount(text: string): number | null {
  const value = parseNumber(text);
  return value !== null && value >= 0 ? value : null;
}

export function parseCount(text: string): number | null {
  return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null;
}

/** `15%` → 15. A number without the sign is null: some slicers mean a fraction, others a percentage. */
export function parsePercent(text: string): number | null {
  const trimmed = text.trim();
  return trimmed.endsWith('%') ? parseAmount(trimmed.slice(0, -1)) : null;
}

const DURATION = /^(?:(\d{1,6})d)? ?(?:(\d{1,6})h)? ?(?:(\d{1,6})m)? ?(?:(\d{1,9}(?:\.\d{1,12})?)s)?$/;

/** `1d 2h 3m 4s`, `36m 25s`, `0.279937s` → seconds; empty or nothing at all → null. */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text.trim());
  if (match === null) return null;
  const [, days, hours, minutes, seconds] = match;
  const total =
    Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return total > 0 && total < LONGEST_SENSIBLE_SECONDS ? total : null;
}

/** Seconds as a bare number, as Cura and ideaMaker write them. */
export function parseSeconds(text: string): number | null {
  const value = /^\s*\d{1,9}(?:\.\d{1,12})?\s*$/.test(text) ? Number(text) : 0;
  return value > 0 && value < LONGEST_SENSIBLE_SECONDS ? value : null;
}

/** Numbers separated by commas, each read by `item`; an empty text is an empty list. */
export function parseList(text: string, item: (text: string) => number | null): readonly (number | null)[] {
  return text.trim() === '' ? [] : text.split(',', LONGEST_LIST).map(item);
}

/**
 * Strings separated by `;`. One that holds `;` or `"` is quoted, with `\"`, `\\` and `\n` inside.
 * `PLA;"Generic; \"best\""` → `PLA`, `Generic; "best"`.
 */
export function splitStrings(text: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (let i = 0; i < text.length && parts.length < LONGEST_LIST; i++) {
    const character = text[i] ?? '';
    if (character === '"') quoted = !quoted;
    else if (quoted && character === '\\') {
      const next = text[++i] ?? '';
      part += next === 'n' ? '\n' : next;
    } else if (character === ';' && !quoted) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  if (text.trim() !== '' && parts.length < LONGEST_LIST) parts.push(part.trim());
  return parts;
}

/** A name: trimmed, not empty, no unfilled `{template}` or `[template]`, no control characters, not absurdly long. */
export function parseText(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === '""' || trimmed.length > LONGEST_TEXT) return null;
  if (/^(?:\{.*\}|\[.*\])$/s.test(trimmed)) return null;
  if (/[\u0000-\u001f\u007f]/.test(trimmed)) return null;
  return trimmed;
}

/** `#ff8000` or `#FF8000FF` → upper case. */
export function parseColour(text: string): string | null {
  const match = /^#(?:[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(text.trim());
  return match === null ? null : match[0].toUpperCase();
}

/** Date `2024-10-21` and time `06:38:01` → ISO 8601, with `Z` when the slicer said UTC. */
export function parseTimestamp(date: string, time: string, utc: boolean): string | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(`${date}T${time}`);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const sensible = year >= 1980 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
  if (!sensible || hour > 23 || minute > 59 || second > 60) return null;
  return `${date}T${time}${utc ? 'Z' : ''}`;
}

/** `Jan` … `Dec` → `01` … `12`; '' for anything else. */
export function monthNumber(name: string): string {
  const index = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].indexOf(name);
  return index === -1 ? '' : String(index + 1).padStart(2, '0');
}

function daysOf(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}
