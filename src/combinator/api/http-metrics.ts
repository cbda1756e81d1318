import { createMetricRegistry } from '#lib/prometheus';
import type { LiveSockets } from './live-socket.ts';

/** What the server knows of itself, for /metrics. */
export interface HttpMetrics {
  answered(method: string, status: number): void;
  text(): string;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'DELETE', 'PATCH']);

export function createHttpMetrics(sockets: () => LiveSockets): HttpMetrics {
  const registry = createMetricRegistry();
  const requests = registry.counter({
    name: 'croft_http_requests_total',
    help: 'Answers given over HTTP, by method and status.',
    labels: ['method', 'status'],
  });
  registry.gauge({ name: 'croft_live_sockets', help: 'Open live sockets.' }, (gauge) => gauge.set({}, sockets().open));
  registry.gauge({ name: 'croft_live_subscriptions', help: 'Subscriptions over them.' }, (gauge) =>
    gauge.set({}, sockets().subscriptions),
  );
  return {
    // A label of free text would fill memory: methods that nobody knows are one.
    answered: (method, status) =>
      requests.add({ method: METHODS.has(method) ? method : 'other', status: String(status) }),
    // One exposition holds the line on dropped series once, and the farm's own part has it already.
    text: () => registry.text().replace(/^.*croft_metric_series_dropped_total.*\n/gm, ''),
  };
}
