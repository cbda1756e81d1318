import type { Chance } from '#lib/chance';
import type { Log } from '#lib/log-types';
import { UserError } from '#lib/user-error';
import { connectGuardian, type GuardianLink } from './client.ts';
import { guardianFolder } from './find-runtime-folder.ts';
import type { HandedPort } from './handed-port.ts';
import { HEARTBEAT_MS, type PortWish, type Push } from './protocol.ts';
import { ensureGuardian, type GuardianFolders } from './start-guardian.ts';

/** What the guardian must know to make the printer safe without its machine (MA5). */
export interface SafetyFacts {
  readonly heating: boolean;
  readonly printing: boolean;
  /** See Registration.proven: this process knows what the printer does. */
  readonly proven: boolean;
  readonly stopBytes: Uint8Array;
  readonly heatersOffBytes: Uint8Array;
}

export interface RegistrationOptions {
  readonly folders: GuardianFolders;
  readonly printerId: string;
  readonly port: HandedPort;
  readonly chance: Chance;
  readonly log: Log;
  /** The version of Croft that this process runs. */
  readonly build: string | null;
  /** What this process does once for all its machines; left out, it holds this one only. */
  readonly shared?: SharedByMachines;
  /**
   * Another build takes over: the process ends as soon as the printer may be left, or says why it may not. `stillWished`: the guardian
   * that asked is still there. Without it the process that stands by is gone, and nobody else may hold the port (PR2).
   */
  readonly onHandOver: (stillWished: () => boolean) => void;
  /** The port is there, or another one: the process ends within a second, and is started anew with it. */
  readonly onPortReady: () => void;
  /** An emergency stop was asked of the guardian; `written`: its bytes are on their way already. */
  readonly onStopped: (number: number | null, written: boolean) => void;
  /** The guardian wrote to our session of the port: nothing may be resumed on it. */
  readonly onPortTouched: () => void;
}

/** What machines of one process have in common towards the guardian. */
export interface SharedByMachines {
  /** One timer for all: each wakes the process. */
  readonly eachHeartbeat: (beat: () => void) => Disposable;
  /** Starts a guardian; those that ask meanwhile wait for the same one. */
  readonly startGuardian: (folders: GuardianFolders) => Promise<void>;
}

/** A machine's standing with the guardian of its host, kept up through the guardian's death (PR3). */
export interface MachineRegistration extends AsyncDisposable {
  /** Told at once, and again to each new guardian. */
  set(facts: SafetyFacts): void;
  portLost(reason: string): void;
  handOverRefused(reason: string): void;
  reopenPort(reason: string): void;
  wishPort(port: PortWish): void;
  /** Where the guardian was found last: the sockets of the farm are there, also after a guardian with another environment. */
  runtimeFolder(): string;
}

/** Between two tries to reach a guardian that is being started by somebody. */
const RETRY_MS = 300;
/** After this much silence, and a share of chance, a machine starts a guardian itself: not all of them at once. */
const START_AFTER_MS = 500;
const START_SPREAD_MS = 1_500;

const UNKNOWN: SafetyFacts = {
  heating: false,
  printing: false,
  proven: false,
  stopBytes: new Uint8Array(),
  heatersOffBytes: new Uint8Array(),
};

/** Registers this process, says each second that it lives, and finds or starts the next guardian when one dies. */
export function keepRegistered(options: RegistrationOptions): MachineRegistration {
  const { folders, printerId, port, log, chance } = options;
  const ending = new AbortController();
  let facts = UNKNOWN;
  let link: GuardianLink | null = null;
  let { runtimeFolder } = folders;
  let wished: PortWish | null = null;
  /** What was said of the port last. It ends this process, so until then each next guardian is told it again. */
  let portWord: ((to: GuardianLink) => Promise<void>) | null = null;
  const over = new Promise<string>((resolve) => {
    ending.signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });

  const onPush = (push: Push, isOpen: () => boolean): void => {
    if (push.push === 'port-ready') options.onPortReady();
    else if (push.push === 'hand-over') options.onHandOver(isOpen);
    else if (push.push === 'stopped') options.onStopped(push.number, push.written);
    else if (push.push === 'port-touched') options.onPortTouched();
  };
  const register = async (to: GuardianLink): Promise<void> => {
    const answer = await to.register({
      printerId,
      pid: process.pid,
      portSession: port.session,
      build: options.build,
      inShard: options.shared !== undefined,
      ...facts,
    });
    if (answer.portTouched && !port.touched) options.onPortTouched();
    if (answer.stopped !== null) options.onStopped(answer.stopped.number, true);
  };
  /** What a request on the link fails with ends the link, and the next one says everything again. */
  const tell = (say: (to: GuardianLink) => Promise<void>): void => {
    const to = link;
    if (to === null) return;
    say(to).catch((error: unknown) => {
      if (!ending.signal.aborted) log.warn({ err: error }, 'the guardian did not take a message');
      to[Symbol.dispose]();
    });
  };

  const tellPort = (say: (to: GuardianLink) => Promise<void>): void => {
    portWord = say;
    tell(say);
  };

  const heart = (options.shared?.eachHeartbeat ?? ownHeartbeat)(() => tell((to) => to.heartbeat()));

  async function stay(): Promise<void> {
    let missingSince = performance.now();
    const patienceMs = START_AFTER_MS + chance.fraction() * START_SPREAD_MS;
    while (!ending.signal.aborted) {
      try {
        runtimeFolder = (await guardianFolder(folders.dataFolder)) ?? runtimeFolder;
        let isOpen = true;
        const next = await connectGuardian(runtimeFolder, (push) => onPush(push, () => isOpen));
        using _open = next;
        void next.closed.then(() => (isOpen = false));
        await register(next);
        link = next;
        log.info('registered with the guardian');
        if (wished !== null) await next.wishPort(wished);
        await portWord?.(next);
        const reason = await Promise.race([next.closed, over]);
        link = null;
        missingSince = performance.now();
        if (!ending.signal.aborted) log.warn({ reason }, 'the guardian is gone');
      } catch (error) {
        link = null;
        const isGone = error instanceof UserError && error.code === 'guardian-gone';
        if (!isGone) log.warn({ err: error }, 'cannot register with the guardian');
        const isTime = performance.now() - missingSince > patienceMs;
        if (isGone && isTime && !ending.signal.aborted) await startAnother();
      }
      await Promise.race([new Promise((resolve) => setTimeout(resolve, RETRY_MS)), over]);
    }
  }

  async function startAnother(): Promise<void> {
    try {
      const start = options.shared?.startGuardian ?? ((where) => ensureGuardian(where, ending.signal));
      await start({ ...folders, runtimeFolder });
    } catch (error) {
      if (!ending.signal.aborted) log.error({ err: error }, 'no guardian can be started');
    }
  }

  const staying = stay();
  return {
    set(next) {
      facts = next;
      tell(register);
    },
    portLost(reason) {
      const { session } = port;
      if (session !== null) tellPort((to) => to.portLost(session, reason));
    },
    handOverRefused: (reason) => tell((to) => to.handOverRefused(reason)),
    reopenPort: (reason) => tellPort((to) => to.reopenPort(reason)),
    wishPort(next) {
      wished = next;
      tell((to) => to.wishPort(next));
    },
    runtimeFolder: () => runtimeFolder,
    async [Symbol.asyncDispose]() {
      heart[Symbol.dispose]();
      ending.abort();
      link?.[Symbol.dispose]();
      await staying;
    },
  };
}

function ownHeartbeat(beat: () => void): Disposable {
  const timer = setInterval(beat, HEARTBEAT_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
