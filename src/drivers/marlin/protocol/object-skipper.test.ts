import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { CommandLines } from './command-lines.ts';
import { AT_REST, estimate } from './motion.ts';
import { type ObjectMap, ObjectMapReader, ownerAt } from './object-map.ts';
import { ObjectSkipper } from './object-skipper.ts';

interface Read {
  readonly map: ObjectMap | null;
  readonly lines: readonly string[];
}

function read(text: string): Read {
  const reader = new ObjectMapReader();
  let at = 0;
  const lines = new CommandLines(0, {
    comment: (comment) => reader.comment(comment, at),
    command: (command) => reader.command(command, at++),
  });
  const bytes = Buffer.from(text, 'latin1');
  // In two pieces, so that a mark is cut in the middle.
  const found = [...lines.add(bytes.subarray(0, 41)), ...lines.add(bytes.subarray(41)), ...lines.end()];
  return { map: reader.end(), lines: found.map((each) => each.text) };
}

/** What is sent of a file when objects are left out from the beginning. */
function without(file: Read, ids: readonly string[]): readonly string[] {
  assert.ok(file.map);
  const skipper = new ObjectSkipper(file.map);
  for (const id of ids) assert.ok(skipper.skip(id, 0));
  const sent: string[] = [];
  for (let i = 0; i < file.lines.length; ) {
    const text = file.lines[i] ?? '';
    const verdict = skipper.decide(i, text);
    if (verdict.kind === 'lead') {
      sent.push(...verdict.commands);
      skipper.led();
      continue;
    }
    if (verdict.kind === 'swallow') skipper.swallow(text);
    else {
      skipper.sent(text);
      sent.push(text);
    }
    i++;
  }
  return sent;
}

const MARKS: Readonly<Record<string, (name: string, lines: readonly string[]) => readonly string[]>> = {
  M486: (name, lines) => [`M486 S${name === 'a' ? 0 : 1}`, `M486 A${name}`, ...lines, 'M486 S-1'],
  EXCLUDE_OBJECT: (name, lines) => [`EXCLUDE_OBJECT_START NAME=${name}`, ...lines, `EXCLUDE_OBJECT_END NAME=${name}`],
  'comments of PrusaSlicer': (name, lines) => [
    `; printing object ${name} id:0 copy 0`,
    ...lines,
    `; stop printing object ${name} id:0 copy 0`,
  ],
  'comments of Cura': (name, lines) => [`;MESH:${name}`, ...lines, ';MESH:NONMESH'],
};

describe('objects of a file', () => {
  for (const [dialect, mark] of Object.entries(MARKS)) {
    test(`are known by ${dialect}`, () => {
      const { map, lines } = read(
        ['G28', ...mark('a', ['G1 X1 E1', 'G1 X2 E2']), 'G0 X9 Y9', ...mark('b', ['G1 X3 E3']), 'M84'].join('\n'),
      );
      assert.ok(map);
      assert.deepEqual(
        map.objects.map(({ name }) => name.slice(0, 1).toLowerCase()),
        ['a', 'b'],
      );
      const ownerOf = (text: string): number => ownerAt(map, lines.indexOf(text));
      assert.deepEqual(
        ['G28', 'G1 X1 E1', 'G1 X2 E2', 'G0 X9 Y9', 'G1 X3 E3', 'M84'].map(ownerOf),
        [-1, 0, 0, -1, 1, -1],
      );
    });
  }

  test('a file with one object, or none, is not offered in parts', () => {
    assert.equal(read(['G28', ';MESH:a', 'G1 X1 E1'].join('\n')).map, null);
    assert.equal(read('G28\nG1 X1').map, null);
  });
});

/** As PrusaSlicer writes it: drawn back and lifted for the travel, given again within the object. */
const layer = (n: number, relative: boolean): string[] => {
  let e = n * 10;
  const extrude = (mm: number): string => {
    e = Math.round((e + mm) * 1000) / 1000;
    return `E${relative ? mm : e}`;
  };
  const part = (name: string, x: number): string[] => [
    `G1 ${extrude(-0.8)} F2100`,
    `G1 Z${(n * 0.2 + 0.4).toFixed(1)} F720`,
    `G1 X${x} Y10 F9000`,
    `; printing object ${name} id:0 copy 0`,
    `G1 Z${(n * 0.2 + 0.2).toFixed(1)} F720`,
    `G1 ${extrude(0.8)} F2100`,
    `G1 X${x + 5} Y10 ${extrude(1)} F1800`,
    'M106 S200',
    `G1 X${x + 5} Y15 ${extrude(1)}`,
    `; stop printing object ${name} id:0 copy 0`,
  ];
  return [`G92 E${relative ? 0 : n * 10}`, ...part('a', 10), ...part('b', 100), ...part('c', 200)];
};

