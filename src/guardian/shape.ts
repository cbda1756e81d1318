/**
 * Reads unknown JSON at the guardian's border. Each reader takes the value and where it stands, and says field, rule
 * and what was found when it does not fit. Written by hand because the guardian loads nothing that it does not need.
 */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
  /** Where the fault is, such as `port.baud`; empty for the message itself. */
  readonly field: string;

  constructor(field: string, rule: string) {
    super(field === '' ? `the message ${rule}` : `${field} ${rule}`);
    this.field = field;
  }
}

export type Fields = Readonly<Record<string, unknown>>;
type Reader<T> = (value: unknown, field: string) => T;

/** No text in a message is longer, but for the bytes that a machine registers. */
const TEXT_LIMIT = 4_096;

export function fields(value: unknown, field = ''): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedMessage(field, 'must be an object');
  }
  return value as Fields;
}

export function text(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '' || value.length > TEXT_LIMIT || value.includes('\0')) {
    throw new MalformedMessage(field, `must be a text of 1–${TEXT_LIMIT} characters without NUL`);
  }
  return value;
}

export function boolean(value: unknown, field: string): boolean {
  if (typeof value !== 'boolean') throw new MalformedMessage(field, 'must be true or false');
  return value;
}

export function integer(least: number, most: number): Reader<number> {
  return (value, field) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
      throw new MalformedMessage(field, `must be a whole number from ${least} to ${most}`);
    }
    return value;
  };
}

/** Base64 text to bytes; at most `limit` of them. */
export function bytes(limit: number): Reader<Uint8Array> {
  return (value, field) => {
    const isBase64 = typeof value === 'string' && value.length <= limit * 2 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
    const decoded = isBase64 ? Buffer.from(value, 'base64') : null;
    if (decoded === null || decoded.length > limit) {
      throw new MalformedMessage(field, `must be at most ${limit} bytes in base64`);
    }
    return new Uint8Array(decoded);
  };
}

export function list<T>(reader: Reader<T>, limit: number): Reader<readonly T[]> {
  return (value, field) => {
    if (!Array.isArray(value) || value.length > limit) {
      throw new MalformedMessage(field, `must be a list of at most ${limit}`);
    }
    return value.map((item: unknown, index) => reader(item, `${field}[${index}]`));
  };
}

export function textMap(limit: number): Reader<Readonly<Record<string, string>>> {
  return (value, field) => {
    const entries = Object.entries(fields(value, field));
    if (entries.length > limit) throw new MalformedMessage(field, `must have at most ${limit} entries`);
    return Object.fromEntries(
      entries.map(([name, item]) => {
        if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new MalformedMessage(field, `has a bad name: ${name}`);
        if (typeof item !== 'string' || item.includes('\0')) {
          throw new MalformedMessage(`${field}.${name}`, 'must be a text without NUL');
        }
        return [name, item];
      }),
    );
  };
}

export function orNull<T>(reader: Reader<T>): Reader<T | null> {
  return (value, field) => (value === null || value === undefined ? null : reader(value, field));
}

export function oneOf<const T extends string>(allowed: readonly T[]): Reader<T> {
  return (value, field) => {
    const found = allowed.find((each) => each === value);
    if (found === undefined) throw new MalformedMessage(field, `must be one of ${allowed.join(', ')}`);
    return found;
  };
}

export function printerId(value: unknown, field: string): string {
  if (typeof value !== 'string' || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(value)) {
    throw new MalformedMessage(field, 'must be a printer id: 1–64 characters of a–z, 0–9 and "-"');
  }
  return value;
}
