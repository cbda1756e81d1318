import { lockHolder, type LockWatch, watchProcessLock } from '#lib/lock';
import {
  adoptedProcess,
  type MachineProcess,
  type ProcessIdentity,
  processIdentity,
  startMachineProcess,
} from './machine-process.ts';
import {
  type EndReason,
  type KeeperSurroundings,
  type MachineChannel,
  NOTHING,
  type Process,
  RANK,
  type Running,
  stateName,
} from './keeper-process.ts';
import { stopMachine } from './emergency-stop.ts';
import type { MachineMemory } from './machine-memory.ts';
import { MachineUpgrade, ONLY_MACHINE_HOLDS, UpgradeFailed } from './machine-upgrade.ts';
import { Placement } from './placement.ts';
import { PortKeeper } from './port-keeper.ts';
import { PrinterSafety } from './printer-safety.ts';
import {
  type MachineEntry,
  type MachineState,
  type MachineWish,
  machineLock,
  type PortWish,
  type RegisterAnswer,
  type Registration,
  type ShardWish,
  SILENCE_LIMIT_MS,
  type StopAnswer,
  type UpgradeAnswer,
  type UsbBoard,
} from './protocol.ts';
import { afterDeath, FRESH, type RestartHistory, settled } from './restart-policy.ts';
import { STANDBY } from './stand-by.ts';
import { UntoldStop } from './untold-stop.ts';

/** A machine starts without its port when the first attempt to open it takes longer (PR6). */
const FIRST_PORT_WAIT_MS = 1_000;
/** A process that has not registered after this long hangs in its beginning. */
const START_LIMIT_MS = 30_000;
/** An adopted process gets this long to register with the new guardian before its lock is asked whether it lives. */
const ADOPT_LIMIT_MS = 10_000;
/** The lock could not be asked (no descriptors, a full queue): a moment later. */
const LOCK_RETRY_MS = 1_000;
/** Told to end, a machine has this long before it is killed. */
const END_LIMIT_MS = 5_000;
/** A machine that is told that its port is there ends by itself within this, or is told by signal. */
const PORT_READY_LIMIT_MS = 1_000;

/**
 * Keeps one machine running and its port open: starts it, starts it again, adopts it from an earlier guardian, kills
 * it when it hangs, and answers for the printer's heaters while nobody else does.
 *
 * Invariants: (K1) at most one process of ours runs, and none is started while the machine's lock is held; but for one that stands by
 * to take over, and touches nothing before (U1).
 * (K2) whatever comes late from an earlier step finds another `#process` object and does nothing.
 */
export class MachineKeeper {
  readonly printerId: string;
  #wish: MachineWish;
  readonly #around: KeeperSurroundings<MachineKeeper>;
  #port: PortKeeper;
  #process: Process;
  readonly #safety: PrinterSafety;
  /** Of the process that the guardian before us started, until it registers. */
  #knownIdentity: ProcessIdentity | null;
  /** Of the last process that was begun or adopted here; nobody else can have begun one since. */
  #endTold = false;
  #touchedSession: string | null;
  #history: RestartHistory = FRESH;
  #restarts = 0;
  #lastEnd: string | null = null;
  #unreadSince: number;
  #reopenWished = false;
  readonly #untoldStop = new UntoldStop();
  /** Of a machine that was dead when this guardian began: since when, at the earliest, nobody answered for it. */
  #unattendedBefore: number | null = null;
  readonly #placement: Placement;
  #upgrade: MachineUpgrade | null = null;
  readonly #removed: (() => void)[] = [];

