import type { PrintId } from '#model/ids';

/**
 * The number that a print carries at the printer, the same for every process that asks (S3, MA10): from 1 to 2³¹ − 1, for a P1S takes 0
 * or a larger one for the job before. FNV-1a.
 */
export function taskIdOf(printId: PrintId): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < printId.length; i++) hash = Math.imul(hash ^ printId.charCodeAt(i), 0x01000193);
  return String(((hash >>> 0) % 0x7ffffffe) + 1);
}
