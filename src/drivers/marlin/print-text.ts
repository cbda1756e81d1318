import { open } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import type { CommandLines } from './protocol/command-lines.ts';

const PIECE_BYTES = 64 * 1024;

/** The commands of the printer's scripts that a print begins and ends with, as they go out. */
export interface PrintScripts {
  readonly start: readonly string[];
  readonly end: readonly string[];
}

export const NO_PRINT_SCRIPTS: PrintScripts = { start: [], end: [] };

/** All command lines of a print under one index: those of the start script, of its file, of the end script (MA10). */
export interface PrintText {
  readonly path: string;
  readonly scripts: PrintScripts;
}

export interface FilePiece {
  readonly found: readonly { readonly text: string }[];
  /** Bytes of the file that were read. */
  readonly position: number;
  readonly text: string;
}

/** A file in its pieces, with the commands that end in each. Rejects with the signal's reason. */
export async function* filePieces(path: string, lines: CommandLines, signal: AbortSignal): AsyncGenerator<FilePiece> {
  await using file = await open(path, 'r');
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  for (let position = 0; ; ) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, position);
    const piece = buffer.subarray(0, bytesRead);
    position += bytesRead;
    yield { found: bytesRead === 0 ? lines.end() : lines.add(piece), position, text: piece.toString('latin1') };
    if (bytesRead === 0) return;
    await turn();
  }
}

/** The commands of a whole print, in their order. */
export async function* commandPieces(
  { path, scripts }: PrintText,
  lines: CommandLines,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  yield scripts.start;
  for await (const { found } of filePieces(path, lines, signal)) yield found.map(({ text }) => text);
  yield scripts.end;
}
