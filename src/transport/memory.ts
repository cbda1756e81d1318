import type { Chance } from '#lib/chance';
import { type Clock, systemClock } from '#lib/clock';
import { type Channel, CLOSED_BY_PEER, CLOSED_HERE, type Dialer, type Listener } from './channel.ts';
import { MemoryLane } from './memory-lane.ts';

type Direction = 'to-listener' | 'to-dialer';
const DIRECTIONS: readonly Direction[] = ['to-listener', 'to-dialer'];

export interface MemoryNetworkOptions {
  /** Decides everything that is left open; the same chance gives the same run. */
  readonly chance: Chance;
  readonly clock?: Clock;
  /** How long each message is under way; 0 unless told. Order within a connection is kept. */
  readonly delayMs?: () => number;
  /** The largest piece in which bytes arrive; whole messages unless told. */
  readonly sliceBytes?: number;
}

/** What becomes of the messages of a connection that is cut: some turn up in later connections of the same pair (WI4). */
interface StrayMessages {
  /** Share of the undelivered ones that are only late; the others are lost. */
  readonly late: number;
  /** Share of the lately delivered ones that arrive a second time. */
  readonly doubled: number;
  /** Between these times from now, each on its own, hence in any order. */
  readonly afterMs: readonly [number, number];
}

/** A connection from the outside: what a network does to it. */
export interface MemoryConnection {
  readonly from: string;
  readonly address: string;
  readonly isOpen: boolean;
  /** Nothing moves any more, and neither side is told: half open, until `release`. */
  hold(direction?: Direction): void;
  release(): void;
  /** Both sides are told that it broke. Everything under way is lost, unless it strays. */
  cut(stray?: StrayMessages): void;
  /** Delivers at most this many bytes in one direction, whatever the delays; false when there is nothing to deliver. */
  deliver(direction: Direction, mostBytes?: number): boolean;
}

/** Channels inside of one process, on which nothing moves by itself. */
export interface MemoryNetwork {
  /** A second listener on the same address is a mistake of the test. */
  listen(address: string, onChannel: (channel: Channel) => void): Listener;
  /** `from` names who dials: what strays from a pair's connection reaches only a later one of the same pair. */
  dialer(address: string, from?: string): Dialer;
  /** Neither connects nor moves anything of this dialer until it is unblocked: a partition. */
  block(from: string): void;
  unblock(from: string): void;
  /** Moves one piece, chosen by chance among all that may move now; false when nothing may. */
  step(): boolean;
  /** Steps until nothing may move now, and says how often. Two sides that answer each other for ever are an error. */
  flush(): number;
  /** When something may move next, on the clock's monotonic time; null when nothing will without a new event. */
  nextMoveAt(): number | null;
  /** Open ones, oldest first. */
  readonly connections: readonly MemoryConnection[];
}

/** A simulation that never comes to rest would hang instead of failing. */
const FLUSH_LIMIT_STEPS = 100_000;
/** More strays than a test can mean; the oldest are lost. */
const STRAYS_LIMIT = 1_024;

interface Stray {
  readonly pair: string;
  readonly direction: Direction;
  readonly bytes: Uint8Array;
  readonly readyAt: number;
}

interface Pair extends MemoryConnection {
  readonly key: string;
  readonly lanes: Readonly<Record<Direction, MemoryLane>>;
  /** Ends it for both sides, as the network sees it. */
  end(reason: string): void;
  /** Tells the receiver of a direction that the other side closed. */
  tellClosed(direction: Direction): void;
}

