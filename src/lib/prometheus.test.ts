import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMetricRegistry, SERIES_LIMIT } from './prometheus.ts';

describe('prometheus', () => {
  test('[EV3] counters, gauges and histograms stand in the text format', () => {
    const registry = createMetricRegistry();
    const runs = registry.counter({ name: 'croft_runs_total', help: 'Runs', labels: ['printer', 'result'] });
    runs.add({ printer: 'p"1\\\n', result: 'ok' });
    runs.add({ printer: 'p"1\\\n', result: 'ok' }, 2);
    registry.gauge({ name: 'croft_waiting', help: 'Waiting\njobs' }, (gauge) => gauge.set({}, 7));
    const temperature = registry.gauge({ name: 'croft_celsius', help: 'Heat', labels: ['printer'] });
    temperature.set({ printer: 'a' }, 20.5);
    temperature.set({ printer: 'b' }, 1);
    temperature.remove({ printer: 'b' });
    const seconds = registry.histogram({ name: 'croft_run_seconds', help: 'Time', labels: ['kind'] }, [0.1, 1]);
    for (const value of [0.05, 0.1, 0.5, 3]) seconds.observe({ kind: 'x' }, value);
    assert.equal(
      registry.text(),
      `# HELP croft_runs_total Runs
# TYPE croft_runs_total counter
croft_runs_total{printer="p\\"1\\\\\\n",result="ok"} 3
# HELP croft_waiting Waiting\\njobs
# TYPE croft_waiting gauge
croft_waiting 7
# HELP croft_celsius Heat
# TYPE croft_celsius gauge
croft_celsius{printer="a"} 20.5
# HELP croft_run_seconds Time
# TYPE croft_run_seconds histogram
croft_run_seconds_bucket{kind="x",le="0.1"} 2
croft_run_seconds_bucket{kind="x",le="1"} 3
croft_run_seconds_bucket{kind="x",le="+Inf"} 4
croft_run_seconds_sum{kind="x"} 3.65
croft_run_seconds_count{kind="x"} 4
# HELP croft_metric_series_dropped_total Updates of series beyond the limit
# TYPE croft_metric_series_dropped_total counter
croft_metric_series_dropped_total 0
`,
    );
  });

  test('a label fed with free text is bounded, and the loss is counted', () => {
    const registry = createMetricRegistry();
    const counter = registry.counter({ name: 'croft_names_total', help: 'Names', labels: ['name'] });
    for (let i = 0; i < SERIES_LIMIT + 5; i++) counter.add({ name: `n${i}` });
    assert.match(registry.text(), /croft_metric_series_dropped_total 5\n$/);
    assert.equal(registry.text().match(/^croft_names_total/gm)?.length, SERIES_LIMIT);
  });

  test('a counter never goes down, a metric is defined once, under a legal name', () => {
    const registry = createMetricRegistry();
    const counter = registry.counter({ name: 'croft_a_total', help: 'a' });
    assert.throws(() => counter.add({}, -1), RangeError);
    assert.throws(() => counter.add({}, Number.NaN), RangeError);
    assert.throws(() => registry.gauge({ name: 'croft_a_total', help: 'a' }), /twice/);
    assert.throws(() => registry.gauge({ name: 'croft-a', help: 'a' }), /no metric/);
  });
});
