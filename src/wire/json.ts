import { DEPTH_LIMIT } from './limits.ts';

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: 'bad-json' | 'too-deep'; readonly detail: string };

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * JSON from a stranger: valid UTF-8, nested at most DEPTH_LIMIT deep, and without a key `__proto__`, which would change the
 * prototype of whatever the value is copied into one day. Never throws.
 */
export function parseJson(bytes: Uint8Array): ParsedJson {
  if (depthOf(bytes) > DEPTH_LIMIT) return { ok: false, reason: 'too-deep', detail: `deeper than ${DEPTH_LIMIT}` };
  try {
    const text = decoder.decode(bytes);
    // The slow way only for texts that could have such a key, perhaps written with escapes.
    return { ok: true, value: MAYBE_PROTO.test(text) ? JSON.parse(text, refuseProto) : JSON.parse(text) };
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 100) : 'not JSON';
    return { ok: false, reason: 'bad-json', detail };
  }
}

const MAYBE_PROTO = /__proto__|\\u00/i;

function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('a key may not be __proto__');
  return value;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** How deep brackets nest outside of strings; counted on bytes, before anything is built. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) {
      inString = true;
    } else if (byte === 0x5b || byte === 0x7b) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if (byte === 0x5d || byte === 0x7d) {
      depth--;
    }
  }
  return deepest;
}
