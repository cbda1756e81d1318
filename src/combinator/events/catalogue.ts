import type { Static, TSchema } from 'typebox';
import { closed, count, flag, list, orNull, real, text, word } from '#wire/schema-parts';
import {
  bedIdSchema,
  clearedHowSchema,
  digestSchema,
  errorSchema,
  feedbackSchema,
  idSchema,
  jobStatusSchema,
  outcomeSchema,
  phaseSchema,
  printIdSchema,
  printStatusSchema,
} from './payload-schema.ts';

/** One kind of event. */
export interface EventEntry {
  /** Durable ones stand in the log and none is missed; transient ones are counted and delivered, newest wins (EV5). */
  readonly kind: 'durable' | 'transient';
  /** Who emits it: a feature of the combinator. */
  readonly by: string;
  /** What has happened, in one sentence. */
  readonly tells: string;
  readonly payload: TSchema;
  /** What clients of older farm software know it as, beside its name with underscores. */
  readonly alias?: string;
}

const durable = <P extends TSchema>(by: string, tells: string, payload: P, more: { readonly alias?: string } = {}) =>
  ({ kind: 'durable', by, tells, payload, ...more }) as const;
const transient = <P extends TSchema>(by: string, tells: string, payload: P) =>
  ({ kind: 'transient', by, tells, payload }) as const;

const fields = list(text);
/** One printer in the farm-wide status, every 30 s. */
const printerStatusLine = closed({ printerId: idSchema, phase: orNull(phaseSchema), linked: flag });
/** One active print whose progress moved by more than ten points, or whose status changed. `progress`: 0–1. */
const jobProgressLine = closed({
  jobId: idSchema,
  printId: printIdSchema,
  status: printStatusSchema,
  progress: orNull(real),
});
/** How much of a spool remains; the share is 0–1. */
const spoolAmounts = { spoolId: idSchema, name: text, remainingGrams: real, remainingShare: real } as const;

/**
 * The one catalogue of events (EV1, EV7): the types of payloads, their checks in tests and docs/events.md come from here. Ids
 * that an event concerns stand beside the payload, times are ISO 8601 at the border and milliseconds since the epoch inside. Names
 * are facts in the past tense, kebab-case everywhere but in GraphQL types. After a change:
 * `node --conditions=source scripts/generate-event-docs.mjs`.
 */
