import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { binaryText, verifyBinaryFile } from './binary-file.ts';
import { binaryFile, type BlockToWrite, blockTypes, type Compression, heatshrunk } from './fixtures/binary-file.ts';
import { readPrintFile } from './head-and-tail.ts';
import { inflate, metadataOf, readBytes, sourceOf, withoutBytes } from './fixtures/reading.ts';
import { decodeHeatshrink } from './heatshrink.ts';
import { decodeMeatPack } from './meatpack.ts';
import { encodePng } from './png.ts';
import { unknownMetadata } from './print-file.ts';

const picture = encodePng({ width: 16, height: 8, rgba: new Uint8Array(16 * 8 * 4).fill(90) });

const metadataBlocks: readonly BlockToWrite[] = [
  { type: blockTypes.file, content: 'Producer=PrusaSlicer 2.9.4\nProduced on=2026-03-04 at 05:06:07 UTC\n' },
  {
    type: blockTypes.printer,
    content: [
      'printer_model=ROOST1',
      'filament_type=PLA;PETG',
      'nozzle_diameter=0.4,0.4',
      'temperature=215,240',
      'bed_temperature=60,85',
      'layer_height=0.2',
      'max_layer_z=6.2',
      'fill_density=15%',
      'support_material=0',
      'extruder_colour=#FF8000;#00FF80',
      'objects_info={"objects":[{"name":"a = b","polygon":[[0,0],[1,0],[1,1]]}]}',
      'filament used [mm]=0.00,252.22',
      'filament used [cm3]=0.00,0.61',
      'filament used [g]=0.00,0.75',
      'filament cost=0.00,0.03',
      'estimated printing time (normal mode)=1d 2h 3m 41s',
      '',
    ].join('\n'),
  },
  { type: blockTypes.picture, content: picture, parameters: [0, 16, 8] },
  {
    type: blockTypes.print,
    content: 'estimated first layer printing time (normal mode)=10s\r\n',
    compression: 1,
  },
  {
    type: blockTypes.slicer,
    content: 'first_layer_temperature=220,245\nfirst_layer_bed_temperature=0,90\nfirst_layer_height=75%\n',
    compression: 1,
  },
];

const gcode = ';LAYER_CHANGE\nG28\nG1 X10 Y10 Z0.2 F3000\nG1 X20 Y10 E1\nM104 S0\n';
const gcodeBlock = (compression: Compression = 0, encoding = 0, content = gcode): BlockToWrite => ({
  type: blockTypes.gcode,
  content,
  compression,
  parameters: [encoding],
});

async function textOf(bytes: Uint8Array): Promise<string> {
  let text = '';
  for await (const piece of binaryText(sourceOf(bytes), inflate)) {
    assert.equal(piece.kind, 'read', JSON.stringify(piece));
    if (piece.kind === 'read') text += new TextDecoder('latin1').decode(piece.value);
  }
  return text;
}

