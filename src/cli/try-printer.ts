import { text } from 'node:stream/consumers';
import { tryOut } from '#drivers/trial';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import type { CliCommand } from './command.ts';

/** A process of its own: whatever a printer that nobody knows yet sends, the farm goes on. Credentials come by stdin, never as arguments. */
export const tryPrinter: CliCommand = {
  summary: 'tries out a connection to a printer (started by the server)',
  help: 'Reads {"driver": …, "options": {…}} from standard input and writes a line of JSON for each step.',
  async run(_argv, signal) {
    const wish = JSON.parse(await text(process.stdin)) as { driver: string; options: Record<string, unknown> };
    await tryOut({
      ...wish,
      clock: systemClock,
      chance: systemChance,
      signal,
      tell: (news) => void process.stdout.write(`${JSON.stringify(news)}\n`),
    });
    return 0;
  },
};
