import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { inflate } from './fixtures/reading.ts';
import { crc32 } from '#lib/crc32';
import { encodePng } from './png.ts';
import { decodePng } from './png-pixels.ts';
import { scaledDown } from './scale.ts';

function chunk(type: string, content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(content.length + 12);
  bytes.writeUInt32BE(content.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(content, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, content.length + 8)), content.length + 8);
  return bytes;
}

function png(
  [width, height, depth, colour]: readonly [number, number, number, number],
  rows: readonly number[],
  extra: readonly Buffer[] = [],
): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const packed = deflateSync(Uint8Array.from(rows));
  const parts = [signature, chunk('IHDR', header), ...extra, chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))];
  return Uint8Array.from(Buffer.concat(parts));
}

const rgbaOf = (bytes: Uint8Array): readonly number[] | undefined => {
  const pixels = decodePng(bytes, inflate);
  return pixels === null ? undefined : [...pixels.rgba];
};

describe('pixels of a PNG', () => {
  test('[ME3] what was encoded is decoded', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.uint8Array({ minLength: 4, maxLength: 300 }), (width, bytes) => {
        const height = Math.max(1, Math.floor(bytes.length / (width * 4)));
        const rgba = Uint8Array.from({ length: width * height * 4 }, (_, i) => bytes[i % bytes.length] ?? 0);
        assert.deepEqual(decodePng(encodePng({ width, height, rgba }), inflate), { width, height, rgba });
      }),
    );
  });

  test('[ME3] each filter is undone: none, left, above, mean and Paeth', () => {
    // Grey rows, all of which mean 10, 20, 30.
    const rows = [
      [0, 10, 20, 30],
      [1, 10, 10, 10],
      [2, 0, 0, 0],
      [3, 5, 5, 5],
      [4, 0, 0, 0],
    ];
    const expected = Array.from({ length: 5 }, () => [10, 20, 30].flatMap((v) => [v, v, v, 255])).flat();
    assert.deepEqual(rgbaOf(png([3, 5, 8, 0], rows.flat())), expected);
  });

  test('[ME3] colours without opacity, grey with it, and palettes of 8 and 2 bits with transparent entries', () => {
    assert.deepEqual(rgbaOf(png([1, 1, 8, 2], [0, 1, 2, 3])), [1, 2, 3, 255]);
    assert.deepEqual(rgbaOf(png([1, 1, 8, 4], [0, 7, 99])), [7, 7, 7, 99]);
    const palette = [chunk('PLTE', Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9])), chunk('tRNS', Buffer.from([255, 40]))];
    assert.deepEqual(rgbaOf(png([2, 1, 8, 3], [0, 1, 2], palette)), [4, 5, 6, 40, 7, 8, 9, 255]);
    assert.deepEqual(rgbaOf(png([3, 1, 2, 3], [0, 0b01_10_00_00], palette)), [4, 5, 6, 40, 7, 8, 9, 255, 1, 2, 3, 255]);
  });

  test('[ME2] interlaced, absurd, cut and lying pictures are none, and nothing is thrown for any bytes', () => {
    const sound = encodePng({ width: 4, height: 4, rgba: new Uint8Array(64).fill(9) });
    const changed = (at: number, value: number) => {
      const copy = sound.slice();
      copy[at] = value;
      return decodePng(copy, inflate);
    };
    assert.equal(changed(28, 1), null);
    assert.equal(changed(16, 0xff), null);
    assert.equal(changed(19, 5), null);
    assert.equal(decodePng(sound.subarray(0, sound.length - 12), inflate), null);
    assert.equal(rgbaOf(png([1, 1, 8, 2], [9, 1, 2, 3])), undefined, 'a filter that is none');
    assert.equal(rgbaOf(png([1, 1, 8, 3], [0, 0])), undefined, 'a palette that is missing');
    for (let at = 0; at < sound.length; at++) changed(at, 0xff);
  });
});

describe('a picture made smaller', () => {
  test('[ME3] it keeps its proportions and the mean of its colours; transparent pixels lend none', () => {
    const rgba = Uint8Array.from([100, 0, 0, 255, 200, 0, 0, 255, 255, 255, 255, 0, 0, 80, 0, 255]);
    assert.deepEqual(scaledDown({ width: 4, height: 1, rgba }, 2), {
      width: 2,
      height: 1,
      rgba: Uint8Array.from([150, 0, 0, 255, 0, 80, 0, 128]),
    });
    const wide = { width: 90, height: 30, rgba: new Uint8Array(90 * 30 * 4).fill(77) };
    const small = scaledDown(wide, 40);
    assert.deepEqual([small.width, small.height], [40, 13]);
    assert.ok(small.rgba.every((value) => value === 77));
    assert.equal(scaledDown(wide, 200), wide);
  });
});
