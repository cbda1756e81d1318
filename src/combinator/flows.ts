import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import type { Feedback } from '#model/feedback';
import type { JobId, PrinterId, PrintId } from '#model/ids';
import type { PrinterSight } from '#model/machine-snapshot';
import type { PrintStatus } from '#model/print';
import type { Storage } from '#storage/storage';
import type { JobProgressLine } from './events/catalogue.ts';
import type { Events } from './events/events.ts';
import type { Fleet } from './fleet/fleet.ts';
import { createMonitoring } from './printers/monitoring.ts';
import type { Materials } from './materials/materials.ts';
import { type Printers, snapshotOf } from './printers/printers.ts';
import type { Cameras } from './cameras/cameras.ts';
import type { Timelapses } from './cameras/timelapses.ts';
import type { Downloads } from './downloads/downloads.ts';
import type { PrinterListings } from './downloads/printer-listings.ts';
import type { CardUploads } from './operate/card-uploads.ts';
import { type Shelf, TRASH_KEPT_DAYS } from './library/shelf.ts';
import type { Problems } from './problems/problems.ts';
import type { FarmSchema } from './schema.ts';
import type { FarmSettings, Settings } from './settings/settings.ts';

/**
 * When this happens, that follows.
 *
 * In the same transaction, so that no crash can come between:
 * | when | then | where |
 * |---|---|---|
 * | a journal entry about a print | its row, its events, its job's counts, status and end | `queue/print-changes` |
 * | a print changes | `settle`: what the job owes, its status, `job-status-changed`, `job-completed` | `queue/queue` |
 * | a person, or the policy, says that a bed is clear | its print is retrieved, or recovering | `queue/wishes` |
 * | a printer leaves the farm | its print is lost, or closed | `queue/queue` |
 * | a print has an outcome | what it took is deducted from its spools; low stock (MT1, MT2) | `materials/deduct` |
 * | a printer tells something else of its slots | it is kept; spools that name themselves are loaded there | `materials/slot-keeper` |
 * | a printer leaves the farm | its spools are loaded nowhere | `materials/materials` |
 * | a file came for a print that was found | the print has its file, and what it takes can be deducted | `downloads/downloads` |
 *
 * After the commit, by name, and lost without harm, because the loop looks again by itself (FL3):
 * | when | notice | who acts |
 * |---|---|---|
 * | a job owes copies | `job` id | the fleet wakes idle printers that fit, as many as are needed |
 * | a wish, an edit of a printer | `printer` id | the fleet runs for that printer |
 * | printers come or go | `farm` printers | the agent starts or ends machines |
 * | anything that is shown | `shown`, `job`, `farm` | the live state is read again |
 * | a printer connects, fails, is heard | `printer-connection-progress`, `printer-monitoring-…` | `printers/monitoring` |
 * | an event is in the log | its readers: pages, SSE | `events/tail` reads it once for all |
 * | an event is in the log | what each webhook is owed since its cursor | `webhooks/webhooks` |
 * | a print has ended | its printer’s cameras take a picture of the bed (CA2) | `cameras/cameras` |
 * | a print has begun, or ended | cameras that film it begin, or make a video of their frames (CA2) | `cameras/timelapses` |
 * | a webhook failed for a day | it is off, `webhook-disabled`, a problem: one transaction | `webhooks/webhooks` |
 * | a print was found at a printer that fetches by itself | `auto-download-triggered`, its file | `downloads/auto-download` |
 * | a file came from a printer | its pictures, then `file-thumbnails-processed` (DL1) | `downloads/downloads` |
 * | a spool changed | what was taken goes to Spoolman, soon and once | `spoolman/spoolman` |
 *
 * And by the clock, here below.
 */
