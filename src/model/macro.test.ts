import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { adjustmentOfLine } from './line-adjustment.ts';
import { fillMacro, type Macro, type MacroParameter, parseMacro, sampleValues } from './macro.ts';

const LOAD = `
; Warms up, then pushes the filament in.
M104 S{temperature: number 170..300 = 210}
M117 {message: text 20 = Loading}
G1 E{length:number 1..200=50} F{speed: choice 100|300|900 = 300} ; slowly
M109 S{temperature}
M118 {{}} done
`;

const right = (text: string): Macro => {
  const parsed = parseMacro(text);
  assert.equal(parsed.kind, 'right', JSON.stringify(parsed));
  return parsed.kind === 'right' ? parsed.value : assert.fail();
};
const filled = (text: string, values: Readonly<Record<string, string>> = {}): readonly string[] | string => {
  const lines = fillMacro(right(text), new Map(Object.entries(values)));
  return lines.kind === 'right' ? lines.value : `${lines.problem.field}: ${lines.problem.rule}`;
};
const wrongIn = (text: string): string | null => {
  const parsed = parseMacro(text);
  return parsed.kind === 'wrong' ? parsed.problem.field : null;
};

describe('macros', () => {
  test('[MA15] places are filled with values within their bounds, or with those that the macro names', () => {
    const { parameters } = right(LOAD);
    assert.deepEqual(
      parameters.map(({ name, kind, initial }) => [name, kind, initial]),
      [
        ['temperature', 'number', 210],
        ['message', 'text', 'Loading'],
        ['length', 'number', 50],
        ['speed', 'choice', '300'],
      ],
    );
    const lines = ['M104 S210', 'M117 Loading', 'G1 E50 F300', 'M109 S210', 'M118 {} done'];
    assert.deepEqual(filled(LOAD), lines);
    assert.deepEqual(
      filled(LOAD, { temperature: '240', message: 'PETG', length: '0', speed: '900' }),
      'length: from 1 to 200',
    );
    assert.deepEqual(filled(LOAD, { temperature: '240', message: 'PETG', length: '7.50', speed: '900' }), [
      'M104 S240',
      'M117 PETG',
      'G1 E7.5 F900',
      'M109 S240',
      'M118 {} done',
    ]);
    assert.match(String(filled('M104 S{t: number 0..300}')), /^t: a value is needed/);
    assert.match(String(filled('M105', { t: '1' })), /^t: the macro has no such place/);
    for (const value of ['1e2', '0x10', 'NaN', 'Infinity', '', '1 2', '5\nG28', '1.00001'])
      assert.match(String(filled('M104 S{t: number 0..300}', { t: value })), /^t: a number/, value);
    for (const value of ['a;b', 'a\nG28', 'a*1', '{x}', 'é'])
      assert.match(String(filled('M117 {m: text}', { m: value })), /^m: letters/, value);
    assert.match(String(filled('M117 {m: text 3}', { m: 'four' })), /^m: at most 3/);
    assert.match(String(filled('T{{ {c: choice a|b}'.replace('T{{', 'T1'), { c: 'c' })), /^c: one of a, b/);
  });

  test('[CF1] what is wrong is named by its line or its place', () => {
    const cases: readonly (readonly [text: string, field: string])[] = [
      ['', 'text'],
      ['; only a remark', 'text'],
      ['M105\n'.repeat(51), 'text'],
      [`G28\nM117 ${'x'.repeat(260)}`, 'line 2'],
      ['G28\nM104 S{t', 'line 2'],
      ['M104 S}', 'line 1'],
      ['M104 S{t}', 't'],
      ['M104 S{t: number} T{t: number}', 't'],
      ['M104 S{1t: number}', 'line 1'],
      ['M104 S{t: boolean}', 't'],
      ['M104 S{t: number 9..1}', 't'],
      ['M104 S{t: number 1..x}', 't'],
      ['M104 S{t: number 1..2..3}', 't'],
      ['M104 S{t: number 0..9000000}', 't'],
      ['M104 S{t: number 0..300 = 301}', 't'],
      ['M117 {m: text 0}', 'm'],
      ['M117 {m: text 2 = long}', 'm'],
      ['M117 {m: choice one}', 'm'],
      ['M117 {m: choice a|a}', 'm'],
      ['M117 {m: choice a|b = c}', 'm'],
      ['M117 \u0007', 'line 1'],
      ['*', 'line 1'],
    ];
    for (const [text, field] of cases) assert.equal(wrongIn(text), field, text);
  });

  test('[MA15] places that somebody else fills in need no description, and others are refused, with the line', () => {
    const known = new Map<string, MacroParameter>([
      ['bed', { name: 'bed', kind: 'number', least: -9, most: 999, initial: null }],
      ['file', { name: 'file', kind: 'text', length: 10, initial: null }],
    ]);
    const parsed = parseMacro('; warm\nM190 S{bed}\n\nM140 S{bed}\nM117 {file: text 5 = none}', known);
    assert.ok(parsed.kind === 'right');
    assert.deepEqual(parsed.value.at, [2, 4, 5]);
    const lines = fillMacro(parsed.value, new Map([['bed', '60']]));
    assert.deepEqual(lines, { kind: 'right', value: ['M190 S60', 'M140 S60', 'M117 none'] });
    for (const [text, line] of [
      ['M117 a\nM117 {other}', 2],
      ['M117 {other: text 5}', 1],
      ['M117 {file}\n\nM140 S{bed: text 4}', 3],
      ['M117 {bed}\nM117 {bed: number 0..5}', 2],
    ] as const) {
      const wrong = parseMacro(text, known);
      assert.deepEqual(wrong.kind === 'wrong' && wrong.problem.line, line, text);
    }
  });

  test('[MA15] what is filled in never chooses the command', () => {
    const places = ['{n: number 0..999}', '{n: text}', '{n: choice 28|29}'];
    for (const begin of ['', 'G', 'G ', 'G2', 'M1', 'M1.', 'T', ' g ', 'N1 G', 'N1 G 2', 'n 1 G', '(x) G'])
      for (const place of places) assert.equal(wrongIn(`${begin}${place}`), 'line 1', `${begin}${place}`);
    for (const begin of ['G1 X', 'G1X', 'M117 ', 'PRINT_START BED=', 'm104s', 'T1 P', '  M104 S', 'M862.3 P'])
      for (const place of places) assert.equal(wrongIn(`${begin}${place}`), null, `${begin}${place}`);
  });

  test('[MA15] whatever is typed, no value leaves its line, its bounds or its choices', () => {
    const macro = right(LOAD);
    const parameters: readonly MacroParameter[] = macro.parameters;
    const value = fc.oneof(
      // Fits everywhere, so that enough of it is taken.
      { weight: 4, arbitrary: fc.constant('300') },
      fc.string({ maxLength: 25 }),
      fc.double({ noDefaultInfinity: true }).map(String),
      fc.integer({ min: -10, max: 400 }).map(String),
      fc.constantFrom('100', '300', '900', '\nG28', ';M112', '*99'),
    );
    const record = fc.record(Object.fromEntries(parameters.map(({ name }) => [name, value])), { requiredKeys: [] });
    let taken = 0;
    fc.assert(
      fc.property(record, (given) => {
        const lines = fillMacro(macro, new Map(Object.entries(given as Record<string, string>)));
        if (lines.kind === 'wrong') return assert.ok(parameters.some(({ name }) => name === lines.problem.field));
        taken++;
        assert.equal(lines.value.length, 5);
        const [heat = '', text = '', move = '', wait = ''] = lines.value;
        const celsius = Number(/^M104 S([\d.]+)$/.exec(heat)?.[1]);
        assert.ok(celsius >= 170 && celsius <= 300, heat);
        assert.equal(wait, `M109 S${celsius}`);
        assert.match(text, /^M117[\x20-\x7e]{0,21}$/);
        assert.doesNotMatch(text, /[;*]/);
        assert.match(move, /^G1 E\d{1,3}(\.\d{1,4})? F(100|300|900)$/);
      }),
      { numRuns: 100 },
    );
    assert.ok(taken > 0);
  });

  test('any text is read or refused with a reason, and what is read can be filled with its sample', () => {
    const piece = fc.constantFrom(
      'M104 S',
      'G1 X',
      '{a: number 1..5}',
      '{a}',
      '{b: text 3 = x}',
      '{c: choice x|y}',
      '{{',
      '}',
      ' ',
      ';',
      '\n',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const parsed = parseMacro(pieces.join(''));
        if (parsed.kind === 'wrong') return assert.ok(parsed.problem.field !== '' && parsed.problem.rule !== '');
        const lines = fillMacro(parsed.value, sampleValues(parsed.value));
        assert.equal(lines.kind, 'right', JSON.stringify(lines));
      }),
      { numRuns: 300 },
    );
  });

  test('[MA15] only lines that are changes of an open print are taken for them', () => {
    assert.deepEqual(adjustmentOfLine('M104 S210'), { kind: 'target', heater: 'nozzle', celsius: 210 });
    assert.deepEqual(adjustmentOfLine('m140s60'), { kind: 'target', heater: 'bed', celsius: 60 });
    assert.deepEqual(adjustmentOfLine('M141 S40'), { kind: 'target', heater: 'chamber', celsius: 40 });
    assert.deepEqual(adjustmentOfLine('M106 S255'), { kind: 'fan', percent: 100 });
    assert.deepEqual(adjustmentOfLine('M107'), { kind: 'fan', percent: 0 });
    assert.deepEqual(adjustmentOfLine('M220 S120'), { kind: 'feed', percent: 120 });
    assert.deepEqual(adjustmentOfLine('M221 S95'), { kind: 'flow', percent: 95 });
    assert.deepEqual(adjustmentOfLine('M290 Z-0.02'), { kind: 'baby-step', mm: -0.02 });
    for (const line of [
      'G28',
      'M104',
      'M104 T1 S210',
      'M106 P1 S9',
      'M109 S210',
      'M23 S1',
      'M104 S210 G28',
      'M107 P1',
      'M104 Sx',
      '',
    ])
      assert.equal(adjustmentOfLine(line), null, line);
  });
});