  constructor(memory: Pick<MachineMemory, 'wish'> & Partial<MachineMemory>, around: KeeperSurroundings<MachineKeeper>) {
    this.printerId = memory.wish.printerId;
    this.#wish = memory.wish;
    this.#around = { ...around, log: around.log.child({ printer: memory.wish.printerId }) };
    this.#knownIdentity = memory.process ?? null;
    this.#touchedSession = memory.touchedSession ?? null;
    this.#unattendedBefore = memory.unattendedSince ?? null;
    this.#placement = new Placement(memory.placement);
    this.#port = this.#createPort(memory.wish.port, memory.board, memory.baud);
    this.#unreadSince = around.clock.now();
    this.#process = { kind: 'waiting', since: around.clock.now(), timer: NOTHING };
    this.#safety = new PrinterSafety(memory.facts, {
      clock: around.clock,
      log: this.#around.log,
      port: () => this.#port,
      tell: (push) => {
        if (this.#process.kind === 'running') this.#process.channel?.(push);
      },
      onChange: () => this.#changed(),
    });
  }

  /**
   * Adopts the machine when it runs, and starts it when it does not. To be called once.
   * @param guardedUntil the last sign of life of the guardian before this one, if there was one
   */
  begin(guardedUntil: number | null = null): void {
    this.#unattendedBefore = this.#unattendedBefore ?? guardedUntil;
    this.#safety.unattended();
    this.#check();
  }

  get state(): MachineState {
    const process = this.#process;
    return {
      printerId: this.printerId,
      state: stateName(process, this.#history.crashLooping),
      pid: process.kind === 'running' ? process.process.pid : process.kind === 'adopting' ? process.pid : null,
      since: process.kind === 'gone' ? 0 : process.since,
      restarts: this.#restarts,
      lastEnd: this.#lastEnd,
      printing: this.#safety.facts.printing,
      heating: this.#safety.facts.heating,
      build: process.kind === 'running' ? (process.registration?.build ?? null) : null,
      port: this.#port.state,
    };
  }

  get memory(): MachineMemory {
    const { kind } = this.#process;
    return {
      wish: this.#wish,
      process: kind === 'running' ? this.#process.process.identity : kind === 'adopting' ? this.#knownIdentity : null,
      touchedSession: this.#port.touched ? this.#port.session : this.#touchedSession,
      board: this.#port.board,
      baud: this.#port.baud,
      facts: this.#safety.facts,
      // Until it is known whether the machine lives, the older word stands: this guardian may die before it knows.
      unattendedSince: this.#unattendedBefore ?? this.#safety.unattendedSince,
      placement: this.#placement.memory,
    };
  }

  /** A new wish for the same printer. A new port waits for the end of an open print; a new entry for the next start. */
  ensure(wish: MachineWish): void {
    this.#wish = wish;
    this.#applyPort();
    this.#changed();
  }

  /** Ends the process and starts it anew with the same port, at once. */
  restart(): void {
    this.#history = FRESH;
    if (this.#process.kind === 'running') this.#end(this.#process, 'restart', END_LIMIT_MS);
    else if (this.#process.kind === 'waiting') this.#check();
  }

  /** Lets another build take over without the printer's losing a line. Rejects with UpgradeFailed. */
  async upgrade(entry: MachineEntry, shard: ShardWish | null): Promise<UpgradeAnswer> {
    const old = this.#process;
    if (this.#upgrade !== null) throw new UpgradeFailed('upgrade-refused', 'the machine is being upgraded already');
    if (old.kind !== 'running' || old.registration === null || old.ending !== null)
      throw new UpgradeFailed('upgrade-refused', 'the machine is just being started');
    if (this.#port.state.kind === 'cannot-hold') throw new UpgradeFailed('upgrade-refused', ONLY_MACHINE_HOLDS);
    const { shard: _, ...before } = this.#wish;
    const wish: MachineWish = { ...before, entry, ...(shard === null ? {} : { shard }) };
    const { build } = old.registration;
    const from = { build, printing: this.#safety.facts.printing, portSession: this.#port.session };
    const upgrade = new MachineUpgrade(from, {
      clock: this.#around.clock,
      start: (onEnd) => this.#spawn(wish, onEnd, true),
      askOld: () => {
        // One that is told to end already, with its printer or because it hangs, ends without being asked.
        if (this.#process !== old || old.ending !== null) return true;
        if (old.channel === null) return false;
        old.ending = { reason: 'hand-over', timer: NOTHING };
        old.channel({ push: 'hand-over' });
        this.#changed();
        return true;
      },
      takeBack: () => this.#takeBack(),
    });
    this.#upgrade = upgrade;
    this.#around.log.info({ pid: upgrade.process.pid, script: entry.script }, 'a new process stands by');
    try {
      const answer = await upgrade.done;
      this.#wish = { ...wish, port: this.#wish.port };
      this.#around.log.info({ ...answer }, 'machine upgraded');
      return answer;
    } catch (error) {
      this.#around.log.error({ err: error }, 'machine not upgraded');
      throw error;
    } finally {
      this.#upgrade = null;
      this.#changed();
    }
  }

  standby(pid: number, channel: MachineChannel): boolean {
    return this.#upgrade?.ready(pid, channel) === true;
  }

  /** The machine goes on, and whoever wished the upgrade is told why. */
  handOverRefused(reason: string): void {
    this.#takeBack();
    this.#upgrade?.fail(reason, 'upgrade-refused');
  }

  /** Should the machine end by the question all the same, it is started anew as after every other end of its own. */
  #takeBack(): void {
    const running = this.#process;
    if (running.kind === 'running' && running.ending?.reason === 'hand-over') running.ending = null;
  }

  /** Ends the process, the heaters and the port; resolves when the process is gone. */
  async remove(limitMs = END_LIMIT_MS): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#removed.push(resolve));
    this.#upgrade?.fail('the machine is being removed');
    const process = this.#process;
    if (process.kind === 'adopting') {
      const identity = this.#knownIdentity ?? (process.pid === null ? null : processIdentity(process.pid));
      if (identity !== null) this.#end(this.#adopt(process.watch, identity, null, false), 'remove', limitMs);
      // It says nothing and nobody knows which process it is: it is left behind, rather than waited for for ever.
      else this.#around.clock.schedule(limitMs, () => void this.#finish());
    } else if (process.kind === 'running') this.#end(process, 'remove', limitMs);
    else if (process.kind !== 'checking') await this.#finish();
    await gone;
  }

  /** Takes a registration, or says why it is not taken: `unexpected-process` may be tried again. */
  register(registration: Registration, channel: MachineChannel): RegisterAnswer | 'unexpected-process' {
    const running = this.#runningAs(registration);
    if (running === null) return 'unexpected-process';
    const isNew = running.channel !== channel;
    running.registration = registration;
    running.channel = channel;
    running.lastHeard = this.#around.clock.monotonic();
    this.#safety.learn(registration);
    this.#upgrade?.registered(registration);
    // Without a session as well: a guardian that died while it opened the port has left a machine that waits for one.
    const { portSession } = registration;
    if (running.process.adopted && (portSession === null || this.#port.session !== portSession)) {
      this.#adoptPort(running);
    }
    this.#applyPort();
    this.#givePort();
    const stopped = isNew ? this.#untoldStop.take() : null;
    this.#changed();
    return { portTouched: this.#port.touched, stopped };
  }

  heartbeat(channel: MachineChannel): void {
    const process = this.#process;
    if (process.kind !== 'running' || process.channel !== channel) return;
    process.lastHeard = this.#around.clock.monotonic();
    if (process.ending === null) this.#untoldStop.heartbeat(channel);
  }

  portLost(session: string, reason: string): void {
    this.#around.log.warn({ session, reason }, 'port lost');
    this.#port.lost(session, reason);
  }

  /** A port of this host came or went: perhaps it is the missing one. */
  portsChanged(): void {
    this.#port.lookNow();
  }

  /** The machine asks for a fresh opening with a reset: it ends first, so that nobody else holds the port meanwhile. */
  reopenPort(reason: string): void {
    this.#around.log.warn({ reason }, 'port is opened anew for the machine');
    if (this.#process.kind !== 'running') return;
    this.#reopenWished = true;
    this.#end(this.#process, 'restart', END_LIMIT_MS);
  }

  /** Its connection ended. It connects again, or falls silent and is killed. */
  disconnected(channel: MachineChannel): void {
    if (this.#process.kind === 'running' && this.#process.channel === channel) this.#process.channel = null;
  }

  /** Writes the stop bytes at once, whatever the machine does, and tells the machine (MA5). */
  emergencyStop(number: number | null): Promise<StopAnswer> {
    const { clock, log } = this.#around;
    return stopMachine(number, { process: this.#process, untold: this.#untoldStop, safety: this.#safety, clock, log });
  }

  /** Looks after deadlines; `stalledMs` is how much longer than planned the last look was ago (see Guardian). */
  tick(stalledMs: number): void {
    const process = this.#process;
    if (process.kind !== 'running' || process.ending?.reason === 'hung') return;
    const now = this.#around.clock.monotonic();
    if (stalledMs > 0) process.lastHeard = Math.min(now, process.lastHeard + stalledMs);
    const limitMs = process.registration === null ? START_LIMIT_MS : SILENCE_LIMIT_MS;
    if (now - process.lastHeard > limitMs) {
      this.#around.log.error({ pid: process.process.pid }, `machine hangs: silent for ${limitMs} ms, killed`);
      this.#unreadSince = this.#around.clock.now() - (now - process.lastHeard);
      this.#end(process, 'hung', 0);
    } else if (this.#placement.mayReturn(this.#around.clock.now()) && this.#isIdle(process)) {
      this.#around.log.info('machine has not died for a while: it shares a process again');
      this.#placement.return();
      this.#end(process, 'restart', END_LIMIT_MS);
    } else if (this.#history.crashLooping && process.registration !== null && settled(now - process.startedAt)) {
      this.#history = FRESH;
      this.#changed();
    }
  }

  #isIdle(running: Running): boolean {
    return running.registration !== null && running.ending === null && !this.#safety.facts.printing;
  }

  /** Lets go of everything without ending the machine: the guardian ends, not the farm. */
  abandon(): void {
    this.#upgrade?.fail('the guardian ends');
    this.#leave();
    this.#process = { kind: 'gone' };
    this.#safety.settle();
    this.#port[Symbol.dispose]();
  }

  // --- the process ---

  /** K1: the lock decides between starting and adopting. */
  #check(): void {
    const { clock, folders } = this.#around;
    this.#leave();
    const checking: Process = { kind: 'checking', since: clock.now() };
    this.#process = checking;
    let watched: LockWatch | null = null;
    const onReleased = (): void => {
      const process = this.#process;
      if (!('watch' in process) || watched === null || process.watch !== watched) return;
      // What a dead process held, the kernel drops in its own time: that is no death of another.
      if (process.kind === 'adopting' && this.#endTold) this.#check();
      else this.#died('ended', null);
    };
    watchProcessLock(folders.dataFolder, machineLock(this.printerId), onReleased).then(
      (watch) => {
        if (this.#process !== checking) return watch === 'free' ? undefined : watch[Symbol.dispose]();
        if (this.#removed.length > 0 && watch === 'free') return void this.#finish();
        if (watch === 'free') {
          if (this.#unattendedBefore !== null)
            this.#safety.unattended(this.#unattendedBefore, this.#knownIdentity !== null);
          this.#unattendedBefore = null;
          return this.#startSoon();
        }
        this.#unattendedBefore = null;
        watched = watch;
        const pid = watch.holder?.pid ?? this.#knownIdentity?.pid ?? null;
        this.#process = { kind: 'adopting', since: clock.now(), watch, pid, timer: this.#adoptTimer() };
        if (this.#removed.length > 0) void this.remove();
        this.#changed();
      },
      (error: unknown) => {
        if (this.#process !== checking) return;
        this.#around.log.error({ err: error }, 'the lock of the machine cannot be asked');
        this.#waitFor(LOCK_RETRY_MS);
      },
    );
  }

  #adoptTimer(): Disposable {
    return this.#around.clock.schedule(ADOPT_LIMIT_MS, () => void this.#reconsiderAdopting());
  }

  /** A process that holds the lock but says nothing at all hangs; one that answers there is only slow to register. */
  async #reconsiderAdopting(): Promise<void> {
    const adopting = this.#process;
    if (adopting.kind !== 'adopting') return;
    const holder = await lockHolder(this.#around.folders.dataFolder, machineLock(this.printerId)).catch(() => null);
    if (this.#process !== adopting) return;
    if (holder === 'silent' && this.#knownIdentity !== null) {
      this.#around.log.error({ pid: this.#knownIdentity.pid }, 'machine of an earlier guardian hangs: killed');
      adoptedProcess(this.#knownIdentity).kill('SIGKILL');
    }
    this.#process = { ...adopting, timer: this.#adoptTimer() };
  }

  #startSoon(): void {
    const { clock, shards } = this.#around;
    if (shards.isEnding(this.printerId)) return this.#waitFor(LOCK_RETRY_MS);
    this.#port.start();
    if (!this.#port.isBeingOpened) return this.#start();
    const timer = clock.schedule(FIRST_PORT_WAIT_MS, () => this.#start());
    this.#process = { kind: 'awaiting-port', since: clock.now(), timer };
    this.#changed();
  }

  #start(): void {
    this.#leave();
    if (!this.#placement.isShared(this.#wish)) this.#around.shards.leave(this.printerId);
    const session = this.#port.stdio === null ? null : this.#port.session;
    this.#drive(this.#spawn(this.#wish), session);
    this.#changed();
  }

  #spawn(wish: MachineWish, onEnd: (how: string) => void = () => {}, standsBy = false): MachineProcess {
    const { clock, folders, shards } = this.#around;
    const ended = (how: string, code: number | null): void => {
      onEnd(how);
      this.#processEnded(process, how, code);
    };
    let process: MachineProcess;
    if (!this.#placement.isShared(wish)) {
      const port = this.#port.handed(clock.now() - this.#unreadSince);
      const more = standsBy ? { [STANDBY]: '1' } : this.#placement.environment(wish);
      process = startMachineProcess(wish, port, folders, ended, more);
    } else if (standsBy) process = shards.standBy(wish, ended, (pid, channel) => void this.standby(pid, channel));
    else process = shards.start(wish, ended);
    return process;
  }

  #processEnded(process: MachineProcess, how: string, code: number | null): void {
    if (this.#process.kind === 'running' && this.#process.process === process) this.#died(how, code);
  }

  #drive(process: MachineProcess, portSession: string | null, watch: LockWatch | null = null): Running {
    const { clock, log } = this.#around;
    const [since, now] = [clock.now(), clock.monotonic()];
    const nothingYet = { registration: null, channel: null, ending: null };
    const times = { since, startedAt: now, lastHeard: now };
    const running: Running = { kind: 'running', process, portSession, watch, ...times, ...nothingYet };
    this.#process = running;
    this.#endTold = false;
    log.info({ pid: process.pid, port: portSession }, process.adopted ? 'machine adopted' : 'machine started');
    return running;
  }

  /** The process that stands by goes, if it was ready and the port is still the one that it holds. */
  #takeOver(): boolean {
    const upgrade = this.#upgrade;
    if (upgrade === null || upgrade.isOver || this.#removed.length > 0) return false;
    const { session, touched } = this.#port;
    const unreadMs = this.#around.clock.now() - this.#unreadSince;
    if (!upgrade.oldEnded({ session, touched, unreadMs })) return false;
    this.#history = FRESH;
    this.#drive(upgrade.process, session);
    this.#changed();
    return true;
  }

  #adopt(watch: LockWatch, identity: ProcessIdentity, portSession: string | null, inShard: boolean): Running {
    if (this.#process.kind === 'adopting') this.#process.timer[Symbol.dispose]();
    const ended = (how: string, code: number | null): void => this.#processEnded(process, how, code);
    const shared = this.#around.shards.adopt(this.printerId, identity, inShard, ended);
    const process = shared ?? adoptedProcess(identity);
    return this.#drive(process, portSession, watch);
  }

  /** The process that this registration is of, adopted by it if need be; null when we expect another one. */
  #runningAs(registration: Registration): Running | null {
    const process = this.#process;
    if (process.kind === 'running') return process.process.pid === registration.pid ? process : null;
    if (process.kind === 'adopting') {
      const identity = processIdentity(registration.pid);
      const isHolder = process.pid === null || process.pid === registration.pid;
      if (identity === null || !isHolder) return null;
      return this.#adopt(process.watch, identity, registration.portSession, registration.inShard);
    }
    // Somebody runs while we wait to start: the lock tells who.
    if (process.kind === 'waiting' || process.kind === 'awaiting-port') this.#check();
    return null;
  }

  /** Asks the process to end, and kills it when it does not. */
  #end(running: Running, reason: EndReason, limitMs: number): void {
    const before = running.ending;
    if (before !== null && RANK[before.reason] >= RANK[reason]) return;
    before?.timer[Symbol.dispose]();
    const { clock } = this.#around;
    const kill = (): void => {
      if (this.#process === running) running.process.kill('SIGKILL');
    };
    if (limitMs === 0) kill();
    else running.process.kill('SIGTERM');
    running.ending = { reason, timer: limitMs === 0 ? NOTHING : clock.schedule(limitMs, kill) };
    this.#changed();
  }

  #died(how: string, code: number | null): void {
    const { clock, log, chance } = this.#around;
    const process = this.#process;
    if (process.kind !== 'running' && process.kind !== 'adopting') return;
    const reason = process.kind === 'running' ? (process.ending?.reason ?? null) : null;
    const now = clock.monotonic();
    const ranMs = process.kind === 'running' ? now - process.startedAt : 0;
    if (reason !== 'hung') this.#unreadSince = clock.now();
    this.#lastEnd = reason === 'hung' ? 'hung' : how;
    this.#knownIdentity = null;
    this.#endTold = true;
    this.#leave();
    this.#port.machineDied();
    if (this.#reopenWished) this.#port.reopen();
    this.#reopenWished = false;
    this.#safety.unattended(undefined, process.kind === 'adopting');
    log.info({ how, reason, code, ranMs: Math.round(ranMs) }, 'machine ended');
    if (reason === 'remove' || this.#removed.length > 0) return void this.#finish();
    if (this.#takeOver()) return;
    const isWished = reason === 'restart' || reason === 'port' || reason === 'hand-over';
    if (isWished || this.#placement.isMove(code)) return this.#check();
    const next = afterDeath(this.#history, ranMs, now, chance);
    this.#history = next.history;
    this.#restarts++;
    if (this.#history.crashLooping || this.#around.shards.isSuspect(this.printerId))
      this.#placement.setApart(this.#wish, clock.now());
    if (next.delayMs === 0) this.#check();
    else this.#waitFor(next.delayMs);
  }

  #waitFor(delayMs: number): void {
    const { clock } = this.#around;
    this.#process = { kind: 'waiting', since: clock.now(), timer: clock.schedule(delayMs, () => this.#check()) };
    this.#changed();
  }

  /** The last act of a removed machine: nobody is left who could answer for the heaters. */
  async #finish(): Promise<void> {
    this.#leave();
    this.#process = { kind: 'gone' };
    this.#around.shards.leave(this.printerId);
    await this.#safety.lastAct();
    this.#port[Symbol.dispose]();
    for (const resolve of this.#removed.splice(0)) resolve();
  }

  /** Drops what the present step of the process owns. */
  #leave(): void {
    const process = this.#process;
    if ('timer' in process) process.timer[Symbol.dispose]();
    if ('watch' in process) process.watch?.[Symbol.dispose]();
    if (process.kind === 'running') process.ending?.timer[Symbol.dispose]();
  }

  // --- the port ---

  #createPort(wish: PortWish, board: UsbBoard | null = null, baud: number | null = null): PortKeeper {
    const { clock, chance, ports } = this.#around;
    const isUrgent = (): boolean => this.#safety.unattendedSince !== null;
    return new PortKeeper(wish, { clock, chance, ports, isUrgent, onChange: () => this.#portChanged() }, board, baud);
  }

  #portChanged(): void {
    if (this.#process.kind === 'gone') return;
    if (this.#port.stdio !== null) this.#safety.portOpened();
    if (this.#process.kind === 'awaiting-port' && !this.#port.isBeingOpened) this.#start();
    this.#givePort();
    this.#changed();
  }

  /** A machine that does not hold the open session is started anew with it; without its port it cannot be printing. */
  #givePort(): void {
    const running = this.#process;
    if (running.kind !== 'running' || running.ending !== null || this.#port.stdio === null) return;
    if (running.portSession === this.#port.session) return;
    if (running.channel === null) return this.#end(running, 'port', END_LIMIT_MS);
    running.channel({ push: 'port-ready' });
    const timer = this.#around.clock.schedule(PORT_READY_LIMIT_MS, () => {
      if (this.#process !== running || running.ending?.reason !== 'port') return;
      running.ending = null;
      this.#end(running, 'port', END_LIMIT_MS);
    });
    running.ending = { reason: 'port', timer };
  }

  #adoptPort(running: Running): void {
    const session = running.registration?.portSession ?? null;
    if (session === null) return this.#port.start();
    this.#port.adopt(session, running.process.pid, session === this.#touchedSession);
  }

  /** Goes over to the port that is wished now, unless a print is open on the one before. */
  #applyPort(): void {
    if (JSON.stringify(this.#port.wish) === JSON.stringify(this.#wish.port)) return;
    if (this.#process.kind === 'running' && this.#safety.facts.printing) return;
    const [before, after] = [this.#port.wish, this.#wish.port];
    const isSameBoard = before.kind === 'tty' && after.kind === 'tty' && before.path === after.path;
    this.#port[Symbol.dispose]();
    this.#port = this.#createPort(after, isSameBoard ? this.#port.board : null);
    if (this.#process.kind !== 'running') return;
    if (this.#wish.port.kind === 'none') this.#end(this.#process, 'restart', END_LIMIT_MS);
    else this.#port.start();
  }

  #changed(): void {
    this.#around.onChange(this);
  }
}
