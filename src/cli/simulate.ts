import { HELP } from '#drivers/marlin/simulator/command-line';
import { runSimulator } from '#drivers/marlin/simulator/main';
import type { CliCommand } from './command.ts';

export const simulate: CliCommand = {
  summary: 'a simulated printer, for trying things out and for tests',
  help: HELP,
  async run(argv, signal) {
    await runSimulator(argv, signal);
    return 0;
  },
};
