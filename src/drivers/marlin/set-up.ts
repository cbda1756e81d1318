import type { DriverContext, ForeignPrint } from '#drivers/driver';
import type { Conversation } from './conversation.ts';
import { isSetting } from './protocol/setup-lines.ts';
import { idleRecord } from './session-record.ts';

/** What is known of a board when it has just been understood. */
export interface FoundBoard {
  /** It has started anew since it was last in sight. */
  readonly greeted: boolean;
  /** This session of its port is on record: somebody has spoken with it in it. */
  readonly known: boolean;
  /** What it prints by itself. */
  readonly foreign: ForeignPrint | null;
  /** How it is asked for a print of its own; null where it cannot be. */
  readonly card: string | null;
}

/**
 * Sends a printer's own settings to a board that has started anew, before anybody is told that it is in sight: no print can be under way
 * or come in between. Not again by the process after this one: that the session of the port is known is on disk before the first line.
 */
export async function setUp(
  lines: readonly string[],
  board: FoundBoard,
  { context, talk }: { readonly context: DriverContext; readonly talk: Conversation },
): Promise<void> {
  const settings = lines.filter(isSetting);
  // A board that did not greet may print already; only one that answers that question is known not to.
  const isNew = board.greeted || (!board.known && board.card !== null);
  if (settings.length === 0 || !isNew || board.foreign !== null || context.port === null) return;
  if (!board.known) {
    const record = idleRecord(context.port.session);
    const isOnDisk = await context.persistSpool(record).then(
      () => true,
      () => false,
    );
    // A disk that refuses is told by the machine. Settings are better missing than sent twice.
    if (!isOnDisk) return;
  }
  await Promise.all(settings.map((line) => talk.ask(line)));
}
