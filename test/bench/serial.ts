/**
 * `npm run bench:serial [link|planner|instant|wires|hand-over|printcore …]`: how well Croft feeds a serial printer, beside an ideal sender. Without arguments:
 * everything, in some five minutes.
 */
import { runParts } from './measure.ts';
import {
  measureBadWires,
  measureHandOver,
  measureInstantPrinter,
  measurePlannerUnderruns,
  measurePrintcore,
  measureSerialLink,
} from './serial-link.ts';

await runParts('serial', {
  link: measureSerialLink,
  planner: measurePlannerUnderruns,
  instant: measureInstantPrinter,
  wires: measureBadWires,
  'hand-over': measureHandOver,
  printcore: measurePrintcore,
});
