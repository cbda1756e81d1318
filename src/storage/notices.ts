import type { Log } from '#lib/log-types';
import { CHANNEL_LIMIT_BYTES, type Listening, type Notice, NOTICE_NAME_LIMIT_BYTES } from './storage.ts';

/** How notices travel: inside this process (SQLite), or between all that are connected to one database (PostgreSQL). */
export interface Notices extends AsyncDisposable {
  notify(channel: string, name: string): void;
  listen(channel: string, handler: (notice: Notice) => void): Listening;
}

/** Names that wait in one channel; beyond, they become one `missed`. A database that is away must not fill memory. */
export const PENDING_NAME_LIMIT = 1_000;

const CHANNEL = /^[a-z][a-z0-9_-]*$/;

/** Notices on their way: equal ones are one, and too many of a channel are one `missed`. */
export class PendingNotices {
  readonly #channels = new Map<string, Set<string> | 'missed'>();

  /** Throws for a channel or name that does not fit, whatever the engine: that is a fault of the program. */
  add(channel: string, name: string): void {
    checkChannel(channel);
    if (Buffer.byteLength(name) > NOTICE_NAME_LIMIT_BYTES || name.includes('\0')) {
      throw new RangeError(`a notice carries a name of at most ${NOTICE_NAME_LIMIT_BYTES} bytes, without NUL`);
    }
    const names = this.#channels.get(channel);
    if (names === 'missed') return;
    if (names === undefined) this.#channels.set(channel, new Set([name]));
    else if (names.size < PENDING_NAME_LIMIT) names.add(name);
    else if (!names.has(name)) this.#channels.set(channel, 'missed');
  }

  get isEmpty(): boolean {
    return this.#channels.size === 0;
  }

  takeAll(): readonly (readonly [channel: string, notice: Notice])[] {
    const all = [...this.#channels].flatMap(([channel, names]): [string, Notice][] =>
      names === 'missed'
        ? [[channel, { kind: 'missed' }]]
        : [...names].map((name) => [channel, { kind: 'named', name }]),
    );
    this.#channels.clear();
    return all;
  }

  /** After a failed delivery nobody knows who heard what. */
  markMissed(channels: Iterable<string>): void {
    for (const channel of channels) this.#channels.set(channel, 'missed');
  }
}

/** Who listens to what in this process. */
export class Listeners {
  readonly #handlers = new Map<string, Set<{ readonly handler: (notice: Notice) => void }>>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  channels(): readonly string[] {
    return [...this.#handlers.keys()];
  }

  /** `onFirst` and `onLast`: the channel was heard by nobody before, is heard by nobody any more. */
  add(
    channel: string,
    handler: (notice: Notice) => void,
    onLast: () => void,
  ): Disposable & { readonly isFirst: boolean } {
    checkChannel(channel);
    const present = this.#handlers.get(channel);
    const handlers = present ?? new Set();
    this.#handlers.set(channel, handlers);
    const entry = { handler };
    handlers.add(entry);
    return {
      isFirst: present === undefined,
      [Symbol.dispose]: () => {
        if (!handlers.delete(entry) || handlers.size > 0) return;
        this.#handlers.delete(channel);
        onLast();
      },
    };
  }

  deliver(channel: string, notice: Notice): void {
    for (const { handler } of Array.from(this.#handlers.get(channel) ?? [])) {
      try {
        handler(notice);
      } catch (error) {
        this.#log.error({ err: error, channel, notice }, 'a listener failed');
      }
    }
  }

  clear(): void {
    this.#handlers.clear();
  }
}

/** Notices inside one process. They are delivered in a later turn of the loop: emitting never waits for handlers (EV2). */
export function createLocalNotices(log: Log): Notices {
  const pending = new PendingNotices();
  const listeners = new Listeners(log);
  let scheduled: NodeJS.Immediate | undefined;
  const deliver = () => {
    scheduled = undefined;
    for (const [channel, notice] of pending.takeAll()) listeners.deliver(channel, notice);
  };
  return {
    notify(channel, name) {
      pending.add(channel, name);
      scheduled ??= setImmediate(deliver);
    },
    listen(channel, handler) {
      const added = listeners.add(channel, handler, () => {});
      return { ready: Promise.resolve(), [Symbol.dispose]: () => added[Symbol.dispose]() };
    },
    async [Symbol.asyncDispose]() {
      if (scheduled !== undefined) clearImmediate(scheduled);
      listeners.clear();
    },
  };
}

function checkChannel(channel: string): void {
  if (!CHANNEL.test(channel) || channel.length > CHANNEL_LIMIT_BYTES) {
    throw new RangeError(
      `'${channel}' is no channel: a letter, then letters, digits, - and _, at most ${CHANNEL_LIMIT_BYTES}`,
    );
  }
}
