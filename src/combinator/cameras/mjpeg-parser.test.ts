import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { boundaryOf, MjpegParser, NotMjpeg } from './mjpeg-parser.ts';

const jpeg = (body: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(body)]);

/** As cameras send it: with or without lengths, and with line ends of their own. */
function streamOf(frames: readonly Buffer[], { counted, lineEnd }: { counted: boolean; lineEnd: string }): Buffer {
  const parts = frames.flatMap((frame) => [
    Buffer.from(`--edge${lineEnd}Content-Type: image/jpeg${lineEnd}`),
    Buffer.from(counted ? `Content-Length: ${frame.length}${lineEnd}${lineEnd}` : lineEnd),
    frame,
    Buffer.from(lineEnd),
  ]);
  return Buffer.concat([...parts, Buffer.from(`--edge${lineEnd}`)]);
}

describe('MJPEG', () => {
  test('[CA1] the pictures of a stream come out whole, whatever pieces it comes in', () => {
    const pictures = fc.array(fc.string({ maxLength: 40 }).map(jpeg), { maxLength: 5 });
    const form = fc.record({ counted: fc.boolean(), lineEnd: fc.constantFrom('\r\n', '\n') });
    fc.assert(
      fc.property(pictures, form, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (frames, how, sizes) => {
        // Text that looks like an edge would end a picture without a length: no JPEG holds it.
        fc.pre(
          how.counted ||
            frames.every((frame) => !frame.includes('--edge') && !/[\r\n]$/.test(frame.toString('latin1'))),
        );
        const stream = streamOf(frames, how);
        const parser = new MjpegParser('edge');
        const got: Buffer[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          got.push(...parser.push(stream.subarray(at, at + size)));
          at += size;
        }
        assert.deepEqual(got, frames);
      }),
      { numRuns: 300 },
    );
  });

  test('the boundary is found in all the ways in which cameras write it', () => {
    assert.equal(boundaryOf('multipart/x-mixed-replace; boundary=edge'), 'edge');
    assert.equal(boundaryOf('multipart/x-mixed-replace;boundary="--edge"'), '--edge');
    assert.equal(boundaryOf('Multipart/X-Mixed-Replace; charset=x; Boundary=edge'), 'edge');
    assert.equal(boundaryOf('image/jpeg'), null);
    assert.equal(boundaryOf('multipart/x-mixed-replace'), '');
    assert.equal(boundaryOf(null), null);
    const dashed = new MjpegParser('--edge');
    assert.equal(dashed.push(streamOf([jpeg('a')], { counted: true, lineEnd: '\r\n' })).length, 1);
  });

  test('[CA1] a camera that names no boundary is read by the first line of its stream', () => {
    const stream = streamOf([jpeg('a'), jpeg('b')], { counted: true, lineEnd: '\r\n' });
    const parser = new MjpegParser('');
    const got: Buffer[] = [];
    for (const byte of Buffer.concat([Buffer.from('\r\n'), stream])) got.push(...parser.push(Uint8Array.of(byte)));
    assert.deepEqual(got, [jpeg('a'), jpeg('b')]);
    assert.throws(() => new MjpegParser('').push(Buffer.from('<html>\r\n<body>\r\n')), NotMjpeg);
  });

  test('[CA1] a camera whose parts lie about their length costs one picture, and is read by its boundary then', () => {
    const long = (letter: string): Buffer => jpeg(letter.repeat(20_000));
    const pictures = ['a', 'b', 'c', 'd'].map(long);
    // One byte more is half a line end behind the picture, and no damage.
    for (const lie of [-19_000, -1_000, -1, 0, 700, 19_000]) {
      const stream = Buffer.concat([
        ...pictures.flatMap((picture) => [
          Buffer.from(`--edge\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length + lie}\r\n\r\n`),
          picture,
          Buffer.from('\r\n'),
        ]),
        Buffer.from('--edge\r\n'),
      ]);
      for (const size of [1_460, 7_777, stream.length]) {
        const parser = new MjpegParser('edge');
        const got: Buffer[] = [];
        for (let at = 0; at < stream.length; at += size) got.push(...parser.push(stream.subarray(at, at + size)));
        // A length that is too long swallows the picture behind it, too.
        // Compared one by one: the difference of long ones takes minutes to draw.
        const isWhole = got.slice(-2).map((picture, i) => pictures[i + 2]?.equals(picture));
        assert.deepEqual(isWhole, [true, true], `${lie} in pieces of ${size}`);
      }
    }
  });

  test('[CA1] a large picture without a length is not copied anew for each piece of it', (t) => {
    const concat = t.mock.method(Buffer, 'concat');
    const parser = new MjpegParser('edge');
    const picture = jpeg('x'.repeat(2_000_000));
    const stream = streamOf([picture], { counted: false, lineEnd: '\r\n' });
    concat.mock.resetCalls();
    const got: Buffer[] = [];
    for (let at = 0; at < stream.length; at += 1_460) got.push(...parser.push(stream.subarray(at, at + 1_460)));
    assert.ok(got.length === 1 && got[0]?.equals(picture));
    const copied = concat.mock.calls.reduce((sum, { result }) => sum + (result?.length ?? 0), 0);
    assert.ok(copied < 4 * stream.length, `${copied} bytes copied for a picture of ${stream.length}`);
  });

  test('a part that is no JPEG is left out, and the stream goes on', () => {
    const parser = new MjpegParser('edge');
    const got = parser.push(streamOf([Buffer.from('<html>'), jpeg('a')], { counted: true, lineEnd: '\r\n' }));
    assert.deepEqual(got, [jpeg('a')]);
  });

  test('[T10] a stream that lies about its lengths, or never ends a head, is refused before it fills the memory', () => {
    const lying = new MjpegParser('edge');
    assert.throws(() => lying.push(Buffer.from('--edge\r\nContent-Length: 9999999999\r\n\r\n')), NotMjpeg);
    const endless = new MjpegParser('edge');
    assert.throws(() => {
      for (let i = 0; i < 100; i++) endless.push(Buffer.alloc(1000, 'x'));
    }, NotMjpeg);
    const unending = new MjpegParser('edge');
    unending.push(Buffer.from('--edge\r\n\r\n'));
    assert.throws(() => {
      for (let i = 0; i < 20; i++) unending.push(Buffer.alloc(1024 * 1024, 0xff));
    }, NotMjpeg);
  });

  test('[T10] no bytes make it fail in another way', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (pieces) => {
        const parser = new MjpegParser('e');
        for (const piece of [Buffer.from('--e\r\n'), ...pieces]) {
          try {
            parser.push(piece);
          } catch (error) {
            assert.ok(error instanceof NotMjpeg);
            return;
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
