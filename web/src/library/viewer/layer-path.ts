/** The way of the nozzle through one layer. Point by point; the first is where the layer began. */
export interface LayerPath {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** 0 when it travelled to point i, else the kind of line that it laid on the way. */
  readonly kinds: Uint8Array;
  readonly tools: Uint8Array;
  /** Tenths of a millimetre per second. */
  readonly speeds: Uint16Array;
}

const HEAD_BYTES = 16;
const POINT_BYTES = 8;

/** Reads layers as `/api/files/<digest>/layers/<from>-<to>` sends them, one after the other; null when they are none. */
export function readLayers(bytes: ArrayBuffer): readonly LayerPath[] | null {
  const view = new DataView(bytes);
  const layers: LayerPath[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    if (at + HEAD_BYTES > bytes.byteLength) return null;
    const count = view.getUint32(at, true);
    const points = at + HEAD_BYTES;
    if (points + count * POINT_BYTES > bytes.byteLength) return null;
    const [left, front, unit] = [
      view.getFloat32(at + 4, true),
      view.getFloat32(at + 8, true),
      view.getFloat32(at + 12, true),
    ];
    const x = new Float32Array(count);
    const y = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      x[i] = left + view.getUint16(points + i * 4, true) * unit;
      y[i] = front + view.getUint16(points + i * 4 + 2, true) * unit;
    }
    layers.push({
      x,
      y,
      kinds: new Uint8Array(bytes, points + count * 4, count),
      tools: new Uint8Array(bytes, points + count * 5, count),
      speeds: new Uint16Array(bytes, points + count * 6, count),
    });
    at = points + count * POINT_BYTES;
  }
  return layers;
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
