import { connectGuardian, type GuardianLink } from '#guardian/client';
import type { MachineState, MachineWish, Push, SerialPort } from '#guardian/protocol';
import { ensureGuardian } from '#guardian/start-guardian';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';

/** What the agent wants to run; the port is the machine’s own wish, from its applied configuration (MA13). */
export type WantedMachine = Omit<MachineWish, 'port'>;

/** The agent’s conversation with the guardian, for ever: a missing guardian is started, a new one is told everything again (PR3). */
export interface GuardianWatch extends AsyncDisposable {
  want(machines: readonly WantedMachine[]): void;
  emergencyStop(printerId: string, stopNumber: number | null): Promise<void>;
}

/** Between two tries. A guardian that had stood longer than this is missed at once: a hot printer may be without anybody. */
const RETRY_MS = 500;
/** Machines whose start the guardian is asked for together. */
const ASKED_AT_ONCE = 16;

export function watchGuardian(parts: {
  readonly runtime: string;
  readonly data: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onMachine: (printerId: string, state: MachineState | null) => void;
  /** All serial ports of this host, whenever that changed. */
  readonly onPorts: (ports: readonly SerialPort[]) => void;
}): GuardianWatch {
  const { log, signal, clock } = parts;
  /** Null until the farm has said what it wants: an agent that knows nothing yet ends nothing. */
  let wanted: ReadonlyMap<string, WantedMachine> | null = null;
  let link: GuardianLink | null = null;
  const running = new Set<string>();
  /** One after the other: what is missing is asked for once, however often the farm says meanwhile what it wants. */
  let settled: Promise<void> = Promise.resolve();

  function onPush(push: Push): void {
    if (push.push === 'ports') parts.onPorts(push.ports);
    else if (push.push === 'state') told(push.machine);
    else if (push.push === 'removed') {
      running.delete(push.printerId);
      parts.onMachine(push.printerId, null);
    }
  }

  function told(machine: MachineState): void {
    running.add(machine.printerId);
    parts.onMachine(machine.printerId, machine);
  }

  /** Starts what is missing and ends what nobody wants; a machine that prints is left to its print. */
  async function settle(to: GuardianLink): Promise<void> {
    if (wanted === null) return;
    const missing = [...wanted.values()].filter(({ printerId }) => !running.has(printerId));
    // Together, for each answer waits until the guardian has written it down; not all of a farm at once, for it starts a process for some.
    while (missing.length > 0) {
      const asked = missing.splice(0, ASKED_AT_ONCE);
      for (const state of await Promise.all(asked.map((each) => to.ensureMachine({ ...each, port: { kind: 'none' } }))))
        told(state);
    }
    for (const id of running) {
      if (wanted.has(id)) continue;
      await to.removeMachine(id).catch((error: unknown) => log.warn({ err: error, printer: id }, 'machine not ended'));
    }
  }

  async function stay(): Promise<void> {
    while (!signal.aborted) {
      const began = clock.monotonic();
      try {
        await ensureGuardian({ runtimeFolder: parts.runtime, dataFolder: parts.data }, signal);
        using next = await connectGuardian(parts.runtime, onPush);
        running.clear();
        for (const machine of await next.watch()) told(machine);
        link = next;
        await settle(next);
        const reason = await Promise.race([next.closed, ended]);
        if (!signal.aborted) log.warn({ reason }, 'the guardian is gone; another is started');
      } catch (error) {
        if (!signal.aborted) log.error({ err: error }, 'the guardian cannot be reached');
      } finally {
        link = null;
      }
      if (clock.monotonic() - began > RETRY_MS) continue;
      await Promise.race([new Promise<void>((resolve) => void clock.schedule(RETRY_MS, resolve)), ended]);
    }
  }

  const ended = new Promise<string>((resolve) => {
    if (signal.aborted) resolve('aborted');
    signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
  const staying = stay();

  return {
    want(machines) {
      wanted = new Map(machines.map((machine) => [machine.printerId, machine]));
      const to = link;
      if (to === null) return;
      settled = settled.then(() => (link === to ? settle(to) : undefined));
      settled = settled.catch((error: unknown) => {
        log.warn({ err: error }, 'machines not settled; asked again');
        to[Symbol.dispose]();
      });
    },
    async emergencyStop(printerId, stopNumber) {
      try {
        await link?.emergencyStop(printerId, stopNumber);
      } catch (error) {
        // The machine was told as well, and the wish is repeated until its number shows (MA6a).
        log.warn({ err: error, printer: printerId }, 'the guardian did not take the emergency stop');
      }
    },
    async [Symbol.asyncDispose]() {
      await staying;
    },
  };
}
