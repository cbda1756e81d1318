import { CommandLines } from './protocol/command-lines.ts';
import { type Modal, PLAIN_MODAL, followModal } from './protocol/modal.ts';
import { AT_REST, type Motion, estimate } from './protocol/motion.ts';
import { NO_PROGRESS, type ProgressTrack, track } from './protocol/progress.ts';
import { type PrintText, commandPieces } from './print-text.ts';

/** In which state the lines of a print leave a printer. */
export interface FileState {
  readonly motion: Motion;
  readonly modal: Modal;
  readonly progress: ProgressTrack;
  /** The line that set the fan last; -1 when none did. */
  readonly fanLine: number;
}

/**
 * What holds before line `index` of a print, by reading all of them in small turns: a process that took a print over has not seen them
 * go by, and whether coordinates are relative there decides what every line behind a pause means. Rejects with the signal's reason.
 */
export async function stateBefore(
  print: PrintText,
  index: number,
  at: number,
  signal: AbortSignal,
): Promise<FileState> {
  let [motion, modal, progress, fanLine, line] = [AT_REST, PLAIN_MODAL, NO_PROGRESS, -1, 0];
  for await (const found of commandPieces(print, new CommandLines(), signal)) {
    for (const text of found) {
      if (line >= index) break;
      motion = estimate(motion, text).motion;
      progress = track(progress, text, at);
      const next = followModal(modal, text);
      if (next.fan !== modal.fan) fanLine = line;
      modal = next;
      line += 1;
    }
    if (line >= index) break;
  }
  return { motion, modal, progress, fanLine };
}
