import { type Board, type Handler, heat, temperatureReport, type Wait } from './board.ts';
import type { CommandWords } from './command-words.ts';

/** `M109`/`M190`: `S` waits for heating only, `R` for cooling as well; M108 ends the wait. */
function* waitForHeat(board: Board, words: CommandWords, which: 'hotend' | 'bed'): Generator<Wait, void> {
  const heater = which === 'hotend' ? board.hotend : board.heatedBed;
  const waitsForCooling = words.has('R');
  if (waitsForCooling) heat(board, which, words.value('R', 0));
  else if (words.has('S')) heat(board, which, words.value('S', 0));
  board.planner.expectStandstill();
  const now = board.now();
  if (heater.target === 0) return;
  if (heater.temperature(now) >= heater.target && !waitsForCooling) return;
  const readyMs = heater.meetsMs(now) + board.options.residencyMs / board.options.speed;
  if (readyMs > now) yield { kind: 'heat', heater, readyMs, busy: 'processing' };
}

const report: Handler = (board) => {
  board.acknowledge(`ok ${temperatureReport(board)}`);
  return 'acked';
};

/** Commands of heaters and fans. */
export const HEAT_COMMANDS: readonly (readonly [string, Handler])[] = [
  ['M104', (board, words) => setHeat(board, words, 'hotend')],
  ['M109', (board, words) => waitForHeat(board, words, 'hotend')],
  ['M140', (board, words) => setHeat(board, words, 'bed')],
  ['M190', (board, words) => waitForHeat(board, words, 'bed')],
  ['M105', report],
  ['M155', (board, words) => board.every('temperature', words.value('S', 0) * 1000)],
  ['M106', (board, words) => fan(board, words.value('S', 255))],
  ['M107', (board) => fan(board, 0)],
];

function fan(board: Board, speed: number): void {
  board.fanPercent = Math.round((Math.max(0, Math.min(255, speed)) / 255) * 100);
}

function setHeat(board: Board, words: CommandWords, which: 'hotend' | 'bed'): void {
  if (words.has('S')) heat(board, which, words.value('S', 0));
}
