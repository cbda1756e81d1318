import type { FarmEvent } from '../live/farm-state.ts';

type Payload = Readonly<Record<string, unknown>>;

const text = (payload: Payload, key: string): string | null => {
  const value = payload[key];
  return typeof value === 'string' && value !== '' ? value : null;
};

const number = (payload: Payload, key: string): number | null => {
  const value = payload[key];
  return typeof value === 'number' ? value : null;
};

const spaced = (name: string): string => name.replaceAll('-', ' ');

/** Ends with exactly one full stop, whatever the reason brings along. */
const withReason = (sentence: string, reason: string | null): string => {
  const whole = reason === null ? sentence : `${sentence}: ${reason}`;
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
};

/** The reasons that machines and the queue give as codes, in words; a reason that is a sentence already stays. */
const REASONS: Readonly<Record<string, string>> = {
  'stale-version': 'it was decided on an older state',
  'wrong-phase': 'it does not fit what the printer is doing',
  'stale-epoch': 'it came over an older connection',
  'stale-bed': 'it names an older bed',
  'stale-pause': 'it names an older pause',
  'unknown-print': 'the printer does not know this print',
  'already-began': 'the print began before',
  'not-configured': 'the printer has no settings yet',
  'bed-not-clear': 'the bed is not clear',
  blind: 'the printer is out of sight',
  'stop-pending': 'an emergency stop is under way',
  unsupported: 'the printer cannot do this',
  'needs-confirmation': 'a person must confirm it',
  'card-busy': 'a file is being written to its card',
};

const reasonWords = (reason: string | null): string | null => (reason === null ? null : (REASONS[reason] ?? reason));

const FIELDS: Readonly<Record<string, string>> = {
  options: 'connection and limits',
  held: 'whether it is in service',
  clearing: 'who says that the bed is clear',
  printerIds: 'printers',
  tags: 'tags',
};

function fieldWords(payload: Payload): string | null {
  const { fields } = payload;
  if (!Array.isArray(fields) || fields.length === 0) return null;
  return fields.map((field) => FIELDS[String(field)] ?? String(field)).join(', ');
}

function scriptWords({ scripts }: Payload): string | null {
  return Array.isArray(scripts) ? scripts.map((name) => String(name).replace(/Script$/, '')).join(', ') : null;
}

/** Of a file on a printer, whose path is long. */
const pathWords = (payload: Payload): string => `“${text(payload, 'path')?.split('/').at(-1) ?? 'A file'}”`;

const ENDS: Readonly<Record<string, string>> = {
  finished: 'is finished',
  cancelled: 'was cancelled',
  failed: 'failed',
  'never-started': 'never started',
  unknown: 'ended in a way that nobody knows',
};

interface Told {
  readonly payload: Payload;
  /** The name of the file, print, job or printer, in quotation marks. */
  readonly quoted: string;
  /** What went wrong, where the event says so. */
  readonly message: string | null;
  /** Who did it. */
  readonly by: string;
}

