import type { Board, Handler } from './board.ts';
import type { CardSpeech } from './dialects/speech.ts';

const WRITTEN_AT = '0x5a3f3c1d';

/** `M28 NAME`: from now on nothing is executed. `early`: the `ok` comes before what is said (RepRapFirmware). */
export const openForWriting = (early: boolean): Handler => {
  return (board, { argument }) => {
    const path = pathOf(argument);
    const says = answerTo(board, path);
    if (early) board.acknowledge('ok');
    if (says !== null) board.say(says);
    return early ? 'acked' : undefined;
  };
};

/** Null: Marlin says nothing at all of a card that is not there. */
function answerTo(board: Board, path: string): string | null {
  if (!board.hasCard) return null;
  const isName = /^[^/]{1,8}(?:\.[^/]{1,3})?$/.test(path.split('/').at(-1) ?? '');
  if (board.options.cardState === 'locked' || !isName) return `open failed, File: ${path}.`;
  board.card.set(path, { size: 0, text: '', name: path, time: WRITTEN_AT });
  board.writing = { path, text: '' };
  return `Writing to file: ${path}`;
}

/** A line that is not executed: it goes into the file, or closes it. `mute`: some acknowledge no M29. */
export function keepOnCard(board: Board, text: string, card: CardSpeech): 'acknowledged' | 'mute' {
  const { writing, options } = board;
  if (writing === null) return 'acknowledged';
  if (card.endsWriting(text)) {
    board.writing = null;
    save(board, writing);
    board.say('Done saving file.');
    return card.acknowledgesM29 ? 'acknowledged' : 'mute';
  }
  if (!card.keepsM110 && text.startsWith('M110')) return 'acknowledged';
  const longer = `${writing.text}${text}${card.lineEnd}`;
  if (board.hasCard && longer.length <= options.cardFreeBytes) writing.text = longer;
  else board.say(card.cannotWrite);
  return 'acknowledged';
}

function save({ card, hasCard }: Board, { path, text }: NonNullable<Board['writing']>): void {
  const file = card.get(path);
  if (hasCard && file !== undefined) card.set(path, { ...file, size: text.length, text });
}

/** What was written of an open file is lost; some firmwares forget with it that they were writing. */
export function pullCard(board: Board, isIn: boolean, card: CardSpeech): void {
  board.hasCard = isIn;
  if (isIn || !card.forgetsWriting) return;
  board.writing = null;
  board.say('SD card removed');
}

export const pathOf = (argument: string): string => argument.trim().toUpperCase().replace(/^\//, '');
