import { defineErrors, errorEntry } from '#lib/user-error';

export const errors = defineErrors({
  badFlag: errorEntry<{ command: string; message: string }>({
    code: 'bad-flag',
    cause: ({ command, message }) => `croft ${command}: ${message}`,
    remedy: ({ command }) => `croft ${command} --help lists what it takes.`,
  }),
  badPort: errorEntry<{ value: string }>({
    code: 'bad-port',
    cause: ({ value }) => `${JSON.stringify(value)} is no port.`,
    remedy: 'Give a whole number from 0 to 65535, such as --port 8300. 0 takes any free one.',
    field: '--port',
    rule: '0 to 65535',
  }),
  noWorkingCopy: errorEntry<{ folder: string }>({
    code: 'no-working-copy',
    cause: ({ folder }) => `${JSON.stringify(folder)} is no working copy of Croft.`,
    remedy: 'Go to the folder that holds src/drivers, or name it with --root.',
    field: '--root',
    rule: 'a folder with src/drivers/registry.ts',
  }),
  driverExists: errorEntry<{ name: string }>({
    code: 'driver-exists',
    cause: ({ name }) => `There is a folder src/drivers/${name} already.`,
    remedy: 'Take another name, or remove the folder and its lines in src/drivers/registry.ts.',
  }),
  serverRuns: errorEntry<Record<never, never>>({
    code: 'server-runs',
    cause: () => 'Croft runs on this data, and knows the old key by heart.',
    remedy: 'Stop it with Ctrl-C, give the command again, and start it; what prints, prints on.',
  }),
  nothingRuns: errorEntry<Record<never, never>>({
    code: 'nothing-runs',
    cause: () => 'Nothing of this farm runs on this host: there is no printer to stop.',
    remedy: 'Name the folder of the farm with --data, should it be another one.',
  }),
});
