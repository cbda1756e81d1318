import type { Clock } from '#lib/clock';
import { type Channel, CLOSED_BY_PEER, CLOSED_HERE, HIGH_WATER_BYTES, LINGER_MS } from './channel.ts';
import { badFrame, TRUNK_DATA_LIMIT_BYTES, type TrunkFault } from './trunk-frames.ts';

/**
 * So many bytes of one channel may be on their way and unread. A reader that stands still holds up its own channel and no other, and costs its
 * side no more memory than this.
 */
export const TRUNK_WINDOW_BYTES = 256 * 1024;

/** What a channel needs of the trunk that it goes over. */
export interface LaneTrunk {
  readonly name: string;
  readonly clock: Clock;
  /** It has something to send, and may. */
  ready(lane: TrunkLane): void;
  /** The other side may send so many bytes more. */
  grant(lane: TrunkLane, bytes: number): void;
  /** Both sides have done with it, but for the word to the other one where `say` is set. */
  forget(lane: TrunkLane, say: boolean): void;
  /** A listener threw: its owner's fault, and no other channel's loss. */
  threw(error: unknown): void;
}

/** One channel of a trunk, at one of its ends. */
export class TrunkLane {
  readonly channel: Channel;
  readonly id: number;
  readonly #trunk: LaneTrunk;

  /** Taken from the owner and not yet on its way. */
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #takenOfFirst = 0;
  #congested = false;
  /** So many bytes the other side still takes, and so many we do. */
  #credit = TRUNK_WINDOW_BYTES;
  #granted = TRUNK_WINDOW_BYTES;
  /** Read, and not yet granted again. */
  #owed = 0;
  /** Arrived before there was a reader. */
  #held: Uint8Array[] = [];
  #closedByPeer = false;
  #linger: Disposable | null = null;

  #ended: string | null = null;
  #told = false;
  #onBytes: ((bytes: Uint8Array) => void) | null = null;
  #onClose: ((reason: string) => void) | null = null;
  #onDrain: (() => void) | null = null;

  constructor(id: number, trunk: LaneTrunk) {
    this.id = id;
    this.#trunk = trunk;
    const bufferedBytes = (): number => this.#queuedBytes;
    this.channel = {
      name: `${trunk.name}#${id}`,
      watched: true,
      send: (bytes) => this.#send(bytes),
      get bufferedBytes() {
        return bufferedBytes();
      },
      onBytes: (listener) => this.#read(listener),
      onClose: (listener) => {
        this.#onClose = listener;
        if (this.#ended !== null) queueMicrotask(() => this.#tell());
      },
      onDrain: (listener) => {
        this.#onDrain = listener;
      },
      close: (reason) => this.#close(reason),
    };
  }

  /** Whether it has bytes that may go now. */
  get isReady(): boolean {
    return this.#queuedBytes > 0 && this.#credit > 0;
  }

  /** The next bytes to send, one frame at the most, as they lie. */
  takePiece(): { readonly parts: readonly Uint8Array[]; readonly bytes: number } {
    const bytes = Math.min(this.#queuedBytes, this.#credit, TRUNK_DATA_LIMIT_BYTES);
    const parts: Uint8Array[] = [];
    for (let left = bytes; left > 0; ) {
      const first = this.#queue[0];
      if (first === undefined) break;
      const part = first.subarray(this.#takenOfFirst, this.#takenOfFirst + left);
      parts.push(part);
      left -= part.length;
      this.#takenOfFirst += part.length;
      if (this.#takenOfFirst < first.length) continue;
      this.#queue.shift();
      this.#takenOfFirst = 0;
    }
    this.#queuedBytes -= bytes;
    this.#credit -= bytes;
    return { parts, bytes };
  }

  /** What was taken is on its way. */
  sent(): void {
    if (this.#queuedBytes > 0) return;
    if (this.#ended !== null) return this.#finishClosing();
    if (!this.#congested) return;
    this.#congested = false;
    this.#run(() => this.#onDrain?.());
  }

  /** The other side has read so many. */
  credited(bytes: number): TrunkFault | null {
    this.#credit += bytes;
    if (this.#credit > TRUNK_WINDOW_BYTES) return badFrame('more was read than was sent');
    if (this.isReady) this.#trunk.ready(this);
    return null;
  }

  arrived(bytes: Uint8Array): TrunkFault | null {
    this.#granted -= bytes.length;
    if (this.#granted < 0) return badFrame('more was sent than may be under way');
    // Closed here: it is thrown away, and the other side hears so soon.
    if (this.#ended !== null) return null;
    if (this.#onBytes === null || this.#held.length > 0) this.#held.push(bytes.slice());
    else this.#deliver(bytes);
    return null;
  }

  /** The other side closed it, and reads no more. */
  closedByPeer(): void {
    if (this.#ended !== null) return this.#finishClosing(false);
    this.#closedByPeer = true;
    if (this.#held.length === 0) this.#end(CLOSED_BY_PEER);
  }

  /** The trunk ended, and all its channels with it. */
  cut(reason: string): void {
    this.#linger?.[Symbol.dispose]();
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#end(reason);
  }

  #send(bytes: Uint8Array): boolean {
    if (this.#ended !== null || this.#closedByPeer) return false;
    if (bytes.length === 0) return true;
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
    if (this.#queuedBytes > HIGH_WATER_BYTES) this.#congested = true;
    if (this.isReady) this.#trunk.ready(this);
    return !this.#congested;
  }

  #read(listener: (bytes: Uint8Array) => void): void {
    const isFirst = this.#onBytes === null;
    this.#onBytes = listener;
    if (isFirst && this.#held.length > 0) queueMicrotask(() => this.#deliverHeld());
  }

  #deliverHeld(): void {
    for (let next = this.#held[0]; next !== undefined && this.#ended === null; next = this.#held[0]) {
      this.#deliver(next);
      this.#held.shift();
    }
    if (this.#closedByPeer) this.#end(CLOSED_BY_PEER);
  }

  #deliver(bytes: Uint8Array): void {
    this.#run(() => this.#onBytes?.(bytes));
    this.#owed += bytes.length;
    if (this.#owed < TRUNK_WINDOW_BYTES / 2 || this.#ended !== null || this.#closedByPeer) return;
    this.#granted += this.#owed;
    this.#trunk.grant(this, this.#owed);
    this.#owed = 0;
  }

  #close(reason = CLOSED_HERE): void {
    if (this.#ended !== null) return;
    const isKnown = this.#closedByPeer;
    this.#end(reason);
    this.#held = [];
    if (isKnown) return;
    if (this.#queuedBytes === 0) return this.#finishClosing();
    this.#linger = this.#trunk.clock.schedule(LINGER_MS, () => this.#finishClosing());
  }

  /** After its last words, or when nobody takes them. */
  #finishClosing(say = true): void {
    this.#linger?.[Symbol.dispose]();
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#trunk.forget(this, say);
  }

  #end(reason: string): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    if (this.#closedByPeer) {
      this.#queue = [];
      this.#queuedBytes = 0;
      this.#trunk.forget(this, false);
    }
    queueMicrotask(() => this.#tell());
  }

  #tell(): void {
    if (this.#told || this.#ended === null || this.#onClose === null) return;
    this.#told = true;
    this.#onClose(this.#ended);
  }

  #run(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#trunk.threw(error);
    }
  }
}
