import type { Read } from './check.ts';
import { CHUNK_HEADER_BYTES, CHUNK_LIMIT_BYTES, CONTROL_LIMIT_BYTES, FRAME_HEADER_BYTES } from './limits.ts';
import { parseJson } from './json.ts';

/**
 * Frames (WI5): length of what follows as u32, big endian · type as u8 · payload. Type 1 is one JSON message in UTF-8, type 2 a piece
 * of a file: request id as u32 · offset as u64 · bytes.
 */
const CONTROL = 1;
const CHUNK = 2;

/** A piece of a file, as asked for by `file-request`. */
export interface Chunk {
  readonly requestId: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export type Frame<M> = { readonly kind: 'control'; readonly message: M } | ({ readonly kind: 'chunk' } & Chunk);

export type FrameProblem =
  | 'too-long'
  | 'too-short'
  | 'bad-type'
  | 'bad-json'
  | 'too-deep'
  | 'bad-message'
  | 'bad-chunk';

/** Why a link ends. `detail` is for logs; it may quote a few characters of the peer. */
export interface FrameError {
  readonly reason: FrameProblem;
  readonly detail: string;
}

interface Decoded<M> {
  /** Whole frames, in order; those before an error are good. */
  readonly frames: readonly Frame<M>[];
  /** The stream cannot be trusted from here on: the decoder answers every further push with this error. */
  readonly error: FrameError | null;
}

export interface Decoder<M> {
  /** Takes the next bytes of the stream, cut anywhere, and never throws. Frames share no memory with them. */
  push(bytes: Uint8Array): Decoded<M>;
  /** Held back until the rest of their frame arrives; never more than one frame. */
  readonly heldBytes: number;
}

const encoder = new TextEncoder();

/** The bytes of a message, or null when it would break the limit: then the peer would close the link. */
export function encodeControl(message: object): Uint8Array | null {
  const payload = encoder.encode(JSON.stringify(message));
  if (payload.length > CONTROL_LIMIT_BYTES) return null;
  const frame = startFrame(CONTROL, payload.length);
  frame.set(payload, FRAME_HEADER_BYTES);
  return frame;
}

/** The bytes of a piece of a file. A longer one than the limit is our own mistake: thrown. */
export function encodeChunk({ requestId, offset, bytes }: Chunk): Uint8Array {
  if (bytes.length > CHUNK_LIMIT_BYTES) throw new RangeError(`a chunk of ${bytes.length} bytes is over the limit`);
  const frame = startFrame(CHUNK, CHUNK_HEADER_BYTES + bytes.length);
  const view = viewOf(frame);
  view.setUint32(FRAME_HEADER_BYTES, requestId);
  view.setBigUint64(FRAME_HEADER_BYTES + 4, BigInt(offset));
  frame.set(bytes, FRAME_HEADER_BYTES + CHUNK_HEADER_BYTES);
  return frame;
}

function startFrame(type: number, payloadBytes: number): Uint8Array {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + payloadBytes);
  viewOf(frame).setUint32(0, payloadBytes + 1);
  frame[4] = type;
  return frame;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Cuts a stream of bytes into frames. `read` is the border check of the side that listens. */
export function createDecoder<M>(read: (value: unknown) => Read<M>): Decoder<M> {
  /** The beginning of a frame whose end has not arrived. Grows as bytes come, so that a lying length costs nobody memory. */
  let held = NOTHING;
  let heldBytes = 0;
  let error: FrameError | null = null;

  const hold = (bytes: Uint8Array): void => {
    const needed = heldBytes + bytes.length;
    if (needed > held.length) {
      const larger = new Uint8Array(Math.max(needed, held.length * 2, LEAST_HELD_BYTES));
      larger.set(held.subarray(0, heldBytes));
      held = larger;
    }
    held.set(bytes, heldBytes);
    heldBytes = needed;
  };

  /** Takes what one frame can use of `bytes`, adds the frame if it is whole now, and says how many bytes were used. */
  const take = (bytes: Uint8Array, frames: Frame<M>[]): number => {
    const begun = heldBytes > 0;
    if (begun && heldBytes < FRAME_HEADER_BYTES) {
      const used = Math.min(FRAME_HEADER_BYTES - heldBytes, bytes.length);
      hold(bytes.subarray(0, used));
      return used;
    }
    const size = sizeOfFrame(begun ? held : bytes);
    if (typeof size === 'object') {
      error = size;
      return 0;
    }
    const used = Math.min(size - heldBytes, bytes.length);
    if (begun || used < size) hold(bytes.subarray(0, used));
    if (heldBytes !== 0 && heldBytes < size) return used;
    const decoded = decodeFrame(begun ? held.subarray(0, size) : bytes.subarray(0, size), read);
    held = NOTHING;
    heldBytes = 0;
    if ('reason' in decoded) error = decoded;
    else frames.push(decoded);
    return used;
  };

  return {
    push(bytes) {
      const frames: Frame<M>[] = [];
      let at = 0;
      while (error === null && at < bytes.length) at += take(bytes.subarray(at), frames);
      return { frames, error };
    },
    get heldBytes() {
      return heldBytes;
    },
  };
}

const NOTHING = new Uint8Array(0);
const LEAST_HELD_BYTES = 256;

/** The whole size of the frame that begins here; FRAME_HEADER_BYTES when there are fewer than those. */
function sizeOfFrame(bytes: Uint8Array): number | FrameError {
  if (bytes.length < FRAME_HEADER_BYTES) return FRAME_HEADER_BYTES;
  const length = viewOf(bytes).getUint32(0);
  if (length < 2) return { reason: 'too-short', detail: 'a frame has a type and a payload' };
  const type = bytes[4];
  if (type !== CONTROL && type !== CHUNK) return { reason: 'bad-type', detail: `type ${type}` };
  const limit = type === CONTROL ? CONTROL_LIMIT_BYTES : CHUNK_HEADER_BYTES + CHUNK_LIMIT_BYTES;
  if (length - 1 > limit) return { reason: 'too-long', detail: `${length - 1} bytes, the limit is ${limit}` };
  return 4 + length;
}

function decodeFrame<M>(frame: Uint8Array, read: (value: unknown) => Read<M>): Frame<M> | FrameError {
  const payload = frame.subarray(FRAME_HEADER_BYTES);
  return frame[4] === CONTROL ? decodeControl(payload, read) : decodeChunk(payload);
}

function decodeControl<M>(payload: Uint8Array, read: (value: unknown) => Read<M>): Frame<M> | FrameError {
  const parsed = parseJson(payload);
  if (!parsed.ok) return { reason: parsed.reason, detail: parsed.detail };
  const checked = read(parsed.value);
  return checked.ok ? { kind: 'control', message: checked.value } : { reason: 'bad-message', detail: checked.problem };
}

function decodeChunk(payload: Uint8Array): Frame<never> | FrameError {
  if (payload.length < CHUNK_HEADER_BYTES) return { reason: 'too-short', detail: 'a chunk without its header' };
  const view = viewOf(payload);
  const offset = Number(view.getBigUint64(4));
  if (!Number.isSafeInteger(offset)) return { reason: 'bad-chunk', detail: 'offset beyond 2^53' };
  return { kind: 'chunk', requestId: view.getUint32(0), offset, bytes: payload.slice(CHUNK_HEADER_BYTES) };
}
