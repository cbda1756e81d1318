import type { Socket } from 'node:net';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { socketPath } from '#lib/folders';
import type { Log } from '#lib/log-types';
import { unreachable } from '#lib/unreachable';
import { type Beating, beatingMachines } from './beating-machines.ts';
import { type LineConnection, lineConnection } from './line-connection.ts';
import type { MachineChannel } from './keeper-process.ts';
import { MachineKeeper } from './machine-keeper.ts';
import { lastSignOfLife, readMemory, signOfLife, writeMemory } from './machine-memory.ts';
import { type MachineFolders, startShardProcess } from './machine-process.ts';
import { UpgradeFailed } from './machine-upgrade.ts';
import { type PortWatch, watchPorts } from './port-watch.ts';
import {
  GUARDIAN_SOCKET,
  type MachineState,
  type MachineWish,
  parseRequest,
  type Push,
  type Request,
  type ShutdownAnswer,
  STOP_SOCKET,
} from './protocol.ts';
import { listenPrivately, type PrivateServer } from './request-server.ts';
import { MalformedMessage } from './shape.ts';
import type { ShardMemory } from './shard-memory.ts';
import { Shards } from './shards.ts';
import { SparingWrite } from './sparing-write.ts';
import { answerStop } from './stop-socket.ts';

export interface GuardianSurroundings {
  readonly folders: MachineFolders;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
  /** Stands before `/sys` and `/dev`, for tests; empty on a host. */
  readonly hostRoot: string;
  /** After a shutdown that left nobody: the process may end. */
  readonly onFinished: () => void;
}

/** How often deadlines of machines are looked at. */
const TICK_MS = 500;
/** A tick that comes later than this says that we stood still (SIGSTOP, a starved host), not that machines were silent. */
const LATE_TICK_MS = 1_000;
/** How often it is looked whether the sockets still stand in the folder. */
const REPAIR_MS = 30_000;
/** Requests of one connection that wait for an answer; more is a caller gone wild. */
const PENDING_LIMIT = 64;
/** `croft up` ends within 5 s, the time that an idle machine has is a part of it. */
const IDLE_END_LIMIT_MS = 3_000;
const END_LIMIT_MS = 5_000;

interface Caller extends Beating {
  readonly connection: LineConnection;
  watches: boolean;
  pending: number;
  printerId: string | null;
  pid: number | null;
  shard: number | null;
}

/** A request that cannot be done; told to the caller by code and message. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const NOTHING_KEPT = 'null false null';

/**
 * All machines of one host: holds their ports, keeps them running, and outlives everything else. Whoever creates it
 * holds the guardian's lock of the data folder. Disposing of it leaves the machines running.
 */
export class Guardian implements AsyncDisposable {
  readonly #around: GuardianSurroundings;
  readonly #ports: PortWatch;
  readonly #keepers = new Map<string, MachineKeeper>();
  #shards: Shards;
  readonly #removing = new Map<string, Promise<void>>();
  readonly #callers = new Set<Caller>();
  /** The last state that watchers were told, as JSON. */
  readonly #told = new Map<string, string>();
  /** Of each printer, what must not be lost with this process. */
  readonly #kept = new Map<string, string>();
  readonly #servers: PrivateServer[] = [];
  readonly #timers: { tick: Disposable | null; repair: Disposable | null } = { tick: null, repair: null };
  readonly #memory: SparingWrite;
  #isOver = false;

  constructor(around: GuardianSurroundings) {
    this.#around = around;
    this.#memory = new SparingWrite(around.clock, () => this.#saveMemory());
    this.#ports = watchPorts(around.hostRoot, around.clock, () => this.#portsChanged());
    this.#shards = this.#shardsOf([]);
  }

  static async open(around: GuardianSurroundings): Promise<Guardian> {
    const guardian = new Guardian(around);
    await guardian.#begin();
    return guardian;
  }

