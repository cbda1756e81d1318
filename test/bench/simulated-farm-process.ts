/** Many simulated printers in one process, each on a TCP port of its own: a hundred processes would be measured instead of Croft. */
import { systemClock } from '../../src/lib/clock.ts';
import { takePrecedence } from '../../src/lib/precedence.ts';
import { simulatorOptions, type SimulatorOptions } from '../../src/drivers/marlin/simulator/options.ts';
import { createPrinter, type Printer } from '../../src/drivers/marlin/simulator/printer.ts';
import { createRecorder, type Happening, type Recorder } from '../../src/drivers/marlin/simulator/recorder.ts';
import { plugIntoTcp } from '../../src/drivers/marlin/simulator/tcp-plug.ts';
import { type FarmAnswer, type FarmQuestion, type FarmReport, WATCHED_LINES } from './simulated-farm.ts';

/** Tells at once what the benchmarks wait for: the clock of the measurement is read where the bytes arrive. */
function telling(printer: number, recorder: Recorder): Recorder {
  const tell = (what: string): void =>
    void process.send?.({ printer, what, at: performance.timeOrigin + performance.now() } satisfies FarmReport);
  return {
    ...recorder,
    get totals() {
      return recorder.totals;
    },
    note(happening: Happening, atMs: number) {
      if (happening.kind === 'emergency') tell('emergency');
      if (happening.kind === 'killed') tell('killed');
      recorder.note(happening, atMs);
    },
    line(line, atMs) {
      const watched = WATCHED_LINES.find((start) => line.text.startsWith(start));
      if (watched !== undefined) tell(watched);
      recorder.line(line, atMs);
    },
  };
}

// In life these are no processes of the busy host. Without the right to it the figures are the worse for it.
takePrecedence(-20);
const [howMany, options] = process.argv.slice(2);
const printers: Printer[] = [];
const urls: string[] = [];
for (let i = 0; i < Number(howMany); i++) {
  const own = simulatorOptions({
    memoryRecords: 200,
    bootMs: 1,
    ...(JSON.parse(options ?? '{}') as Partial<SimulatorOptions>),
  });
  const printer = createPrinter(systemClock, own, telling(i, createRecorder(systemClock, null, own.memoryRecords)));
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

/** A stop reaches the printer on two ways; the later one may come after a reset. */
const QUIET_MS = 60;

/** Answers when the printer hears again and nothing has stopped it for a while. */
async function reset(which: number): Promise<void> {
  const printer = printers[which];
  while (printer !== undefined) {
    if (printer.status().state === 'killed') printer.trigger({ fault: 'reset' });
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    if (printer.status().state === 'running') break;
  }
  answer({ count: 1 });
}

const answer = (message: FarmAnswer): void => void process.send?.(message);
process.on('message', (question: FarmQuestion) => {
  switch (question.ask) {
    case 'executed':
      return answer({ count: executed(question.text) });
    case 'reset':
      return void reset(question.printer);
    case 'clear-beds':
      for (const printer of printers) printer.removeObject('bench');
      return answer({ count: printers.length });
  }
});
process.on('disconnect', () => process.exit(0));
answer({ urls });
