import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { sha256Hex } from '#lib/sha256';
import type { MachineChannel } from './keeper-process.ts';
import { adoptedProcess, type MachineProcess, type ProcessIdentity, processIdentity } from './machine-process.ts';
import type { MachineWish, Push, RunningInShard, ShardWish } from './protocol.ts';
import { LOOP_DEATHS, LOOP_WINDOW_MS } from './restart-policy.ts';
import type { ShardMemory } from './shard-memory.ts';

type OnEnd = (how: string, code: number | null) => void;

export interface ShardsSurroundings {
  readonly clock: Clock;
  readonly log: Log;
  /** Starts a shard's process; see startShardProcess. */
  readonly start: (wish: ShardWish, name: string, onEnd: OnEnd) => MachineProcess;
  /** After each change of memory. */
  readonly onChange: () => void;
}

/** One machine in a shard's process. */
interface Seat {
  readonly onEnd: OnEnd;
  /** Tells this run from those before: what is said of one that has ended may come late. Null: one that an earlier guardian began. */
  readonly run: number | null;
  /** The process was told to run it; until then it may be given up without a trace. */
  told: boolean;
  /** It was said over a connection, which may have broken before it arrived. */
  said: boolean;
  /** It is to end. */
  ending: boolean;
  /** To be called once, as soon as the process is there; for a machine that stands by to take over (U1). */
  onReady: ((pid: number, channel: MachineChannel) => void) | null;
}

interface Shard {
  /** Of its log, and for people: the same after each death of its process. */
  readonly name: string;
  /** Machines whose wish has the same key may share it; null: nobody knows any more, and nobody comes in. */
  readonly key: string | null;
  readonly size: number;
  /** Whose place is here, whether or not they run at the moment. */
  readonly members: Set<string>;
  readonly seats: Map<string, Seat>;
  process: MachineProcess | null;
  channel: MachineChannel | null;
  /** Nobody is left in it: its process was told to end. */
  closing: boolean;
  /** Its process was killed, which takes a moment: the locks of its machines may be free before it is gone. */
  killed: boolean;
  /** Unexpected deaths of its process of late, on the monotonic clock. */
  deaths: readonly number[];
}

/**
 * The processes that several machines share (PR5a). A machine keeps its place in its shard through every death; nobody is moved because
 * another comes or goes.
 *
 * Invariants: (SH1) a machine has a seat in one shard at the most, but for one that stands by in another to take over. (SH2) a shard's
 * process is ended by us only when it is empty, or when one of its machines hangs: then its neighbours are started anew, and as their
 * printers print by themselves no print notices.
 */
export class Shards {
  readonly #around: ShardsSurroundings;
  readonly #shards: Shard[] = [];
  #lastRun: number;

  constructor(memory: readonly ShardMemory[], around: ShardsSurroundings) {
    this.#around = around;
    // Greater than any that a guardian before us gave.
    this.#lastRun = around.clock.now();
    for (const { name, key, size, members, process } of memory) {
      const shard = this.#create(name, key, size);
      for (const member of members) shard.members.add(member);
      if (process !== null && isAlive(process)) shard.process = adoptedProcess(process);
    }
  }

