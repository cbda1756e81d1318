import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import type { Feedback } from '#model/feedback';
import type { PrinterId } from '#model/ids';
import type { Notice, Storage } from '#storage/storage';
import type { Features } from '../features.ts';
import type { FarmSchema } from '../schema.ts';
import type { FarmFacts, FarmState, JobState, PrinterState, PrintState, ProcessStateName } from './farm-state.ts';
import { createLiveFeed, type FarmUpdate } from './live-feed.ts';
import { createOpenJobs, type JobChanges } from './open-jobs.ts';
import { createFarmReader, type FarmReader, type Liveness } from './read-farm.ts';
import { problemView } from './views.ts';

/**
 * One state for all watchers (docs/guide/live-state.md): read again where something changed, compared, and told as one merge
 * patch, made once whoever watches. While nobody watches nothing is read.
 */
export interface LiveFarm extends AsyncDisposable {
  /** A snapshot or what came after `after`, then every change until the signal; measurements of these printers, null: of all. */
  watch(after: string | null, signal: AbortSignal, measured?: readonly string[] | null): AsyncIterable<FarmUpdate>;
  feedback(printer: PrinterId, feedback: Feedback): void;
  /** Its newest measurements. */
  measured(printer: PrinterId): Feedback | null;
  process(printer: PrinterId, word: ProcessStateName, portTrouble: string | null, build?: string | null): void;
  /** The farm’s own facts have changed: its name, whether it demonstrates. */
  farmChanged(): void;
  readonly reader: FarmReader;
}

/** Changes of phase are seen at once; what arrives together is told together. */
const CHANGE_MS = 25;
/** Measurements are told at most this often (MA14). */
const TELEMETRY_MS = 250;
/** After a failed reading, so that a database in trouble is not asked without pause. */
const FAILURE_MS = 1_000;
/** Jobs in the live state: a queue of ten thousand would be a snapshot of many megabytes. The rest is asked for in pages. */
const LIVE_JOBS = 500;

/** What must be read again. */
interface Dirt {
  readonly printers: Set<string>;
  /** Printers of which nothing but measurements changed: those are in memory. */
  readonly measured: Set<string>;
  /** Jobs that changed, by id. */
  readonly someJobs: Set<string>;
  /** Any of them may have changed. */
  jobs: boolean;
  problems: boolean;
  files: boolean;
  spools: boolean;
  farm: boolean;
  all: boolean;
}

