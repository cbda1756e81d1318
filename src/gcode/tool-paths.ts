import type { BoundingBox } from './print-file.ts';
import { GrowingBox } from './bounding-box.ts';
import { featureOf } from './full-analysis.ts';
import { LAYER_MARKER } from './full-pass.ts';
import type { FileProblem } from './file-problem.ts';
import { encodeLayer, farPoints, LayerPoints } from './layer-points.ts';
import type { Arc, MotionTime } from './motion-time.ts';
import { MoveReader, type MoveTaker } from './move-reader.ts';

/** The way of the nozzle through one layer, as it is drawn. */
export interface LayerPath {
  /** Height of its extrusions; null for a layer without any. */
  readonly zMm: number | null;
  /** `encodeLayer` of its moves. */
  readonly bytes: Uint8Array;
  /** The same with fewer points, for whoever looks at the whole object. */
  readonly far: Uint8Array;
}

/** What all layers have in common. */
export interface PathFacts {
  /** Names of the kinds; a move of kind n is of the n-th of them, from 1. */
  readonly kinds: readonly string[];
  /** Those of them that something was laid as. */
  readonly laid: readonly number[];
  /** Tools that laid a line, lowest first. */
  readonly tools: readonly number[];
  /** The slowest and the fastest line, in mm/s; null when there is none. */
  readonly speeds: { readonly min: number; readonly max: number } | null;
  /** Around all lines; null when there is none. */
  readonly box: BoundingBox | null;
  /** Corners of the bed that the slicer was set to; null where the file does not say. */
  readonly bed: readonly (readonly [x: number, y: number])[] | null;
}

/** More moves in one layer are not drawn by any browser in time. */
const POINTS_MAX = 400_000;
const LAYERS_MAX = 20_000;
/** Kinds of lines that have a number of their own; what is more is told as the last one. */
const KINDS_MAX = 40;
const TOOL_MAX = 63;
const SPEED_MAX = 65_535;
const UNNAMED = 'other';
/** So far may the corners of a bow be from it. */
const ARC_MM = 0.02;
const ARC_STEPS_MAX = 256;
/** `bed_shape = 0x0,250x0,…` (PrusaSlicer), `printable_area = …` (OrcaSlicer, Bambu Studio). */
const BED = /^; (?:bed_shape|printable_area) = ((?:-?[\d.]{1,10}x-?[\d.]{1,10},?){3,64})\s*$/;

/**
 * Cuts the moves of a file into layers, as `FullAnalyser` does, and hands each on when it is over, so that memory is that of one layer.
 * `restart`: what was handed on was priming, and is no layer.
 */
export class ToolPaths implements MoveTaker {
  readonly #reader = new MoveReader(this);
  readonly #layer: (layer: LayerPath) => void;
  readonly #restart: () => void;
  readonly #kinds = new Map<string, number>();
  readonly #laidKinds = new Set<number>();
  readonly #tools = new Set<number>();
  readonly #points = new LayerPoints();
  readonly #far = new LayerPoints();
  #box = new GrowingBox();
  #bed: PathFacts['bed'] = null;
  #slowest = Infinity;
  #fastest = 0;
  #layers = 0;
  #began = false;
  #marked = false;
  #zMm: number | null = null;
  /** Of the last layer; without marks the next one begins above it. */
  #lastZMm = 0;
  #kind: number;
  #tool = 0;

  constructor(on: { readonly layer: (layer: LayerPath) => void; readonly restart: () => void }) {
    this.#layer = on.layer;
    this.#restart = on.restart;
    this.#kind = this.#numberOf(UNNAMED);
  }

  get problem(): FileProblem | null {
    return this.#reader.problem;
  }

