import { GrowingBox } from './bounding-box.ts';
import { LAYER_MARKER } from './full-pass.ts';
import type { FileProblem } from './file-problem.ts';
import type { MotionTime } from './motion-time.ts';
import { MoveReader, type MoveTaker } from './move-reader.ts';
import type { BoundingBox } from './print-file.ts';

/** Everything that only the moves of a file tell: for the viewer, for estimates, and for whether it fits a printer. */
export interface FullAnalysis {
  readonly lines: number;
  readonly motionSeconds: number;
  readonly filamentMm: number;
  readonly toolChanges: number;
  /** Where filament was pushed in motion; null when nowhere. */
  readonly boundingBox: BoundingBox | null;
  readonly layers: readonly AnalysedLayer[];
  /** Longest first. */
  readonly features: readonly AnalysedFeature[];
  readonly tools: readonly { readonly tool: number; readonly filamentMm: number }[];
}

export interface AnalysedLayer {
  /** 1-based line that it begins with. */
  readonly line: number;
  /** Height of its extrusions above the bed; null for a layer without any. */
  readonly zMm: number | null;
  readonly seconds: number;
  readonly filamentMm: number;
}

/** A kind of line, as the slicer names it: `External perimeter`, `WALL-OUTER`. */
export interface AnalysedFeature {
  readonly name: string;
  readonly seconds: number;
  readonly filamentMm: number;
}

/** More layers are damage: 5 m in layers of 0.05 mm. */
const LAYERS_MAX = 100_000;
/** Slicers have some twenty kinds; what is more is told together. */
const FEATURES_MAX = 40;
const REST = 'other';
const FEATURE = /^; ?(?:TYPE|FEATURE|feature):? ?(.{1,60}?)\s*$/;
const TOOL_MAX = 63;

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/**
 * Takes a file as it comes, in pieces. Layers begin where the slicer marks them; in a file without marks, where filament is pushed higher
 * than before. What comes before the first layer, such as priming, is in no layer and in the sums. Run it in a thread: some 100 MB
 * per second.
 */
export class FullAnalyser implements MoveTaker {
  readonly #reader = new MoveReader(this);
  readonly #layers: Mutable<AnalysedLayer>[] = [];
  readonly #features = new Map<string, Mutable<AnalysedFeature>>();
  readonly #tools = new Map<number, number>();
  readonly #box = new GrowingBox();
  #marked = false;
  #feature: Mutable<AnalysedFeature> | null = null;
  #tool = 0;
  #toolChanges = 0;
  #toolSeen = false;
  #seconds = 0;
  #filament = 0;
  #layer: Mutable<AnalysedLayer> | null = null;
  /** Of the tool in use; told to `#tools` when it changes and at the end. */
  #toolFilament = 0;

  get problem(): FileProblem | null {
    return this.#reader.problem;
  }

  push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  /** The file has ended. */
  end(): void {
    this.#reader.end();
  }

  result(): FullAnalysis {
    this.#countTool();
    const box = this.#box.box();
    return {
      lines: this.#reader.lines,
      motionSeconds: rounded(this.#seconds),
      filamentMm: rounded(this.#filament),
      toolChanges: this.#toolChanges,
      boundingBox: box === null ? null : { minMm: roundedPoint(box.minMm), maxMm: roundedPoint(box.maxMm) },
      layers: this.#layers.map((layer) => ({
        ...layer,
        zMm: layer.zMm === null ? null : rounded(layer.zMm),
        seconds: rounded(layer.seconds),
        filamentMm: rounded(layer.filamentMm),
      })),
      features: [...this.#features.values()]
        .map(({ name, seconds, filamentMm }) => ({
          name,
          seconds: rounded(seconds),
          filamentMm: rounded(filamentMm),
        }))
        .sort((a, b) => b.seconds - a.seconds),
      tools: [...this.#tools]
        .map(([tool, filamentMm]) => ({ tool, filamentMm: rounded(filamentMm) }))
        .sort((a, b) => a.tool - b.tool),
    };
  }

  moved(motion: MotionTime): void {
    const { seconds, filamentMm, extruding } = motion;
    if (!this.#marked && extruding && motion.zMm > (this.#layer?.zMm ?? 0) + 1e-6) this.#beginLayer(motion.zMm);
    this.#seconds += seconds;
    this.#filament += filamentMm;
    this.#toolFilament += filamentMm;
    const layer = this.#layer;
    if (layer !== null) {
      layer.seconds += seconds;
      layer.filamentMm += filamentMm;
    }
    if (this.#feature !== null) {
      this.#feature.seconds += seconds;
      this.#feature.filamentMm += filamentMm;
    }
    if (!extruding) return;
    if (layer !== null) layer.zMm ??= motion.zMm;
    this.#box.cover(motion.fromXMm, motion.fromYMm, motion.zMm);
    this.#box.cover(motion.xMm, motion.yMm, motion.zMm);
  }

  comment(text: string): void {
    if (LAYER_MARKER.test(text)) {
      // Layers guessed from heights so far were priming.
      if (!this.#marked) this.#layers.length = 0;
      this.#marked = true;
      this.#beginLayer(null);
      return;
    }
    const name = featureOf(text);
    if (name === null) return;
    const known =
      this.#features.get(name) ?? (this.#features.size < FEATURES_MAX ? undefined : this.#features.get(REST));
    this.#feature = known ?? {
      name: this.#features.size < FEATURES_MAX ? name : REST,
      seconds: 0,
      filamentMm: 0,
    };
    this.#features.set(this.#feature.name, this.#feature);
  }

  tool(tool: number): void {
    if (tool > TOOL_MAX) return;
    this.#countTool();
    if (this.#toolSeen && tool !== this.#tool) this.#toolChanges++;
    this.#toolSeen = true;
    this.#tool = tool;
  }

  #countTool(): void {
    if (this.#toolFilament !== 0) this.#tools.set(this.#tool, (this.#tools.get(this.#tool) ?? 0) + this.#toolFilament);
    this.#toolFilament = 0;
  }

  #beginLayer(zMm: number | null): void {
    if (this.#layers.length >= LAYERS_MAX) return;
    this.#layer = { line: this.#reader.lines, zMm, seconds: 0, filamentMm: 0 };
    this.#layers.push(this.#layer);
  }
}

/** The kind of line that a comment announces, as the slicer names it; null for any other comment. */
export function featureOf(comment: string): string | null {
  return FEATURE.exec(comment)?.[1] ?? null;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const roundedPoint = ([x, y, z]: BoundingBox['minMm']): BoundingBox['minMm'] => [rounded(x), rounded(y), rounded(z)];
