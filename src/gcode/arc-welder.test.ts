import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ARC_LIMITS, ArcWelder, type WeldedLines } from './arc-welder.ts';
import type { ArcLimits } from './arc-fit.ts';
import { parseCommand, wordValue } from './words.ts';

const RUNS = Number(process.env.CROFT_RUNS ?? 60);

function weld(
  lines: readonly string[],
  limits: ArcLimits = ARC_LIMITS,
): readonly string[] & { readonly told?: WeldedLines } {
  const out: string[] = [];
  const welder = new ArcWelder((line) => out.push(line), limits);
  for (const line of lines) welder.line(line);
  const told = welder.end();
  assert.deepEqual([told.linesBefore, told.linesAfter], [lines.length, out.length]);
  return Object.assign(out, { told });
}

const round = (value: number, decimals = 3): string => String(Number(value.toFixed(decimals)));

/** A wall along a circle: from angle to angle, in so many moves. */
function circle(radius: number, from: number, to: number, count: number, e: (k: number) => string | null): string[] {
  return Array.from({ length: count + 1 }, (_, k) => {
    const angle = from + ((to - from) * k) / count;
    const [x, y] = [100 + radius * Math.cos(angle), 100 + radius * Math.sin(angle)];
    const plastic = k === 0 ? null : e(k);
    return `G1 X${round(x)} Y${round(y)}${plastic === null ? '' : ` E${plastic}`}${k === 0 ? ' F3000' : ''}`;
  });
}

const START = ['G21', 'G90', 'M83', 'G0 X0 Y0 F6000'];

describe('what is welded', () => {
  test('a round wall of two hundred moves is two arcs, which end where it ended and lay what it laid', () => {
    const wall = circle(20, 0, 2 * Math.PI, 200, () => '.02090');
    const out = weld([...START, ...wall]);
    assert.deepEqual(out.slice(0, 5), [...START, 'G1 X120 Y100 F3000']);
    const arcs = out.slice(5);
    assert.equal(arcs.length, 2);
    assert.ok(
      arcs.every((line) => /^G3 X[\d.]+ Y[\d.]+ I-?[\d.]+ J-?[\d.]+ E[\d.]+$/.test(line)),
      arcs.join('\n'),
    );
    assert.match(arcs[1] ?? '', /^G3 X120 Y100 /);
    const laid = arcs.reduce((sum, line) => sum + Number(/E([\d.]+)/.exec(line)?.[1]), 0);
    assert.ok(Math.abs(laid - 200 * 0.0209) < 1e-9, String(laid));
  });

  test('clockwise is G2; a feed rate at the beginning stays; a travel is an arc without plastic; CR LF stays', () => {
    const [first = '', ...moves] = circle(10, Math.PI, 0, 40, () => null);
    const out = weld(
      [...START, first.replace(' F3000', ''), (moves[0] ?? '') + ' F4200', ...moves.slice(1)].map(
        (line) => `${line}\r`,
      ),
    );
    assert.equal(out.length, START.length + 2);
    assert.match(out.at(-1) ?? '', /^G2 X110 Y100 I-?[\d.]+ J-?[\d.]+ F4200\r$/);
  });

  test('an absolute extruder keeps the last word', () => {
    const wall = circle(20, 0, Math.PI, 60, (k) => round(5 + k * 0.1));
    const out = weld(['G21', 'G90', 'M82', 'G92 E5', 'G0 X0 Y0', ...wall]);
    assert.match(out.at(-1) ?? '', / E11$/);
  });
});

