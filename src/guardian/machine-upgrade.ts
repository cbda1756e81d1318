import type { Clock } from '#lib/clock';
import type { MachineProcess } from './machine-process.ts';
import type { Push, Registration, UpgradeAnswer } from './protocol.ts';

export interface UpgradeSurroundings {
  readonly clock: Clock;
  /** Starts the process of the new build, which touches nothing until it is told to go. */
  readonly start: (onEnd: (how: string) => void) => MachineProcess;
  /** Asks the machine that drives the printer to hand over; false when it cannot be asked. */
  readonly askOld: () => boolean;
  /** The old one has not done what it was asked for, and is to drive on. */
  readonly takeBack: () => void;
}

export interface UpgradeFrom {
  readonly build: string | null;
  readonly printing: boolean;
  /** Of the port whose descriptor the new process inherits. */
  readonly portSession: string | null;
}

/** A new process that has not loaded its code by then will not do it. */
const WARM_LIMIT_MS = 20_000;
/** What is under way at the printer may take this long, with nothing sent meanwhile; the machine itself gives up before. */
const HAND_OVER_LIMIT_MS = 8_000;
/** An adopted connection over TCP (PortState `cannot-hold`): it would be closed with the old process. */
export const ONLY_MACHINE_HOLDS =
  'only the machine itself holds the connection to its printer, since the guardian was replaced: upgrade it when no print is open and it was started anew';
/** A new process that does not have its printer by then has taken over all the same; it is told so. */
const PROOF_LIMIT_MS = 20_000;

type Step =
  | 'warming'
  /** The new one is ready, and the old one brings what is under way to an end. */
  | 'handing-over'
  /** The old one has gone, and the new one drives. */
  | 'taken-over'
  | 'over';

/**
 * One machine is replaced by a process of another build while its printer prints on (MA10). The new process is started beside the
 * old one, on the same descriptor, loads its code and waits; then the old one stops at a line's border and ends; then the new one goes.
 *
 * Invariant (U1): until the old process has ended, the new one has written nothing, read nothing and holds no lock. So it may be
 * ended at any moment before, and the old one goes on as if nothing had been.
 */
export class MachineUpgrade {
  readonly process: MachineProcess;
  readonly done: Promise<UpgradeAnswer>;
  readonly #around: UpgradeSurroundings;
  readonly #from: UpgradeFrom;
  #step: Step = 'warming';
  #standby: ((push: Push) => void) | null = null;
  #timer: Disposable;
  #oldEndedAt = 0;
  #settle: { readonly resolve: (answer: UpgradeAnswer) => void; readonly reject: (error: UpgradeFailed) => void };

  constructor(from: UpgradeFrom, around: UpgradeSurroundings) {
    this.#from = from;
    this.#around = around;
    const { promise, resolve, reject } = Promise.withResolvers<UpgradeAnswer>();
    this.done = promise;
    this.#settle = { resolve, reject };
    this.#timer = around.clock.schedule(WARM_LIMIT_MS, () => this.fail('the new process was not ready in time'));
    this.process = around.start((how) => this.#ended(how));
  }

  get isOver(): boolean {
    return this.#step === 'over';
  }

  /** The new process says that it is ready; false when it is not the one that was started. */
  ready(pid: number, standby: (push: Push) => void): boolean {
    if (pid !== this.process.pid || this.#step !== 'warming') return false;
    const { clock, askOld } = this.#around;
    this.#standby = standby;
    this.#step = 'handing-over';
    this.#timer[Symbol.dispose]();
    this.#timer = clock.schedule(HAND_OVER_LIMIT_MS, () =>
      this.#refuse('the machine did not say in time whether its printer may be left'),
    );
    if (!askOld()) this.#refuse('the machine cannot be asked just now');
    return true;
  }

  /** Only the old one knows whether its printer may be left, so without its word it is not ended. */
  #refuse(reason: string): void {
    this.#around.takeBack();
    this.fail(reason, 'upgrade-refused');
  }

  /** The old process has ended. The new one is told to go, or (false) was not ready for it. */
  oldEnded(port: { readonly session: string | null; readonly touched: boolean; readonly unreadMs: number }): boolean {
    if (port.session !== this.#from.portSession) {
      this.fail('the port was opened anew meanwhile');
      return false;
    }
    if (this.#step !== 'handing-over') {
      this.fail('the machine ended before the new process was ready, and was started anew');
      return false;
    }
    this.#step = 'taken-over';
    this.#standby?.({ push: 'go', touched: port.touched, unreadMs: port.unreadMs });
    const { clock } = this.#around;
    this.#oldEndedAt = clock.monotonic();
    this.#timer[Symbol.dispose]();
    this.#timer = clock.schedule(PROOF_LIMIT_MS, () => this.#succeed(null, false));
    return true;
  }

  /** The new process tells of its printer. */
  registered({ pid, proven, printing, build }: Registration): void {
    if (this.#step !== 'taken-over' || pid !== this.process.pid || (this.#from.printing && !proven)) return;
    this.#succeed(build, printing);
  }

  #succeed(build: string | null, printing: boolean): void {
    const gapMs = Math.round(this.#around.clock.monotonic() - this.#oldEndedAt);
    this.#finish();
    this.#settle.resolve({ from: this.#from.build, to: build, gapMs, printing });
  }

  /** The new process is ended; whoever asked is told why. Of the old one nothing is concluded. */
  fail(reason: string, code: UpgradeFailed['code'] = 'upgrade-failed'): void {
    if (this.#step === 'over') return;
    const mayEnd = this.#step !== 'taken-over';
    this.#finish();
    if (mayEnd) this.process.kill('SIGKILL');
    this.#settle.reject(new UpgradeFailed(code, reason));
  }

  #ended(how: string): void {
    this.fail(
      this.#step === 'taken-over'
        ? `the new process took over and ended (${how}); the build before it goes on`
        : `the new process ended before it took over (${how}); its words are in machine.log`,
    );
  }

  #finish(): void {
    this.#step = 'over';
    this.#timer[Symbol.dispose]();
  }
}

/** Why a machine was not upgraded: `upgrade-refused` where it said so itself and may be asked again, else `upgrade-failed`. */
export class UpgradeFailed extends Error {
  override readonly name = 'UpgradeFailed';
  readonly code: 'upgrade-refused' | 'upgrade-failed';

  constructor(code: UpgradeFailed['code'], reason: string) {
    super(reason);
    this.code = code;
  }
}
