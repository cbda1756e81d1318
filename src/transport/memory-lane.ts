import type { Clock } from '#lib/clock';
import { HIGH_WATER_BYTES } from './channel.ts';

/** Sent and not yet arrived. */
interface Parcel {
  readonly bytes: Uint8Array;
  readonly readyAt: number;
}

/** Enough for a message that took effect to be repeated in the next connection. */
const RECENT_PARCELS = 8;

/** One direction of one in-memory connection: a queue that somebody else moves. */
export class MemoryLane {
  bufferedBytes = 0;
  /** Nothing moves while it is set: a silent partition. */
  held = false;
  /** The sender closed: the receiver learns it after everything else. */
  closing = false;
  /** Told to the sender when all has gone after it was told to wait. */
  onDrain: (() => void) | null = null;
  /** Null: nobody reads yet, so nothing arrives. */
  receive: ((bytes: Uint8Array) => void) | null = null;

  readonly #clock: Clock;
  #parcels: Parcel[] = [];
  #recent: Uint8Array[] = [];
  #takenOfFirst = 0;
  #congested = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  push(bytes: Uint8Array, delayMs: number): boolean {
    const soonest = this.#parcels.at(-1)?.readyAt ?? 0;
    this.#parcels.push({ bytes: bytes.slice(), readyAt: Math.max(soonest, this.#clock.monotonic() + delayMs) });
    this.bufferedBytes += bytes.length;
    if (this.bufferedBytes > HIGH_WATER_BYTES) this.#congested = true;
    return !this.#congested;
  }

  /** When the next parcel may move; null when there is none, or nobody takes it. */
  get readyAt(): number | null {
    if (this.held || this.receive === null) return null;
    return this.#parcels[0]?.readyAt ?? null;
  }

  /** Whether a whole message was delivered last: a stray one may only come between two. */
  get atBoundary(): boolean {
    return this.#takenOfFirst === 0 && !this.held && this.receive !== null;
  }

  get isEmpty(): boolean {
    return this.#parcels.length === 0;
  }

  /** Delivers at most this many bytes of the first parcel, ready or not. */
  deliver(mostBytes: number): void {
    const first = this.#parcels[0];
    if (first === undefined || this.receive === null) return;
    const from = this.#takenOfFirst;
    const piece = first.bytes.subarray(from, from + Math.max(1, mostBytes));
    this.bufferedBytes -= piece.length;
    this.#takenOfFirst = from + piece.length;
    if (this.#takenOfFirst >= first.bytes.length) {
      this.#takenOfFirst = 0;
      this.#parcels.shift();
      this.#recent = [...this.#recent, first.bytes].slice(-RECENT_PARCELS);
    }
    this.receive(piece);
    if (this.#congested && this.isEmpty) {
      this.#congested = false;
      this.onDrain?.();
    }
  }

  /** Ends the lane: what was under way, and what had lately arrived. */
  clear(): { readonly undelivered: readonly Uint8Array[]; readonly delivered: readonly Uint8Array[] } {
    const result = { undelivered: this.#parcels.map(({ bytes }) => bytes), delivered: this.#recent };
    this.#parcels = [];
    this.#recent = [];
    this.#takenOfFirst = 0;
    this.bufferedBytes = 0;
    this.receive = null;
    this.onDrain = null;
    return result;
  }
}
