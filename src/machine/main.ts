import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDriver } from '#drivers/registry';
import type { HeldPort } from '#drivers/driver';
import { handedPort, PORT_DESCRIPTOR } from '#guardian/handed-port';
import { EXIT_MACHINE_RUNS_ALREADY, lockNote, machineLock } from '#guardian/protocol';
import { keepRegistered } from '#guardian/registration';
import { STANDBY, standBy } from '#guardian/stand-by';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import { socketPath } from '#lib/folders';
import { takeProcessLock } from '#lib/lock';
import { PRECEDENCE, takePrecedence } from '#lib/precedence';
import { createSmallLog, descriptorDestination } from '#lib/small-log';
import { type PrinterId, bootId, journalId, printerId } from '#model/ids';
import { hasOpenPrint } from '#model/phase';
import { unixDialer } from '#transport/unix';
import { CARD_PRINTS, CARD_UPLOADS, PRINTER_FILES } from '#wire/limits';
import { createCardUploads } from './card-uploads.ts';
import { createIntake } from './intake.ts';
import { configuredDriver, openJournal } from './journal.ts';
import { judgeFile } from './judge-file.ts';
import { createMachineLink } from './link.ts';
import { createMachine, type Machine } from './loop.ts';
import { newMachine } from './machine-state.ts';
import { createPrinterFileServer } from './serve-printer-files.ts';
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
/** An ending process gives its port away within this. */
const END_LIMIT_MS = 1_500;
/** The socket of the combinator on this host, in the runtime folder; the agent listens there. */
const COMBINATOR_SOCKET = 'combinator.sock';

/**
 * The machine process: owns one printer, from its journal to its wire. Started by the guardian, with the port as descriptor 3.
 * Resolves with the exit code when `signal` fires or another port is handed over by starting anew.
 */
