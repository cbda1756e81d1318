import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { Happening, SimulatorRecord } from '../../src/drivers/marlin/simulator/recorder.ts';
import { type HeldPrint, sourceLines } from '../judge/evidence.ts';
import type { SimulatedBody } from './simulated-body.ts';

export type DeviceAsk =
  | { readonly kind: 'state' }
  | { readonly kind: 'upload'; readonly name: string; readonly content: string }
  | { readonly kind: 'size'; readonly name: string }
  | { readonly kind: 'start'; readonly name: string }
  | { readonly kind: 'pause' | 'resume' | 'cancel'; readonly job: number }
  | { readonly kind: 'delete'; readonly name: string }
  | { readonly kind: 'stop' | 'reset' };

export interface DeviceView {
  readonly state: 'idle' | 'busy' | 'printing' | 'paused' | 'halted';
  readonly job: { readonly id: number; readonly name: string; readonly share: number } | null;
  /** Jobs that ended, newest first; null where it keeps none. */
  readonly history: readonly PastJob[] | null;
  /** How many jobs it ever began; null where it does not count. */
  readonly jobs: number | null;
  readonly boots: number;
}

export interface PastJob {
  readonly id: number;
  readonly name: string;
  readonly outcome: 'finished' | 'cancelled' | 'failed' | 'interrupted';
}

export type DeviceAnswer =
  | { readonly kind: 'yes'; readonly view: DeviceView | null; readonly size: number | null }
  | { readonly kind: 'no'; readonly why: string };

/** A way to it over the network. */
export interface DeviceWay {
  /** `answered`: at most once, if ever; a question that is given up may be carried out all the same. */
  ask(ask: DeviceAsk, answered: (answer: DeviceAnswer) => void): GivenUp;
}

export interface GivenUp {
  giveUp(): void;
}

/** A printer of the simulation that holds its files and prints by itself. It knows nothing of the farm. */
export interface DeviceBody extends SimulatedBody, DeviceWay {
  readonly held: readonly HeldPrint[];
  /** A file is coming in. */
  readonly isReceiving: boolean;
  /** A file that comes in is not whole before this ends. */
  holdFiles(on: boolean): void;
  /** What is asked of its state is lost; a file on its way comes through all the same. */
  hideState(on: boolean): void;
}

interface Job {
  readonly id: number;
  readonly name: string;
  readonly moves: number;
  /** Of ours. */
  readonly held: number | null;
  done: number;
  isPaused: boolean;
  timer: Disposable | null;
}

interface Arrived {
  readonly ask: DeviceAsk;
  readonly answered: (answer: DeviceAnswer) => void;
  isGivenUp: boolean;
}

const BOOT_MS = 800;
const LATENCY = { leastMs: 10, spreadMs: 120 };
/** Half a minute's silence is a cut; whoever gave up before may be heard all the same. */
const OBEYED_LATE = 0.5;
const ANSWER_LOST = 0.03;
const TRANSFER = { leastMs: 800, spreadMs: 4_000 };
/** Now and then a big one. */
const LONG_TRANSFER = { chance: 0.3, leastMs: 8_000, spreadMs: 20_000 };
/** It says yes first, and begins later; meanwhile it calls itself idle (MA11a). */
const PREVIEW = { leastMs: 100, spreadMs: 2_500 };
const SLOW_ORDER_MS = 900;
const HEAT_MS = 1_200;
/** A print from the card heats before it extrudes: longer than two lost questions, one after the other, leave the printer unwatched. */
const PANEL_HEAT_MS = 9_000;
const HISTORY_LENGTH = 50;

