import { GrowingBox } from './bounding-box.ts';
import { LAYER_MARKER } from './full-pass.ts';
import { MotionTime } from './motion-time.ts';
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
 * Takes a file line by line. Layers begin where the slicer marks them; in a file without marks, where filament is pushed higher
 * than before. What comes before the first layer, such as priming, is in no layer and in the sums. Run it in a thread: some 80 MB
 * per second.
 */
export class FullAnalyser {
  readonly #motion = new MotionTime();
  readonly #layers: Mutable<AnalysedLayer>[] = [];
  readonly #features = new Map<string, Mutable<AnalysedFeature>>();
  readonly #tools = new Map<number, number>();
  readonly #box = new GrowingBox();
  #lines = 0;
  #marked = false;
  #feature: Mutable<AnalysedFeature> | null = null;
  #tool = 0;
  #toolChanges = 0;
  #toolSeen = false;
  #seconds = 0;
  #filament = 0;

  push(lines: Iterable<{ readonly text: string }>): void {
    for (const { text } of lines) this.#take(text);
  }

  result(): FullAnalysis {
    const box = this.#box.box();
    return {
      lines: this.#lines,
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

  #take(text: string): void {
    this.#lines++;
    if (text.startsWith(';')) return this.#comment(text);
    const tool = text.startsWith('T') ? /^T(\d{1,2})\b/.exec(text)?.[1] : undefined;
    if (tool !== undefined) this.#select(Number(tool));
    const { xMm, yMm } = this.#motion;
    const step = this.#motion.advance(text);
    if (step.seconds === 0 && step.filamentMm === 0) return;
    if (!this.#marked && step.extruding && step.zMm > (this.#layers.at(-1)?.zMm ?? 0) + 1e-6)
      this.#beginLayer(step.zMm);
    this.#seconds += step.seconds;
    this.#filament += step.filamentMm;
    if (step.filamentMm !== 0) this.#tools.set(this.#tool, (this.#tools.get(this.#tool) ?? 0) + step.filamentMm);
    const layer = this.#layers.at(-1);
    for (const sum of [layer, this.#feature]) {
      if (sum === undefined || sum === null) continue;
      sum.seconds += step.seconds;
      sum.filamentMm += step.filamentMm;
    }
    if (!step.extruding) return;
    if (layer !== undefined) layer.zMm ??= step.zMm;
    this.#box.cover(xMm, yMm, step.zMm);
    this.#box.cover(this.#motion.xMm, this.#motion.yMm, step.zMm);
  }

  #comment(text: string): void {
    if (LAYER_MARKER.test(text)) {
      // Layers guessed from heights so far were priming.
      if (!this.#marked) this.#layers.length = 0;
      this.#marked = true;
      this.#beginLayer(null);
      return;
    }
    const name = FEATURE.exec(text)?.[1];
    if (name === undefined) return;
    const known =
      this.#features.get(name) ?? (this.#features.size < FEATURES_MAX ? undefined : this.#features.get(REST));
    this.#feature = known ?? {
      name: this.#features.size < FEATURES_MAX ? name : REST,
      seconds: 0,
      filamentMm: 0,
    };
    this.#features.set(this.#feature.name, this.#feature);
  }

  #beginLayer(zMm: number | null): void {
    if (this.#layers.length < LAYERS_MAX) this.#layers.push({ line: this.#lines, zMm, seconds: 0, filamentMm: 0 });
  }

  #select(tool: number): void {
    if (tool > TOOL_MAX) return;
    if (this.#toolSeen && tool !== this.#tool) this.#toolChanges++;
    this.#toolSeen = true;
    this.#tool = tool;
  }
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const roundedPoint = ([x, y, z]: BoundingBox['minMm']): BoundingBox['minMm'] => [rounded(x), rounded(y), rounded(z)];
