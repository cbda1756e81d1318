import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GUARDIAN_LOCK, machineLock } from '#guardian/protocol';
import { ensureGuardian } from '#guardian/start-guardian';
import { lockHolder } from '#lib/lock';
import { UserError } from '#lib/user-error';

interface Folders {
  readonly data: string;
  readonly runtime: string;
}

/**
 * Does what needs the guardian. One that was killed comes back where machines are: while anything of the farm lives it is waited for,
 * or started. Null when nothing runs.
 */
export async function withGuardian<T>(folders: Folders, act: (runtime: string) => Promise<T>): Promise<T | null> {
  try {
    return await act(folders.runtime);
  } catch (error) {
    if (!(error instanceof UserError && error.code === 'guardian-gone')) throw error;
    if (!(await anyRuns(folders.data))) return null;
  }
  await ensureGuardian({ runtimeFolder: folders.runtime, dataFolder: folders.data });
  return act(folders.runtime);
}

/** Whoever lives holds a lock of the data folder, whether it answers or not. */
async function anyRuns(data: string): Promise<boolean> {
  const printers = await readdir(join(data, 'machines')).catch(() => []);
  const locks = await Promise.all([GUARDIAN_LOCK, ...printers.map(machineLock)].map((name) => lockHolder(data, name)));
  return locks.some((holder) => holder !== 'free');
}