export function createMemoryNetwork(options: MemoryNetworkOptions): MemoryNetwork {
  const { chance, clock = systemClock, delayMs = () => 0, sliceBytes = Infinity } = options;
  const listeners = new Map<string, (channel: Channel) => void>();
  const blocked = new Set<string>();
  const waiting = new Set<() => void>();
  let pairs: Pair[] = [];
  let strays: Stray[] = [];

  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(chance.fraction() * items.length)];
  const retryDials = (): void => {
    for (const retry of waiting) retry();
  };

  const connect = (from: string, address: string, accept: (channel: Channel) => void): Channel => {
    const lanes = { 'to-listener': new MemoryLane(clock), 'to-dialer': new MemoryLane(clock) };
    const key = `${from}→${address}`;
    let isOpen = true;
    const dialed = createEnd(`memory:${address}`, lanes['to-listener'], lanes['to-dialer'], delayMs);
    const accepted = createEnd(`memory:${from}`, lanes['to-dialer'], lanes['to-listener'], delayMs);
    const pair: Pair = {
      key,
      from,
      address,
      lanes,
      get isOpen() {
        return isOpen;
      },
      hold(direction) {
        for (const each of DIRECTIONS) if (direction === undefined || each === direction) lanes[each].held = true;
      },
      release() {
        for (const each of DIRECTIONS) lanes[each].held = false;
      },
      cut(stray) {
        if (!isOpen) return;
        if (stray !== undefined) letStray(pair, stray);
        pair.end('connection lost');
      },
      deliver(direction, mostBytes = Infinity) {
        const lane = lanes[direction];
        if (lane.isEmpty || lane.receive === null) return false;
        lane.deliver(mostBytes);
        return true;
      },
      end(reason) {
        isOpen = false;
        pairs = pairs.filter((each) => each !== pair);
        for (const end of [dialed, accepted]) end.finish(reason);
        for (const direction of DIRECTIONS) lanes[direction].clear();
      },
      tellClosed(direction) {
        (direction === 'to-listener' ? accepted : dialed).finish(CLOSED_BY_PEER);
        pair.end(CLOSED_BY_PEER);
      },
    };
    pairs.push(pair);
    accept(accepted.channel);
    return dialed.channel;
  };

  const letStray = (pair: Pair, { late, doubled, afterMs: [soonest, latest] }: StrayMessages): void => {
    for (const direction of DIRECTIONS) {
      const { undelivered, delivered } = pair.lanes[direction].clear();
      const chosen = [
        ...undelivered.filter(() => chance.fraction() < late),
        ...delivered.filter(() => chance.fraction() < doubled),
      ];
      for (const bytes of chosen) {
        const readyAt = clock.monotonic() + soonest + chance.fraction() * (latest - soonest);
        strays.push({ pair: pair.key, direction, bytes, readyAt });
      }
    }
    strays = strays.slice(-STRAYS_LIMIT);
  };

  /** Everything that may move at some time: when, and how. */
  const moves = (): readonly { readonly at: number; readonly move: () => void }[] => {
    const free = pairs.filter((pair) => !blocked.has(pair.from));
    const ordinary = free.flatMap((pair) =>
      DIRECTIONS.flatMap((direction) => {
        const lane = pair.lanes[direction];
        if (lane.closing && lane.isEmpty && !lane.held) return [{ at: 0, move: () => pair.tellClosed(direction) }];
        const at = lane.readyAt;
        return at === null ? [] : [{ at, move: () => lane.deliver(sliceOf(sliceBytes)) }];
      }),
    );
    const haunted = strays.flatMap((stray) => {
      // The newest: an older one may linger half open.
      const pair = free.findLast((each) => each.key === stray.pair && each.lanes[stray.direction].atBoundary);
      if (pair === undefined) return [];
      const move = (): void => {
        strays = strays.filter((each) => each !== stray);
        pair.lanes[stray.direction].receive?.(stray.bytes);
      };
      return [{ at: stray.readyAt, move }];
    });
    return [...ordinary, ...haunted];
  };

  const sliceOf = (most: number): number => (most === Infinity ? most : 1 + Math.floor(chance.fraction() * most));

  const step = (): boolean => {
    const now = clock.monotonic();
    const chosen = pick(moves().filter(({ at }) => at <= now));
    chosen?.move();
    return chosen !== undefined;
  };

  return {
    listen(address, onChannel) {
      if (listeners.has(address)) throw new Error(`somebody listens on ${address} already`);
      listeners.set(address, onChannel);
      retryDials();
      return {
        address,
        async [Symbol.asyncDispose]() {
          listeners.delete(address);
        },
      };
    },
    dialer:
      (address, from = 'dialer') =>
      (signal) =>
        new Promise((resolve, reject) => {
          const give = (): void => {
            waiting.delete(attempt);
            reject(signal.reason);
          };
          const attempt = (): void => {
            const accept = listeners.get(address);
            if (accept === undefined || blocked.has(from)) return;
            waiting.delete(attempt);
            signal.removeEventListener('abort', give);
            resolve(connect(from, address, accept));
          };
          if (signal.aborted) return give();
          signal.addEventListener('abort', give, { once: true });
          waiting.add(attempt);
          attempt();
        }),
    block: (from) => void blocked.add(from),
    unblock(from) {
      blocked.delete(from);
      retryDials();
    },
    step,
    flush() {
      for (let steps = 0; steps < FLUSH_LIMIT_STEPS; steps++) if (!step()) return steps;
      throw new Error(`the network did not come to rest in ${FLUSH_LIMIT_STEPS} steps`);
    },
    nextMoveAt: () => moves().reduce<number | null>((soonest, { at }) => Math.min(soonest ?? at, at), null),
    get connections() {
      return pairs;
    },
  };
}

/** One end of a connection: a channel, and the way for the network to end it. */
function createEnd(
  name: string,
  outgoing: MemoryLane,
  incoming: MemoryLane,
  delayMs: () => number,
): { readonly channel: Channel; finish(reason: string): void } {
  let ended: string | null = null;
  let told = false;
  let onClose: ((reason: string) => void) | null = null;

  const tell = (): void => {
    if (told || ended === null || onClose === null) return;
    told = true;
    onClose(ended);
  };
  const finish = (reason: string): void => {
    if (ended !== null) return;
    ended = reason;
    queueMicrotask(tell);
  };
  const channel: Channel = {
    name,
    watched: false,
    send: (bytes) => ended === null && (bytes.length === 0 || outgoing.push(bytes, delayMs())),
    get bufferedBytes() {
      return outgoing.bufferedBytes;
    },
    onBytes(listener) {
      if (ended === null) incoming.receive = listener;
    },
    onClose(listener) {
      onClose = listener;
      if (ended !== null) queueMicrotask(tell);
    },
    onDrain(listener) {
      outgoing.onDrain = listener;
    },
    close(reason = CLOSED_HERE) {
      if (ended !== null) return;
      finish(reason);
      outgoing.onDrain = null;
      outgoing.closing = true;
      incoming.clear();
      // What still arrives is thrown away.
      incoming.receive = () => {};
    },
  };
  return { channel, finish };
}
