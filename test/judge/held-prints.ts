import { type Evidence, type PrinterEvidence, sourceLines } from './evidence.ts';
import type { Physical, Say } from './judge.ts';

/**
 * CK1, CK4, CK5 of a printer that holds its files: each of its prints is one that the farm gave to it, with the content of its file, begun
 * once and on a clear bed.
 */
export function judgeHeld(
  { printerId, held = [] }: PrinterEvidence,
  { prints, files }: Evidence,
  say: Say,
): ReadonlyMap<string, Physical> {
  const physical = new Map<string, Physical>();
  for (const { printId, content, outcome, ontoObject } of held) {
    if (ontoObject) say('CK5', printerId, `print ${printId ?? 'of somebody else'} began on an object`);
    const print = prints.find((each) => each.id === printId && each.printer_id === printerId);
    if (print === undefined) {
      say('CK1', printerId, `${printId ?? 'something'} was printed, and no such print was assigned to it`);
      continue;
    }
    const file = files.get(print.digest ?? '') ?? [];
    const printed = sourceLines(content);
    if (printed.join('\n') !== file.join('\n'))
      say('CK1', printerId, `print ${print.id} printed another content than that of its file`);
    const before = physical.get(print.id) ?? { starts: 0, executed: 0, whole: false };
    const starts = before.starts + 1;
    if (starts > 1) say('CK4', printerId, `print ${print.id} began ${starts} times`);
    const whole = outcome === 'finished';
    // How far a broken one came nobody sees from outside: it has moved.
    physical.set(print.id, { starts, executed: whole ? file.length : 1, whole: before.whole || whole });
  }
  return physical;
}
