import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import { alive, heard, type LinkTimes, type Liveness, shakingHands, wake } from '#lib/liveness';
import { unreachable } from '#lib/unreachable';
import { type Channel, HIGH_WATER_BYTES } from './channel.ts';
import {
  badFrame,
  createTrunkReader,
  type TrunkFault,
  type TrunkFrameKind,
  trunkHeader,
  trunkPreface,
} from './trunk-frames.ts';
import { type LaneTrunk, TrunkLane } from './trunk-lane.ts';

/** Channels of one trunk at once: a process gone wild cannot make us hold links without end. Far above what one process drives. */
export const TRUNK_CHANNELS_LIMIT = 1_024;
/** What is to be said of channels, besides their bytes, while the other side takes nothing: more, and it only asks and never reads. */
const WORDS_LIMIT_BYTES = 1024 * 1024;
/** The bounds of a link (WI5), kept by the trunk for all its channels. */
export const TRUNK_TIMES: LinkTimes = { heartbeatMs: 2_000, deadMs: 5_000, handshakeMs: 5_000 };

/** What `Trunk.ended` says of a side that speaks no trunk, or another one: a link goes there without. */
export type TrunkEndReason = TrunkFault['reason'] | 'peer-silent' | 'handshake-timeout' | 'words-unread' | 'closed';

export interface TrunkEnd {
  readonly reason: TrunkEndReason;
  /** For logs. */
  readonly detail: string;
}

/**
 * Many channels over one (WI8), each with the promise of a channel of its own (WI1): order, an end, and its own limit on what is under way, so
 * that none waits for the reader of another. It beats for all of them; its end is theirs. Who dialled opens channels, the other side takes
 * them. What it goes over is any channel: a socket of this host, later one between hosts.
 */
export interface Trunk {
  /** A new channel, when the other side has taken it. Null: it takes no more over this trunk. Rejects with the signal's reason. */
  open(signal: AbortSignal): Promise<Channel | null>;
  /** Null once the other side has shown that it speaks trunk, or why it ended before. */
  readonly greeted: Promise<TrunkEnd | null>;
  readonly ended: Promise<TrunkEnd>;
  /** Whether a channel may still be opened. */
  readonly takesMore: boolean;
  /** From here on no channel is opened or taken; it ends with the last one that it has. */
  retire(): void;
  /** Ends it and all its channels. */
  end(detail: string): void;
}

export interface TrunkParts {
  readonly under: Channel;
  readonly clock: Clock;
  /** Takes what the other side opens; null at the side that opens. */
  readonly onChannel: ((channel: Channel) => void) | null;
  readonly times?: LinkTimes;
}

