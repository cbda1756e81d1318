import { backoffDelayMs } from '#lib/backoff';
import { type Chance, systemChance } from '#lib/chance';
import { type Clock, systemClock } from '#lib/clock';
import type { Channel, Dialer } from './channel.ts';
import { pause } from './pause.ts';
import { createTrunk, type Trunk, type TrunkEnd } from './trunk.ts';

/** What was found at the other end. */
export type TrunkReached =
  /** Somebody to speak trunk with. */
  | { readonly kind: 'trunk'; readonly under: Channel }
  /** A side of before trunks: each channel has a connection of its own. Null: it is gone again. */
  | { readonly kind: 'singly'; readonly connect: (signal: AbortSignal) => Promise<Channel | null> }
  | { readonly kind: 'nobody'; readonly error: Error };

export interface TrunkDialerParts {
  /** One try. Rejects with the signal's reason only. */
  readonly reach: (signal: AbortSignal) => Promise<TrunkReached>;
  /** What to do with a side that turned out to speak no trunk, or another one; left out: to try again. */
  readonly singly?: (signal: AbortSignal) => Promise<Channel | null>;
  readonly clock?: Clock;
  readonly chance?: Chance;
  /** For logs: a try failed, or a trunk ended. */
  readonly onTrouble?: (error: Error) => void;
}

/** All channels of a process over one connection. Disposed, it ends that, and with it its channels. */
export interface TrunkDialer extends Disposable {
  /** As any dialer, for ever (PR6): whoever dials meanwhile waits for the same connection. */
  readonly dial: Dialer;
}

/**
 * One try for a whole process costs next to nothing, and while it waits all of its machines do: a farm is back a tenth of a second after a combinator
 * that was away for one, and a quarter after any other.
 */
const RETRY = { firstMs: 20, capMs: 250, factor: 1.2 };
/** A trunk that takes no more although it is new: the other side is full, or is ending. */
const REFUSED = { firstMs: 50, capMs: 1_000 };

type Way = Trunk | ((signal: AbortSignal) => Promise<Channel | null>);

interface Search {
  readonly found: Promise<Way>;
  readonly giveUp: AbortController;
  waiting: number;
}

/** A dialer whose channels share a trunk, made when it is needed and made anew when it has gone. */
export function createTrunkDialer(parts: TrunkDialerParts): TrunkDialer {
  const { clock = systemClock, chance = systemChance, onTrouble } = parts;
  const disposed = new AbortController();
  let trunk: Trunk | null = null;
  /** With those that take no more and still have channels. */
  const trunks = new Set<Trunk>();
  let search: Search | null = null;

  async function find(signal: AbortSignal): Promise<Way> {
    for (let attempt = 0; ; attempt++) {
      const reached = await parts.reach(signal);
      if (reached.kind === 'singly') return reached.connect;
      const error = reached.kind === 'nobody' ? reached.error : await greet(reached.under, signal);
      if (!(error instanceof Error)) return error;
      onTrouble?.(error);
      signal.throwIfAborted();
      await pause(backoffDelayMs(attempt, RETRY, chance), clock, signal);
    }
  }

  /** The trunk, when the other side has shown that it speaks it too. */
  async function greet(under: Channel, signal: AbortSignal): Promise<Way | Error> {
    const made = createTrunk({ under, clock, onChannel: null });
    const give = (): void => made.end('given up');
    signal.addEventListener('abort', give, { once: true });
    if (signal.aborted) give();
    const end = await made.greeted;
    signal.removeEventListener('abort', give);
    const isOther = end?.reason === 'no-trunk' || end?.reason === 'unknown-trunk-version';
    if (isOther && parts.singly !== undefined) return parts.singly;
    if (end !== null) return endError(end);
    trunk = made;
    trunks.add(made);
    void made.ended.then((how) => {
      trunks.delete(made);
      if (trunk === made) trunk = null;
      if (!disposed.signal.aborted) onTrouble?.(endError(how));
    });
    return made;
  }

  /** Whoever waits shares the search; the last one that gives up ends it. */
  async function way(signal: AbortSignal): Promise<Way> {
    if (trunk?.takesMore === true) return trunk;
    if (search === null) {
      const giveUp = new AbortController();
      search = { giveUp, waiting: 0, found: find(AbortSignal.any([giveUp.signal, disposed.signal])) };
    }
    const shared = search;
    const over = (): void => {
      if (search === shared) search = null;
    };
    shared.found.then(over, over);
    shared.waiting++;
    try {
      return await orAborted(shared.found, signal);
    } finally {
      shared.waiting--;
      if (shared.waiting === 0 && search === shared) {
        search = null;
        shared.giveUp.abort(new Error('nobody waits'));
      }
    }
  }

  return {
    async dial(signal) {
      for (let refused = 0; ; refused++) {
        signal.throwIfAborted();
        disposed.signal.throwIfAborted();
        const found = await way(signal);
        const channel = await (typeof found === 'function' ? found(signal) : found.open(signal));
        if (channel !== null) return channel;
        if (refused > 0) await pause(backoffDelayMs(refused - 1, REFUSED, chance), clock, signal);
      }
    },
    [Symbol.dispose]() {
      disposed.abort(new Error('the process ends'));
      for (const each of trunks) each.end('the process ends');
    },
  };
}

/** Of a trunk that ended. */
const endError = ({ reason, detail }: TrunkEnd): Error => new Error(`trunk ended: ${reason} ${detail}`.trimEnd());

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = (): void => reject(signal.reason);
    if (signal.aborted) return give();
    signal.addEventListener('abort', give, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}