describe('what is not', () => {
  const wall = circle(20, 0, 1, 12, () => '.05');
  const untouched = (lines: readonly string[], limits?: ArcLimits): void => {
    assert.deepEqual([...weld(lines, limits)], lines);
  };

  test('nothing across a comment, a layer, a tool, a fan, a retraction, another speed or another flow', () => {
    for (const between of [';TYPE:Overhang', 'T1', 'M106 S9', 'G1 E-.8 F2100', 'M204 S500', '', 'G10']) {
      const lines = [
        ...START,
        ...wall.slice(0, 4),
        between,
        ...wall.slice(4, 7),
        between,
        ...wall.slice(7, 10),
        between,
      ];
      untouched(lines);
    }
    untouched([
      ...START,
      ...wall.map((line, k) => (k % 3 === 0 ? line.replace(/ F\d+$/, '') + ` F${2000 + k}` : line)),
    ]);
    untouched([...START, ...wall.map((line, k) => (k % 2 === 0 ? line.replace('E.05', 'E.08') : line))]);
  });

  test('corners: a hexagon, a square, and a polygon that is meant to be one', () => {
    for (const count of [4, 6, 12]) untouched([...START, ...circle(10, 0, 2 * Math.PI, count, () => '.3')]);
  });

  test('what is flatter than the limit, moves in relative places, in another plane, in inches, with heights or remarks', () => {
    untouched([...START, ...circle(900, 0, 0.2, 60, () => '.05')], { ...ARC_LIMITS, maxRadiusMm: 500 });
    for (const mode of ['G91', 'G18', 'G20']) untouched([...START, mode, ...wall]);
    untouched([...START, ...wall.map((line, k) => `${line.replace(/ F\d+/, '')} Z${k / 10}`)]);
    untouched([...START, ...wall.map((line) => `${line} ; wall`)]);
  });

  test('nothing whose beginning nobody knows, as behind homing or a tool change', () => {
    for (const before of ['G28', 'T0', 'G29', 'G92 X0', 'M600', 'CLEAN_NOZZLE', 'M98 P"x"']) {
      const out = weld([...START, before, ...wall.slice(1)]);
      assert.deepEqual(out.slice(0, START.length + 2), [...START, before, wall[1] ?? '']);
    }
  });
});

// What a printer would do with a file, read anew: straight moves and arcs, each with its plastic, and whatever else stands between.

interface Piece {
  readonly text: string | null;
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly centre: readonly [number, number] | null;
  readonly plastic: number;
  readonly feed: number;
  readonly lengthMm: number;
}

function performed(lines: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let [x, y, e, feed, absolute] = [0, 0, 0, 0, true];
  for (const line of lines) {
    const command = parseCommand(line);
    if (command?.letter === 'M' && (command.number === 82 || command.number === 83)) absolute = command.number === 82;
    if (command?.letter === 'G' && command.number === 92) e = wordValue(command, 'E') ?? e;
    if (command?.letter !== 'G' || command.number > 3) {
      pieces.push({ text: line, from: [x, y], to: [x, y], centre: null, plastic: 0, feed, lengthMm: 0 });
      continue;
    }
    const word = (letter: string): number | null => wordValue(command, letter) ?? null;
    const from = [x, y] as const;
    feed = word('F') ?? feed;
    [x, y] = [word('X') ?? x, word('Y') ?? y];
    const told = word('E');
    const plastic = told === null ? 0 : absolute ? told - e : told;
    if (told !== null) e = absolute ? told : e + told;
    const isArc = command.number >= 2;
    const centre = isArc ? ([from[0] + (word('I') ?? 0), from[1] + (word('J') ?? 0)] as const) : null;
    let lengthMm = Math.hypot(x - from[0], y - from[1]);
    if (centre !== null) {
      const radius = Math.hypot(from[0] - centre[0], from[1] - centre[1]);
      const angle = (px: number, py: number): number => Math.atan2(py - centre[1], px - centre[0]);
      const turn = (angle(x, y) - angle(...from)) * (command.number === 3 ? 1 : -1);
      lengthMm = radius * (turn <= 0 ? turn + 2 * Math.PI : turn);
    }
    pieces.push({ text: null, from, to: [x, y], centre, plastic, feed, lengthMm });
  }
  return pieces;
}

