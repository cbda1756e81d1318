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
  nothingRuns: errorEntry<Record<never, never>>({
    code: 'nothing-runs',
    cause: () => 'Nothing of this farm runs on this host: there is no printer to stop.',
    remedy: 'Name the folder of the farm with --data, should it be another one.',
  }),
});
