import { isPrinterNumber, parsePrinterJson } from '#drivers/printer-json';
import type { Temperature } from '#model/feedback';

/** One message of OctoPrint's push socket, as far as we need it. */
export type PushMessage =
  /** The whole state, which comes first, or what is new. */
  | { readonly kind: 'state'; readonly isWhole: boolean; readonly change: StateChange }
  | { readonly kind: 'event'; readonly name: string; readonly path: string; readonly reason: string }
  /** The login is over. */
  | { readonly kind: 'log-in-again' }
  /** Nothing that we understand; the connection goes on (DR12). */
  | { readonly kind: 'odd' };

/** Fields that were not told, or are nonsense, are missing. */
export interface StateChange {
  readonly flags?: Flags;
  readonly text?: string;
  readonly error?: string;
  readonly file?: { readonly path: string; readonly name: string; readonly origin: string };
  readonly progress?: Progress;
  readonly temperatures?: readonly Temperature[];
  readonly z?: number;
}

export interface Progress {
  /** 0–100. */
  readonly percent: number;
  readonly elapsedSeconds: number;
  readonly remainingSeconds: number | null;
}

const FLAGS = [
  'operational',
  'printing',
  'pausing',
  'paused',
  'resuming',
  'cancelling',
  'finishing',
  'ready',
  'error',
  'closedOrError',
] as const;
/** Old versions lack some: those are false. */
export type Flags = Readonly<Record<(typeof FLAGS)[number], boolean>>;

/** The event of a list of files that is another; it names none. */
export const FILES_CHANGED = 'UpdatedFiles';

const ODD: PushMessage = { kind: 'odd' };

export function readPush(text: string): PushMessage {
  let told: unknown;
  try {
    told = parsePrinterJson(text);
  } catch {
    return ODD;
  }
  if (!isRecord(told)) return ODD;
  if (isRecord(told.history)) return { kind: 'state', isWhole: true, change: readState(told.history) };
  if (isRecord(told.current)) return { kind: 'state', isWhole: false, change: readState(told.current) };
  if (isRecord(told.event) && typeof told.event.type === 'string') {
    const payload = isRecord(told.event.payload) ? told.event.payload : {};
    return {
      kind: 'event',
      name: told.event.type,
      path: text_(payload.path) ?? '',
      reason: text_(payload.reason) ?? '',
    };
  }
  return 'reauthRequired' in told ? { kind: 'log-in-again' } : ODD;
}

/** What `/api/printer` says of the printer’s state; null when it says none. */
export function readPrinterAnswer(answer: unknown): Pick<StateChange, 'flags' | 'text' | 'error'> | null {
  const { flags, text, error } = readState(isRecord(answer) ? answer : {});
  return flags === undefined
    ? null
    : {
        flags,
        ...(text === undefined ? {} : { text }),
        ...(error === undefined ? {} : { error }),
      };
}

function readState(state: Readonly<Record<string, unknown>>): StateChange {
  const { state: now, job, progress, temps, currentZ } = state;
  const flags = isRecord(now) ? readFlags(now.flags) : null;
  const text = isRecord(now) ? text_(now.text) : null;
  const error = isRecord(now) ? text_(now.error) : null;
  const file = isRecord(job) ? readFile(job.file) : null;
  const done = isRecord(progress) ? readProgress(progress) : null;
  const temperatures = readTemperatures(temps);
  const z = number(currentZ);
  return {
    ...(flags === null ? {} : { flags }),
    ...(text === null ? {} : { text }),
    ...(error === null ? {} : { error }),
    ...(file === null ? {} : { file }),
    ...(done === null ? {} : { progress: done }),
    ...(temperatures === null ? {} : { temperatures }),
    ...(z === null ? {} : { z }),
  };
}

function readFlags(flags: unknown): Flags | null {
  if (!isRecord(flags) || typeof flags.operational !== 'boolean' || typeof flags.printing !== 'boolean') return null;
  return Object.fromEntries(FLAGS.map((name) => [name, flags[name] === true])) as Flags;
}

/** No file is selected: empty. */
function readFile(file: unknown): NonNullable<StateChange['file']> | null {
  if (!isRecord(file)) return null;
  if (file.path === null) return { path: '', name: '', origin: '' };
  const path = text_(file.path);
  if (path === null) return null;
  return { path, name: text_(file.display) ?? text_(file.name) ?? path, origin: text_(file.origin) ?? 'local' };
}

function readProgress({ completion, printTime, printTimeLeft }: Readonly<Record<string, unknown>>): Progress {
  return {
    percent: Math.min(100, Math.max(0, number(completion) ?? 0)),
    elapsedSeconds: number(printTime) ?? 0,
    remainingSeconds: number(printTimeLeft),
  };
}

/** Only new points are told; the last counts. */
function readTemperatures(temps: unknown): readonly Temperature[] | null {
  const newest: unknown = Array.isArray(temps) ? temps.at(-1) : null;
  if (!isRecord(newest)) return null;
  return Object.entries(newest).flatMap(([name, value]) => {
    const actual = isRecord(value) ? number(value.actual) : null;
    if (actual === null || !isRecord(value) || !/^(tool\d+|bed|chamber)$/.test(name)) return [];
    const target = number(value.target);
    return [{ name: shortName(name), actual, target: target === 0 ? null : target }];
  });
}

/** As the other drivers name them. */
const shortName = (name: string): string =>
  name === 'tool0' ? 'nozzle' : name.startsWith('tool') ? `nozzle ${Number(name.slice(4)) + 1}` : name;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text_ = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 1_000) : null);
const number = (value: unknown): number | null => (isPrinterNumber(value) ? value : null);
