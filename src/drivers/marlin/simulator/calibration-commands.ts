import { type Board, type Handler, heat, temperatureReport, type Wait } from './board.ts';
import { synchronize } from './motion-commands.ts';

/** Points along each side of the bed. */
const POINTS = 5;

/** A bed that is bowed like a bowl and a little higher on the right; the same each time. */
function meshLines(): readonly string[] {
  const height = (x: number, y: number): number => 0.02 * ((x - 2) ** 2 + (y - 2) ** 2) - 0.08 + 0.015 * x;
  const column = Array.from({ length: POINTS }, (_, at) => at);
  const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
  return [
    'Bilinear Leveling Grid:',
    `     ${column.map((x) => ` ${x}     `).join('')}`.trimEnd(),
    ...column.map((y) => ` ${y} ${column.map((x) => signed(height(x, y))).join(' ')}`),
  ];
}

const probe: Handler = function* (board) {
  yield* synchronize(board);
  const atMs = board.now() + board.options.probingMs / board.options.speed;
  if (atMs > board.now()) yield { kind: 'until', atMs, busy: 'processing' };
  board.say(...meshLines());
};

const levelling: Handler = (board, words) => {
  if (words.has('V')) board.say(...meshLines());
  board.say('echo:Bed Leveling ON', 'echo:Fade Height 10.00');
};

/** A swing from too cold to too hot and back. */
const SWING_MS = 20_000;

/** `M303`: swings around the target, says after each swing what it makes of it, and ends with what it proposes. */
function* tune(
  board: Board,
  of: { readonly bed: boolean; readonly celsius: number; readonly cycles: number },
): Generator<Wait, void> {
  const { bed, celsius, cycles } = of;
  board.say('PID Autotune start');
  heat(board, bed ? 'bed' : 'hotend', celsius);
  for (let cycle = 1; cycle <= cycles; cycle++) {
    yield { kind: 'until', atMs: board.now() + SWING_MS / board.options.speed, busy: 'processing' };
    const spread = (8 / cycle).toFixed(2);
    board.say(
      ` bias: 12${cycle % 10} d: 120 min: ${(celsius - Number(spread)).toFixed(2)} max: ${(celsius + Number(spread)).toFixed(2)}` +
        (cycle > 2 ? ' Ku: 41.49 Tu: 24.41' : ''),
    );
    if (cycle > 2) board.say(' Classic PID', ' Kp: 24.90 Ki: 2.04 Kd: 75.97');
    board.say(` ${temperatureReport(board)}`);
  }
  heat(board, bed ? 'bed' : 'hotend', 0);
  const name = bed ? 'bed' : '';
  board.say(
    'PID Autotune finished! Put the last Kp, Ki and Kd constants from below into Configuration.h',
    `#define DEFAULT_${name}Kp 24.90`,
    `#define DEFAULT_${name}Ki 2.04`,
    `#define DEFAULT_${name}Kd 75.97`,
  );
}

const settings: Handler = (board) => {
  board.say(
    'echo:; Linear Units:',
    'echo:  G21 ; (mm)',
    'echo:; Temperature Units:',
    'echo:  M149 C ; Units in Celsius',
    'echo:; Steps per unit:',
    'echo: M92 X80.00 Y80.00 Z400.00 E93.00',
    'echo:; Max feedrates (units/s):',
    'echo:  M203 X500.00 Y500.00 Z20.00 E120.00',
    'echo:; Max Acceleration (units/s2):',
    'echo:  M201 X3000.00 Y3000.00 Z100.00 E10000.00',
    'echo:; Acceleration (units/s2) (P<print-accel> R<retract-accel> T<travel-accel>):',
    'echo:  M204 P1000.00 R1000.00 T1000.00',
    'echo:; Home offset:',
    'echo:  M206 X0.00 Y0.00 Z0.00',
    'echo:; Auto Bed Leveling:',
    'echo:  M420 S1 Z10.00',
    'echo:; Hotend PID:',
    'echo:  M301 P22.20 I1.08 D114.00',
    'echo:; Bed PID:',
    'echo:  M304 P10.00 I0.02 D305.40',
    'echo:; Z-Probe Offset:',
    'echo:  M851 X-44.00 Y-9.00 Z-2.10',
    'echo:; Linear Advance:',
    'echo:  M900 K0.04',
  );
};

/** Commands by which a printer is measured, tuned and looked into. */
export const CALIBRATION_COMMANDS: readonly (readonly [string, Handler])[] = [
  ['G29', probe],
  ['M420', levelling],
  [
    'M303',
    (board, words) =>
      tune(board, {
        bed: words.value('E', 0) < 0,
        celsius: words.value('S', 150),
        cycles: Math.max(3, Math.trunc(words.value('C', 5))),
      }),
  ],
  ['M503', settings],
];
