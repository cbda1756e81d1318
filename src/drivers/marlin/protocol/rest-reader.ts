import type { NoRest, RestLayer, RestOfFilePlan, RestOfFileReader, WayBack } from '#drivers/rest-of-file';
import { LAYER_MARKER } from '#gcode/full-pass';
import type { LastStand } from '#model/continuation';
import { CommandLines } from './command-lines.ts';
import { FileMode, type KeptMode } from './file-mode.ts';
import { prepareLine } from './prepare-line.ts';
import { type Recovering, wayBack } from './way-back.ts';

/** Moves that a printer has acknowledged and not made yet: its planner and its ring. */
const PLANNED_LINES = 24;
/** More layers are damage, and each keeps a state. */
const LAYERS_MAX = 20_000;
/** Layers that differ by less are the same height, written in other digits. */
const SAME_HEIGHT_MM = 0.01;

interface Begun {
  readonly line: number;
  readonly mode: KeptMode;
  readonly trouble: RestLayer['no'];
  zMm: number | null;
}

/**
 * Reads a file for the places from which its rest can be printed: the starts of its layers, as the slicer marks them or, without
 * marks, where filament is pushed higher than before. PURE.
 */
export class RestReader implements RestOfFileReader {
  readonly #recovering: Recovering;
  readonly #stood: LastStand;
  readonly #mode = new FileMode();
  readonly #lines: CommandLines;
  #count = 0;
  #marked = false;
  #layers: Begun[] = [];
  /** Behind the last line that pushed filament in motion, in a file without marks: where the next layer begins, should it be one. */
  #behind: Pick<Begun, 'line' | 'mode' | 'trouble'> | null = null;
  #lastHoming = -1;
  #lowest: number | null = null;
  #highest: number | null = null;
  /** The highest that filament was pushed, and the first line that pushed it lower: another object. */
  #top = Number.NEGATIVE_INFINITY;
  #fell: number | null = null;

  /** @param startScript what the printer's owner has sent before each file, as it is written. */
  constructor(recovering: Recovering, stood: LastStand, startScript = '') {
    this.#recovering = recovering;
    this.#stood = stood;
    this.#takeScript(startScript);
    this.#lines = new CommandLines(0, {
      comment: (text) => {
        if (LAYER_MARKER.test(`;${text}`)) this.#mark();
      },
      command: (text) => this.#take(text),
    });
  }

  #takeScript(script: string): void {
    for (const line of script.split(/\r\n|\r|\n/)) {
      const prepared = prepareLine(line);
      if (prepared.kind !== 'command') continue;
      if (line.includes('{')) this.#mode.takeUnfilled(prepared.text);
      else this.#mode.take(prepared.text);
    }
    this.#mode.beginFile();
  }

  push(bytes: Uint8Array): void {
    this.#lines.add(bytes);
  }

  end(): RestOfFilePlan {
    this.#lines.end();
    const begun = this.#layers.filter((layer): layer is Begun & { zMm: number } => layer.zMm !== null);
    const layers = begun.map((layer, i): RestLayer => {
      const { line, zMm } = layer;
      const shareBefore = line / Math.max(1, this.#count);
      return { number: i + 1, line, zMm, shareBefore, no: layer.trouble ?? this.#noAt(layer) };
    });
    const taken = this.#stood.sent === null ? this.#stood.taken : Math.max(0, this.#stood.taken - PLANNED_LINES);
    const stoppedIn = layers.findLastIndex(({ line }) => line <= taken);
    const stands = this.#lowest === null || this.#highest === null ? null : ([this.#lowest, this.#highest] as const);
    return {
      layers,
      stoppedIn: stoppedIn === -1 && layers.length > 0 && this.#stood.taken > (layers[0]?.line ?? 0) ? 0 : stoppedIn,
      stands,
      wayBack: (index, zMm): WayBack => {
        const layer = begun[index];
        if (layer === undefined) throw new RangeError(`the file has no layer ${index + 1}`);
        return wayBack(layer.mode, this.#recovering, zMm);
      },
    };
  }

  #take(text: string): void {
    const mode = this.#mode;
    const index = this.#count;
    this.#count += 1;
    if (HOMES_Z.test(text)) this.#lastHoming = index;
    if (!this.#marked && (this.#layers.length === 0 || (mode.pushed && !(pushes(text) && !text.includes('Z')))))
      this.#behind = this.#here(index);
    mode.take(text);
    this.#follow(index);
    if (!mode.pushed || mode.place.z === null) return;
    const { z } = mode.place;
    const layer = this.#layers.at(-1);
    if (this.#marked) {
      if (layer !== undefined) layer.zMm ??= z;
    } else if (layer === undefined || z > (layer.zMm ?? 0) + SAME_HEIGHT_MM) {
      if (this.#behind !== null) this.#begin(this.#behind, z);
    }
    if (z < this.#top - SAME_HEIGHT_MM) this.#fell ??= index;
    this.#top = Math.max(this.#top, z);
    this.#behind = null;
  }

  #follow(index: number): void {
    const { z } = this.#mode.place;
    const { taken, sent } = this.#stood;
    if (z === null || index < taken - PLANNED_LINES || index > (sent ?? taken)) return;
    this.#lowest = Math.min(this.#lowest ?? z, z);
    this.#highest = Math.max(this.#highest ?? z, z);
  }

  #here(line: number): Pick<Begun, 'line' | 'mode' | 'trouble'> {
    const { trouble } = this.#mode;
    return { line, mode: this.#mode.kept(), trouble: trouble === null ? null : { ...trouble } };
  }

  #mark(): void {
    // Layers guessed from heights so far were priming.
    if (!this.#marked) this.#layers = [];
    this.#marked = true;
    this.#begin(this.#here(this.#count), null);
  }

  #begin(at: Pick<Begun, 'line' | 'mode' | 'trouble'>, zMm: number | null): void {
    if (this.#layers.length < LAYERS_MAX) this.#layers.push({ ...at, zMm });
  }

  #noAt({ line, mode }: Begun): RestLayer['no'] {
    const no = (why: NoRest): RestLayer['no'] => ({ why, command: null });
    const { place, tool, nozzles } = mode;
    if (place.x === null || place.y === null || place.z === null) return no('unknown-place');
    const nozzle = nozzles.find(([of]) => of === (tool ?? 0))?.[1] ?? 0;
    if (Number.isNaN(nozzle) || Number.isNaN(mode.bed)) return no('start-script');
    if (nozzle <= 0) return no('no-heat');
    if (this.#recovering.height !== 'top' && this.#lastHoming >= line) return no('homes-later');
    return this.#fell !== null && this.#fell < line ? no('one-at-a-time') : null;
  }
}

const pushes = (text: string): boolean => /^G[0-3] .*[XY].*E/.test(text);

/** Down to the bed, or to where the object stands by then. */
const HOMES_Z = /^G0*28(?![0-9.])(?:(?!.*[XY])|.*Z)/;
