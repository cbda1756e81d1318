import { createMetricRegistry } from '#lib/prometheus';
import type { PrinterId } from '#model/ids';
import { hasOpenPrint } from '#model/phase';
import type { Storage } from '#storage/storage';
import type { LiveFarm } from './api/live-farm.ts';
import type { Features } from './features.ts';
import { snapshotOf } from './printers/printers.ts';
import type { FarmSchema } from './schema.ts';
import { stutterByPrinter } from './stutter/stutter.ts';

/** What `/metrics` tells, read at each scrape: nothing is counted twice, and an unwatched farm pays nothing. */
export function createMetrics(
  storage: Storage<FarmSchema>,
  { events, printers, fleet }: Pick<Features, 'events' | 'printers' | 'fleet'>,
  live: Pick<LiveFarm, 'measured'>,
): () => Promise<string> {
  return async () => {
    const registry = createMetricRegistry();
    const emitted = registry.gauge({
      name: 'croft_events_total',
      help: 'Events emitted since the start, by name.',
      labels: ['event'],
    });
    for (const [event, count] of events.counts()) emitted.set({ event }, count);
    const byPhase = registry.gauge({ name: 'croft_printers', help: 'Printers by phase.', labels: ['phase'] });
    const counts = new Map<string, number>();
    const linked = { connected: 0, 'network-disconnected': 0, 'never-connected': 0 };
    const [dryNow, stillNow] = [
      registry.gauge({
        name: 'croft_print_planner_underruns',
        help: 'Times that the planner of the printer ran dry in the print that is open.',
        labels: ['printer'],
      }),
      registry.gauge({
        name: 'croft_print_planner_standstill_seconds',
        help: 'How long the head stood still for want of lines in the print that is open.',
        labels: ['printer'],
      }),
    ];
    for (const row of await printers.list()) {
      const snapshot = snapshotOf(row);
      const phase = snapshot?.phase.kind ?? 'never-connected';
      const stutter = live.measured(row.id as PrinterId)?.stutter;
      if (snapshot !== null && stutter !== undefined && hasOpenPrint(snapshot.phase)) {
        dryNow.set({ printer: row.id }, stutter.underruns);
        stillNow.set({ printer: row.id }, stutter.standstillMs / 1000);
      }
      counts.set(phase, (counts.get(phase) ?? 0) + 1);
      linked[fleet.linkState(row.id as never).kind]++;
    }
    for (const [phase, count] of counts) byPhase.set({ phase }, count);
    const [dry, still] = [
      registry.gauge({
        name: 'croft_planner_underruns_total',
        help: 'Times that the planner of the printer ran dry in prints that are over.',
        labels: ['printer'],
      }),
      registry.gauge({
        name: 'croft_planner_standstill_seconds_total',
        help: 'How long the head stood still for want of lines in prints that are over.',
        labels: ['printer'],
      }),
    ];
    for (const [printer, { underruns, standstillMs }] of await stutterByPrinter(storage)) {
      dry.set({ printer }, underruns);
      still.set({ printer }, standstillMs / 1000);
    }
    const links = registry.gauge({ name: 'croft_links', help: 'Links to machines by state.', labels: ['state'] });
    for (const [state, count] of Object.entries(linked)) links.set({ state }, count);
    const single = (name: string, help: string, value: number): void => registry.gauge({ name, help }).set({}, value);
    single('croft_jobs_open', 'Jobs that are not over.', await openJobCount(storage));
    single('croft_runs_total', 'Passes of the fleet loop.', fleet.counts.runs);
    single('croft_run_failures_total', 'Passes of the fleet loop that failed.', fleet.counts.failures);
    single('croft_commands_total', 'Commands sent to machines.', fleet.counts.commands);
    single('croft_storage_commits_total', 'Transactions committed.', storage.counts.commits);
    single('croft_storage_slow_queries_total', 'Queries slower than 100 ms.', storage.counts.slowQueries);
    single('croft_resident_bytes', 'Memory of the combinator.', process.memoryUsage.rss());
    return registry.text();
  };
}

export async function openJobCount(storage: Storage<FarmSchema>): Promise<number> {
  const { count } = await storage.read
    .selectFrom('job')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}
