import { defineErrors, errorEntry, type UserError } from '#lib/user-error';
import type { FileTrouble } from '#model/printer-file';
import { sentence, type Told } from '../downloads/told.ts';

const AGAIN = 'Send it again; if it stays so, look at the cable and at the printer’s lines in the console.';

/** Why a file does not come to the card in a printer. */
export const cardUploadErrors = defineErrors({
  unknown: errorEntry<object>({
    code: 'unknown-card-upload',
    cause: () => 'There is no such upload.',
    remedy: 'Load the page again.',
    field: 'id',
  }),
  notGcode: errorEntry<{ name: string }>({
    code: 'card-takes-gcode',
    cause: ({ name }) => `“${name}” is no G-code in lines, which is all that goes over this wire.`,
    remedy: 'Choose a .gcode file.',
    field: 'digest',
  }),
  badName: errorEntry<{ name: string }>({
    code: 'bad-card-name',
    cause: ({ name }) => `“${name}” cannot be a name on the card.`,
    remedy: 'Give it a short name of its own, such as PART1.GCO.',
    field: 'name',
    rule: 'at most eight of A–Z, 0–9, _ and -, then .GCO or .G',
  }),
  taken: errorEntry<Told>({
    code: 'card-name-taken',
    cause: sentence,
    remedy: 'Choose another name, or let it replace that file.',
    field: 'name',
  }),
  underWay: errorEntry<{ name: string }>({
    code: 'card-upload-under-way',
    cause: ({ name }) => `“${name}” is on its way to the card of this printer.`,
    remedy: 'Wait until it is there, or cancel it.',
  }),
  notSupported: errorEntry<Told>({
    code: 'card-not-written',
    cause: sentence,
    remedy: 'Print the file from here instead, or carry the card to a computer.',
  }),
  noCard: errorEntry<Told>({
    code: 'no-card',
    cause: sentence,
    remedy: 'Put a card into the printer, wait until it shows it, then send the file again.',
  }),
  full: errorEntry<Told>({
    code: 'card-full',
    cause: sentence,
    remedy: 'Delete what is not needed from the card, or put in another, then send the file again.',
  }),
  notOpened: errorEntry<Told>({
    code: 'card-locked',
    cause: sentence,
    remedy: 'Slide the lock of the card open; a card that stays so is formatted anew (FAT32).',
  }),
  notProven: errorEntry<Told>({ code: 'card-upload-unproven', cause: sentence, remedy: AGAIN }),
  brokenOff: errorEntry<Told>({ code: 'card-upload-broken-off', cause: sentence, remedy: AGAIN }),
  busy: errorEntry<Told>({
    code: 'card-not-free',
    cause: sentence,
    remedy: 'Wait for the end of the print, and send the file while the printer stands ready.',
  }),
  unreachable: errorEntry<Told>({
    code: 'printer-not-reached',
    cause: sentence,
    remedy: 'Check that the printer is switched on and connected, then send the file again.',
  }),
  refused: errorEntry<Told>({
    code: 'card-upload-refused',
    cause: sentence,
    remedy: 'Correct what it names, then send the file again.',
  }),
  cancelled: errorEntry<{ by: string; left: string }>({
    code: 'card-upload-cancelled',
    cause: ({ by, left }) => `Ended by ${by}. ${left === '' ? 'Nothing of it is left on the card.' : left}`,
    remedy: 'Send it again when it is needed.',
  }),
});

const BY_REASON = {
  'no-files': 'notSupported',
  'not-supported': 'notSupported',
  'not-found': 'brokenOff',
  'broken-off': 'brokenOff',
  changed: 'brokenOff',
  'wrong-credentials': 'unreachable',
  unreachable: 'unreachable',
  busy: 'busy',
  'no-card': 'noCard',
  'card-full': 'full',
  'not-opened': 'notOpened',
  'name-taken': 'taken',
  'not-proven': 'notProven',
  refused: 'refused',
} as const satisfies Readonly<Record<Exclude<FileTrouble, 'cancelled'>, keyof typeof cardUploadErrors>>;

/** @param by who ended it, if anybody did */
export function errorOf(reason: FileTrouble, message: string, by: string): UserError {
  if (reason !== 'cancelled') return cardUploadErrors[BY_REASON[reason]]({ message });
  // What the machine says behind that is what a person should know.
  return cardUploadErrors.cancelled({ by, left: message.replace(/^It was cancelled\.\s*/, '') });
}
