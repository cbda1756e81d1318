import type { FormField } from './form-fields.ts';

/** A file that a printer wants, made of what its form says: `x-file` of its kind's schema. */
export interface FileTemplate {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly lines: readonly string[];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null for kinds that want none. */
export function fileTemplate(schema: unknown): FileTemplate | null {
  const file = isRecord(schema) ? schema['x-file'] : null;
  if (!isRecord(file) || !Array.isArray(file.lines)) return null;
  const { name, title, help, lines } = file;
  if (typeof name !== 'string' || typeof title !== 'string' || typeof help !== 'string') return null;
  return { name, title, help, lines: lines.map(String) };
}

/** The text, or the title of the first field that is still empty. `host`: this server, as the person reaches it. */
export function settingsFile(
  { lines }: FileTemplate,
  fields: readonly FormField[],
  options: Readonly<Record<string, unknown>>,
  host: string,
): { readonly text: string } | { readonly missing: string } {
  let missing: string | null = null;
  const text = lines.map((line) =>
    line.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
      if (name === 'host') return host;
      const value = options[name];
      if (typeof value === 'string' || typeof value === 'number') return String(value);
      missing ??= fields.find((field) => field.name === name)?.title ?? name;
      return '';
    }),
  );
  return missing === null ? { text: `${text.join('\n')}\n` } : { missing };
}

const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

/** A secret that nobody guesses, of signs that are not taken for each other. */
export function madeUp(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length * 2))) {
      // The rest would make some signs likelier than others.
      const isFair = byte < Math.floor(256 / SIGNS.length) * SIGNS.length;
      if (isFair && text.length < length) text += SIGNS[byte % SIGNS.length];
    }
  }
  return text;
}