describe('binary G-code', () => {
  test('[ME1] [PZ9] every field is read from the blocks, and what is not said is unknown', async () => {
    const metadata = await metadataOf(binaryFile([...metadataBlocks, gcodeBlock()]));
    const unused = { name: null, lengthMm: 0, volumeMm3: 0, weightGrams: 0, cost: null, used: false };
    const used = { name: null, lengthMm: 252.22, volumeMm3: 610, weightGrams: 0.75, cost: 0.03, used: true };
    assert.deepEqual(withoutBytes(metadata), {
      ...withoutBytes(unknownMetadata),
      format: 'bgcode',
      slicer: 'PrusaSlicer',
      slicerVersion: '2.9.4',
      slicedAt: '2026-03-04T05:06:07Z',
      printerModel: 'ROOST1',
      printTimeSeconds: 93_821,
      firstLayerTimeSeconds: 10,
      filaments: [
        { extruder: 0, type: 'PLA', colour: null, ...unused },
        { extruder: 1, type: 'PETG', colour: null, ...used },
      ],
      layerHeightMm: 0.2,
      firstLayerHeightMm: 0.15,
      layerCount: 1,
      objectHeightMm: 6.2,
      boundingBox: { minMm: [10, 10, 0.2], maxMm: [20, 10, 0.2] },
      nozzleDiametersMm: [0.4, 0.4],
      temperatures: { nozzle: 240, nozzleFirst: 245, bed: 85, bedFirst: 90, chamber: null },
      infillPercent: 15,
      supports: false,
      objects: [
        {
          id: '0',
          name: 'a = b',
          centreMm: null,
          polygonMm: [
            [0, 0],
            [1, 0],
            [1, 1],
          ],
        },
      ],
      thumbnails: ['png 16x8'],
      toolChanges: 0,
      derived: ['layerCount', 'boundingBox', 'toolChanges'],
    });
    assert.deepEqual(metadata.thumbnails[0]?.bytes, picture);
  });

  test('[ME1] a large file costs the blocks before its G-code only', async () => {
    const moves = gcodeBlock(0, 0, 'G1 X1 Y1 E0.1\n'.repeat(4000));
    const source = sourceOf(binaryFile([...metadataBlocks, ...Array.from({ length: 40 }, () => moves)]));
    const reading = await readBytes(await source.read(0, source.sizeBytes));
    assert.ok(reading.kind === 'print-file' && reading.metadata.layerCount === null);
    assert.equal(await verifyBinaryFile(source), null);
  });

  for (const compression of [0, 1, 2, 3] as const)
    for (const encoding of [0, 1, 2])
      test(`[ME1] compression ${compression} with encoding ${encoding} gives back the same commands`, async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.array(line, { maxLength: 30 }), { minLength: 1, maxLength: 3 }),
            async (blocks) => {
              const texts = blocks.map((lines) => lines.map((each) => `${each}\n`).join(''));
              const file = binaryFile(texts.map((text) => gcodeBlock(compression, encoding, text)));
              assert.equal(await textOf(file), texts.join(''));
            },
          ),
          { numRuns: 60 },
        );
      });

  test('[ME1] heatshrink: copies reach into themselves and before the beginning; random bytes come back', () => {
    // A bit 0, a distance of 1, 16 bytes: zeros, because nothing came before. Then a literal 0xAB.
    assert.deepEqual(
      decodeHeatshrink(Uint8Array.of(0b00000000, 0b00001111, 0b11010101, 0b10000000), 11, 17),
      Uint8Array.from({ length: 17 }, (_, i) => (i < 16 ? 0 : 0xab)),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(11 as const, 12 as const), (bytes, bits) => {
        const repeated = Uint8Array.from([...bytes, ...bytes, ...bytes]);
        assert.deepEqual(decodeHeatshrink(heatshrunk(repeated, bits), bits, repeated.length), repeated);
      }),
      { numRuns: 100 },
    );
  });

  test('[ME1] MeatPack: a lone 0xFF is a byte, new lines swallow their partner, unknown commands do nothing', () => {
    const decoded = (...bytes: number[]) => new TextDecoder('latin1').decode(decodeMeatPack(Uint8Array.from(bytes)));
    assert.equal(decoded(0x41, 0xff, 0x42), 'A\u00ffB');
    assert.equal(decoded(0xff, 0xff, 0xfb, 0x1d, 0xff, 0xff, 0xf8, 0x5c, 0xff, 0xff, 0xfa, 0x0a, 0x0a), 'G1\n');
    assert.equal(decoded(0xff, 0xff, 0xfb, 0xff, 0x4d, 0x53, 0x25), 'MS52');
    assert.equal(decoded(0xff, 0xff, 0xfb, 0x1f, 0x4d), 'M1');
  });
});

const word = fc
  .tuple(fc.constantFrom('X', 'Y', 'Z', 'E', 'F'), fc.integer({ min: 0, max: 99_999 }))
  .map(([letter, value]) => `${letter}${value / 100}`);
const line = fc.oneof(
  fc
    .tuple(fc.constantFrom('G0', 'G1', 'G28', 'G92'), fc.array(word, { maxLength: 4 }))
    .map((parts) => parts.flat().join(' ')),
  fc.constantFrom('M104 S215', ';TYPE:External perimeter', 'M117 Grosse X', 'T0', 'EXCLUDE_OBJECT_START NAME=a'),
);

