import type { BedKind } from '#model/bed';
import type { ClearedHow } from '#model/command';
import type { BedId, BootId, FileDigest, JournalId, PrintId } from '#model/ids';
import type { Feedback } from '#model/feedback';
import type { PhaseKind, PrinterError } from '#model/phase';
import type { PrintOutcome, PrintStatus } from '#model/print';

/** Which journal entry of a machine a durable event tells of; null when it is the combinator's own (CK6). */
export interface JournalSource {
  readonly journalId: JournalId;
  readonly bootId: BootId;
  readonly seq: number;
}

export type JobStatusName = 'to-do' | 'active' | 'held' | 'needs-attention' | 'completed' | 'cancelled';

/**
 * The one catalogue of events (EV1): name → payload. Ids that an event concerns stand beside the payload, times are ISO 8601 at
 * the border and milliseconds since the epoch inside. Names are facts in the past tense, kebab-case everywhere but in
 * GraphQL types.
 */
export interface EventPayloads {
  // The printer's record
  readonly 'printer-added': { readonly name: string; readonly driver: string; readonly simulated: boolean };
  readonly 'printer-changed': { readonly version: number; readonly fields: readonly string[] };
  readonly 'printer-removed': { readonly name: string; readonly forced: boolean; readonly by: string };
  // Its machine's link, and what the machine says
  readonly 'printer-linked': { readonly epoch: number };
  readonly 'printer-unlinked': { readonly reason: string };
  readonly 'printer-connected': Record<never, never>;
  readonly 'printer-disconnected': { readonly reason: string };
  readonly 'printer-phase-changed': { readonly from: PhaseKind | null; readonly to: PhaseKind };
  readonly 'printer-error': { readonly error: PrinterError };
  readonly 'machine-started': { readonly driver: string | null };
  readonly 'machine-crashed': { readonly error: PrinterError };
  readonly 'config-applied': { readonly configurationVersion: number };
  // The bed
  readonly 'bed-occupied': { readonly bedId: BedId };
  readonly 'bed-unknown': { readonly bedId: BedId; readonly reason: string };
  /** A person must look: `bed` says whether something stands there or nobody knows. Once per bedId. */
  readonly 'bed-needs-confirmation': { readonly bedId: BedId; readonly bed: BedKind };
  /** A person, or the clearing policy, has said that the bed is clear; the machine has not acted on it yet. */
  readonly 'bed-confirmed': { readonly bedId: BedId; readonly by: string; readonly how: ClearedHow };
  readonly 'bed-cleared': { readonly bedId: BedId; readonly by: string; readonly how: ClearedHow };
  // Emergency stop
  readonly 'emergency-stop-wished': { readonly stopNumber: number; readonly by: string };
  readonly 'emergency-stop': { readonly stopNumber: number; readonly by: 'combinator' | 'guardian' };
  readonly 'emergency-stop-standing': { readonly stopNumber: number };
  readonly 'recovery-wished': { readonly stopNumber: number; readonly by: string };
  // Prints
  readonly 'print-assigned': { readonly name: string };
  readonly 'print-unassigned': { readonly reason: string };
  readonly 'print-accepted': { readonly name: string };
  readonly 'print-started': { readonly name: string };
  readonly 'print-adopted': { readonly gapMs: number };
  readonly 'print-paused': { readonly pauseNumber: number; readonly reason: string };
  readonly 'print-resumed': { readonly pauseNumber: number };
  readonly 'print-ended': {
    readonly name: string;
    readonly outcome: PrintOutcome;
    readonly bed: 'unchanged' | 'occupied' | 'unknown';
    readonly error: PrinterError | null;
  };
  readonly 'print-status-changed': { readonly from: PrintStatus | null; readonly to: PrintStatus };
  readonly 'print-lost': { readonly name: string };
  readonly 'print-lost-answered': { readonly answer: 'made' | 'not-made'; readonly by: string };
  readonly 'print-found': { readonly name: string };
  readonly 'print-retried': { readonly by: string };
  readonly 'print-cancel-wished': { readonly by: string };
  readonly 'print-pause-wished': { readonly pauseNumber: number; readonly by: string };
  readonly 'print-resume-wished': { readonly pauseNumber: number; readonly by: string };
  readonly 'awaiting-retrieval': { readonly name: string; readonly outcome: PrintOutcome };
  // Jobs
  readonly 'job-created': { readonly name: string; readonly copies: number; readonly digest: FileDigest };
  readonly 'job-changed': { readonly version: number; readonly fields: readonly string[] };
  readonly 'job-moved': { readonly before: string | null };
  readonly 'job-started': { readonly name: string };
  readonly 'job-completed': { readonly name: string; readonly status: 'completed' | 'cancelled' };
  readonly 'job-status-changed': { readonly from: JobStatusName | null; readonly to: JobStatusName };
  readonly 'job-deleted': { readonly name: string };
  // The library
  readonly 'file-upload-started': { readonly name: string; readonly sizeBytes: number | null };
  readonly 'file-upload-complete': {
    readonly name: string;
    readonly digest: FileDigest;
    readonly sizeBytes: number;
    readonly duplicate: boolean;
  };
  readonly 'file-upload-failed': { readonly name: string; readonly code: string; readonly message: string };
  readonly 'library-file-added': { readonly digest: FileDigest; readonly name: string; readonly sizeBytes: number };
  readonly 'library-file-deleted': { readonly digest: FileDigest; readonly name: string };
  readonly 'file-metadata-extracted': { readonly digest: FileDigest };
  readonly 'metadata-extraction-failed': { readonly digest: FileDigest; readonly reason: string };
  // Materials (MT1)
  readonly 'material-created': SpoolAmounts;
  readonly 'material-updated': SpoolAmounts & { readonly version: number; readonly fields: readonly string[] };
  readonly 'material-deleted': { readonly spoolId: string; readonly name: string };
  readonly 'material-low-stock': SpoolAmounts & { readonly thresholdPercent: number };
  // The farm
  readonly 'settings-changed': { readonly version: number; readonly fields: readonly string[]; readonly by: string };
  readonly 'problem-raised': { readonly problemId: string; readonly code: string; readonly message: string };
  readonly 'problem-cleared': { readonly problemId: string; readonly code: string; readonly by: string };
  // Transient
  readonly 'printer-status-update': { readonly feedback: Feedback };
  readonly 'printer-status': { readonly printers: readonly PrinterStatusLine[] };
  readonly 'job-update': { readonly jobs: readonly JobProgressLine[] };
}

