#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { CliCommand } from '#cli/command';
import { UserError } from '#lib/user-error';

/** `croft <command>`: each is loaded only when it is asked for, so that a machine process pays for nothing but itself. */
const COMMANDS: Readonly<Record<string, () => Promise<CliCommand>>> = {
  up: async () => (await import('#cli/up')).up,
  down: async () => (await import('#cli/down')).down,
  'upgrade-machine': async () => (await import('#cli/upgrade-machine')).upgradeMachine,
  estop: async () => (await import('#cli/estop')).estop,
  doctor: async () => (await import('#cli/doctor')).doctor,
  key: async () => (await import('#cli/key')).key,
  secrets: async () => (await import('#cli/secrets')).secrets,
  events: async () => (await import('#cli/events')).events,
  combinator: async () => (await import('#cli/processes')).combinator,
  guardian: async () => (await import('#cli/guardian-process')).guardian,
  machine: async () => (await import('#cli/machine-process')).machine,
  shard: async () => (await import('#cli/shard-process')).shard,
  'try-printer': async () => (await import('#cli/try-printer')).tryPrinter,
  'new-driver': async () => (await import('#cli/new-driver')).newDriver,
  simulate: async () => (await import('#cli/simulate')).simulate,
};

const INTRODUCTION = `croft – one queue over every 3D printer

Usage: croft <command> [flags]      croft <command> --help

Commands:
`;

async function help(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => `  ${name.padEnd(17)}${(await load()).summary}`),
  );
  return `${INTRODUCTION}${lines.join('\n')}\n\nThe farm’s data lies in $CROFT_DATA, or in ~/.local/share/croft.\n`;
}

/**
 * The compiled code of the commands, written by the build: without it V8 compiles two megabytes before the combinator is back from its
 * death. Where it is missing and the folder cannot be written, a start is only slower.
 */
if (import.meta.url.endsWith('.js')) enableCompileCache(fileURLToPath(new URL('./compiled', import.meta.url)));

async function main([name, ...argv]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(await help());
    return name === undefined ? 1 : 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    process.stderr.write(`croft: there is no command ${JSON.stringify(name)}.\n\n${await help()}`);
    return 1;
  }
  const command = await load();
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`croft ${name}: ${command.summary}\n\n${command.help}\n`);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // A second signal means that somebody has lost patience.
      if (stop.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
      stop.abort();
    });
  }
  return command.run(argv, stop.signal);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`croft: ${error.message}\n       ${error.remedy}\n`);
  process.exitCode = 1;
}
