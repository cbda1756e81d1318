/**
 * `npm run bench:spine [restart|estop|start|history|upload|memory …]`: the whole way of a print on one host, with a real combinator,
 * guardian and machine processes from `dist`, and simulated printers in one other process. Latencies are wall clock on whatever
 * machine this is; each stands beside what the same machine needs at least. Without arguments: everything, in some six minutes.
 */
import { loadavg } from 'node:os';
import { measureHistory } from './history.ts';
import { type Result, report, round } from './measure.ts';
import { measureMemory } from './memory.ts';
import { measureRestart } from './restart.ts';
import { measureStart } from './start.ts';
import { measureStops } from './estop.ts';
import { measureUpload } from './upload.ts';

const PARTS: Readonly<Record<string, () => Promise<readonly Result[]>>> = {
  restart: measureRestart,
  estop: measureStops,
  start: measureStart,
  history: measureHistory,
  upload: measureUpload,
  memory: measureMemory,
};

const asked = process.argv.slice(2);
const results: Result[] = [];
for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) {
  const measure = PARTS[name];
  if (measure === undefined) throw new Error(`no part ${name}; there are ${Object.keys(PARTS).join(', ')}`);
  console.log(`${name}: load ${round(loadavg()[0] ?? 0, 1)} before`);
  results.push(...(await measure()));
}
report('spine', results);
