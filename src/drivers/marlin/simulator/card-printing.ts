import type { Board, Handler, PanelPrint } from './board.ts';

/** Bytes of a line of a file of which only the size is known. */
const LINE_BYTES = 4_000;

/** `M23 /PATH`: case counts for nothing. `opened`: what is said of the file. */
export const selecting =
  (opened: (path: string, size: number) => readonly string[]): Handler =>
  (board, { argument }) => {
    const path = argument.trim().toUpperCase().replace(/^\//, '');
    const file = board.card.get(path);
    const isPrinting = board.panel !== null && !board.panel.paused;
    if (
      file === undefined ||
      board.options.cardState === 'out' ||
      board.options.cardQuirk === 'opens-nothing' ||
      isPrinting
    ) {
      board.say(`open failed, File: ${path}.`);
      return;
    }
    board.panel = null;
    board.selected = path;
    const said = opened(path, file.size);
    board.say(...(board.options.cardQuirk === 'no-length' ? [] : said), 'File selected');
  };

/** RepRapFirmware: `M36 PATH`. */
export const fileInformation: Handler = (board, { argument }) => {
  const path = argument.trim().toUpperCase().replace(/^\//, '');
  const file = board.options.cardState === 'out' ? undefined : board.card.get(path);
  board.say(
    file === undefined
      ? '{"err":1}'
      : `{"err":0,"fileName":"${path}","size":${file.size},"lastModified":"2026-01-01T10:00:00","height":20.00,"layerHeight":0.20}`,
  );
};

/** `M24`: begins what is selected, or goes on with what is paused. */
const begin: Handler = (board) => {
  if (board.options.cardQuirk === 'never-begins') return;
  if (board.panel !== null) {
    board.panel.paused = false;
    return;
  }
  const file = board.selected === null ? undefined : board.card.get(board.selected);
  if (file === undefined) return;
  const lines =
    file.text === undefined ? movesOf(file.size) : file.text.split('\n').map((line) => line.replace(/\s*;.*/, ''));
  board.panel = { lines: lines.filter((line) => line !== ''), next: 0, paused: false, bytes: file.size };
  board.fact({ kind: 'panel-print', event: 'started', lines: board.panel.lines.length });
};

/** A file of a new printer: it is warmed, and its head goes around. */
const movesOf = (size: number): string[] => [
  'M140 S60',
  'M104 S205',
  'G28',
  'M109 S205',
  'G1 X50 Y50 Z0.3 F6000',
  ...Array.from(
    { length: Math.max(4, Math.ceil(size / LINE_BYTES)) },
    (_, i) => `G1 X${50 + (i % 2) * 40} Y${50 + (i % 3) * 20} E${(i + 1) * 2} F2400`,
  ),
  'M104 S0',
  'M140 S0',
];

const pause: Handler = (board) => {
  if (board.panel !== null) board.panel.paused = true;
};

/** `M26 S0`: from its first byte, should anybody go on. */
const rewind: Handler = (board) => {
  if (board.panel !== null) board.panel.next = 0;
};

const status: Handler = (board, words) => {
  if (words.has('S')) board.every('card', words.value('S', 0) * 1000);
  else board.say(cardReport(board));
};

const reports = new WeakMap<Board, number>();

/** What `M27` and its auto-report say. */
export function cardReport(board: Board, speaksOfPauses = true): string {
  const { panel, options } = board;
  const count = (reports.get(board) ?? 0) + 1;
  reports.set(board, count);
  if (panel === null || (panel.paused && !speaksOfPauses)) return 'Not SD printing';
  if (options.cardQuirk === 'idles' && count % 3 === 0) return 'Not SD printing';
  return `SD printing byte ${readIn(panel)}/${panel.bytes ?? panel.lines.length}`;
}

const readIn = ({ next, lines, bytes }: PanelPrint): number =>
  bytes === undefined ? next : Math.round((bytes * Math.min(next, lines.length)) / Math.max(1, lines.length));

/** What it says when it has read the last line. */
export const endOfFile = ({ options }: Board): readonly string[] =>
  options.cardQuirk === 'no-done' ? [] : ['Done printing file'];

/** Of firmwares that say `Not SD printing` while they are paused. */
export const statusWithoutPauses: Handler = (board, words) => {
  if (words.has('S')) board.every('card', words.value('S', 0) * 1000);
  else board.say(cardReport(board, false));
};

/** RepRapFirmware: M0 ends a paused print. */
export const endsPaused: Handler = (board) => {
  if (board.panel?.paused === true) board.emergency('M524', 'queue');
};

/** With an emergency parser it was acted on when it came. */
const abort: Handler = (board) => {
  if (!board.options.emergencyParser) board.emergency('M524', 'queue');
};

/** Prints that the printer reads from its card. */
export const CARD_PRINT_COMMANDS: readonly (readonly [string, Handler])[] = [
  ['M23', selecting((path, size) => [`echo:Now fresh file: ${path}`, `File opened: ${path} Size: ${size}`])],
  ['M24', begin],
  ['M25', pause],
  ['M26', rewind],
  ['M27', status],
  ['M524', abort],
];
