import type {
  CreateDriver,
  Driver,
  DriverManifest,
  DriverReport,
  HandOver,
  HeldPort,
  HistoryLine,
  PortWish,
  Safety,
  SpoolRecord,
} from '#drivers/driver';
import type { PrinterFiles } from '#drivers/printer-files';
import { judgeBy } from '#gcode/gate-limits';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { unreachable } from '#lib/unreachable';
import type { CardPlace } from '#model/card-print';
import type { Answer, CommandEnvelope } from '#model/command';
import type { Feedback } from '#model/feedback';
import type { CommandId, JobId, PrintId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import { type AdoptInto, hasOpenPrint, type Phase, type PrinterError } from '#model/phase';
import type { PrintFile } from '#model/print';
import type { Intake } from './intake.ts';
import type { Journal } from './journal.ts';
import { gateOptions } from './gate-options.ts';
import { type MachineState, snapshotOf } from './machine-state.ts';
import { type WishedUpload } from './card-uploads.ts';
import { broughtToCard, cardNow, WAITS_FOR_CARD } from './bring-to-card.ts';
import { judgeManual } from './manual-lines.ts';
import { mayAdjust } from './may-adjust.ts';
import { whyNoHandOver } from './why-no-hand-over.ts';
import { speaksAgainstStart } from './speaks-against-start.ts';
import { transition } from './transition.ts';
import type { Effect, Input } from './transition-step.ts';
import { limitTroubles } from './trouble-limit.ts';

/**
 * The loop around `transition`: inputs in, durable state, effects out.
 *
 * Invariants:
 * L1 Effects are carried out only when the state that decided them is on disk (MA7).
 * L2 An emergency stop reaches the driver before anything else happens with it, the disk included (MA5).
 * L3 Inputs take effect in the order in which they came; none is dropped while the disk refuses, it waits.
 * L4 A link is told of a state only after it is durable.
 * L5 A print is handed to the driver only if nothing that came since that was decided speaks against it (BE1).
 */
export interface Machine extends AsyncDisposable {
  /** Everything that arrives, from the link, the driver and the guardian. */
  readonly onCommand: (envelope: CommandEnvelope) => void;
  readonly onStop: (stopNumber: number | null, by: 'combinator' | 'guardian') => void;
  readonly onWelcome: (epoch: number) => void;
  snapshot(): MachineSnapshot;
  /** The highest epoch that any combinator ever gave (WI3). */
  highestEpoch(): number;
  /** Boots the journal and begins to drive. */
  begin(): Promise<void>;
  /** Writes why the process is about to die; synchronous (MA9). */
  recordCrash(error: PrinterError): void;
  /**
   * Another build is to take over (MA10): what is under way comes to a line's border, and nothing more is sent. Once it is `ready` this
   * process has only to end; refused, it goes on. `stillWished`: somebody is there who takes over.
   */
  handOver(stillWished: () => boolean): Promise<HandOver>;
  /**
   * Brings a file of the farm to the card in the printer (MA15). Only while no print is open; until it is over nothing else goes to the
   * printer but a stop. Rejects with `FileRefused`. `told`: bytes of the file that went over the wire, null while it is fetched and checked.
   */
  writeCard(upload: WishedUpload, signal: AbortSignal, told: (bytes: number | null) => void): Promise<void>;
  /** Of the driver of this moment; null when it has none, or there is no driver. */
  files(): PrinterFiles | null;
  /** Resolves when nothing is queued and the disk holds the state. */
  settled(): Promise<void>;
}

/** What the loop says to its combinator; `machine/link.ts` is the real one. */
export interface MachineVoice {
  changed(): void;
  answer(commandId: CommandId, answer: Answer): void;
  feedback(feedback: Feedback): void;
  history(line: HistoryLine): void;
}

/** What the loop asks of the guardian of its host. */
export interface GuardianDoor {
  /** The port that the configuration names; the guardian opens it and starts this process anew with it. */
  wishPort(port: PortWish): void;
  reopenPort(reason: string): void;
  portLost(reason: string): void;
  /** `proven`: this process knows what the printer does and answers for its heaters. */
  safety(safety: Safety, printing: boolean, proven: boolean): void;
  /** Whether this process may drive a printer with this driver. If not, it is about to end, and another one will (PR5a). */
  mayDrive(manifest: DriverManifest): boolean;
}

export interface MachineParts {
  /** As the journal left it, or a new machine's. */
  readonly state: MachineState;
  readonly bootId: MachineState['bootId'];
  readonly spool: SpoolRecord | null;
  readonly journal: Journal;
  readonly intake: Intake;
  readonly voice: MachineVoice;
  readonly guardian: GuardianDoor;
  /** The port that came with this process, and what it leads to. */
  readonly port: HeldPort | null;
  readonly portTarget: PortWish;
  readonly loadDriver: (name: string) => Promise<{ manifest: DriverManifest; createDriver: CreateDriver } | null>;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
}

/** Between tries of a disk that refuses (full, failing): often enough to go on as soon as somebody made room. */
const DISK_RETRY_MS = 1_000;
/** A disk that refuses must not keep a process from ending. */
const CLOSE_LIMIT_MS = 1_500;
const NO_SAFETY: Safety = { heating: false, stopBytes: new Uint8Array(), heatersOffBytes: new Uint8Array() };

type Measured = Omit<Feedback, 'at' | 'filesChanged'>;
const NOTHING_MEASURED: Measured = { temperatures: [], position: null, progress: null, line: null, notice: null };

interface QueuedInput {
  readonly input: Input;
  readonly commandId: CommandId | null;
}

export function createMachine(parts: MachineParts): Machine {
  const { journal, voice, guardian, clock, log } = parts;
  let { state, spool } = parts;
  let newestSpool = spool;
  /** What the journal leads to: ahead of `state` while the disk is waited for. */
  let written = state;
  let driver: Driver | null = null;
  let manifest: DriverManifest | null = null;
  let safety: Safety = NO_SAFETY;
  let stopsSent = state.stopNumber;
  let diskTrouble: string | null = null;
  let lastFeedback: Measured | null = null;
  let filesChanged = 0;
  const queue: QueuedInput[] = [];
  const timers = new Set<Disposable>();
  const troubles = limitTroubles(clock, (error) => enqueue({ kind: 'report', report: { kind: 'trouble', error } }));
  let pumping: Promise<void> | null = null;
  /** `closing`: nothing new is taken in, what was is still made durable. */
  let closing = false;
  let closed = false;
  /** What arrives while the boot is written waits for it: decided on the state before, it would be overwritten by the boot's. */
  let booting = false;
  /** What the printer is sent goes to its card. */
  let writesCard = false;

  function enqueue(input: Input, commandId: CommandId | null = null): void {
    if (closing) return;
    queue.push({ input, commandId });
    if (!booting) startPump();
  }

  function startPump(): void {
    pumping ??= pump();
  }

  async function pump(): Promise<void> {
    // A turn of the event loop lets what arrived together be made durable together.
    await Promise.resolve();
    try {
      while (queue.length > 0 && !closed) await takeBatch(queue.splice(0));
    } finally {
      // In the same turn as the last look at the queue: what arrives from now on finds no pump and starts one.
      pumping = null;
    }
  }

  async function takeBatch(batch: readonly QueuedInput[]): Promise<void> {
    const before = state;
    let after = before;
    const effects: Effect[] = [];
    const answers: { readonly commandId: CommandId; readonly answer: Answer }[] = [];
    for (const [at, { input, commandId }] of batch.entries()) {
      const step = transition(after, input, clock.now());
      after = step.state;
      effects.push(...step.effects);
      if (commandId !== null && step.answer !== null) answers.push({ commandId, answer: step.answer });
      if (!step.effects.some(({ kind }) => kind === 'driver-start' || kind === 'driver-start-card')) continue;
      // L5: what came behind the decision is still in the queue when it is carried out.
      queue.unshift(...batch.slice(at + 1));
      break;
    }
    if (after !== before) await persist(() => record(before, after));
    state = after;
    for (const effect of effects) await carryOut(effect);
    for (const { commandId, answer } of answers) voice.answer(commandId, answer);
    if (after !== before) {
      voice.changed();
      tellSafety();
    }
  }

  function record(before: MachineState, next: MachineState): void {
    journal.append(before, next);
    written = next;
  }

  /** L1, L3: retried until the disk takes it; nobody can be told of something that would be forgotten. */
  async function persist(write: () => void): Promise<void> {
    for (;;) {
      try {
        write();
        await journal.sync();
        if (diskTrouble !== null) noteDisk(null);
        return;
      } catch (error) {
        noteDisk(`The machine's disk refuses to write: ${(error as Error).message}`);
        await wait(DISK_RETRY_MS);
        if (closed) throw error;
      }
    }
  }

  function noteDisk(trouble: string | null): void {
    if (trouble === diskTrouble) return;
    diskTrouble = trouble;
    if (trouble !== null) log.error({ trouble }, 'journal not written');
    tellFeedback(lastFeedback ?? NOTHING_MEASURED);
  }

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => after(ms, resolve));
  }

  function after(ms: number, act: () => void): void {
    const timer = clock.schedule(ms, () => {
      timers.delete(timer);
      act();
    });
    timers.add(timer);
  }

  async function carryOut(effect: Effect): Promise<void> {
    switch (effect.kind) {
      case 'driver-stop':
        return sendStop(state.stopNumber);
      case 'driver-reset':
        return driver?.reset();
      case 'driver-restart':
        return driver?.restart?.(effect.what);
      case 'driver-start':
        return isOvertaken(effect.printId)
          ? undefined
          : driveFile(effect.printId, effect.file, (path) =>
              driver?.start({
                printId: effect.printId,
                jobId: jobOf(state.phase),
                file: effect.file,
                path,
                ...(effect.rest === undefined ? {} : { rest: effect.rest }),
              }),
            );
      case 'driver-start-card':
        if (isOvertaken(effect.printId)) return;
        log.info({ printId: effect.printId, path: effect.card.path }, 'print from the card handed to the driver');
        return driver?.fromCard?.start({ printId: effect.printId, card: effect.card });
      case 'driver-adopt':
        return adopt(effect);
      case 'driver-pause':
        return driver?.pause(effect.printId);
      case 'driver-resume':
        return driver?.resume(effect.printId);
      case 'driver-cancel':
        return driver?.cancel(effect.printId);
      case 'driver-manual':
        return manual(effect.lines);
      case 'driver-adjust':
        return driver?.adjust(effect.printId, effect.change);
      case 'driver-answer':
        return driver?.answer(effect.dialogId, effect.choice);
      case 'driver-anew':
        await makeDriver();
        return reach();
      case 'intake':
        return takeIn(effect.printId, effect.file);
      case 'look-on-card':
        return lookOnCard(effect.printId, effect.card);
      case 'abandon-intake':
        return parts.intake.abandon();
      case 'await-motion':
        return after(manifest?.limits.startDeadlineMs ?? 0, () =>
          enqueue({ kind: 'start-deadline', printId: effect.printId }),
        );
      default:
        return unreachable(effect);
    }
  }

  /** L2: sent once per number, whether it came by the wire's own frame, as a command or from the guardian. */
  function sendStop(stopNumber: number): void {
    // Without a driver nothing is sent: `begin` stops the one that it makes, should a stop have come meanwhile.
    if (stopNumber <= stopsSent || driver === null) return;
    stopsSent = stopNumber;
    driver.stop();
  }

  /** L5: then it ends unmoved, before whatever came takes effect. */
  function isOvertaken(printId: PrintId): boolean {
    if (!queue.some(({ input }) => speaksAgainstStart(input))) return false;
    const message =
      'Before the print was handed to the printer it went out of sight, was stopped or began another print.';
    const error: PrinterError = { code: 'blind-while-preparing', message, at: clock.now() };
    const report: DriverReport = { kind: 'print-ended', printId, outcome: 'failed', moved: false, error };
    queue.unshift({ input: { kind: 'report', report }, commandId: null });
    return true;
  }

  function driveFile(printId: PrintId, file: PrintFile, drive: (path: string) => void): void {
    drive(parts.intake.pathOf(file.digest));
    log.info({ printId, digest: file.digest }, 'print handed to the driver');
  }

  function adopt(effect: Extract<Effect, { kind: 'driver-adopt' }>): void {
    if (effect.card !== undefined) return adoptCard(effect.printId, effect.card, effect.into);
    if (effect.file === null) return;
    const path = parts.intake.pathOf(effect.file.digest);
    driver?.adopt({ printId: effect.printId, jobId: jobOf(state.phase), file: effect.file, path }, effect.into);
  }

  function manual(lines: readonly string[]): void {
    void driver?.manual(lines).then((result) => {
      if (result.kind === 'refused') log.warn({ reason: result.reason }, 'the printer refused manual lines');
    });
  }

  function takeIn(printId: PrintId, file: PrintFile): void {
    void parts.intake.fetch(file, judgedBy()).then((result) => {
      if (result.kind === 'ready') enqueue({ kind: 'intake-ready', printId });
      else if (result.kind === 'failed') enqueue({ kind: 'intake-failed', printId, error: result.error });
    });
  }

  function adoptCard(printId: PrintId, card: CardPlace, into: AdoptInto): void {
    if (driver?.fromCard !== undefined) return driver.fromCard.adopt({ printId, card }, into);
    enqueue({ kind: 'report', report: { kind: 'print-lost', printId, error: noCard(clock.now()) } });
  }

  function lookOnCard(printId: PrintId, card: CardPlace): void {
    const looked = driver?.fromCard?.look(card) ?? Promise.resolve<PrinterError>(noCard(clock.now()));
    void looked.then((error) =>
      enqueue(error === null ? { kind: 'intake-ready', printId } : { kind: 'intake-failed', printId, error }),
    );
  }

  const judgedBy = (): Readonly<Record<string, unknown>> => gateOptions(manifest, state.configuration?.options ?? {});

  /** A driver for the configuration in force; none while the farm has not configured this printer. */
  async function makeDriver(): Promise<void> {
    await dropDriver();
    const { configuration } = state;
    if (configuration === null) return;
    const loaded = await parts.loadDriver(configuration.driver);
    if (loaded === null) {
      const reason = `This version of Croft has no driver “${configuration.driver}”.`;
      return enqueue({ kind: 'report', report: { kind: 'disconnected', reason, wrongCredentials: false } });
    }
    manifest = loaded.manifest;
    const wish = manifest.portOf(configuration.options);
    guardian.wishPort(wish);
    if (!guardian.mayDrive(manifest)) return;
    const port = samePort(wish, parts.portTarget) ? parts.port : null;
    driver = loaded.createDriver({
      options: configuration.options,
      clock,
      chance: parts.chance,
      port,
      spoolRecord: spool,
      persistSpool,
      judge: judgeBy(judgedBy()),
      report: onReport,
      safety: onSafety,
      history: (line) => voice.history(line),
      reopenPort: (reason) => guardian.reopenPort(reason),
      portLost: (reason) => guardian.portLost(reason),
    });
  }

  /** MA6a: a stop that the printer has not shown yet is sent by whatever driver there is. */
  function reach(): void {
    driver?.connect();
    if (state.phase.kind === 'stopped' && state.phase.pending) driver?.stop();
  }

  async function dropDriver(): Promise<void> {
    const old = driver;
    driver = null;
    safety = NO_SAFETY;
    await old?.[Symbol.asyncDispose]();
  }

  /**
   * MA10: the driver waits for this before the bytes that the record speaks of. Several may wait for a disk that refuses, and each knows
   * all that those before it knew: whichever gets through writes the newest, which no older one may come behind.
   */
  async function persistSpool(record: SpoolRecord): Promise<void> {
    newestSpool = record;
    await persist(() => journal.appendSpool(newestSpool));
    spool = newestSpool;
  }

  function onReport(report: DriverReport): void {
    if (report.kind === 'feedback') return tellFeedback(report.feedback);
    if (report.kind === 'files-changed') {
      filesChanged += 1;
      return tellFeedback(lastFeedback ?? NOTHING_MEASURED);
    }
    if (report.kind === 'trouble') return troubles.told(report.error);
    enqueue({ kind: 'report', report });
  }

  function tellFeedback(feedback: Measured): void {
    lastFeedback = feedback;
    const files = filesChanged === 0 ? {} : { filesChanged };
    voice.feedback({ ...feedback, notice: diskTrouble ?? feedback.notice, ...files, at: clock.now() });
  }

  function onSafety(next: Safety): void {
    safety = next;
    tellSafety();
  }

  function tellSafety(): void {
    const proven = driver !== null && state.printer.kind === 'reachable' && state.phase.kind !== 'adopting';
    guardian.safety(safety, hasOpenPrint(state.phase), proven);
  }

  return {
    onCommand(envelope) {
      const { command, commandId } = envelope;
      if (command.kind === 'stop') sendStop(command.stopNumber);
      // What was accepted before is over: `writeCard` has waited for it.
      if (writesCard && WAITS_FOR_CARD.has(command.kind))
        return voice.answer(commandId, { kind: 'refused', reason: 'card-busy' });
      if (command.kind === 'manual') {
        const judged = judgeManual(command, judgedBy());
        if (judged.kind === 'refused') return voice.answer(commandId, { kind: 'refused', reason: 'unsupported' });
        return enqueue(
          { kind: 'command', envelope: { ...envelope, command: { ...command, nature: judged.nature } } },
          commandId,
        );
      }
      if (command.kind === 'adjust' && !mayAdjust(command.change, judgedBy()))
        return voice.answer(commandId, { kind: 'refused', reason: 'out-of-range' });
      enqueue({ kind: 'command', envelope }, commandId);
    },
    onStop(stopNumber, by) {
      sendStop(stopNumber ?? state.stopNumber + 1);
      enqueue({ kind: 'stop', stopNumber, by });
    },
    onWelcome: (epoch) => enqueue({ kind: 'welcomed', epoch }),
    snapshot: () => snapshotOf(state),
    highestEpoch: () => state.epoch,
    async begin() {
      booting = true;
      const portReopened = parts.port !== null && parts.port.session !== spool?.portSession;
      const booted = transition(state, { kind: 'boot', bootId: parts.bootId, portReopened }, clock.now());
      const before = state;
      await persist(() => record(before, booted.state));
      state = booted.state;
      await makeDriver();
      // Adoption comes before the first hello: a greeting of ours would wipe out the proof that it looks for (MA10).
      for (const effect of booted.effects) await carryOut(effect);
      reach();
      tellSafety();
      voice.changed();
      booting = false;
      if (queue.length > 0) startPump();
    },
    recordCrash(error) {
      // Behind what may be written and not yet synced: built on the state before it, this would take it back and reuse its numbers.
      const before = written;
      const { state: crashed } = transition(before, { kind: 'crash', error }, clock.now());
      record(before, crashed);
      state = crashed;
    },
    async handOver(stillWished) {
      while (pumping !== null) await pumping;
      if (!stillWished()) return { kind: 'refused', reason: 'nobody is there any more to take over' };
      const reason = writesCard ? 'a file is being written to the card in the printer' : whyNoHandOver(state.phase);
      if (reason !== null) return { kind: 'refused', reason };
      return (await driver?.handOver?.(stillWished)) ?? { kind: 'ready' };
    },
    async writeCard(upload, signal, told) {
      while (pumping !== null) await pumping;
      const card = cardNow({ state, driver, writesCard: writesCard || closing });
      writesCard = true;
      try {
        await broughtToCard(upload, { card, intake: parts.intake, judgedBy: judgedBy(), signal, told });
      } finally {
        writesCard = false;
      }
    },
    files: () => driver?.files ?? null,
    async settled() {
      while (pumping !== null) await pumping;
    },
    async [Symbol.asyncDispose]() {
      closing = true;
      parts.intake.abandon();
      if (pumping !== null) await Promise.race([pumping, wait(CLOSE_LIMIT_MS)]);
      closed = true;
      for (const timer of timers) timer[Symbol.dispose]();
      timers.clear();
      await dropDriver();
      troubles[Symbol.dispose]();
      journal.close();
    },
  };
}

const noCard = (at: number): PrinterError => ({
  code: 'file-unavailable',
  message: 'This kind of printer prints nothing from a card at Croft’s word.',
  at,
});
const samePort = (a: PortWish, b: PortWish): boolean => a.kind !== 'none' && JSON.stringify(a) === JSON.stringify(b);

const jobOf = (phase: Phase): JobId | null => ('print' in phase ? (phase.print?.jobId ?? null) : null);
