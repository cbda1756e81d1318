import { type Board, type Handler, positionReport, type Wait } from './board.ts';

/** Waits for the planner to be empty, as Marlin's `planner.synchronize()`. */
export function* synchronize(board: Board): Generator<Wait, void> {
  board.planner.expectStandstill();
  if (!board.planner.isStill(board.now())) yield { kind: 'still', busy: 'processing' };
}

function* pause(board: Board, milliseconds: number): Generator<Wait, void> {
  yield* synchronize(board);
  const atMs = board.now() + milliseconds / board.options.speed;
  if (atMs > board.now()) yield { kind: 'until', atMs, busy: 'processing' };
}

/** `G0`–`G3`. The engine has made sure of room in the planner. */
const move: Handler = (board, words) => {
  if (board.stopped) return;
  const { motion, planner, hotend } = board;
  const now = board.now();
  const planned = motion.move(words, hotend.temperature(now));
  if (planned === null) return;
  if (planned.prevented === 'cold') board.say('echo: cold extrusion prevented');
  if (planned.prevented === 'too-long') board.say('echo: too long extrusion prevented');
  const { dx, dy, dz, de, durationMs } = planned;
  if (durationMs === 0 && dx === 0 && dy === 0 && dz === 0 && de === 0) return;
  const gapMs = planner.add(now, durationMs, dx, dy, dz, de);
  if (gapMs > 0) board.fact({ kind: 'underrun', gapMs });
};

/** Passed over by a firmware that knows none, as any command that it does not know. */
const arc: Handler = (board, words) => {
  if (board.options.arcs) return move(board, words);
  board.say(`echo:Unknown command: "${words.text}"`);
};

const dwell: Handler = (board, words) => pause(board, words.value('S', 0) * 1000 + words.value('P', 0));

const home: Handler = function* (board, words) {
  yield* pause(board, board.options.homingMs);
  board.motion.home(words);
  const all = !words.has('X') && !words.has('Y') && !words.has('Z');
  if (all || words.has('Z')) board.bed.homed();
  board.say(positionReport(board));
};

const singleProbe: Handler = function* (board) {
  yield* pause(board, 1500);
  const { x, y } = board.motion.position;
  board.say(`Bed X: ${x.toFixed(2)} Y: ${y.toFixed(2)} Z: 0.01`);
};

const position: Handler = (board, words) => {
  board.say(positionReport(board, words.has('R')));
};

/** Commands of motion and place. */
export const MOTION_COMMANDS: readonly (readonly [string, Handler])[] = [
  ['G0', move],
  ['G1', move],
  ['G2', arc],
  ['G3', arc],
  ['G4', dwell],
  ['G20', (board) => board.motion.setUnits(25.4)],
  ['G21', (board) => board.motion.setUnits(1)],
  ['G28', home],
  ['G30', singleProbe],
  ['G90', (board) => board.motion.setRelative(false)],
  ['G91', (board) => board.motion.setRelative(true)],
  ['G92', (board, words) => board.motion.setPosition(words)],
  ['M82', (board) => board.motion.setExtruderRelative(false)],
  ['M83', (board) => board.motion.setExtruderRelative(true)],
  ['M114', position],
  ['M400', (board) => synchronize(board)],
  ['M220', (board, words) => percent(board, words.value('S', Number.NaN), 'feedPercent', 'FR')],
  ['M221', (board, words) => percent(board, words.value('S', Number.NaN), 'flowPercent', 'E0 Flow')],
  [
    'M302',
    (board, words) => {
      const { coldExtrusion } = board.motion;
      if (words.has('S')) coldExtrusion.below = words.value('S', 0);
      if (words.has('P') || words.has('S')) {
        coldExtrusion.allowed = words.value('P', 0) !== 0 || coldExtrusion.below === 0;
      } else {
        const state = coldExtrusion.allowed ? 'disabled' : 'enabled';
        board.say(`echo:Cold extrudes are ${state} (min temp ${coldExtrusion.below.toFixed(2)}C)`);
      }
    },
  ],
];

function percent(board: Board, asked: number, which: 'feedPercent' | 'flowPercent', label: string): void {
  if (Number.isNaN(asked)) board.say(`echo:${label}:${board.motion[which]}%`);
  else board.motion[which] = asked;
}
