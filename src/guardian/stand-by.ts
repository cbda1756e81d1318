import { watchProcessLock } from '#lib/lock';
import { UserError } from '#lib/user-error';
import { connectGuardian } from './client.ts';
import { machineLock } from './protocol.ts';
import type { GuardianFolders } from './start-guardian.ts';

/** In the environment of a process that is started beside the one that it is to replace. */
export const STANDBY = 'CROFT_STANDBY';

/** What the one that goes is told: what has happened to the port since it was started. */
export interface Going {
  readonly touched: boolean;
  readonly unreadMs: number;
}

/** Who has said that its printer may be left has ended within this; who has not drives on without a guardian. */
const ORPHAN_LIMIT_MS = 2_000;

/**
 * Tells the guardian that this process is ready to take over, and waits until it is told to go. Should the guardian die, and the old process
 * end all the same, because it had said already that its printer may be left, this one goes: it holds the port, and nobody else does any
 * more. Null when it is not needed: the upgrade was given up, or the old process drives on.
 * @param session of the port that this process was started with
 */
export async function standBy(
  folders: GuardianFolders,
  printerId: string,
  session: string | null,
  orphanLimitMs = ORPHAN_LIMIT_MS,
): Promise<Going | null> {
  const told = Promise.withResolvers<Going | null>();
  using link = await connectGuardian(folders.runtimeFolder, (push) => {
    if (push.push === 'go') told.resolve({ touched: push.touched, unreadMs: push.unreadMs });
  });
  void link.closed.then(() => told.resolve(null));
  try {
    await link.standby(printerId);
  } catch (error) {
    // It may have died between hearing it and saying so.
    if (!(error instanceof UserError && error.code === 'guardian-gone')) throw error;
  }
  const going = await told.promise;
  const missedAt = performance.now();
  if (going !== null || !(await isLeft(folders.dataFolder, printerId, orphanLimitMs))) return going;
  const touched = session !== null && (await touchedSessionOf(folders.runtimeFolder, printerId)) === session;
  return { touched, unreadMs: performance.now() - missedAt };
}

/** Whether the process that drove the printer has ended by then. */
async function isLeft(dataFolder: string, printerId: string, limitMs: number): Promise<boolean> {
  const left = Promise.withResolvers<boolean>();
  const watch = await watchProcessLock(dataFolder, machineLock(printerId), () => left.resolve(true));
  if (watch === 'free') return true;
  using _watch = watch;
  const timer = setTimeout(() => left.resolve(false), limitMs);
  try {
    return await left.promise;
  } finally {
    clearTimeout(timer);
  }
}

/** What the dead guardian has written to the port it has noted. */
async function touchedSessionOf(runtimeFolder: string, printerId: string): Promise<string | null> {
  // Only where a guardian died is it needed.
  const { readMemory } = await import('./machine-memory.ts');
  const { machines } = readMemory(runtimeFolder, () => {});
  return machines.find(({ wish }) => wish.printerId === printerId)?.touchedSession ?? null;
}
