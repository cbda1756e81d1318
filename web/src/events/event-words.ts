import type { FarmEvent } from '../live/farm-state.ts';

type Payload = Readonly<Record<string, unknown>>;

const text = (payload: Payload, key: string): string | null => {
  const value = payload[key];
  return typeof value === 'string' && value !== '' ? value : null;
};

const withReason = (sentence: string, reason: string | null): string =>
  reason === null ? `${sentence}.` : `${sentence}: ${reason}`;

/** One sentence per event, without the printer’s name, which stands beside it. Unknown names are shown as they are. */
export function eventWords(event: Pick<FarmEvent, 'name' | 'payload'>): string {
  const payload: Payload =
    typeof event.payload === 'object' && event.payload !== null ? (event.payload as Payload) : {};
  const name = text(payload, 'name') ?? text(payload, 'fileName') ?? text(payload, 'filename');
  const quoted = name === null ? 'A file' : `“${name}”`;
  const error = payload.error as { message?: unknown } | null | undefined;
  const message =
    text(payload, 'message') ?? text(payload, 'reason') ?? (typeof error?.message === 'string' ? error.message : null);
  switch (event.name) {
    case 'printer-connected':
      return 'The printer answers.';
    case 'printer-disconnected':
      return withReason('The printer does not answer', message);
    case 'printer-phase-changed':
      return `Now ${text(payload, 'to') ?? text(payload, 'phase') ?? 'in another phase'}.`.replaceAll('-', ' ');
    case 'bed-cleared':
      return text(payload, 'how') === 'simulated-sensor'
        ? 'The bed is clear, says its sensor.'
        : `The bed is clear, says ${text(payload, 'by') ?? 'a person'}.`;
    case 'bed-unknown':
      return withReason('Nobody knows what is on the bed', message);
    case 'bed-occupied':
      return 'Something stands on the bed.';
    case 'awaiting-retrieval':
      return 'The object waits to be taken off.';
    case 'printer-error':
      return withReason('The printer reports', message);
    case 'emergency-stop':
      return 'Emergency stop.';
    case 'machine-started':
      return 'Its machine process started.';
    case 'machine-crashed':
      return withReason('Its machine process crashed', message);
    case 'config-applied':
      return 'New settings are in force.';
    case 'print-started':
      return `${quoted} began.`;
    case 'print-ended':
      return withReason(`${quoted} ended ${(text(payload, 'outcome') ?? '').replaceAll('-', ' ')}`.trim(), message);
    case 'print-lost':
      return 'Nobody knows what became of a print.';
    case 'print-found':
      return `${quoted} was started at the printer.`;
    case 'print-paused':
      return withReason('The print is paused', message);
    case 'print-resumed':
      return 'The print goes on.';
    case 'job-created':
      return `${quoted} joined the queue.`;
    case 'job-started':
      return `The first print of ${quoted} began.`;
    case 'job-completed':
      return `${quoted} is complete.`;
    case 'library-file-added':
      return `${quoted} joined the library.`;
    case 'library-file-deleted':
      return `${quoted} left the library.`;
    case 'file-upload-failed':
      return withReason(`${quoted} could not be uploaded`, message);
    case 'printer-added':
      return `${quoted} joined the farm.`;
    case 'printer-removed':
      return `${quoted} left the farm.`;
    default:
      return `${event.name.replaceAll('-', ' ')}${name === null ? '' : ` (${name})`}.`;
  }
}
