import { HEALTH_CODES, type RemedyWithCodes } from './health-codes.ts';
import { PRINT_ERROR_CODES } from './print-error-codes.ts';
import type { PrinterView } from './printer-view.ts';

/** A code of the printer in words: what is the matter, and what a person does about it. */
export interface PrinterFault {
  /** As the printer's screen shows it, such as `0300_8004`. */
  readonly code: string;
  readonly text: string;
  readonly remedy: string;
}

export const DEVELOPER_MODE: Omit<PrinterFault, 'code'> = {
  text: 'The printer takes no commands from Croft: its Developer Mode is off.',
  remedy:
    'At its screen enable LAN Only and then Developer Mode, and type the new access code into the printer’s settings here. The cloud is off then.',
};

const DEVELOPER_MODE_HMS = '0500050000010007';

type Meaning = Omit<PrinterFault, 'code'>;

const meaningsOf = (groups: readonly RemedyWithCodes[]): ReadonlyMap<string, Meaning> =>
  new Map(groups.flatMap(({ remedy, codes }) => Object.entries(codes).map(([code, text]) => [code, { text, remedy }])));

const HEALTH = new Map([...meaningsOf(HEALTH_CODES), ['0500_0500_0001_0007', DEVELOPER_MODE]]);
const PRINT_ERRORS = meaningsOf(PRINT_ERROR_CODES);

const CANCELLED: ReadonlySet<string> = new Set(['0300_400C', '0500_400E']);
/** Below this the second half is a status, no error. */
const FIRST_ERROR = 0x4000;

const inGroups = (digits: string): string => digits.replace(/(.{4})(?=.)/g, '$1_');

/** As the screen shows a print error; null when it is none. */
export function errorCode(printError: number): string | null {
  if ((printError & 0xffff) < FIRST_ERROR) return null;
  return inGroups(printError.toString(16).toUpperCase().padStart(8, '0'));
}

/** The printer's echo of a cancelled print, which is no fault. */
export const isCancelEcho = (printError: number): boolean => CANCELLED.has(errorCode(printError) ?? '');

export const saysDeveloperModeOff = ({ hms, mustSign }: PrinterView): boolean =>
  mustSign === true || hms.includes(DEVELOPER_MODE_HMS);

/** What the printer complains of, the worst first: its print error, else the gravest of its health messages. Null when of nothing. */
export function faultOf({ printError, hms }: PrinterView): PrinterFault | null {
  const code = errorCode(printError);
  if (code !== null && !isCancelEcho(printError)) return faultFor(code);
  const [gravest] = byGravity(hms).filter((each) => severityOf(each) <= SERIOUS);
  return gravest === undefined ? null : faultFor(inGroups(gravest));
}

/** What it only tells, and which neither stops nor pauses anything. */
export function informationOf({ hms }: PrinterView): PrinterFault | null {
  const [first] = byGravity(hms).filter((each) => severityOf(each) > SERIOUS);
  return first === undefined ? null : faultFor(inGroups(first));
}

const [FATAL, SERIOUS] = [1, 2];
/** What moves and heats: a motion controller or tool head that is broken. Cameras, cloud and single slots of an AMS are not needed. */
const STOPS_A_START = /^(03|08|05000300)/;

/**
 * Why nothing may be started: a fatal fault of what moves or heats, which the printer's maker says must be gone first. A serious one pauses
 * a print by itself where it matters; what is common or only told stops nothing.
 */
export function startTrouble({ hms }: PrinterView): PrinterFault | null {
  const found = hms.find((each) => severityOf(each) === FATAL && STOPS_A_START.test(each) && !RECOVERED.has(each));
  return found === undefined ? null : faultFor(inGroups(found));
}

/** Fatal by its number, and over by itself: the system had hung, and was restarted. */
const RECOVERED: ReadonlySet<string> = new Set(['0500030000010009']);

const byGravity = (hms: readonly string[]): readonly string[] => hms.toSorted((a, b) => severityOf(a) - severityOf(b));

/** 1 fatal, 2 serious, 3 common, 4 only told. */
const severityOf = (hms: string): number => Number.parseInt(hms.slice(8, 12), 16) || 4;

/** The words for a code as the screen shows it: of two groups a print error, of four a health message. */
export function faultFor(code: string): PrinterFault {
  const known = patternsOf(code)
    .map((pattern) => (code.length > 9 ? HEALTH : PRINT_ERRORS).get(pattern))
    .find((each) => each !== undefined);
  const { text, remedy } = known ?? byStructure(code);
  return { code, text: sentence(named(text, code)), remedy };
}

