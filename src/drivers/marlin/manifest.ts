import type { DriverManifest, OptionProblem, PortWish, SpeedProbe } from '#drivers/driver';
import { gateProperties } from '#drivers/manifest-parts';
import type { DialectName } from './protocol/dialects/dialect.ts';
import { DIALECTS, isDialectName } from './protocol/dialects/dialects.ts';
import type { Parking } from './protocol/park.ts';
import { RestReader } from './protocol/rest-reader.ts';
import { NO_SCRIPTS, SCRIPTS, type ScriptName, type ScriptTexts, scriptProblem } from './protocol/script.ts';
import { isSetting } from './protocol/setup-lines.ts';
import type { Recovering } from './protocol/way-back.ts';

/**
 * The driver for printers that are fed G-code line by line over a serial line: Marlin and its relatives, at a tty or at a TCP
 * port that carries the same bytes (ser2net, ESP boards). PURE: all that a combinator loads of this driver.
 */

/** Options as the driver uses them; `readOptions` fills in what a configuration leaves out. */
export interface MarlinOptions {
  /** `/dev/serial/by-id/…` or `socket://host:port`. */
  readonly connection: string;
  /** 0: found out when the port is opened. */
  readonly baud: number;
  /** Hot ends, for switching every heater off. */
  readonly tools: number;
  readonly hasChamberHeater: boolean;
  /** The printer's receive buffer, bytes; lines on their way never fill it. */
  readonly receiveBufferBytes: number;
  /** Most lines on their way; 0: learned from the printer. */
  readonly window: number;
  /** Moves are shortened as the firmware allows. */
  readonly compact: boolean;
  /** `auto`: as the firmware calls itself. */
  readonly dialect: DialectName | 'auto';
  readonly parking: Parking;
  readonly recovering: Recovering;
  /** Settings that are sent to a board when it has started anew. */
  readonly afterConnect: readonly string[];
  readonly scripts: ScriptTexts;
}

const PARKING: Parking = { parks: false, liftMm: 10, x: 0, y: null, retractMm: 1, nozzleTemperature: 0 };

const RECOVERING: Recovering = { height: 'no', liftMm: 5, primeMm: 5 };

const DEFAULTS = {
  baud: 115_200,
  tools: 1,
  hasChamberHeater: false,
  receiveBufferBytes: 128,
  window: 0,
  compact: true,
  dialect: 'auto',
};

/**
 * The speeds that boards are sold with, the likeliest first (serial.md §1.12). Asked for its temperatures a board answers with a
 * whole line; the line feed before ends whatever it has of the speed before.
 */
const PROBE: SpeedProbe = { bauds: [250_000, 230_400, 57_600, 500_000, 1_000_000], hello: '\nM105\n' };

/** More would be a file. */
const SCRIPT_CHARACTERS = 8_000;

const script = (title: string, description: string) =>
  ({ type: 'string', maxLength: SCRIPT_CHARACTERS, format: 'gcode-script', title, description }) as const;

/** The option that holds each script. */
const SCRIPT_OPTIONS: Readonly<Record<ScriptName, string>> = {
  start: 'startScript',
  end: 'endScript',
  pause: 'pauseScript',
  resume: 'resumeScript',
  cancel: 'cancelScript',
};

