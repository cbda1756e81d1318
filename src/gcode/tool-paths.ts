import { featureOf } from './full-analysis.ts';
import { LAYER_MARKER } from './full-pass.ts';
import type { FileProblem } from './file-problem.ts';
import type { MotionTime } from './motion-time.ts';
import { MoveReader, type MoveTaker } from './move-reader.ts';

/** The way of the nozzle through one layer, as it is drawn. */
export interface LayerPath {
  /** Height of its extrusions; null for a layer without any. */
  readonly zMm: number | null;
  /** `encodeLayer` of its moves. */
  readonly bytes: Uint8Array;
}

/** More moves in one layer are not drawn by any browser in time. */
const MOVES_MAX = 400_000;
const LAYERS_MAX = 20_000;
/** Kinds of lines that have a number of their own; what is more is told as the last one. */
const KINDS_MAX = 40;
const UNNAMED = 'other';

/**
 * Cuts the moves of a file into layers, as `FullAnalyser` does, and hands each on when it is over, so that memory is that of one layer.
 * `restart`: what was handed on was priming, and is no layer.
 */
export class ToolPaths implements MoveTaker {
  readonly #reader = new MoveReader(this);
  readonly #layer: (layer: LayerPath) => void;
  readonly #restart: () => void;
  readonly #kinds = new Map<string, number>();
  readonly #points = new Float32Array(MOVES_MAX * 2);
  readonly #kindOf = new Uint8Array(MOVES_MAX);
  #count = 0;
  #layers = 0;
  #began = false;
  #marked = false;
  #zMm: number | null = null;
  /** Of the last layer; without marks the next one begins above it. */
  #lastZMm = 0;
  #kind: number;

  constructor(on: { readonly layer: (layer: LayerPath) => void; readonly restart: () => void }) {
    this.#layer = on.layer;
    this.#restart = on.restart;
    this.#kind = this.#numberOf(UNNAMED);
  }

  get problem(): FileProblem | null {
    return this.#reader.problem;
  }

  /** Names of the kinds; a move of kind n is of the n-th of them, from 1. */
  get kinds(): readonly string[] {
    return [...this.#kinds.keys()];
  }

  push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  /** The file has ended. */
  end(): void {
    this.#reader.end();
    this.#finish();
  }

  tool(): void {}

  comment(text: string): void {
    if (LAYER_MARKER.test(text)) {
      if (this.#marked) this.#finish();
      else {
        this.#count = 0;
        this.#zMm = null;
        this.#layers = 0;
        this.#restart();
      }
      this.#marked = true;
      this.#began = true;
      return;
    }
    const name = featureOf(text);
    if (name !== null) this.#kind = this.#numberOf(name);
  }

  moved(motion: MotionTime): void {
    const { extruding } = motion;
    if (!this.#marked && extruding && motion.zMm > (this.#zMm ?? this.#lastZMm) + 1e-6) {
      this.#finish();
      this.#began = true;
    }
    if (motion.fromXMm === motion.xMm && motion.fromYMm === motion.yMm) return;
    if (extruding) this.#zMm ??= motion.zMm;
    if (!this.#began || this.#count >= MOVES_MAX - 1) return;
    if (this.#count === 0) this.#add(motion.fromXMm, motion.fromYMm, 0);
    const kind = extruding ? this.#kind : 0;
    if (motion.bends) motion.along((x, y) => this.#add(x, y, kind));
    else this.#add(motion.xMm, motion.yMm, kind);
  }

  #add(x: number, y: number, kind: number): void {
    if (this.#count >= MOVES_MAX) return;
    this.#points[this.#count * 2] = x;
    this.#points[this.#count * 2 + 1] = y;
    this.#kindOf[this.#count] = kind;
    this.#count++;
  }

  #finish(): void {
    if (this.#began && this.#layers < LAYERS_MAX) {
      this.#layers++;
      this.#layer({ zMm: this.#zMm, bytes: encodeLayer(this.#points, this.#kindOf, this.#count) });
    }
    this.#count = 0;
    this.#lastZMm = this.#zMm ?? this.#lastZMm;
    this.#zMm = null;
  }

  #numberOf(name: string): number {
    const known = this.#kinds.get(name);
    if (known !== undefined) return known;
    if (this.#kinds.size >= KINDS_MAX) return 1;
    this.#kinds.set(name, this.#kinds.size + 1);
    return this.#kinds.size;
  }
}

/**
 * Little-endian: the number of points as u32, then x and y of each as f32 in millimetres, then one byte each: 0 when the nozzle
 * travelled there, else the kind of line that it laid on its way.
 */
function encodeLayer(points: Float32Array, kinds: Uint8Array, count: number): Uint8Array {
  const bytes = new Uint8Array(4 + count * 9);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, count, true);
  for (let i = 0; i < count * 2; i++) view.setFloat32(4 + i * 4, points[i] ?? 0, true);
  bytes.set(kinds.subarray(0, count), 4 + count * 8);
  return bytes;
}
