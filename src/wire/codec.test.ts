import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createDecoder, encodeChunk, encodeControl, type Frame } from './codec.ts';
import { arbitraryOf } from './fixtures/arbitrary-of-schema.ts';
import { CHUNK_LIMIT_BYTES, CONTROL_LIMIT_BYTES } from './limits.ts';
import { CombinatorMessageSchema, MachineMessageSchema } from './message.ts';
import { readCombinatorMessage } from './read-combinator-message.ts';
import { type HeardFromMachine, readMachineMessage } from './read-machine-message.ts';

const heartbeat = { kind: 'heartbeat', epoch: 1 } as const;
const bytesOf = (message: object): Uint8Array => encodeControl(message) ?? assert.fail('does not fit');
const machineDecoder = () => createDecoder(readMachineMessage);
const joined = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** A frame with any header and payload. */
function frame(type: number, payload: Uint8Array | string, length?: number): Uint8Array {
  const body = Buffer.from(payload);
  const header = Buffer.alloc(5);
  header.writeUInt32BE(length ?? body.length + 1);
  header[4] = type;
  return joined([header, body]);
}

/** Cuts bytes at the given places, in any order, and pushes the parts. */
function pushCut<M>(
  decoder: ReturnType<typeof createDecoder<M>>,
  bytes: Uint8Array,
  cuts: readonly number[],
): Frame<M>[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.flatMap((place, i) => {
    const { frames, error } = decoder.push(bytes.subarray(places[i - 1] ?? 0, place));
    assert.equal(error, null);
    return [...frames];
  });
}

const arbitraryFrame = fc.oneof(
  arbitraryOf(MachineMessageSchema).map((message) => ({ kind: 'control' as const, message })),
  fc
    .record({
      requestId: fc.nat(),
      offset: fc.maxSafeInteger().map(Math.abs),
      bytes: fc.uint8Array({ maxLength: 600 }),
    })
    .map((chunk) => ({ kind: 'chunk' as const, ...chunk })),
);
const encode = (each: Frame<HeardFromMachine>): Uint8Array =>
  each.kind === 'control' ? bytesOf(each.message) : encodeChunk(each);

describe('frames', () => {
  test('[WI5] what was encoded is decoded again, wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(arbitraryFrame, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 12 }), (frames, cuts) => {
        const decoder = machineDecoder();
        const decoded = pushCut(decoder, joined(frames.map(encode)), cuts);
        assert.deepEqual(decoded, frames);
        assert.equal(decoder.heldBytes, 0);
      }),
      { numRuns: 400 },
    );
  });

  test('[WI5] a combinator’s messages survive reading byte by byte', () => {
    fc.assert(
      fc.property(arbitraryOf(CombinatorMessageSchema), (message) => {
        const decoder = createDecoder(readCombinatorMessage);
        const frames = [...bytesOf(message)].flatMap((byte) => [...decoder.push(Uint8Array.of(byte)).frames]);
        assert.deepEqual(frames, [{ kind: 'control', message }]);
      }),
      { numRuns: 200 },
    );
  });

  test('[WI5] a decoded piece of a file shares no memory with the bytes that came', () => {
    const bytes = encodeChunk({ requestId: 1, offset: 0, bytes: Uint8Array.of(1, 2, 3) });
    const { frames } = machineDecoder().push(bytes);
    bytes.fill(0);
    assert.deepEqual(frames, [{ kind: 'chunk', requestId: 1, offset: 0, bytes: Uint8Array.of(1, 2, 3) }]);
  });
});

