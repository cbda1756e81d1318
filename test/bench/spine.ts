/**
 * `npm run bench:spine [restart|estop|start|history|link|planner|instant|upload|memory …]`: the whole way of a print on one host, with a
 * real combinator, guardian and machine processes from `dist`, and simulated printers in one other process. Latencies are wall clock on
 * whatever machine this is; each stands beside what the same machine needs at least. Without arguments: everything, in some nine minutes.
 */
import { measureStops } from './estop.ts';
import { measureHistory } from './history.ts';
import { runParts } from './measure.ts';
import { measureMemory } from './memory.ts';
import { measureRestart } from './restart.ts';
import { measureInstantPrinter, measurePlannerUnderruns, measureSerialLink } from './serial-link.ts';
import { measureStart } from './start.ts';
import { measureUpload } from './upload.ts';

await runParts('spine', {
  restart: measureRestart,
  estop: measureStops,
  start: measureStart,
  history: measureHistory,
  link: measureSerialLink,
  planner: measurePlannerUnderruns,
  instant: measureInstantPrinter,
  upload: measureUpload,
  memory: measureMemory,
});
