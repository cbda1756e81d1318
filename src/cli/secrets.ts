import { join } from 'node:path';
import { createEvents } from '#combinator/events/events';
import { createProblems } from '#combinator/problems/problems';
import { type FarmSchema, migrations } from '#combinator/schema';
import { rotateSecretKey } from '#combinator/secrets/rotate';
import { manifests } from '#drivers/registry';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import { UserError } from '#lib/user-error';
import { openSqlite } from '#storage/sqlite';
import { errors } from './argument-errors.ts';
import { parseFlags } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { foldersOf, logOf, secretKeyFileOf } from './farm-flags.ts';

/** The key of the farm's passwords. */
export const secrets: CliCommand = {
  summary: 'change the key that the farm’s passwords are sealed with',
  help: `Usage: croft secrets rotate [flags]

Makes a new key, seals every password of the farm anew with it, and forgets the old key. Croft must not run meanwhile: stop it with Ctrl-C;
what prints, prints on. Wherever it is broken off, the farm can read its passwords, and the command can be given again.

Flags:
  --data DIR           the farm's data folder
  --secret-key-file F  the file of the key ($CROFT_SECRET_KEY_FILE, or secret.key in the data folder)
  --keep-old           leaves the old key in the file, behind the new one: a backup of the database that was made before needs it`,
  async run(argv) {
    const { values, positionals } = parseFlags(
      'secrets',
      argv,
      {
        data: { type: 'string' },
        'secret-key-file': { type: 'string' },
        'keep-old': { type: 'boolean', default: false },
      },
      true,
    );
    const flags = values as {
      readonly data?: string;
      readonly 'secret-key-file'?: string;
      readonly 'keep-old': boolean;
    };
    if (positionals.length !== 1 || positionals[0] !== 'rotate')
      throw errors.badFlag({ command: 'secrets', message: 'Say rotate.' });
    const { data } = await foldersOf(flags.data);
    const log = logOf(false);
    await using storage = await openAlone(join(data, 'farm.sqlite'));
    const events = createEvents({ storage, clock: systemClock, log });
    const { file, sealed, unreadable } = await rotateSecretKey({
      storage,
      problems: createProblems({ storage, events, clock: systemClock, chance: systemChance }),
      manifests,
      place: { data, named: secretKeyFileOf(flags['secret-key-file']) },
      log,
      keepOld: flags['keep-old'],
    });
    process.stdout.write(`${file} holds a new key; ${sealed} passwords are sealed with it.\n`);
    if (!flags['keep-old'])
      process.stdout.write('Copies of the database that were made before need the old key, which is forgotten here.\n');
    for (const message of unreadable) process.stdout.write(`${message} Enter it again on the page.\n`);
    return 0;
  },
};

/** A server that runs has the old key in its memory, and would go on sealing with it. */
async function openAlone(file: string) {
  try {
    return await openSqlite<FarmSchema>({ file, migrations, clock: systemClock, log: logOf(false) });
  } catch (error) {
    if (error instanceof UserError && error.code === 'storage-in-use') throw errors.serverRuns({}, { cause: error });
    throw error;
  }
}
