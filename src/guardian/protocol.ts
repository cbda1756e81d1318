/**
 * What is said on `guardian.sock` and `stop.sock`: one JSON object per line, at most MESSAGE_LIMIT_BYTES.
 *
 * A caller sends requests `{id, kind, …}` and gets one answer each, `{re: id, ok: true, …}` or `{re: id, ok: false,
 * code, message}`, in any order; after `watch`, and after `register` (a machine), also pushes `{push, …}`.
 * A line that is no such message closes that connection, after `{push: 'closing', reason}`, and harms nothing else.
 */
import {
  boolean,
  bytes,
  type Fields,
  fields,
  integer,
  list,
  MalformedMessage,
  oneOf,
  orNull,
  printerId,
  text,
  textMap,
} from './shape.ts';
import type { SerialPort } from './serial-ports.ts';

export type { SerialPort, UsbBoard } from './serial-ports.ts';

export const GUARDIAN_SOCKET = 'guardian.sock';
export const STOP_SOCKET = 'stop.sock';
/** A line longer than this closes the connection: nobody may fill the memory of the process that outlives all others. */
export const MESSAGE_LIMIT_BYTES = 64 * 1024;
/**
 * The lock (lib/lock.ts) of the data folder that makes a guardian the only one for it. The data folder and not the runtime folder:
 * that one depends on the environment, and two guardians would drive the same printers.
 */
export const GUARDIAN_LOCK = 'guardian';
/** The lock of the data folder that every machine process takes before anything else, so that it never has a twin. */
export const machineLock = (printer: string): string => `machine-${printer}`;
/** What the holder of either lock says of itself: where the sockets of its farm are. Every user of the host can read it. */
export const lockNote = (runtimeFolder: string): { readonly runtimeFolder: string } => ({ runtimeFolder });

/** Exit code of a guardian that found another one at work (PR3): nothing is wrong. */
export const EXIT_GUARDIAN_RUNS_ALREADY = 3;
/** Exit code of a machine that found its lock taken: the guardian adopts the holder instead. */
export const EXIT_MACHINE_RUNS_ALREADY = 3;
/** Exit code of a machine that shares its process and is to drive a printer that takes a process of its own (PR5a). */
export const EXIT_NEEDS_OWN_PROCESS = 71;
/** Exit code of a machine in a process of its own, told that there is a shard, that may share one. */
export const EXIT_MAY_SHARE = 72;

/** A machine says that it lives this often (MA5). */
export const HEARTBEAT_MS = 1_000;
/** A machine silent for this long is hung: it is killed and started anew (MA5). */
export const SILENCE_LIMIT_MS = 3_000;
/** Heaters are switched off this long after the death of a machine without a proven successor (MA5, CK9). */
export const HEATERS_LIMIT_MS = 4_000;

/** Which port a machine is to be given. */
export type PortWish =
  | {
      readonly kind: 'tty';
      readonly path: string;
      readonly baud: number;
      /** Nobody knows the speed: `hello` is said at `baud` and at each of these until something legible answers. */
      readonly probe?: SpeedProbe;
    }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'none' };

export interface SpeedProbe {
  readonly bauds: readonly number[];
  readonly hello: string;
}