const SOCKET = /^socket:\/\/(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/;
const DEVICE = /^\/[\x20-\x7e]{1,254}$/;

const optionsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['connection'],
  properties: {
    connection: {
      type: 'string',
      minLength: 2,
      maxLength: 255,
      format: 'serial-port',
      title: 'Connection',
      description: 'Choose a port, or type socket://host:port for a serial port on the network.',
    },
    baud: {
      type: 'integer',
      minimum: 0,
      maximum: 4_000_000,
      default: DEFAULTS.baud,
      title: 'Baud rate',
      description: '0: found out by itself, which takes a few seconds each time that the printer is connected.',
    },
    ...gateProperties({
      blocked:
        'Commands that no file and no person may send, such as M500. Left out: what does lasting harm, but for M500 and M303, which a person may send alone after a second word.',
    }),
    tools: { type: 'integer', minimum: 1, maximum: 8, default: DEFAULTS.tools, title: 'Number of hot ends' },
    hasChamberHeater: { type: 'boolean', default: DEFAULTS.hasChamberHeater, title: 'Has a chamber heater' },
    receiveBufferBytes: {
      type: 'integer',
      minimum: 64,
      maximum: 8192,
      default: DEFAULTS.receiveBufferBytes,
      title: 'Receive buffer of the board, bytes',
      description: 'RX_BUFFER_SIZE of the firmware; 128 unless you have changed it.',
    },
    window: {
      type: 'integer',
      minimum: 0,
      maximum: 16,
      default: DEFAULTS.window,
      title: 'Lines on their way',
      description: '0: learned from the printer. 1: each line waits for the answer to the one before.',
    },
    compact: {
      type: 'boolean',
      default: DEFAULTS.compact,
      title: 'Shorten moves on the wire',
      description:
        'Leaves out blanks and zeros that say nothing, where the firmware is known to read moves without them: a sixth more lines fit.',
    },
    dialect: {
      type: 'string',
      enum: ['auto', ...DIALECTS.map((each) => each.name)],
      default: DEFAULTS.dialect,
      title: 'Firmware',
      description: 'auto: as the printer says itself. Choose one if it says something else, or nothing.',
    },
    startScript: script(
      'Start: before the first line of each file',
      'Places: {file} {print}, and {nozzle} {bed}, what the file heats to first.',
    ),
    endScript: script(
      'End: after the last line of each file',
      'Places: {file} {print} {nozzle} {bed} {layer} {z}, the last layer and its height.',
    ),
    pauseScript: script(
      'Pause: when the head stands, and is parked',
      'Only what a resume can undo. Places: {file} {print} {nozzle} {bed} {layer} {x} {y} {z}, as the print stands.',
    ),
    resumeScript: script(
      'Resume: when it is hot again, before the head goes back',
      'Only what can be undone. Places: {file} {print} {nozzle} {bed} {layer} {x} {y} {z}, as the print stood.',
    ),
    cancelScript: script(
      'Cancel: when a cancelled print stands, and the heaters are off',
      'Places: {file} {print} {layer} {x} {y} {z}, where it stood. The heaters are switched off once more behind it.',
    ),
    afterConnect: {
      type: 'array',
      format: 'gcode-script',
      items: { type: 'string', maxLength: 80 },
      maxItems: 30,
      title: 'After connecting: settings of the firmware',
      description:
        'Sent once whenever the board has started anew, such as M413 S0 or M900 K0.05. Nothing that moves or heats, no places. Changes hold from its next start on.',
    },
    parkOnPause: {
      type: 'boolean',
      default: PARKING.parks,
      title: 'Move the head aside while paused',
      description: 'A paused print draws the filament back, lifts the head and moves it to the place below.',
    },
    parkX: {
      type: 'number',
      minimum: -1000,
      maximum: 2000,
      default: PARKING.x,
      title: 'Place of the head while paused, X, mm',
    },
    parkY: {
      type: 'number',
      minimum: -1000,
      maximum: 2000,
      title: 'Place of the head while paused, Y, mm',
      description: 'Left out: it stays where it is along Y.',
    },
    parkLiftMm: {
      type: 'number',
      minimum: 0,
      maximum: 200,
      default: PARKING.liftMm,
      title: 'Lift of the head while paused, mm',
    },
    parkRetractMm: {
      type: 'number',
      minimum: 0,
      maximum: 20,
      default: PARKING.retractMm,
      title: 'Filament drawn back while paused, mm',
    },
    pauseNozzleTemperature: {
      type: 'number',
      minimum: 0,
      maximum: 300,
      default: PARKING.nozzleTemperature,
      title: 'Nozzle temperature while paused, °C',
      description: '0: as hot as before. Before a print goes on the nozzle is heated again and waited for.',
    },
    heightAfterPowerLoss: {
      type: 'string',
      enum: ['no', 'stays', 'top'],
      default: RECOVERING.height,
      title: 'Height of the head after a power loss',
      description:
        'Whether a print can go on after it. stays: the head keeps its height without power, as on a leadscrew that does not sink. top: Z is homed away from the bed. no: nothing is ever offered, as for deltas. Only where X and Y can be homed by themselves beside a print.',
    },
    recoveryLiftMm: {
      type: 'number',
      minimum: 1,
      maximum: 50,
      default: RECOVERING.liftMm,
      title: 'Lift before a print goes on, mm',
      description: 'Off the object, before X and Y are homed.',
    },
    recoveryPrimeMm: {
      type: 'number',
      minimum: 0,
      maximum: 50,
      default: RECOVERING.primeMm,
      title: 'Filament pushed out before a print goes on, mm',
      description: 'Where X and Y are homed, for what has run out of the nozzle.',
    },
  },
} as const;

