import { crc32, deflateSync } from 'node:zlib';
import { disc, RADIUS_MM, relief } from './shape.mjs';

/** The colour of the filament, and of the picture. */
export const COLOUR = '#D8663A';
const BODY = [216, 102, 58];

/** Samples per pixel and direction. */
const SAMPLES = 3;
const BEVEL_MM = 0.34;

/** The token from above as a PNG on a transparent ground, lit from the upper left. */
export function drawToken(size) {
  const scale = (2 * RADIUS_MM * 1.1) / size;
  const pixels = Buffer.alloc(size * size * 4);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const sum = [0, 0, 0, 0];
      for (let i = 0; i < SAMPLES * SAMPLES; i++) {
        const x = (column + ((i % SAMPLES) + 0.5) / SAMPLES - size / 2) * scale;
        const y = (size / 2 - row - (Math.floor(i / SAMPLES) + 0.5) / SAMPLES) * scale;
        const [red, green, blue, alpha] = colourAt(x, y);
        sum[0] += red * alpha;
        sum[1] += green * alpha;
        sum[2] += blue * alpha;
        sum[3] += alpha;
      }
      const to = (row * size + column) * 4;
      for (let channel = 0; channel < 3; channel++)
        pixels[to + channel] = sum[3] > 0 ? Math.round(sum[channel] / sum[3]) : 0;
      pixels[to + 3] = Math.round((255 * sum[3]) / (SAMPLES * SAMPLES));
    }
  return encodePng(size, pixels);
}

function colourAt(x, y) {
  const base = disc(x, y);
  if (base > 0) {
    // A soft shadow on the ground, down to the right.
    const under = disc(x - 0.7, y + 0.9);
    return [20, 16, 24, under < 0 ? 0.34 : Math.max(0, 0.34 - under * 0.3)];
  }
  const raised = relief(x, y) < 0;
  const shape = raised ? relief : disc;
  const edge = shape(x, y);
  let light = raised ? 1.1 : 0.8;
  // The strands of the topmost layer catch the light, across each other on the two levels.
  const across = raised ? (x + y) / Math.SQRT2 : (x - y) / Math.SQRT2;
  light += 0.035 * Math.cos((across * 2 * Math.PI) / 0.9);
  if (edge > -BEVEL_MM) {
    const step = 0.05;
    const dx = (shape(x + step, y) - shape(x - step, y)) / (2 * step);
    const dy = (shape(x, y + step) - shape(x, y - step)) / (2 * step);
    light += (-0.62 * dx + 0.78 * dy) * 0.3 * (1 + edge / BEVEL_MM);
  }
  if (!raised) {
    const near = relief(x, y);
    const shadow = relief(x - 0.42, y + 0.5);
    light *= near < 1.1 ? 0.86 + 0.14 * (near / 1.1) : 1;
    if (shadow < 0.25) light *= 0.66 + 0.34 * Math.max(0, Math.min(1, shadow / 0.25));
  }
  // A little more light from the upper left over the whole.
  light *= 1 + (y - x) * 0.0045;
  return [...BODY.map((channel) => Math.max(0, Math.min(255, lit(channel, light)))), 1];
}

/** Brighter than the colour goes towards a warm white, darker towards a deep brown. */
function lit(channel, light) {
  return light <= 1
    ? channel * (0.25 + 0.75 * light) * (0.4 + 0.6 * light)
    : channel + (252 - channel) * (light - 1) * 0.85;
}

function encodePng(size, pixels) {
  const rows = [];
  for (let y = 0; y < size; y++) {
    const row = pixels.subarray(y * size * 4, (y + 1) * size * 4);
    const above = y === 0 ? Buffer.alloc(size * 4) : pixels.subarray((y - 1) * size * 4, y * size * 4);
    const left = (i) => (i < 4 ? 0 : row[i - 4]);
    const upLeft = (i) => (i < 4 ? 0 : above[i - 4]);
    const filters = [
      (i) => row[i],
      (i) => row[i] - left(i),
      (i) => row[i] - above[i],
      (i) => row[i] - ((left(i) + above[i]) >> 1),
      (i) => row[i] - paeth(left(i), above[i], upLeft(i)),
    ];
    const tried = filters.map((filter, kind) => {
      const line = Buffer.alloc(row.length + 1);
      line[0] = kind;
      let cost = 0;
      for (let i = 0; i < row.length; i++) {
        line[i + 1] = filter(i) & 255;
        cost += line[i + 1] < 128 ? line[i + 1] : 256 - line[i + 1];
      }
      return { line, cost };
    });
    rows.push(tried.reduce((best, other) => (other.cost < best.cost ? other : best)).line);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function paeth(a, b, c) {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(content.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
