import { createGate } from '#gcode/gate';
import { type LineNature, NATURES, natureOf } from '#gcode/manual-nature';
import type { ManualNature } from '#model/command';
import { isAskedFor } from './asked-for.ts';
import { limitsOf } from '#gcode/gate-limits';

/** Lines that a person sends at once; a whole program belongs into a file and through the queue. */
export const MANUAL_LINES_LIMIT = 50;

export type ManualVerdict =
  | { readonly kind: 'allowed'; readonly nature: ManualNature }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * The machine judges lines by itself, whatever the sender said of them (MA15): each passes the same gate as a file, and the
 * worst of them decides in which phases they may go out.
 */
export function judgeManual(
  { lines, confirmed }: { readonly lines: readonly string[]; readonly confirmed: boolean },
  options: Readonly<Record<string, unknown>>,
): ManualVerdict {
  if (confirmed && isAskedFor(lines, options)) return { kind: 'allowed', nature: 'heating' };
  if (lines.length > MANUAL_LINES_LIMIT)
    return { kind: 'refused', reason: `More than ${MANUAL_LINES_LIMIT} lines at once.` };
  const gate = createGate(limitsOf(options));
  let worst: LineNature = 'nothing';
  for (const line of lines) {
    if (/[\r\n]/.test(line)) return { kind: 'refused', reason: 'A line holds a line break.' };
    const verdict = gate.check(line);
    if (verdict.kind === 'refuse') return { kind: 'refused', reason: `${line}: ${verdict.problem.rule}` };
    const nature = natureOf(line);
    if (NATURES.indexOf(nature) > NATURES.indexOf(worst)) worst = nature;
  }
  return { kind: 'allowed', nature: worst === 'nothing' ? 'reading' : worst };
}
