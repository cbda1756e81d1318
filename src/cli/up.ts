import { connectGuardian } from '#guardian/client';
import { PRECEDENCE, takePrecedence } from '#lib/precedence';
import { keepNurserySmall } from '#lib/small-nursery';
import { UserError } from '#lib/user-error';
import { startCombinator } from '#combinator/main';
import { parseFlags, perProcessOf, portOf } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { startDemonstration } from './demonstration.ts';
import { FARM_FLAGS, FARM_HELP, foldersOf, logOf, secretKeyFileOf, webFolder } from './farm-flags.ts';
import { thisProgram } from './program.ts';
import { untilAborted } from './until-aborted.ts';
import { version } from './version.ts';

export const up: CliCommand = {
  summary: 'open the farm on this host: server, guardian and machines',
  help: `Flags:
${FARM_HELP}
  --demo         with three simulated printers and a job, until they are removed on the page

Ctrl-C or SIGTERM ends the server and the machines that are idle. A machine that prints goes on printing.`,
  async run(argv, signal) {
    const { values } = parseFlags('up', argv, { ...FARM_FLAGS, demo: { type: 'boolean', default: false } });
    const folders = await foldersOf(values.data);
    const log = logOf(values.verbose);
    const program = thisProgram();
    takePrecedence(PRECEDENCE.combinator);
    await using ending = new AsyncDisposableStack();
    const demonstration = values.demo ? ending.use(await startDemonstration({ ...folders, program, log })) : null;
    const combinator = ending.use(
      await startCombinator({
        ...folders,
        host: values.host,
        port: portOf(values.port),
        publicUrls: values['public-url'],
        secretKeyFile: secretKeyFileOf(values['secret-key-file']),
        webFolder: webFolder(),
        version: version(),
        printersPerProcess: perProcessOf('up', values['printers-per-process']),
        program,
        log,
        demonstration,
      }),
    );
    await demonstration?.furnish(combinator.features);
    // Not before: V8 refuses code that was compiled under other flags, and a start would take longer.
    using _nursery = keepNurserySmall();
    process.stdout.write(`Croft ${version()} is ready: ${combinator.address}\n`);
    process.stdout.write(`Data in ${folders.data}. Ctrl-C ends the server; printers that print go on.\n`);
    await untilAborted(signal);
    const simulated = (await demonstration?.printerIds()) ?? [];
    await ending.disposeAsync();
    process.stdout.write(await farewell(folders.runtime, simulated));
    return 0;
  },
};

/** Ends what is idle, and the machines whose simulated printers are gone; says what stays and how to end it. */
async function farewell(runtime: string, simulated: readonly string[]): Promise<string> {
  try {
    using guardian = await connectGuardian(runtime);
    await Promise.all(simulated.map((printer) => guardian.removeMachine(printer, { evenPrinting: true })));
    const { stayed } = await guardian.shutdown('idle-only');
    if (stayed.length === 0) return 'The server and all machines have ended.\n';
    const many = stayed.length === 1 ? '1 printer goes' : `${stayed.length} printers go`;
    return `The server has ended. ${many} on printing; \`croft up\` finds them again, \`croft down --cancel-prints\` ends them.\n`;
  } catch (error) {
    if (error instanceof UserError && error.code === 'guardian-gone')
      return 'The server and all machines have ended.\n';
    return `The server has ended; the guardian could not be asked (${(error as Error).message}).\n`;
  }
}
