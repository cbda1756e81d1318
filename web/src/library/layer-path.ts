/** The way of the nozzle through one layer. `kinds[i]`: 0 when it travelled to point i, else the kind of line that it laid on the way. */
export interface LayerPath {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly kinds: Uint8Array;
}

/** Reads a layer as `/api/files/<digest>/layers/<n>` sends it; null when it is none. */
export function readLayer(bytes: ArrayBuffer): LayerPath | null {
  if (bytes.byteLength < 4) return null;
  const view = new DataView(bytes);
  const count = view.getUint32(0, true);
  if (bytes.byteLength !== 4 + count * 9) return null;
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    x[i] = view.getFloat32(4 + i * 8, true);
    y[i] = view.getFloat32(8 + i * 8, true);
  }
  return { x, y, kinds: new Uint8Array(bytes, 4 + count * 8, count) };
}

export interface Frame {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** What of the layer is printed; travels outside of it count for nothing. Null when nothing is. */
export function frameOf({ x, y, kinds }: LayerPath): Frame | null {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 1; i < kinds.length; i++) {
    if (kinds[i] === 0) continue;
    for (const at of [i - 1, i]) {
      const [px, py] = [x[at] ?? 0, y[at] ?? 0];
      minX = Math.min(minX, px);
      minY = Math.min(minY, py);
      maxX = Math.max(maxX, px);
      maxY = Math.max(maxY, py);
    }
  }
  return minX > maxX ? null : { minX, minY, maxX, maxY };
}

export const widened = (one: Frame, other: Frame): Frame => ({
  minX: Math.min(one.minX, other.minX),
  minY: Math.min(one.minY, other.minY),
  maxX: Math.max(one.maxX, other.maxX),
  maxY: Math.max(one.maxY, other.maxY),
});