/** How a machine process is started, with the Node that runs the guardian. */
export interface MachineEntry {
  readonly execArgv: readonly string[];
  readonly script: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** One machine that shall run, from now until it is removed. */
export interface MachineWish {
  readonly printerId: string;
  readonly entry: MachineEntry;
  readonly port: PortWish;
  /** Where the machine keeps its journal; its output goes to `machine.log` there. */
  readonly journalFolder: string;
  /** How a process of several machines is started; left out, this one has a process of its own whatever it drives. */
  readonly shard?: ShardWish;
  /** What the farm supposes as long as the machine itself has not said whether it may share a process. */
  readonly shares?: boolean;
}

/** Several machines in one process: those whose printers print on by themselves (PR5a). */
export interface ShardWish {
  readonly entry: MachineEntry;
  /** So many machines in one process, at the most. */
  readonly size: number;
  /** Machines of one label may share a process: those of another build may not. */
  readonly label: string;
}

/** The reason of a port whose first attempt is still under way: nothing is wrong yet. */
export const PORT_BEING_OPENED = 'being opened';

export type PortState =
  | { readonly kind: 'none' }
  /** Not open yet, or not any more; tried for ever (PR6). `since` as in MachineState. */
  | { readonly kind: 'retrying'; readonly reason: string; readonly since: number }
  | { readonly kind: 'open'; readonly session: string; readonly touched: boolean; readonly since: number }
  /** Adopted from a guardian that died, of a kind that cannot be opened a second time: the machine's death ends it. */
  | { readonly kind: 'cannot-hold'; readonly session: string; readonly touched: boolean; readonly since: number };

export interface MachineState {
  readonly printerId: string;
  /**
   * starting: no registration yet · running · ending: told to end · backing-off: the next start is awaited ·
   * crash-looping: like backing-off or starting, after 5 restarts in 30 s; never given up · adopting: a process that
   * an earlier guardian started holds the machine's lock and has not registered yet.
   */
  readonly state: 'starting' | 'running' | 'ending' | 'backing-off' | 'crash-looping' | 'adopting';
  readonly pid: number | null;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Unexpected deaths since this guardian began. */
  readonly restarts: number;
  /** Why the process before this one ended, such as `SIGKILL` or `exit code 1`. */
  readonly lastEnd: string | null;
  readonly printing: boolean;
  readonly heating: boolean;
  /** The version of Croft that its process runs, as it says itself; null until it does. */
  readonly build: string | null;
  readonly port: PortState;
}

/** What a machine says of itself, and says again whenever it changes. */
export interface Registration {
  readonly printerId: string;
  readonly pid: number;
  /** Any heater has a target, or may have one. */
  readonly heating: boolean;
  /** A print is open: preparing to cancelling, paused included. */
  readonly printing: boolean;
  /**
   * Whether this process knows what the printer does and answers for its heaters. While it does not, the four seconds
   * after its predecessor's death go on, and its predecessor's bytes stand where it has none. Left out, it is taken
   * to be so when it says that the printer heats.
   */
  readonly proven: boolean;
  /** Written as they stand for an emergency stop; empty when the driver has none on this port. */
  readonly stopBytes: Uint8Array;
  readonly heatersOffBytes: Uint8Array;
  /** The session of the port that it was handed; null when it has none. */
  readonly portSession: string | null;
  /** The version of Croft that this process runs. */
  readonly build: string | null;
  /** Its process holds other machines too, and is not to be told to end for the sake of this one. */
  readonly inShard: boolean;
}

export type Request =
  | { readonly kind: 'ensure-machine'; readonly wish: MachineWish }
  | { readonly kind: 'remove-machine'; readonly printerId: string; readonly evenPrinting: boolean }
  | { readonly kind: 'restart-machine'; readonly printerId: string }
  /** The machine goes over to another build while its printer prints on (MA10). */
  | {
      readonly kind: 'upgrade-machine';
      readonly printerId: string;
      readonly entry: MachineEntry;
      readonly shard: ShardWish | null;
    }
  /** From a process that was started to take over: it is ready to. */
  | { readonly kind: 'standby'; readonly printerId: string; readonly pid: number }
  /** From a machine that was asked to hand over: not now. */
  | { readonly kind: 'hand-over-refused'; readonly reason: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'watch' }
  | { readonly kind: 'emergency-stop'; readonly printerId: string; readonly number: number | null }
  | { readonly kind: 'shutdown'; readonly scope: 'idle-only' | 'all' }
  | { readonly kind: 'register'; readonly registration: Registration }
  /** From a machine; from a process of several, that has said which: for each of them (beating-machines.ts). */
  | { readonly kind: 'heartbeat' }
  /** From a machine: EIO, end of stream. The guardian closes its own descriptor and waits for the port to return. */
  | { readonly kind: 'port-lost'; readonly portSession: string; readonly reason: string }
  /** From a machine: a fresh opening, with the reset of the board that it brings; the machine is started anew. */
  | { readonly kind: 'reopen-port'; readonly reason: string }
  /** From a machine: its configuration names another port. */
  | { readonly kind: 'wish-port'; readonly port: PortWish }
  /** From a process of several machines: which it holds now. */
  | { readonly kind: 'register-shard'; readonly pid: number; readonly machines: readonly RunningInShard[] }
  /** From the same: one of them has ended, as a process of its own would have with this code. */
  | { readonly kind: 'machine-ended'; readonly printerId: string; readonly run: number; readonly code: number };

/** A machine in a process of several. */
export interface RunningInShard {
  readonly printerId: string;
  /** As the guardian said it when the machine was to run. */
  readonly run: number;
}

/** The outcome of an emergency stop for one printer. */
export interface StopAnswer {
  /** The bytes are in the kernel's hands, on their way to the printer. */
  readonly written: boolean;
  /** Why not: `no-stop-bytes`, `port-closed`, `cannot-hold`, `port-stalled`; null when written. */
  readonly reason: 'no-stop-bytes' | 'port-closed' | 'cannot-hold' | 'port-stalled' | null;
  /** told: it has the message and its heart beats. A dead, hung or ending machine's successor is told when it registers. */
  readonly machine: 'told' | 'dead' | 'hung' | 'ending';
}

/** A machine that went over to another build. */
export interface UpgradeAnswer {
  /** Versions of Croft; null where a process did not say. */
  readonly from: string | null;
  readonly to: string | null;
  /** From the end of the old process to the proof of the new one. */
  readonly gapMs: number;
  /** A print is open, and goes on. */
  readonly printing: boolean;
}

export interface ShutdownAnswer {
  readonly ended: readonly string[];
  /** Printing, and the guardian stays with them. */
  readonly stayed: readonly string[];
}

/** What a machine is told when it registers, and when it changes. */
export interface RegisterAnswer {
  /** The guardian wrote to this session of the port itself: no print may be resumed (MA10 d). */
  readonly portTouched: boolean;
  /** An emergency stop that no machine has heard of yet: its number, or null for one without. */
  readonly stopped: { readonly number: number | null } | null;
}

export type Push =
  | { readonly push: 'state'; readonly machine: MachineState }
  | { readonly push: 'removed'; readonly printerId: string }
  /** All serial ports of this host: after `watch`, and whenever one came, went or may be opened now. */
  | { readonly push: 'ports'; readonly ports: readonly SerialPort[] }
  /** To a machine: its port is (again) there; it ends, and is started anew with it. */
  | { readonly push: 'port-ready' }
  /** To a machine: an emergency stop was written, or could not be; it stops as well. */
  | { readonly push: 'stopped'; readonly number: number | null; readonly written: boolean }
  /** To a machine: the guardian wrote to the port, so what the printer does is no longer known. */
  | { readonly push: 'port-touched'; readonly reason: 'stop' | 'heaters-off' }
  /** To a machine: it ends at a line's border, for another build takes over; or says `hand-over-refused`. */
  | { readonly push: 'hand-over' }
  /** To the process that takes over: the one before it has ended. */
  | { readonly push: 'go'; readonly touched: boolean; readonly unreadMs: number }
  /** To a process of several machines. */
  | ({ readonly push: 'run-machine' } & RunningInShard)
  | { readonly push: 'end-machine'; readonly printerId: string }
  | { readonly push: 'closing'; readonly reason: string };

/** Longest stop or heaters-off sequence: a few lines; it must fit a message twice. */
const BYTES_LIMIT = 4_096;
const ARGUMENT_LIMIT = 64;
/** Each costs seconds at every opening of a printer that is off. */
const PROBED_SPEEDS_LIMIT = 12;
const ENVIRONMENT_LIMIT = 128;
/** More machines than that on one processor would wait for each other. */
export const SHARD_LIMIT = 256;
/** While machines go over from one shard to another there may be more. */
const RUNNING_LIMIT = 2 * SHARD_LIMIT;

/** A line on `guardian.sock`. Throws MalformedMessage. */
export function parseRequest(line: string): { readonly id: number; readonly request: Request } {
  const message = fields(parseJson(line));
  return { id: integer(0, Number.MAX_SAFE_INTEGER)(message.id, 'id'), request: readRequest(message) };
}

/** The line on `stop.sock`: `{"printerId":…,"number":…}`, or `{"all":true}` (printerId null). Throws MalformedMessage. */
export function parseStop(line: string): { readonly printerId: string | null; readonly number: number | null } {
  const message = fields(parseJson(line));
  const number = orNull(stopNumber)(message.number, 'number');
  if (message.all === true) return { printerId: null, number };
  return { printerId: printerId(message.printerId, 'printerId'), number };
}

export function parseWish(value: unknown): MachineWish {
  const wish = fields(value);
  return {
    printerId: printerId(wish.printerId, 'printerId'),
    entry: readEntry(fields(wish.entry, 'entry')),
    port: readPort(fields(wish.port, 'port')),
    journalFolder: absolutePath(wish.journalFolder, 'journalFolder'),
    ...(wish.shard === undefined ? {} : { shard: readShard(fields(wish.shard, 'shard')) }),
    ...(wish.shares === undefined ? {} : { shares: boolean(wish.shares, 'shares') }),
  };
}

function readShard(shard: Fields): ShardWish {
  return {
    entry: readEntry(fields(shard.entry, 'shard.entry')),
    size: integer(1, SHARD_LIMIT)(shard.size, 'shard.size'),
    label: text(shard.label, 'shard.label'),
  };
}

function readEntry(entry: Fields): MachineEntry {
  return {
    execArgv: list(text, ARGUMENT_LIMIT)(entry.execArgv, 'entry.execArgv'),
    script: absolutePath(entry.script, 'entry.script'),
    argv: list(text, ARGUMENT_LIMIT)(entry.argv, 'entry.argv'),
    env: textMap(ENVIRONMENT_LIMIT)(entry.env, 'entry.env'),
  };
}

/** For those who read answers: the border of the client. Throws MalformedMessage on what is no JSON object. */
export function parseAnswer(line: string): Fields {
  return fields(parseJson(line));
}

const stopNumber = integer(0, Number.MAX_SAFE_INTEGER);

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new MalformedMessage('', 'is not JSON');
  }
}