export function createTrunk({ under, clock, onChannel, times = TRUNK_TIMES }: TrunkParts): Trunk {
  const lanes = new Map<number, TrunkLane>();
  const opening = new Map<number, (channel: Channel | null) => void>();
  const greeted = Promise.withResolvers<TrunkEnd | null>();
  const over = Promise.withResolvers<TrunkEnd>();
  let liveness: Liveness = shakingHands(clock.monotonic(), times);
  /** The highest number so far; none is used twice, so what comes late for a closed channel finds none. */
  let lastId = 0;
  let retired = false;
  let end: TrunkEnd | null = null;

  /** In this order they go, round and round. */
  const ready = new Set<TrunkLane>();
  let words: Uint8Array[] = [];
  let wordBytes = 0;
  let isRoomy = true;
  let flushing = false;
  /** Something is to be sent. */
  let due = false;
  /** Something was sent in this turn of the loop. */
  let sentThisTurn = false;

  const alarm = createAlarm(clock, tick);
  const trunk: LaneTrunk = {
    name: `${under.name} trunk`,
    clock,
    ready(lane) {
      ready.add(lane);
      send();
    },
    grant: (lane, bytes) => say('credit', lane.id, bytes),
    forget(lane, isToBeSaid) {
      ready.delete(lane);
      if (!lanes.delete(lane.id)) return;
      if (isToBeSaid) say('close', lane.id);
      endIfDone();
    },
    threw,
  };

  /** As of a listener of a socket of its own: whoever watches over this process hears of it, and nothing else stops for it. */
  function threw(error: unknown): void {
    queueMicrotask(() => {
      throw error;
    });
  }

  function say(kind: TrunkFrameKind, channel: number, value = 0): void {
    if (end !== null) return;
    put(trunkHeader(kind, channel, value));
  }

  function put(bytes: Uint8Array): void {
    words.push(bytes);
    wordBytes += bytes.length;
    if (wordBytes > WORDS_LIMIT_BYTES) return finish({ reason: 'words-unread', detail: `${wordBytes} bytes` });
    send();
  }

  /**
   * The first words of a turn go when what brought them about is done, so that a stop waits for nobody else's work; all others of the same turn go
   * together at its end: of a farm that comes back at once, one write for many links.
   */
  function send(): void {
    if (due || end !== null) return;
    due = true;
    if (!sentThisTurn) queueMicrotask(sendNow);
  }

  function sendNow(): void {
    if (!due) return;
    due = false;
    flush();
    if (sentThisTurn) return;
    sentThisTurn = true;
    setImmediate(() => {
      sentThisTurn = false;
      sendNow();
    });
  }

  function flush(): void {
    if (flushing) return;
    flushing = true;
    while (isRoomy && end === null && (words.length > 0 || ready.size > 0)) isRoomy = under.send(nextBatch());
    flushing = false;
  }

  /** All words, and of the channels so much as the connection likes to hold, a frame of each in turn. */
  function nextBatch(): Uint8Array {
    const parts = words;
    let bytes = wordBytes;
    words = [];
    wordBytes = 0;
    for (let lane = firstOf(ready); lane !== null && bytes < HIGH_WATER_BYTES; lane = firstOf(ready)) {
      ready.delete(lane);
      const piece = lane.takePiece();
      parts.push(trunkHeader('data', lane.id, piece.bytes), ...piece.parts);
      bytes += piece.bytes;
      if (lane.isReady) ready.add(lane);
      lane.sent();
    }
    return joined(parts);
  }

  function tick(): void {
    if (end !== null) return;
    const woken = wake(liveness, clock.monotonic(), times);
    if (woken.kind === 'dead')
      return finish({ reason: liveness.beatAt === Infinity ? 'handshake-timeout' : 'peer-silent', detail: '' });
    liveness = woken.liveness;
    if (woken.beat) say('beat', 0);
    setAlarm();
  }

  const setAlarm = (): void => alarm.set(end === null ? Math.min(liveness.deadAt, liveness.beatAt) : null);

  const reader = createTrunkReader({
    greeted() {
      liveness = alive(clock.monotonic(), times);
      greeted.resolve(null);
    },
    frame(kind, id, value) {
      if (end !== null) return null;
      switch (kind) {
        case 'open':
          return opened(id);
        case 'taken':
          return taken(id);
        case 'credit':
          return lanes.get(id)?.credited(value) ?? wasOpen(id);
        case 'close':
          return closed(id);
        case 'beat':
          return null;
        default:
          return unreachable(kind);
      }
    },
    data(id, bytes) {
      if (end !== null) return null;
      const lane = lanes.get(id);
      return lane === undefined ? wasOpen(id) : lane.arrived(bytes);
    },
  });

  /** What comes late for a channel that is closed here is nobody's fault. */
  const wasOpen = (id: number): TrunkFault | null =>
    id > 0 && id <= lastId && !opening.has(id) ? null : badFrame(`channel ${id} is not open`);

  function opened(id: number): TrunkFault | null {
    if (onChannel === null) return badFrame('only who dialled opens channels');
    if (id <= lastId) return badFrame(`channel ${id} after ${lastId}`);
    lastId = id;
    if (retired || lanes.size >= TRUNK_CHANNELS_LIMIT) {
      say('close', id);
      return null;
    }
    const lane = new TrunkLane(id, trunk);
    lanes.set(id, lane);
    say('taken', id);
    try {
      onChannel(lane.channel);
    } catch (error) {
      threw(error);
    }
    return null;
  }

  function taken(id: number): TrunkFault | null {
    const settle = opening.get(id);
    // Given up meanwhile: the other side hears so.
    if (settle === undefined) return wasOpen(id);
    opening.delete(id);
    const lane = new TrunkLane(id, trunk);
    lanes.set(id, lane);
    settle(lane.channel);
    return null;
  }

  function closed(id: number): TrunkFault | null {
    const settle = opening.get(id);
    if (settle !== undefined) {
      // It takes no more: the next goes over another trunk.
      opening.delete(id);
      retired = true;
      settle(null);
      endIfDone();
      return null;
    }
    const lane = lanes.get(id);
    if (lane === undefined) return wasOpen(id);
    lane.closedByPeer();
    return null;
  }

  function endIfDone(): void {
    if (retired && lanes.size === 0 && opening.size === 0) finish({ reason: 'closed', detail: 'not needed any more' });
  }

  function finish(how: TrunkEnd): void {
    if (end !== null) return;
    // The last words, as far as they go at once.
    if (how.reason === 'closed') flush();
    end = how;
    alarm[Symbol.dispose]();
    under.close(trunkEndText(how));
    ready.clear();
    words = [];
    wordBytes = 0;
    for (const settle of opening.values()) settle(null);
    opening.clear();
    const all = [...lanes.values()];
    lanes.clear();
    for (const lane of all) lane.cut(trunkEndText(how));
    greeted.resolve(how);
    over.resolve(how);
  }

  under.onBytes((bytes) => {
    if (end !== null) return;
    liveness = heard(liveness, clock.monotonic(), times);
    const fault = reader.push(bytes);
    if (fault !== null) finish(fault);
    setAlarm();
  });
  under.onDrain(() => {
    isRoomy = true;
    flush();
  });
  under.onClose((reason) => finish({ reason: 'closed', detail: reason }));
  put(trunkPreface());
  setAlarm();

  return {
    greeted: greeted.promise,
    ended: over.promise,
    get takesMore() {
      return end === null && !retired && lanes.size + opening.size < TRUNK_CHANNELS_LIMIT;
    },
    open(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (end !== null || retired) return resolve(null);
        const id = ++lastId;
        const give = (): void => {
          opening.delete(id);
          say('close', id);
          reject(signal.reason);
          endIfDone();
        };
        signal.addEventListener('abort', give, { once: true });
        opening.set(id, (channel) => {
          signal.removeEventListener('abort', give);
          resolve(channel);
        });
        say('open', id);
      });
    },
    retire() {
      retired = true;
      endIfDone();
    },
    end: (detail) => finish({ reason: 'closed', detail }),
  };
}

/** In the words of a channel of its own where that is what happened. */
const trunkEndText = ({ reason, detail }: TrunkEnd): string => {
  if (reason === 'closed') return detail;
  return detail === '' ? reason : `${reason}: ${detail}`;
};

function firstOf<T>(set: ReadonlySet<T>): T | null {
  for (const each of set) return each;
  return null;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
