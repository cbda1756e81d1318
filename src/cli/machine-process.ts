import { runMachine } from '#machine/main';
import { errors } from './argument-errors.ts';
import type { CliCommand } from './command.ts';
import { valueOf } from './value-of.ts';
import { version } from './version.ts';

export const machine: CliCommand = {
  summary: 'the process that drives one printer (started by the guardian)',
  help: `Flags:
  --printer ID   the printer
  --data DIR     the farm's data folder
  --runtime DIR  the folder of the farm's sockets`,
  async run(argv, signal) {
    const [printer, data, runtime] = ['--printer', '--data', '--runtime'].map((flag) => valueOf(flag, argv));
    if (printer === undefined || data === undefined || runtime === undefined) {
      throw errors.badFlag({ command: 'machine', message: '--printer, --data and --runtime are needed.' });
    }
    const code = await runMachine({ printer, dataFolder: data, runtimeFolder: runtime, build: version() }, signal);
    // A descriptor that the driver leaves open must not keep the process: its successor waits for the port.
    return process.exit(code);
  },
};
