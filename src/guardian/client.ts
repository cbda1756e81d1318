import { connect, type Socket } from 'node:net';
import { socketPath } from '#lib/folders';
import { defineErrors, errorEntry, UserError } from '#lib/user-error';
import { type LineConnection, lineConnection } from './line-connection.ts';
import {
  GUARDIAN_SOCKET,
  type MachineEntry,
  type MachineState,
  type MachineWish,
  parseAnswer,
  type PortWish,
  type Push,
  type RegisterAnswer,
  type Registration,
  type RunningInShard,
  type ShardWish,
  type ShutdownAnswer,
  STOP_SOCKET,
  type StopAnswer,
  type UpgradeAnswer,
} from './protocol.ts';

/**
 * A conversation with the guardian of this host. Every request rejects with a UserError when the guardian refuses
 * (its code: `unknown-machine`, `printing`, `unexpected-process`, …), does not answer in time
 * (`guardian-silent`) or the connection ends before (`guardian-gone`).
 */
export interface GuardianLink extends Disposable {
  /** Makes this machine run from now on, or adopts the one that does; idempotent, also for racing callers. */
  ensureMachine(wish: MachineWish): Promise<MachineState>;
  /** Ends the machine for good. Refused with `printing` unless told otherwise; an unknown printer is no error. */
  removeMachine(printerId: string, options?: { readonly evenPrinting?: boolean }): Promise<void>;
  /** Ends the machine's process and starts it anew with the same port, at once, also in mid-print (MA10). */
  restartMachine(printerId: string): Promise<MachineState>;
  /**
   * Lets another build take over the machine while its printer prints on; resolves when it drives. `upgrade-refused`: not now, and the
   * machine goes on as it was; `upgrade-failed`: the new process did not come up, and the build before it goes on. `shard`: the process
   * that it goes over to where it may share one.
   */
  upgradeMachine(printerId: string, entry: MachineEntry, shard?: ShardWish): Promise<UpgradeAnswer>;
  list(): Promise<readonly MachineState[]>;
  /**
   * The state of all machines now, and from then on each change as a `state` or `removed` push to `onPush`; and the serial ports
   * of the host, now and after each change, as a `ports` push. A guardian of before there was such a push sends none.
   */
  watch(): Promise<readonly MachineState[]>;
  emergencyStop(printerId: string, number: number | null): Promise<StopAnswer>;
  /** `idle-only` leaves printing machines and the guardian with them; `all` ends everything. */
  shutdown(scope: 'idle-only' | 'all'): Promise<ShutdownAnswer>;
  /** For a process that is to take over (stand-by.ts). */
  standby(printerId: string): Promise<void>;
  handOverRefused(reason: string): Promise<void>;
  /** For machines, as are the next four; see registration.ts, which also connects again. */
  register(registration: Registration): Promise<RegisterAnswer>;
  heartbeat(): Promise<void>;
  portLost(portSession: string, reason: string): Promise<void>;
  reopenPort(reason: string): Promise<void>;
  wishPort(port: PortWish): Promise<void>;
  /** For a process of several machines, as is the next; see keep-shard-registered.ts. */
  /** Whether this guardian takes a `heartbeat` on this connection for one of each machine of the process; one of before does not. */
  registerShard(machines: readonly RunningInShard[]): Promise<{ readonly beatsForAll: boolean }>;
  machineEnded(machine: RunningInShard, code: number): Promise<void>;
  /** Resolves with the reason when the conversation has ended, whoever ended it. */
  readonly closed: Promise<string>;
}

const errors = defineErrors({
  gone: errorEntry<{ reason: string }>({
    code: 'guardian-gone',
    cause: ({ reason }) => `The guardian of this host does not answer: ${reason}.`,
    remedy: 'Start the farm with `croft up`; machines that print are not affected.',
  }),
  silent: errorEntry<{ kind: string }>({
    code: 'guardian-silent',
    cause: ({ kind }) => `The guardian did not answer ${kind} in time.`,
    remedy: 'Is this host overloaded? Try again; should it stay so, end the guardian process, and another takes over.',
  }),
});

const CONNECT_LIMIT_MS = 2_000;
/** Longer than a machine has for ending. */
const ANSWER_LIMIT_MS = 15_000;
/** Longer than the guardian gives an upgrade in all its steps. */
const UPGRADE_LIMIT_MS = 60_000;

