import { runMachine } from '#machine/main';
import { errors, parseFlags } from './arguments.ts';
import type { CliCommand } from './command.ts';

export const machine: CliCommand = {
  summary: 'the process that drives one printer (started by the guardian)',
  help: `Flags:
  --printer ID   the printer
  --data DIR     the farm's data folder
  --runtime DIR  the folder of the farm's sockets`,
  async run(argv, signal) {
    const { values } = parseFlags('machine', argv, {
      printer: { type: 'string' },
      data: { type: 'string' },
      runtime: { type: 'string' },
    });
    const { printer, data, runtime } = values;
    if (typeof printer !== 'string' || typeof data !== 'string' || typeof runtime !== 'string') {
      throw errors.badFlag({ command: 'machine', message: '--printer, --data and --runtime are needed.' });
    }
    const code = await runMachine({ printer, dataFolder: data, runtimeFolder: runtime }, signal);
    // A descriptor that the driver leaves open must not keep the process: its successor waits for the port.
    return process.exit(code);
  },
};
