import type { PrinterErrorCode } from '#model/phase';
import type { FileLines } from './file-lines.ts';
import { LINE_REFUSALS } from './protocol/prepare-line.ts';

/** Reads a file once; tells why nothing of it is printed, null when it can be. Rejects when it cannot be read, or with the signal's reason. */
export async function fileRefusal(
  file: FileLines,
  signal: AbortSignal,
): Promise<{ readonly code: PrinterErrorCode; readonly message: string } | null> {
  const { refused, lines } = await file.survey(signal);
  const [first] = refused;
  if (first !== undefined) {
    const { rule, remedy } = LINE_REFUSALS[first.refusal];
    return { code: 'file-refused', message: `Line ${first.lineNumber} (${first.excerpt}): ${rule} ${remedy}` };
  }
  return lines === 0 ? { code: 'file-refused', message: 'The file holds no commands. Slice the model again.' } : null;
}
