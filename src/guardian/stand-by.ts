import { connectGuardian } from './client.ts';

/** In the environment of a process that is started beside the one that it is to replace. */
export const STANDBY = 'CROFT_STANDBY';

/** What the one that goes is told: what has happened to the port since it was started. */
export interface Going {
  readonly touched: boolean;
  readonly unreadMs: number;
}

/**
 * Tells the guardian that this process is ready to take over, and waits until it is told to go. Null when it is not needed: the upgrade
 * was given up, or the guardian is gone, and whoever comes after it knows nothing of this process.
 */
export async function standBy(runtimeFolder: string, printerId: string): Promise<Going | null> {
  const gone = Promise.withResolvers<Going | null>();
  using link = await connectGuardian(runtimeFolder, (push) => {
    if (push.push === 'go') gone.resolve({ touched: push.touched, unreadMs: push.unreadMs });
  });
  void link.closed.then(() => gone.resolve(null));
  await link.standby(printerId);
  // Awaited here, or the connection would be closed before.
  return await gone.promise;
}