/** One sentence per event of the server’s catalogue (`src/combinator/events/catalogue.ts`), by its name. */
const SENTENCES: Readonly<Record<string, (told: Told) => string>> = {
  'printer-added': ({ payload, quoted }) =>
    `${quoted} joined the farm${payload.simulated === true ? ' as a simulated printer' : ''}.`,
  'card-print-ordered': ({ payload, by }) => `${pathWords(payload)} is to be printed from its card, says ${by}.`,
  'card-upload-started': ({ payload, quoted }) =>
    `“${text(payload, 'file') ?? 'A file'}” is on its way to its card, as ${quoted}.`,
  'card-upload-complete': ({ quoted }) => `${quoted} lies on its card.`,
  'card-upload-failed': ({ quoted, message }) => withReason(`${quoted} did not come to its card`, message),
  'card-file-deleted': ({ payload }) => `${pathWords(payload)} was deleted from its card.`,
  'printer-scripts-changed': ({ payload }) =>
    withReason('What is sent around its prints was changed', scriptWords(payload)),
  'printer-changed': ({ payload }) => withReason('Its settings were changed', fieldWords(payload)),
  'printer-removed': ({ quoted }) => `${quoted} left the farm.`,
  'printer-linked': () => 'Its machine process is linked to the farm.',
  'printer-unlinked': ({ message }) => withReason('The link to its machine process ended', message),
  'printer-connected': () => 'The printer answers.',
  'printer-disconnected': ({ message }) => withReason('The printer does not answer', message),
  'printer-phase-changed': ({ payload }) =>
    `Now ${spaced(text(payload, 'to') ?? text(payload, 'phase') ?? 'in another phase')}.`,
  'printer-error': ({ message }) => withReason('The printer reports', message),
  'machine-started': () => 'Its machine process started.',
  'machine-crashed': ({ message }) => withReason('Its machine process crashed', message),
  'printer-monitoring-started': () => 'Its measurements are heard.',
  'printer-monitoring-stopped': () => 'Its measurements are heard no more.',
  'config-applied': () => 'New settings are in force.',
  'command-refused': ({ payload, message }) =>
    withReason(`The machine refused “${spaced(text(payload, 'command') ?? 'a command')}”`, message),
  'bed-occupied': () => 'Something stands on the bed.',
  'bed-unknown': ({ message }) => withReason('Nobody knows what is on the bed', message),
  'bed-needs-confirmation': ({ payload }) =>
    text(payload, 'bed') === 'occupied'
      ? 'A person must take the object off and confirm it.'
      : 'A person must look at the bed and confirm that it is clear.',
  'bed-confirmed': ({ payload, by }) =>
    text(payload, 'how') === 'simulated-sensor'
      ? 'The simulated sensor says that the bed is clear.'
      : text(payload, 'how') === 'at-printer'
        ? 'A person said at the printer that the bed is clear.'
        : `The bed was confirmed clear by ${by}.`,
  'bed-cleared': ({ payload, by }) =>
    text(payload, 'how') === 'simulated-sensor'
      ? 'The bed is clear, says its sensor.'
      : `The bed is clear, says ${by}.`,
  'emergency-stop-wished': ({ by }) => `Emergency stop asked for by ${by}.`,
  'emergency-stop': ({ payload }) =>
    text(payload, 'by') === 'guardian' ? 'Emergency stop, sent by the guardian.' : 'Emergency stop sent.',
  'emergency-stop-standing': () => 'The printer stands still after the emergency stop.',
  'recovery-wished': ({ by }) => `Recovery asked for by ${by}.`,
  'print-assigned': ({ quoted }) => `${quoted} was given to this printer.`,
  'print-unassigned': ({ message }) => withReason('A print was taken back before it began', message),
  'print-accepted': ({ quoted }) => `The machine took on ${quoted}.`,
  'print-started': ({ quoted }) => `${quoted} began.`,
  'print-adopted': ({ payload }) => {
    const gap = number(payload, 'gapMs');
    return `The print goes on after its machine process was restarted${gap === null ? '' : `, ${(gap / 1000).toFixed(1)} s later`}.`;
  },
  'print-paused': ({ message }) => withReason('The print is paused', message),
  'print-resumed': () => 'The print goes on.',
  'print-slot-changed': ({ payload }) => {
    const filament = number(payload, 'filament');
    const share = number(payload, 'fraction');
    const what = filament === null ? 'A filament of the print' : `Filament ${filament + 1}`;
    return `${what} comes from ${text(payload, 'label') ?? 'another slot'} now${share === null ? '' : `, from ${Math.round(share * 100)} % on`}.`;
  },
  'print-ended': ({ payload, quoted, message }) => {
    const outcome = text(payload, 'outcome') ?? '';
    return withReason(`${quoted} ${ENDS[outcome] ?? 'ended'}`, message);
  },
  'print-stopped': ({ payload, quoted }) =>
    text(payload, 'how') === 'emergency-stop'
      ? `${quoted} was ended by the emergency stop.`
      : `${quoted} was ended before it was done.`,
  'print-status-changed': ({ payload }) => `The print is now ${spaced(text(payload, 'to') ?? 'elsewhere')}.`,
  'print-lost': ({ quoted }) => `Nobody knows what became of ${quoted}.`,
  'print-lost-answered': ({ payload, by }) =>
    `The lost print was ${text(payload, 'answer') === 'made' ? 'made' : 'not made'}, says ${by}.`,
  'print-found': ({ quoted }) => `${quoted} was started at the printer itself.`,
  'print-continued': ({ payload, by }) =>
    `The print is to go on from layer ${text(payload, 'layer') ?? '?'}, says ${by}.`,
  'print-retried': ({ by }) => `The copy is to be printed again, says ${by}.`,
  'print-tagged': ({ payload, by }) => {
    const reason = text(payload, 'reason');
    return reason === null
      ? `The reason of a print was taken back by ${by}.`
      : `The print went wrong by ${spaced(reason)}, says ${by}.`;
  },
  'print-cancel-wished': ({ by }) => `Cancelling asked for by ${by}.`,
  'print-pause-wished': ({ by }) => `A pause asked for by ${by}.`,
  'print-resume-wished': ({ by }) => `Going on asked for by ${by}.`,
  'awaiting-retrieval': ({ quoted }) => `${quoted} waits to be taken off the bed.`,
  'job-created': ({ payload, quoted }) => {
    const copies = number(payload, 'copies') ?? 1;
    return `${quoted} joined the queue${copies > 1 ? `, ${copies} copies` : ''}.`;
  },
  'job-changed': ({ payload }) => withReason('The job was changed', fieldWords(payload)),
  'job-moved': ({ payload }) =>
    payload.before === null ? 'The job was moved to the end of the queue.' : 'The job was moved in the queue.',
  'job-started': ({ quoted }) => `The first print of ${quoted} began.`,
  'job-completed': ({ payload, quoted }) =>
    text(payload, 'status') === 'cancelled' ? `The job ${quoted} was cancelled.` : `The job ${quoted} is complete.`,
  'job-status-changed': ({ payload }) => `The job is now ${spaced(text(payload, 'to') ?? 'elsewhere')}.`,
  'job-deleted': ({ quoted }) => `The job ${quoted} was deleted.`,
  'file-upload-started': ({ quoted }) => `${quoted} is being uploaded.`,
  'file-upload-complete': ({ payload, quoted }) =>
    payload.duplicate === true ? `${quoted} was uploaded; the library had it already.` : `${quoted} was uploaded.`,
  'file-upload-failed': ({ quoted, message }) => withReason(`${quoted} could not be uploaded`, message),
  'library-file-added': ({ quoted }) => `${quoted} joined the library.`,
  'library-file-deleted': ({ quoted }) => `${quoted} left the library.`,
  'library-file-changed': ({ payload, quoted }) => withReason(`${quoted} was changed`, fieldWords(payload)),
  'library-file-trashed': ({ quoted, by }) => `${quoted} was put into the trash by ${by}.`,
  'library-file-restored': ({ quoted, by }) => `${quoted} was taken out of the trash by ${by}.`,
  'new-files-found': ({ payload }) => {
    const found = number(payload, 'count') ?? 1;
    return found === 1 ? 'A new file lies on the printer.' : `${found} new files lie on the printer.`;
  },
  'printer-file-deleted': ({ payload, by }) => `${pathWords(payload)} was deleted from the printer by ${by}.`,
  'file-download-started': ({ payload }) => `${pathWords(payload)} is being fetched from the printer.`,
  'file-needs-thumbnail-processing': () => 'The pictures of a fetched file are being made.',
  'file-download-complete': ({ payload }) =>
    payload.duplicate === true
      ? `${pathWords(payload)} was fetched; the library had it already.`
      : `${pathWords(payload)} was fetched from the printer.`,
  'file-download-failed': ({ payload, message }) => withReason(`${pathWords(payload)} could not be fetched`, message),
  'auto-download-triggered': ({ payload }) =>
    `“${text(payload, 'filename') ?? '?'}” was begun at the printer, and is fetched by itself.`,
  'auto-download-failed': ({ payload }) =>
    withReason(`“${text(payload, 'filename') ?? '?'}” could not be fetched by itself`, text(payload, 'error')),
  'material-created': ({ quoted }) => `The spool ${quoted} joined the stock.`,
  'material-updated': ({ payload, quoted }) => withReason(`The spool ${quoted} was changed`, fieldWords(payload)),
  'material-deleted': ({ quoted }) => `The spool ${quoted} was deleted.`,
  'material-low-stock': ({ payload, quoted }) => {
    const grams = payload.remainingGrams;
    return typeof grams === 'number'
      ? `Little is left of the spool ${quoted}: ${Math.round(grams)} g.`
      : `Little is left of the spool ${quoted}.`;
  },
  'file-metadata-extracted': () => 'Time and material of a file were read.',
  'metadata-extraction-failed': ({ message }) => withReason('A file says nothing of its time and material', message),
  'file-thumbnails-processed': () => 'The pictures of a file are kept.',
  'thumbnail-processing-failed': ({ message }) => withReason('A file has no picture', message),
  'settings-changed': ({ payload }) => withReason('The settings of the farm were changed', fieldWords(payload)),
  'problem-raised': ({ message }) => withReason('A problem waits for a person', message),
  'camera-added': ({ payload, by }) => `The camera ${text(payload, 'name') ?? ''} joined the farm, says ${by}.`,
  'camera-changed': ({ payload }) => `The camera ${text(payload, 'name') ?? ''} was changed.`,
  'camera-removed': ({ payload }) => `The camera ${text(payload, 'name') ?? ''} left the farm.`,
  'print-pictured': ({ payload }) => `The camera ${text(payload, 'camera') ?? ''} took a picture of the bed.`,
  'timelapse-made': ({ payload }) => `The print was filmed by the camera ${text(payload, 'camera') ?? ''}.`,
  'timelapse-removed': ({ payload, by }) =>
    `The film of the camera ${text(payload, 'camera') ?? ''} was deleted, says ${by}.`,
  'webhook-added': ({ payload, by }) => `Events go to ${text(payload, 'host') ?? 'a program'} from now on, says ${by}.`,
  'webhook-changed': ({ payload }) => `The webhook to ${text(payload, 'host') ?? 'a program'} was changed.`,
  'webhook-removed': ({ payload }) => `Events go to ${text(payload, 'host') ?? 'a program'} no more.`,
  'macro-added': ({ payload, by }) => `There is a macro “${text(payload, 'name') ?? ''}” now, says ${by}.`,
  'macro-changed': ({ payload }) => `The macro “${text(payload, 'name') ?? ''}” was changed.`,
  'macro-removed': ({ payload }) => `The macro “${text(payload, 'name') ?? ''}” is gone.`,
  'macro-run': ({ payload, by }) => `Ran the macro “${text(payload, 'name') ?? ''}”, says ${by}.`,
  'webhook-disabled': ({ payload, message }) =>
    withReason(`The webhook to ${text(payload, 'host') ?? 'a program'} was switched off`, message),
  'problem-cleared': ({ by }) => `A problem was marked as seen by ${by}.`,
  'api-key-created': ({ payload, by }) => `The API key “${text(payload, 'name') ?? '?'}” was made by ${by}.`,
  'api-key-revoked': ({ payload, by }) => `The API key “${text(payload, 'name') ?? '?'}” was revoked by ${by}.`,
};

/** The names that have words of their own. */
export const KNOWN_EVENTS: readonly string[] = Object.keys(SENTENCES);

/** One sentence per event, without the printer’s name, which stands beside it. Unknown names are shown as they are. */
export function eventWords(event: Pick<FarmEvent, 'name' | 'payload'>): string {
  const payload: Payload =
    typeof event.payload === 'object' && event.payload !== null ? (event.payload as Payload) : {};
  const name = text(payload, 'name');
  const sentence = Object.hasOwn(SENTENCES, event.name) ? SENTENCES[event.name] : undefined;
  if (sentence === undefined) return `${spaced(event.name)}${name === null ? '' : ` (${name})`}.`;
  const error = payload.error as { message?: unknown } | null | undefined;
  const reason = text(payload, 'message') ?? reasonWords(text(payload, 'reason'));
  return sentence({
    payload,
    quoted: name === null ? 'A file' : `“${name}”`,
    message: reason ?? (typeof error?.message === 'string' ? error.message : null),
    by: byWords(text(payload, 'by')),
  });
}

/** People are named as they are; until accounts exist there is only “a person”. */
const byWords = (by: string | null): string => (by === null || by === 'operator' || by === 'local' ? 'a person' : by);