describe('an object that is left out', () => {
  for (const relative of [false, true]) {
    const file = read(
      ['G28', relative ? 'M83' : 'M82', ...layer(0, relative), ...layer(1, relative), 'M84'].join('\n'),
    );
    test(`[MA10] with ${relative ? 'relative' : 'absolute'} extrusion: nothing of it is laid down, and nothing is missing of the others`, () => {
      const sent = without(file, ['b id:0 copy 0']);
      const seen = walk(sent);
      const whole = walk(file.lines);
      const isB = (x: number): boolean => x > 60 && x < 160;
      assert.deepEqual(
        seen.laid.map(({ to, mm }) => `${to} ${mm}`),
        whole.laid.filter(({ x }) => !isB(x)).map(({ to, mm }) => `${to} ${mm}`),
      );
      assert.ok(seen.laid.length > 0);
      assert.equal(sent.filter((line) => line === 'M106 S200').length, 6, 'what is no move is sent');
      assert.equal(
        seen.drawn.toFixed(3),
        whole.drawn.toFixed(3),
        'and the filament is drawn back as far as the file says',
      );
    });

    test(`two of three, and lines asked for again, come to the same with ${relative ? 'relative' : 'absolute'} extrusion`, () => {
      const sent = without(file, ['a id:0 copy 0', 'b id:0 copy 0']);
      assert.ok(walk(sent).laid.every(({ x }) => x >= 200));
      assert.ok(file.map);
      const skipper = new ObjectSkipper(file.map);
      skipper.skip('a id:0 copy 0', 0);
      const first = file.lines.findIndex((_, i) => file.map !== null && ownerAt(file.map, i) === 0);
      for (const text of file.lines.slice(0, first)) skipper.sent(text);
      const swallowed: string[] = [];
      for (let times = 0; times < 2; times++) {
        const text = file.lines[first] ?? '';
        assert.equal(skipper.decide(first, text).kind, 'swallow');
        skipper.swallow(text);
        swallowed.push(text);
      }
      assert.equal(skipper.line, first + 1, 'a line that is asked for again is passed over once');
    });
  }

  test('whatever of them is left out, the filament that is laid down is that of the others', () => {
    const file = read(['G28', 'M82', ...layer(0, false), ...layer(1, false), ...layer(2, false), 'M84'].join('\n'));
    const ids = ['a', 'b', 'c'].map((name) => `${name} id:0 copy 0`);
    const places = [10, 100, 200];
    fc.assert(
      fc.property(fc.subarray(ids, { minLength: 1 }), (chosen) => {
        const out = chosen.map((id) => places[ids.indexOf(id)] ?? 0);
        const isOut = (x: number): boolean => out.some((place) => Math.abs(x - place) <= 6);
        const mm = (all: readonly { readonly x: number; readonly mm: number }[]): string =>
          all.reduce((sum, each) => sum + each.mm, 0).toFixed(3);
        assert.equal(mm(walk(without(file, chosen)).laid), mm(walk(file.lines).laid.filter(({ x }) => !isOut(x))));
      }),
    );
  });
});

/** Follows lines as a printer would: where filament comes out, and how far it is drawn back in the end. */
function walk(lines: readonly string[]): {
  readonly laid: readonly { readonly x: number; readonly to: string; readonly mm: number }[];
  readonly drawn: number;
} {
  let motion = AT_REST;
  let drawn = 0;
  const laid: { x: number; to: string; mm: number }[] = [];
  for (const text of lines) {
    const next = estimate(motion, text).motion;
    if (/^G[01] /.test(text)) {
      const turned = next.e - motion.e;
      const out = Math.max(0, turned - drawn);
      drawn = Math.max(0, drawn - turned);
      if (out > 1e-6)
        laid.push({ x: next.x, to: `${next.x} ${next.y} ${next.z} F${next.feed}`, mm: Math.round(out * 1000) / 1000 });
    }
    motion = next;
  }
  return { laid, drawn };
}
