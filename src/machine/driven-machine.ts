import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DriverManifest, HeldPort } from '#drivers/driver';
import { loadDriver } from '#drivers/registry';
import { type HandedPort, PORT_DESCRIPTOR } from '#guardian/handed-port';
import { EXIT_MACHINE_RUNS_ALREADY, lockNote, machineLock } from '#guardian/protocol';
import { keepRegistered, type SharedByMachines } from '#guardian/registration';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import { socketPath } from '#lib/folders';
import { takeProcessLock } from '#lib/lock';
import type { Log } from '#lib/log-types';
import { bootId, journalId, type PrinterId } from '#model/ids';
import { hasOpenPrint } from '#model/phase';
import type { Dialer } from '#transport/channel';
import { unixDialer } from '#transport/unix';
import { CARD_PRINTS, CARD_UPLOADS, PRINTER_FILES } from '#wire/limits';
import { createCardUploads } from './card-uploads.ts';
import { createIntake } from './intake.ts';
import { openJournal } from './journal.ts';
import { judgeFile } from './judge-file.ts';
import { createMachineLink } from './link.ts';
import { createMachine, type Machine } from './loop.ts';
import { newMachine } from './machine-state.ts';
import { createPrinterFileServer } from './serve-printer-files.ts';

export interface DrivenMachineOptions {
  readonly printer: PrinterId;
  readonly dataFolder: string;
  readonly runtimeFolder: string;
  /** The version of Croft that this is. */
  readonly build: string;
  readonly port: HandedPort;
  readonly log: Log;
  /** What it does once for all its machines, in a process of several. */
  readonly shared?: SharedByMachines;
  /** How it reaches its combinator; left out, over a connection of its own. */
  readonly dial?: Dialer;
  /** With what code it ends instead of driving a printer with this driver; null: it drives it. */
  readonly insteadOf: (manifest: DriverManifest) => number | null;
  /** Its state changed. */
  readonly onChange: () => void;
}

/** One printer's machine, from its lock and its journal to its wire, in a process of its own or beside others (PR5a). */
export interface DrivenMachine {
  /** Ends it; the first code counts. */
  end(code: number): void;
  /** Fires when it begins to end. */
  readonly ending: AbortSignal;
  /** Writes into the journal why it is about to end (MA9); synchronous. */
  recordCrash(error: unknown): void;
  isBusy(): boolean;
  /** Resolves with the exit code when nothing of it is left. Rejects when it could not be begun or ended properly. */
  readonly ended: Promise<number>;
}

export const machineFolder = (dataFolder: string, id: PrinterId): string => join(dataFolder, 'machines', id);
/** The socket of the combinator on this host, in the runtime folder; the agent listens there. */
export const COMBINATOR_SOCKET = 'combinator.sock';

export function driveMachine(options: DrivenMachineOptions): DrivenMachine {
  const ending = new AbortController();
  let code = 0;
  let machine: Machine | null = null;
  const end = (reason: number): void => {
    if (ending.signal.aborted) return;
    code = reason;
    ending.abort();
  };

  async function live(): Promise<number> {
    const { printer: id, runtimeFolder, dataFolder, log, port } = options;
    const folder = machineFolder(dataFolder, id);
    const lock = await takeProcessLock(dataFolder, machineLock(id), lockNote(runtimeFolder));
    if (lock === 'taken') return EXIT_MACHINE_RUNS_ALREADY;
    await using resources = new AsyncDisposableStack();
    resources.use(lock);
    mkdirSync(folder, { recursive: true, mode: 0o700 });

    const opened = openJournal(folder, systemClock.now());
    if (opened.problem !== 'none') log.warn({ problem: opened.problem }, 'journal');
    const boot = bootId(systemChance.id());
    const fresh = { printerId: id, journalId: journalId(systemChance.id()), bootId: boot };
    const registration = keepRegistered({
      folders: { runtimeFolder, dataFolder },
      printerId: id,
      port,
      chance: systemChance,
      log,
      build: options.build,
      ...(options.shared === undefined ? {} : { shared: options.shared }),
      onHandOver: (stillWished) => void handOver(stillWished),
      onPortReady: () => end(0),
      onStopped: (number) => machine?.onStop(number, 'guardian'),
      // What was written behind our back leaves no proof to adopt by: the process starts anew, and the session says that it was
      // touched. In every other phase the stop that was written arrives as a stop.
      onPortTouched: () => {
        if (machine?.snapshot().phase.kind === 'adopting') end(0);
      },
    });
    resources.use(registration);

    const printerFiles = createPrinterFileServer({
      files: () => machine?.files() ?? null,
      uploads: createCardUploads((upload, uploading, told) => created.writeCard(upload, uploading, told)),
      clock: systemClock,
    });
    const link = createMachineLink({
      dial: options.dial ?? unixDialer(() => socketPath(registration.runtimeFolder(), COMBINATOR_SOCKET)),
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
          options.onChange();
        },
      },
      guardian: {
        wishPort: (wish) => registration.wishPort(wish),
        reopenPort: (reason) => registration.reopenPort(reason),
        portLost: (reason) => registration.portLost(reason),
        safety: (safety, printing, proven) => registration.set({ ...safety, printing, proven }),
        mayDrive(manifest) {
          const instead = options.insteadOf(manifest);
          if (instead === null) return true;
          log.info({ driver: manifest.name, spooling: manifest.spooling }, 'machine goes over to another process');
          end(instead);
          return false;
        },
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
      if (handed.kind === 'ready') end(0);
      else registration.handOverRefused(handed.reason);
    }

    if (!ending.signal.aborted) {
      await created.begin();
      link.begin();
    }
    await new Promise<void>((resolve) => {
      if (ending.signal.aborted) resolve();
      else ending.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    return code;
  }

  return {
    end,
    ending: ending.signal,
    recordCrash(error) {
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      options.log.fatal({ err: error }, 'machine crashes');
      machine?.recordCrash({ code: 'machine-crashed', message, at: systemClock.now() });
    },
    isBusy: () => machine !== null && hasOpenPrint(machine.snapshot().phase),
    ended: live(),
  };
}

function heldPort(port: HandedPort): HeldPort | null {
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
