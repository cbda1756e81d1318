import type { DriverContext, ForeignPrint } from '#drivers/driver';
import type { Conversation } from './conversation.ts';
import { can, type Identity } from './identity.ts';
import { isSetting } from './protocol/setup-lines.ts';
import { idleRecord } from './session-record.ts';

/** What is known of a board that has said who it is. */
export interface FoundBoard {
  /** How it is asked for a print of its own; null where it cannot be. */
  readonly card: string | null;
  readonly bedSensor: boolean;
  readonly identity: Identity;
  /** This session of its port is on record: somebody has spoken with it in it. */
  readonly known: boolean;
}

/** What is known of it when it has been asked everything. */
export interface SeenOfBoard {
  /** It has started anew since it was last in sight. */
  readonly greeted: boolean;
  /** What it prints by itself. */
  readonly foreign: ForeignPrint | null;
}

interface Parts {
  readonly context: DriverContext;
  readonly talk: Conversation;
}

/** Makes a board tell what is to be known of it from now on, and sends it the settings that a person has chosen for it. */
export async function setUp(
  settings: readonly string[],
  board: FoundBoard,
  seen: () => SeenOfBoard,
  parts: Parts,
): Promise<void> {
  const { talk } = parts;
  if (can(board.identity, 'AUTOREPORT_TEMP')) await talk.ask('M155 S2');
  // From now on its prompts are shown here, and it may wait for the answer.
  if (can(board.identity, 'PROMPT_SUPPORT')) await talk.ask('M876 P1');
  if (board.bedSensor) await talk.ask('M8300');
  if (board.card !== null) await talk.ask(board.card);
  await sendSettings(settings, { ...board, ...seen() }, parts);
}

/**
 * To a board that has started anew, before anybody is told that it is in sight: no print can be under way or come in between. Not again
 * by the process after this one: that the session of the port is known is on disk before the first line.
 */
async function sendSettings(
  lines: readonly string[],
  board: FoundBoard & SeenOfBoard,
  { context, talk }: Parts,
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
