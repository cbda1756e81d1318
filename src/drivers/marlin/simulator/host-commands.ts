import { type Board, type Handler, type Wait } from './board.ts';
import type { CommandWords } from './command-words.ts';
import { synchronize } from './motion-commands.ts';

const CAPABILITIES: readonly (readonly [string, (board: Board) => boolean])[] = [
  ['SERIAL_XON_XOFF', () => false],
  ['BINARY_FILE_TRANSFER', () => false],
  ['EEPROM', () => true],
  ['VOLUMETRIC', () => true],
  ['AUTOREPORT_POS', () => true],
  ['AUTOREPORT_TEMP', () => true],
  ['PROGRESS', () => false],
  ['PRINT_JOB', () => true],
  ['AUTOLEVEL', () => true],
  ['RUNOUT', () => false],
  ['Z_PROBE', () => true],
  ['LEVELING_DATA', () => true],
  ['BUILD_PERCENT', () => true],
  ['SOFTWARE_POWER', () => false],
  ['TOGGLE_LIGHTS', () => false],
  ['CASE_LIGHT_BRIGHTNESS', () => false],
  ['EMERGENCY_PARSER', (board) => board.options.emergencyParser],
  ['HOST_ACTION_COMMANDS', () => true],
  ['PROMPT_SUPPORT', () => true],
  ['SDCARD', () => true],
  ['MULTI_VOLUME', () => false],
  ['REPEAT', () => false],
  ['SD_WRITE', () => false],
  ['AUTOREPORT_SD_STATUS', () => true],
  ['LONG_FILENAME', () => true],
  ['LFN_WRITE', () => false],
  ['CUSTOM_FIRMWARE_UPLOAD', () => false],
  ['EXTENDED_M20', () => false],
  ['THERMAL_PROTECTION', () => true],
  ['MOTION_MODES', () => false],
  ['ARCS', (board) => board.options.arcs],
  ['BABYSTEPPING', () => true],
  ['CHAMBER_TEMPERATURE', () => false],
  ['COOLER_TEMPERATURE', () => false],
  ['MEATPACK', () => false],
  ['CONFIG_EXPORT', () => false],
  // No real firmware says the next two: they tell a simulated printer from a real one, whatever else may be alike.
  ['CROFT_SIMULATOR', () => true],
  ['CROFT_BED_SENSOR', (board) => board.options.bedSensor],
];

const identity: Handler = (board) => {
  const { name } = board.options;
  board.say(
    'FIRMWARE_NAME:Marlin 2.1.3 (Croft simulator) SOURCE_CODE_URL:github.com/MarlinFirmware/Marlin' +
      ` PROTOCOL_VERSION:1.0 MACHINE_TYPE:${name} EXTRUDER_COUNT:1 UUID:${uuidOf(name)}`,
    ...CAPABILITIES.map(([capability, has]) => `Cap:${capability}:${has(board) ? 1 : 0}`),
  );
};

/** A stable UUID for a name (FNV-1a), so that a simulated printer is known again. */
function uuidOf(name: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(name)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  const hex = hash.toString(16).padStart(16, '0');
  return `cede2a2f-${hex.slice(0, 4)}-4${hex.slice(5, 8)}-9b12-${hex.slice(4)}`;
}

const lineNumber: Handler = (board, words) => {
  if (words.has('N')) {
    board.lastN = Math.trunc(words.value('N', 0));
    board.fact({ kind: 'numbering', lastN: board.lastN });
  } else board.say(`Line: ${board.lastN}`);
};

const keepAlive: Handler = (board, words) => {
  if (words.has('S')) board.every('busy', Math.min(60, words.value('S', 0)) * 1000);
  else board.say(`echo:M113 S${board.busyMs / 1000}`);
};

/**
 * `M0`, `M1`, `M600`: a person is asked, and `M108`, `M876 S` or a press of the knob goes on. `S`/`P` of M0 end it too. The first button
 * of M600 purges a little and asks again, as Marlin's does.
 */