describe('binary G-code that lies', () => {
  const sound = binaryFile([...metadataBlocks, gcodeBlock(2, 2)]);
  const at = (number: number): number => {
    // Start of the block with this number, found by its bytes: the tests change single fields of headers.
    let start = 10;
    const view = new DataView(sound.buffer);
    for (let n = 1; n < number; n++) {
      const compression = view.getUint16(start + 2, true);
      const stored = view.getUint32(start + (compression === 0 ? 4 : 8), true);
      start += (compression === 0 ? 8 : 12) + (view.getUint16(start, true) === 5 ? 6 : 2) + stored + 4;
    }
    return start;
  };
  const changed = (change: (view: DataView) => void): Uint8Array => {
    const copy = sound.slice();
    change(new DataView(copy.buffer));
    return copy;
  };
  const cases: readonly (readonly [what: string, bytes: Uint8Array, code: string, found: RegExp, field: string])[] = [
    ['another version', changed((v) => v.setUint32(4, 2, true)), 'binary-version', /version 2/, 'file'],
    ['another checksum', changed((v) => v.setUint16(8, 7, true)), 'binary-version', /checksum type 7/, 'file'],
    ['a kind that is none', changed((v) => v.setUint16(at(2), 6, true)), 'binary-damaged', /block type 6/, 'block 2'],
    [
      'a compression that is none',
      changed((v) => v.setUint16(at(1) + 2, 4, true)),
      'binary-damaged',
      /compression 4/,
      'block 1',
    ],
    [
      '4 GB in a block',
      changed((v) => v.setUint32(at(1) + 4, 0xffffffff, true)),
      'binary-damaged',
      /more than 16777216/,
      'block 1',
    ],
    [
      'more than the file has',
      changed((v) => v.setUint32(at(1) + 4, 9_000_000, true)),
      'binary-damaged',
      /ends before/,
      'block 1',
    ],
    [
      'a picture of 65535²',
      changed((v) => v.setUint32(at(3) + 10, 0xffffffff, true)),
      'binary-damaged',
      /65535x65535/,
      'block 3',
    ],
    [
      'a picture format',
      changed((v) => v.setUint16(at(3) + 8, 3, true)),
      'binary-damaged',
      /picture format 3/,
      'block 3',
    ],
    ['a metadata encoding', changed((v) => v.setUint16(at(1) + 8, 1, true)), 'binary-damaged', /encoding 1/, 'block 1'],
    ['a wrong checksum', changed((v) => v.setUint8(at(1) + 12, 0)), 'binary-damaged', /checksum/, 'block 1'],
    ['a file cut in a header', sound.slice(0, at(2) + 5), 'binary-damaged', /header of a block/, 'block 2'],
    ['a file cut in its own header', sound.slice(0, 7), 'binary-damaged', /in its header/, 'file'],
    ['nothing but metadata', binaryFile(metadataBlocks), 'no-commands', /no block of G-code/, 'file'],
    ['text that is no G-code', binaryFile([gcodeBlock(0, 0, 'Dear printer,\n')]), 'no-commands', /^$/, 'file'],
    [
      'metadata after the G-code',
      binaryFile([gcodeBlock(), ...metadataBlocks]),
      'binary-damaged',
      /file-metadata after the G-code/,
      'block 2',
    ],
    [
      'a line of 10 MB',
      binaryFile([gcodeBlock(1, 0, `G28\nG1 X${'1'.repeat(10_000_000)}\n`)]),
      'line-too-long',
      /^$/,
      'line 2',
    ],
  ];
  for (const [what, bytes, code, found, field] of cases)
    test(`[ME2] ${what}: refused with ${code}, and where`, async () => {
      const reading = await readBytes(bytes);
      assert.equal(reading.kind, 'refused', JSON.stringify(reading));
      if (reading.kind !== 'refused') return;
      assert.equal(reading.problem.code, code);
      assert.match(reading.problem.found, found);
      assert.equal(reading.problem.field, field);
    });

  test('[ME2] a bomb is inflated no further than its block announces, and then refused', async () => {
    const asked: number[] = [];
    const bomb = binaryFile([{ type: blockTypes.printer, content: new Uint8Array(8_000_000), compression: 1 }]);
    new DataView(bomb.buffer).setUint32(14, 100, true);
    const source = sourceOf(withChecksums(bomb));
    const reading = await readPrintFile(source, (bytes, wrapping, maxBytes) => {
      asked.push(maxBytes);
      return inflate(bytes, wrapping, maxBytes);
    });
    assert.deepEqual(asked, [100]);
    assert.ok(reading.kind === 'refused' && reading.problem.code === 'binary-damaged');
  });

  test('[ME2] data that becomes less than its block announces is refused, whatever the compression', async () => {
    for (const compression of [1, 2, 3] as const) {
      const file = binaryFile([{ type: blockTypes.printer, content: 'printer_model=ROOST1\n', compression }]);
      new DataView(file.buffer).setUint32(14, 900, true);
      const reading = await readBytes(withChecksums(file));
      assert.ok(reading.kind === 'refused' && reading.problem.code === 'binary-damaged', `compression ${compression}`);
      assert.match(reading.problem.found, /does not become 900 bytes/);
    }
  });

  test('[ME2] cut anywhere or with any byte flipped, nothing is thrown and nothing is invented', async () => {
    const whole = withoutBytes(await metadataOf(sound)) as Record<string, unknown>;
    for (let length = 0; length < sound.length; length += 3) {
      const reading = await readBytes(sound.subarray(0, length));
      assert.equal(reading.kind, 'refused', `cut at ${length}`);
    }
    for (let byte = 10; byte < sound.length; byte++) {
      const flipped = sound.slice();
      flipped[byte] = (flipped[byte] ?? 0) ^ (1 << (byte % 8));
      const reading = await readBytes(flipped);
      // The checksums cover everything after the file's header.
      if (reading.kind === 'print-file') assert.deepEqual(withoutBytes(reading.metadata), whole, `byte ${byte}`);
    }
  });

  test('[ME2] without checksums, damaged blocks and random bytes are read without a throw', async () => {
    const bare = binaryFile([...metadataBlocks, gcodeBlock(3, 1)], { checksums: false });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: bare.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }),
        fc.uint8Array({ maxLength: 64 }),
        async (changes, rest) => {
          const bytes = Uint8Array.from([...bare, ...rest]);
          for (const [offset, value] of changes) bytes[offset] = value;
          const reading = await readBytes(bytes);
          if (reading.kind === 'print-file') assert.ok((reading.metadata.printTimeSeconds ?? 1) > 0);
          await verifyBinaryFile(sourceOf(bytes));
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Writes the checksum of the only block anew, so that its lie is not found by it. */
function withChecksums(bytes: Uint8Array): Uint8Array {
  const body = Buffer.from(bytes.subarray(10, -4));
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(body));
  return Uint8Array.from(Buffer.concat([bytes.subarray(0, 10), body, sum]));
}
