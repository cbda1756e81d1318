/** Points of one layer while it is read: where the nozzle went, and how. Grows as it is filled, and is used for one layer after the other. */
export class LayerPoints {
  x = new Float32Array(1024);
  y = new Float32Array(1024);
  /** 0 when the nozzle travelled there, else the kind of line that it laid on its way. */
  kind = new Uint8Array(1024);
  tool = new Uint8Array(1024);
  /** Tenths of a millimetre per second. */
  speed = new Uint16Array(1024);
  count = 0;

  add(x: number, y: number, kind: number, tool: number, speed: number): void {
    const at = this.count;
    if (at === this.kind.length) this.#grow();
    this.x[at] = x;
    this.y[at] = y;
    this.kind[at] = kind;
    this.tool[at] = tool;
    this.speed[at] = speed;
    this.count = at + 1;
  }

  #grow(): void {
    const { x, y, kind, tool, speed } = this;
    const length = kind.length * 2;
    this.x = new Float32Array(length);
    this.x.set(x);
    this.y = new Float32Array(length);
    this.y.set(y);
    this.kind = new Uint8Array(length);
    this.kind.set(kind);
    this.tool = new Uint8Array(length);
    this.tool.set(tool);
    this.speed = new Uint16Array(length);
    this.speed.set(speed);
  }
}

/** Bytes in front of the points of an encoded layer, and of each point. */
const HEAD_BYTES = 16;
const POINT_BYTES = 8;

/** As many points as a layer of so many bytes has. */
export const pointsIn = (bytes: number): number => (bytes - HEAD_BYTES) / POINT_BYTES;

/**
 * Little-endian: the number of points as u32; the corner of the layer, x and y, and the unit of its points as f32 in millimetres; x and
 * y of each point as u16 from that corner, in that unit; then one byte each of their kinds and of their tools; their speeds as u16. Eight
 * bytes a point, and every layer begins at a multiple of eight.
 */
export function encodeLayer({ x, y, kind, tool, speed, count }: LayerPoints): Uint8Array {
  const [left, right] = extentOf(x, count);
  const [front, back] = extentOf(y, count);
  const unit = unitFor(Math.max(right - left, back - front));
  const bytes = new Uint8Array(HEAD_BYTES + count * POINT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, count, true);
  view.setFloat32(4, left, true);
  view.setFloat32(8, front, true);
  view.setFloat32(12, unit, true);
  for (let i = 0; i < count; i++) {
    view.setUint16(HEAD_BYTES + i * 4, Math.round(((x[i] ?? 0) - left) / unit), true);
    view.setUint16(HEAD_BYTES + i * 4 + 2, Math.round(((y[i] ?? 0) - front) / unit), true);
    view.setUint16(HEAD_BYTES + count * 6 + i * 2, speed[i] ?? 0, true);
  }
  bytes.set(kind.subarray(0, count), HEAD_BYTES + count * 4);
  bytes.set(tool.subarray(0, count), HEAD_BYTES + count * 5);
  return bytes;
}

function extentOf(values: Float32Array, count: number): readonly [min: number, max: number] {
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? 0;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return count === 0 ? [0, 0] : [min, max];
}

/** A thousandth of a millimetre where that reaches across the layer, else 2, 5, 10 … of them. */
function unitFor(extentMm: number): number {
  for (let power = 1e-3; power < 1e6; power *= 10)
    for (const step of [1, 2, 5]) if (extentMm <= power * step * 65_535) return power * step;
  return 1e6;
}

/** So far may a line of the far view be from where it was. */
const FAR_MM = 0.12;

/**
 * The layer as it is seen from afar, with far fewer points: a line that bends little is drawn straight. What changes its kind or its
 * tool begins anew, so that no line is of two kinds. One pass: from the last point kept, the directions are narrowed that pass every
 * point since within `FAR_MM`.
 */
export function farPoints(near: LayerPoints, into: LayerPoints): LayerPoints {
  into.count = 0;
  const { x, y, kind, tool, speed, count } = near;
  const keep = (i: number): void => into.add(x[i] ?? 0, y[i] ?? 0, kind[i] ?? 0, tool[i] ?? 0, speed[i] ?? 0);
  if (count > 0) keep(0);
  let anchor = 0;
  let [low, high] = [-Math.PI, Math.PI];
  /** The direction that the other two are told from, so that they never wrap. */
  let main = 0;
  let reach = 0;
  for (let i = 1; i < count; i++) {
    const isAlike = i > anchor + 1 && kind[i] === kind[i - 1] && tool[i] === tool[i - 1];
    const [dx, dy] = [(x[i] ?? 0) - (x[anchor] ?? 0), (y[i] ?? 0) - (y[anchor] ?? 0)];
    const distance = Math.sqrt(dx * dx + dy * dy);
    const turned = distance === 0 ? 0 : wrapped(Math.atan2(dy, dx) - main);
    // A way that comes back is left out by half as much, or what it had beyond the end would be off by more than what is beside.
    const fits = isAlike && distance >= reach - FAR_MM / 2 && (reach === 0 || (turned >= low && turned <= high));
    if (!fits && i > anchor + 1) {
      keep(i - 1);
      anchor = i - 1;
      i -= 1;
      reach = 0;
      [low, high] = [-Math.PI, Math.PI];
      continue;
    }
    if (distance <= FAR_MM) continue;
    if (reach === 0) main = Math.atan2(dy, dx);
    const here = reach === 0 ? 0 : turned;
    const slack = Math.asin(Math.min(1, FAR_MM / distance));
    low = Math.max(low, here - slack);
    high = Math.min(high, here + slack);
    reach = Math.max(reach, distance);
  }
  if (count > 1) keep(count - 1);
  return into;
}

function wrapped(angle: number): number {
  if (angle > Math.PI) return angle - 2 * Math.PI;
  return angle < -Math.PI ? angle + 2 * Math.PI : angle;
}
