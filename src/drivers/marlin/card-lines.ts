import { open } from 'node:fs/promises';
import { FileRefused } from '#drivers/printer-files';
import { type CommandLine, CommandLines } from './protocol/command-lines.ts';
import { type Compaction, compact } from './protocol/compact.ts';
import type { CardWriting } from './protocol/dialects/dialect.ts';
import { LINE_REFUSALS } from './protocol/prepare-line.ts';

const PIECE_BYTES = 16 * 1024;

/** The command lines of a file in the form in which they go out, piece by piece. */
export async function* cardLines(path: string, how: Compaction): AsyncGenerator<readonly CommandLine[]> {
  await using file = await open(path, 'r');
  const reader = new CommandLines();
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  const written = (lines: readonly CommandLine[]): readonly CommandLine[] =>
    lines.map(({ text, offset }) => ({ text: compact(text, how), offset }));
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, null);
    const lines = bytesRead === 0 ? reader.end() : reader.add(buffer.subarray(0, bytesRead));
    const [refused] = reader.refused;
    if (refused !== undefined) {
      const { rule, remedy } = LINE_REFUSALS[refused.refusal];
      throw new FileRefused('refused', `Line ${refused.lineNumber} (${refused.excerpt}): ${rule} ${remedy}`);
    }
    yield written(lines);
    if (bytesRead === 0) return;
  }
}

/** Looks at the whole file before a byte of it goes out. Answers how long it will be on the card; null where nobody can say. */
export async function surveyForCard(
  path: string,
  how: Compaction,
  { closes, lineEndBytes }: CardWriting,
  throwIfCancelled: () => void,
): Promise<number | null> {
  let [bytes, lines] = [0, 0];
  for await (const piece of cardLines(path, how)) {
    throwIfCancelled();
    for (const { text } of piece) {
      if (closes.test(text))
        throw new FileRefused(
          'refused',
          `The printer would take “${text.slice(0, 60)}” for the end of the file. Remove that line.`,
        );
      bytes += text.length + (lineEndBytes ?? 0);
      lines += 1;
    }
  }
  if (lines === 0) throw new FileRefused('refused', 'The file holds no commands.');
  return lineEndBytes === null ? null : bytes;
}
