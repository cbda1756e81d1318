import { AsyncLocalStorage } from 'node:async_hooks';
import { closeSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { HandedPort } from '#guardian/handed-port';
import { keepShardRegistered } from '#guardian/keep-shard-registered';
import { EXIT_NEEDS_OWN_PROCESS, HEARTBEAT_MS, type RunningInShard } from '#guardian/protocol';
import type { SharedByMachines } from '#guardian/registration';
import { ensureGuardian } from '#guardian/start-guardian';
import { openAppendLog } from '#lib/append-log';
import { systemClock } from '#lib/clock';
import { socketPath } from '#lib/folders';
import type { Log } from '#lib/log-types';
import { PRECEDENCE, takePrecedence } from '#lib/precedence';
import { createSmallLog, descriptorDestination } from '#lib/small-log';
import { type PrinterId, printerId } from '#model/ids';
import type { Dialer } from '#transport/channel';
import { unixTrunkDialer } from '#transport/unix-trunk';
import { COMBINATOR_SOCKET, type DrivenMachine, driveMachine, machineFolder } from './driven-machine.ts';
import { ownedBy } from './owned-channel.ts';
import { collectAll, smallAtRest } from './small-at-rest.ts';

export interface ShardOptions {
  readonly dataFolder: string;
  readonly runtimeFolder: string;
  /** The version of Croft that this is. */
  readonly build: string;
}

const EXIT_CRASHED = 70;
/** As of a process that ends by an error before it has begun. */
const EXIT_FAILED = 1;
/** Nothing that hangs while ending may keep the next process from the printer. */
const MACHINE_END_LIMIT_MS = 4_000;
/** Of a process that was told to end with all its machines: what is durable is durable. */
const END_LIMIT_MS = 3_000;
/** A shard has always something that has just changed: it collects this often at the most. */
const COLLECT_EVERY_MS = 60_000;
/** The socket of the combinator on this host for processes of several machines, in the runtime folder; the agent listens there. */
const TRUNK_SOCKET = 'trunk.sock';
const NO_PORT: HandedPort = { wish: { kind: 'none' }, session: null, baud: null, touched: false, unreadMs: 0 };

/** One machine in this process. */
interface Held {
  /** The newest number that the guardian gave this run. */
  run: number;
  machine: DrivenMachine | null;
}

/**
 * The process of several machines whose printers print on by themselves (PR5a). Each has its lock, its journal, its boot and its links;
 * they share the event loop, the code of their drivers, the connection that their links go over (WI8) and the death of the process. Resolves with the exit code when `signal` fires, or when
 * nobody needs it any more.
 */
export async function runShard(options: ShardOptions, signal: AbortSignal): Promise<number> {
  const { dataFolder, runtimeFolder } = options;
  const log = createSmallLog({ level: 'info', name: `shard ${process.pid}`, destination: descriptorDestination(2) });
  takePrecedence(PRECEDENCE.guardianAndMachines);
  const held = new Map<string, Held>();
  /** Whatever comes from a machine, a timer, a socket, a promise, carries it: so it is known who has failed. */
  const current = new AsyncLocalStorage<Held>();
  const over = Promise.withResolvers<void>();
  const shared = sharedByMachines(signal, () => registration.beat());
  const rest = smallAtRest({
    clock: systemClock,
    // Twenty milliseconds more or less are felt by no printer that prints by itself.
    isBusy: () => false,
    collect: () => void collectAll(),
    everyMs: COLLECT_EVERY_MS,
  });

  function run({ printerId: printer, run: number }: RunningInShard): void {
    if (signal.aborted) return;
    const before = held.get(printer);
    if (before !== undefined) {
      // Begun for a guardian before this one: it goes on, under the number that this one knows it by.
      before.run = number;
      return;
    }
    const entry: Held = { run: number, machine: null };
    held.set(printer, entry);
    const words = machineLog(dataFolder, printerId(printer));
    const machine = current.run(entry, () =>
      driveMachine({
        printer: printerId(printer),
        dataFolder,
        runtimeFolder,
        build: options.build,
        port: NO_PORT,
        log: words.log,
        shared,
        dial,
        insteadOf: ({ spooling }) => (spooling === 'host' ? EXIT_NEEDS_OWN_PROCESS : null),
        onChange: () => rest.changed(),
      }),
    );
    entry.machine = machine;
    let limit: NodeJS.Timeout | null = null;
    machine.ending.addEventListener('abort', () => {
      limit = setTimeout(() => {
        log.fatal({ printer }, 'a machine does not come to its end, and nobody else may begin: the shard ends');
        process.exit(EXIT_CRASHED);
      }, MACHINE_END_LIMIT_MS);
    });
    void machine.ended
      .catch((error: unknown) => {
        words.log.fatal({ err: error }, 'machine fails');
        return EXIT_FAILED;
      })
      .then((code) => {
        if (limit !== null) clearTimeout(limit);
        held.delete(printer);
        words[Symbol.dispose]();
        // Told to end as a whole, the process tells of them all by its own end.
        if (!signal.aborted) registration.ended({ printerId: printer, run: entry.run }, code);
      });
  }

  /** Its own failure ends a machine and not its neighbours (PR5a); one that nobody can be named for ends the process. */
  function fail(error: unknown): void {
    const entry = current.getStore();
    if (entry === undefined || entry.machine === null) return crash(error);
    if (entry.machine.ending.aborted) return log.warn({ err: error }, 'a machine that is ending fails');
    try {
      entry.machine.recordCrash(error);
    } catch (refused) {
      log.error({ err: refused }, 'the crash of a machine cannot be written down');
    }
    entry.machine.end(EXIT_CRASHED);
  }

  function crash(error: unknown): never {
    try {
      log.fatal({ err: error }, 'shard crashes');
      for (const { machine } of held.values()) machine?.recordCrash(error);
    } finally {
      process.exit(EXIT_CRASHED);
    }
  }

  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  const registration = keepShardRegistered({
    folders: { dataFolder, runtimeFolder },
    log,
    machines: () => [...held].map(([printer, { run: number }]) => ({ printerId: printer, run: number })),
    onRun: run,
    onEnd(printer) {
      const entry = held.get(printer);
      if (entry !== undefined) current.run(entry, () => entry.machine?.end(0));
    },
    onNotNeeded: over.resolve,
  });
  /** What belongs to no machine: a connection of all is not the one's who happened to need it first. */
  const forAll = AsyncLocalStorage.snapshot();
  const trunk = unixTrunkDialer(() => {
    const folder = registration.runtimeFolder();
    return { trunk: socketPath(folder, TRUNK_SOCKET), single: socketPath(folder, COMBINATOR_SOCKET) };
  });
  const dial: Dialer = async (ending) => ownedBy(await forAll(() => trunk.dial(ending)), fail);
  const endAll = (): void => {
    const machines = [...held.values()].map(async (entry) => {
      current.run(entry, () => entry.machine?.end(0));
      await entry.machine?.ended;
    });
    void Promise.allSettled(machines).then(() => over.resolve());
    setTimeout(over.resolve, END_LIMIT_MS);
  };
  if (signal.aborted) endAll();
  else signal.addEventListener('abort', endAll, { once: true });
  await over.promise;
  return 0;
}

/** The machine's own words, in its own file although it shares the process. */
function machineLog(dataFolder: string, id: PrinterId): { readonly log: Log } & Disposable {
  let descriptor = openAppendLog(join(machineFolder(dataFolder, id), 'machine.log'));
  const destination = { write: (line: string) => writeSync(descriptor ?? 2, line) };
  return {
    log: createSmallLog({ level: 'info', name: `machine ${id}`, destination }),
    [Symbol.dispose]() {
      // Something may still have a word to say when the number belongs to another file already.
      const closed = descriptor;
      descriptor = null;
      if (closed !== null) closeSync(closed);
    },
  };
}

/** `beatForAll`: one beat instead of one of each machine, if it can be said. */
function sharedByMachines(signal: AbortSignal, beatForAll: () => boolean): SharedByMachines {
  const beats = new Set<() => void>();
  setInterval(() => {
    if (beatForAll()) return;
    for (const beat of beats) beat();
  }, HEARTBEAT_MS).unref();
  let starting: Promise<void> | null = null;
  return {
    eachHeartbeat(beat) {
      const inContext = AsyncLocalStorage.bind(beat);
      beats.add(inContext);
      return { [Symbol.dispose]: () => void beats.delete(inContext) };
    },
    startGuardian(folders) {
      starting ??= ensureGuardian(folders, signal).finally(() => (starting = null));
      return starting;
    },
  };
}
