/**
 * `npm run bench:serial`: how well Croft feeds a serial printer. About five minutes; names of parts (`link`, `planner`, `instant`, `wires`)
 * as arguments measure only those.
 */
import { type Result, report } from './measure.ts';
import { measureBadWires, measureInstantPrinter, measurePlannerUnderruns, measureSerialLink } from './serial-link.ts';

const PARTS: Readonly<Record<string, () => Promise<Result[]>>> = {
  link: measureSerialLink,
  planner: measurePlannerUnderruns,
  instant: measureInstantPrinter,
  wires: measureBadWires,
};

const asked = process.argv.slice(2);
const results: Result[] = [];
for (const [name, measure] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const measured = await measure();
  for (const each of measured) console.error(`${each.name}: ${each.value} ${each.unit}`);
  results.push(...measured);
}
report('serial', results);