  async #begin(): Promise<void> {
    const { folders, log } = this.#around;
    const guardedUntil = lastSignOfLife(folders.runtimeFolder);
    const memory = readMemory(folders.runtimeFolder, (reason) =>
      log.error({ reason }, 'the memory of the last guardian is broken'),
    );
    this.#shards = this.#shardsOf(memory.shards);
    for (const each of memory.machines) this.#keep(new MachineKeeper(each, this.#surroundings()));
    const listen = (name: string, take: (socket: Socket) => void): Promise<PrivateServer> =>
      listenPrivately(socketPath(folders.runtimeFolder, name), take, {
        onFull: () => log.error({ socket: name }, 'too many connections: whoever comes now is not let in'),
      });
    // The stop first: it must work before anything else does.
    this.#servers.push(await listen(STOP_SOCKET, (socket) => answerStop(socket, this.#keepers)));
    this.#servers.push(await listen(GUARDIAN_SOCKET, (socket) => this.#meet(socket)));
    for (const keeper of this.#keepers.values()) keeper.begin(guardedUntil);
    this.#tick(this.#around.clock.monotonic());
    this.#repair();
    log.info({ machines: memory.machines.length, pid: process.pid }, 'guardian at work');
  }

  get machines(): readonly MachineState[] {
    return [...this.#keepers.values()].map((keeper) => keeper.state);
  }

  /** Lets go of ports and machines; the machines go on, and the next guardian adopts them. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    this.#memory.now();
    this.#memory[Symbol.dispose]();
    this.#isOver = true;
    this.#timers.tick?.[Symbol.dispose]();
    this.#timers.repair?.[Symbol.dispose]();
    this.#ports[Symbol.dispose]();
    for (const keeper of this.#keepers.values()) keeper.abandon();
    await Promise.all(this.#servers.map((server) => server[Symbol.asyncDispose]()));
  }

  // --- callers ---

  #meet(socket: Socket): void {
    const connection = lineConnection(socket, {
      onLine: (line) => this.#hear(caller, line),
      onClosed: () => {
        this.#callers.delete(caller);
        this.#shards.disconnected(caller.channel);
        if (caller.printerId !== null) this.#keepers.get(caller.printerId)?.disconnected(caller.channel);
      },
    });
    const channel: MachineChannel = (push) => connection.send(push);
    const caller: Caller = { connection, channel, watches: false, pending: 0, printerId: null, pid: null, shard: null };
    this.#callers.add(caller);
  }

  #hear(caller: Caller, line: string): void {
    const { connection } = caller;
    let parsed: ReturnType<typeof parseRequest>;
    try {
      parsed = parseRequest(line);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      this.#around.log.warn({ reason: error.message }, 'malformed message: connection closed');
      return connection.close(error.message, { push: 'closing', reason: error.message } satisfies Push);
    }
    const { id, request } = parsed;
    if (caller.pending >= PENDING_LIMIT) {
      const reason = `more than ${PENDING_LIMIT} requests wait for an answer`;
      return connection.close(reason, { push: 'closing', reason } satisfies Push);
    }
    caller.pending++;
    void this.#answer(caller, request)
      .then(
        (answer) => connection.send({ re: id, ok: true, ...answer }),
        (error: unknown) => {
          const isRefusal = error instanceof Refusal || error instanceof UpgradeFailed;
          if (!isRefusal) this.#around.log.error({ err: error }, 'a request failed');
          const message = error instanceof Error ? error.message : String(error);
          connection.send({ re: id, ok: false, code: isRefusal ? error.code : 'internal', message });
        },
      )
      .finally(() => caller.pending--);
  }

  async #answer(caller: Caller, request: Request): Promise<object> {
    switch (request.kind) {
      case 'ensure-machine':
        return { machine: await this.#ensure(request.wish) };
      case 'remove-machine':
        await this.#remove(request.printerId, request.evenPrinting);
        return {};
      case 'restart-machine': {
        const keeper = this.#keeperOf(request.printerId);
        keeper.restart();
        return { machine: keeper.state };
      }
      case 'upgrade-machine':
        return this.#keeperOf(request.printerId).upgrade(request.entry, request.shard);
      case 'standby':
        if (!this.#keeperOf(request.printerId).standby(request.pid, caller.channel)) {
          throw new Refusal('unexpected-process', `process ${request.pid} was not started to take over`);
        }
        return {};
      case 'hand-over-refused':
        this.#machineOf(caller).handOverRefused(request.reason);
        return {};
      case 'list':
        return { machines: this.machines };
      case 'watch':
        caller.watches = true;
        caller.channel({ push: 'ports', ports: this.#ports.ports });
        return { machines: this.machines };
      case 'emergency-stop':
        return this.#keeperOf(request.printerId).emergencyStop(request.number);
      case 'shutdown':
        return this.#shutdown(request.scope);
      case 'register':
        return this.#register(caller, request);
      case 'heartbeat':
        this.#beat(caller);
        return {};
      case 'port-lost':
        this.#machineOf(caller).portLost(request.portSession, request.reason);
        return {};
      case 'reopen-port':
        this.#machineOf(caller).reopenPort(request.reason);
        return {};
      case 'wish-port': {
        const keeper = this.#machineOf(caller);
        keeper.ensure({ ...keeper.memory.wish, port: request.port });
        return {};
      }
      case 'register-shard':
        this.#shards.register(request.pid, request.machines, caller.channel);
        caller.shard = request.pid;
        return { beatsForAll: true };
      case 'machine-ended':
        this.#shards.machineEnded(caller.channel, request);
        return {};
      default:
        return unreachable(request);
    }
  }

  #register(caller: Caller, { registration }: Request & { readonly kind: 'register' }): object {
    const keeper = this.#keeperOf(registration.printerId);
    const answer = keeper.register(registration, caller.channel);
    if (answer === 'unexpected-process') {
      throw new Refusal(
        answer,
        `process ${registration.pid} is not the machine of ${registration.printerId}, or not yet`,
      );
    }
    caller.printerId = registration.printerId;
    caller.pid = registration.pid;
    return answer;
  }

  #beat(caller: Caller): void {
    if (caller.shard === null) this.#machineOf(caller);
    for (const { printerId, channel } of beatingMachines(caller, this.#callers)) {
      if (printerId !== null) this.#keepers.get(printerId)?.heartbeat(channel);
    }
  }

  #keeperOf(printerId: string): MachineKeeper {
    const keeper = this.#keepers.get(printerId);
    if (keeper === undefined)
      throw new Refusal('unknown-machine', `there is no machine for printer ${printerId} on this host`);
    return keeper;
  }

  #machineOf(caller: Caller): MachineKeeper {
    if (caller.printerId === null) throw new Refusal('not-registered', 'only a registered machine may say this');
    return this.#keeperOf(caller.printerId);
  }

  // --- machines ---

  /** Calls that race for the same printer meet the same keeper: the map is asked and filled in one turn of the loop. */
  async #ensure(wish: MachineWish): Promise<MachineState> {
    for (let gone = this.#removing.get(wish.printerId); gone; gone = this.#removing.get(wish.printerId)) await gone;
    let keeper = this.#keepers.get(wish.printerId);
    if (keeper === undefined) {
      keeper = new MachineKeeper({ wish }, this.#surroundings());
      this.#keep(keeper);
      keeper.begin();
    } else {
      keeper.ensure(wish);
    }
    // A guardian that dies right after this answer leaves the wish to the next one.
    await this.#memory.soon();
    return keeper.state;
  }

  async #remove(printerId: string, evenPrinting: boolean): Promise<void> {
    const keeper = this.#keepers.get(printerId);
    if (keeper === undefined) return;
    if (keeper.state.printing && !evenPrinting) {
      throw new Refusal('printing', `printer ${printerId} is printing; end the print first, or say evenPrinting`);
    }
    await this.#end(keeper, END_LIMIT_MS);
  }

  /** Ends a machine for good; the same machine is ended once, however many ask. */
  #end(keeper: MachineKeeper, limitMs: number): Promise<void> {
    const { printerId } = keeper;
    const before = this.#removing.get(printerId);
    if (before !== undefined) return before;
    const gone = keeper.remove(limitMs).then(async () => {
      this.#removing.delete(printerId);
      this.#keepers.delete(printerId);
      this.#told.delete(printerId);
      this.#kept.delete(printerId);
      await this.#memory.soon();
      this.#push({ push: 'removed', printerId });
    });
    this.#removing.set(printerId, gone);
    return gone;
  }