export interface Flows extends Disposable {
  /** A machine's newest measurements: to whoever listens, and for the progress of jobs. */
  feedback(printer: PrinterId, feedback: Feedback): void;
  /** What a machine says of its printer: whether it answers, and why not (CO2). */
  seen(printer: PrinterId, sight: PrinterSight): void;
  /** The guardian says how a machine process is: one that ends again and again stands on the board until it runs (PR3). */
  machineProcess(printer: PrinterId, crashLooping: boolean): void;
}

/** So little of a print is forgotten with a combinator that dies (MT2). */
const KEEP_PROGRESS_MS = 30_000;
/** Progress is told again when it has moved by more than this since it was last told (JO7): 34 → 45 %, not 34 → 44 %. */
const PROGRESS_STEP = 0.1;
const DOWNLOADS_KEPT_DAYS = 90;
const FORGET_EVERY_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** How long until the next time, ms, read anew each time: a changed setting holds from then on (MN1). */
interface Pace {
  readonly ms: () => number;
  /** After a failure; as ever where it is left out. */
  readonly afterFailureMs?: () => number;
}

export function createFlows(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly problems: Problems;
  readonly printers: Printers;
  readonly materials: Pick<Materials, 'measured' | 'slotsTold' | 'keepProgress'>;
  readonly fleet: Fleet;
  readonly settings: Settings;
  readonly shelf: Pick<Shelf, 'purge'>;
  readonly cameras: Pick<Cameras, 'forget'>;
  readonly timelapses: Pick<Timelapses, 'measured' | 'forget'>;
  readonly downloads: Pick<Downloads, 'forget'>;
  readonly printerListings: Pick<PrinterListings, 'told'>;
  readonly cardUploads: Pick<CardUploads, 'forget'>;
  readonly clock: Clock;
  readonly log: Log;
}): Flows {
  const { storage, events, problems, printers, materials, fleet, settings, shelf, cameras, downloads, clock, log } =
    parts;
  const { timelapses, printerListings } = parts;
  const timers = new Map<string, Disposable>();
  /** Of printers that print; gone with the print. */
  const measured = new Map<PrinterId, Feedback>();
  const told = new Map<PrintId, { readonly status: PrintStatus; readonly progress: number | null }>();
  const crashing = new Set<PrinterId>();
  const monitoring = createMonitoring(parts);
  let disposed = false;

  function every(name: string, { ms, afterFailureMs = ms }: Pace, act: () => Promise<void>): void {
    const wait = (time: number): void => {
      if (disposed) return;
      const timer = clock.schedule(time, () => {
        act().then(
          () => wait(ms()),
          (error: unknown) => {
            log.error({ err: error, what: name }, 'what the clock asked for failed');
            wait(afterFailureMs());
          },
        );
      });
      timers.set(name, timer);
    };
    wait(ms());
  }

  const seconds = (pick: (settings: FarmSettings) => number) => (): number => pick(settings.current()) * 1_000;

  async function farmStatus(): Promise<void> {
    const rows = await printers.list();
    events.emitTransient(
      'printer-status',
      {},
      {
        printers: rows.map((row) => ({
          printerId: row.id,
          phase: snapshotOf(row)?.phase.kind ?? null,
          linked: fleet.linkState(row.id as PrinterId).kind === 'connected',
        })),
      },
    );
  }

  async function jobUpdate(): Promise<void> {
    const active = await storage.read
      .selectFrom('print')
      .select(['id', 'job_id', 'printer_id', 'status'])
      .where('status', 'in', ['assigned', 'printing'])
      .where('job_id', 'is not', null)
      .execute();
    const alive = new Set(active.map((print) => print.id));
    for (const id of told.keys()) if (!alive.has(id)) told.delete(id);
    if (active.length === 0) return measured.clear();
    const jobs: JobProgressLine[] = [];
    for (const print of active) {
      const id = print.id as PrintId;
      const status = print.status as PrintStatus;
      const progress = progressOf(print.printer_id as PrinterId, id);
      const before = told.get(id);
      if (before !== undefined && before.status === status && !hasMoved(before.progress, progress)) continue;
      told.set(id, { status, progress });
      jobs.push({ jobId: print.job_id as JobId, printId: id, status, progress });
    }
    events.emitTransient('job-update', {}, { jobs });
  }

  function progressOf(printer: PrinterId, print: PrintId): number | null {
    const progress = measured.get(printer)?.progress ?? null;
    return progress?.printId === print ? progress.fraction : null;
  }

  /** The whole farm in one event, for clients that keep no state of their own (EV7). */
  every(
    'printer-status',
    {
      ms: seconds(({ farmStatusSeconds }) => farmStatusSeconds),
      afterFailureMs: seconds(({ farmStatusRetrySeconds }) => farmStatusRetrySeconds),
    },
    farmStatus,
  );
  every(
    'job-update',
    {
      ms: seconds(({ jobUpdateSeconds }) => jobUpdateSeconds),
      afterFailureMs: seconds(({ jobUpdateRetrySeconds }) => jobUpdateRetrySeconds),
    },
    jobUpdate,
  );
  every('keep-progress', { ms: () => KEEP_PROGRESS_MS }, () => materials.keepProgress());
  every('forget-events', { ms: () => FORGET_EVERY_MS }, () =>
    events.prune(clock.now() - settings.current().eventsKeptDays * DAY_MS),
  );
  every(
    'empty-trash',
    { ms: () => FORGET_EVERY_MS },
    async () => void (await shelf.purge(clock.now() - TRASH_KEPT_DAYS * DAY_MS)),
  );
  every('forget-downloads', { ms: () => FORGET_EVERY_MS }, async () => {
    await downloads.forget(clock.now() - DOWNLOADS_KEPT_DAYS * DAY_MS);
    await parts.cardUploads.forget(clock.now() - DOWNLOADS_KEPT_DAYS * DAY_MS);
  });
  every('forget-pictures', { ms: () => FORGET_EVERY_MS }, () =>
    cameras.forget(clock.now() - settings.current().picturesKeptDays * DAY_MS),
  );
  every('forget-timelapses', { ms: () => FORGET_EVERY_MS }, () =>
    timelapses.forget(clock.now() - settings.current().timelapsesKeptDays * DAY_MS),
  );

  return {
    feedback(printer, feedback) {
      if (feedback.progress !== null) measured.set(printer, feedback);
      monitoring.heard(printer, feedback);
      materials.measured(feedback);
      if (feedback.slots !== undefined)
        materials.slotsTold(printer, feedback.slots).catch((error: unknown) => {
          // The next measurement tells it again.
          log.error({ err: error, printer }, 'what a printer says of its slots could not be written');
        });
      printerListings.told(printer, feedback.filesChanged ?? 0);
      timelapses.measured(feedback);
      events.emitTransient('printer-status-update', { printerId: printer }, { feedback });
    },
    seen: (printer, sight) => monitoring.seen(printer, sight),
    machineProcess(printer, crashLooping) {
      if (crashing.has(printer) === crashLooping) return;
      if (crashLooping) crashing.add(printer);
      else crashing.delete(printer);
      const message = 'Its machine process ends again and again; it is started again ever more slowly.';
      storage
        .transaction((tx) =>
          crashLooping
            ? problems.raise(tx, { code: 'machine-crash-looping', message, printerId: printer })
            : problems.settle(tx, printer, ['machine-crash-looping']),
        )
        .catch((error: unknown) => log.error({ err: error, printer }, 'a crash-looping machine could not be told'));
    },
    [Symbol.dispose]() {
      disposed = true;
      monitoring[Symbol.dispose]();
      for (const timer of timers.values()) timer[Symbol.dispose]();
    },
  };
}

/** In whole points, so that 0.1 + 0.2 surprises nobody. */
function hasMoved(before: number | null, now: number | null): boolean {
  if (before === null || now === null) return before !== now;
  return Math.round(Math.abs(now - before) * 1000) > PROGRESS_STEP * 1000;
}