const clean = (): Dirt => ({
  printers: new Set(),
  measured: new Set(),
  someJobs: new Set(),
  jobs: false,
  problems: false,
  files: false,
  spools: false,
  farm: false,
  all: false,
});

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
  const portTroubles = new Map<PrinterId, string | null>();
  const builds = new Map<PrinterId, string | null>();
  const phases = new Map<PrinterId, number | null>();
  const liveness: Liveness = {
    feedback: (printer) => feedback.get(printer) ?? null,
    process: (printer) => processes.get(printer) ?? 'UNKNOWN',
    portTrouble: (printer) => portTroubles.get(printer) ?? null,
    build: (printer) => builds.get(printer) ?? null,
    phaseSince: (printer) => phases.get(printer),
    rememberPhase: (printer, since) => void phases.set(printer, since),
  };
  const reader = createFarmReader({ storage, features, liveness });
  const openJobs = createOpenJobs({ db: () => storage.read, reader, limit: LIVE_JOBS });
  const feed = createLiveFeed(clock.now().toString(36));
  let dirt: Dirt = { ...clean(), all: true };
  let timer: Disposable | null = null;
  let timerAt = Number.POSITIVE_INFINITY;
  let refreshing: Promise<void> | null = null;
  let again = false;
  /** Watchers that wait for their first state count as well. */
  let watchers = 0;
  let disposed = false;

  const ofPrinter = (notice: Notice): void =>
    mark(() => (notice.kind === 'named' ? void dirt.printers.add(notice.name) : everything()));
  const listeners: readonly Disposable[] = [
    storage.listen('shown', ofPrinter),
    storage.listen('printer', ofPrinter),
    storage.listen('job', (notice) => mark(() => (notice.kind === 'named' ? jobChanged(notice.name) : everything()))),
    storage.listen('farm', (notice) => mark(() => (notice.kind === 'named' ? farmNotice(notice.name) : everything()))),
    // Whatever has an event has changed something that somebody may see.
    features.events.onCommitted((name, { printerId, jobId }) =>
      mark(() => {
        if (printerId && name === 'printer-phase-changed') phases.set(printerId, clock.now());
        if (printerId) dirt.printers.add(printerId);
        if (jobId) jobChanged(jobId);
      }),
    ),
  ];

  function everything(): void {
    dirt.all = true;
  }

  /** More names than jobs are shown say no more than that all may have changed; while nobody watches they would have no end. */
  function jobChanged(id: string): void {
    if (dirt.someJobs.size < LIVE_JOBS) dirt.someJobs.add(id);
    else dirt.jobs = true;
  }

  function farmNotice(name: string): void {
    if (name === 'problems') dirt.problems = true;
    else if (name === 'files') dirt.files = true;
    else if (name === 'spools') dirt.spools = true;
    else if (name === 'printers') dirt.all = true;
    else dirt.jobs = true;
  }

  /** Something changed; watchers are told within this time, together with what else changes until then. */
  function mark(change: () => void, withinMs = CHANGE_MS): void {
    change();
    const at = clock.monotonic() + withinMs;
    if (watchers === 0 || at >= timerAt || disposed) return;
    timer?.[Symbol.dispose]();
    timerAt = at;
    timer = clock.schedule(withinMs, () => {
      timerAt = Number.POSITIVE_INFINITY;
      void refresh();
    });
  }

  /** One reading at a time; what changes during it is read right after. */
  function refresh(): Promise<void> {
    if (refreshing !== null) {
      again = true;
      return refreshing;
    }
    refreshing = readAgain()
      .catch((error: unknown) => {
        log.error({ err: error }, 'the live state could not be read');
        mark(everything, FAILURE_MS);
      })
      .finally(() => {
        refreshing = null;
        if (again && !disposed) void refresh();
        again = false;
      });
    return refreshing;
  }

  async function readAgain(): Promise<void> {
    const todo = dirt;
    dirt = clean();
    const before = feed.state;
    const whole = todo.all || before === null;
    const ids = [...new Set([...todo.printers, ...(todo.files && !whole ? await reader.withOtherFiles() : [])])];
    const read = await reader.printersKept(whole ? undefined : ids);
    const measured = whole ? new Map<string, PrinterState>() : reader.measured([...todo.measured]);
    const printers: Record<string, PrinterState> = {
      ...(whole ? {} : before.printers),
      ...Object.fromEntries(measured),
      ...Object.fromEntries(read),
    };
    if (!whole) for (const id of ids) if (!read.has(id)) delete printers[id];
    const changed = { all: whole || todo.jobs, ids: todo.someJobs, files: todo.files, spools: todo.spools };
    for (const id of ids) for (const job of jobsOfPrints(before?.printers[id], read.get(id))) changed.ids.add(job);
    // Reasons for waiting speak of printers: a printer that changed may change them.
    const jobsChanged = isAny(changed) || ids.some((id) => changesReasons(before?.printers[id], read.get(id)));
    const jobs = jobsChanged ? await openJobs.read(before?.jobs ?? {}, changed) : null;
    const problems = whole || todo.problems ? await features.problems.list() : null;
    const next: FarmState = {
      farm: parts.farm(),
      printers,
      jobs: withProgress(jobs?.jobs ?? before?.jobs ?? {}, [...read.values(), ...measured.values()]),
      jobOrder: jobs?.order ?? before?.jobOrder ?? [],
      problems:
        problems === null
          ? (before?.problems ?? {})
          : Object.fromEntries(problems.map((problem) => [problem.id, problemView(problem)])),
      filesChanged: (before?.filesChanged ?? 0) + (todo.files ? 1 : 0),
      spoolsChanged: (before?.spoolsChanged ?? 0) + (todo.spools ? 1 : 0),
    };
    feed.advance(next);
  }

  async function* watch(
    after: string | null,
    signal: AbortSignal,
    measured: readonly string[] | null = null,
  ): AsyncGenerator<FarmUpdate> {
    watchers++;
    try {
      await refresh();
      if (feed.state === null) throw new Error('the farm cannot be read');
      yield* feed.watch(after, signal, measured);
    } finally {
      watchers--;
    }
  }

  return {
    reader,
    watch,
    measured: (printer) => feedback.get(printer) ?? null,
    feedback(printer, measured) {
      feedback.set(printer, measured);
      mark(() => void dirt.measured.add(printer), TELEMETRY_MS);
    },
    process(printer, word, portTrouble, build = null) {
      const isSame = processes.get(printer) === word && portTroubles.get(printer) === portTrouble;
      if (isSame && (builds.get(printer) ?? null) === build) return;
      processes.set(printer, word);
      portTroubles.set(printer, portTrouble);
      builds.set(printer, build);
      mark(() => void dirt.measured.add(printer));
    },
    farmChanged: () => mark(() => void (dirt.farm = true)),
    async [Symbol.asyncDispose]() {
      disposed = true;
      timer?.[Symbol.dispose]();
      for (const listener of listeners) listener[Symbol.dispose]();
      await refreshing;
    },
  };
}

const TOLD_IN_REASONS = [
  'phase',
  'link',
  'reachable',
  'held',
  'tags',
  'configurationPending',
  'name',
  'spools',
] as const;

function changesReasons(before: PrinterState | undefined, now: PrinterState | undefined): boolean {
  if (before === undefined || now === undefined) return true;
  if ((before.print === null) !== (now.print === null)) return true;
  return TOLD_IN_REASONS.some((field) => JSON.stringify(before[field]) !== JSON.stringify(now[field]));
}

const isAny = ({ all, ids, files, spools }: JobChanges): boolean => all || ids.size > 0 || files || spools;

/** The jobs whose print at a printer changed, but for what is measured of it. */
function jobsOfPrints(before: PrinterState | undefined, now: PrinterState | undefined): readonly string[] {
  const of = (printer: PrinterState | undefined): string | null =>
    printer?.print == null
      ? null
      : JSON.stringify({ ...printer.print, progress: null, remainingSeconds: null, layer: null });
  if (of(before) === of(now)) return [];
  return [before?.print?.jobId, now?.print?.jobId].filter((id) => id != null);
}

/** A job's running prints show the measurements of their printers, without reading the queue again. */
function withProgress(
  jobs: Readonly<Record<string, JobState>>,
  printers: readonly PrinterState[],
): Readonly<Record<string, JobState>> {
  let changed: Record<string, JobState> | null = null;
  for (const { print } of printers) {
    const job = print?.jobId == null ? undefined : (changed ?? jobs)[print.jobId];
    if (print === null || job === undefined) continue;
    changed ??= { ...jobs };
    changed[job.id] = { ...job, prints: job.prints.map((one) => (one.id === print.id ? measuredAs(one, print) : one)) };
  }
  return changed ?? jobs;
}

const measuredAs = (print: PrintState, { progress, remainingSeconds, layer }: PrintState): PrintState => ({
  ...print,
  progress,
  remainingSeconds,
  layer,
});