const KINDS = [
  'ensure-machine',
  'remove-machine',
  'restart-machine',
  'upgrade-machine',
  'standby',
  'hand-over-refused',
  'list',
  'watch',
  'emergency-stop',
  'shutdown',
  'register',
  'heartbeat',
  'port-lost',
  'reopen-port',
  'wish-port',
  'register-shard',
  'machine-ended',
] as const;

function readRequest(message: Fields): Request {
  const kind = oneOf(KINDS)(message.kind, 'kind');
  switch (kind) {
    case 'list':
    case 'watch':
    case 'heartbeat':
      return { kind };
    case 'ensure-machine':
      return { kind, wish: parseWish(message) };
    case 'remove-machine':
      return {
        kind,
        printerId: printerId(message.printerId, 'printerId'),
        evenPrinting: message.evenPrinting === true,
      };
    case 'restart-machine':
      return { kind, printerId: printerId(message.printerId, 'printerId') };
    case 'upgrade-machine':
      return {
        kind,
        printerId: printerId(message.printerId, 'printerId'),
        entry: readEntry(fields(message.entry, 'entry')),
        shard: message.shard === undefined ? null : readShard(fields(message.shard, 'shard')),
      };
    case 'standby':
      return { kind, printerId: printerId(message.printerId, 'printerId'), pid: readPid(message) };
    case 'hand-over-refused':
      return { kind, reason: readReason(message) };
    case 'emergency-stop':
      return {
        kind,
        printerId: printerId(message.printerId, 'printerId'),
        number: orNull(stopNumber)(message.number, 'number'),
      };
    case 'shutdown':
      return { kind, scope: oneOf(['idle-only', 'all'])(message.scope, 'scope') };
    case 'register':
      return { kind, registration: readRegistration(message) };
    case 'port-lost':
      return {
        kind,
        portSession: text(message.portSession, 'portSession'),
        reason: readReason(message),
      };
    case 'reopen-port':
      return { kind, reason: readReason(message) };
    case 'wish-port':
      return { kind, port: readPort(fields(message.port, 'port')) };
    case 'register-shard':
      return { kind, pid: readPid(message), machines: list(readRunning, RUNNING_LIMIT)(message.machines, 'machines') };
    case 'machine-ended':
      return {
        kind,
        ...readRunning(message),
        code: integer(0, 255)(message.code, 'code'),
      };
  }
}

