import type { Pixels } from './qoi.ts';

/**
 * A picture that is at most `width` wide, in its own proportions: each new pixel is the mean of those that it covers, weighted by
 * their opacity, so that transparent ones lend it no colour. A picture that is not wider is returned as it is.
 */
export function scaledDown(pixels: Pixels, width: number): Pixels {
  if (pixels.width <= width) return pixels;
  const factor = pixels.width / width;
  const height = Math.max(1, Math.round(pixels.height / factor));
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * pixels.height) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * pixels.height) / height));
    for (let x = 0; x < width; x++) {
      const left = Math.floor(x * factor);
      const right = Math.min(Math.max(left + 1, Math.floor((x + 1) * factor)), pixels.width);
      mean(pixels, [left, top, right, bottom], rgba, (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

function mean(
  { width, rgba: from }: Pixels,
  [left, top, right, bottom]: readonly [number, number, number, number],
  rgba: Uint8Array,
  to: number,
): void {
  let [red, green, blue, alpha] = [0, 0, 0, 0];
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) {
      const at = (y * width + x) * 4;
      const opacity = from[at + 3] ?? 0;
      red += (from[at] ?? 0) * opacity;
      green += (from[at + 1] ?? 0) * opacity;
      blue += (from[at + 2] ?? 0) * opacity;
      alpha += opacity;
    }
  if (alpha === 0) return;
  rgba[to] = Math.round(red / alpha);
  rgba[to + 1] = Math.round(green / alpha);
  rgba[to + 2] = Math.round(blue / alpha);
  rgba[to + 3] = Math.round(alpha / ((right - left) * (bottom - top)));
}