/** Values that a schema would refuse do not come this far; unusable ones fall back rather than stop a machine. */
export function readOptions(options: Readonly<Record<string, unknown>>): MarlinOptions {
  const integer = (name: keyof typeof DEFAULTS, fallback: number): number => {
    const value = options[name];
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : fallback;
  };
  return {
    connection: typeof options.connection === 'string' ? options.connection : '',
    baud: integer('baud', DEFAULTS.baud) === 0 ? 0 : Math.max(1200, integer('baud', DEFAULTS.baud)),
    tools: Math.min(8, Math.max(1, integer('tools', DEFAULTS.tools))),
    hasChamberHeater: options.hasChamberHeater === true,
    receiveBufferBytes: Math.max(64, integer('receiveBufferBytes', DEFAULTS.receiveBufferBytes)),
    window: integer('window', DEFAULTS.window),
    compact: options.compact !== false,
    dialect: isDialectName(options.dialect) ? options.dialect : 'auto',
    parking: readParking(options),
    recovering: readRecovering(options),
    afterConnect: Array.isArray(options.afterConnect)
      ? options.afterConnect.filter((line) => typeof line === 'string')
      : [],
    scripts: readScripts(options),
  };
}

function readScripts(options: Readonly<Record<string, unknown>>): ScriptTexts {
  const textOf = (name: ScriptName): string => {
    const value = options[SCRIPT_OPTIONS[name]];
    return typeof value === 'string' ? value : '';
  };
  return SCRIPTS.reduce((texts, name) => ({ ...texts, [name]: textOf(name) }), NO_SCRIPTS);
}

function readRecovering(options: Readonly<Record<string, unknown>>): Recovering {
  const real = realOf(options);
  const height = options.heightAfterPowerLoss;
  return {
    height: height === 'stays' || height === 'top' ? height : RECOVERING.height,
    liftMm: real('recoveryLiftMm', RECOVERING.liftMm, 1),
    primeMm: real('recoveryPrimeMm', RECOVERING.primeMm, 0),
  };
}

const realOf =
  (options: Readonly<Record<string, unknown>>) =>
  (name: string, fallback: number, least: number): number => {
    const value = options[name];
    return typeof value === 'number' && Number.isFinite(value) && value >= least ? value : fallback;
  };

function readParking(options: Readonly<Record<string, unknown>>): Parking {
  const real = realOf(options);
  return {
    parks: options.parkOnPause === true,
    liftMm: real('parkLiftMm', PARKING.liftMm, 0),
    x: real('parkX', PARKING.x, -1000),
    y: typeof options.parkY === 'number' && Number.isFinite(options.parkY) ? options.parkY : null,
    retractMm: real('parkRetractMm', PARKING.retractMm, 0),
    nozzleTemperature: real('pauseNozzleTemperature', PARKING.nozzleTemperature, 0),
  };
}

