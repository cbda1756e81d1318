import type { DriverContext } from '#drivers/driver';
import type { CardDoor } from './card-door.ts';
import type { Conversation } from './conversation.ts';
import { WAKE } from './driver-parts.ts';
import { type Identity, settingsFor } from './identity.ts';
import type { MarlinOptions } from './manifest.ts';
import type { Dialect } from './protocol/dialects/dialect.ts';
import { uncountedReason } from './protocol/dialects/dialects.ts';
import { type SeenOfBoard, setUp } from './set-up.ts';

const SILENT = `The printer fell silent. ${WAKE}`;

export interface Introduction {
  readonly context: DriverContext;
  /** Nobody has ended it meanwhile. */
  readonly isCurrent: () => boolean;
  /** As far as the printer has said by then who it is. */
  readonly dialect: () => Dialect;
  readonly identity: () => Identity;
  readonly options: MarlinOptions;
  readonly card: Pick<CardDoor, 'tidy'>;
  readonly bedSensor: () => boolean;
  /** This session of its port is on record. */
  readonly known: boolean;
  readonly seen: () => SeenOfBoard;
}

/** Names, once numbers are clear: who it is, what it left on its card, what it is to tell from now on. Null when all went well, else the reason. */
export async function introduce(talk: Conversation | null, parts: Introduction): Promise<string | null> {
  const { context, options } = parts;
  const { identity: who, alive, card } = parts.dialect().questions;
  for (const command of [who, alive]) {
    if (((await talk?.ask(command)) ?? null) === null) return SILENT;
  }
  if (talk === null || !parts.isCurrent()) return SILENT;
  const [dialect, identity] = [parts.dialect(), parts.identity()];
  if (dialect.numbers === 'ordered' && dialect.name === 'unknown') return uncountedReason(identity.firmware);
  talk.event({ kind: 'settings', settings: settingsFor(dialect, identity, options) });
  const tidied = await parts.card.tidy();
  if (tidied !== null) {
    const error = { code: 'file-unavailable', message: tidied, at: context.clock.now() } as const;
    context.report({ kind: 'trouble', error });
  }
  const board = { card, bedSensor: parts.bedSensor(), identity, known: parts.known };
  await setUp(options.afterConnect, board, parts.seen, { context, talk });
  return talk.state.stage.kind === 'open' ? null : SILENT;
}
