import { createReadStream } from 'node:fs';
import { FileCheck } from '#gcode/file-check';
import type { JudgeFile } from './intake.ts';
import { limitsOf } from './limits.ts';

/** Read in pieces small enough that the loop turns between them: a print on another file must not wait for this one. */
const PIECE_BYTES = 64 * 1024;

/** Every line of a file through the gate of this printer, before anything of it is sent (MA15). */
export const judgeFile: JudgeFile = async (path, options) => {
  const check = new FileCheck(limitsOf(options));
  for await (const bytes of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    const problem = check.push(bytes as Uint8Array);
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
