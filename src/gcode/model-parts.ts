/** An object of a 3MF: triangles of its own, or other objects put together, or nothing. */
export interface ModelObject {
  /** x, y and z of each corner. */
  readonly vertices: Float32Array;
  /** Three corners of each triangle. */
  readonly triangles: Uint32Array;
  readonly components: readonly Placed[];
}

/** An object, by the part of the archive and the number that it has there, and where it is put. */
export interface Placed {
  readonly part: string;
  readonly id: string;
  readonly transform: Transform;
}

/** Twelve numbers as 3MF writes them: what becomes of x, of y, of z, and the shift. */
export type Transform = readonly number[];

export interface ModelPart {
  readonly objects: ReadonlyMap<string, ModelObject>;
  /** What is to be printed. */
  readonly items: readonly Placed[];
  readonly unitMm: number;
}

/** More of anything was made to harm, or is drawn by nobody in time. Corners and triangles are 12 bytes each. */
export const modelLimits = { corners: 4_000_000, objects: 20_000, placed: 50_000, tagLength: 64 * 1024 } as const;

/** Why a model is not read further; for people. */
export class ModelProblem extends Error {}

export const UNMOVED: Transform = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0];
const UNITS: Readonly<Record<string, number>> = {
  micron: 0.001,
  millimeter: 1,
  centimeter: 10,
  inch: 25.4,
  foot: 304.8,
  meter: 1000,
};

/** How much of all parts of one file was read. */
export interface ModelTally {
  corners: number;
  objects: number;
  placed: number;
}

/**
 * Takes one part of a 3MF (`3D/3dmodel.model`, or one that it names) a piece at a time, as XML of hundreds of megabytes that is never
 * held as a whole. Elements are told by their names and what is unknown is passed over; a document type is refused.
 */
export class ModelPartReader {
  readonly #part: string;
  readonly #tally: ModelTally;
  readonly #decoder = new TextDecoder();
  readonly #objects = new Map<string, ModelObject>();
  readonly #items: Placed[] = [];
  #rest = '';
  #inComment = false;
  #unitMm = 1;
  #id: string | null = null;
  #vertices = new Numbers(Float32Array);
  #triangles = new Numbers(Uint32Array);
  #components: Placed[] = [];

  constructor(part: string, tally: ModelTally) {
    this.#part = part;
    this.#tally = tally;
  }

  push(bytes: Uint8Array): void {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    let at = 0;
    for (;;) {
      if (this.#inComment) {
        const end = text.indexOf('-->', at);
        if (end === -1) {
          at = Math.max(at, text.length - 2);
          break;
        }
        this.#inComment = false;
        at = end + 3;
      }
      const begin = text.indexOf('<', at);
      if (begin === -1) {
        at = text.length;
        break;
      }
      at = begin;
      if (text.startsWith('<!--', begin)) {
        this.#inComment = true;
        at = begin + 4;
        continue;
      }
      const end = text.indexOf('>', begin);
      // A comment that has only begun looks like any tag.
      if (end === -1 || begin + 4 > text.length) break;
      this.#tag(text.slice(begin + 1, end));
      at = end + 1;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > modelLimits.tagLength) throw new ModelProblem('a tag that does not end');
  }

  end(): ModelPart {
    if (this.#id !== null) throw new ModelProblem('an object that does not end');
    return { objects: this.#objects, items: this.#items, unitMm: this.#unitMm };
  }

  #tag(tag: string): void {
    if (tag.startsWith('!')) throw new ModelProblem('a document type');
    const [, closes = '', name = ''] = NAME.exec(tag) ?? [];
    if (closes === '/') {
      if (name === 'object') this.#finish();
      return;
    }
    switch (name) {
      case 'vertex':
        this.#count();
        for (const axis of ['x', 'y', 'z']) this.#vertices.add(numberAt(tag, axis));
        return;
      case 'triangle':
        this.#count();
        for (const corner of ['v1', 'v2', 'v3']) this.#triangles.add(numberAt(tag, corner));
        return;
      case 'component':
        this.#components.push(this.#placed(tag));
        return;
      case 'item':
        if (attribute(tag, 'printable') !== '0') this.#items.push(this.#placed(tag));
        return;
      case 'model':
        this.#unitMm = UNITS[attribute(tag, 'unit') ?? 'millimeter'] ?? 1;
        return;
      case 'object':
        this.#begin(tag);
        if (tag.endsWith('/')) this.#finish();
        return;
      default:
    }
  }

  #begin(tag: string): void {
    if (++this.#tally.objects > modelLimits.objects) throw new ModelProblem(`more than ${modelLimits.objects} objects`);
    this.#id = attribute(tag, 'id') ?? '';
    this.#vertices = new Numbers(Float32Array);
    this.#triangles = new Numbers(Uint32Array);
    this.#components = [];
  }

  #finish(): void {
    if (this.#id === null) return;
    this.#objects.set(this.#id, {
      vertices: this.#vertices.all(),
      triangles: this.#triangles.all(),
      components: this.#components,
    });
    this.#id = null;
  }

  #placed(tag: string): Placed {
    if (++this.#tally.placed > modelLimits.placed) throw new ModelProblem(`more than ${modelLimits.placed} components`);
    const said = (attribute(tag, 'transform') ?? '').trim().split(/\s+/).map(Number);
    const transform = said.length === 12 && said.every(Number.isFinite) ? said : UNMOVED;
    // `p:path`: the production extension keeps objects in parts of their own.
    const part = attribute(tag, 'p:path')?.replace(/^\//, '') ?? this.#part;
    return { part, id: attribute(tag, 'objectid') ?? '', transform };
  }

  #count(): void {
    if (++this.#tally.corners > modelLimits.corners)
      throw new ModelProblem(`more than ${modelLimits.corners} corners and triangles`);
  }
}

/** With a prefix or without. */
const NAME = /^(\/?)(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)/;

function attribute(tag: string, name: string): string | null {
  for (let at = tag.indexOf(name); at !== -1; at = tag.indexOf(name, at + 1)) {
    if (!/\s/.test(tag[at - 1] ?? '')) continue;
    const found = /^\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(tag.slice(at + name.length, at + name.length + 400));
    if (found !== null) return found[1] ?? found[2] ?? '';
  }
  return null;
}

/** The same for `x="1.5"` as everybody writes it, in one look: there are millions. */
function numberAt(tag: string, name: string): number {
  const at = tag.indexOf(` ${name}="`);
  const from = at + name.length + 3;
  const value =
    at === -1 ? Number(attribute(tag, name) ?? Number.NaN) : Number(tag.slice(from, tag.indexOf('"', from)));
  if (!Number.isFinite(value)) throw new ModelProblem(`a corner without ${name}`);
  return value;
}

/** Numbers that come one by one, in twelve bytes for three of them. */
class Numbers<Kind extends Float32Array | Uint32Array> {
  readonly #make: new (
    length: number,
  ) => Kind;
  #values: Kind;
  #count = 0;

  constructor(make: new (length: number) => Kind) {
    this.#make = make;
    this.#values = new make(48);
  }

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new this.#make(this.#count * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = value;
  }

  all(): Kind {
    return this.#values.slice(0, this.#count) as Kind;
  }
}
