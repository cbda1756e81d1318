import { stopAllPrinters, stopPrinter } from '#guardian/client';
import { errors } from './argument-errors.ts';
import { parseFlags } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { foldersOf } from './farm-flags.ts';
import { withGuardian } from './wake-guardian.ts';

/** Straight to the guardian: works with the server dead and a machine hung (MA5). Asks nothing. */
export const estop: CliCommand = {
  summary: 'emergency stop, past the server',
  help: `Usage: croft estop PRINTER-ID      croft estop --all

Flags:
  --all          every printer of this host
  --data DIR     the farm's data folder

Exit code 0 when the stop is on its way to every printer meant, 1 otherwise.`,
  async run(argv) {
    const { values, positionals } = parseFlags(
      'estop',
      argv,
      { all: { type: 'boolean', default: false }, data: { type: 'string' } },
      true,
    );
    const folders = await foldersOf(values.data as string | undefined);
    const [printer] = positionals;
    if ((printer === undefined) === !values.all)
      throw errors.badFlag({ command: 'estop', message: 'Name one printer, or --all.' });
    const stops = await withGuardian(folders, async (runtime) =>
      values.all
        ? await stopAllPrinters(runtime)
        : [{ printerId: printer ?? '', ...(await stopPrinter(runtime, printer ?? '')) }],
    );
    if (stops === null) throw errors.nothingRuns({});
    for (const { printerId, written, reason, machine } of stops) {
      process.stdout.write(
        `${printerId}: ${written ? 'stop written' : `NOT written (${reason})`}, its machine ${WORDS[machine]}.\n`,
      );
    }
    return stops.every((stop) => stop.written) ? 0 : 1;
  },
};

const WORDS = {
  told: 'was told',
  dead: 'is dead',
  hung: 'hangs',
  ending: 'is just being replaced, and the next one is told',
} as const;
