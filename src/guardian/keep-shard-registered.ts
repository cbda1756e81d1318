import type { Log } from '#lib/log-types';
import { UserError } from '#lib/user-error';
import { connectGuardian, type GuardianLink } from './client.ts';
import { guardianFolder } from './find-runtime-folder.ts';
import type { RunningInShard } from './protocol.ts';
import type { GuardianFolders } from './start-guardian.ts';

export interface ShardRegistrationOptions {
  readonly folders: GuardianFolders;
  readonly log: Log;
  /** The machines that this process holds now. */
  readonly machines: () => readonly RunningInShard[];
  readonly onRun: (machine: RunningInShard) => void;
  readonly onEnd: (printerId: string) => void;
  /** There is no guardian, and no machine that would start another: nobody needs this process. */
  readonly onNotNeeded: () => void;
}

/** The standing of a process of several machines with the guardian (PR5a), besides that of each machine. */
export interface ShardRegistration extends AsyncDisposable {
  /** `code`: as a process of its own would have ended. What is lost on the way the guardian learns from the machine's lock. */
  ended(machine: RunningInShard, code: number): void;
  /** Says that this process lives, for all its machines. False: nobody would hear it, and each says it by itself. */
  beat(): boolean;
  /** Where the guardian was found last: the sockets of the farm are there. */
  runtimeFolder(): string;
}

/** Between two tries to reach a guardian that is being started by a machine. */
const RETRY_MS = 300;
/** An older guardian knows no shards, and is not to be asked three times a second. */
const REFUSED_RETRY_MS = 3_000;

/** Says which machines this process holds, to each guardian anew, and hears which ones are to run or to end. */
export function keepShardRegistered(options: ShardRegistrationOptions): ShardRegistration {
  const { folders, log } = options;
  const ending = new AbortController();
  let link: GuardianLink | null = null;
  let beatsForAll = false;
  let { runtimeFolder } = folders;
  const over = new Promise<string>((resolve) => {
    ending.signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });

  async function stay(): Promise<void> {
    while (!ending.signal.aborted) {
      let retryMs = RETRY_MS;
      try {
        runtimeFolder = (await guardianFolder(folders.dataFolder)) ?? runtimeFolder;
        using next = await connectGuardian(runtimeFolder, (push) => {
          if (push.push === 'run-machine') options.onRun({ printerId: push.printerId, run: push.run });
          else if (push.push === 'end-machine') options.onEnd(push.printerId);
        });
        link = next;
        ({ beatsForAll } = await next.registerShard(options.machines()));
        const reason = await Promise.race([next.closed, over]);
        if (!ending.signal.aborted) log.warn({ reason }, 'the guardian is gone');
      } catch (error) {
        const isGone = error instanceof UserError && error.code === 'guardian-gone' && link === null;
        if (!isGone) log.warn({ err: error }, 'cannot register the shard with the guardian');
        if (!isGone) retryMs = REFUSED_RETRY_MS;
      }
      link = null;
      beatsForAll = false;
      if (options.machines().length === 0 && !ending.signal.aborted) return options.onNotNeeded();
      await Promise.race([new Promise((resolve) => setTimeout(resolve, retryMs)), over]);
    }
  }

  /** What a request on the link fails with ends the link, and the next one says everything again. */
  const tell = (say: (to: GuardianLink) => Promise<void>): void => {
    const to = link;
    if (to === null) return;
    say(to).catch((error: unknown) => {
      if (!ending.signal.aborted) log.warn({ err: error }, 'the guardian did not take a message');
      to[Symbol.dispose]();
    });
  };

  const staying = stay();
  return {
    ended: (machine, code) => tell((to) => to.machineEnded(machine, code)),
    beat() {
      if (beatsForAll) tell((to) => to.heartbeat());
      return beatsForAll;
    },
    runtimeFolder: () => runtimeFolder,
    async [Symbol.asyncDispose]() {
      ending.abort();
      link?.[Symbol.dispose]();
      await staying;
    },
  };
}
