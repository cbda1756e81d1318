import type { SpeechName } from './dialects/speech.ts';

/** What is switched or sized on one simulated printer. Times are milliseconds of the clock given, sizes are bytes. */
export interface SimulatorOptions {
  /** Shown as `MACHINE_TYPE` and, hashed, as `UUID` of `M115`. */
  readonly name: string;
  /** The firmware that it speaks like. */
  readonly dialect: SpeechName;
  /** Motion, dwelling and heating are this many times faster than in life; `Infinity` makes them instant. Protocol timers (busy, auto-report, wait) stay real. */
  readonly speed: number;
  /** Bits per second of the wire, both ways, 8N1; 0 = no limit. */
  readonly baud: number;
  /** Every random choice (faults) derives from it. */
  readonly seed: number;
  /** `ok N<line> P<planner free> B<ring free>` instead of a plain `ok`. */
  readonly advancedOk: boolean;
  /** `EMERGENCY_PARSER`: M108, M112, M410, M524 and M876 act when their bytes arrive, ahead of everything. */
  readonly emergencyParser: boolean;
  /** `BUFSIZE`: commands in the ring. */
  readonly ringSlots: number;
  /** `MAX_CMD_SIZE`: one more than the longest line that survives whole. */
  readonly maxLineBytes: number;
  /** The serial receive buffer. */
  readonly rxBytes: number;
  /** What a full receive buffer does: `drop` loses bytes as a UART does, `hold` leaves them with the host as USB-CDC does. */
  readonly rxFull: 'drop' | 'hold';
  /** `BLOCK_BUFFER_SIZE`: the planner holds one block less than this. */
  readonly plannerBlocks: number;
  /** What the processor needs for any one command. */
  readonly commandMs: number;
  /** `busy:` interval until `M113` changes it; 0 = never. */
  readonly busyMs: number;
  /** From reset until the greeting; bytes that arrive meanwhile are lost. */
  readonly bootMs: number;
  /** `NO_TIMEOUTS`: says `wait` when idle this long; 0 = never. */
  readonly waitMs: number;
  /** Says `wait` while it is busy too, as Anycubic's i3 Mega does (OctoPrint #2309). */
  readonly waitWhileBusy: boolean;
  /** How it asks for line `#` again; empty: as its firmware does. */
  readonly resendForm: string;
  /** False: M110 is taken, and never acknowledged (OctoPrint #1887). */
  readonly answersM110: boolean;
  /** What the firmware calls itself, where that is not its own name. */
  readonly firmwareName: string;
  /** `ARC_SUPPORT`: G2 and G3 are known. */
  readonly arcs: boolean;
  /** `PAREN_COMMENTS`. */
  readonly parenthesisComments: boolean;
  /** Reads `X1E2` as X 100, as `strtod` does: an `E` right behind a digit is no word of its own. */
  readonly exponents: boolean;
  /** How long the nozzle and bed must hold their target before `M109`/`M190` end. */
  readonly residencyMs: number;
  /** `G28`, before `speed`. */
  readonly homingMs: number;
  /** `G29`, before `speed`. */
  readonly probingMs: number;
  /** Below this the extruder does not turn (`EXTRUDE_MINTEMP`), °C. */
  readonly coldBelow: number;
  /** Answers `M8300`, the query for the simulated bed sensor, which no real printer has. */
  readonly bedSensor: boolean;
  /** The object vanishes this long after the last motion with the nozzle heater off; `null` = only by hand. */
  readonly autoRemoveSeconds: number | null;
  /** A card that is locked is read, and nothing on it is deleted. */
  readonly cardState: 'in' | 'locked' | 'out';
  /** What lies on the card besides the files of a new printer: its text by path. */
  readonly cardFiles: Readonly<Record<string, string>>;
  /**
   * What it says wrongly of a print from its card. `idles`: now and then that it prints nothing; `no-done`: never that the file is done;
   * `opens-nothing`: M23 fails; `no-length`: M23 says none; `never-begins`: M24 does nothing.
   */
  readonly cardQuirk: '' | 'idles' | 'no-done' | 'opens-nothing' | 'no-length' | 'never-begins';
  /** So large may a file be that is written to it. */
  readonly cardFreeBytes: number;
  /** M20 tells sizes, as newer Marlins do. */
  readonly cardSizes: boolean;
  /** Opening the port resets the board, as DTR does on many. */
  readonly resetOnOpen: boolean;
  /** Records the bytes of both directions besides what they meant. */
  readonly recordBytes: boolean;
  /** Records kept in memory; older ones are forgotten there (never in the file), so that a printer may run for months. */
  readonly memoryRecords: number;
}

const DEFAULTS: SimulatorOptions = {
  name: 'Simulated Marlin',
  dialect: 'marlin',
  speed: 1,
  baud: 0,
  seed: 1,
  advancedOk: false,
  emergencyParser: true,
  ringSlots: 4,
  maxLineBytes: 96,
  rxBytes: 128,
  rxFull: 'hold',
  plannerBlocks: 16,
  commandMs: 0,
  busyMs: 2000,
  bootMs: 50,
  waitMs: 0,
  waitWhileBusy: false,
  resendForm: '',
  answersM110: true,
  firmwareName: '',
  arcs: true,
  parenthesisComments: false,
  exponents: false,
  residencyMs: 1000,
  homingMs: 4000,
  probingMs: 8000,
  coldBelow: 170,
  bedSensor: false,
  autoRemoveSeconds: null,
  cardState: 'in',
  cardFiles: {},
  cardQuirk: '',
  cardFreeBytes: 1e9,
  cardSizes: true,
  resetOnOpen: false,
  recordBytes: false,
  memoryRecords: 1_000_000,
};

const REPRAP: Partial<SimulatorOptions> = {
  cardSizes: false,
  emergencyParser: false,
  ringSlots: 1,
  maxLineBytes: 256,
  rxBytes: 256,
  busyMs: 0,
};

/** What else is so on boards with this firmware; Marlin's, where nothing is said. */
const OF_DIALECT: Readonly<Record<SpeechName, Partial<SimulatorOptions>>> = {
  marlin: {},
  marlin1: { emergencyParser: false, cardSizes: false },
  prusa: { emergencyParser: false },
  repetier: { emergencyParser: false, ringSlots: 2, waitMs: 1000 },
  smoothie: { emergencyParser: false, ringSlots: 1, maxLineBytes: 132, busyMs: 0 },
  reprapfirmware: REPRAP,
  reprapfirmware2: REPRAP,
  klipper: { emergencyParser: false, ringSlots: 20, maxLineBytes: 4096, rxBytes: 4096, busyMs: 0 },
  grbl: { emergencyParser: false, ringSlots: 1, maxLineBytes: 80, busyMs: 0 },
};

/** The options asked for over a stock Marlin 2.1: ring 4, receive buffer 128, planner 16, busy every 2 s. With a baud rate the receive buffer drops, without one it holds. */
export function simulatorOptions(asked: Partial<SimulatorOptions> = {}): SimulatorOptions {
  const dialect = asked.dialect ?? DEFAULTS.dialect;
  const merged = { ...DEFAULTS, ...OF_DIALECT[dialect], ...asked };
  return { ...merged, rxFull: asked.rxFull ?? (merged.baud > 0 ? 'drop' : 'hold') };
}
