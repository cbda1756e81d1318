import { startCombinator } from '#combinator/main';
import { PRECEDENCE, takePrecedence } from '#lib/precedence';
import { keepNurserySmall } from '#lib/small-nursery';
import { parseFlags, perProcessOf, portOf } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { FARM_FLAGS, FARM_HELP, foldersOf, logOf, secretKeyFileOf, webFolder } from './farm-flags.ts';
import { thisProgram } from './program.ts';
import { untilAborted } from './until-aborted.ts';
import { version } from './version.ts';

/** The combinator alone; machines go on when it ends. */
export const combinator: CliCommand = {
  summary: 'the server alone: queue, library, page and API',
  help: `Flags:\n${FARM_HELP}`,
  async run(argv, signal) {
    const { values } = parseFlags('combinator', argv, FARM_FLAGS);
    const folders = await foldersOf(values.data);
    const log = logOf(values.verbose);
    takePrecedence(PRECEDENCE.combinator);
    await using running = await startCombinator({
      ...folders,
      host: values.host,
      port: portOf(values.port),
      publicUrls: values['public-url'],
      secretKeyFile: secretKeyFileOf(values['secret-key-file']),
      webFolder: webFolder(),
      version: version(),
      printersPerProcess: perProcessOf('combinator', values['printers-per-process']),
      program: thisProgram(),
      log,
      demonstration: null,
    });
    // Not before: V8 refuses code that was compiled under other flags, and a start would take longer.
    using _nursery = keepNurserySmall();
    process.stdout.write(`Croft ${version()} is ready: ${running.address}\n`);
    await untilAborted(signal);
    return 0;
  },
};
