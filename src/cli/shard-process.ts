import { runShard } from '#machine/shard';
import { errors } from './argument-errors.ts';
import type { CliCommand } from './command.ts';
import { valueOf } from './value-of.ts';
import { version } from './version.ts';

export const shard: CliCommand = {
  summary: 'the process that drives several network printers (started by the guardian)',
  help: `Flags:
  --data DIR     the farm's data folder
  --runtime DIR  the folder of the farm's sockets`,
  async run(argv, signal) {
    const [data, runtime] = ['--data', '--runtime'].map((flag) => valueOf(flag, argv));
    if (data === undefined || runtime === undefined) {
      throw errors.badFlag({ command: 'shard', message: '--data and --runtime are needed.' });
    }
    // A connection that a driver leaves open must not keep the process.
    return process.exit(await runShard({ dataFolder: data, runtimeFolder: runtime, build: version() }, signal));
  },
};
