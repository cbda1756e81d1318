import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FileCheck } from './file-check.ts';
import { createGate, type GateLimits } from './gate.ts';

/**
 * The judge of the gate: models of how firmwares read bytes, written from the behaviour of Marlin (gcode/queue.cpp,
 * gcode/parser.cpp), of Marlin 1.0 (strchr over the line) and of Smoothieware (several commands on a line). They share
 * nothing with the gate, and each differs from the others where builds of firmwares differ.
 */
interface Build {
  readonly name: string;
  readonly parenComments: boolean;
  readonly quotedStrings: boolean;
  /** `\` takes the next character as it is; in Marlin 1.1 even a line end. */
  readonly escapes: 'none' | 'not line ends' | 'all';
  readonly caseInsensitive: boolean;
  /** Parameters scanned ahead, the last of equal letters counts; otherwise the first is searched. */
  readonly fasterParser: boolean;
  /** `E` ends a number (Marlin 2); otherwise strtod reads exponents and hexadecimal numbers. */
  readonly plainNumbers: boolean;
  readonly maxCommand: number;
  readonly grammar: 'marlin 2' | 'marlin 1.0' | 'many on a line';
  readonly lineEnds: 'CR or LF' | 'LF';
}

const modern: Build = {
  name: 'Marlin 2.1',
  parenComments: false,
  quotedStrings: false,
  escapes: 'not line ends',
  caseInsensitive: false,
  fasterParser: true,
  plainNumbers: true,
  maxCommand: 96,
  grammar: 'marlin 2',
  lineEnds: 'CR or LF',
};

const builds: readonly Build[] = [
  modern,
  {
    ...modern,
    name: 'Marlin 2.1, quotes, brackets, lower case',
    parenComments: true,
    quotedStrings: true,
    caseInsensitive: true,
  },
  { ...modern, name: 'Marlin 2.1, quotes', quotedStrings: true, maxCommand: 1000 },
  {
    ...modern,
    name: 'Marlin 2.1, brackets, slow parser',
    parenComments: true,
    fasterParser: false,
    caseInsensitive: true,
  },
  { ...modern, name: 'Marlin 1.1', escapes: 'all', plainNumbers: false, fasterParser: false, maxCommand: 1000 },
  { ...modern, name: 'Marlin 1.0', escapes: 'none', plainNumbers: false, grammar: 'marlin 1.0', maxCommand: 1000 },
  {
    ...modern,
    name: 'Smoothieware',
    escapes: 'none',
    grammar: 'many on a line',
    maxCommand: 1000,
    plainNumbers: false,
  },
  {
    ...modern,
    name: 'lines end at LF only',
    lineEnds: 'LF',
    maxCommand: 1000,
    escapes: 'none',
    plainNumbers: false,
    caseInsensitive: true,
  },
];

/** What a build would do: heat a heater to a temperature, or one of the acts that no file may do. */
type Act = { readonly heater: 'nozzle' | 'bed' | 'chamber'; readonly celsius: number } | { readonly act: string };

function run(build: Build, bytes: string): readonly Act[] {
  return linesOf(build, `${bytes}\n`).flatMap((line) => execute(build, line));
}

/** The receiving side: comments, quotes, brackets, escapes, backspace, overflow. */
function linesOf(build: Build, bytes: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let state: 'normal' | 'comment' | 'quoted' | 'bracket' = 'normal';
  let escaped = false;
  for (const character of bytes) {
    const isEnd = character === '\n' || (character === '\r' && build.lineEnds === 'CR or LF');
    if (isEnd && !(escaped && build.escapes === 'all')) {
      lines.push(line);
      line = '';
      state = 'normal';
      escaped = false;
      continue;
    }
    if (state === 'comment') continue;
    if (state === 'bracket') {
      if (character === ')') state = 'normal';
      continue;
    }
    if (escaped) escaped = false;
    else if (character === '\\' && build.escapes !== 'none') {
      escaped = true;
      if (state === 'normal') continue;
    } else if (state === 'quoted') {
      if (character === '"') state = 'normal';
    } else if (build.quotedStrings && character === '"') state = 'quoted';
    else if (character === ';') {
      state = 'comment';
      continue;
    } else if (build.parenComments && character === '(') {
      state = 'bracket';
      continue;
    }
    if (character === '\b') line = line.slice(0, -1);
    else {
      line += character;
      if (line.length >= build.maxCommand - 1) state = 'comment';
    }
  }
  return lines.map((whole) => whole.split('\0')[0] ?? '');
}