/** How much of a spool remains; the share is 0–1. */
export interface SpoolAmounts {
  readonly spoolId: string;
  readonly name: string;
  readonly remainingGrams: number;
  readonly remainingShare: number;
}

/** One printer in the farm-wide status, every 30 s. */
export interface PrinterStatusLine {
  readonly printerId: string;
  readonly phase: PhaseKind | null;
  readonly linked: boolean;
}

/** One active print whose progress moved by more than ten points, or whose status changed. `progress`: 0–1. */
export interface JobProgressLine {
  readonly jobId: string;
  readonly printId: PrintId;
  readonly status: PrintStatus;
  readonly progress: number | null;
}

export type EventName = keyof EventPayloads;
export type TransientName = 'printer-status-update' | 'printer-status' | 'job-update';
export type DurableName = Exclude<EventName, TransientName>;

/**
 * Transient events are counted and delivered, newest wins; all others stand in the log and none is missed (EV5).
 * A table of all names, so that the compiler proves that none is forgotten.
 */
export const EVENT_KINDS: { readonly [N in EventName]: N extends TransientName ? 'transient' : 'durable' } = {
  'printer-added': 'durable',
  'printer-changed': 'durable',
  'printer-removed': 'durable',
  'printer-linked': 'durable',
  'printer-unlinked': 'durable',
  'printer-connected': 'durable',
  'printer-disconnected': 'durable',
  'printer-phase-changed': 'durable',
  'printer-error': 'durable',
  'machine-started': 'durable',
  'machine-crashed': 'durable',
  'config-applied': 'durable',
  'bed-occupied': 'durable',
  'bed-unknown': 'durable',
  'bed-needs-confirmation': 'durable',
  'bed-confirmed': 'durable',
  'bed-cleared': 'durable',
  'emergency-stop-wished': 'durable',
  'emergency-stop': 'durable',
  'emergency-stop-standing': 'durable',
  'recovery-wished': 'durable',
  'print-assigned': 'durable',
  'print-unassigned': 'durable',
  'print-accepted': 'durable',
  'print-started': 'durable',
  'print-adopted': 'durable',
  'print-paused': 'durable',
  'print-resumed': 'durable',
  'print-ended': 'durable',
  'print-status-changed': 'durable',
  'print-lost': 'durable',
  'print-lost-answered': 'durable',
  'print-found': 'durable',
  'print-retried': 'durable',
  'print-cancel-wished': 'durable',
  'print-pause-wished': 'durable',
  'print-resume-wished': 'durable',
  'awaiting-retrieval': 'durable',
  'job-created': 'durable',
  'job-changed': 'durable',
  'job-moved': 'durable',
  'job-started': 'durable',
  'job-completed': 'durable',
  'job-status-changed': 'durable',
  'job-deleted': 'durable',
  'file-upload-started': 'durable',
  'file-upload-complete': 'durable',
  'file-upload-failed': 'durable',
  'library-file-added': 'durable',
  'library-file-deleted': 'durable',
  'file-metadata-extracted': 'durable',
  'metadata-extraction-failed': 'durable',
  'material-created': 'durable',
  'material-updated': 'durable',
  'material-deleted': 'durable',
  'material-low-stock': 'durable',
  'settings-changed': 'durable',
  'problem-raised': 'durable',
  'problem-cleared': 'durable',
  'printer-status-update': 'transient',
  'printer-status': 'transient',
  'job-update': 'transient',
};

/** Every name of the catalogue. */
export const EVENT_NAMES = Object.keys(EVENT_KINDS) as readonly EventName[];
