import { open } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { CommandLines } from './protocol/command-lines.ts';
import { type Modal, PLAIN_MODAL, followModal } from './protocol/modal.ts';
import { AT_REST, type Motion, estimate } from './protocol/motion.ts';
import { NO_PROGRESS, type ProgressTrack, track } from './protocol/progress.ts';

const PIECE_BYTES = 64 * 1024;

/** In which state the lines of a file leave a printer. */
export interface FileState {
  readonly motion: Motion;
  readonly modal: Modal;
  readonly progress: ProgressTrack;
  /** The line that set the fan last; -1 when none did. */
  readonly fanLine: number;
}

/**
 * What holds before line `index` of a file, by reading all of them in small turns: a process that took a print over has not seen them
 * go by, and whether coordinates are relative there decides what every line behind a pause means. Rejects with the signal's reason.
 */
export async function stateBefore(path: string, index: number, at: number, signal: AbortSignal): Promise<FileState> {
  await using file = await open(path, 'r');
  const reader = new CommandLines();
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  let [motion, modal, progress, fanLine, line] = [AT_REST, PLAIN_MODAL, NO_PROGRESS, -1, 0];
  for (let position = 0; line < index; ) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, position);
    position += bytesRead;
    const found = bytesRead === 0 ? reader.end() : reader.add(buffer.subarray(0, bytesRead));
    for (const { text } of found) {
      if (line >= index) break;
      motion = estimate(motion, text).motion;
      progress = track(progress, text, at);
      const next = followModal(modal, text);
      if (next.fan !== modal.fan) fanLine = line;
      modal = next;
      line += 1;
    }
    if (bytesRead === 0) break;
    await turn();
  }
  return { motion, modal, progress, fanLine };
}
