import { readFileSync } from 'node:fs';

/** The version of Croft that this program is. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
