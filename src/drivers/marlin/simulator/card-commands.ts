import type { Board, CardFile, Handler } from './board.ts';
import { openForWriting, pathOf } from './card-writing.ts';

/** What lies on the card of a new printer: its short name, its size, when it was made (as FAT writes it), its long name. */
export const newCard = (written: Readonly<Record<string, string>> = {}): Map<string, CardFile> =>
  new Map<string, CardFile>([
    ['BENCHY~1.GCO', { size: 5_909_969, time: '0x5a2f3c1d', name: 'Benchy, 0.2 mm.gcode' }],
    ['PARTS/HINGE~1.GCO', { size: 812_334, time: '0x5a303c1d', name: 'Hinge left.gcode' }],
    ['CUBE.GCO', { size: 91_022, time: '0x58213c1d', name: 'cube.gcode' }],
    ...Object.entries(written).map(
      ([path, text]) => [path, { size: text.length, time: '0x5a303c1d', name: path.toLowerCase(), text }] as const,
    ),
  ]);

/** `M20`: `T` adds the time, `L` the long name. */
const list: Handler = (board, words) => {
  if (isMissing(board)) return;
  board.say('Begin file list');
  for (const [path, { size, time, name }] of board.card)
    board.say(
      `${path}${board.options.cardSizes ? ` ${size}` : ''}${words.has('T') ? ` ${time}` : ''}${words.has('L') ? ` ${name}` : ''}`,
    );
  board.say('End file list');
};

/** `M30 NAME`: case counts for nothing, and a card may be locked. */
const remove: Handler = (board, { argument }) => {
  if (isMissing(board)) return;
  const path = pathOf(argument);
  const deleted = board.options.cardState === 'in' && board.card.delete(path);
  board.say(deleted ? `File deleted:${path}` : `Deletion failed, File: ${path}.`);
};

function isMissing(board: Board): boolean {
  if (board.hasCard) return false;
  board.say('echo:No media');
  return true;
}

/** Commands about the card. */
export const CARD_COMMANDS: readonly (readonly [string, Handler])[] = [
  ['M20', list],
  ['M28', openForWriting(false)],
  // Of a file that is open it never gets here.
  ['M29', () => {}],
  ['M30', remove],
];