function readRunning(value: unknown, field = ''): RunningInShard {
  const machine = fields(value, field);
  return {
    printerId: printerId(machine.printerId, 'printerId'),
    run: integer(0, Number.MAX_SAFE_INTEGER)(machine.run, 'run'),
  };
}

const readPid = (message: Fields): number => integer(2, 2 ** 22)(message.pid, 'pid');
const readReason = (message: Fields): string => text(message.reason, 'reason').slice(0, 200);

function readRegistration(message: Fields): Registration {
  const heating = boolean(message.heating, 'heating');
  const printing = boolean(message.printing, 'printing');
  return {
    printerId: printerId(message.printerId, 'printerId'),
    pid: readPid(message),
    heating,
    printing,
    proven: message.proven === undefined ? heating : boolean(message.proven, 'proven'),
    stopBytes: bytes(BYTES_LIMIT)(message.stopBytes, 'stopBytes'),
    heatersOffBytes: bytes(BYTES_LIMIT)(message.heatersOffBytes, 'heatersOffBytes'),
    portSession: orNull(text)(message.portSession, 'portSession'),
    // Left out by builds of before.
    build: orNull(text)(message.build ?? null, 'build'),
    inShard: message.inShard === true,
  };
}

/** Throws MalformedMessage. */
export function readPort(port: Fields): PortWish {
  const kind = oneOf(['tty', 'tcp', 'none'])(port.kind, 'port.kind');
  switch (kind) {
    case 'tty':
      return {
        kind,
        path: absolutePath(port.path, 'port.path'),
        baud: baudRate(port.baud, 'port.baud'),
        ...(port.probe === undefined ? {} : { probe: readProbe(fields(port.probe, 'port.probe')) }),
      };
    case 'tcp':
      return { kind, host: text(port.host, 'port.host'), port: integer(1, 65_535)(port.port, 'port.port') };
    case 'none':
      return { kind };
  }
}

const baudRate = integer(50, 20_000_000);

function readProbe(probe: Fields): SpeedProbe {
  return {
    bauds: list(baudRate, PROBED_SPEEDS_LIMIT)(probe.bauds, 'port.probe.bauds'),
    hello: text(probe.hello, 'port.probe.hello'),
  };
}

function absolutePath(value: unknown, field: string): string {
  const path = text(value, field);
  if (!path.startsWith('/')) throw new MalformedMessage(field, 'must be an absolute path');
  return path;
}
