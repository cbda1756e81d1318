import { LAYER_MARKER } from './full-pass.ts';
import type { MotionTime } from './motion-time.ts';
import { MoveReader, type MoveTaker } from './move-reader.ts';
import type { Pixels } from './qoi.ts';

/** Lines kept for the picture; with more, every second one is left out, again and again. 24 bytes each. */
const SEGMENTS_MAX = 400_000;
const VALUES = 5;
/** Width of an extruded line, when nobody says it. */
const LINE_MM = 0.45;
const LINE_MAX_PIXELS = 12;
const COS_30 = Math.cos(Math.PI / 6);
/** Of a side of the picture, on each side. */
const MARGIN = 0.06;

export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** An arc is drawn in straight pieces, one each 10°. */
const BEND = Math.PI / 18;

/**
 * Draws what a file prints, seen from the front and above, for files that bring no picture (ME3). Priming before the first layer
 * is no part of the object.
 */
export class PathPicture implements MoveTaker {
  readonly #reader = new MoveReader(this);
  #segments = new Float32Array(1024 * VALUES);
  #count = 0;
  /** Every how many lines one is kept. */
  #every = 1;
  #seen = 0;
  #layersBegan = false;

  push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  /** The file has ended. */
  end(): void {
    this.#reader.end();
  }

  tool(): void {}

  comment(text: string): void {
    if (this.#layersBegan || !LAYER_MARKER.test(text)) return;
    this.#layersBegan = true;
    this.#count = 0;
    this.#seen = 0;
    this.#every = 1;
  }

  /** Null when nothing was printed. */
  draw(side: number, colour: Colour): Pixels | null {
    const frame = this.#frame(side);
    if (frame === null) return null;
    const rgba = new Uint8Array(side * side * 4);
    const segments = this.#segments;
    const brush = Math.max(1, Math.min(LINE_MAX_PIXELS, Math.round(LINE_MM * frame.scale)));
    for (let at = 0; at < this.#count * VALUES; at += VALUES) {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, z = 0] = segments.subarray(at, at + VALUES);
      const height = frame.topMm > 0 ? z / frame.topMm : 1;
      // Light from one side tells the walls apart; what is higher catches more.
      const length = Math.hypot(x1 - x0, y1 - y0) || 1;
      const light = 0.5 + 0.25 * height + 0.25 * Math.abs((x1 - x0) / length);
      stroke(rgba, side, frame.at(x0, y0, z), frame.at(x1, y1, z), brush, colour, light);
    }
    return { width: side, height: side, rgba };
  }

  moved(motion: MotionTime): void {
    if (!motion.extruding) return;
    const { arc, fromXMm, fromYMm, xMm, yMm, zMm } = motion;
    if (arc === null) return this.#keep(fromXMm, fromYMm, xMm, yMm, zMm);
    const [centreX, centreY] = [fromXMm + arc.i, fromYMm + arc.j];
    const pieces = Math.ceil(Math.abs(arc.sweep) / BEND);
    let [lastX, lastY] = [fromXMm, fromYMm];
    for (let k = 1; k <= pieces; k++) {
      const [sin, cos] = [Math.sin((arc.sweep * k) / pieces), Math.cos((arc.sweep * k) / pieces)];
      const [x, y] = [centreX - arc.i * cos + arc.j * sin, centreY - arc.i * sin - arc.j * cos];
      this.#keep(lastX, lastY, x, y, zMm);
      [lastX, lastY] = [x, y];
    }
  }

  #keep(fromX: number, fromY: number, x: number, y: number, z: number): void {
    if (this.#seen++ % this.#every !== 0) return;
    if (this.#count >= SEGMENTS_MAX) this.#thin();
    const at = this.#count * VALUES;
    if (at + VALUES > this.#segments.length) {
      const larger = new Float32Array(this.#segments.length * 2);
      larger.set(this.#segments);
      this.#segments = larger;
    }
    this.#segments[at] = fromX;
    this.#segments[at + 1] = fromY;
    this.#segments[at + 2] = x;
    this.#segments[at + 3] = y;
    this.#segments[at + 4] = z;
    this.#count++;
  }

  #thin(): void {
    const segments = this.#segments;
    for (let i = 0; i * 2 < this.#count; i++) segments.copyWithin(i * VALUES, i * 2 * VALUES, (i * 2 + 1) * VALUES);
    this.#count = Math.ceil(this.#count / 2);
    this.#every *= 2;
  }

  /** Where millimetres come to lie on the picture, so that all of the object is on it. */
  #frame(side: number): Frame | null {
    let [left, right, high, low, topMm] = [Infinity, -Infinity, Infinity, -Infinity, 0];
    for (let at = 0; at < this.#count * VALUES; at += VALUES) {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, z = 0] = this.#segments.subarray(at, at + VALUES);
      for (const [u, v] of [projected(x0, y0, z), projected(x1, y1, z)]) {
        left = Math.min(left, u);
        right = Math.max(right, u);
        high = Math.min(high, v);
        low = Math.max(low, v);
      }
      topMm = Math.max(topMm, z);
    }
    const extent = Math.max(right - left, low - high);
    if (!Number.isFinite(extent) || extent <= 0) return null;
    const scale = (side * (1 - 2 * MARGIN)) / extent;
    const [du, dv] = [side / 2 - ((left + right) / 2) * scale, side / 2 - ((high + low) / 2) * scale];
    return {
      scale,
      topMm,
      at: (x, y, z) => {
        const [u, v] = projected(x, y, z);
        return [u * scale + du, v * scale + dv];
      },
    };
  }
}

interface Frame {
  /** Pixels of a millimetre. */
  readonly scale: number;
  readonly topMm: number;
  readonly at: (x: number, y: number, z: number) => readonly [u: number, v: number];
}

/** Seen along the diagonal of the bed, from 30° above: right and down on the picture, in millimetres. */
function projected(x: number, y: number, z: number): readonly [u: number, v: number] {
  return [(x - y) * COS_30, -(x + y) / 2 - z];
}

function stroke(
  rgba: Uint8Array,
  side: number,
  [u0, v0]: readonly [number, number],
  [u1, v1]: readonly [number, number],
  brush: number,
  { red, green, blue }: Colour,
  light: number,
): void {
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(u1 - u0), Math.abs(v1 - v0))));
  const [r, g, b] = [red * light, green * light, blue * light];
  for (let i = 0; i <= steps; i++) {
    const u = Math.round(u0 + ((u1 - u0) * i) / steps - brush / 2);
    const v = Math.round(v0 + ((v1 - v0) * i) / steps - brush / 2);
    for (let y = Math.max(v, 0); y < Math.min(v + brush, side); y++)
      for (let x = Math.max(u, 0); x < Math.min(u + brush, side); x++) {
        const at = (y * side + x) * 4;
        rgba[at] = r;
        rgba[at + 1] = g;
        rgba[at + 2] = b;
        rgba[at + 3] = 255;
      }
  }
}
