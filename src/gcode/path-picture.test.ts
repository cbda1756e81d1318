import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { PathPicture } from './path-picture.ts';

const paint = { red: 200, green: 100, blue: 50 };
const drawn = (text: string, side = 60) => {
  const picture = new PathPicture();
  picture.push(new TextEncoder().encode(text));
  picture.end();
  return picture.draw(side, paint);
};
const isPainted = (pixels: NonNullable<ReturnType<typeof drawn>>, x: number, y: number) =>
  (pixels.rgba[(y * pixels.width + x) * 4 + 3] ?? 0) > 0;

describe('a picture drawn from moves', () => {
  test('[ME3] the corners of a square come to lie on the edges of the picture, a hole stays open', () => {
    const pixels = drawn('G90\nG0 X10 Y10\nG1 X90 E1\nG1 Y90 E2\nG1 X10 E3\nG1 Y10 E4\n');
    assert.ok(pixels !== null);
    // The near corner below, the far one above, the others left and right; nothing in the middle.
    const painted = (x0: number, y0: number) =>
      [-2, -1, 0, 1, 2].some((dx) => [-2, -1, 0, 1, 2].some((dy) => isPainted(pixels, x0 + dx, y0 + dy)));
    assert.ok(painted(56, 30) && painted(4, 30) && painted(30, 45) && painted(30, 15));
    assert.ok(!painted(30, 30));
  });

  test('[ME3] a bow is drawn as round as the moves that it stands for', () => {
    const at = (degrees: number): string => {
      const [x, y] = [Math.cos, Math.sin].map((way) => (50 + 40 * way((degrees * Math.PI) / 180)).toFixed(4));
      return `X${x} Y${y}`;
    };
    const start = `G90\nM83\nG0 ${at(0)} Z.2\n`;
    const moves = drawn(start + Array.from({ length: 36 }, (_, k) => `G1 ${at(k * 10 + 10)} E1\n`).join(''));
    const bows = drawn(`${start}G3 ${at(180)} I-40 J0 E18\nG3 ${at(360)} I40 J0 E18\n`);
    assert.ok(moves !== null && bows !== null);
    const others = moves.rgba.filter((value, i) => Math.abs(value - (bows.rgba[i] ?? 0)) > 2).length;
    assert.ok(others < moves.rgba.length * 0.01, `${others} of ${moves.rgba.length}`);
  });

  test('[ME3] travels, priming before the first layer and retractions are not drawn', () => {
    const square = 'G0 X10 Y10\nG1 X20 E1\nG1 Y20 E2\n';
    assert.deepEqual(
      drawn(`G90\nG1 X0 Y0 F3000\nG1 X200 Y0 E5\n;LAYER:0\nG92 E0\n${square}G1 E-5\nG0 X150 Y150\n`)?.rgba,
      drawn(`G90\n;LAYER:0\n${square}`)?.rgba,
    );
    assert.equal(drawn('G28\nG0 X10 Y10\nM104 S0\n'), null);
  });

  test('[ME3] with more lines than are kept the picture still shows all of the object', () => {
    const picture = new PathPicture();
    for (let z = 0; z < 100; z++) {
      const lines = Array.from(
        { length: 9000 },
        (_, i) => `G1 X${i % 2 === 0 ? 0 : 50} Y${(i % 100) / 2} Z${z / 2} E${z * 9000 + i + 1}`,
      );
      picture.push(new TextEncoder().encode(`${lines.join('\n')}\n`));
    }
    const pixels = picture.draw(60, paint);
    assert.ok(pixels !== null);
    const column = Array.from({ length: 60 }, (_, y) => y).filter((y) => isPainted(pixels, 30, y));
    assert.ok(column.length > 45, `${column.length} of 60 pixels of the middle column`);
  });

  test('whatever the numbers, nothing is thrown', () => {
    const word = fc.tuple(fc.constantFrom('X', 'Y', 'Z', 'E', 'F', 'I', 'J', 'R'), fc.double({ noNaN: true }));
    const line = fc
      .tuple(fc.constantFrom('G0', 'G1', 'G2', 'G3', 'G92', 'G91', 'M83', 'G20'), fc.array(word, { maxLength: 4 }))
      .map(([code, words]) => [code, ...words.map(([letter, value]) => `${letter}${value}`)].join(' '));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const pixels = drawn(lines.join('\n'), 16);
        assert.ok(pixels === null || pixels.rgba.length === 16 * 16 * 4);
      }),
      { numRuns: 500 },
    );
  });
});
