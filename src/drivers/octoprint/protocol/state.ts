import { isPrinterNumber } from '#drivers/printer-json';
import type { Temperature } from '#model/feedback';
import { readHash } from './listing.ts';
import { type Flags, isRecord, type Progress, type StateChange } from './push.ts';

/** OctoPrint and its printer, as they were told last. */
export interface OctoState {
  readonly flags: Flags;
  readonly text: string;
  /** Of a printer that it has lost; empty without one. */
  readonly error: string;
  readonly file: { readonly path: string; readonly name: string; readonly origin: string };
  readonly progress: Progress;
  readonly temperatures: readonly Temperature[];
  readonly z: number | null;
}

/** What the printer does. */
export type Doing =
  /** OctoPrint runs, and has no printer. */
  | 'closed'
  | 'connecting'
  /** It has lost the printer by an error, or stopped it. */
  | 'fault'
  | 'ready'
  /** It copies a file to the printer's card, or does something else that is no print. */
  | 'busy'
  | 'printing'
  | 'pausing'
  | 'paused'
  | 'resuming'
  | 'cancelling';

const NOTHING: Flags = {
  operational: false,
  printing: false,
  pausing: false,
  paused: false,
  resuming: false,
  cancelling: false,
  finishing: false,
  ready: false,
  error: false,
  closedOrError: false,
};

export const UNKNOWN: OctoState = {
  flags: NOTHING,
  text: '',
  error: '',
  file: { path: '', name: '', origin: '' },
  progress: { percent: 0, elapsedSeconds: 0, remainingSeconds: null },
  temperatures: [],
  z: null,
};

/** What OctoPrint says of its state; older ones name an error in the text, newer ones beside it. */
export function wordsOf({ text, error }: Pick<OctoState, 'text' | 'error'>): string {
  if (error === '' || text.includes(error)) return text;
  return text === '' ? error : `${text}: ${error}`;
}

export const mergeState = (before: OctoState, change: StateChange): OctoState => ({ ...before, ...change });

/** By the flags first: the text is translated, and decides only where they cannot tell. */
export function doingOf({ flags, text }: OctoState): Doing {
  if (flags.closedOrError) return flags.error || /^(offline after error|error)/i.test(text) ? 'fault' : 'closed';
  if (flags.error) return 'fault';
  if (!flags.operational && !flags.printing && !flags.paused) return 'connecting';
  if (flags.cancelling) return 'cancelling';
  if (flags.pausing) return 'pausing';
  if (flags.resuming) return 'resuming';
  if (flags.paused) return 'paused';
  if (/^(transfer|sending file)/i.test(text)) return 'busy';
  if (flags.printing || flags.finishing) return 'printing';
  return flags.ready ? 'ready' : 'busy';
}

export const isPrinting = (doing: Doing): boolean =>
  ['printing', 'pausing', 'paused', 'resuming', 'cancelling'].includes(doing);

/** What OctoPrint has noted of a file: size, digest, and how often it was printed. Null for whatever is no file. */
export function readFileEntry(body: unknown): {
  readonly sizeBytes: number | null;
  readonly hash: string | null;
  readonly successes: number;
  readonly failures: number;
} | null {
  if (!isRecord(body) || typeof body.name !== 'string') return null;
  const prints = [body.prints, body.print].find(isRecord) ?? {};
  const count = (value: unknown): number => (isPrinterNumber(value) ? value : 0);
  return {
    sizeBytes: typeof body.size === 'number' ? body.size : null,
    hash: readHash(body),
    successes: count(prints.success),
    failures: count(prints.failure),
  };
}

/** Where OctoPrint has put a file: it makes names of its own. */
export function readStoredPath(body: unknown): string | null {
  const files = isRecord(body) && isRecord(body.files) ? body.files : {};
  const local = isRecord(files.local) ? files.local : {};
  return typeof local.path === 'string' && local.path !== '' ? local.path : null;
}
