/**
 * The frames of a trunk (WI8): number of the channel as u32, big endian · kind as u8 · a number as u32 · of `data` so many bytes. Before them goes,
 * in each direction, a preface that nobody sends by mistake, with the version of these frames in its last byte.
 */
export type TrunkFrameKind = 'open' | 'taken' | 'data' | 'credit' | 'close' | 'beat';

const KINDS: readonly TrunkFrameKind[] = ['open', 'taken', 'data', 'credit', 'close', 'beat'];
/** The first kind is 1: a stream of zeros means nothing. */
const FIRST_KIND = 1;

/** Of these frames; another one is not understood. */
const TRUNK_VERSION = 1;
const NAME = new TextEncoder().encode('croft-t');
const PREFACE_BYTES = NAME.length + 1;
export const TRUNK_HEADER_BYTES = 9;
/** The most bytes in one frame: so many of one channel go before the next has its turn. */
export const TRUNK_DATA_LIMIT_BYTES = 16 * 1024;

/** Why a trunk ends that says what it may not. Names, because people search logs for them. */
export interface TrunkFault {
  readonly reason: 'no-trunk' | 'unknown-trunk-version' | 'bad-trunk-frame';
  readonly detail: string;
}

export const trunkPreface = (version = TRUNK_VERSION): Uint8Array => Uint8Array.of(...NAME, version);

/** A frame without bytes, or the head of one with `value` bytes. */
export function trunkHeader(kind: TrunkFrameKind, channel: number, value = 0): Uint8Array {
  const bytes = new Uint8Array(TRUNK_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, channel);
  view.setUint8(4, KINDS.indexOf(kind) + FIRST_KIND);
  view.setUint32(5, value);
  return bytes;
}

/** What whoever listens is told, in the order in which it came. A fault that it returns ends the reading. */
export interface TrunkListener {
  greeted(): void;
  /** All but `data`. */
  frame(kind: Exclude<TrunkFrameKind, 'data'>, channel: number, value: number): TrunkFault | null;
  /** A piece of a channel's bytes, cut anywhere; it shares memory with what was read. */
  data(channel: number, bytes: Uint8Array): TrunkFault | null;
}

export interface TrunkReader {
  /** Takes the next bytes, cut anywhere; keeps of them no more than the head of a frame. Says the fault, then and ever after. */
  push(bytes: Uint8Array): TrunkFault | null;
}

export function createTrunkReader(listener: TrunkListener): TrunkReader {
  const held = new Uint8Array(TRUNK_HEADER_BYTES);
  const head = new DataView(held.buffer);
  let heldBytes = 0;
  let greeted = false;
  let fault: TrunkFault | null = null;
  /** Of the frame whose bytes are coming. */
  let channel = 0;
  let left = 0;

  function greet(): TrunkFault | null {
    const isOurs = NAME.every((byte, i) => held[i] === byte);
    if (!isOurs) return { reason: 'no-trunk', detail: 'the other side speaks something else' };
    const version = held[NAME.length] ?? 0;
    if (version !== TRUNK_VERSION)
      return { reason: 'unknown-trunk-version', detail: `${version}; understood: ${TRUNK_VERSION}` };
    greeted = true;
    listener.greeted();
    return null;
  }

  function begin(): TrunkFault | null {
    const kind = KINDS[head.getUint8(4) - FIRST_KIND];
    const [number, value] = [head.getUint32(0), head.getUint32(5)];
    if (kind === undefined) return badFrame(`kind ${head.getUint8(4)}`);
    if (kind !== 'data') return listener.frame(kind, number, value);
    if (value === 0 || value > TRUNK_DATA_LIMIT_BYTES)
      return badFrame(`${value} bytes of data, the limit is ${TRUNK_DATA_LIMIT_BYTES}`);
    channel = number;
    left = value;
    return null;
  }

  /** Takes what the frame at hand can use, and says how many bytes that were. */
  function take(bytes: Uint8Array): number {
    if (left > 0) {
      const used = Math.min(left, bytes.length);
      left -= used;
      fault = listener.data(channel, bytes.subarray(0, used));
      return used;
    }
    const size = greeted ? TRUNK_HEADER_BYTES : PREFACE_BYTES;
    const used = Math.min(size - heldBytes, bytes.length);
    held.set(bytes.subarray(0, used), heldBytes);
    heldBytes += used;
    if (heldBytes < size) return used;
    heldBytes = 0;
    fault = greeted ? begin() : greet();
    return used;
  }

  return {
    push(bytes) {
      for (let at = 0; fault === null && at < bytes.length; ) at += take(bytes.subarray(at));
      return fault;
    },
  };
}

export const badFrame = (detail: string): TrunkFault => ({ reason: 'bad-trunk-frame', detail });
