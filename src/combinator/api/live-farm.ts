import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import type { Feedback } from '#model/feedback';
import type { PrinterId } from '#model/ids';
import type { Storage } from '#storage/storage';
import type { Features } from '../features.ts';
import type { FarmSchema } from '../schema.ts';
import { mergePatchOf } from './merge-patch.ts';
import { createFarmReader, type FarmReader, type Liveness } from './read-farm.ts';
import type { FarmFacts, FarmState, PrinterState, ProcessStateName } from './farm-state.ts';
import { problemView } from './views.ts';

export interface FarmUpdate {
  readonly sequence: string;
  readonly snapshot: FarmState | null;
  readonly patch: unknown;
}

/**
 * One state for all watchers: read again where something changed, compared, and told as one merge patch, made once whoever
 * watches. Nobody watching costs nothing but the first reading.
 */
export interface LiveFarm extends AsyncDisposable {
  /** A snapshot or what came after `after`, then every change until the signal. */
  watch(after: string | null, signal: AbortSignal): AsyncIterable<FarmUpdate>;
  feedback(printer: PrinterId, feedback: Feedback): void;
  process(printer: PrinterId, word: ProcessStateName): void;
  /** The farm’s own facts have changed: its name, whether it demonstrates. */
  farmChanged(): void;
  readonly reader: FarmReader;
}

/** Changes of phase are seen at once; what arrives together is told together. */
const CHANGE_MS = 25;
/** Measurements are told at most this often (MA14). */
const TELEMETRY_MS = 250;
/** Patches kept for those who come back; whoever was away longer gets a snapshot. */
const KEPT_PATCHES = 512;
/** Changes that wait for one slow watcher; beyond that it gets a fresh snapshot instead. */
const WATCHER_QUEUE = 256;

