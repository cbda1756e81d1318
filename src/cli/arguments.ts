import { parseArgs, type ParseArgsConfig } from 'node:util';
import { SHARD_LIMIT } from '#guardian/protocol';
import { errors } from './argument-errors.ts';

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

/** How many network printers share a process. */
export function perProcessOf(command: string, value: string): number {
  const size = Number(value);
  if (Number.isInteger(size) && size >= 1 && size <= SHARD_LIMIT) return size;
  throw errors.badFlag({ command, message: `--printers-per-process is a whole number from 1 to ${SHARD_LIMIT}` });
}
