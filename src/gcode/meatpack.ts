const SIGNAL = 0xff;
const PACKING_ON = 0xfb;
const PACKING_OFF = 0xfa;
const RESET = 0xf9;
const NO_SPACE_ON = 0xf7;
const NO_SPACE_OFF = 0xf6;

const code = (text: string): number => text.charCodeAt(0);
const PACKED = new TextEncoder().encode('0123456789. \nGX');
/** In this mode blanks are left out, and their place in the table is taken. */
const BLANK_INDEX = 11;
/** Of a packed pair: the character is none of the table and follows as a byte of its own. */
const FULL = 15;
const NEW_LINE = code('\n');
const BLANK = code(' ');
const SPACED: ReadonlySet<number> = new Set(new TextEncoder().encode('XYZEFIJRSGPWHCA'));

/**
 * Decodes MeatPack (two characters in a byte) as binary G-code holds it, one block at a time: the state begins anew with each.
 * Blanks between the words of a `G` command, which the encoder leaves out, are put back; empty lines are dropped. So the
 * commands are those of the source, but not every byte. Total: any bytes decode to something of at most four times their size.
 */
export function decodeMeatPack(bytes: Uint8Array): Uint8Array {
  const out = new Text(bytes.length * 4 + 4);
  let packing = false;
  let noSpace = false;
  let signals = 0;
  let pending = 0;
  let kept: number | null = null;
  for (const byte of bytes) {
    if (signals === 2) {
      signals = 0;
      if (byte === PACKING_ON) packing = true;
      else if (byte === PACKING_OFF || byte === RESET) packing = false;
      else if (byte === NO_SPACE_ON) noSpace = true;
      else if (byte === NO_SPACE_OFF) noSpace = false;
      continue;
    }
    if (byte === SIGNAL) {
      signals++;
      continue;
    }
    if (signals === 1) take(SIGNAL);
    signals = 0;
    take(byte);
  }
  return out.bytes();

  function take(byte: number): void {
    if (!packing) return out.put(byte);
    if (pending > 0) {
      out.put(byte);
      if (kept !== null) out.put(kept);
      kept = null;
      pending--;
      return;
    }
    const [low, high] = [byte & 15, byte >> 4];
    if (low === FULL) {
      pending = high === FULL ? 2 : 1;
      kept = high === FULL ? null : character(high);
      return;
    }
    out.put(character(low));
    if (character(low) === NEW_LINE) return;
    if (high === FULL) pending = 1;
    else out.put(character(high));
  }

  function character(index: number): number {
    return noSpace && index === BLANK_INDEX ? code('E') : (PACKED[index] ?? 0);
  }
}

/** What has been decoded, with the blanks that belong into it. */
class Text {
  readonly #bytes: Uint8Array;
  #length = 0;
  #last = NEW_LINE;
  /** The line began with G: its words need blanks. */
  #spaced = false;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  put(byte: number): void {
    if (byte === NEW_LINE && this.#last === NEW_LINE) return;
    if (this.#last === NEW_LINE) this.#spaced = byte === code('G');
    else if (this.#spaced && this.#last !== BLANK && SPACED.has(byte)) this.#bytes[this.#length++] = BLANK;
    this.#bytes[this.#length++] = byte;
    this.#last = byte;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}