export async function runMachine(options: MachineProcessOptions, signal: AbortSignal): Promise<number> {
  const id = printerId(options.printer);
  const { runtimeFolder, dataFolder } = options;
  const log = createSmallLog({ level: 'info', name: `machine ${id}`, destination: descriptorDestination(2) });
  const folder = join(dataFolder, 'machines', id);
  let port = handedPort(process.env);
  if (process.env[STANDBY] !== undefined) {
    // What takes time is done before the one that drives the printer lets go of it.
    const name = configuredDriver(folder);
    if (name === undefined || (name !== null && (await loadDriver(name)) === null)) {
      log.error({ driver: name }, 'this build cannot go on with what the machine was doing');
      return EXIT_CANNOT_TAKE_OVER;
    }
    takePrecedence(PRECEDENCE.guardianAndMachines);
    await rehearse(dataFolder, id);
    const going = await standBy(runtimeFolder, id);
    if (going === null || signal.aborted) return 0;
    port = { ...port, ...going };
  }
  const lock = await takeProcessLock(dataFolder, machineLock(id), lockNote(runtimeFolder));
  if (lock === 'taken') return EXIT_MACHINE_RUNS_ALREADY;
  await using resources = new AsyncDisposableStack();
  resources.use(lock);
  takePrecedence(PRECEDENCE.guardianAndMachines);
  mkdirSync(folder, { recursive: true, mode: 0o700 });

  const ending = new AbortController();
  const end = (): void => {
    ending.abort();
    // What is durable is durable: nothing that hangs while ending may keep the next process from the port.
    setTimeout(() => process.exit(0), END_LIMIT_MS).unref();
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();

  const opened = openJournal(folder, systemClock.now());
  if (opened.problem !== 'none') log.warn({ problem: opened.problem }, 'journal');
  const boot = bootId(systemChance.id());
  const fresh = { printerId: id, journalId: journalId(systemChance.id()), bootId: boot };
  let machine: Machine | null = null;
  const registration = keepRegistered({
    folders: { runtimeFolder, dataFolder },
    printerId: id,
    port,
    chance: systemChance,
    log,
    build: options.build,
    onHandOver: (stillWished) => void handOver(stillWished),
    onPortReady: end,
    onStopped: (number) => machine?.onStop(number, 'guardian'),
    // What was written behind our back leaves no proof to adopt by: the process starts anew, and the session says that it was
    // touched. In every other phase the stop that was written arrives as a stop.
    onPortTouched: () => {
      if (machine?.snapshot().phase.kind === 'adopting') end();
    },
  });
  resources.use(registration);

  const printerFiles = createPrinterFileServer({
    files: () => machine?.files() ?? null,
    uploads: createCardUploads((upload, signal, told) => created.writeCard(upload, signal, told)),
    clock: systemClock,
  });
  const link = createMachineLink({
    dial: unixDialer(() => socketPath(registration.runtimeFolder(), COMBINATOR_SOCKET)),
    clock: systemClock,
    chance: systemChance,
    hello: () => helloOf(created.snapshot(), created.highestEpoch()),
    snapshot: () => created.snapshot(),
    onCommand: (envelope) => created.onCommand(envelope),
    onStop: (stopNumber) => created.onStop(stopNumber, 'combinator'),
    onWelcome: (epoch) => created.onWelcome(epoch),
    onFileAsk: (ask, answer) => printerFiles.ask(ask, answer),
    onEnd: (reason) => log.info({ reason }, 'link ended'),
    signal: ending.signal,
  });
  const rest = smallAtRest({
    clock: systemClock,
    isBusy: () => hasOpenPrint(created.snapshot().phase),
    collect: () => void collectAll(),
  });
  resources.use(rest);
  const created = createMachine({
    state: opened.state ?? newMachine(fresh, systemClock.now()),
    bootId: boot,
    spool: opened.spool,
    journal: opened.journal,
    intake: createIntake({
      folder: join(folder, 'files'),
      request: (digest, offset, length) => link.requestFile(digest, offset, length),
      judge: judgeFile,
      clock: systemClock,
    }),
    voice: {
      answer: link.answer,
      feedback: link.feedback,
      history: link.history,
      changed() {
        link.changed();
        rest.changed();
      },
    },
    guardian: {
      wishPort: (wish) => registration.wishPort(wish),
      reopenPort: (reason) => registration.reopenPort(reason),
      portLost: (reason) => registration.portLost(reason),
      safety: (safety, printing, proven) => registration.set({ ...safety, printing, proven }),
    },
    port: heldPort(port),
    portTarget: port.wish,
    loadDriver,
    clock: systemClock,
    chance: systemChance,
    log,
  });
  machine = created;
  resources.use(created);
  resources.use(printerFiles);

  async function handOver(stillWished: () => boolean): Promise<void> {
    const handed = await created.handOver(stillWished);
    if (handed.kind === 'ready') end();
    else registration.handOverRefused(handed.reason);
  }

  const crash = (error: unknown): void => {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    log.fatal({ err: error }, 'machine crashes');
    try {
      created.recordCrash({ code: 'machine-crashed', message, at: systemClock.now() });
    } finally {
      process.exit(70);
    }
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  await created.begin();
  link.begin();
  await new Promise<void>((resolve) => {
    if (ending.signal.aborted) resolve();
    else ending.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return 0;
}

/** What a process does for the first time loads a good part of Node, and later the printer would wait for it: a lock, a file read. */
async function rehearse(dataFolder: string, id: PrinterId): Promise<void> {
  const lock = await takeProcessLock(dataFolder, `${machineLock(id)} stands by ${process.pid}`);
  if (lock !== 'taken') await lock[Symbol.asyncDispose]();
  await using file = await open(process.execPath);
  await file.read(Buffer.alloc(1));
}

function heldPort(port: ReturnType<typeof handedPort>): HeldPort | null {
  if (port.session === null || port.wish.kind === 'none') return null;
  return {
    kind: port.wish.kind,
    fd: PORT_DESCRIPTOR,
    session: port.session,
    ...(port.baud === null ? {} : { baud: port.baud }),
    touched: port.touched,
    unreadMs: port.unreadMs,
  };
}

function helloOf(snapshot: ReturnType<Machine['snapshot']>, highestEpoch: number) {
  const { printerId: id, journalId: journal, bootId: boot, version } = snapshot;
  const capabilities = [PRINTER_FILES, CARD_UPLOADS, CARD_PRINTS];
  return { printerId: id, journalId: journal, bootId: boot, version, highestEpoch, driver: null, capabilities };
}
