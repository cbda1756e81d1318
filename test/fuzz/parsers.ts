import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { inflate } from '../../src/combinator/library/inflate.ts';
import { binaryText, verifyBinaryFile } from '../../src/gcode/binary-file.ts';
import { binaryFile, blockTypes, heatshrunk } from '../../src/gcode/fixtures/binary-file.ts';
import { sourceOf } from '../../src/gcode/fixtures/reading.ts';
import { picture, sliceInfo, threeMfEntries } from '../../src/gcode/fixtures/three-mf.ts';
import { zipFile } from '../../src/gcode/fixtures/zip-file.ts';
import { ArcWelder } from '../../src/gcode/arc-welder.ts';
import { FullAnalyser } from '../../src/gcode/full-analysis.ts';
import { readPrintFile } from '../../src/gcode/head-and-tail.ts';
import { decodeHeatshrink } from '../../src/gcode/heatshrink.ts';
import { decodeMeatPack } from '../../src/gcode/meatpack.ts';
import { recogniseModel, StlReader } from '../../src/gcode/model-file.ts';
import { ModelPartReader, ModelProblem } from '../../src/gcode/model-parts.ts';
import { drawScene } from '../../src/gcode/model-scene.ts';
import { decodePng } from '../../src/gcode/png-pixels.ts';
import { decodeQoi, PIXELS_MAX } from '../../src/gcode/qoi.ts';
import { pictureHeader, THUMBNAIL_MAX_PIXELS, THUMBNAILS_MAX } from '../../src/gcode/thumbnails.ts';
import { ToolPaths } from '../../src/gcode/tool-paths.ts';
import { xmlEvents, xmlLimits, XmlProblem } from '../../src/gcode/xml.ts';
import { readZipDirectory, readZipEntry, zipLimits } from '../../src/gcode/zip.ts';

/** One parser under strange input: nothing is thrown past its border, and its caps hold. */
export interface Target {
  readonly name: string;
  readonly corpus: readonly Uint8Array[];
  /** What its grammar is made of. */
  readonly words: readonly string[];
  readonly take: (bytes: Buffer) => Promise<void> | void;
}

const MOST_UNPACKED = 1024 * 1024;
const FIXTURES = new URL('../../src/gcode/fixtures/', import.meta.url);
const SAMPLES = new URL('../../../shared/samples/', import.meta.url);
const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const gcode = (...names: readonly string[]): readonly Uint8Array[] =>
  names.map((name) => readFileSync(new URL(`${name}.gcode`, FIXTURES)));
/** Small samples of real slicers, where they lie. */
const samples = (pattern: RegExp): readonly Uint8Array[] =>
  existsSync(SAMPLES)
    ? readdirSync(SAMPLES)
        .filter((name) => pattern.test(name))
        .map((name) => readFileSync(new URL(name, SAMPLES)))
    : [];

/** A file of any kind, as the library reads it. */
async function readWhole(bytes: Buffer): Promise<void> {
  const reading = await readPrintFile(sourceOf(bytes), inflate);
  if (reading.kind === 'refused') return assert.notEqual(reading.problem.rule, '');
  const { thumbnails, filaments } = reading.metadata;
  assert.ok(thumbnails.length <= THUMBNAILS_MAX);
  for (const { width, height } of thumbnails)
    assert.ok(width <= THUMBNAIL_MAX_PIXELS && height <= THUMBNAIL_MAX_PIXELS);
  assert.ok((filaments ?? []).length <= 1_000);
  assert.doesNotMatch(JSON.stringify(reading.metadata), /null,"NaN"|Infinity/);
}

async function readText(bytes: Buffer): Promise<void> {
  await readWhole(bytes);
  const analyser = new FullAnalyser();
  for (let at = 0; at < bytes.length; at += 1_000) analyser.push(bytes.subarray(at, at + 1_000));
  analyser.end();
  const { layers, features, motionSeconds } = analyser.result();
  assert.ok(layers.length <= 100_000 && features.length <= 41 && Number.isFinite(motionSeconds));
}

const WORDS = [
  '\n',
  '\r',
  ';',
  'M486 S',
  'G1 X1e9',
  'G2 I0 J0',
  'T99',
  '; thumbnail begin 16x16 9\n',
  '; thumbnail end\n',
  ';LAYER_CHANGE\n',
  '1d 2h',
  '{',
  '9'.repeat(400),
  '; CONFIG_BLOCK_START\n',
  '; prusaslicer_config = begin\n',
  'M83',
  'G91',
  'N1*',
  '\0',
];
const slicers: Readonly<Record<string, readonly string[]>> = {
  PrusaSlicer: ['prusa-five-tools', 'prusa-head-keys'],
  'OrcaSlicer and Bambu Studio': ['orca-four-filaments', 'bambu-two-of-three'],
  SuperSlicer: ['superslicer-banner', 'superslicer-config-block'],
  Cura: ['cura', 'cura-griffin', 'cura-placeholders'],
  Simplify3D: ['simplify3d', 'simplify3d-two-processes'],
  ideaMaker: ['ideamaker'],
  'Kiri:Moto': ['kiri-moto'],
};

