import { machineEntry, PRINTERS_PER_PROCESS, shardWish } from '#agent/machine-entry';
import { connectGuardian } from '#guardian/client';
import type { UpgradeAnswer } from '#guardian/protocol';
import { UserError } from '#lib/user-error';
import { errors } from './argument-errors.ts';
import { parseFlags, perProcessOf } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { foldersOf } from './farm-flags.ts';
import { thisProgram } from './program.ts';
import { version } from './version.ts';
import { withGuardian } from './wake-guardian.ts';

/** The process of a printer is replaced by one of this build; a print goes on, line for line (MA10). */
export const upgradeMachine: CliCommand = {
  summary: 'let this version of Croft drive a printer, also in mid-print',
  help: `Usage: croft upgrade-machine PRINTER-ID      croft upgrade-machine --all

Flags:
  --all          every printer of this host, one after the other
  --data DIR     the farm's data folder
  --printers-per-process N  so many network printers share a process (${PRINTERS_PER_PROCESS})

The process that drives the printer stops at a line's border, and a new one, which stood ready beside it, goes on with the next line.
A network printer prints on by itself meanwhile; with --all those that shared a process share one again.
Where the new one does not come up, the one before it goes on. The server and the guardian stay as they are.

Exit code 0 when this version drives every printer meant, 1 otherwise.`,
  async run(argv) {
    const { values, positionals } = parseFlags(
      'upgrade-machine',
      argv,
      {
        all: { type: 'boolean', default: false },
        data: { type: 'string' },
        'printers-per-process': { type: 'string', default: String(PRINTERS_PER_PROCESS) },
      },
      true,
    );
    const perProcess = perProcessOf('upgrade-machine', values['printers-per-process'] as string);
    const folders = await foldersOf(values.data as string | undefined);
    const [printer] = positionals;
    if ((printer === undefined) === !values.all || positionals.length > 1)
      throw errors.badFlag({ command: 'upgrade-machine', message: 'Name one printer, or --all.' });
    const good = await withGuardian(folders, async (runtime) => {
      using guardian = await connectGuardian(runtime);
      const machines = await guardian.list();
      const meant = printer === undefined ? machines.map(({ printerId }) => printerId) : [printer];
      const where = { data: folders.data, runtime };
      // A label of this very time: processes of before, of whatever build, are left by all that are meant.
      const label = `Croft ${version()}, since ${new Date().toISOString()}`;
      const shard = shardWish(thisProgram(), where, { size: perProcess, label });
      let failed = 0;
      for (const each of meant) {
        try {
          const entry = machineEntry(thisProgram(), each, where);
          process.stdout.write(`${each}: ${told(await guardian.upgradeMachine(each, entry, shard))}\n`);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          failed++;
          process.stderr.write(`${each}: NOT upgraded: ${error.message}. ${error.remedy}\n`);
        }
      }
      if (meant.length === 0) process.stdout.write('There is no machine on this host.\n');
      return failed === 0;
    });
    if (good === null) throw errors.nothingRuns({});
    return good ? 0 : 1;
  },
};

function told({ from, to, gapMs, printing }: UpgradeAnswer): string {
  const versions = `${from ?? 'an older version'} → ${to ?? version()}`;
  if (to === null) return `${versions}; it has not found its printer yet.`;
  return printing
    ? `${versions}; the print goes on. No process fed the printer for ${gapMs} ms.`
    : `${versions}; nothing was printing.`;
}
