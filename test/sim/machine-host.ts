import { createHash } from 'node:crypto';
import type { CreateDriver, DriverManifest, PortWish } from '#drivers/driver';
import { FileCheck } from '#gcode/file-check';
import type { Chance } from '#lib/chance';
import { silentLog } from '#lib/small-log';
import { FileRefused, type Intake, type IntakeResult } from '#machine/intake';
import { openJournal } from '#machine/journal';
import { limitsOf } from '#gcode/gate-limits';
import { createMachineLink } from '#machine/link';
import { createMachine, type Machine } from '#machine/loop';
import { newMachine } from '#machine/machine-state';
import type { CommandEnvelope } from '#model/command';
import { bootId, journalId, type PrinterId } from '#model/ids';
import type { PhaseKind, PrinterErrorCode } from '#model/phase';
import type { PrintFile } from '#model/print';
import type { MemoryNetwork } from '#transport/memory';
import { JournalReader } from '../judge/evidence.ts';
import type { SimulatedBody } from './simulated-body.ts';
import { createSimulatedDisk, type SimulatedDisk } from './simulated-disk.ts';
import { after, type ProcessTime, type VirtualTime } from './virtual-time.ts';

/** Where in a call to its disk a process dies. */
export type DiskPoint = 'before-write' | 'before-sync' | 'after-sync';

/** A dead process does nothing more; this is thrown where it would. */
class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

export const COMBINATOR = 'combinator';
const FOLDER = '/machine';
const RESTART = { firstMs: 20, spreadMs: 400 };
const OPEN_MS = 50;
/** Pieces small enough that a file has several. */
const PIECE_BYTES = 64;
const PIECE_RETRY_MS = 500;
const END_LIMIT_MS = 5_000;

export interface MachineHostParts {
  readonly printerId: PrinterId;
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly network: MemoryNetwork;
  readonly body: SimulatedBody;
  readonly manifest: DriverManifest;
  /** `isAlive`: of the process that drives. */
  readonly driverOf: (textOf: (path: string) => string, isAlive: () => boolean) => CreateDriver;
  readonly onPhase: (phase: PhaseKind) => void;
  readonly onCommand: (envelope: CommandEnvelope) => void;
  /** False: none of what the driver measures leaves the machine. */
  readonly sendsFeedback: boolean;
  readonly tally: (what: string) => void;
}

interface Process {
  readonly machine: Machine;
  readonly time: ProcessTime;
  readonly ending: AbortController;
  alive: boolean;
}

interface Port {
  readonly path: string;
  readonly session: string;
  touched: boolean;
}

/**
 * One machine with its guardian and its disk: the real loop, the real journal on the simulated disk, the real link. The guardian
 * holds the port and starts a dead process anew, as the real one does.
 */
export class MachineHost {
  readonly printerId: PrinterId;
  readonly body: SimulatedBody;
  readonly disk: SimulatedDisk = createSimulatedDisk();
  readonly journals = new JournalReader('');
  /** Journals that went with their disk: nobody can be asked for what they still had to tell. */
  readonly wipedJournals = new Set<string>();
  skewMs = 0;
  /** No room on the disk. */
  isFull = false;
  /** The machine dies there, the next time that it comes by; then this is called. */
  deathAt: { readonly point: DiskPoint; readonly die: () => void } | null = null;
  /** Ended processes that took longer than a process may. */
  readonly slowEnds: string[] = [];
  readonly #parts: MachineHostParts;
  /** Files that are here and whole. */
  readonly #files = new Map<string, Uint8Array>();
  #process: Process | null = null;
  #port: Port | null = null;
  #wish: PortWish = { kind: 'none' };
  #sessions = 0;
  #diedAt = 0;
  #journalId = '';
  #phase: PhaseKind = 'connecting';
  /** No guardian: nothing is started. */
  #isOff = false;

  constructor(parts: MachineHostParts) {
    this.#parts = parts;
    this.printerId = parts.printerId;
    this.body = parts.body;
    parts.body.onPlugged = () => this.#openLater();
  }

