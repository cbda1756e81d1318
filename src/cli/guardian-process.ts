import { runGuardian } from '#guardian/main';
import type { CliCommand } from './command.ts';

export const guardian: CliCommand = {
  summary: 'the process that holds the ports and starts the machines (started by itself)',
  help: `Flags:
  --runtime DIR  the folder of the farm's sockets
  --data DIR     the farm's data folder

Croft starts it when it is missing. It outlives the server and every machine.`,
  run: (argv, signal) => runGuardian(argv, signal),
};
