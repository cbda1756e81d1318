import { createInterface } from 'node:readline/promises';
import { connectGuardian } from '#guardian/client';
import { parseFlags } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { foldersOf } from './farm-flags.ts';
import { withGuardian } from './wake-guardian.ts';

export const down: CliCommand = {
  summary: 'end the machines and the guardian of this host',
  help: `Flags:
  --data DIR         the farm's data folder
  --cancel-prints    also end machines that print: their prints fail, and their beds must be looked at. Asks first.
  --yes              do not ask

Without --cancel-prints, machines that print go on. The server itself is ended with Ctrl-C or SIGTERM.`,
  async run(argv) {
    const { values } = parseFlags('down', argv, {
      data: { type: 'string' },
      'cancel-prints': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    });
    using guardian = await withGuardian(await foldersOf(values.data), (runtime) => connectGuardian(runtime));
    if (guardian === null) {
      process.stdout.write('Nothing runs.\n');
      return 0;
    }
    const printing = (await guardian.list()).filter((machine) => machine.printing);
    const endAll =
      values['cancel-prints'] && (printing.length === 0 || values.yes || (await confirmed(printing.length)));
    const { stayed } = await guardian.shutdown(endAll ? 'all' : 'idle-only');
    if (stayed.length === 0) process.stdout.write('All machines have ended.\n');
    else
      process.stdout.write(
        `${stayed.length} still printing and left alone: ${stayed.join(', ')}. --cancel-prints ends them.\n`,
      );
    return stayed.length > 0 && values['cancel-prints'] ? 1 : 0;
  },
};

async function confirmed(prints: number): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stderr.write('Nobody is there to ask; --yes says so beforehand.\n');
    return false;
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question(
    `${prints === 1 ? 'A print' : `${prints} prints`} would fail. End them? Type yes: `,
  );
  lines.close();
  return answer.trim().toLowerCase() === 'yes';
}
