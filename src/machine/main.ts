import { open } from 'node:fs/promises';
import { loadDriver } from '#drivers/registry';
import { handedPort, MAY_SHARE } from '#guardian/handed-port';
import { EXIT_MAY_SHARE, machineLock } from '#guardian/protocol';
import { STANDBY, standBy } from '#guardian/stand-by';
import { systemClock } from '#lib/clock';
import { takeProcessLock } from '#lib/lock';
import { PRECEDENCE, takePrecedence } from '#lib/precedence';
import { createSmallLog, descriptorDestination } from '#lib/small-log';
import { type PrinterId, printerId } from '#model/ids';
import { driveMachine, machineFolder } from './driven-machine.ts';
import { configuredDriver } from './journal.ts';
import { collectAll, smallAtRest } from './small-at-rest.ts';

export interface MachineProcessOptions {
  readonly printer: string;
  readonly dataFolder: string;
  readonly runtimeFolder: string;
  /** The version of Croft that this is. */
  readonly build: string;
}

/** A process that was to take over and cannot read what the one before it left. */
const EXIT_CANNOT_TAKE_OVER = 65;
const EXIT_CRASHED = 70;
/** An ending process gives its port away within this. */
const END_LIMIT_MS = 1_500;

/**
 * The process of one machine: owns one printer, from its journal to its wire. Started by the guardian, with the port as descriptor 3.
 * Resolves with the exit code when `signal` fires or another port is handed over by starting anew.
 */
export async function runMachine(options: MachineProcessOptions, signal: AbortSignal): Promise<number> {
  const id = printerId(options.printer);
  const { runtimeFolder, dataFolder } = options;
  const log = createSmallLog({ level: 'info', name: `machine ${id}`, destination: descriptorDestination(2) });
  let port = handedPort(process.env);
  if (process.env[STANDBY] !== undefined) {
    // What takes time is done before the one that drives the printer lets go of it.
    const name = configuredDriver(machineFolder(dataFolder, id));
    if (name === undefined || (name !== null && (await loadDriver(name)) === null)) {
      log.error({ driver: name }, 'this build cannot go on with what the machine was doing');
      return EXIT_CANNOT_TAKE_OVER;
    }
    takePrecedence(PRECEDENCE.guardianAndMachines);
    await rehearse(dataFolder, id);
    const going = await standBy({ runtimeFolder, dataFolder }, id, port.session);
    if (going === null || signal.aborted) return 0;
    port = { ...port, ...going };
  }
  takePrecedence(PRECEDENCE.guardianAndMachines);
  const mayShare = process.env[MAY_SHARE] !== undefined;
  const rest = smallAtRest({ clock: systemClock, isBusy: () => machine.isBusy(), collect: () => void collectAll() });
  const machine = driveMachine({
    printer: id,
    dataFolder,
    runtimeFolder,
    build: options.build,
    port,
    log,
    insteadOf: ({ spooling }) => (mayShare && spooling === 'device' ? EXIT_MAY_SHARE : null),
    onChange: () => rest.changed(),
  });
  machine.ending.addEventListener('abort', () => {
    rest[Symbol.dispose]();
    // What is durable is durable: nothing that hangs while ending may keep the next process from the port.
    setTimeout(() => process.exit(0), END_LIMIT_MS).unref();
  });
  signal.addEventListener('abort', () => machine.end(0), { once: true });
  if (signal.aborted) machine.end(0);
  const crash = (error: unknown): void => {
    try {
      machine.recordCrash(error);
    } finally {
      process.exit(EXIT_CRASHED);
    }
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  return machine.ended;
}

/** What a process does for the first time loads a good part of Node, and later the printer would wait for it: a lock, a file read. */
async function rehearse(dataFolder: string, id: PrinterId): Promise<void> {
  const lock = await takeProcessLock(dataFolder, `${machineLock(id)} stands by ${process.pid}`);
  if (lock !== 'taken') await lock[Symbol.asyncDispose]();
  await using file = await open(process.execPath);
  await file.read(Buffer.alloc(1));
}
