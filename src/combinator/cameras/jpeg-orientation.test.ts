import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asItLies, filtersOf, orientationOf, ROTATIONS, turned } from './jpeg-orientation.ts';

type Picture = readonly (readonly string[])[];

const LYING: Picture = [
  ['a', 'b', 'c'],
  ['d', 'e', 'f'],
];

const mirror = (picture: Picture): Picture => picture.map((row) => row.toReversed());
const upsideDown = (picture: Picture): Picture => picture.toReversed();
const clockwise = (picture: Picture): Picture =>
  (picture[0] ?? []).map((_, column) => picture.map((row) => row[column] ?? '').toReversed());
const transpose = (picture: Picture): Picture =>
  (picture[0] ?? []).map((_, column) => picture.map((row) => row[column] ?? ''));

/** The words of EXIF 2.32: where the 0th row and the 0th column of what lies there belong. */
const SHOWN_AS: readonly ((picture: Picture) => Picture)[] = [
  // top, left
  (picture) => picture,
  // top, right
  mirror,
  // bottom, right
  (picture) => upsideDown(mirror(picture)),
  // bottom, left
  upsideDown,
  // left, top
  transpose,
  // right, top
  (picture) => mirror(transpose(picture)),
  // right, bottom
  (picture) => upsideDown(mirror(transpose(picture))),
  // left, bottom
  (picture) => upsideDown(transpose(picture)),
];
const shown = (orientation: number): Picture => SHOWN_AS[orientation - 1]?.(LYING) ?? [];

const FILTERS: Readonly<Record<string, (picture: Picture) => Picture>> = {
  hflip: mirror,
  vflip: upsideDown,
  'transpose=clock': clockwise,
  'transpose=cclock': (picture) => clockwise(clockwise(clockwise(picture))),
};

const START = Buffer.from([0xff, 0xd8]);
const JFIF = Buffer.from([0xff, 0xe0, 0, 7, 0x4a, 0x46, 0x49, 0x46, 0]);
const SCAN = Buffer.from([0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);
const PLAIN = Buffer.concat([START, JFIF, SCAN]);

/** As a camera writes it: little-endian, with an entry before. */
function ofCamera(orientation: number): Buffer {
  const header = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0];
  const maker = [0x0f, 1, 2, 0, 2, 0, 0, 0, 65, 0, 0, 0];
  const told = [0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0];
  const tiff = Buffer.from([...header, ...maker, ...told, 0, 0, 0, 0]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  return Buffer.concat([START, JFIF, Buffer.from([0xff, 0xff, 0xe1, 0, body.length + 2]), body, SCAN]);
}

describe('[CA1] the orientation of a JPEG', () => {
  test('says what a camera that was turned and mirrored shows, whatever its picture said before', () => {
    for (const before of [1, 2, 3, 4, 5, 6, 7, 8])
      for (const rotation of ROTATIONS)
        for (const [flipHorizontal, flipVertical] of [
          [false, false],
          [true, false],
          [false, true],
          [true, true],
        ] as const) {
          const jpeg = before === 1 ? PLAIN : ofCamera(before);
          const after = turned(jpeg, { rotation, flipHorizontal, flipVertical });
          let wanted = shown(before);
          for (let quarters = rotation / 90; quarters > 0; quarters--) wanted = clockwise(wanted);
          if (flipHorizontal) wanted = mirror(wanted);
          if (flipVertical) wanted = upsideDown(wanted);
          const how = JSON.stringify({ before, rotation, flipHorizontal, flipVertical });
          assert.deepEqual(shown(orientationOf(after)), wanted, how);
          assert.deepEqual(after.subarray(-SCAN.length), SCAN, 'no pixel is touched');
          assert.equal(after.toString('latin1').split('Exif').length <= 2, true, 'it says so once');
        }
  });

  test('a film of it stands upright by the filters of ffmpeg', () => {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const film = filtersOf(orientation).reduce<Picture>((picture, filter) => FILTERS[filter]?.(picture) ?? [], LYING);
      assert.deepEqual(film, shown(orientation), String(orientation));
      const lies = asItLies(ofCamera(orientation));
      assert.deepEqual([orientationOf(lies), lies.includes('Exif')], [1, false]);
    }
  });

  test('what needs no turning is the same buffer; what cannot be read is left as it lies', () => {
    const still = { rotation: 180, flipHorizontal: true, flipVertical: true };
    assert.equal(turned(PLAIN, still), PLAIN);
    assert.equal(asItLies(PLAIN), PLAIN);
    const whole = ofCamera(6);
    const upright = { rotation: 0, flipHorizontal: false, flipVertical: false };
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.subarray(0, length);
      assert.ok(orientationOf(cut) === 1 || orientationOf(cut) === 6);
      assert.equal(turned(cut, upright), cut);
      const said = orientationOf(turned(cut, { ...upright, rotation: 90 }));
      assert.equal(said, length < 2 ? 1 : orientationOf(cut) === 6 ? 3 : 6);
    }
    for (const wrong of [0, 9, 255]) assert.equal(orientationOf(ofCamera(wrong)), 1);
    // A segment of no length leads nowhere.
    assert.equal(orientationOf(Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0, 0xff, 0xe1, 0, 0])), 1);
  });
});
