/**
 * The guardian's socket and all machines of a farm in one process, none with a driver or a journal: what costs is the combinator at the
 * other end of their links. A machine is the real `transition` and the real link; its printer does at once what it is told.
 */
import { createServer } from 'node:net';
import type { DriverReport } from '../../src/drivers/driver.ts';
import { lineConnection } from '../../src/guardian/line-connection.ts';
import { GUARDIAN_SOCKET, type MachineState as GuardedMachine, parseRequest } from '../../src/guardian/protocol.ts';
import { systemChance } from '../../src/lib/chance.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { socketPath } from '../../src/lib/folders.ts';
import { createMachineLink, type MachineLink } from '../../src/machine/link.ts';
import { type MachineState, newMachine, snapshotOf } from '../../src/machine/machine-state.ts';
import { transition } from '../../src/machine/transition.ts';
import type { Effect, Input } from '../../src/machine/transition-step.ts';
import type { CommandEnvelope } from '../../src/model/command.ts';
import { bootId, journalId, type PrinterId, type PrintId } from '../../src/model/ids.ts';
import { printOf } from '../../src/model/phase.ts';
import { unixDialer } from '../../src/transport/unix.ts';
import type { FakeFarmAnswer, FakeFarmAsk } from './fake-farm.ts';

const REPORT_MS = 1_000;
/** Longer than any measurement. */
const PRINT_SECONDS = 100_000;

const [runtime = ''] = process.argv.slice(2);
const never = new AbortController();
const dial = unixDialer(socketPath(runtime, 'combinator.sock'));

class FakeMachine {
  readonly #link: MachineLink;
  #state: MachineState;
  #begunAt = 0;
  #looks = 0;

  constructor(printerId: PrinterId) {
    const boot = bootId(systemChance.id());
    const fresh = newMachine({ printerId, journalId: journalId(systemChance.id()), bootId: boot }, Date.now());
    this.#state = transition(fresh, { kind: 'boot', bootId: boot, portReopened: false }, Date.now()).state;
    this.#link = createMachineLink({
      dial,
      clock: systemClock,
      chance: systemChance,
      hello: () => {
        const { journalId: journal, bootId: run, version, epoch } = this.#state;
        const capabilities: string[] = [];
        return { printerId, journalId: journal, bootId: run, version, highestEpoch: epoch, driver: null, capabilities };
      },
      snapshot: () => snapshotOf(this.#state),
      onCommand: (envelope) => this.#obey(envelope),
      onStop: (stopNumber) => this.feed({ kind: 'stop', stopNumber, by: 'combinator' }),
      onWelcome: (epoch) => this.feed({ kind: 'welcomed', epoch }),
      signal: never.signal,
    });
    this.#link.begin();
    // Each at its own moment of the second, as printers do.
    setTimeout(() => setInterval(() => this.#measure(), REPORT_MS), Math.random() * REPORT_MS);
  }

  #obey(envelope: CommandEnvelope): void {
    const answer = this.feed({ kind: 'command', envelope });
    if (answer !== null) this.#link.answer(envelope.commandId, answer);
  }

  feed(input: Input): ReturnType<typeof transition>['answer'] {
    const step = transition(this.#state, input, Date.now());
    const isNews = step.state !== this.#state;
    this.#state = step.state;
    for (const effect of step.effects) {
      const said = this.#done(effect);
      if (said !== null) setImmediate(() => this.feed(said));
    }
    if (isNews) this.#link.changed();
    return step.answer;
  }

  report(report: DriverReport): void {
    this.feed({ kind: 'report', report });
  }

  #done(effect: Effect): Input | null {
    switch (effect.kind) {
      case 'driver-anew':
      case 'driver-reset': {
        const report = { kind: 'connected', continuity: 'unproven', firmware: null, foreign: null } as const;
        return { kind: 'report', report };
      }
      case 'intake':
        return { kind: 'intake-ready', printId: effect.printId };
      case 'driver-start':
        this.#begunAt = Date.now();
        return { kind: 'report', report: { kind: 'print-moved', printId: effect.printId } };
      default:
        return null;
    }
  }

  finish(): void {
    const printId = printOf(this.#state.phase)?.id;
    if (printId !== undefined && this.#state.phase.kind === 'printing')
      this.report({ kind: 'print-ended', printId: printId as PrintId, outcome: 'finished', moved: true, error: null });
  }

  /** A print of the printer's own, begun at its panel. */
  beginForeign(): void {
    const key = systemChance.id();
    this.report({ kind: 'foreign-began', foreign: { key, name: 'panel.gcode', since: Date.now() } });
  }

  #measure(): void {
    this.#looks++;
    const { phase } = this.#state;
    const print = phase.kind === 'printing' ? phase.print : null;
    const [seconds, noise] = [(Date.now() - this.#begunAt) / 1_000, Math.random()];
    this.#link.feedback({
      at: Date.now(),
      temperatures: [
        { name: 'nozzle', actual: 214.5 + noise, target: 215 },
        { name: 'bed', actual: 59.8 + noise / 2, target: 60 },
      ],
      position: null,
      progress:
        print === null
          ? null
          : {
              printId: print.id as PrintId,
              fraction: Math.min(1, seconds / PRINT_SECONDS),
              elapsedSeconds: seconds,
              remainingSeconds: PRINT_SECONDS - seconds,
              layer: 1 + Math.floor(this.#looks / 20),
              z: 0.2,
            },
      line: null,
      notice: null,
    });
  }
}

const machines = new Map<string, FakeMachine>();

/** What the combinator asks of its guardian, and nothing else: each machine that it wants begins to dial. */
function stateOf(printerId: string): GuardedMachine {
  return {
    printerId,
    state: 'running',
    pid: process.pid,
    since: Date.now(),
    restarts: 0,
    lastEnd: null,
    printing: false,
    heating: false,
    build: null,
    port: { kind: 'none' },
  };
}

createServer((socket) => {
  const connection = lineConnection(socket, {
    onLine(line) {
      const { id, request } = parseRequest(line);
      const answer = (body: object): void => connection.send({ re: id, ok: true, ...body });
      if (request.kind === 'watch') return answer({ machines: [...machines.keys()].map(stateOf) });
      if (request.kind !== 'ensure-machine')
        return connection.send({ re: id, ok: false, code: 'unknown', message: `no ${request.kind} here` });
      const { printerId } = request.wish;
      if (!machines.has(printerId)) machines.set(printerId, new FakeMachine(printerId as PrinterId));
      answer({ machine: stateOf(printerId) });
    },
    onClosed() {},
  });
}).listen(socketPath(runtime, GUARDIAN_SOCKET), () => tell({ ready: true }));

const tell = (answer: FakeFarmAnswer): void => void process.send?.(answer);

process.on('message', (ask: FakeFarmAsk) => {
  for (const id of ask.printers) {
    const machine = machines.get(id);
    if (ask.act === 'finish') machine?.finish();
    else machine?.beginForeign();
  }
  tell({ actedAt: performance.timeOrigin + performance.now() });
});
process.on('disconnect', () => process.exit());