function* askUser(board: Board, words: CommandWords, question: string): Generator<Wait, void> {
  yield* synchronize(board);
  const limitMs = words.name === 'M600' ? 0 : words.value('S', 0) * 1000 + words.value('P', 0);
  const atMs = limitMs > 0 ? board.now() + limitMs : Number.POSITIVE_INFINITY;
  const buttons = words.name === 'M600' ? ['PurgeMore', 'Continue'] : ['Continue'];
  do {
    board.say(
      '//action:prompt_end',
      `//action:prompt_begin ${question}`,
      ...buttons.map((button) => `//action:prompt_button ${button}`),
      '//action:prompt_show',
    );
    yield { kind: 'user', atMs, busy: 'paused for user' };
  } while (buttons.length > 1 && board.answer() === 0);
  board.say('//action:prompt_end');
}

const bedSensor: Handler = (board, words) => {
  if (!board.options.bedSensor) unknown(board, words);
  else board.say(`croft-bed: ${board.bed.object === null ? 'empty' : 'object'}`);
};

const print: Handler = (board, { argument }) => {
  const action = /^A1 ?/.exec(argument);
  const echo = /^E1 ?/.exec(argument);
  if (action) board.say(`//${argument.slice(action[0].length)}`);
  else if (echo) board.say(`echo:${argument.slice(echo[0].length)}`);
  else board.say(argument);
};

/** `echo:Unknown command: "…"`; the `ok` follows. */
export const unknown: Handler = (board, { text }) => {
  board.say(`echo:Unknown command: "${text}"`);
};

const silent: Handler = () => {};

/** Commands of the conversation with the host, and those that Marlin takes without a word. */
export const HOST_COMMANDS: readonly (readonly [string, Handler])[] = [
  ['M0', (board, words) => askUser(board, words, 'M0/1 Break Called')],
  ['M1', (board, words) => askUser(board, words, 'M0/1 Break Called')],
  ['M600', (board, words) => askUser(board, words, 'Paused')],
  ['M110', lineNumber],
  ['M113', keepAlive],
  ['M115', identity],
  ['M118', print],
  ['M8300', bedSensor],
  ['M85', (board, words) => board.every('inactivity', words.value('S', 0) * 1000)],
  ['M154', (board, words) => board.every('position', words.value('S', 0) * 1000)],
  // Handled by the receive interrupt already where it is compiled in; without it, when the line enters the ring.
  ['M108', silent],
  ['M112', (board) => unheard(board, 'M112')],
  ['M410', (board) => unheard(board, 'M410')],
  ['M876', silent],
  ['M999', (board) => board.resume()],
  ['M500', (board) => board.say('echo:Settings Stored (673 bytes; crc 47163)')],
  ['M501', (board) => board.say('echo:V88 stored settings retrieved (673 bytes; crc 47163)')],
  ['M502', (board) => board.say('echo:Hardcoded Default Settings Loaded')],
  ['M119', (board) => board.say('Reporting endstop status', 'x_min: open', 'y_min: open', 'z_min: open')],
  ['M21', (board) => board.say('echo:SD card ok')],
  ['M31', (board) => board.say('echo:Print time: 0s')],
  [
    'M73',
    (board, words) => {
      board.progressPercent = words.value('P', board.progressPercent);
    },
  ],
  ['M84', (board) => synchronize(board)],
  ['M18', (board) => synchronize(board)],
  ['T0', silent],
  ...['T1', 'T2', 'T3'].map((tool) => [tool, (board: Board) => board.say(`echo:${tool} Invalid extruder`)] as const),
  ...(
    'G10 G11 G17 G27 M17 M42 M75 M76 M77 M80 M81 M92 M111 M117 M120 M121 M145 M149 M150 M201 M203 M204 M205 M206 M207 M208 ' +
    'M209 M211 M280 M290 M300 M301 M304 M355 M401 M402 M403 M412 M413 M425 M486 M569 M572 M592 M593 M851 M871 M900 ' +
    'M906 M907 M913 M914'
  )
    .split(' ')
    .map((name) => [name, silent] as const),
];

/** With an emergency parser the queue takes no notice: what came while a file was written to the card was never heard. */
function unheard(board: Board, code: string): void {
  if (!board.options.emergencyParser) board.emergency(code, 'queue');
}