export function createLiveFarm(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly features: Features;
  readonly farm: () => FarmFacts;
  readonly clock: Clock;
  readonly log: Log;
}): LiveFarm {
  const { storage, features, clock, log } = parts;
  const feedback = new Map<PrinterId, Feedback>();
  const processes = new Map<PrinterId, ProcessStateName>();
  const phases = new Map<PrinterId, { readonly phase: string; readonly since: number }>();
  const liveness: Liveness = {
    feedback: (printer) => feedback.get(printer) ?? null,
    process: (printer) => processes.get(printer) ?? 'UNKNOWN',
    phaseSince: (printer) => phases.get(printer)?.since ?? null,
  };
  const reader = createFarmReader({ storage, features, liveness });
  // Numbers of another run mean nothing here: whoever brings one gets a snapshot.
  const run = clock.now().toString(36);
  let state: FarmState | null = null;
  let number = 0;
  const patches: { readonly number: number; readonly patch: unknown }[] = [];
  const watchers = new Set<(update: FarmUpdate) => void>();
  const dirty = { printers: new Set<string>(), jobs: false, problems: false, files: false, farm: false, all: true };
  let timer: Disposable | null = null;
  let timerAt = Number.POSITIVE_INFINITY;
  let refreshing: Promise<void> | null = null;
  let disposed = false;

  const listeners = [
    storage.listen('shown', (notice) =>
      mark(() => (notice.kind === 'named' ? void dirty.printers.add(notice.name) : everything())),
    ),
    storage.listen('printer', (notice) =>
      mark(() => (notice.kind === 'named' ? void dirty.printers.add(notice.name) : everything())),
    ),
    storage.listen('job', () => mark(() => void (dirty.jobs = true))),
    storage.listen('farm', (notice) => mark(() => (notice.kind === 'named' ? farmNotice(notice.name) : everything()))),
  ];

  function everything(): void {
    dirty.all = true;
  }

  function farmNotice(name: string): void {
    if (name === 'problems') dirty.problems = true;
    else if (name === 'files') dirty.files = true;
    else if (name === 'printers') dirty.all = true;
    else dirty.jobs = true;
  }

  function mark(change: () => void, withinMs = CHANGE_MS): void {
    change();
    if (watchers.size === 0) return;
    const at = clock.monotonic() + withinMs;
    if (at >= timerAt || disposed) return;
    timer?.[Symbol.dispose]();
    timerAt = at;
    timer = clock.schedule(withinMs, () => {
      timerAt = Number.POSITIVE_INFINITY;
      void refresh();
    });
  }

  function refresh(): Promise<void> {
    refreshing ??= readAgain()
      .catch((error: unknown) => {
        log.error({ err: error }, 'the live state could not be read');
        mark(everything, 1_000);
      })
      .finally(() => {
        refreshing = null;
      });
    return refreshing;
  }

  async function readAgain(): Promise<void> {
    const ids = [...dirty.printers];
    const todo = { ...dirty, ids };
    dirty.printers.clear();
    Object.assign(dirty, { jobs: false, problems: false, files: false, farm: false, all: false });
    const before = state;
    const whole = todo.all || before === null;
    const read = await reader.printers(whole ? undefined : todo.ids);
    const gone = whole ? [] : todo.ids.filter((id) => !read.has(id));
    for (const [id, view] of read) rememberPhase(id as PrinterId, view.phase);
    const printers = whole
      ? Object.fromEntries(read)
      : without({ ...before.printers, ...Object.fromEntries(read) }, gone);
    // Reasons for waiting speak of printers: a printer that changed may change them.
    const jobs =
      whole || todo.jobs || todo.ids.some((id) => phaseChanged(before, read, id)) ? await reader.openJobs() : null;
    const problems = whole || todo.problems ? await features.problems.list() : null;
    const next: FarmState = {
      farm: parts.farm(),
      printers,
      jobs: jobs === null ? (before?.jobs ?? {}) : Object.fromEntries(jobs.map((job) => [job.id, job])),
      jobOrder: jobs === null ? (before?.jobOrder ?? []) : jobs.map((job) => job.id),
      problems:
        problems === null
          ? (before?.problems ?? {})
          : Object.fromEntries(problems.map((problem) => [problem.id, problemView(problem)])),
      filesChanged: (before?.filesChanged ?? 0) + (todo.files ? 1 : 0),
    };
    state = next;
    const patch = before === null ? undefined : mergePatchOf(before, next);
    if (patch === undefined) return;
    number++;
    patches.push({ number, patch });
    if (patches.length > KEPT_PATCHES) patches.shift();
    const update: FarmUpdate = { sequence: `${run}.${number}`, snapshot: null, patch };
    for (const watcher of watchers) watcher(update);
  }

  /** Since when a phase stands, as far as this combinator has seen it. */
  function rememberPhase(id: PrinterId, phase: string): void {
    if (phases.get(id)?.phase !== phase) phases.set(id, { phase, since: clock.now() });
  }

  function missed(after: string | null): readonly FarmUpdate[] | null {
    const [ownRun, text] = after?.split('.') ?? [];
    const seen = Number(text);
    if (ownRun !== run || !Number.isSafeInteger(seen) || seen > number) return null;
    const oldest = patches[0]?.number ?? number + 1;
    if (seen < oldest - 1) return null;
    return patches
      .filter((one) => one.number > seen)
      .map((one) => ({ sequence: `${run}.${one.number}`, snapshot: null, patch: one.patch }));
  }

  async function* watch(after: string | null, signal: AbortSignal): AsyncGenerator<FarmUpdate> {
    const queue: FarmUpdate[] = [];
    let wake: () => void = () => {};
    let overflowed = false;
    const hear = (update: FarmUpdate): void => {
      if (queue.length >= WATCHER_QUEUE) {
        overflowed = true;
        queue.length = 0;
      }
      queue.push(update);
      wake();
    };
    const onAbort = (): void => wake();
    signal.addEventListener('abort', onAbort, { once: true });
    watchers.add(hear);
    try {
      await refresh();
      queue.length = 0;
      const before = missed(after);
      if (before === null) yield snapshot();
      else if (before.length === 0) yield { sequence: `${run}.${number}`, snapshot: null, patch: {} };
      else yield* before;
      while (!signal.aborted) {
        const next = queue.shift();
        if (overflowed) {
          overflowed = false;
          queue.length = 0;
          yield snapshot();
        } else if (next !== undefined) yield next;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      watchers.delete(hear);
      signal.removeEventListener('abort', onAbort);
    }
  }

  const snapshot = (): FarmUpdate => ({ sequence: `${run}.${number}`, snapshot: state, patch: null });

  return {
    reader,
    watch,
    feedback(printer, measured) {
      feedback.set(printer, measured);
      mark(() => void dirty.printers.add(printer), TELEMETRY_MS);
    },
    process(printer, word) {
      if (processes.get(printer) === word) return;
      processes.set(printer, word);
      mark(() => void dirty.printers.add(printer));
    },
    farmChanged: () => mark(() => void (dirty.farm = true)),
    async [Symbol.asyncDispose]() {
      disposed = true;
      timer?.[Symbol.dispose]();
      for (const listener of listeners) listener[Symbol.dispose]();
      await refreshing;
    },
  };
}

function without(record: Record<string, PrinterState>, keys: readonly string[]): Record<string, PrinterState> {
  for (const key of keys) delete record[key];
  return record;
}

const TOLD_IN_REASONS = ['phase', 'link', 'reachable', 'held', 'tags', 'configurationPending', 'name'] as const;

function phaseChanged(before: FarmState | null, read: ReadonlyMap<string, PrinterState>, id: string): boolean {
  const [old, now] = [before?.printers[id], read.get(id)];
  return (
    old === undefined ||
    now === undefined ||
    TOLD_IN_REASONS.some((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
  );
}
