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
    assert.equal(boundaryOf('multipart/x-mixed-replace'), null);
    assert.equal(boundaryOf(null), null);
    const dashed = new MjpegParser('--edge');
    assert.equal(dashed.push(streamOf([jpeg('a')], { counted: true, lineEnd: '\r\n' })).length, 1);
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
