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

/** Whole print errors. Where the second byte is an AMS unit (07xx, 12xx), it is written as 00 here. */
const PRINT_ERRORS: Readonly<Record<string, readonly [text: string, remedy: string]>> = {
  '0300_8000': [
    'The print was paused for a reason that the printer does not name.',
    'Look at its screen, then resume.',
  ],
  '0300_8001': ['The print was paused by a person.', 'Resume when it may go on.'],
  '0300_8002': ['The first layer is bad.', 'Look at the plate: resume when it is good enough, else cancel.'],
  '0300_8003': ['The camera sees spaghetti.', 'Look at the print: resume when it is good, else cancel.'],
  '0300_8004': ['The filament ran out.', 'Load new filament, then resume.'],
  '0300_8005': ['The front cover of the tool head fell off.', 'Put it on again, then resume.'],
  '0300_8006': [
    'The mark of the build plate was not found.',
    'Lay the plate straight, with its mark towards the front.',
  ],
  '0300_8007': ['The print was broken off by a loss of power.', 'Decide at the printer’s screen whether it goes on.'],
  '0300_8008': ['The nozzle does not keep its temperature.', 'Let it cool down and check heater, sensor and fan.'],
  '0300_8009': ['The bed does not keep its temperature.', 'Check the power supply and the cable of the bed.'],
  '0300_800A': ['Filament piles up at the nozzle.', 'Clean the nozzle, then resume or cancel.'],
  '0300_800B': ['The filament cutter is stuck.', 'Pull its handle out, then resume.'],
  '0300_400C': ['The print was cancelled.', 'Nothing is wrong.'],
  '0500_400E': ['The print was cancelled.', 'Nothing is wrong.'],
  '0500_4002': ['The printer cannot use the name or the place of the file.', 'Print it again under a plainer name.'],
  '0500_4003': ['The printer cannot read the file.', 'Slice it again for this very model of printer.'],
  '0500_4004': ['The printer is busy and takes no new print.', 'Wait for the end of what it does.'],
  '0500_C010': [
    'The printer cannot read its memory card.',
    'Insert the card anew, or another one formatted by the printer.',
  ],
  '0700_8006': [
    'The AMS cannot feed the filament into the extruder.',
    'Check the tube and the end of the filament, then resume.',
  ],
  '0700_8010': ['The motor of the AMS is overloaded.', 'See that the spool turns freely, then resume.'],
  '0700_8011': ['The filament in the AMS ran out.', 'Put a new spool into the same slot, then resume.'],
  '0700_8012': [
    'The printer has no table of which filament comes from where.',
    'Set “Filament comes from” in its settings here.',
  ],
};

/** Whole HMS codes, and their first eight digits for a family of them. */
const HMS: Readonly<Record<string, readonly [text: string, remedy: string]>> = {
  '0500_0500_0001_0007': [DEVELOPER_MODE.text, DEVELOPER_MODE.remedy],
  '0300_0100': ['The bed’s temperature is abnormal.', 'Switch the printer off; check the cable and heater of the bed.'],
  '0300_0200': [
    'The nozzle’s temperature is abnormal.',
    'Switch the printer off; check the hot end’s heater and sensor.',
  ],
  '0300_0D00': ['The build plate does not lie properly.', 'Take away what is under it and lay it down anew.'],
  '0500_0300': ['A part of the printer’s electronics does not answer.', 'Switch the printer off and on.'],
  '0700_2000': ['The filament of an AMS slot ran out.', 'Put a new spool into the slot.'],
  '0C00_0300': ['The camera or the lidar sees a defect of the print.', 'Look at the print and decide.'],
};

const CANCELLED: ReadonlySet<string> = new Set(['0300_400C', '0500_400E']);
const DEVELOPER_MODE_HMS = '0500050000010007';
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

/** What the printer complains of, the worst first: its print error, else the gravest of its HMS codes. Null when of nothing. */
export function faultOf({ printError, hms }: PrinterView): PrinterFault | null {
  const code = errorCode(printError);
  if (code !== null && !isCancelEcho(printError)) {
    const known = PRINT_ERRORS[code] ?? PRINT_ERRORS[code.replace(/^(07|12)../, '0700')];
    return inWords(code, known, 'The printer reports an error.');
  }
  const [gravest] = hms.filter((each) => severityOf(each) <= 2).toSorted((a, b) => severityOf(a) - severityOf(b));
  if (gravest === undefined) return null;
  const shown = inGroups(gravest);
  return inWords(shown, HMS[shown] ?? HMS[shown.slice(0, 9)], 'The printer reports trouble.');
}

/** 1 fatal, 2 serious, 3 common, 4 only told. */
const severityOf = (hms: string): number => Number.parseInt(hms.slice(8, 12), 16) || 4;

function inWords(code: string, known: readonly [string, string] | undefined, otherwise: string): PrinterFault {
  const [text, remedy] = known ?? [otherwise, 'Look at its screen, or for the code at wiki.bambulab.com.'];
  return { code, text, remedy };
}

export const sentenceOf = ({ text, remedy, code }: PrinterFault): string => `${text} ${remedy} (${code})`;

/** What a refusal of a command means; the printer's own words stay in it. */
export function refusalWords(reason: string): string {
  if (!/verify failed|sign/i.test(reason)) return `The printer refused: ${reason || 'it does not say why'}.`;
  return `${DEVELOPER_MODE.text} ${DEVELOPER_MODE.remedy} (It said: ${reason}.)`;
}
