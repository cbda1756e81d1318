/** Many simulated printers in one process, each on a TCP port of its own: a hundred processes would be measured instead of Croft. */
import { systemClock } from '../../src/lib/clock.ts';
import { simulatorOptions, type SimulatorOptions } from '../../src/drivers/marlin/simulator/options.ts';
import { createPrinter, type Printer } from '../../src/drivers/marlin/simulator/printer.ts';
import { createRecorder } from '../../src/drivers/marlin/simulator/recorder.ts';
import { plugIntoTcp } from '../../src/drivers/marlin/simulator/tcp-plug.ts';
import type { FarmAnswer, FarmQuestion } from './simulated-farm.ts';

const [howMany, options] = process.argv.slice(2);
const printers: Printer[] = [];
const urls: string[] = [];
for (let i = 0; i < Number(howMany); i++) {
  const own = simulatorOptions({ memoryRecords: 200, ...(JSON.parse(options ?? '{}') as Partial<SimulatorOptions>) });
  const printer = createPrinter(systemClock, own, createRecorder(systemClock, null, own.memoryRecords));
  const plug = await plugIntoTcp(printer, 0, true);
  printers.push(printer);
  urls.push('port' in plug.address ? `socket://${plug.address.host}:${plug.address.port}` : '');
}

/** How many printers have executed this line of late. */
function executed(text: string): number {
  return printers.filter((printer) =>
    printer.recorder.records().some((record) => record.kind === 'line' && record.text === text),
  ).length;
}

const answer = (message: FarmAnswer): void => void process.send?.(message);
process.on('message', (question: FarmQuestion) => {
  if (question.ask === 'executed') answer({ count: executed(question.text) });
  else {
    for (const printer of printers) printer.removeObject('bench');
    answer({ count: printers.length });
  }
});
process.on('disconnect', () => process.exit(0));
answer({ urls });
