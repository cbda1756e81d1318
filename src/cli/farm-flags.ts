import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findRuntimeFolder } from '#guardian/find-runtime-folder';
import { dataFolder, runtimeFolder } from '#lib/folders';
import { createLog } from '#lib/log';
import type { Log } from '#lib/log-types';

/** The flags that every command that opens a farm shares. */
export const FARM_FLAGS = {
  data: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '8300' },
  verbose: { type: 'boolean', default: false },
} as const;

export const FARM_HELP = `  --data DIR     where the farm's data lies ($CROFT_DATA, or ~/.local/share/croft)
  --port N       the page's port on this host (8300)
  --host NAME    127.0.0.1, localhost or ::1; others are refused until there are accounts
  --verbose      write every step of the log`;

/** The folders of a farm, made when missing; with processes of it at work, the runtime folder is theirs. Errors: `folder-unusable`, `runtime-folder-not-ours`. */
export async function foldersOf(
  data: string | undefined,
): Promise<{ readonly data: string; readonly runtime: string }> {
  const folder = dataFolder(data);
  return { data: folder, runtime: (await findRuntimeFolder(folder)) ?? runtimeFolder(folder) };
}

export const logOf = (verbose: boolean): Log =>
  createLog({ level: verbose ? 'debug' : 'warn', name: 'croft', destination: process.stderr });

export const webFolder = (): string => fileURLToPath(new URL('../../web/dist', import.meta.url));

export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