const block = { type: blockTypes.slicer, compression: 1, encoding: 0 } as const;
const text = bytesOf('printer_model=MK4\nfilament_type=PLA\nG1 X1 Y2 E.3\n');
const bgcode = [
  ...samples(/^prusa281.*\.bgcode$/),
  ...([0, 1, 2, 3] as const).map((compression) =>
    binaryFile([
      { ...block, compression, content: text } as never,
      { type: blockTypes.gcode, compression, encoding: 0, content: text } as never,
    ]),
  ),
];

const QOI = Uint8Array.from([
  0x71, 0x6f, 0x69, 0x66, 0, 0, 0, 4, 0, 0, 0, 4, 4, 0, 0xfe, 1, 2, 3, 0xc5, 0xff, 1, 2, 3, 4, 0x40, 0x80, 7, 0, 0, 0,
  0, 0, 0, 0, 1,
]);
const JPEG = Uint8Array.from([
  0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0, 0xff, 0xd9,
]);
const stl = Buffer.alloc(84 + 50);
stl.writeUInt32LE(1, 80);

export const TARGETS: readonly Target[] = [
  ...Object.entries(slicers).map(
    ([name, files]): Target => ({ name: `G-code of ${name}`, corpus: gcode(...files), words: WORDS, take: readText }),
  ),
  {
    name: 'what G-code draws',
    corpus: gcode('prusa-five-tools', 'superslicer-config-block', 'cura', 'by-hand'),
    words: [...WORDS, 'G2 X1 Y1 R1', 'G3 X0 Y0 I1 J0 E1', 'G1 X1e308 E1e308', 'G91\n', 'M82\n', 'G20\n', 'G92 E0'],
    take(bytes) {
      const paths = new ToolPaths({
        layer: ({ zMm }) => assert.ok(zMm === null || Number.isFinite(zMm)),
        restart: () => {},
      });
      for (let at = 0; at < bytes.length; at += 1_000) paths.push(bytes.subarray(at, at + 1_000));
      if (paths.problem === null) paths.end();
      const { box } = paths.facts();
      if (box !== null) for (const number of [...box.minMm, ...box.maxMm]) assert.ok(Number.isFinite(number));
      let lines = 0;
      const welder = new ArcWelder(() => void lines++);
      const given = bytes.toString('latin1').split('\n');
      for (const line of given) welder.line(line);
      const { linesBefore, linesAfter } = welder.end();
      assert.ok(linesBefore === given.length && linesAfter === lines && lines <= given.length);
    },
  },
  {
    name: 'model of a 3MF',
    corpus: [
      bytesOf(
        '<model unit="inch"><resources><object id="1"><mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0"/>' +
          '<vertex x="0" y="2" z="-3e0"/></vertices><triangles><triangle v1="0" v2="1" v3="2"/></triangles></mesh></object>' +
          '<object id="2"><components><component objectid="1" transform="1 0 0 0 1 0 0 0 1 10 0 0"/></components></object>' +
          '</resources><build><item objectid="2"/><item objectid="1" printable="0"/></build></model>',
      ),
    ],
    words: [
      '<!--',
      '-->',
      '<item objectid="1"/>',
      '<component objectid="2"/>',
      '1e300',
      '-1',
      'NaN',
      '"',
      '>',
      '<object id="1">',
    ],
    take(bytes) {
      const name = '3D/3dmodel.model';
      let drawn = 0;
      try {
        const reader = new ModelPartReader(name, { corners: 0, objects: 0, placed: 0 });
        for (let at = 0; at < bytes.length; at += 77) reader.push(bytes.subarray(at, at + 77));
        drawScene(name, new Map([[name, reader.end()]]), (corners) => {
          drawn++;
          for (const number of corners) assert.ok(Number.isFinite(number));
        });
      } catch (error) {
        if (!(error instanceof ModelProblem)) throw error;
      }
      assert.ok(drawn <= 8_000_000);
    },
  },
  {
    name: '3MF, whole',
    corpus: [zipFile(threeMfEntries), zipFile([...threeMfEntries].reverse(), { zip64: true })],
    words: ['PK\u0001\u0002', 'PK\u0003\u0004', 'PK\u0005\u0006', '../', '..\\', 'Metadata/plate_1.gcode', '\0'],
    take: readWhole,
  },
  {
    name: 'zip',
    corpus: [
      zipFile([
        { name: 'a/b', content: 'x'.repeat(500) },
        { name: 'c', content: 'y', stored: true },
      ]),
    ],
    words: ['PK\u0001\u0002', 'PK\u0005\u0006', 'PK\u0006\u0006', '../', '\\', '\0'],
    async take(bytes) {
      const source = sourceOf(bytes);
      const directory = await readZipDirectory(source);
      if (directory.kind === 'refused') return;
      assert.ok(directory.value.size <= zipLimits.entries);
      for (const [name, entry] of directory.value) {
        assert.doesNotMatch(name, /(^|\/)\.\.(\/|$)|\\|\0/);
        const read = await readZipEntry(source, entry, inflate, MOST_UNPACKED);
        if (read.kind !== 'refused') assert.equal(read.value.length, entry.sizeBytes);
      }
    },
  },
  {
    name: 'XML of a 3MF',
    corpus: [bytesOf(sliceInfo), bytesOf('<?xml version="1.0"?><a b="&#x41;&lt;"><!-- c --><![CDATA[d]]><e/></a>')],
    words: [
      '<',
      '>',
      '&',
      '<!DOCTYPE a [<!ENTITY b "c">]>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?',
      '&#x110000;',
      '<a>'.repeat(70),
      '"',
      "'",
    ],
    take(bytes) {
      let depth = 0;
      let elements = 0;
      try {
        for (const event of xmlEvents(bytes.toString('latin1'))) {
          if (event.kind === 'open') {
            elements++;
            depth++;
          } else depth--;
          // An empty element is open for a moment only.
          assert.ok(depth <= xmlLimits.depth + 1 && elements <= xmlLimits.elements);
        }
      } catch (error) {
        if (!(error instanceof XmlProblem)) throw error;
      }
    },
  },
  {
    name: 'binary G-code',
    corpus: bgcode,
    words: ['GCDE', '\0\0\0\0', '\u0001\0\u0001\0'],
    async take(bytes) {
      await readWhole(bytes);
      await verifyBinaryFile(sourceOf(bytes));
      let out = 0;
      for await (const piece of binaryText(sourceOf(bytes), inflate)) {
        if (piece.kind === 'refused') return;
        out += piece.value.length;
        // A byte of deflate is at most a thousand of text, and one of MeatPack two and a blank.
        assert.ok(out <= bytes.length * 3_200 + 65_536);
      }
    },
  },
  {
    name: 'heatshrink',
    corpus: [heatshrunk(text, 11), heatshrunk(Buffer.alloc(3_000, 'ab'), 12)],
    words: [],
    take(bytes) {
      for (const bits of [11, 12] as const)
        for (const size of [0, 7, 4_096, 0xffffffff]) {
          const out = decodeHeatshrink(bytes, bits, size);
          assert.ok(out === null || (out.length === size && size <= bytes.length * 16 + 64));
        }
    },
  },
  {
    name: 'deflate',
    corpus: [deflateSync(text), deflateRawSync(Buffer.alloc(50_000))],
    words: [],
    take(bytes) {
      for (const wrapping of ['zlib', 'raw', 'raw-beginning'] as const)
        for (const limit of [0, 10, 4_096]) {
          const out = inflate(bytes, wrapping, limit);
          assert.ok(out === null || out.length <= Math.max(1, limit));
        }
    },
  },
  {
    name: 'MeatPack',
    corpus: [Buffer.from([0xff, 0xff, 0xfb, 0x1d, 0xf1, 0xff, 0xff, 0xf7, 0x12, 0x34]), text],
    words: ['\u00ff\u00ff\u00fb', '\u00ff\u00ff\u00fa'].map((word) => Buffer.from(word, 'latin1').toString('latin1')),
    take(bytes) {
      assert.ok(decodeMeatPack(bytes).length <= bytes.length * 3 + 16);
    },
  },
  {
    name: 'PNG',
    corpus: [picture(16)],
    words: ['IHDR', 'IDAT', 'PLTE', 'tRNS', 'IEND'],
    take(bytes) {
      const pixels = decodePng(bytes, inflate);
      if (pixels !== null)
        assert.ok(
          pixels.width * pixels.height <= PIXELS_MAX && pixels.rgba.length === pixels.width * pixels.height * 4,
        );
      pictureHeader(bytes);
    },
  },
  {
    name: 'JPG',
    corpus: [JPEG],
    words: ['\u00ff\u00c0', '\u00ff\u00d8\u00ff'],
    take(bytes) {
      const header = pictureHeader(bytes);
      if (header !== null) assert.ok(header.width >= 0 && header.height >= 0);
    },
  },
  {
    name: 'QOI',
    corpus: [QOI],
    words: ['qoif'],
    take(bytes) {
      const pixels = decodeQoi(bytes);
      if (pixels !== null)
        assert.ok(
          pixels.width * pixels.height <= PIXELS_MAX && pixels.rgba.length === pixels.width * pixels.height * 4,
        );
    },
  },
  {
    name: 'STL',
    corpus: [
      stl,
      bytesOf(
        'solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1e3 0\nendloop\nendfacet\nendsolid\n',
      ),
    ],
    words: ['vertex ', 'facet normal', 'solid', '\n', '1e999', 'nan', ' '.repeat(5_000)],
    take(bytes) {
      const kind = recogniseModel(bytes.subarray(0, 1024), bytes.length);
      if (kind !== 'stl-binary' && kind !== 'stl-text') return;
      const reader = new StlReader(kind, (corners) => {
        for (const number of corners) assert.ok(Number.isFinite(number));
      });
      for (let at = 0; at < bytes.length; at += 77) reader.push(bytes.subarray(at, at + 77));
      assert.ok(reader.triangles <= bytes.length / 8);
    },
  },
];