export const EVENTS = {
  // The printer's record
  'printer-added': durable(
    'printers',
    'A printer joined the farm.',
    closed({ name: text, driver: text, simulated: flag }),
  ),
  'printer-changed': durable('printers', 'A person changed a printer’s settings.', closed({ version: count, fields })),
  'printer-scripts-changed': durable(
    'printers',
    'A person changed what is sent to a printer around its prints: the names of these settings. With `printer-changed`.',
    closed({ version: count, scripts: list(text) }),
  ),
  'printer-removed': durable('printers', 'A printer left the farm.', closed({ name: text, forced: flag, by: text })),
  // Its machine's link, and what the machine says
  'printer-linked': durable('printers', 'A machine process reached the farm.', closed({ epoch: count })),
  'printer-unlinked': durable('fleet', 'The link to a machine process ended.', closed({ reason: text })),
  'printer-connected': durable('fleet', 'The printer answers its machine.', closed({})),
  'printer-disconnected': durable('fleet', 'The printer answers no more.', closed({ reason: text })),
  'printer-phase-changed': durable(
    'fleet',
    'A machine does something else than before. `from` is null at first sight.',
    closed({ from: orNull(phaseSchema), to: phaseSchema }),
  ),
  'printer-error': durable('fleet', 'The printer reported an error.', closed({ error: errorSchema })),
  'machine-started': durable('fleet', 'The process that drives a printer began.', closed({ driver: orNull(text) })),
  'machine-crashed': durable(
    'fleet',
    'The process that drives a printer ended unasked.',
    closed({ error: errorSchema }),
  ),
  'printer-monitoring-started': durable('monitoring', 'The farm hears a printer’s measurements.', closed({})),
  'printer-monitoring-stopped': durable(
    'monitoring',
    'The farm hears no measurements of a printer any more.',
    closed({ reason: word('printer-disconnected', 'printer-unlinked', 'printer-removed') }),
  ),
  'config-applied': durable('fleet', 'A machine works with new settings.', closed({ configurationVersion: count })),
  // The bed
  'bed-occupied': durable('fleet', 'Something stands on the bed.', closed({ bedId: bedIdSchema })),
  'bed-unknown': durable('fleet', 'Nobody knows what is on the bed.', closed({ bedId: bedIdSchema, reason: text })),
  'bed-needs-confirmation': durable(
    'fleet',
    'A person must look: `bed` says whether something stands there or nobody knows. Once per bedId.',
    closed({ bedId: bedIdSchema, bed: word('clear', 'occupied', 'unknown') }),
  ),
  'bed-confirmed': durable(
    'queue',
    'A person, or the clearing policy, said that the bed is clear; the machine has not acted on it yet.',
    closed({ bedId: bedIdSchema, by: text, how: clearedHowSchema }),
  ),
  'bed-cleared': durable(
    'fleet',
    'The machine holds its bed for clear.',
    closed({ bedId: bedIdSchema, by: text, how: clearedHowSchema }),
  ),
  // Emergency stop
  'emergency-stop-wished': durable('queue', 'Somebody pressed the stop.', closed({ stopNumber: count, by: text })),
  'emergency-stop': durable(
    'fleet',
    'The stop was written to the printer.',
    closed({ stopNumber: count, by: word('combinator', 'guardian') }),
  ),
  'emergency-stop-standing': durable('fleet', 'The printer stands after a stop.', closed({ stopNumber: count })),
  'recovery-wished': durable('queue', 'Somebody ended a stop.', closed({ stopNumber: count, by: text })),
  // Prints
  'print-assigned': durable('fleet', 'A copy was given to a printer.', closed({ name: text })),
  'print-unassigned': durable('queue', 'A copy was taken back before it began.', closed({ reason: text })),
  'print-accepted': durable('queue', 'The machine took the print on.', closed({ name: text })),
  'print-started': durable('queue', 'The first motion of a print. Once per print (JO7).', closed({ name: text }), {
    alias: 'job_started',
  }),
  'print-adopted': durable('queue', 'A new machine process goes on with a print.', closed({ gapMs: real })),
  'print-paused': durable(
    'queue',
    'A print stands still, and goes on later.',
    closed({ pauseNumber: count, reason: text }),
  ),
  'print-resumed': durable('queue', 'A paused print goes on.', closed({ pauseNumber: count })),
  'print-slot-changed': durable(
    'materials',
    'The printer goes on with another slot: one ran out, or a person chose it at the screen. `filament` null: nobody can say of which.',
    closed({ filament: orNull(count), slot: count, label: text, fraction: real }),
  ),
  'print-ended': durable(
    'queue',
    'A print is over, well or not. Once per print (JO7).',
    closed({
      name: text,
      outcome: outcomeSchema,
      bed: word('unchanged', 'occupied', 'unknown'),
      error: orNull(errorSchema),
    }),
    { alias: 'job_completed' },
  ),
  'print-stopped': durable(
    'queue',
    'A person ended a print before its end, by cancelling it or by an emergency stop.',
    closed({ name: text, how: word('cancelled', 'emergency-stop') }),
  ),
  'print-status-changed': durable(
    'queue',
    'A print is at another place of its life (JO1).',
    closed({ from: orNull(printStatusSchema), to: printStatusSchema }),
  ),
  'print-lost': durable('queue', 'Nobody knows what became of a print.', closed({ name: text })),
  'print-lost-answered': durable(
    'queue',
    'A person said whether a lost print was made.',
    closed({ answer: word('made', 'not-made'), by: text }),
  ),
  'print-found': durable('queue', 'A print was running that the farm did not know.', closed({ name: text })),
  'print-retried': durable('queue', 'A person wants a copy printed again.', closed({ by: text })),
  'print-continued': durable(
    'recovery',
    'A person wants the rest of a print printed where it failed, from a layer on; `of`: the print that failed.',
    closed({ of: text, layer: count, by: text }),
  ),
  'print-tagged': durable(
    'history',
    'A person said why a print went wrong; null: took it back.',
    closed({ reason: orNull(text), by: text }),
  ),
  'print-cancel-wished': durable('queue', 'A person wants a print ended.', closed({ by: text })),
  'print-pause-wished': durable('queue', 'A person wants a print paused.', closed({ pauseNumber: count, by: text })),
  'print-resume-wished': durable('queue', 'A person wants a print to go on.', closed({ pauseNumber: count, by: text })),
  'awaiting-retrieval': durable(
    'queue',
    'An object waits to be taken off the bed.',
    closed({ name: text, outcome: outcomeSchema }),
  ),
  // Jobs
  'job-created': durable(
    'queue',
    'A job joined the queue; `digest` null: of what lies on a printer’s card.',
    closed({ name: text, copies: count, digest: orNull(digestSchema) }),
  ),
  'job-changed': durable('queue', 'A person changed a job.', closed({ version: count, fields })),
  'job-moved': durable(
    'queue',
    'A job has another place in the queue; null: the last.',
    closed({ before: orNull(text) }),
  ),
  'job-started': durable('queue', 'The first print of a job began.', closed({ name: text })),
  'job-completed': durable(
    'queue',
    'A job is fulfilled, or cancelled. Does not wait for retrieval.',
    closed({ name: text, status: word('completed', 'cancelled') }),
  ),
  'job-status-changed': durable(
    'queue',
    'A job stands otherwise than before.',
    closed({ from: orNull(jobStatusSchema), to: jobStatusSchema }),
  ),
  'job-deleted': durable('queue', 'A job that was over was deleted.', closed({ name: text })),
  // The library
  'file-upload-started': durable(
    'library',
    'A file is being uploaded.',
    closed({ name: text, sizeBytes: orNull(count) }),
  ),
  'file-upload-complete': durable(
    'library',
    'A file was uploaded.',
    closed({ name: text, digest: digestSchema, sizeBytes: count, duplicate: flag }),
  ),
  'file-upload-failed': durable(
    'library',
    'An upload came to nothing.',
    closed({ name: text, code: text, message: text }),
  ),
  'library-file-added': durable(
    'library',
    'The library has a new file.',
    closed({ digest: digestSchema, name: text, sizeBytes: count }),
  ),
  'library-file-deleted': durable('library', 'A file left the library.', closed({ digest: digestSchema, name: text })),
  'library-file-changed': durable(
    'library',
    'A person put a file into another folder, or changed its name, tags or model.',
    closed({ digest: digestSchema, name: text, fields }),
  ),
  'library-file-trashed': durable(
    'library',
    'A file went into the trash; its bytes are still there (LI2).',
    closed({ digest: digestSchema, name: text, by: text }),
  ),
  'library-file-restored': durable(
    'library',
    'A file came out of the trash.',
    closed({ digest: digestSchema, name: text, by: text }),
  ),
  'file-metadata-extracted': durable(
    'library',
    'What a file says of itself was read.',
    closed({ digest: digestSchema }),
  ),
  'metadata-extraction-failed': durable(
    'library',
    'A file could be kept and not understood (ME2).',
    closed({ digest: digestSchema, reason: text }),
  ),
  'file-thumbnails-processed': durable(
    'library',
    'The pictures of a file are kept: those that it brings, or one that was drawn.',
    closed({ digest: digestSchema, pictures: count }),
  ),
  'thumbnail-processing-failed': durable(
    'library',
    'A file has no picture (ME2).',
    closed({ digest: digestSchema, reason: text }),
  ),
  // Files on printers (DL, AU)
  'new-files-found': durable(
    'downloads',
    'A printer has files that it did not have before; `paths` are the first of them.',
    closed({ count, paths: list(text) }),
  ),
  'printer-file-deleted': durable(
    'downloads',
    'A person deleted a file from a printer.',
    closed({ path: text, by: text }),
  ),
  'file-download-started': durable(
    'downloads',
    'A file is being fetched from a printer, or waits for its turn.',
    closed({ downloadId: idSchema, path: text, by: text }),
  ),
  'file-needs-thumbnail-processing': durable(
    'downloads',
    'A file has come that the library did not have; its pictures follow.',
    closed({ digest: digestSchema }),
  ),
  'file-download-complete': durable(
    'downloads',
    'A file of a printer is whole, verified and in the library.',
    closed({ downloadId: idSchema, path: text, digest: digestSchema, sizeBytes: count, duplicate: flag }),
  ),
  'file-download-failed': durable(
    'downloads',
    'A file of a printer did not come; nothing of it is kept. Once per download (DL4).',
    closed({ downloadId: idSchema, path: text, code: text, message: text }),
  ),
  'auto-download-triggered': durable(
    'downloads',
    'A printer prints a file that the farm did not send; it is fetched. Once per print (AU1, AU3).',
    closed({ filename: text }),
  ),
  'auto-download-failed': durable(
    'downloads',
    'None of the files that may be meant could be fetched (AU2).',
    closed({ filename: text, error: text, attempts: count }),
  ),
  // Materials (MT1)
  'material-created': durable('materials', 'A spool joined the shelf.', closed(spoolAmounts)),
  'material-updated': durable(
    'materials',
    'A spool changed: what it is, where it is loaded, or how much of it is left.',
    closed({ ...spoolAmounts, version: count, fields }),
  ),
  'material-deleted': durable('materials', 'A spool was deleted.', closed({ spoolId: idSchema, name: text })),
  'material-low-stock': durable(
    'materials',
    'A spool fell below the threshold. Told once, and again only after it was filled up.',
    closed({ ...spoolAmounts, thresholdPercent: real }),
  ),
  // API keys
  'api-key-created': durable(
    'accounts',
    'A key was made that opens the farm.',
    closed({
      keyId: idSchema,
      name: text,
      scope: word('upload', 'viewer', 'operator', 'technician', 'admin'),
      by: text,
    }),
  ),
  'api-key-revoked': durable(
    'accounts',
    'A key opens nothing any more.',
    closed({ keyId: idSchema, name: text, by: text }),
  ),
  // The farm
  'settings-changed': durable(
    'settings',
    'A person changed the farm’s settings.',
    closed({ version: count, fields, by: text }),
  ),
  'problem-raised': durable(
    'problems',
    'Something waits for a person (CF3).',
    closed({ problemId: idSchema, code: text, message: text }),
  ),
  'problem-cleared': durable(
    'problems',
    'A person marked a problem as seen.',
    closed({ problemId: idSchema, code: text, by: text }),
  ),
  'webhook-added': durable(
    'webhooks',
    'Events go to one more program.',
    closed({ webhookId: idSchema, host: text, by: text }),
  ),
  'webhook-changed': durable(
    'webhooks',
    'A person changed a webhook.',
    closed({ webhookId: idSchema, host: text, fields, by: text }),
  ),
  'webhook-removed': durable(
    'webhooks',
    'Events go to one program less.',
    closed({ webhookId: idSchema, host: text, by: text }),
  ),
  'webhook-disabled': durable(
    'webhooks',
    'A webhook whose receiver took nothing for long was switched off.',
    closed({ webhookId: idSchema, host: text, reason: text }),
  ),
  // Operating
  'macro-added': durable('operate', 'A person wrote a macro.', closed({ macroId: idSchema, name: text, by: text })),
  'macro-changed': durable('operate', 'A person changed a macro.', closed({ macroId: idSchema, name: text, by: text })),
  'macro-removed': durable('operate', 'A person removed a macro.', closed({ macroId: idSchema, name: text, by: text })),
  'macro-run': durable(
    'operate',
    'A machine took the lines of a macro.',
    closed({ macroId: idSchema, name: text, lines: list(text), by: text }),
  ),
  'card-file-deleted': durable(
    'operate',
    'A person deleted a file from the card in a printer.',
    closed({ path: text, by: text }),
  ),
  // Prints from cards
  'card-print-ordered': durable(
    'card-prints',
    'A person wants a file on the card of this printer printed. `sizeBytes` null: its list says no lengths.',
    closed({ path: text, sizeBytes: orNull(count), by: text }),
  ),
  // Files on their way to the card in a printer
  'card-upload-started': durable(
    'operate',
    'A file of the library is on its way to the card in a printer.',
    closed({ uploadId: idSchema, name: text, file: text, by: text }),
  ),
  'card-upload-complete': durable(
    'operate',
    'A file lies on the card in a printer, which has shown it.',
    closed({ uploadId: idSchema, name: text, digest: digestSchema, sizeBytes: count }),
  ),
  'card-upload-failed': durable(
    'operate',
    'A file did not come to the card in a printer, or a person changed their mind.',
    closed({ uploadId: idSchema, name: text, code: text, message: text }),
  ),
  'camera-added': durable(
    'cameras',
    'The farm can look through one more camera.',
    closed({ cameraId: idSchema, name: text, by: text }),
  ),
  'camera-changed': durable(
    'cameras',
    'A person changed a camera.',
    closed({ cameraId: idSchema, name: text, fields, by: text }),
  ),
  'camera-removed': durable('cameras', 'A camera left the farm.', closed({ cameraId: idSchema, name: text, by: text })),
  'print-pictured': durable(
    'cameras',
    'A camera took a picture of the bed as a print ended (CA2).',
    closed({ pictureId: idSchema, camera: text }),
  ),
  'timelapse-made': durable(
    'cameras',
    'The film of a print is there: its video, or its frames where no video could be made (CA2).',
    closed({ timelapseId: idSchema, camera: text, frames: count, isVideo: flag }),
  ),
  'timelapse-removed': durable(
    'cameras',
    'A person deleted the film of a print.',
    closed({ timelapseId: idSchema, camera: text, by: text }),
  ),
  // Transient
  'printer-connection-progress': transient(
    'monitoring',
    'How far a printer is on its way into the farm. `error`: it reported one; `failed`: it does not answer; `message` says why.',
    closed({ step: word('connecting', 'connected', 'monitoring', 'failed', 'error'), message: orNull(text) }),
  ),
  'printer-status-update': transient('flows', 'A printer’s newest measurements.', closed({ feedback: feedbackSchema })),
  'printer-status': transient(
    'flows',
    'The whole farm in one event, every 30 s.',
    closed({ printers: list(printerStatusLine) }),
  ),
  'files-discovered': transient(
    'downloads',
    'The files of a printer were looked at; `unshown` are more than a listing holds.',
    closed({ files: count, unshown: count }),
  ),
  'file-download-progress': transient(
    'downloads',
    'How far a download is: each second or megabyte, never less than before (DL3).',
    closed({ downloadId: idSchema, path: text, gotBytes: count, sizeBytes: orNull(count), percent: orNull(count) }),
  ),
  'card-upload-progress': transient(
    'operate',
    'How far a file is on its way to a card, once a second.',
    closed({ uploadId: idSchema, name: text, doneBytes: count, sizeBytes: count, percent: count }),
  ),
  'job-update': transient(
    'flows',
    'Every 10 s while a job is active: prints that moved by more than ten points or changed (JO7).',
    closed({ jobs: list(jobProgressLine) }),
  ),
} as const satisfies Readonly<Record<string, EventEntry>>;

type Entries = typeof EVENTS;

export type EventName = keyof Entries;
export type EventPayloads = { readonly [N in EventName]: Static<Entries[N]['payload']> };
export type TransientName = {
  [N in EventName]: Entries[N]['kind'] extends 'transient' ? N : never;
}[EventName];
export type DurableName = Exclude<EventName, TransientName>;
export type JobStatusName = Static<typeof jobStatusSchema>;
export type PrinterStatusLine = Static<typeof printerStatusLine>;
export type JobProgressLine = Static<typeof jobProgressLine>;

/** Every name of the catalogue. */
export const EVENT_NAMES = Object.keys(EVENTS) as readonly EventName[];

export const isEventName = (name: string): name is EventName => Object.hasOwn(EVENTS, name);