/** Connects to the guardian of this runtime folder. Error: `guardian-gone` when there is none. */
export async function connectGuardian(
  runtimeFolder: string,
  onPush: (push: Push) => void = () => {},
): Promise<GuardianLink> {
  const socket = await open(socketPath(runtimeFolder, GUARDIAN_SOCKET));
  const waiting = new Map<number, { resolve: (answer: Fields) => void; reject: (error: Error) => void }>();
  const closed = Promise.withResolvers<string>();
  let farewell: string | null = null;
  let lastId = 0;

  const connection: LineConnection = lineConnection(socket, {
    onLine(line) {
      const message = parseAnswer(line);
      if (typeof message.push === 'string') {
        if (message.push === 'closing') farewell = String(message.reason);
        // Our own guardian's word, typed on its side; one of a newer guardian that we do not know is left alone.
        return onPush(message as unknown as Push);
      }
      const request = waiting.get(Number(message.re));
      waiting.delete(Number(message.re));
      if (message.ok === true) request?.resolve(message);
      else request?.reject(refusal(String(message.code), String(message.message)));
    },
    onClosed(reason) {
      const said = farewell ?? reason;
      for (const request of waiting.values()) request.reject(errors.gone({ reason: said }));
      waiting.clear();
      closed.resolve(said);
    },
  });

  const ask = (kind: string, body: object = {}, limitMs = ANSWER_LIMIT_MS): Promise<Fields> => {
    if (!connection.isOpen) return Promise.reject(errors.gone({ reason: 'the connection has ended' }));
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(errors.silent({ kind }));
      }, limitMs);
      const settle = <T>(next: (value: T) => void): ((value: T) => void) => {
        return (value) => {
          clearTimeout(timer);
          next(value);
        };
      };
      waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      connection.send({ id, kind, ...body });
    });
  };

  return {
    ensureMachine: async (wish) => (await ask('ensure-machine', wish)).machine as MachineState,
    removeMachine: async (printerId, { evenPrinting = false } = {}) => {
      await ask('remove-machine', { printerId, evenPrinting });
    },
    restartMachine: async (printerId) => (await ask('restart-machine', { printerId })).machine as MachineState,
    upgradeMachine: async (printerId, entry, shard) => {
      const { from, to, gapMs, printing } = await ask('upgrade-machine', { printerId, entry, shard }, UPGRADE_LIMIT_MS);
      return {
        from: (from ?? null) as string | null,
        to: (to ?? null) as string | null,
        gapMs: Number(gapMs),
        printing: printing === true,
      };
    },
    list: async () => (await ask('list')).machines as readonly MachineState[],
    watch: async () => (await ask('watch')).machines as readonly MachineState[],
    emergencyStop: async (printerId, number) => stopAnswer(await ask('emergency-stop', { printerId, number })),
    shutdown: async (scope) => {
      const { ended, stayed } = await ask('shutdown', { scope });
      return { ended: ended as readonly string[], stayed: stayed as readonly string[] };
    },
    register: async (registration) => {
      const { portTouched, stopped } = await ask('register', {
        ...registration,
        stopBytes: base64(registration.stopBytes),
        heatersOffBytes: base64(registration.heatersOffBytes),
      });
      return { portTouched: portTouched === true, stopped: stopped as RegisterAnswer['stopped'] };
    },
    standby: async (printerId) => void (await ask('standby', { printerId, pid: process.pid })),
    handOverRefused: async (reason) => void (await ask('hand-over-refused', { reason })),
    heartbeat: async () => void (await ask('heartbeat')),
    portLost: async (portSession, reason) => void (await ask('port-lost', { portSession, reason })),
    reopenPort: async (reason) => void (await ask('reopen-port', { reason })),
    wishPort: async (port) => void (await ask('wish-port', { port })),
    registerShard: async (machines) => {
      const { beatsForAll } = await ask('register-shard', { pid: process.pid, machines });
      return { beatsForAll: beatsForAll === true };
    },
    machineEnded: async (machine, code) => void (await ask('machine-ended', { ...machine, code })),
    closed: closed.promise,
    [Symbol.dispose]: () => connection.close('closed by us'),
  };
}

/**
 * Emergency stop through the guardian's own socket, which works with the combinator dead and the machine hung.
 * Errors: `guardian-gone`, `unknown-machine`.
 */
export async function stopPrinter(
  runtimeFolder: string,
  printerId: string,
  number: number | null = null,
): Promise<StopAnswer> {
  return stopAnswer(await askStop(runtimeFolder, { printerId, number }));
}

/** Stops every printer of this host. */
export async function stopAllPrinters(
  runtimeFolder: string,
): Promise<readonly (StopAnswer & { readonly printerId: string })[]> {
  const { printers } = await askStop(runtimeFolder, { all: true });
  return printers as readonly (StopAnswer & { readonly printerId: string })[];
}

type Fields = ReturnType<typeof parseAnswer>;

async function askStop(runtimeFolder: string, stop: object): Promise<Fields> {
  const socket = await open(socketPath(runtimeFolder, STOP_SOCKET));
  const line = await new Promise<string>((resolve, reject) => {
    const connection = lineConnection(socket, {
      onLine: resolve,
      onClosed: (reason) => reject(errors.gone({ reason })),
    });
    socket.setTimeout(ANSWER_LIMIT_MS, () => connection.close('no answer in time'));
    connection.send(stop);
  });
  socket.destroy();
  const answer = parseAnswer(line);
  if (answer.ok !== true) throw refusal(String(answer.code), String(answer.message));
  return answer;
}

const stopAnswer = ({ written, reason, machine }: Fields): StopAnswer => ({
  written: written === true,
  reason: (reason ?? null) as StopAnswer['reason'],
  machine: machine as StopAnswer['machine'],
});

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const REMEDIES: Readonly<Record<string, string>> = {
  'unknown-machine': 'Check the printer and the host: `croft doctor` lists the machines of this one.',
  printing: 'Cancel the print first, or say that it may be given up.',
  'upgrade-refused': 'Nothing was changed and nothing was lost. Try again in a moment.',
  'upgrade-failed': 'The log of the machine (machine.log in its folder) says more; the printer is driven as before.',
};

function refusal(code: string, message: string): UserError {
  return new UserError({ code, message, remedy: REMEDIES[code] ?? 'Try again; the log of the guardian says more.' });
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    const fail = (reason: string): void => {
      socket.destroy();
      reject(errors.gone({ reason }));
    };
    const timer = setTimeout(() => fail('it does not take the connection'), CONNECT_LIMIT_MS);
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      fail(error.code === 'ENOENT' || error.code === 'ECONNREFUSED' ? 'it does not run' : error.message);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