function execute(build: Build, line: string): readonly Act[] {
  if (build.grammar === 'marlin 1.0') {
    const g = line.indexOf('G');
    if (g !== -1) return actsOf(build, 'G', Math.trunc(number(build, line.slice(g + 1))), line);
    const m = line.indexOf('M');
    return m === -1 ? [] : actsOf(build, 'M', Math.trunc(number(build, line.slice(m + 1))), line);
  }
  const upper = build.caseInsensitive ? line.replace(/[a-z]/g, (letter) => letter.toUpperCase()) : line;
  if (build.grammar === 'many on a line') {
    if (!/^\s*(?:N\s*\d+\s*)?[GMT]/.test(upper)) return [];
    // Commands with a name or a message keep the rest of the line.
    const words = /^\s*(?:N\s*\d+\s*)?M\s*(?:117|23|32|30)/.exec(upper);
    const parts = words === null ? upper.split(/(?=[GM]\s*\d)/) : [upper];
    const acts = parts.flatMap((part) => marlin2(build, part));
    // No firmware that names objects runs their names.
    return /^\s*(?:N\s*-?\d+\s*)*M\s*0*486 +A(?:[^"]*$|"[^"]*"[^GM]*$)/.test(upper)
      ? acts.filter((act) => 'heater' in act)
      : acts;
  }
  return marlin2(build, upper.replace(/\r/g, ' '));
}

function marlin2(build: Build, line: string): readonly Act[] {
  let rest = line.replace(/^ +/, '');
  rest = rest.replace(/^N[-0-9]\d* */, '');
  const letter = rest[0] ?? '';
  rest = rest.slice(1).split('*')[0] ?? '';
  // A board without emergency parser looks at the first characters of a line.
  if (/^ *(?:N\d+ *)?M112/.test(line)) return [{ act: 'M112' }];
  if (letter !== 'G' && letter !== 'M' && letter !== 'T') return [];
  rest = rest.replace(/^ +/, '');
  const digits = /^[-+]?\d+/.exec(rest)?.[0] ?? '';
  if (digits === '') return [];
  const code = Math.abs(Number(digits)) & 0xffff;
  const args = rest
    .slice(digits.length)
    .replace(/^\.\d*/, '')
    .replace(/^ +/, '');
  if (letter === 'G' && code === 53) return marlin2(build, args);
  return actsOf(build, letter, code, args);
}

function actsOf(build: Build, letter: string, code: number, args: string): readonly Act[] {
  const name = `${letter}${code}`;
  const heaters: Readonly<Record<string, 'nozzle' | 'bed' | 'chamber'>> = {
    M104: 'nozzle',
    M109: 'nozzle',
    M140: 'bed',
    M190: 'bed',
    M141: 'chamber',
    M191: 'chamber',
  };
  const heater = heaters[name];
  if (heater !== undefined)
    return ['S', 'R', ...(heater === 'nozzle' ? ['B'] : [])].flatMap((parameter) => {
      const celsius = value(build, args, parameter);
      return celsius === null ? [] : [{ heater, celsius }];
    });
  const forbidden = ['M23', 'M24', 'M32', 'M808', 'M28', 'M30', 'M928', 'M112', 'M500', 'M502', 'M997', 'M303', 'M43'];
  if (forbidden.includes(name)) return [{ act: name }];
  if (name === 'M302' && (value(build, args, 'P') === 1 || (value(build, args, 'S') ?? 200) < 150))
    return [{ act: name }];
  return name === 'M42' && args.includes('I') ? [{ act: name }] : [];
}

function value(build: Build, args: string, letter: string): number | null {
  if (!build.fasterParser) {
    const at = args.indexOf(letter);
    return at === -1 || !/^ *[-+]?\.?\d/.test(args.slice(at + 1)) ? null : number(build, args.slice(at + 1));
  }
  let found: number | null = null;
  let at = 0;
  while (at < args.length) {
    const parameter = args[at++] ?? '';
    if (/[A-Z]/.test(parameter)) {
      while (args[at] === ' ') at++;
      // GCODE_QUOTED_STRINGS: a value may stand in quotes.
      const from = build.quotedStrings && args[at] === '"' ? at + 1 : at;
      if (/^[-+]?\.?\d/.test(args.slice(from)) && parameter === letter) found = number(build, args.slice(from));
    }
    if (!/[A-Z]/.test(args[at] ?? '')) {
      while (/[-+.\d]/.test(args[at] ?? '')) at++;
      while (args[at] === ' ') at++;
    }
  }
  return found;
}

/** strtof, with or without exponents and hexadecimal digits. */
function number(build: Build, text: string): number {
  const trimmed = text.replace(/^[ \t]+/, '');
  const hex = build.plainNumbers ? null : /^[-+]?0x[0-9a-f]+/i.exec(trimmed);
  if (hex !== null) return Number(hex[0].replace('+', ''));
  const pattern = build.plainNumbers ? /^[-+]?(?:\d+\.?\d*|\.\d+)/ : /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/i;
  return Number(pattern.exec(trimmed)?.[0] ?? 0);
}

const limits: GateLimits = { maxNozzleTemperature: 260, maxBedTemperature: 110, maxChamberTemperature: 60 };
const max = { nozzle: 260, bed: 110, chamber: 60 };

function forbiddenActs(bytes: string): readonly string[] {
  return builds.flatMap((build) =>
    run(build, bytes)
      .filter((act) => ('act' in act ? true : act.celsius > max[act.heater]))
      .map((act) => `${build.name}: ${JSON.stringify(act)}`),
  );
}

const fragments = [
  [
    'M104',
    'm104',
    'M 104',
    'M0104',
    'M65640',
    'M-104',
    'M109',
    'M140',
    'M190',
    'M141',
    'M191',
    'M10',
    '4',
    'M1',
    'G10',
  ],
  [
    'S',
    's',
    'S 300',
    'S300',
    'S200',
    'S2e2',
    'S2E2',
    'S0x1F4',
    'S3',
    '00',
    'R300',
    'B300',
    'T0',
    'I1',
    'E',
    'X',
    'F',
    '.',
    '-',
    '+',
  ],
  [
    'N5',
    'N',
    'N5 ',
    '*33',
    '*',
    '"',
    '"',
    ';',
    ';',
    '(',
    ')',
    '\\',
    '\\',
    '\b',
    '\b\b\b\b\b',
    '\t',
    ' ',
    ' ',
    '  ',
    '\0',
    'é',
    '\u00a0',
  ],
  ['M112', 'M110', 'N9', 'M24', 'M23', 'M32', 'M28', 'M500', 'M502', 'M997', 'M302', 'P1', 'S0', 'M42', 'M303', 'M808'],
  [
    'G1 X1',
    'G1',
    'G28',
    'G53',
    'M117 ',
    'M118 ',
    'M0 ',
    'M486 A',
    'M600',
    'FOO',
    'FOO ',
    'NAME=',
    '@',
    '%',
    '{',
    '}',
    '|',
    ':',
    '=',
    ',',
  ],
].flat();

const hostileLine = fc
  .array(
    fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...fragments) },
      fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    ),
    {
      maxLength: 9,
    },
  )
  .map((parts) => parts.join(''));

