/**
 * The part of an encrypted file that a printer asks for. It fetches a long file's head, then its tail, then what is between, and begins
 * anew at the border of a sector after each interruption (prusa3d/Prusa-Firmware-Buddy, src/transfers/transfer.cpp). PURE.
 */

export const BLOCK_BYTES = 16;

export interface Part {
  /** The first byte, at the border of a block, and the one behind the last; of the file with its padding. */
  readonly start: number;
  readonly end: number;
}

/** As long as it is when it is encrypted: whole blocks. */
export const paddedBytes = (sizeBytes: number): number => Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;

/** Null for a part that is none. Without a wish: all of it. */
export function partOf(range: string | undefined, sizeBytes: number): Part | null {
  const whole = paddedBytes(sizeBytes);
  if (range === undefined) return { start: 0, end: whole };
  const [, from, to] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(range) ?? [];
  if (from === undefined || to === undefined) return null;
  const start = Number(from);
  const end = to === '' ? whole : Math.min(whole, Number(to) + 1);
  return start % BLOCK_BYTES === 0 && start < end ? { start, end } : null;
}
