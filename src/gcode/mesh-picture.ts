import type { Colour } from './path-picture.ts';
import type { BoundingBox } from './print-file.ts';
import type { Pixels } from './qoi.ts';

const COS_30 = Math.cos(Math.PI / 6);
/** Of a side of the picture, on each side. */
const MARGIN = 0.06;
/** Where the light comes from: the left, the front and above; of length 1. */
const LIGHT = [-0.35, -0.55, 0.76] as const;

/**
 * Draws a model triangle by triangle as it comes, seen from the front and above, the nearest in front: memory is that of the picture,
 * whatever the model. Its box must be known, from a pass before.
 */
export class MeshPicture {
  readonly #side: number;
  readonly #colour: Colour;
  readonly #rgba: Uint8Array;
  readonly #depth: Float32Array;
  readonly #scale: number;
  readonly #left: number;
  readonly #top: number;

  constructor(side: number, colour: Colour, { minMm, maxMm }: BoundingBox) {
    this.#side = side;
    this.#colour = colour;
    this.#rgba = new Uint8Array(side * side * 4);
    this.#depth = new Float32Array(side * side).fill(Number.NEGATIVE_INFINITY);
    let [left, right, high, low] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const x of [minMm[0], maxMm[0]])
      for (const y of [minMm[1], maxMm[1]])
        for (const z of [minMm[2], maxMm[2]]) {
          left = Math.min(left, (x - y) * COS_30);
          right = Math.max(right, (x - y) * COS_30);
          high = Math.min(high, -(x + y) / 2 - z);
          low = Math.max(low, -(x + y) / 2 - z);
        }
    this.#scale = (side * (1 - 2 * MARGIN)) / Math.max(right - left, low - high, 1e-9);
    this.#left = side / 2 - ((left + right) / 2) * this.#scale;
    this.#top = side / 2 - ((high + low) / 2) * this.#scale;
  }

  take(corners: Float64Array): void {
    const [ax = 0, ay = 0, az = 0, bx = 0, by = 0, bz = 0, cx = 0, cy = 0, cz = 0] = corners;
    const [ux, uy, uz, vx, vy, vz] = [bx - ax, by - ay, bz - az, cx - ax, cy - ay, cz - az];
    const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    if (length === 0) return;
    // Both sides are lit alike: many a model has triangles that are turned round.
    const light = 0.45 + 0.55 * Math.abs((nx * LIGHT[0] + ny * LIGHT[1] + nz * LIGHT[2]) / length);
    this.#fill(
      this.#u(ax, ay),
      this.#v(ax, ay, az),
      ax + ay - az,
      this.#u(bx, by),
      this.#v(bx, by, bz),
      bx + by - bz,
      this.#u(cx, cy),
      this.#v(cx, cy, cz),
      cx + cy - cz,
      light,
    );
  }

  pixels(): Pixels {
    return { width: this.#side, height: this.#side, rgba: this.#rgba };
  }

  #u(x: number, y: number): number {
    return (x - y) * COS_30 * this.#scale + this.#left;
  }

  #v(x: number, y: number, z: number): number {
    return (-(x + y) / 2 - z) * this.#scale + this.#top;
  }

  /** `farA` and the others grow with the distance from who looks. */
  #fill(
    ua: number,
    va: number,
    farA: number,
    ub: number,
    vb: number,
    farB: number,
    uc: number,
    vc: number,
    farC: number,
    light: number,
  ): void {
    const side = this.#side;
    const area = (ub - ua) * (vc - va) - (uc - ua) * (vb - va);
    if (Math.abs(area) < 1e-9) return;
    const u1 = Math.min(side - 1, Math.ceil(Math.max(ua, ub, uc)));
    const v1 = Math.min(side - 1, Math.ceil(Math.max(va, vb, vc)));
    for (let v = Math.max(0, Math.floor(Math.min(va, vb, vc))); v <= v1; v++)
      for (let u = Math.max(0, Math.floor(Math.min(ua, ub, uc))); u <= u1; u++) {
        const b = ((u - ua) * (vc - va) - (uc - ua) * (v - va)) / area;
        const c = ((ub - ua) * (v - va) - (u - ua) * (vb - va)) / area;
        // A little beyond the edge, so that no hole is left between two triangles.
        if (b < -0.01 || c < -0.01 || b + c > 1.01) continue;
        const near = -(farA + (farB - farA) * b + (farC - farA) * c);
        const at = v * side + u;
        if (near <= (this.#depth[at] ?? 0)) continue;
        this.#depth[at] = near;
        this.#rgba[at * 4] = this.#colour.red * light;
        this.#rgba[at * 4 + 1] = this.#colour.green * light;
        this.#rgba[at * 4 + 2] = this.#colour.blue * light;
        this.#rgba[at * 4 + 3] = 255;
      }
  }
}