const hundredths = (min: number, max: number) => fc.integer({ min, max }).map((value) => value / 100);

const anyFile = fc
  .record({
    absolute: fc.boolean(),
    parts: fc.array(
      fc.oneof(
        fc.record({
          kind: fc.constant('round' as const),
          radius: hundredths(40, 15_000),
          from: hundredths(0, 600),
          sweep: hundredths(-700, 700),
          count: fc.integer({ min: 2, max: 90 }),
          noise: hundredths(0, 8),
        }),
        fc.record({
          kind: fc.constant('line' as const),
          x: fc.integer({ min: 0, max: 200 }),
          y: fc.integer({ min: 0, max: 200 }),
        }),
        fc.record({
          kind: fc.constant('other' as const),
          text: fc.constantFrom(';LAYER_CHANGE', 'M73 P3', ';TYPE:Infill', 'M106 S80'),
        }),
        fc.record({ kind: fc.constant('feed' as const), feed: fc.integer({ min: 600, max: 9000 }) }),
      ),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ absolute, parts }) => {
    const lines = ['G90', absolute ? 'M82' : 'M83', 'G92 E0', 'G0 X0 Y0 F6000'];
    let [x, y, e, k] = [0, 0, 0, 0];
    const go = (nx: number, ny: number): void => {
      const plastic = Math.hypot(nx - x, ny - y) * 0.033;
      e += plastic;
      lines.push(`G1 X${round(nx)} Y${round(ny)} E${absolute ? e.toFixed(5) : plastic.toFixed(5)}`);
      [x, y] = [nx, ny];
    };
    for (const part of parts) {
      if (part.kind === 'line') go(part.x, part.y);
      else if (part.kind === 'other') lines.push(part.text);
      else if (part.kind === 'feed') lines.push(`G1 F${part.feed}`);
      else {
        const [cx, cy] = [x - part.radius * Math.cos(part.from), y - part.radius * Math.sin(part.from)];
        for (let i = 1; i <= part.count; i++) {
          const angle = part.from + (part.sweep * i) / part.count;
          const radius = part.radius + part.noise * Math.sin((k += 1) * 12.9898);
          go(cx + radius * Math.cos(angle), cy + radius * Math.sin(angle));
        }
      }
    }
    return lines;
  });

test('of any file: no corner further from its arc than allowed, each other line in its place, the same plastic, speed and time', () => {
  let welded = 0;
  fc.assert(
    fc.property(anyFile, (lines) => {
      const before = performed(lines);
      const after = performed(weld(lines));
      let at = 0;
      for (const piece of after) {
        let [plastic, lengthMm] = [0, 0];
        for (;;) {
          const part = before[at++];
          assert.ok(part !== undefined, 'each piece stands for lines of the file');
          assert.equal(part.text, piece.text);
          assert.equal(part.feed, piece.feed);
          plastic += part.plastic;
          lengthMm += part.lengthMm;
          if (piece.centre !== null) {
            const radius = Math.hypot(piece.from[0] - piece.centre[0], piece.from[1] - piece.centre[1]);
            const [px, py] = part.to;
            const off = Math.abs(Math.hypot(px - piece.centre[0], py - piece.centre[1]) - radius);
            assert.ok(off <= ARC_LIMITS.resolutionMm + 1e-9, `${off} mm`);
          }
          if (part.to[0] === piece.to[0] && part.to[1] === piece.to[1]) break;
          welded += 1;
        }
        assert.ok(Math.abs(plastic - piece.plastic) <= 1e-5, `${plastic} mm became ${piece.plastic}`);
        assert.ok(
          Math.abs(piece.lengthMm - lengthMm) <= 0.01 * lengthMm + 1e-9,
          `${lengthMm} mm became ${piece.lengthMm}`,
        );
      }
      assert.equal(at, before.length);
    }),
    { numRuns: RUNS, seed: 8_300 },
  );
  assert.ok(welded > 1_000, String(welded));
});
