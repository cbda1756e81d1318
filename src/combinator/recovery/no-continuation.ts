import type { NoRest } from '#drivers/rest-of-file';

/** Why a print cannot go on, in one table: what people see, with what they can do. */
export type NoContinuation =
  | NoRest
  | 'driver'
  | 'setting'
  | 'fault'
  | 'place-unknown'
  | 'objects-left-out'
  | 'no-job'
  | 'job-over'
  | 'job-held'
  | 'copy-ordered-anew'
  | 'bed-confirmed'
  | 'file-gone'
  | 'no-layers';

export interface WhyNot {
  readonly code: NoContinuation;
  readonly cause: string;
  readonly remedy: string;
}

const TAKE_IT = 'Take the object off the bed, say that the bed is clear, and have the copy printed again.';
const EARLIER_LAYER = `${TAKE_IT} An earlier layer may do, if the object was not printed so far.`;

const TABLE: Readonly<Record<NoContinuation, Omit<WhyNot, 'code'>>> = {
  driver: { cause: 'Printers of this kind hold their prints themselves.', remedy: TAKE_IT },
  setting: {
    cause: 'Nobody has said how this printer finds its height again.',
    remedy:
      'If its head keeps its height without power, or Z is homed away from the bed, say so in the printer’s settings (Height of the head after a power loss).',
  },
  fault: {
    cause: 'The printer halted or failed by itself: what was wrong with it may be wrong still.',
    remedy: TAKE_IT,
  },
  'place-unknown': {
    cause:
      'The machine does not know how far the print had come: its firmware counts no lines, or it was an older version of Croft.',
    remedy: TAKE_IT,
  },
  'objects-left-out': { cause: 'Objects of this print had been left out; its rest would print them.', remedy: TAKE_IT },
  'no-job': { cause: 'The print was begun at the printer: the farm has no file of it.', remedy: TAKE_IT },
  'job-over': { cause: 'The job of this print was cancelled or deleted.', remedy: TAKE_IT },
  'job-held': { cause: 'The job of this print is on hold.', remedy: 'Release the job, then ask again.' },
  'copy-ordered-anew': {
    cause: 'This copy was ordered anew, or made elsewhere, meanwhile.',
    remedy: 'Take the object off the bed and say that the bed is clear.',
  },
  'bed-confirmed': { cause: 'Somebody has said that the bed is clear.', remedy: 'Wait until the printer is ready.' },
  'file-gone': { cause: 'The file is not in the library any more.', remedy: 'Upload it again, then ask again.' },
  'no-layers': { cause: 'The file shows no layers.', remedy: TAKE_IT },
  'unknown-command': {
    cause: 'The file has sent a command of which nobody here knows what it leaves behind.',
    remedy: EARLIER_LAYER,
  },
  'start-script': {
    cause: 'The start script of the printer has set what depends on the print, and the file does not set it anew.',
    remedy: TAKE_IT,
  },
  'firmware-retraction': { cause: 'The file lets the firmware retract.', remedy: TAKE_IT },
  'bed-mesh': {
    cause:
      'The file has measured the bed, and the printer has forgotten what it found: that cannot be measured again below an object.',
    remedy: TAKE_IT,
  },
  offsets: {
    cause: 'The file has moved the printer’s zero in a way that cannot be brought back.',
    remedy: EARLIER_LAYER,
  },
  'several-tools': { cause: 'The file changes tools before this layer.', remedy: EARLIER_LAYER },
  'homes-later': {
    cause: 'Behind this layer the file homes Z: the nozzle would go down to the bed, or onto the object.',
    remedy: TAKE_IT,
  },
  'one-at-a-time': {
    cause: 'The file prints one object after the other: the way back would lead through those that stand.',
    remedy: EARLIER_LAYER,
  },
  'no-heat': { cause: 'The file had not heated the nozzle here.', remedy: 'Choose a layer at which it prints.' },
  'unknown-place': {
    cause: 'The file does not say where the head stands here.',
    remedy: 'Choose a later layer, or print the copy again: little of it is made.',
  },
};

/** `command`: of the file, where one is to blame. */
export function whyNot(code: NoContinuation, command: string | null = null): WhyNot {
  const { cause, remedy } = TABLE[code];
  return { code, cause: command === null ? cause : `${cause} (${command})`, remedy };
}
