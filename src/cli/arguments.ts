import { parseArgs, type ParseArgsConfig } from 'node:util';
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
});

type Options = NonNullable<ParseArgsConfig['options']>;

/** Node's own parser, with its complaints in our form. Positional arguments only where the command takes them. */
export function parseFlags<T extends Options>(
  command: string,
  argv: readonly string[],
  options: T,
  positionals = false,
) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: positionals });
  } catch (error) {
    // Node's hint on `--` after the first sentence helps nobody here.
    const message = (error as Error).message.split('. To specify')[0]?.split('\n')[0] ?? 'bad arguments';
    throw errors.badFlag({ command, message }, { cause: error });
  }
}

export function portOf(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw errors.badPort({ value });
  return port;
}
