import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { LINE_MAX_BYTES, LineReader } from './line-reader.ts';
import { MotionTime } from './motion-time.ts';
import { MoveReader } from './move-reader.ts';

interface Seen {
  readonly lines: number;
  readonly moves: readonly (readonly number[])[];
  readonly comments: readonly string[];
  readonly tools: readonly number[];
}

const reported = (motion: MotionTime): readonly number[] => [
  motion.seconds,
  motion.filamentMm,
  motion.xMm,
  motion.yMm,
  motion.zMm,
];

/** By lines of text, one after the other. */
function bySlowReader(bytes: Uint8Array): Seen {
  const reader = new LineReader();
  const motion = new MotionTime();
  const moves: (readonly number[])[] = [];
  const comments: string[] = [];
  const tools: number[] = [];
  const lines = [...reader.push(bytes), ...reader.end()];
  for (const { text } of lines) {
    if (text.startsWith(';')) {
      comments.push(text);
      continue;
    }
    const tool = /^T(\d{1,2})\b/.exec(text)?.[1];
    if (tool !== undefined) tools.push(Number(tool));
    motion.advance(text);
    if (motion.seconds !== 0 || motion.filamentMm !== 0) moves.push(reported(motion));
  }
  return { lines: lines.length, moves, comments, tools };
}

function byMoveReader(bytes: Uint8Array, pieceBytes: number): Seen {
  const moves: (readonly number[])[] = [];
  const comments: string[] = [];
  const tools: number[] = [];
  const reader = new MoveReader({
    comment: (text) => comments.push(text),
    tool: (tool) => tools.push(tool),
    moved: (motion) => moves.push(reported(motion)),
  });
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.slice(at, at + pieceBytes));
  reader.end();
  assert.equal(reader.problem, null);
  return { lines: reader.lines, moves, comments, tools };
}

const told = (comments: readonly string[]): readonly string[] =>
  comments.filter((text) => /^;[ ;]{0,3}[lctf-]/i.test(text));

describe('the reader of moves', () => {
  test('[ME1] sees the same as a reader of lines, however the file is cut and whatever ends its lines', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'G1 X10 Y20.5 E.3',
        'G1X1Y2F1800',
        'g1 x2',
        'N5 G1 X3*7',
        'G91',
        'G90',
        'M83',
        'M82',
        'G92 E0',
        'G2 X5 Y5 I2 J0',
        'G20',
        'G21',
        'G28',
        'G28 X',
        'G4 P50',
        'M204 P500',
        'T1',
        'T12 ',
        'T123',
        '',
        ' G1 Z2',
        'G1 X(a)5',
        'G1 E-2 F2400',
        ';LAYER_CHANGE',
        '; FEATURE: wall',
        ';WIDTH:0.4',
        ';; --- layer 1 (',
        ';é',
        'G1 X1 ; T2',
        'G1',
        'G123456 X1',
        'M117 G1 X9',
        'SET_VELOCITY_LIMIT ACCEL=5000',
        'EXCLUDE_OBJECT_START NAME=G1 X9',
        'TIMELAPSE_TAKE_FRAME',
        'n7 g1 x4',
        't3',
        '(G1 X5)g1 x6',
        '[G1 X7]',
        '{G1 X8}',
        '@G1 X9',
      ),
      fc
        .tuple(fc.double({ min: -300, max: 300, noNaN: true }), fc.double({ min: 0, max: 9, noNaN: true }))
        .map(([x, e]) => `G1 X${x.toFixed(3)} E${e.toFixed(5)}`),
    );
    const file = fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '\r')), { maxLength: 40 });
    fc.assert(
      fc.property(
        file,
        fc.constantFrom('', '\ufeff'),
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        (lines, mark, piece, open) => {
          const text = mark + lines.map(([words, ending]) => words + ending).join('') + (open ? 'G1 X7' : '');
          const bytes = new TextEncoder().encode(text);
          const slow = bySlowReader(bytes);
          assert.deepEqual(byMoveReader(bytes, piece), { ...slow, comments: told(slow.comments) });
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('[ME2] a line without an end is refused by its number and held in no memory', () => {
    const reader = new MoveReader({ comment() {}, tool() {}, moved() {} });
    reader.push(new TextEncoder().encode('G28\nG1 X1\n'));
    for (let i = 0; i < 40 && reader.problem === null; i++) reader.push(new Uint8Array(4096).fill(88));
    assert.deepEqual([reader.problem?.code, reader.problem?.line], ['line-too-long', 3]);
    const whole = new MoveReader({ comment() {}, tool() {}, moved() {} });
    whole.push(new TextEncoder().encode(`;${'x'.repeat(LINE_MAX_BYTES)}\nG28\n`));
    assert.equal(whole.problem?.line, 1);
  });
});