describe('malformed frames', () => {
  const problems: readonly { name: string; bytes: Uint8Array; reason: string }[] = [
    { name: 'a length of 4 GiB', bytes: frame(1, '', 0xffff_ffff), reason: 'too-long' },
    { name: 'a control frame over 1 MiB', bytes: frame(1, '', CONTROL_LIMIT_BYTES + 2), reason: 'too-long' },
    { name: 'a piece over 256 KiB', bytes: frame(2, '', CHUNK_LIMIT_BYTES + 12 + 2), reason: 'too-long' },
    { name: 'a length of 0', bytes: frame(1, '', 0), reason: 'too-short' },
    { name: 'a frame without payload', bytes: frame(1, ''), reason: 'too-short' },
    { name: 'a piece without its header', bytes: frame(2, 'abc'), reason: 'too-short' },
    { name: 'a piece beyond 2^53', bytes: frame(2, new Uint8Array(12).fill(255)), reason: 'bad-chunk' },
    { name: 'an unknown type', bytes: frame(3, '{}'), reason: 'bad-type' },
    { name: 'HTTP', bytes: new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'), reason: 'bad-type' },
    { name: 'no JSON', bytes: frame(1, '{"kind":'), reason: 'bad-json' },
    { name: 'broken UTF-8', bytes: frame(1, Uint8Array.of(0x22, 0xff, 0x22)), reason: 'bad-json' },
    { name: 'brackets without end', bytes: frame(1, '['.repeat(1_000_000)), reason: 'too-deep' },
    { name: 'JSON that is no message', bytes: frame(1, '{"kind":"toast"}'), reason: 'bad-message' },
  ];
  for (const { name, bytes, reason } of problems) {
    test(`[WI5] ${name} ends the stream as ${reason}, for good, after the good frames before it`, () => {
      const decoder = machineDecoder();
      const { frames, error } = decoder.push(joined([bytesOf(heartbeat), bytes]));
      assert.deepEqual(frames, [{ kind: 'control', message: heartbeat }]);
      assert.equal(error?.reason, reason);
      assert.deepEqual(decoder.push(bytesOf(heartbeat)), { frames: [], error });
    });
  }

  test('[WI5] a key __proto__ is refused, however it is written, and a text that says so is not', () => {
    const configure = (options: string): Uint8Array => {
      const configuration = `{"version":1,"driver":"x","options":${options},"clearing":"operator"}`;
      const envelope = `"commandId":"c","correlationId":null,"epoch":1,"decidedOn":null,"command":{"kind":"configure","configuration":${configuration}}`;
      return frame(1, `{"kind":"command","envelope":{${envelope}}}`);
    };
    const error = (options: string) => createDecoder(readCombinatorMessage).push(configure(options)).error;
    assert.equal(error('{"a":"__proto__ \\u0041"}'), null);
    assert.equal(error('{"__proto__":{"admin":true}}')?.reason, 'bad-json');
    assert.equal(error('{"deep":{"\\u005f_proto__":1}}')?.reason, 'bad-json');
    assert.equal(error('{"deep":{"_\\u005Fproto__":1}}')?.reason, 'bad-json');
    assert.equal(error('{"deep":{"__\\u0070roto__":1}}')?.reason, 'bad-json');
  });

  test('[WI5] whatever bytes arrive, nothing is thrown and no more than one frame is held', () => {
    const hostile = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 64 }),
        fc
          .tuple(fc.nat(3), fc.string(), fc.option(fc.nat(2 ** 32 - 1), { nil: undefined }))
          .map((part) => frame(...part)),
        fc.jsonValue().map((value) => frame(1, JSON.stringify(value))),
        fc.constant(bytesOf(heartbeat)),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(hostile, (parts) => {
        const decoder = machineDecoder();
        let pushed = 0;
        for (const part of parts) {
          const { frames } = decoder.push(part);
          pushed += part.length;
          assert.ok(frames.length <= part.length);
          assert.ok(decoder.heldBytes <= Math.min(pushed, CONTROL_LIMIT_BYTES + 5));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('[WI5] one flipped bit in a stream is an error, another message, or a wait; never an exception', () => {
    fc.assert(
      fc.property(fc.array(arbitraryFrame, { minLength: 1, maxLength: 4 }), fc.nat(), fc.nat(7), (frames, at, bit) => {
        const bytes = joined(frames.map(encode));
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
        const decoded = machineDecoder().push(bytes);
        assert.ok(decoded.error === null || decoded.error.reason.length > 0);
      }),
      { numRuns: 400 },
    );
  });

  test('[WI5] a message that breaks the limit is told to its sender, not to the peer', () => {
    assert.equal(encodeControl({ text: 'x'.repeat(CONTROL_LIMIT_BYTES) }), null);
    assert.throws(
      () => encodeChunk({ requestId: 1, offset: 0, bytes: new Uint8Array(CHUNK_LIMIT_BYTES + 1) }),
      RangeError,
    );
  });

  // Copied anew with each byte it would be 500 GB, which do not end within the limit.
  test('[WI5] reading a frame of 1 MiB byte by byte stays cheap', { timeout: 60_000 }, () => {
    const bytes = frame(1, `{"kind":"hello","protocol":[9],"pad":"${'x'.repeat(1_000_000)}"}`);
    const decoder = machineDecoder();
    const frames = Array.from(bytes, (_, i) => decoder.push(bytes.subarray(i, i + 1)).frames).flat();
    assert.equal(frames.length, 1);
  });
});