/** Options on a port that is set to `baud`, which may have been found out; over TCP nobody knows the speed behind it. */
export function optionsAt(baud: number | undefined, configuration: Readonly<Record<string, unknown>>): MarlinOptions {
  const options = readOptions(configuration);
  return { ...options, baud: baud ?? (options.baud === 0 ? DEFAULTS.baud : options.baud) };
}

function checkOptions(options: Readonly<Record<string, unknown>>): readonly OptionProblem[] {
  return [
    ...checkConnection(options.connection),
    ...checkSettings(readOptions(options).afterConnect),
    ...checkScripts(options),
  ];
}

function checkScripts(options: Readonly<Record<string, unknown>>): readonly OptionProblem[] {
  const texts = readScripts(options);
  return SCRIPTS.flatMap((name) => {
    const problem = scriptProblem(name, texts[name], options);
    if (problem === null) return [];
    const { line, excerpt, rule, remedy } = problem;
    const found = excerpt === '' ? '' : ` (${excerpt})`;
    return [{ field: SCRIPT_OPTIONS[name], rule: `line ${line}${found}: ${rule}`, remedy }];
  });
}

function checkConnection(connection: unknown): readonly OptionProblem[] {
  if (typeof connection !== 'string' || DEVICE.test(connection)) return [];
  const socket = SOCKET.exec(connection);
  if (socket !== null && Number(socket[2]) >= 1 && Number(socket[2]) <= 65_535) return [];
  return [
    {
      field: 'connection',
      rule: 'The connection is the absolute path of a serial port, or socket://host:port.',
      remedy: 'Choose one of the ports that are offered, for example /dev/serial/by-id/usb-1a86_USB_Serial-if00-port0.',
    },
  ];
}

function checkSettings(lines: readonly string[]): readonly OptionProblem[] {
  const at = lines.findIndex((line) => !isSetting(line));
  const wrong = lines[at];
  if (wrong === undefined) return [];
  return [
    {
      field: 'afterConnect',
      rule: `line ${at + 1}: “${wrong}” is no setting of the firmware that may be sent by itself, or not written as one.`,
      remedy:
        'Write the command, then each letter with its number, as in M900 K0.05. What moves or heats belongs into a macro or another script.',
    },
  ];
}

function portOf(options: Readonly<Record<string, unknown>>): PortWish {
  const { connection, baud } = readOptions(options);
  const socket = SOCKET.exec(connection);
  if (socket !== null) {
    const [, host = '', port = ''] = socket;
    return { kind: 'tcp', host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
  }
  if (!DEVICE.test(connection)) return { kind: 'none' };
  return baud === 0
    ? { kind: 'tty', path: connection, baud: DEFAULTS.baud, probe: PROBE }
    : { kind: 'tty', path: connection, baud };
}

export const manifest: DriverManifest = {
  name: 'marlin',
  title: 'Marlin and relatives, over a serial line',
  spooling: 'host',
  emergencyStop: 'immediate',
  canPause: true,
  clearing: ['operator'],
  fileKinds: ['gcode'],
  optionsSchema,
  checkOptions,
  portOf,
  printsFromCard: true,
  continues: {
    heightBy: (options) => readOptions(options).recovering.height,
    reader: (options, stood) => {
      const { recovering, scripts } = readOptions(options);
      return new RestReader(recovering, stood, scripts.start);
    },
  },
  limits: {
    // Opening the port resets many boards; the slowest bootloaders need 8 s before they greet.
    firstReportMs: 20_000,
    // A printer that is fed is idle only when nothing is sent; there is no report that could be misunderstood.
    settleMs: 0,
    startDeadlineMs: 120_000,
  },
};

/** The same printer as a simulation: the one driver whose bed has a sensor, and so may be cleared without a person (BE5). */
export const simulatedManifest: DriverManifest = {
  ...manifest,
  name: 'simulated',
  title: 'Simulated printer',
  clearing: ['operator', 'simulated-sensor'],
};