  get memory(): readonly ShardMemory[] {
    return this.#shards.map(({ name, key, size, members, process }) => ({
      name,
      key,
      size,
      members: [...members],
      process: process?.identity ?? null,
    }));
  }

  /** Runs a machine in a shard, its own one if it has one. `onEnd` is called once, like that of a process of its own. */
  start(wish: MachineWish & { readonly shard: ShardWish }, onEnd: OnEnd): MachineProcess {
    const shard = this.#placeFor(wish.printerId, wish.shard);
    const seat = this.#newSeat(onEnd, null);
    seat.told = true;
    this.#moveIn(shard, wish.printerId);
    return this.#seat(shard, wish, seat);
  }

  /** Keeps a seat for a machine that is to take over, in a process that is ready: `onReady` is called in a later turn. */
  standBy(
    wish: MachineWish & { readonly shard: ShardWish },
    onEnd: OnEnd,
    onReady: (pid: number, channel: MachineChannel) => void,
  ): MachineProcess {
    const { printerId } = wish;
    const shard = this.#placeFor(printerId, wish.shard, this.#seatOf(printerId)?.shard);
    const process = this.#seat(shard, wish, this.#newSeat(onEnd, onReady));
    setImmediate(() => this.#tellReady(shard));
    return process;
  }

  /** A machine that an earlier guardian started, in the process that it registered from; null when that is its own. */
  adopt(printerId: string, identity: ProcessIdentity, inShard: boolean, onEnd: OnEnd): MachineProcess | null {
    let shard = this.#shards.find((each) => each.process?.pid === identity.pid);
    if (shard === undefined) {
      if (!inShard) return null;
      shard = this.#create(this.#freeName(), null, 0);
      shard.process = adoptedProcess(identity);
    }
    this.#moveIn(shard, printerId);
    const seat: Seat = { onEnd, run: null, told: true, said: true, ending: false, onReady: null };
    shard.seats.set(printerId, seat);
    return this.#handle(shard, printerId, seat, true);
  }

  /** Its shard dies again and again, and it may be the one that brings that about. */
  isSuspect(printerId: string): boolean {
    const { clock } = this.#around;
    const shard = this.#shards.find(({ members }) => members.has(printerId));
    return shard !== undefined && inWindow(shard.deaths, clock.monotonic()).length >= LOOP_DEATHS;
  }

  /** The process of its shard was killed and is not gone yet: whoever began in it now would die with it. */
  isEnding(printerId: string): boolean {
    const shard = this.#shards.find(({ members }) => members.has(printerId));
    return shard !== undefined && shard.killed && this.#isUsable(shard) && shard.killed;
  }

  /** The machine has a process of its own, or is no more. */
  leave(printerId: string): void {
    for (const shard of this.#shards.slice()) {
      if (shard.members.delete(printerId)) this.#closeIfEmpty(shard);
    }
  }

  /** A shard's process says that it is there, and which machines it holds. */
  register(pid: number, machines: readonly RunningInShard[], channel: MachineChannel): void {
    let shard = this.#shards.find((each) => each.process?.pid === pid);
    if (shard === undefined) {
      // The memory of the guardian before us was lost. Its machines will say who they are.
      const identity = processIdentity(pid);
      if (identity === null) return;
      shard = this.#create(this.#freeName(), null, 0);
      shard.process = adoptedProcess(identity);
    }
    shard.channel = channel;
    for (const [printerId, seat] of shard.seats) {
      const isThere = machines.some((each) => each.printerId === printerId && (seat.run ?? each.run) === each.run);
      if (seat.said && !isThere) this.#ended(shard, printerId, seat.run, 'ended', null);
      else if (seat.ending) channel({ push: 'end-machine', printerId });
      else if (!isThere) this.#tellToRun(shard, printerId, seat);
    }
    this.#tellReady(shard);
    this.#closeIfEmpty(shard, machines.length);
    this.#around.onChange();
  }

  machineEnded(channel: MachineChannel, { printerId, run, code }: RunningInShard & { readonly code: number }): void {
    const shard = this.#shards.find((each) => each.channel === channel);
    if (shard !== undefined) this.#ended(shard, printerId, run, `exit code ${code}`, code);
  }

  disconnected(channel: MachineChannel): void {
    const shard = this.#shards.find((each) => each.channel === channel);
    if (shard === undefined) return;
    shard.channel = null;
    this.#isUsable(shard);
  }

  /** The end of a process that an earlier guardian started is told by nobody. */
  tick(): void {
    for (const shard of this.#shards.slice()) if (shard.channel === null) this.#isUsable(shard);
  }

  // --- places ---

  #placeFor(printerId: string, wish: ShardWish, but?: Shard): Shard {
    const key = keyOf(wish);
    const mayTake = (shard: Shard): boolean =>
      shard.key === key && shard !== but && !shard.closing && this.#isUsable(shard);
    const own = this.#shards.find((shard) => shard.members.has(printerId) && mayTake(shard));
    const roomy = this.#shards.find((shard) => mayTake(shard) && occupancy(shard) < wish.size);
    return own ?? roomy ?? this.#create(this.#freeName(), key, wish.size);
  }

  /** One that an earlier guardian started may have died without a word. */
  #isUsable(shard: Shard): boolean {
    const { process } = shard;
    if (process?.adopted !== true || isAlive(process.identity)) return true;
    this.#died(shard, process, 'ended', null);
    return this.#shards.includes(shard);
  }

  #create(name: string, key: string | null, size: number): Shard {
    const shard: Shard = {
      name,
      key,
      size,
      members: new Set(),
      seats: new Map(),
      process: null,
      channel: null,
      closing: false,
      killed: false,
      deaths: [],
    };
    this.#shards.push(shard);
    return shard;
  }

  #freeName(): string {
    for (let number = 1; ; number++) {
      const name = `shard-${number}`;
      if (this.#shards.every((shard) => shard.name !== name)) return name;
    }
  }

  #moveIn(shard: Shard, printerId: string): void {
    for (const other of this.#shards.slice()) {
      if (other !== shard && other.members.delete(printerId)) this.#closeIfEmpty(other);
    }
    shard.members.add(printerId);
    this.#around.onChange();
  }

  #seatOf(printerId: string): { readonly shard: Shard; readonly seat: Seat } | null {
    for (const shard of this.#shards) {
      const seat = shard.seats.get(printerId);
      if (seat !== undefined) return { shard, seat };
    }
    return null;
  }

  #newSeat(onEnd: OnEnd, onReady: Seat['onReady']): Seat {
    return { onEnd, run: ++this.#lastRun, told: false, said: false, ending: false, onReady };
  }

  // --- the process ---

  #seat(shard: Shard, { printerId, shard: wish }: MachineWish & { readonly shard: ShardWish }, seat: Seat) {
    shard.seats.set(printerId, seat);
    if (shard.process === null) this.#startProcess(shard, wish);
    else if (shard.channel !== null) this.#tellToRun(shard, printerId, seat);
    return this.#handle(shard, printerId, seat, false);
  }

  #startProcess(shard: Shard, wish: ShardWish): void {
    const { start, log } = this.#around;
    const process: MachineProcess = start(wish, shard.name, (how, code) => this.#died(shard, process, how, code));
    shard.process = process;
    log.info({ shard: shard.name, pid: process.pid }, 'shard started');
  }

  /** What a keeper holds: like a process of its own, but that only a kill is one of the process. */
  #handle(shard: Shard, printerId: string, seat: Seat, adopted: boolean): MachineProcess {
    const { process } = shard;
    return {
      pid: process?.pid ?? 0,
      identity: process?.identity ?? null,
      adopted,
      kill: (signal) => {
        if (shard.seats.get(printerId) !== seat || shard.process !== process) return;
        if (!seat.said) return this.#ended(shard, printerId, seat.run, 'not needed any more', null);
        if (signal === 'SIGKILL') {
          this.#around.log.error({ shard: shard.name, machines: shard.seats.size }, `shard killed for ${printerId}`);
          shard.killed = true;
          process?.kill('SIGKILL');
          return;
        }
        // Without a connection it is told when there is one again, or killed when its time is up.
        seat.ending = true;
        shard.channel?.({ push: 'end-machine', printerId });
      },
    };
  }

  #tellToRun(shard: Shard, printerId: string, seat: Seat): void {
    if (!seat.told || seat.run === null || shard.channel === null) return;
    seat.said = true;
    shard.channel({ push: 'run-machine', printerId, run: seat.run });
  }

  #tellReady(shard: Shard): void {
    if (shard.channel === null) return;
    for (const [printerId, seat] of shard.seats) {
      const { onReady } = seat;
      seat.onReady = null;
      onReady?.(shard.process?.pid ?? 0, (push: Push) => {
        if (push.push !== 'go' || seat.told) return;
        seat.told = true;
        this.#moveIn(shard, printerId);
        this.#tellToRun(shard, printerId, seat);
      });
    }
  }

  #ended(shard: Shard, printerId: string, run: number | null, how: string, code: number | null): void {
    const seat = shard.seats.get(printerId);
    if (seat === undefined || (seat.run ?? run) !== run) return;
    shard.seats.delete(printerId);
    seat.onEnd(how, code);
    this.#closeIfEmpty(shard);
  }

  #died(shard: Shard, process: MachineProcess, how: string, code: number | null): void {
    if (shard.process !== process) return;
    const { clock, log } = this.#around;
    const now = clock.monotonic();
    shard.process = null;
    shard.channel = null;
    if (!shard.closing) shard.deaths = inWindow([...shard.deaths, now], now);
    shard.closing = false;
    shard.killed = false;
    const seats = [...shard.seats.values()];
    log.info({ shard: shard.name, how, machines: seats.length }, 'shard ended');
    shard.seats.clear();
    for (const seat of seats) seat.onEnd(how, code);
    this.#closeIfEmpty(shard);
    this.#around.onChange();
  }

  #closeIfEmpty(shard: Shard, running = 0): void {
    if (shard.members.size > 0 || shard.seats.size > 0 || running > 0 || shard.closing) return;
    if (shard.process === null) {
      const at = this.#shards.indexOf(shard);
      if (at >= 0) this.#shards.splice(at, 1);
      return;
    }
    shard.closing = true;
    shard.process.kill('SIGTERM');
    this.#around.onChange();
  }
}

const keyOf = ({ entry, label }: ShardWish): string => sha256Hex(JSON.stringify([label, entry])).slice(0, 32);
const occupancy = ({ members, seats }: Shard): number => new Set([...members, ...seats.keys()]).size;
const isAlive = (identity: ProcessIdentity | null): boolean =>
  identity !== null && processIdentity(identity.pid)?.startedTicks === identity.startedTicks;
const inWindow = (deaths: readonly number[], now: number): readonly number[] =>
  deaths.filter((at) => now - at < LOOP_WINDOW_MS).slice(-LOOP_DEATHS);