  get #isDevice(): boolean {
    return this.#parts.manifest.spooling === 'device';
  }

  get phase(): PhaseKind {
    return this.#phase;
  }

  get isAlive(): boolean {
    return this.#process !== null;
  }

  /** What a snapshot would say now; null while no process lives. */
  get snapshot() {
    return this.#process?.machine.snapshot() ?? null;
  }

  start(): void {
    if (this.#process !== null || this.#isOff) return;
    const { chance, network, body, printerId, time: world } = this.#parts;
    const time = world.process(this.skewMs);
    const ending = new AbortController();
    let process: Process | null = null;
    const isAlive = (): boolean => process === null || process.alive;
    const disk = this.disk.as({
      before: (what) => {
        if (!isAlive()) throw new ProcessDied();
        if (what === 'write') this.#mayDie('before-write');
        if (what === 'sync') this.#mayDie('before-sync');
        if (this.isFull) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        if (what === 'rename') this.readJournal();
      },
      after: (what) => {
        if (what === 'sync') this.#mayDie('after-sync');
      },
      delay: () => after(time, 1 + 20 * chance.fraction()),
    });
    const opened = openJournal(FOLDER, time.now(), disk);
    if (opened.problem === 'torn-tail') this.#parts.tally('F20 a torn tail cut');
    if (opened.problem === 'corrupt') this.#parts.tally('a journal with a hole put aside');
    const boot = bootId(chance.id());
    const fresh = { printerId, journalId: journalId(chance.id()), bootId: boot };
    const port = this.#port;
    const link = createMachineLink({
      dial: network.dialer(COMBINATOR, printerId),
      clock: time,
      chance,
      hello: () => {
        const { journalId: journal, bootId: ofBoot, version } = machine.snapshot();
        const ids = { printerId, journalId: journal, bootId: ofBoot, version };
        return { ...ids, highestEpoch: machine.highestEpoch(), driver: null, capabilities: [] };
      },
      snapshot: () => machine.snapshot(),
      onCommand: (envelope) => {
        this.#parts.onCommand(envelope);
        machine.onCommand(envelope);
      },
      onStop: (stopNumber) => machine.onStop(stopNumber, 'combinator'),
      onWelcome: (epoch) => machine.onWelcome(epoch),
      signal: ending.signal,
    });
    const doIfAlive = (act: () => void): void => {
      if (isAlive()) act();
    };
    const machine = createMachine({
      state: opened.state ?? newMachine(fresh, time.now()),
      bootId: boot,
      spool: opened.spool,
      journal: opened.journal,
      intake: this.#intake(time, (digest, offset, length) => link.requestFile(digest, offset, length)),
      voice: {
        changed: () => {
          if (!isAlive()) return;
          this.#noteTo(machine.snapshot().phase.kind);
          link.changed();
        },
        answer: (id, answer) => doIfAlive(() => link.answer(id, answer)),
        feedback: (feedback) =>
          doIfAlive(() => {
            if (this.#parts.sendsFeedback) link.feedback(feedback);
          }),
        history: () => {},
      },
      guardian: {
        wishPort: (wish) => doIfAlive(() => this.#wishPort(wish)),
        reopenPort: () =>
          doIfAlive(() => {
            this.#port = null;
            this.#openLater();
          }),
        portLost: () =>
          doIfAlive(() => {
            this.#port = null;
            if (body.isPlugged) this.#openLater();
          }),
        safety: () => {},
        mayDrive: () => true,
      },
      port:
        port === null
          ? null
          : {
              kind: 'tty',
              fd: 3,
              session: port.session,
              touched: port.touched,
              unreadMs: Math.max(0, world.monotonic() - this.#diedAt),
            },
      portTarget: port === null ? { kind: 'none' } : { kind: 'tty', path: port.path, baud: 115_200 },
      loadDriver: async () => ({
        manifest: this.#parts.manifest,
        createDriver: this.#parts.driverOf((path) => this.#textOf(path), isAlive),
      }),
      clock: time,
      chance,
      log: silentLog,
    });
    process = { machine, time, ending, alive: true };
    this.#process = process;
    this.#journalId = machine.snapshot().journalId;
    this.#noteTo(machine.snapshot().phase.kind);
    void machine.begin().then(() => {
      if (isAlive()) link.begin();
    });
  }

  /** `kill -9`; the guardian starts another. */
  kill(): void {
    this.#bury();
    this.#restartLater();
  }

  /** MA9: an error that nobody caught. */
  crash(): void {
    const at = this.#process?.time.now() ?? 0;
    try {
      this.#process?.machine.recordCrash({ code: 'machine-crashed', message: 'TypeError: a bug', at });
    } catch {
      // The disk was full: what the crash leaves behind is a silent death.
    }
    this.kill();
  }

  /** SIGTERM, as at an upgrade. */
  end(): void {
    const process = this.#process;
    if (process === null) return;
    const { time } = this.#parts;
    const since = time.monotonic();
    process.ending.abort();
    this.#process = null;
    const bury = (): void => {
      if (!process.alive) return;
      this.#silence(process);
      const tookMs = time.monotonic() - since;
      if (tookMs > END_LIMIT_MS) this.slowEnds.push(`a machine took ${tookMs} ms to end`);
      this.#restartLater();
    };
    void process.machine[Symbol.asyncDispose]().then(bury);
  }

  /** The host has no power: guardian, machine and port are gone; the disk keeps what is durable, and the rest by chance. */
  cutPower(fraction: () => number): void {
    this.#isOff = true;
    this.#bury();
    this.#port = null;
    this.#wish = { kind: 'none' };
    this.disk.cutPower(fraction);
  }

  powerBack(): void {
    this.#isOff = false;
    this.start();
  }

  wipe(): void {
    this.readJournal();
    this.wipedJournals.add(this.#journalId);
    this.#bury();
    this.disk.wipe();
    this.#files.clear();
    this.#restartLater();
  }

  /** The wall clock of the host jumps. */
  setClock(): void {
    if (this.#process !== null) this.#process.time.skewMs = this.skewMs;
  }

  /** Whether a stop pressed now must reach the printer. */
  get canStop(): boolean {
    if (!this.body.isListening || (this.isFull && this.isAlive)) return false;
    return this.#isDevice ? this.snapshot?.printer.kind === 'reachable' : this.#port !== null;
  }

  /** MA5: the button's way past the combinator and its link. */
  emergencyStop(stopNumber: number | null): void {
    if (this.#isDevice) return this.#process?.machine.onStop(stopNumber, 'guardian');
    if (this.#port === null) return;
    if (this.#process !== null) this.#process.machine.onStop(stopNumber, 'guardian');
    else {
      this.body.halt();
      this.#port.touched = true;
    }
  }

  readJournal(): void {
    for (const bytes of this.disk.files().values()) this.journals.take(bytes);
  }

  #noteTo(phase: PhaseKind): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#parts.onPhase(phase);
  }

  #mayDie(point: DiskPoint): void {
    if (this.deathAt?.point !== point) return;
    const { die } = this.deathAt;
    this.deathAt = null;
    die();
    throw new ProcessDied();
  }

  #bury(): void {
    const process = this.#process;
    this.#process = null;
    if (process === null) return;
    this.#silence(process);
    process.ending.abort();
  }

  #silence(process: Process): void {
    process.alive = false;
    process.time.end();
    this.#diedAt = this.#parts.time.monotonic();
    if (this.#process === null) this.body.unheard();
  }

  #restartLater(): void {
    const { time, chance } = this.#parts;
    time.schedule(RESTART.firstMs + RESTART.spreadMs * chance.fraction(), () => this.start());
  }

  #wishPort(wish: PortWish): void {
    this.#wish = wish;
    if (wish.kind !== 'tty' || this.#port?.path === wish.path) return;
    this.#port = null;
    this.#openLater();
  }

  /** Opens the port and starts the machine anew with it. */
  #openLater(): void {
    this.#parts.time.schedule(OPEN_MS, () => {
      const wish = this.#wish;
      if (this.#port !== null || wish.kind !== 'tty' || !this.body.isPlugged || this.#isOff) return;
      this.#port = { path: wish.path, session: `session-${++this.#sessions}`, touched: false };
      this.body.opened();
      if (this.#process === null) this.start();
      else this.end();
    });
  }

  #textOf(path: string): string {
    return new TextDecoder().decode(this.#files.get(path));
  }

  /** Fetches over the real link, in pieces; what is whole and right survives the process. */
  #intake(
    time: ProcessTime,
    request: (digest: PrintFile['digest'], offset: number, length: number) => Promise<Uint8Array>,
  ): Intake {
    let current = 0;
    const failed = (code: PrinterErrorCode, message: string): IntakeResult => ({
      kind: 'failed',
      error: { code, message, at: time.now() },
    });
    const fetchAll = async (file: PrintFile, mine: number): Promise<Uint8Array | null> => {
      const bytes = new Uint8Array(file.sizeBytes);
      for (let offset = 0; offset < bytes.length; ) {
        if (mine !== current) return null;
        const length = Math.min(PIECE_BYTES, bytes.length - offset);
        const piece = await request(file.digest, offset, length).catch((error: unknown) => {
          if (error instanceof FileRefused) throw error;
          return null;
        });
        if (piece === null) {
          await after(time, PIECE_RETRY_MS);
          continue;
        }
        bytes.set(piece, offset);
        offset += length;
      }
      return bytes;
    };
    const fetch = async (file: PrintFile, options: Readonly<Record<string, unknown>>): Promise<IntakeResult> => {
      const mine = ++current;
      try {
        const bytes = this.#files.get(file.digest) ?? (await fetchAll(file, mine));
        if (bytes === null) return { kind: 'abandoned' };
        const digest = createHash('sha256').update(bytes).digest('hex');
        if (digest !== file.digest) return failed('file-unavailable', 'It arrived with another content.');
        this.#files.set(file.digest, bytes);
        const check = new FileCheck(limitsOf(options));
        const problem = check.push(bytes) ?? check.end();
        await after(time, 50);
        if (mine !== current) return { kind: 'abandoned' };
        return problem === null ? { kind: 'ready' } : failed('file-refused', problem.rule);
      } catch (error) {
        if (mine !== current) return { kind: 'abandoned' };
        return failed('file-unavailable', (error as Error).message);
      }
    };
    return { fetch, abandon: () => void current++, pathOf: (digest) => digest };
  }
}
