/** A model is what gets sliced: kept, shown and linked with its sliced files, and never printed. */
export type ModelText = 'stl-binary' | 'stl-text' | 'step';

const STL_HEADER_BYTES = 84;
export const STL_TRIANGLE_BYTES = 50;

/** Judges the first bytes of a file by its content; null for what is no model known here. A 3MF is told by its directory. */
export function recogniseModel(head: Uint8Array, sizeBytes: number): ModelText | null {
  const text = new TextDecoder('windows-1252').decode(head.subarray(0, 1024)).trimStart();
  if (/^ISO-10303-21\s*;/.test(text)) return 'step';
  if (/^solid\b[^\n]*\n\s*facet\s+normal\b/.test(text)) return 'stl-text';
  if (head.length < STL_HEADER_BYTES || sizeBytes < STL_HEADER_BYTES + STL_TRIANGLE_BYTES) return null;
  // Eighty bytes of anything, the number of triangles, and exactly that many of them.
  const triangles = new DataView(head.buffer, head.byteOffset).getUint32(80, true);
  return sizeBytes === STL_HEADER_BYTES + triangles * STL_TRIANGLE_BYTES ? 'stl-binary' : null;
}

/** Nine numbers of a triangle: x, y and z of its three corners, in millimetres. */
export type TakeTriangle = (corners: Float64Array) => void;

/** Takes an STL file a piece at a time and hands on its triangles; what is no number is left out. Memory stays flat. */
export class StlReader {
  readonly #take: TakeTriangle;
  readonly #read: (bytes: Uint8Array) => void;
  readonly #corners = new Float64Array(9);
  #triangles = 0;
  // Binary
  #skipped = 0;
  #held = new Uint8Array(0);
  // Text
  readonly #decoder = new TextDecoder('windows-1252');
  #rest = '';
  #corner = 0;

  constructor(kind: 'stl-binary' | 'stl-text', take: TakeTriangle) {
    this.#take = take;
    this.#read = kind === 'stl-binary' ? (bytes) => this.#binary(bytes) : (bytes) => this.#text(bytes);
  }

  get triangles(): number {
    return this.#triangles;
  }

  push(bytes: Uint8Array): void {
    this.#read(bytes);
  }

  #binary(bytes: Uint8Array): void {
    let from = Math.min(bytes.length, STL_HEADER_BYTES - this.#skipped);
    this.#skipped += from;
    if (this.#held.length > 0) {
      const missing = STL_TRIANGLE_BYTES - this.#held.length;
      const whole = new Uint8Array(Math.min(STL_TRIANGLE_BYTES, this.#held.length + bytes.length - from));
      whole.set(this.#held);
      whole.set(bytes.subarray(from, from + missing), this.#held.length);
      from += missing;
      this.#held = whole;
      if (whole.length < STL_TRIANGLE_BYTES) return;
      this.#triangle(new DataView(whole.buffer), 0);
      this.#held = new Uint8Array(0);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (; from + STL_TRIANGLE_BYTES <= bytes.length; from += STL_TRIANGLE_BYTES) this.#triangle(view, from);
    if (from < bytes.length) this.#held = bytes.slice(from);
  }

  #triangle(view: DataView, at: number): void {
    for (let i = 0; i < 9; i++) this.#corners[i] = view.getFloat32(at + 12 + i * 4, true);
    this.#finish();
  }

  #text(bytes: Uint8Array): void {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    const end = text.lastIndexOf('\n') + 1;
    // A line without an end is no line of an STL file.
    this.#rest = text.length - end > 4096 ? '' : text.slice(end);
    for (const [, x, y, z] of text.slice(0, end).matchAll(VERTEX)) {
      this.#corners.set([Number(x), Number(y), Number(z)], this.#corner * 3);
      this.#corner = (this.#corner + 1) % 3;
      if (this.#corner === 0) this.#finish();
    }
  }

  #finish(): void {
    if (!this.#corners.every(Number.isFinite)) return;
    this.#triangles++;
    this.#take(this.#corners);
  }
}

const VERTEX = /^\s*vertex\s+(\S+)\s+(\S+)\s+(\S+)/gm;
