import { GrowingBox } from './bounding-box.ts';
import { MotionTime } from './motion-time.ts';
import type { BoundingBox, PrintFileMetadata } from './print-file.ts';
import type { TextLine } from './line-reader.ts';

/** What only a look at every line tells. */
export interface WholeFileFacts {
  readonly lines: number;
  /** Layer markers of the slicer; null when there are none. */
  readonly layerCount: number | null;
  /** Where filament was pushed in motion, priming lines included; null when nowhere. */
  readonly extruded: BoundingBox | null;
  readonly toolChanges: number;
  /** Estimated motion, without heating and homing. */
  readonly motionSeconds: number;
}

/** Gathers the facts of a whole file, line by line. Run it off the event loop: some 100 MB per second. */
export class FullPass {
  readonly #motion = new MotionTime();
  #lines = 0;
  #layers = 0;
  #tool: string | null = null;
  #toolChanges = 0;
  #seconds = 0;
  readonly #box = new GrowingBox();

  push(lines: Iterable<Pick<TextLine, 'text'>>): void {
    for (const { text } of lines) this.#take(text);
  }

  facts(): WholeFileFacts {
    return {
      lines: this.#lines,
      layerCount: this.#layers === 0 ? null : this.#layers,
      extruded: this.#box.box(),
      toolChanges: this.#toolChanges,
      motionSeconds: this.#seconds,
    };
  }

  #take(text: string): void {
    this.#lines++;
    if (text.startsWith(';')) {
      if (LAYER_MARKER.test(text)) this.#layers++;
      return;
    }
    const tool = text.startsWith('T') ? /^T(\d{1,2})\b/.exec(text)?.[1] : undefined;
    if (tool !== undefined) {
      if (this.#tool !== null && this.#tool !== tool) this.#toolChanges++;
      this.#tool = tool;
    }
    const { xMm, yMm } = this.#motion;
    const step = this.#motion.advance(text);
    this.#seconds += step.seconds;
    if (!step.extruding) return;
    this.#box.cover(xMm, yMm, step.zMm);
    this.#box.cover(this.#motion.xMm, this.#motion.yMm, step.zMm);
  }
}

/** PrusaSlicer and Orca, Bambu Studio, Cura and ideaMaker, Simplify3D, Kiri:Moto. */
export const LAYER_MARKER = /^;LAYER_CHANGE|^; CHANGE_LAYER|^;LAYER:-?\d|^; layer \d+, Z = |^;; --- layer \d+ \(/i;

/** Fills what the file did not say with what the full pass saw, and marks it as derived. What it said stays. */
export function withWholeFileFacts(metadata: PrintFileMetadata, facts: WholeFileFacts): PrintFileMetadata {
  const round = (value: number) => Math.round(value * 1000) / 1000;
  const box = facts.extruded && {
    minMm: facts.extruded.minMm.map(round) as unknown as BoundingBox['minMm'],
    maxMm: facts.extruded.maxMm.map(round) as unknown as BoundingBox['maxMm'],
  };
  const seen = {
    layerCount: facts.layerCount,
    objectHeightMm: box !== null && box.maxMm[2] > 0 ? box.maxMm[2] : null,
    boundingBox: box,
    toolChanges: facts.toolChanges,
  };
  const filled = (Object.keys(seen) as (keyof typeof seen)[]).filter(
    (field) => metadata[field] === null && seen[field] !== null,
  );
  return {
    ...metadata,
    ...Object.fromEntries(filled.map((field) => [field, seen[field]])),
    derived: [...metadata.derived, ...filled],
  };
}