/** As a connection would carry it: `N5 …*cs`, with Marlin's rule that a line with `M110` renumbers from its second N. */
function lineNumberAfter(frame: string): number {
  const command = frame.trimStart();
  const second = command.includes('M110') ? command.indexOf('N', 4) : -1;
  return Number.parseInt(command.slice((second === -1 ? 0 : second) + 1), 10);
}

const runs = { numRuns: Number(process.env['CROFT_FUZZ_RUNS'] ?? 20_000) };

describe('no accepted bytes make a firmware pass a limit', () => {
  const gate = createGate(limits);

  test('the models can fail: they see what the gate refuses', () => {
    const hot = [
      'M104 S300',
      'm104s300',
      'M104 S2e3',
      'M104 S0x1F4',
      'M65640 S300',
      'M1(x)04 S300',
      'M1\\04 S300',
      'G53 M104 S300',
    ];
    for (const line of [
      ...hot,
      'M117 "a;\b\b\b\b\b\b\b\b\bM104 S300',
      'G1 X1 M104 S300',
      'N5 M104 S300*33',
      'M112',
      'M24',
    ])
      assert.ok(forbiddenActs(line).length > 0, JSON.stringify(line));
    assert.deepEqual(forbiddenActs('M104 S200'), []);
    assert.deepEqual(forbiddenActs('M117 M104 S300'), []);
  });

  test('[MA15] a line as it stands in the file, in every build', () => {
    fc.assert(
      fc.property(hostileLine, (line) => {
        if (gate.check(line).kind === 'pass') assert.deepEqual(forbiddenActs(line), []);
      }),
      runs,
    );
  });

  test('[MA15] a line as it is sent, alone and in its frame, which it cannot renumber', () => {
    fc.assert(
      fc.property(hostileLine, (line) => {
        const answer = gate.check(line);
        if (answer.kind === 'refuse' || answer.text === '') return;
        assert.match(answer.text, /^[\x20-\x7e]+$/);
        assert.ok((!answer.text.includes('*') && !answer.text.includes(';')) || answer.form === 'macro');
        assert.deepEqual(forbiddenActs(answer.text), []);
        const frame = `N5 ${answer.text}`;
        assert.deepEqual(forbiddenActs(`${frame}*77`), []);
        assert.equal(lineNumberAfter(`${frame}*77`), 5);
      }),
      runs,
    );
  });

  test('[MA10] what passed passes again, and is sent as the same text', () => {
    fc.assert(
      fc.property(hostileLine, (line) => {
        const first = gate.check(line);
        if (first.kind === 'refuse') return;
        const again = gate.check(first.text);
        assert.deepEqual(again.kind === 'pass' && again.text, first.text);
      }),
      runs,
    );
  });

  test('[MA15] a whole file with any line ends, in every build', () => {
    const file = fc
      .array(fc.tuple(hostileLine, fc.constantFrom('\n', '\r\n', '\r', '\r\r\n', '\n\r')), { maxLength: 4 })
      .map((lines) => lines.flat().join(''));
    fc.assert(
      fc.property(file, (text) => {
        const check = new FileCheck(limits);
        check.push(Uint8Array.from(text, (character) => character.charCodeAt(0) & 255));
        if (check.end() === null) assert.deepEqual(forbiddenActs(text), []);
      }),
      runs,
    );
  });
});