  facts(): PathFacts {
    return {
      kinds: [...this.#kinds.keys()],
      laid: [...this.#laidKinds].sort((a, b) => a - b),
      tools: [...this.#tools].sort((a, b) => a - b),
      speeds: this.#fastest === 0 ? null : { min: this.#slowest / 10, max: this.#fastest / 10 },
      box: this.#box.box(),
      bed: this.#bed,
    };
  }

  push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  /** The file has ended. */
  end(): void {
    this.#reader.end();
    this.#finish();
  }

  tool(tool: number): void {
    if (tool <= TOOL_MAX) this.#tool = tool;
  }

  comment(text: string): void {
    if (LAYER_MARKER.test(text)) {
      if (this.#marked) this.#finish();
      else this.#forget();
      this.#marked = true;
      this.#began = true;
      return;
    }
    const name = featureOf(text);
    if (name !== null) this.#kind = this.#numberOf(name);
    else this.#bed ??= bedOf(text);
  }

  moved(motion: MotionTime): void {
    const { extruding, arc } = motion;
    if (!this.#marked && extruding && motion.zMm > (this.#zMm ?? this.#lastZMm) + 1e-6) {
      this.#finish();
      this.#began = true;
    }
    if (motion.fromXMm === motion.xMm && motion.fromYMm === motion.yMm && arc === null) return;
    if (extruding) this.#zMm ??= motion.zMm;
    const points = this.#points;
    if (!this.#began || points.count >= POINTS_MAX - ARC_STEPS_MAX) return;
    const kind = extruding ? this.#kind : 0;
    const speed = Math.min(SPEED_MAX, Math.round(motion.feedMmPerSecond * 10));
    if (points.count === 0) points.add(motion.fromXMm, motion.fromYMm, 0, this.#tool, speed);
    if (arc !== null) this.#bow(motion, arc, kind, speed);
    points.add(motion.xMm, motion.yMm, kind, this.#tool, speed);
    if (extruding) this.#laid(motion, speed);
  }

  #laid(motion: MotionTime, speed: number): void {
    this.#laidKinds.add(this.#kind);
    this.#tools.add(this.#tool);
    if (speed < this.#slowest) this.#slowest = speed;
    if (speed > this.#fastest) this.#fastest = speed;
    this.#box.cover(motion.fromXMm, motion.fromYMm, motion.zMm);
    this.#box.cover(motion.xMm, motion.yMm, motion.zMm);
  }

  /** The corners of a bow between its ends. */
  #bow({ fromXMm, fromYMm, zMm }: MotionTime, { i, j, sweep }: Arc, kind: number, speed: number): void {
    const radius = Math.hypot(i, j);
    const step = 2 * Math.acos(Math.max(0, 1 - ARC_MM / radius));
    const steps = Math.min(ARC_STEPS_MAX, Math.ceil(Math.abs(sweep) / step));
    const begin = Math.atan2(-j, -i);
    for (let k = 1; k < steps; k++) {
      const angle = begin + (sweep * k) / steps;
      const [x, y] = [fromXMm + i + radius * Math.cos(angle), fromYMm + j + radius * Math.sin(angle)];
      this.#points.add(x, y, kind, this.#tool, speed);
      if (kind !== 0) this.#box.cover(x, y, zMm);
    }
  }

  #finish(): void {
    if (this.#began && this.#layers < LAYERS_MAX) {
      this.#layers++;
      const far = encodeLayer(farPoints(this.#points, this.#far));
      this.#layer({ zMm: this.#zMm, bytes: encodeLayer(this.#points), far });
    }
    this.#points.count = 0;
    this.#lastZMm = this.#zMm ?? this.#lastZMm;
    this.#zMm = null;
  }

  /** All so far was priming. */
  #forget(): void {
    this.#points.count = 0;
    this.#zMm = null;
    this.#layers = 0;
    this.#box = new GrowingBox();
    this.#laidKinds.clear();
    this.#tools.clear();
    this.#slowest = Infinity;
    this.#fastest = 0;
    this.#restart();
  }

  #numberOf(name: string): number {
    const known = this.#kinds.get(name);
    if (known !== undefined) return known;
    if (this.#kinds.size >= KINDS_MAX) return 1;
    this.#kinds.set(name, this.#kinds.size + 1);
    return this.#kinds.size;
  }
}

function bedOf(comment: string): PathFacts['bed'] {
  const corners = BED.exec(comment)?.[1]
    ?.split(',')
    .filter((corner) => corner !== '');
  if (corners === undefined) return null;
  const bed = corners.map((corner) => corner.split('x').map(Number));
  return bed.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y)) ? bed.map(([x = 0, y = 0]) => [x, y]) : null;
}