export function createDeviceBody(
  clock: Clock,
  chance: Chance,
  options: { readonly lineMs: number; readonly keepsHistory: boolean; readonly showsPending: boolean },
): DeviceBody {
  const records: SimulatorRecord[] = [];
  const held: HeldPrint[] = [];
  const files = new Map<string, string>();
  let history: PastJob[] = [];
  let [plugged, powered, silent, stuck, halted, booting] = [true, true, false, false, false, false];
  let isStateHidden = false;
  let areFilesHeld = false;
  let heldUp: (() => void)[] = [];
  let [jobs, boots, receiving] = [0, 1, 0];
  /** Whatever was under way before the last break is lost. */
  let breaks = 0;
  let job: Job | null = null;
  /** A start that was taken and has not begun. */
  let pending: { readonly name: string; readonly timer: Disposable } | null = null;
  let object: number | null = null;
  let collided = -1;
  let waiting: Arrived[] = [];

  const within = ({ leastMs, spreadMs }: { readonly leastMs: number; readonly spreadMs: number }): number =>
    leastMs + spreadMs * chance.fraction();
  function note(happening: Happening): void {
    records.push({ at: clock.now(), t: clock.monotonic(), ...happening });
  }
  const isUp = (): boolean => plugged && powered && !booting;

  function extrude(id: number): void {
    if (object === null) {
      object = id;
      note({ kind: 'bed', event: 'object' });
    } else if (object !== id && collided !== id) {
      collided = id;
      note({ kind: 'bed', event: 'collision', objectSinceMs: 0 });
    }
  }
  function end(outcome: PastJob['outcome']): void {
    const ended = job;
    if (ended === null) return;
    job = null;
    ended.timer?.[Symbol.dispose]();
    history = [{ id: ended.id, name: ended.name, outcome }, ...history].slice(0, HISTORY_LENGTH);
    if (ended.held === null)
      return note({ kind: 'panel-print', event: outcome === 'finished' ? 'finished' : 'aborted', lines: 0 });
    const before = held[ended.held];
    if (before !== undefined) held[ended.held] = { ...before, outcome: outcome === 'finished' ? 'finished' : 'broken' };
  }
  function step(afterMs: number): void {
    const running = job;
    if (running === null) return;
    running.timer = clock.schedule(afterMs, () => {
      running.timer = null;
      if (job !== running || running.isPaused) return;
      extrude(running.id);
      running.done += 1;
      if (running.done >= running.moves) end('finished');
      else step(options.lineMs);
    });
  }
  function begin(name: string): void {
    const content = files.get(name);
    if (content === undefined || job !== null || halted) return;
    const id = ++jobs;
    const printId = /^(.+)\.gcode$/.exec(name)?.[1] ?? null;
    held.push({ printId, content, outcome: 'running', ontoObject: object !== null });
    const moves = Math.max(1, sourceLines(content).length);
    job = { id, name, moves, held: held.length - 1, done: 0, isPaused: false, timer: null };
    step(HEAT_MS);
  }
  function forgetPending(): void {
    pending?.timer[Symbol.dispose]();
    pending = null;
  }
  function tryPending(name: string, afterMs: number): void {
    const timer = clock.schedule(afterMs, () => {
      if (stuck) return tryPending(name, 500);
      pending = null;
      begin(name);
    });
    pending = { name, timer };
  }
  function broken(): void {
    breaks++;
    waiting = [];
    receiving = 0;
  }
  function forget(): void {
    broken();
    forgetPending();
    end('interrupted');
  }

  const viewed = (): DeviceView => ({
    state: halted
      ? 'halted'
      : job !== null
        ? job.isPaused
          ? 'paused'
          : 'printing'
        : pending !== null && options.showsPending
          ? 'busy'
          : 'idle',
    job: job === null ? null : { id: job.id, name: job.name, share: job.done / job.moves },
    history: options.keepsHistory ? history : null,
    jobs: options.keepsHistory ? jobs : null,
    boots,
  });
  const yes = (size: number | null = null): DeviceAnswer => ({ kind: 'yes', view: viewed(), size });
  const no = (why: string): DeviceAnswer => ({ kind: 'no', why });

  function later(what: () => void): void {
    const era = breaks;
    clock.schedule(SLOW_ORDER_MS * chance.fraction(), () => {
      if (breaks === era) what();
    });
  }
  function order(kind: 'pause' | 'resume' | 'cancel', id: number): DeviceAnswer {
    if (job?.id !== id) return no('There is no such job.');
    later(() => {
      if (job?.id !== id) return;
      if (kind === 'cancel') return end('cancelled');
      const isPaused = kind === 'pause';
      if (job.isPaused === isPaused) return;
      job.isPaused = isPaused;
      if (isPaused) job.timer?.[Symbol.dispose]();
      else step(options.lineMs);
    });
    return yes();
  }
  /** What it does with what it has understood; null while it still comes in. */
  function serve(ask: DeviceAsk, answered: (answer: DeviceAnswer) => void): void {
    switch (ask.kind) {
      case 'state':
        return answered(yes());
      case 'upload': {
        const era = breaks;
        receiving += 1;
        const whole = (): void => {
          if (breaks !== era) return;
          if (areFilesHeld) return void heldUp.push(whole);
          receiving -= 1;
          files.set(ask.name, ask.content);
          answered(yes());
        };
        clock.schedule(within(chance.fraction() < LONG_TRANSFER.chance ? LONG_TRANSFER : TRANSFER), whole);
        return;
      }
      case 'size':
        return answered(yes(files.get(ask.name)?.length ?? null));
      case 'start':
        if (halted) return answered(no('It has halted.'));
        if (job !== null || (pending !== null && options.showsPending)) return answered(no('It is busy.'));
        if (!files.has(ask.name)) return answered(no('There is no such file.'));
        forgetPending();
        tryPending(ask.name, within(PREVIEW));
        return answered(yes());
      case 'pause':
      case 'resume':
      case 'cancel':
        return answered(order(ask.kind, ask.job));
      case 'delete':
        if (job?.name === ask.name) return answered(no('It is being printed.'));
        files.delete(ask.name);
        return answered(yes());
      case 'stop':
        body.halt();
        return answered(yes());
      case 'reset':
        body.reset('reset by its host');
        return;
    }
  }
  function arrive(arrived: Arrived): void {
    if (silent) return void waiting.push(arrived);
    if (isStateHidden && arrived.ask.kind === 'state') return;
    const era = breaks;
    serve(arrived.ask, (answer) => {
      if (arrived.ask.kind !== 'state' && chance.fraction() < ANSWER_LOST) return;
      clock.schedule(within(LATENCY), () => {
        if (breaks === era && plugged && !silent) arrived.answered(answer);
      });
    });
  }

  const body: DeviceBody = {
    records,
    held,
    lineMs: options.lineMs,
    onPlugged: null,
    get isReceiving() {
      return receiving > 0;
    },
    holdFiles(on) {
      areFilesHeld = on;
      const whole = on ? [] : heldUp;
      if (!on) heldUp = [];
      for (const each of whole) each();
    },
    hideState(on) {
      isStateHidden = on;
    },
    get isPlugged() {
      return plugged;
    },
    get isPowered() {
      return powered;
    },
    get hasObject() {
      return object !== null;
    },
    get isMoving() {
      return job !== null || pending !== null;
    },
    get isListening() {
      return isUp() && !silent;
    },
    get isHalted() {
      return halted;
    },
    get panelPrint() {
      return job?.held === null ? job.name : null;
    },
    ask(ask, answered) {
      const arrived: Arrived = { ask, answered, isGivenUp: false };
      const era = breaks;
      const come = (): void => {
        if (isUp() && breaks === era) arrive(arrived);
      };
      // So that what is pressed and what falls upon it in the same moment have an order.
      if (ask.kind === 'stop') come();
      else clock.schedule(within(LATENCY), come);
      return {
        giveUp: () => {
          arrived.isGivenUp = true;
        },
      };
    },
    halt() {
      if (!isUp()) return;
      note({ kind: 'emergency', code: 'M112', via: 'receive interrupt' });
      if (!halted) note({ kind: 'killed', reason: 'M112' });
      halted = true;
      forgetPending();
      end('interrupted');
    },
    opened() {},
    unheard() {},
    reset(cause) {
      forget();
      halted = false;
      booting = true;
      boots += 1;
      note({ kind: 'reset', cause });
      clock.schedule(BOOT_MS, () => {
        booting = false;
        note({ kind: 'greeting' });
      });
    },
    power(on) {
      if (on === powered) return;
      powered = on;
      if (on) body.reset('PowerUp');
      else {
        forget();
        halted = false;
      }
    },
    plug(on) {
      if (on === plugged) return;
      plugged = on;
      // It prints on.
      if (!on) broken();
      else body.onPlugged?.();
    },
    silence(on) {
      silent = on;
      if (on) return;
      const heard = waiting.splice(0);
      for (const each of heard) if (!each.isGivenUp || chance.fraction() < OBEYED_LATE) arrive(each);
    },
    refuseToMove(on) {
      stuck = on;
    },
    beginAtPanel(key, lastsMs) {
      // Whoever stands at the panel sees an object, and a print that is under way or about to be.
      if (object !== null || job !== null || pending !== null || !powered || booting || halted) return false;
      const id = ++jobs;
      note({ kind: 'panel-print', event: 'started', lines: 0 });
      const moves = 1 + Math.ceil(lastsMs / options.lineMs);
      job = { id, name: key, moves, held: null, done: 0, isPaused: false, timer: null };
      step(PANEL_HEAT_MS);
      return true;
    },
    goOnAtPanel() {
      if (job === null || !job.isPaused) return;
      job.isPaused = false;
      step(options.lineMs);
    },
    runOut() {
      if (job === null || job.isPaused) return;
      job.isPaused = true;
      job.timer?.[Symbol.dispose]();
    },
    failPrint() {
      end('failed');
    },
    removeObject() {
      if (object === null) return;
      object = null;
      note({ kind: 'bed', event: 'removed', by: 'person' });
    },
  };
  note({ kind: 'reset', cause: 'PowerUp' });
  return body;
}
