import { join } from 'node:path';
import type { MachineState as GuardedMachine, SerialPort } from '#guardian/protocol';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { socketPath } from '#lib/folders';
import type { Answer } from '#model/command';
import type { Feedback } from '#model/feedback';
import type { CommandId, FileDigest, PrinterId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { Channel } from '#transport/channel';
import { listenUnix } from '#transport/unix';
import type { HistoryBatch } from '#wire/history-lane';
import type { FileRefusalReason } from '#wire/message';
import { type GuardianWatch, watchGuardian } from './guardian-watch.ts';
import { acceptMachineLink, type AgentLink } from './link.ts';

/** The socket in the runtime folder on which machines of this host find their combinator. */
export const COMBINATOR_SOCKET = 'combinator.sock';

/** How a machine process is started: this very program, with `machine` and what follows. */
export interface MachineProgram {
  readonly execArgv: readonly string[];
  readonly script: string;
}

/** What the combinator gives its agent, and hears from it. */
export interface AgentHost {
  /** max(database, highest epoch that the machine has seen) + 1, stored (WI3). Null: this farm has no such printer (FL1). */
  nextEpoch(printer: PrinterId, highestSeen: number): Promise<number | null>;
  readFile(digest: FileDigest, offset: number, length: number): Promise<Uint8Array | FileRefusalReason>;
  linked(link: AgentLink): void;
  unlinked(link: AgentLink, reason: string): void;
  snapshot(link: AgentLink, snapshot: MachineSnapshot): void;
  answered(link: AgentLink, commandId: CommandId, answer: Answer): void;
  feedback(printer: PrinterId, feedback: Feedback): void;
  history(printer: PrinterId, batch: HistoryBatch): void;
  /** What the guardian says of a machine process; null when it has gone. */
  process(printer: PrinterId, state: GuardedMachine | null): void;
  /** All serial ports of the host, whenever that changed. */
  ports(ports: readonly SerialPort[]): void;
}

export interface Agent extends AsyncDisposable {
  /** The printers that shall have a machine on this host, whole. Machines of others end unless they print (FL1). */
  want(printers: readonly PrinterId[]): void;
  /**
   * Past the machine: the guardian writes the bytes itself (MA5). Resolves when it answered, or could not be asked. Null: nobody
   * knows a number, and the machine allots the next.
   */
  emergencyStop(printer: PrinterId, stopNumber: number | null): Promise<void>;
  /** Resolves when the socket listens. */
  begin(): Promise<void>;
}

export function createAgent(parts: {
  readonly host: AgentHost;
  readonly program: MachineProgram;
  readonly data: string;
  readonly runtime: string;
  readonly clock: Clock;
  readonly log: Log;
}): Agent {
  const { host, runtime, data, clock, log } = parts;
  const stop = new AbortController();
  const links = new Set<AgentLink>();
  let watch: GuardianWatch | null = null;
  let listening: AsyncDisposable | null = null;

  function attach(channel: Channel): void {
    acceptMachineLink(channel, {
      clock,
      nextEpoch: (printer, highest) => host.nextEpoch(printer, highest),
      readFile: (digest, offset, length) => host.readFile(digest, offset, length),
      onWelcomed(link) {
        links.add(link);
        host.linked(link);
      },
      onSnapshot: (link, snapshot) => host.snapshot(link, snapshot),
      onAnswer: (link, commandId, answer) => host.answered(link, commandId, answer),
      onFeedback: (link, feedback) => host.feedback(link.printerId, feedback),
      onHistory: (link, batch) => host.history(link.printerId, batch),
      onClosed(link, reason) {
        links.delete(link);
        log.info({ printer: link.printerId, epoch: link.epoch, reason }, 'link ended');
        host.unlinked(link, reason);
      },
    });
  }

  const wish = (printer: PrinterId) => ({
    printerId: printer,
    entry: {
      ...parts.program,
      // A machine makes little garbage and does one thing at a time: a small nursery and one helper thread keep a hundred of them
      // affordable (quality.md §8).
      execArgv: [...parts.program.execArgv, '--max-semi-space-size=1', '--v8-pool-size=1'],
      argv: ['machine', '--printer', printer, '--data', data, '--runtime', runtime],
      // For each thread glibc keeps memory of its own otherwise; nothing here waits for another thread's. And it keeps what it once
      // had: after the pieces of a file that is fetched, tens of megabytes.
      env: { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' },
    },
    journalFolder: join(data, 'machines', printer),
  });

  return {
    async begin() {
      listening = await listenUnix(socketPath(runtime, COMBINATOR_SOCKET), attach);
      watch = watchGuardian({
        runtime,
        data,
        clock,
        log,
        signal: stop.signal,
        onMachine: (printer, state) => host.process(printer as PrinterId, state),
        onPorts: (ports) => host.ports(ports),
      });
    },
    want(printers) {
      watch?.want(printers.map(wish));
    },
    async emergencyStop(printer, stopNumber) {
      await watch?.emergencyStop(printer, stopNumber);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      for (const link of links) link.close('combinator-ends');
      await listening?.[Symbol.asyncDispose]();
      await watch?.[Symbol.asyncDispose]();
    },
  };
}
