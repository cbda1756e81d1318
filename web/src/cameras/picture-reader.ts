/** What the server says of one camera: a picture, or why there is none. */
export type Told =
  | { readonly kind: 'picture'; readonly id: string; readonly jpeg: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'trouble'; readonly id: string; readonly message: string; readonly remedy: string };

interface Head {
  readonly id: string;
  readonly bytes?: number;
  readonly trouble?: { readonly message: string; readonly remedy: string };
}

const LINE_END = 0x0a;

/** Takes the answer of `/api/cameras/watch` apart, whatever pieces it comes in: a line of JSON, and behind it the picture that it tells of. */
export class PictureReader {
  #pieces: Uint8Array[] = [];
  #size = 0;
  /** Of the picture that is being waited for. */
  #head: Head | null = null;

  push(piece: Uint8Array): readonly Told[] {
    this.#pieces.push(piece);
    this.#size += piece.length;
    const told: Told[] = [];
    for (;;) {
      this.#head ??= this.#takeHead();
      if (this.#head === null) return told;
      const { id, bytes = 0, trouble } = this.#head;
      if (this.#size < bytes) return told;
      const jpeg = this.#take(bytes);
      this.#head = null;
      told.push(trouble === undefined ? { kind: 'picture', id, jpeg } : { kind: 'trouble', id, ...trouble });
    }
  }

  #takeHead(): Head | null {
    let before = 0;
    for (const piece of this.#pieces) {
      const at = piece.indexOf(LINE_END);
      if (at >= 0) return JSON.parse(new TextDecoder().decode(this.#take(before + at + 1))) as Head;
      before += piece.length;
    }
    return null;
  }

  /** So many bytes, each copied once. */
  #take(count: number): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      const [first] = this.#pieces;
      if (first === undefined) break;
      const part = first.subarray(0, count - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length === first.length) this.#pieces.shift();
      else this.#pieces[0] = first.subarray(part.length);
    }
    this.#size -= count;
    return taken;
  }
}
