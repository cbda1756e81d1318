import { join } from 'node:path';
import type { MachineState as GuardedMachine, SerialPort } from '#guardian/protocol';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { socketPath } from '#lib/folders';
import type { Answer } from '#model/command';
import type { Feedback } from '#model/feedback';
import type { CommandId, FileDigest, PrinterId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { PrinterFileAnswer, PrinterFileAsk } from '#model/printer-file';
import type { Channel } from '#transport/channel';
import { listenUnix } from '#transport/unix';
import { listenUnixTrunk } from '#transport/unix-trunk';
import type { HistoryBatch } from '#wire/history-lane';
import type { FileRefusalReason } from '#wire/message';
import { type GuardianWatch, type WantedMachine, watchGuardian } from './guardian-watch.ts';
import { acceptMachineLink, type AgentLink } from './link.ts';
import { machineEntry, type MachineProgram, shardWish } from './machine-entry.ts';

/** The socket in the runtime folder on which machines of this host find their combinator. */
const COMBINATOR_SOCKET = 'combinator.sock';
/** The one for processes of several machines: their links share a connection (WI8). */
const TRUNK_SOCKET = 'trunk.sock';

/** What the combinator gives its agent, and hears from it. */
export interface AgentHost {
  /** A machine dials; it has not said yet which. */
  dialled(): void;
  /** max(database, highest epoch that the machine has seen) + 1, stored (WI3). Null: this farm has no such printer (FL1). */
  nextEpoch(printer: PrinterId, highestSeen: number, isStillThere: () => boolean): Promise<number | null>;
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

export interface WantedPrinter {
  readonly id: PrinterId;
  /** It prints on by itself, so that its machine may share a process with others (PR5a). */
  readonly shares: boolean;
}

export interface Agent extends AsyncDisposable {
  /** The printers that shall have a machine on this host, whole. Machines of others end unless they print (FL1). */
  want(printers: readonly WantedPrinter[]): void;
  /**
   * Past the machine: the guardian writes the bytes itself (MA5). Resolves when it answered, or could not be asked. Null: nobody
   * knows a number, and the machine allots the next.
   */
  emergencyStop(printer: PrinterId, stopNumber: number | null): Promise<void>;
  /** About the printer's own files (DL), over the link that is up. Never rejects. */
  askFile(printer: PrinterId, ask: PrinterFileAsk): Promise<PrinterFileAnswer | Uint8Array>;
  /** Resolves when the socket listens. */
  begin(): Promise<void>;
}

export function createAgent(parts: {
  readonly host: AgentHost;
  readonly program: MachineProgram;
  /** The version of Croft that this is. */
  readonly version: string;
  /** Network printers in one process, at the most. */
  readonly printersPerProcess: number;
  readonly data: string;
  readonly runtime: string;
  readonly clock: Clock;
  readonly log: Log;
}): Agent {
  const { host, runtime, data, clock, log } = parts;
  const stop = new AbortController();
  const links = new Set<AgentLink>();
  let watch: GuardianWatch | null = null;
  const listening = new AsyncDisposableStack();

  function attach(channel: Channel): void {
    host.dialled();
    acceptMachineLink(channel, {
      clock,
      nextEpoch: (printer, highest, isStillThere) => host.nextEpoch(printer, highest, isStillThere),
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

  const shard = shardWish(
    parts.program,
    { data, runtime },
    { size: parts.printersPerProcess, label: `Croft ${parts.version}` },
  );
  const wish = ({ id, shares }: WantedPrinter): WantedMachine => ({
    printerId: id,
    entry: machineEntry(parts.program, id, { data, runtime }),
    journalFolder: join(data, 'machines', id),
    shard,
    shares,
  });

  return {
    async begin() {
      const onTrouble = (error: Error): void => log.warn({ err: error }, 'connection of machines');
      // In this order: who finds this one and no trunk knows that there is none (unix-trunk.ts).
      listening.use(await listenUnixTrunk(socketPath(runtime, TRUNK_SOCKET), attach, { onTrouble }));
      listening.use(await listenUnix(socketPath(runtime, COMBINATOR_SOCKET), attach, { onTrouble }));
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
    async askFile(printer, ask) {
      const link = [...links].filter((each) => each.printerId === printer).sort((a, b) => b.epoch - a.epoch)[0];
      if (link !== undefined) return link.askFile(ask);
      return { kind: 'refused', reason: 'unreachable', message: 'The machine of this printer is not connected now.' };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      for (const link of links) link.close('combinator-ends');
      await listening.disposeAsync();
      await watch?.[Symbol.asyncDispose]();
    },
  };
}
