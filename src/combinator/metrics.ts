import { createMetricRegistry } from '#lib/prometheus';
import type { Storage } from '#storage/storage';
import type { Features } from './features.ts';
import { snapshotOf } from './printers/printers.ts';
import type { FarmSchema } from './schema.ts';

/** What `/metrics` tells, read at each scrape: nothing is counted twice, and an unwatched farm pays nothing. */
export function createMetrics(
  storage: Storage<FarmSchema>,
  { events, printers, fleet }: Features,
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
    for (const row of await printers.list()) {
      const phase = snapshotOf(row)?.phase.kind ?? 'never-connected';
      counts.set(phase, (counts.get(phase) ?? 0) + 1);
      linked[fleet.linkState(row.id as never).kind]++;
    }
    for (const [phase, count] of counts) byPhase.set({ phase }, count);
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
