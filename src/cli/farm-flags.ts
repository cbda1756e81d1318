import { fileURLToPath } from 'node:url';
import { PRINTERS_PER_PROCESS } from '#agent/machine-entry';
import { findRuntimeFolder } from '#guardian/find-runtime-folder';
import { dataFolder, runtimeFolder } from '#lib/folders';
import { createLog } from '#lib/log';
import type { Log } from '#lib/log-types';

/** The flags that every command that opens a farm shares. */
export const FARM_FLAGS = {
  data: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '8300' },
  'public-url': { type: 'string', multiple: true, default: [] as string[] },
  'secret-key-file': { type: 'string' },
  'printers-per-process': { type: 'string', default: String(PRINTERS_PER_PROCESS) },
  verbose: { type: 'boolean', default: false },
} as const;

export const FARM_HELP = `  --data DIR     where the farm's data lies ($CROFT_DATA, or ~/.local/share/croft)
  --port N       the page's port on this host (8300)
  --host NAME    127.0.0.1; with 0.0.0.0 other devices reach it, and then every request needs a key (croft key create)
  --public-url U the address that people use from elsewhere, such as http://farm.lan:8300; may be given several times
  --secret-key-file F  the key of the farm's passwords ($CROFT_SECRET_KEY_FILE, or secret.key in the data folder, made when missing)
  --printers-per-process N  so many network printers share a process (${PRINTERS_PER_PROCESS}); 1: each has its own, as serial printers have
  --verbose      write every step of the log`;

/** The folders of a farm, made when missing; with processes of it at work, the runtime folder is theirs. Errors: `folder-unusable`, `runtime-folder-not-ours`. */
export async function foldersOf(
  data: string | undefined,
): Promise<{ readonly data: string; readonly runtime: string }> {
  const folder = dataFolder(data);
  return { data: folder, runtime: (await findRuntimeFolder(folder)) ?? runtimeFolder(folder) };
}

/** Undefined for the one in the data folder. */
export const secretKeyFileOf = (flag: string | undefined): string | undefined =>
  flag ?? process.env.CROFT_SECRET_KEY_FILE;

export const logOf = (verbose: boolean): Log =>
  createLog({ level: verbose ? 'debug' : 'warn', name: 'croft', destination: process.stderr });

export const webFolder = (): string => fileURLToPath(new URL('../../web/dist', import.meta.url));
