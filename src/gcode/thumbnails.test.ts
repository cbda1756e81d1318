import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { encodePng } from './png.ts';
import { decodeQoi } from './qoi.ts';
import { pickThumbnail, pictureHeader, readThumbnails, THUMBNAILS_MAX } from './thumbnails.ts';
import type { Thumbnail } from './print-file.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** All six kinds of QOI chunks: RGB, a run, a difference, a luma difference, RGBA, an index, another run. */
const qoi = Uint8Array.from(
  [
    [0x71, 0x6f, 0x69, 0x66, 0, 0, 0, 4, 0, 0, 0, 2, 4, 0],
    [0xfe, 10, 20, 30, 0xc1, 0x40 | (3 << 4) | (2 << 2) | 1, 0x80 | 40, (9 << 4) | 6, 0xff, 1, 2, 3, 128],
    [(10 * 3 + 20 * 5 + 30 * 7 + 255 * 11) % 64, 0xc0, 0, 0, 0, 0, 0, 0, 0, 1],
  ].flat(),
);

const png = (width: number, height: number): Uint8Array =>
  encodePng({ width, height, rgba: Uint8Array.from({ length: width * height * 4 }, (_, i) => i % 251) });

function block(bytes: Uint8Array, header: string): string[] {
  const text = base64(bytes);
  return [
    `; thumbnail begin ${header} ${text.length}`,
    ...(text.match(/.{1,78}/g) ?? []).map((line) => `; ${line}`),
    '; thumbnail end',
  ];
}

describe('embedded pictures', () => {
  test('[ME3] PNG, JPG and QOI of one file are all kept, with the size and format of the picture itself', () => {
    const jpg = Uint8Array.from(
      [
        [0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0],
        [0xff, 0xc0, 0, 11, 8, 0, 6, 0, 8, 1, 1, 0x11, 0, 0xff, 0xd9],
      ].flat(),
    );
    const lines = [...block(png(16, 8), '99x99'), ...block(qoi, '4x2'), ...block(jpg, '8 6')];
    const { thumbnails, warnings } = readThumbnails(lines);
    assert.deepEqual(
      thumbnails.map(({ format, width, height }) => [format, width, height]),
      [
        ['png', 16, 8],
        ['qoi', 4, 2],
        ['jpg', 8, 6],
      ],
    );
    assert.deepEqual(thumbnails[0]?.bytes, png(16, 8));
    assert.deepEqual(warnings, []);
  });

  test('[ME2] a damaged picture is left out with a warning, and the next one is still found', () => {
    const good = block(png(2, 2), '2x2');
    const cases: readonly (readonly string[])[] = [
      ['; thumbnail begin 2x2 9', '; !!not base64!', '; thumbnail end'],
      block(Uint8Array.of(1, 2, 3, 4), '2x2'),
      block(png(2, 2), '9999x2'),
      ['; thumbnail begin 2x2 9', '; AAAA'],
      ['; thumbnail begin 2x2 9', 'G28'],
      block(png(5000, 1), '2x2'),
    ];
    for (const bad of cases) {
      const { thumbnails, warnings } = readThumbnails([...bad, ...good]);
      assert.deepEqual([thumbnails.length, warnings.map(({ code }) => code)], [1, ['thumbnail-damaged']], bad[1]);
    }
    const wrongLength = readThumbnails(good.map((line) => line.replace(/\d+$/, '7')));
    assert.deepEqual([wrongLength.thumbnails.length, wrongLength.warnings[0]?.code], [1, 'thumbnail-length']);
  });

  test('[ME2] ten thousand pictures are not all kept', () => {
    const many = Array.from({ length: 10_000 }, () => block(qoi, '4x2')).flat();
    assert.equal(readThumbnails(many).thumbnails.length, THUMBNAILS_MAX);
  });

  test('[ME3] the picture for a width is the smallest that is wide enough, else the widest; PNG before JPG before QOI', () => {
    const thumbnail = (format: Thumbnail['format'], width: number): Thumbnail => ({
      format,
      width,
      height: width,
      bytes: qoi,
    });
    const all = [
      thumbnail('qoi', 300),
      thumbnail('png', 48),
      thumbnail('jpg', 300),
      thumbnail('png', 300),
      thumbnail('png', 16),
    ];
    const picked = (width: number) => {
      const best = pickThumbnail(all, width);
      return `${best?.format} ${best?.width}`;
    };
    assert.deepEqual([10, 16, 17, 100, 300, 1000].map(picked), [
      'png 16',
      'png 16',
      'png 48',
      'png 300',
      'png 300',
      'png 300',
    ]);
    assert.equal(pickThumbnail([], 100), null);
  });

  test('[ME3] QOI is decoded, each kind of chunk', () => {
    const pixels = decodeQoi(qoi);
    const first = [10, 20, 30, 255];
    const differed = [11, 20, 29, 255];
    const luma = [(11 + 8 + 9 - 8) & 255, 28, (29 + 8 + 6 - 8) & 255, 255];
    assert.deepEqual(
      [...(pixels?.rgba ?? [])],
      [first, first, first, differed, luma, [1, 2, 3, 128], first, first].flat(),
    );
  });

  test('[ME2] no bytes make the QOI decoder throw or take memory that they do not back', () => {
    for (let length = 0; length < qoi.length; length++) decodeQoi(qoi.subarray(0, length));
    for (let at = 0; at < qoi.length; at++) {
      const flipped = qoi.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 0xff;
      decodeQoi(flipped);
    }
    const bomb = Uint8Array.from([...qoi.slice(0, 4), 0, 0, 0x0f, 0xff, 0, 0, 0x0f, 0xff, ...qoi.slice(12)]);
    assert.equal(decodeQoi(bomb), null);
  });

  test('[ME3] a PNG of ours is one: chunk checksums, size, and every pixel', () => {
    const rgba = Uint8Array.from({ length: 200 * 150 * 4 }, (_, i) => (i * 7) % 256);
    const bytes = encodePng({ width: 200, height: 150, rgba });
    assert.deepEqual(pictureHeader(bytes), { format: 'png', width: 200, height: 150 });
    const view = new DataView(bytes.buffer);
    const raw = inflateSync(bytes.subarray(8 + 25 + 8, 8 + 25 + 8 + view.getUint32(8 + 25)));
    const rows = Array.from({ length: 150 }, (_, y) => raw.subarray(y * 801 + 1, (y + 1) * 801));
    assert.deepEqual(new Uint8Array(Buffer.concat(rows)), rgba);
  });
});
