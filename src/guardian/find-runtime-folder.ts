import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isOwnRuntimeFolder } from '#lib/folders';
import { lockHolder } from '#lib/lock';
import { GUARDIAN_LOCK, machineLock } from './protocol.ts';

/**
 * The runtime folder that the guardian of this data folder has its sockets in, or, with none at work, its machines; null when
 * nothing runs. A shell without XDG_RUNTIME_DIR (ssh, cron, sudo) would look elsewhere, and find a farm that it takes for dead.
 */
export async function findRuntimeFolder(dataFolder: string): Promise<string | null> {
  const guardian = await guardianFolder(dataFolder);
  if (guardian !== null) return guardian;
  const machines = await Promise.all(
    machineIds(dataFolder).map((id) => notedFolder(dataFolder, machineLock(id)).catch(() => null)),
  );
  return machines.find((folder) => folder !== null) ?? null;
}

/** Where the guardian of this data folder listens; null when none runs, or when it does not say so. */
export function guardianFolder(dataFolder: string): Promise<string | null> {
  return notedFolder(dataFolder, GUARDIAN_LOCK).catch(() => null);
}

/** Any user of the host could hold a lock of this name, so only a folder of our own is believed. */
async function notedFolder(dataFolder: string, lock: string): Promise<string | null> {
  const holder = await lockHolder(dataFolder, lock);
  if (typeof holder === 'string' || typeof holder.note !== 'object' || holder.note === null) return null;
  if (!('runtimeFolder' in holder.note) || typeof holder.note.runtimeFolder !== 'string') return null;
  return isOwnRuntimeFolder(holder.note.runtimeFolder) ? holder.note.runtimeFolder : null;
}

function machineIds(dataFolder: string): readonly string[] {
  try {
    return readdirSync(join(dataFolder, 'machines'));
  } catch {
    return [];
  }
}
