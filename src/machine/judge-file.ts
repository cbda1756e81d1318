import { FileCheck } from '#gcode/file-check';
import type { JudgeFile } from './intake.ts';
import { limitsOf } from '#gcode/gate-limits';
import { readPieces } from './read-pieces.ts';

/** Read in pieces small enough that the loop turns between them, and that what was found in one is gone before it grows old. */
const PIECE_BYTES = 16 * 1024;

/** Every line of a file through the gate of this printer, before anything of it is sent (MA15). */
export const judgeFile: JudgeFile = async (path, options) => {
  const check = new FileCheck(limitsOf(options));
  for await (const bytes of readPieces(path, PIECE_BYTES)) {
    const problem = check.push(bytes);
    if (problem !== null) return inWords(problem);
  }
  const problem = check.end();
  return problem === null ? null : inWords(problem);
};

function inWords(problem: {
  readonly field: string;
  readonly rule: string;
  readonly remedy: string;
  readonly found: string;
}): string {
  const found = problem.found === '' ? '' : ` (${problem.found})`;
  return `The file was refused, ${problem.field}${found}: ${problem.rule}. ${problem.remedy}.`;
}