/** Under which keys a code may stand, the most exact first. */
function patternsOf(code: string): readonly string[] {
  const ofUnit = AMS.exec(code);
  if (ofUnit === null) return [code];
  const [, unit = '', rest = ''] = ofUnit;
  if (unit === 'FF' || unit === 'FE') return [`07FF${rest}`];
  return [`07uu${rest}`, `07uu${rest.replace(/^_(.)[0-3]00_/, '_$1s00_')}`];
}

/** AMS, AMS lite and AMS HT have the same messages. */
const AMS = /^(?:07|12|18)(..)(_.*)$/;

function named(text: string, code: string): string {
  const [, kind, unit] = /^(..)(..)/.exec(code) ?? [];
  const letter = String.fromCharCode('A'.charCodeAt(0) + (Number.parseInt(unit ?? '0', 16) % 26));
  const [ams, place] = kind === '18' ? [`AMS HT ${letter}`, `slot HT-${letter}`] : [`AMS ${letter}`, `slot ${letter}`];
  const slot = kind === '18' ? place : `${place}${Number(code.charAt(6)) + 1}`;
  return text.replaceAll('{ams}', ams).replaceAll('{slot}', slot);
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const MODULES: Readonly<Record<string, string>> = {
  '03': 'the motion controller',
  '05': 'the mainboard',
  '07': '{ams}',
  '08': 'the tool head',
  '0C': 'the camera or the lidar',
  '10': 'the settings of the slicer',
  '11': 'the app',
  '12': '{ams}',
  '18': '{ams}',
};

/** Of the motion controller, and of an AMS, whose slots have parts of their own. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^03.._01/, 'the heater of the bed'],
  [/^03.._02/, 'the heater of the nozzle'],
  [/^03.._(03|17)/, 'the fan of the hot end'],
  [/^03.._04/, 'the fan that cools the part'],
  [/^03.._0[6-9]/, 'a motor'],
  [/^03.._0[A-C]/, 'a force sensor of the bed'],
  [/^03.._0D/, 'homing or the build plate'],
  [/^03.._1[01]/, 'the vibrations of an axis'],
  [/^03.._1[8-9A]/, 'the nozzle or its sensors'],
  [/^03.._1[CD]/, 'the motor of the extruder'],
  [/^03.._20/, 'homing'],
  [/^03.._9[0-4]/, 'the heating of the chamber'],
  [/^(?:07|12).._[1-36-7][0-3]00_/, '{slot}'],
];

const SEVERITIES: Readonly<Record<number, string>> = {
  1: 'a fatal fault',
  2: 'a serious fault',
  3: 'a fault',
  4: 'something',
};

/** What the digits alone tell of a code that has no words here. */
function byStructure(code: string): Meaning {
  const isHealth = code.length > 9;
  const part = isHealth ? PARTS.find(([pattern]) => pattern.test(code))?.[1] : undefined;
  const place = part ?? MODULES[code.slice(0, 2)];
  const gravity = isHealth
    ? (SEVERITIES[severityOf(code.replaceAll('_', ''))] ?? 'something')
    : errorKind(Number.parseInt(code.slice(5), 16));
  return {
    text: `The printer reports ${gravity}${place === undefined ? '' : ` of ${place}`}, for which Croft has no words.`,
    remedy: `Look at its screen, or at its maker’s page: ${pageOf(code)}`,
  };
}

/** By its number: what ends a print, what pauses it, and what it goes on with. */
function errorKind(error: number): string {
  if (error < 0x8000) return 'an error that ends a print';
  return error < 0xc000 ? 'an error that pauses a print' : 'something';
}

/** Where the maker explains a code. */
const pageOf = (code: string): string =>
  `https://e.bambulab.com/index.php?e=${code.replaceAll('_', '')}&s=${code.length > 9 ? 'device_hms' : 'device_error'}&lang=en`;

export const sentenceOf = ({ text, remedy, code }: PrinterFault): string => `${text} ${remedy} (${code})`;

/** What a refusal of a command means; the printer's own words stay in it. */
export function refusalWords(reason: string): string {
  if (!/verify failed|sign/i.test(reason)) return `The printer refused: ${reason || 'it does not say why'}.`;
  return `${DEVELOPER_MODE.text} ${DEVELOPER_MODE.remedy} (It said: ${reason}.)`;
}
