/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

/** How deep a logged value is followed; deeper it becomes '[deep]'. An endless structure would fill the disk. */
const DEPTH_LIMIT = 6;
/** How many elements or keys of one value are kept. A logged file or snapshot would fill the disk. */
const BREADTH_LIMIT = 100;

const SECRET_ENDINGS = ['password', 'passwd', 'apikey', 'accesscode', 'token', 'secret', 'authorization', 'cookie'];

/** Whether a key names a secret, in any spelling: `apiKey`, `X-Api-Key`, `new_password`, `accessToken`. */
export function isSecretKey(key: string): boolean {
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  return SECRET_ENDINGS.some((ending) => plain.endsWith(ending));
}

/** A copy fit for a log: secrets replaced by key, errors spelled out, cycles and great depth cut. Never throws. */
export function redact(value: unknown): unknown {
  try {
    return copy(value, 0, []);
  } catch {
    return '[unreadable]';
  }
}

function copy(value: unknown, depth: number, above: readonly object[]): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return '[circular]';
  if (depth >= DEPTH_LIMIT) return '[deep]';
  const path = [...above, value];
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[no date]' : value.toISOString();
  if (Array.isArray(value)) return value.slice(0, BREADTH_LIMIT).map((element) => copy(element, depth + 1, path));
  if (value instanceof Map) return copy(Object.fromEntries(value), depth, above);
  if (value instanceof Set) return copy([...value], depth, above);
  const entries: [string, unknown][] = value instanceof Error ? errorEntries(value) : Object.entries(value);
  return Object.fromEntries(
    entries
      .slice(0, BREADTH_LIMIT)
      .map(([key, inner]) => [key, isSecretKey(key) ? REDACTED : copy(inner, depth + 1, path)]),
  );
}

/** Message and stack of an error are not enumerable; its own fields (code, field, …) are. */
function errorEntries(error: Error): [string, unknown][] {
  const entries: [string, unknown][] = [
    ['type', error.name],
    ['message', error.message],
    ['stack', error.stack],
  ];
  if (error.cause !== undefined) entries.push(['cause', error.cause]);
  if (error instanceof AggregateError) entries.push(['errors', error.errors]);
  const named = new Set(['name', ...entries.map(([key]) => key)]);
  return [...entries, ...Object.entries(error).filter(([key]) => !named.has(key))];
}
