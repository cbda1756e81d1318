import { MAX_NUMBER } from './frame.ts';

/**
 * Which serial line number carries what (MA10). A numbering begins at a base `b` that M110 sets; `b + 1` carries file line
 * `firstLine`, and each further number the next line of the file, but for the exceptions. So number → file line is a
 * function of what is on disk, and the last number that a printer accepted tells exactly where a print stands.
 */
export interface Numbering {
  readonly base: number;
  /** 0-based index among the command lines of the file. */
  readonly firstLine: number;
  /** No number above this one was ever written to the wire. */
  readonly reservedTo: number;
  /** Numbers that do not carry the next line of the file, ascending. */
  readonly exceptions: readonly Exception[];
}

export interface Exception {
  readonly number: number;
  readonly text: string;
  /**
   * Of a command that stands for lines of the file that are left out: how many. 0 for the further commands of the same place; absent
   * for a command that stands for none.
   */
  readonly skips?: number;
}

/** Numbers reserved on disk at a time: one sync in 2,048 lines, and after a crash at most this many numbers are in doubt. */
export const RESERVED_BLOCK = 4_096;
/** The next block is reserved this many numbers ahead of need: at 280 lines a second a disk may take 7 s (cheap cards do) and holds up no line. */
export const RESERVE_AHEAD = 2_048;
/** Beyond this many exceptions the base is renewed: the record is written whole each time and must stay small. */
export const MAX_EXCEPTIONS = 256;
/** Bases of prints lie here: a board that was reset counts from 0 and can never answer from within (MA10 a). */
export const LOWEST_BASE = 1_000;
const HIGHEST_BASE = 30_000;

/** Whether a new base can be told from every number that the printer may have at that time: neither inside the other's range. */
export function baseFits(base: number, lastNumber: number): boolean {
  const clear = base + RESERVED_BLOCK + RESERVE_AHEAD < lastNumber || base > lastNumber + RESERVED_BLOCK;
  return Number.isInteger(base) && base >= LOWEST_BASE && base <= HIGHEST_BASE && clear;
}

/** A base drawn by chance; `fraction` gives numbers in [0, 1). */
export function drawBase(lastNumber: number, fraction: () => number): number {
  const span = HIGHEST_BASE - LOWEST_BASE + 1;
  for (let tries = 0; tries < 100; tries++) {
    const base = LOWEST_BASE + Math.floor(fraction() * span);
    if (baseFits(base, lastNumber)) return base;
  }
  // Chance that fails a hundred times is broken; the first that fits is as good as any that it would give.
  for (let base = LOWEST_BASE; base <= HIGHEST_BASE; base++) if (baseFits(base, lastNumber)) return base;
  throw new Error('no base fits: the range of bases is smaller than a block');
}

export const newNumbering = (base: number, firstLine: number): Numbering => ({
  base,
  firstLine,
  reservedTo: base + RESERVED_BLOCK,
  exceptions: [],
});

export const exceptionAt = (numbering: Numbering, number: number): Exception | null => {
  const { exceptions } = numbering;
  for (let i = exceptions.length - 1; i >= 0; i--) {
    const each = exceptions[i];
    if (each === undefined || each.number < number) return null;
    if (each.number === number) return each;
  }
  return null;
};

/** The file line that `number` carries, or, for an exception, that the next number without one carries. */
export function lineAt(numbering: Numbering, number: number): number {
  const { exceptions } = numbering;
  let later = 0;
  while (later < exceptions.length && (exceptions[exceptions.length - 1 - later]?.number ?? 0) >= number) later++;
  const before = exceptions.length - later;
  let skipped = 0;
  for (let i = 0; i < before; i++) skipped += exceptions[i]?.skips ?? 0;
  return numbering.firstLine + (number - numbering.base - 1) - before + skipped;
}

/** Whether a record that came from a disk is one that this code can have written. */
export function isNumbering(value: Numbering): boolean {
  const whole = [value.base, value.firstLine, value.reservedTo].every(
    (each) => Number.isSafeInteger(each) && each >= 0,
  );
  if (!whole || value.reservedTo < value.base || value.reservedTo > MAX_NUMBER) return false;
  return value.exceptions.every(
    (each, i) =>
      Number.isSafeInteger(each.number) &&
      each.number > (value.exceptions[i - 1]?.number ?? value.base) &&
      each.number <= value.reservedTo &&
      (each.skips === undefined || (Number.isSafeInteger(each.skips) && each.skips >= 0)),
  );
}