  async #shutdown(scope: 'idle-only' | 'all'): Promise<ShutdownAnswer> {
    const keepers = [...this.#keepers.values()];
    const ending = keepers.filter((keeper) => scope === 'all' || !keeper.state.printing);
    this.#around.log.info({ scope, ending: ending.length, of: keepers.length }, 'shutdown');
    await Promise.all(ending.map((keeper) => this.#end(keeper, scope === 'all' ? END_LIMIT_MS : IDLE_END_LIMIT_MS)));
    const ended = ending.map((keeper) => keeper.printerId);
    const stayed = [...this.#keepers.keys()];
    // In a later turn, so that the answer is on its way.
    if (stayed.length === 0) this.#around.clock.schedule(50, this.#around.onFinished);
    return { ended, stayed };
  }

  #keep(keeper: MachineKeeper): void {
    this.#keepers.set(keeper.printerId, keeper);
  }

  #surroundings(): ConstructorParameters<typeof MachineKeeper>[1] {
    const { clock, chance, log, folders } = this.#around;
    const ports = this.#ports;
    const shards = this.#shards;
    return { clock, chance, log, folders, ports, shards, onChange: (keeper) => this.#changed(keeper) };
  }

  #shardsOf(memory: readonly ShardMemory[]): Shards {
    const { clock, log, folders } = this.#around;
    return new Shards(memory, {
      clock,
      log,
      start: ({ entry }, name, onEnd) => startShardProcess(entry, name, folders, onEnd),
      onChange: () => this.#remember(),
    });
  }

  #changed(keeper: MachineKeeper): void {
    if (this.#isOver) return;
    if (this.#mustNotBeLost(keeper)) this.#memory.atOnce();
    else this.#remember();
    if (this.#keepers.get(keeper.printerId) !== keeper) return;
    const machine = keeper.state;
    const said = JSON.stringify(machine);
    if (this.#told.get(keeper.printerId) === said) return;
    this.#told.set(keeper.printerId, said);
    this.#push({ push: 'state', machine });
  }

  /** What the guardian after this one must know: that we have written to the session (MA10), and that the printer is hot (CK9). */
  #mustNotBeLost({ printerId, memory }: MachineKeeper): boolean {
    const { touchedSession, facts, unattendedSince } = memory;
    const word = `${touchedSession} ${facts.heating} ${unattendedSince}`;
    const isNews = word !== (this.#kept.get(printerId) ?? NOTHING_KEPT);
    this.#kept.set(printerId, word);
    return isNews;
  }

  #portsChanged(): void {
    if (this.#isOver) return;
    this.#push({ push: 'ports', ports: this.#ports.ports });
    for (const keeper of this.#keepers.values()) keeper.portsChanged();
  }

  #push(push: Push): void {
    for (const caller of this.#callers) if (caller.watches) caller.connection.send(push);
  }

  #remember(): void {
    if (!this.#isOver) void this.#memory.soon();
  }

  #saveMemory(): void {
    if (this.#isOver) return;
    try {
      const machines = [...this.#keepers.values()].map((keeper) => keeper.memory);
      writeMemory(this.#around.folders.runtimeFolder, { machines, shards: this.#shards.memory });
    } catch (error) {
      // A full disk: machines and ports need no memory, only the next guardian would.
      this.#around.log.error({ err: error }, 'the memory for the next guardian cannot be written');
    }
  }

  // --- time ---

  #tick(lastAt: number): void {
    const now = this.#around.clock.monotonic();
    const lateMs = now - lastAt - TICK_MS;
    for (const keeper of this.#keepers.values()) keeper.tick(lateMs > LATE_TICK_MS ? lateMs : 0);
    this.#shards.tick();
    signOfLife(this.#around.folders.runtimeFolder, this.#around.clock.now());
    this.#timers.tick = this.#around.clock.schedule(TICK_MS, () => this.#tick(now));
  }

  #repair(): void {
    this.#timers.repair = this.#around.clock.schedule(REPAIR_MS, () => {
      for (const server of this.#servers) {
        server.repair().catch((error: unknown) => this.#around.log.error({ err: error }, 'a socket is gone'));
      }
      this.#repair();
    });
  }
}
